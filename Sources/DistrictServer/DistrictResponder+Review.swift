import HTTPTypes
import Hummingbird
import PlanProgress
import Reports

/// What reviewers read.
extension DistrictResponder {
    func review(_ route: Route, _ request: Request, _ context: DistrictContext) async throws -> Response {
        if route == .style { return Answer.bytes(Array(PageStyle.css.utf8), type: "text/css; charset=utf-8") }
        let visitor = try await visitor(of: request, context, may: .read, isPage: Self.isPage(route, request))
        let query = Query(request.uri.query ?? "")
        let language = query["lang"] == "en" ? Language.en : .vi
        switch route {
        case .rollup(let code):
            let rollup = try await page(code, query, language, visitor).rollup
            return Answer.bytes(rollup.json.canonicalBytes, type: "application/json")
        case .explain(let code):
            return Answer.bytes(try await source(code, query, language).0.json.canonicalBytes, type: "application/json")
        case .overview(let code):
            let code = code ?? query["period"].flatMap { PeriodCode($0) } ?? defaultPeriod
            let page = try await page(code, query.without("unit"), language, visitor)
            let register = page.register
            let (devices, refused, plans) = try await read { tables throws(StoreFault) in
                var (store, plans): (any DistrictTables, [String: String]) = (tables, [:])
                for unit in register.units.keys {
                    let plan = UnitPlan(year: code.year, rows: try store.planRows(of: unit), decisions: [])
                    plans[unit] = plan.adopted?.title
                }
                return (try DeviceState.all(in: tables, register: register), try tables.refusedPushes(of: nil), plans)
            }
            return Answer.html(page.overviewPage(devices: devices, refused: refused, plans: plans))
        case .unit(let unit, let code): return try await unitPage(unit, code, query, language, visitor)
        case .source(let code):
            let (source, receipts) = try await source(code, query, language)
            let page = try await page(code, query, language, visitor)
            return Answer.html(page.sourcePage(source, receipts: receipts, query: query))
        case .table(let code):
            let page = try await page(code, query, language, visitor)
            var headers: HTTPFields = [:]
            headers[.contentDisposition] = "attachment; filename=\"\(code).csv\""
            return Answer.bytes(page.overview.csv, type: "text/csv; charset=utf-8", headers: headers)
        default: throw Refusal(ProblemDocument(.notFound))
        }
    }

    /// What a person looks at: without a session it leads to the log-in page. A table does where a browser follows its link.
    private static func isPage(_ route: Route, _ request: Request) -> Bool {
        switch route {
        case .overview, .unit, .source: true
        case .table: request.headers[.accept]?.contains("text/html") == true
        default: false
        }
    }

    /// The catalogue's year as a whole: it shows everything until a reader chooses a shorter period.
    private var defaultPeriod: PeriodCode {
        let register = aggregator.register.value
        let year = register.editions.map(\.year).max() ?? 2022
        return PeriodCode("\(year)-Y") ?? PeriodCode.all(in: 2022)[0]
    }

    private func period(_ code: PeriodCode, _ query: Query) throws -> (Period, asOf: LocalDay) {
        let calendar = query["calendar"].map { PeriodCalendar(rawValue: $0) } ?? .administrative
        guard let calendar, let period = Period(code, calendar) else {
            throw Refusal(ProblemDocument(.malformed, detail: "'calendar' is administrative or statistical."))
        }
        if let text = query["asOf"], LocalDay(text) == nil {
            throw Refusal(ProblemDocument(.malformed, detail: "'asOf' is a day such as 2022-09-15."))
        }
        let today = LocalDay(utcMilliseconds: parts.clock()) ?? period.lastDay
        return (period, query["asOf"].flatMap { LocalDay($0) } ?? period.defaultAsOf(today: today))
    }

    /// The rollup that the query asks for: `calendar`, `unit`, `asOf`.
    private func page(
        _ code: PeriodCode, _ query: Query, _ language: Language, _ visitor: Visitor
    ) async throws -> ReviewPage {
        let (period, asOf) = try period(code, query)
        let unit = query["unit"]
        let register = aggregator.register.value
        let rollup = try await read { tables throws(StoreFault) in
            try DistrictReading(tables, register: register).rollup(period, asOf: asOf, unit: unit)
        }
        guard let rollup else { throw Refusal(ProblemDocument(.notFound, detail: "No unit of this name is there in the period.")) }
        return ReviewPage(rollup: rollup, register: register, language: language, visitor: visitor)
    }

    private func unitPage(
        _ unit: String, _ code: PeriodCode, _ query: Query, _ language: Language, _ visitor: Visitor
    ) async throws -> Response {
        let (period, asOf) = try period(code, query)
        let register = aggregator.register.value
        let found = try await read { tables throws(StoreFault) -> (Rollup, UnitFigures, UnitPlan, [DeviceState])? in
            let reading = try DistrictReading(tables, register: register)
            guard let rollup = try reading.rollup(period, asOf: asOf, unit: unit), let registration = register.units[unit] else {
                return nil
            }
            var store = tables
            let figures = try UnitFigures.read(unit: registration, period: period, asOf: asOf, register: register, from: &store)
            let plan = UnitPlan(
                year: period.code.year, rows: try store.planRows(of: unit), decisions: register.decisions[unit] ?? [])
            return (rollup, figures, plan, try DeviceState.all(in: tables, register: register))
        }
        guard let found else { throw Refusal(ProblemDocument(.notFound, detail: "No unit of this name is there in the period.")) }
        let page = ReviewPage(rollup: found.0, register: register, language: language, visitor: visitor)
        return Answer.html(page.unitPage(unit, figures: found.1, plan: found.2, devices: found.3))
    }

    private func source(
        _ code: PeriodCode, _ query: Query, _ language: Language
    ) async throws -> (FigureSource, [EntryPlace: StoredReceipt]) {
        let (period, asOf) = try period(code, query)
        let register = aggregator.register.value
        let catalogue = register.editions[register.edition(ofYear: code.year)]
        guard let text = query["figure"], let figure = FigureName(text, dimension: query["dimension"], catalogue: catalogue) else {
            throw Refusal(ProblemDocument(.malformed, detail: "'figure' is tasks.…, activities or a measure; 'dimension' one that has it."))
        }
        let unit = query["unit"]
        let found = try await read { tables throws(StoreFault) in
            try DistrictReading(tables, register: register).sourced(figure, period, asOf: asOf, unit: unit)
        }
        guard let (explanation, receipts) = found else {
            throw Refusal(ProblemDocument(.notFound, detail: "No unit of this name is there in the period."))
        }
        let source = FigureSource(explanation, language: language, receipts: receipts, catalogue: catalogue) {
            register.units[$0]?.name ?? $0
        }
        return (source, receipts)
    }
}
