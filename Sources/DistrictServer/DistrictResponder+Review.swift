import HTTPTypes
import Hummingbird
import PlanProgress

/// What reviewers read. Until they can log in, they sit at the district's own machine.
extension DistrictResponder {
    func review(_ route: Route, _ request: Request, _ context: DistrictContext) async throws -> Response {
        try Self.checkReviewer(request, context)
        let query = Query(request.uri.query ?? "")
        switch route {
        case .rollup(let code):
            return Answer.bytes(try await rollup(code, query).json.canonicalBytes, type: "application/json")
        default: throw Refusal(ProblemDocument(.notFound))
        }
    }

    /// A page of another site that a reviewer's browser shows could ask here too; its `Host` gives it away.
    static func checkReviewer(_ request: Request, _ context: DistrictContext) throws {
        let host = (request.head.authority ?? "").split(separator: ":", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard context.isLoopback, ["127.0.0.1", "localhost", "[", ""].contains(host) else {
            throw Refusal(ProblemDocument(.forbidden, detail: "The review pages are for the district's own machine."))
        }
    }

    /// The rollup that the query asks for: `calendar`, `unit`, `asOf`.
    func rollup(_ code: PeriodCode, _ query: Query) async throws -> Rollup {
        let period = try Self.period(code, query)
        let today = LocalDay(utcMilliseconds: parts.clock()) ?? period.lastDay
        let asOf = query["asOf"].flatMap { LocalDay($0) } ?? period.defaultAsOf(today: today)
        let unit = query["unit"]
        let register = aggregator.register.value
        let rollup = try await read { tables throws(StoreFault) in
            try DistrictReading(tables, register: register).rollup(period, asOf: asOf, unit: unit)
        }
        guard let rollup else { throw Refusal(ProblemDocument(.notFound, detail: "No unit of this name in the period.")) }
        return rollup
    }

    static func period(_ code: PeriodCode, _ query: Query) throws -> Period {
        let calendar = query["calendar"].map { PeriodCalendar(rawValue: $0) } ?? .administrative
        guard let calendar, let period = Period(code, calendar) else {
            throw Refusal(ProblemDocument(.malformed, detail: "'calendar' is administrative or statistical."))
        }
        return period
    }
}
