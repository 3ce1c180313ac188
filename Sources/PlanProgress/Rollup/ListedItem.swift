/// One row of `listed`: an event, a task that no plan knows, or a sum that does not fit.
public struct ListedItem: Hashable, Sendable {
    public let unit: String
    public let subject: Subject
    public let reason: String

    public enum Subject: Hashable, Sendable {
        case event(EventID)
        /// A task code, or `<task>/<period>`.
        case task(String, year: Int)
        case measure(String)
    }

    /// By unit, then the event's id, the task's text or the measure's id, then by reason, then by year: the order of rows in the value.
    var order: (String, String, String, Int) {
        switch subject {
        case .event(let id): (unit, id.description, reason, 0)
        case .task(let code, let year): (unit, code, reason, year)
        case .measure(let id): (unit, id, reason, 0)
        }
    }

    var json: JSON {
        switch subject {
        case .event(let id):
            .object(present: [("unit", .string(unit)), ("event", .string(id.description)), ("reason", .string(reason))])
        case .task(let code, let year):
            .object(present: [
                ("unit", .string(unit)), ("task", .string(code)), ("year", .integer(Int64(year))), ("reason", .string(reason)),
            ])
        case .measure(let id): .object(present: [("unit", .string(unit)), ("measure", .string(id)), ("reason", .string(reason))])
        }
    }
}

extension UnitFigures {
    /// The sets of `Contribution` that name tasks; the plan year follows a slash.
    private static let taskSets = ["progress", "active", "named"]

    /// A period's members by their set, each set's in the order given.
    static func bySet(_ members: [SetMember]) -> [String: [String]] {
        var sets: [String: [String]] = [:]
        for member in members { sets[member.set, default: []].append(member.member) }
        return sets
    }

    /// The tasks, or `<task>/<period>`, that one set of a plan year names.
    static func subjects(_ sets: [String: [String]], _ set: String, _ year: Int) -> [String] { sets["\(set)/\(year)"] ?? [] }

    /// Events that speak of another period are listed there; those whose day cannot be read are listed in each.
    mutating func list(_ rows: [ListedRow], _ period: Period) {
        for row in rows where row.on.map(period.contains) ?? true {
            listed.append(ListedItem(unit: unit, subject: .event(row.id), reason: row.reason.rawValue))
        }
    }

    /// What the period's events say of tasks that the plan of that year does not have, or not so.
    mutating func list(_ plan: UnitPlan, _ sets: [String: [String]], _ period: Period) {
        list(plan.listed, period)
        let progressed = Set(Self.subjects(sets, "progress", plan.year))
        for member in progressed where !plan.counts(progressOf: member) { listTask(member, plan) }
        let named = Set(Self.subjects(sets, "active", plan.year) + Self.subjects(sets, "named", plan.year))
        for member in named where plan.task(member) == nil && !progressed.contains(member) { listTask(member, plan) }
    }

    /// The plan years beside the period's own that its events speak of: a year that was mistyped shows nowhere else.
    static func otherYears(_ sets: [String: [String]], _ rows: [Int: [PlanRow.Read]], _ period: Period) -> [Int] {
        var years: Set<Int> = []
        for set in sets.keys {
            let parts = set.split(separator: "/")
            if parts.count == 2, taskSets.contains(String(parts[0])), let year = Int(parts[1]) { years.insert(year) }
        }
        for (year, rows) in rows where rows.contains(where: { period.contains($0.row.on) && !$0.body.isAdoption }) { years.insert(year) }
        return years.subtracting([period.code.year]).sorted()
    }

    private mutating func listTask(_ member: String, _ plan: UnitPlan) {
        let code = member.prefix { $0 != "/" }
        let reason: String
        switch plan.task(String(code)) {
        case nil: reason = "taskUnknown"
        case let task? where task.definition.fulfilledByReport && plan.fits(member): reason = "fulfilledByReport"
        default: reason = "occurrenceUnfit"
        }
        listed.append(ListedItem(unit: unit, subject: .task(member, year: plan.year), reason: reason))
    }
}

extension UnitPlan {
    /// Whether progress under `<task>` or `<task>/<period>` counts for a task of this plan.
    func counts(progressOf member: String) -> Bool {
        guard fits(member), let task = self.task(String(member.prefix { $0 != "/" })) else { return false }
        return task.definition.cadence == .standing || !task.definition.fulfilledByReport
    }

    /// Whether the plan has the task, with that occurrence where its cadence is `each` and without one elsewhere.
    func fits(_ member: String) -> Bool {
        let parts = member.split(separator: "/", maxSplits: 1)
        guard let task = parts.first.flatMap({ self.task(String($0)) }) else { return false }
        switch (task.definition.cadence, parts.count) {
        case (.standing, 1), (.once, 1): return true
        case (.each(let occurrences), 2): return occurrences.contains { $0.period.description == parts[1] }
        default: return false
        }
    }
}
