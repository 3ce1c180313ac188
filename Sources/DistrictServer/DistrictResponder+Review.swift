import HTTPTypes
import Hummingbird
import PlanProgress
import Reports

/// What reviewers read.
extension DistrictResponder {
    func review(_ route: Route, _ request: Request, _ context: DistrictContext) async throws -> Response {
        if route == .style { return Answer.bytes(Array(PageStyle.css.utf8), type: "text/css; charset=utf-8") }
        let visitor = try await visitor(of: request, context, may: Self.right(route), isPage: Self.isPage(route, request))
        let query = Query(request.uri.query ?? "")
        let language = query["lang"] == "en" ? Language.en : .vi
        switch route {
        case .rollup(let code):
            let bytes = try await page(code, query, language, visitor) { page, _ in page.rollup.json.canonicalBytes }
            return Answer.bytes(bytes, type: "application/json")
        case .explain(let code):
            let bytes = try await source(code, query, language) { source, _, _ in source.json.canonicalBytes }
            return Answer.bytes(bytes, type: "application/json")
        case .overview(let code):
            let code = code ?? query["period"].flatMap { PeriodCode($0) } ?? defaultPeriod
            return Answer.html(try await page(code, query.without("unit"), language, visitor, make: Self.overview))
        case .unit(let unit, let code): return try await unitPage(unit, code, query, language, visitor)
        case .source(let code): return try await sourcePage(code, query, language, visitor)
        case .table(let code):
            let bytes = try await page(code, query, language, visitor) { page, _ in page.overview.csv }
            var headers: HTTPFields = [:]
            headers[.contentDisposition] = "attachment; filename=\"\(code).csv\""
            return Answer.bytes(bytes, type: "text/csv; charset=utf-8", headers: headers)
        case .refusedPushes: return try await refusedPushes(query, language, visitor)
        case .refusedPush(let number): return try await refusedPush(number, language, visitor)
        case .refusedBytes(let number): return try await refusedBytes(number)
        default: throw Refusal(ProblemDocument(.notFound))
        }
    }

    private static func right(_ route: Route) -> Right {
        switch route {
        case .refusedPushes, .refusedPush, .refusedBytes: .inspect
        default: .read
        }
    }

    /// What a person looks at: without a session it leads to the log-in page. A file does where a browser follows its link.
    private static func isPage(_ route: Route, _ request: Request) -> Bool {
        switch route {
        case .overview, .unit, .source, .refusedPushes, .refusedPush: true
        case .table, .refusedBytes: request.headers[.accept]?.contains("text/html") == true
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

    /// What a page is made of, all read at one moment, and its bytes, made on the reviewers' threads; `nil` where no such unit is there.
    private func made(
        _ make: @escaping @Sendable (any DistrictTables) throws(StoreFault) -> [UInt8]?
    ) async throws -> [UInt8] {
        let store = parts.store
        let bytes = try await reviewing.run { () throws(StoreFault) in try store.read(make) }
        guard let bytes else { throw Refusal(ProblemDocument(.notFound, detail: "No unit of this name is there in the period.")) }
        return bytes
    }

    /// An answer made of the rollup that the query asks for: `calendar`, `unit`, `asOf`.
    private func page(
        _ code: PeriodCode, _ query: Query, _ language: Language, _ visitor: Visitor,
        make: @escaping @Sendable (ReviewPage, any DistrictTables) throws(StoreFault) -> [UInt8]
    ) async throws -> [UInt8] {
        let (period, asOf) = try period(code, query)
        let unit = query["unit"]
        let register = aggregator.register.value
        return try await made { tables throws(StoreFault) in
            guard let rollup = try DistrictReading(tables, register: register).rollup(period, asOf: asOf, unit: unit) else { return nil }
            return try make(ReviewPage(rollup: rollup, register: register, language: language, visitor: visitor), tables)
        }
    }

    @Sendable private static func overview(_ page: ReviewPage, _ tables: any DistrictTables) throws(StoreFault) -> [UInt8] {
        var (store, plans): (any DistrictTables, [String: String]) = (tables, [:])
        for unit in page.register.units.keys {
            let plan = UnitPlan(year: page.rollup.period.code.year, rows: try store.planRows(of: unit), decisions: [])
            plans[unit] = plan.adopted?.title
        }
        return page.overviewPage(
            devices: try DeviceState.all(in: tables, register: page.register), refused: try tables.refusedCounts(), plans: plans)
    }

    private func unitPage(
        _ unit: String, _ code: PeriodCode, _ query: Query, _ language: Language, _ visitor: Visitor
    ) async throws -> Response {
        let (period, asOf) = try period(code, query)
        let register = aggregator.register.value
        let bytes = try await made { tables throws(StoreFault) in
            let reading = try DistrictReading(tables, register: register)
            guard let rollup = try reading.rollup(period, asOf: asOf, unit: unit), let registration = register.units[unit] else {
                return nil
            }
            var store = tables
            let figures = try UnitFigures.read(unit: registration, period: period, asOf: asOf, register: register, from: &store)
            let plan = UnitPlan(
                year: period.code.year, rows: try store.planRows(of: unit), decisions: register.decisions[unit] ?? [])
            let page = ReviewPage(rollup: rollup, register: register, language: language, visitor: visitor)
            return page.unitPage(
                unit, figures: figures, plan: plan, devices: try DeviceState.all(in: tables, register: register),
                refused: try tables.refusedCounts().filter { $0.origin.unit == unit })
        }
        return Answer.html(bytes)
    }

    private func sourcePage(_ code: PeriodCode, _ query: Query, _ language: Language, _ visitor: Visitor) async throws -> Response {
        let (period, asOf) = try period(code, query)
        let unit = query["unit"]
        let register = aggregator.register.value
        let bytes = try await source(code, query, language) { source, receipts, reading throws(StoreFault) in
            guard let rollup = try reading.rollup(period, asOf: asOf, unit: unit) else { return nil }
            let page = ReviewPage(rollup: rollup, register: register, language: language, visitor: visitor)
            return page.sourcePage(source, receipts: receipts, query: query)
        }
        return Answer.html(bytes)
    }

    /// An answer made of the events behind the figure that the query asks for.
    private func source(
        _ code: PeriodCode, _ query: Query, _ language: Language,
        make: @escaping @Sendable (FigureSource, [EntryPlace: StoredReceipt], DistrictReading) throws(StoreFault) -> [UInt8]?
    ) async throws -> [UInt8] {
        let (period, asOf) = try period(code, query)
        let register = aggregator.register.value
        let catalogue = register.editions[register.edition(ofYear: code.year)]
        guard let text = query["figure"], let figure = FigureName(text, dimension: query["dimension"], catalogue: catalogue) else {
            throw Refusal(ProblemDocument(.malformed, detail: "'figure' is tasks.…, activities or a measure; 'dimension' one that has it."))
        }
        let unit = query["unit"]
        return try await made { tables throws(StoreFault) in
            let reading = try DistrictReading(tables, register: register)
            guard let (explanation, receipts) = try reading.sourced(figure, period, asOf: asOf, unit: unit) else { return nil }
            let source = FigureSource(explanation, language: language, receipts: receipts, catalogue: catalogue) {
                register.units[$0]?.name ?? $0
            }
            return try make(source, receipts, reading)
        }
    }
}
