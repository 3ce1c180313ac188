import PlanProgress

/// A task of one unit's plan with all that was said of it (rollups.md 3).
struct NaiveTask {
    let code: String
    /// Oldest first; the last is in force.
    let definitions: [TaskDefinition]
    let isAssigned: Bool
    let exists: (LocalDay) -> Bool
    let progress: [(fact: NaiveFact, body: TaskProgress)]

    var present: TaskDefinition { definitions[definitions.count - 1] }

    /// The occurrences that the present definition has: `nil` is the one of a `once`.
    var occurrences: [PeriodCode?] {
        switch present.cadence {
        case .once: [nil]
        case .standing: []
        case .each(let periods): periods.map(\.period)
        }
    }

    /// Whether only reports fulfil it, so that progress counts nothing.
    var isFulfilledByReport: Bool { present.fulfilledByReport && present.cadence != .standing }

    /// Whether progress with this occurrence is about something that the task has.
    func fits(_ occurrence: PeriodCode?) -> Bool {
        if case .each(let periods) = present.cadence { return periods.contains { $0.period == occurrence } }
        return occurrence == nil
    }
}

/// The eight figures of occurrences, the three of standing tasks, and activities.
struct NaiveCell {
    static let names = [
        "total", "done", "doneOnTime", "inProgress", "blocked", "notStarted", "late", "rescheduled", "standing", "standingActive",
        "standingBlocked", "activities",
    ]
    var figures: [String: Int64] = [:]

    mutating func add(_ name: String) { figures[name, default: 0] += 1 }
    mutating func add(_ other: NaiveCell) { figures.merge(other.figures, uniquingKeysWith: +) }
    subscript(name: String) -> Int64 { figures[name] ?? 0 }

    func json(units: Int?) -> JSON {
        .object(present: Self.names.map { ($0, .integer(self[$0])) } + [("units", units.map { .integer(Int64($0)) })])
    }
}

extension NaiveDistrict {
    /// Every task of a unit's plan of a year, withdrawn ones too.
    func tasks(of unit: String, year: Int) -> [NaiveTask] {
        let assignments = districtFacts.compactMap { fact -> (fact: NaiveFact, body: TaskDefinition)? in
            guard case .planAssigned(let units, let body) = fact.body, units.contains(unit), body.year == year else { return nil }
            return (fact, body)
        }
        let planned = facts(of: unit).sorted { $0.id < $1.id }.compactMap { fact -> (fact: NaiveFact, body: TaskDefinition)? in
            guard case .taskPlanned(let body) = fact.body, body.year == year else { return nil }
            return (fact, body)
        }
        return Set((assignments + planned).map(\.body.task)).sorted(by: bytewise).map { code in
            let byDistrict = assignments.filter { $0.body.task == code }
            let isAssigned = !byDistrict.isEmpty
            let definitions = isAssigned ? byDistrict : planned.filter { $0.body.task == code }
            let withdrawals = facts(of: isAssigned ? id : unit).filter { fact in
                switch fact.body {
                case .planWithdrawn(let units, let body): isAssigned && units.contains(unit) && body.year == year && body.task == code
                case .taskWithdrawn(let body): !isAssigned && body.year == year && body.task == code
                default: false
                }
            }
            let begin = definitions.map(\.fact.on).min()
            let end = withdrawals.map(\.on).min()
            let progress = facts(of: unit).compactMap { fact -> (fact: NaiveFact, body: TaskProgress)? in
                guard case .taskProgressed(let body) = fact.body, body.year == year, body.task == code else { return nil }
                return (fact, body)
            }
            return NaiveTask(
                code: code, definitions: definitions.map(\.body), isAssigned: isAssigned,
                exists: { lastDay in begin.map { $0 <= lastDay } ?? false && end.map { lastDay < $0 } ?? true },
                progress: progress)
        }
    }

    /// The cells of one unit: `all`, `common` and D1…D8.
    func taskCells(of unit: UnitRegistration, _ period: Period, asOf: LocalDay) -> [String: NaiveCell] {
        var cells: [String: NaiveCell] = [:]
        let catalogue = catalogue(of: period.code.year)
        let ended = unit.hasEnded(by: period)
        for task in tasks(of: unit.unit, year: period.code.year) where task.exists(period.lastDay) {
            let dimensions = Set(task.present.dimensions.map(\.number))
            let places = ["all"] + (dimensions.count == 8 ? ["common"] : dimensions.map { "D\($0)" })
            func count(_ name: String) { for place in places { cells[place, default: NaiveCell()].add(name) } }

            if task.present.cadence == .standing {
                if ended { continue }
                count("standing")
                switch standingState(task, of: unit.unit, period, asOf: asOf, catalogue) {
                case .active: count("standingActive")
                case .blocked: count("standingBlocked")
                case .idle: break
                }
            }
            for occurrence in task.occurrences {
                if let occurrence, let own = Period(occurrence, period.calendar), own.lastDay > period.lastDay { continue }
                let outcome = outcome(of: task, occurrence, period, asOf: asOf, catalogue)
                if ended, outcome.state != .done { continue }
                count("total")
                count(outcome.state.rawValue)
                if outcome.isOnTime { count("doneOnTime") }
                if outcome.isLate { count("late") }
                if outcome.isRescheduled { count("rescheduled") }
            }
        }
        for happening in activities(of: unit.unit, period, catalogue) {
            for place in ["all"] + happening.kind.dimensions.map({ "D\($0)" }) { cells[place, default: NaiveCell()].add("activities") }
        }
        return cells
    }

    private enum StandingState { case active, blocked, idle }

    private func standingState(_ task: NaiveTask, of unit: String, _ period: Period, asOf: LocalDay, _ catalogue: Catalogue)
        -> StandingState
    {
        let progress = task.progress.filter { $0.body.occurrence == nil }
        if progress.contains(where: { period.contains($0.fact.on) && $0.body.state != .notStarted }) { return .active }
        for happening in activities(of: unit, period, catalogue)
        where happening.body.tasks.contains(task.code) && happening.planYear == period.code.year {
            return .active
        }
        let last = progress.filter { $0.fact.on <= period.lastDay && $0.fact.on <= asOf }
            .max { ($0.fact.on, $0.fact.id) < ($1.fact.on, $1.fact.id) }
        return last?.body.state == .blocked ? .blocked : .idle
    }

    private struct Outcome {
        var state: TaskState
        var isOnTime, isLate, isRescheduled: Bool
    }

    private func outcome(of task: NaiveTask, _ occurrence: PeriodCode?, _ period: Period, asOf: LocalDay, _ catalogue: Catalogue) -> Outcome
    {
        let given = task.definitions.compactMap { dueDay(of: occurrence, in: $0, catalogue) }
        let present = dueDay(of: occurrence, in: task.present, catalogue)
        let deadline = task.isAssigned ? present : given.first

        // What is said after the period's last day, in time for its report, is said of its last day.
        var said: [(on: LocalDay, id: EventID, state: TaskState)] = []
        for (fact, body) in task.progress where body.occurrence == occurrence && !task.isFulfilledByReport {
            var on = fact.on
            if let occurrence, let own = Period(occurrence, period.calendar), let deadline, own.lastDay < on, on <= deadline {
                on = own.lastDay
            }
            if on <= period.lastDay, on <= asOf { said.append((on, fact.id, body.state)) }
        }
        said.sort { ($0.on, $0.id) < ($1.on, $1.id) }

        let state = said.last?.state ?? .notStarted
        var isOnTime = false
        if state == .done {
            let run = said.reversed().prefix { $0.state == .done }
            if let reached = run.last { isOnTime = deadline.map { reached.on <= $0 } ?? true }
        }
        return Outcome(
            state: state, isOnTime: isOnTime, isLate: state != .done && deadline.map { $0 < asOf } ?? false,
            isRescheduled: given.first != present)
    }

    /// The day that a definition gives for an occurrence, or `nil` where it gives none or has no such occurrence.
    private func dueDay(of occurrence: PeriodCode?, in definition: TaskDefinition, _ catalogue: Catalogue) -> LocalDay? {
        switch definition.cadence {
        case .once(let due): return occurrence == nil ? due : nil
        case .standing: return nil
        case .each(let periods):
            guard let occurrence, let stated = periods.first(where: { $0.period == occurrence }) else { return nil }
            return stated.due ?? catalogue.dueDay(of: occurrence)
        }
    }
}
