import LogFiles
import PlanProgress

/// The unit's plan as it lies here: its own, and what the district assigned as far as that was pulled.
extension Workplace {
    /// Every plan of the unit, newest year first.
    func plans() throws(Failure) -> [UnitPlan] {
        let rows = try planRecords().planRows
        let decisions = try register().decisions[unit] ?? []
        let own = rows.compactMap { row -> Int? in
            guard let json = try? JSON(reading: row.body), let year = json["year"]?.integer else { return nil }
            return Int(year)
        }
        let assigned = decisions.map { decision in
            switch decision.content {
            case .assigned(let task): task.year
            case .withdrawn(let task): task.year
            }
        }
        return Set(own + assigned).sorted(by: >).map { UnitPlan(year: $0, rows: rows, decisions: decisions) }
    }

    /// The tasks that may be recorded on: those that no withdrawal has ended.
    func standingTasks() throws(Failure) -> [TaskDefinition] {
        try plans().flatMap(\.tasks).filter { $0.until == nil }.map(\.definition)
    }

    /// The plan of that year, else the newest.
    func plan(year: Int?) throws(Failure) -> UnitPlan? {
        let plans = try plans()
        return year.map { year in plans.first { $0.year == year } } ?? plans.first
    }

    /// An organ's name by the catalogue or the plan; `nil` for an unknown code.
    func organ(_ code: String, in plan: UnitPlan) -> String? {
        plan.adopted?.organs[code] ?? catalogue.organ(code).map { say.language == .vietnamese ? $0.name : $0.englishName }
    }
}
