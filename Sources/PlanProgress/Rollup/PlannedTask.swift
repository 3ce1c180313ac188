/// A task of one unit and plan year as it stands, with its history of definitions (rollups.md 3).
public struct PlannedTask: Hashable, Sendable {
    /// As it stands; `lead` and `support` filled from the ward's own plan where the district left them.
    public let definition: TaskDefinition
    /// The event that gives the present definition: the district's when `isAssigned`, else the unit's.
    public let definedBy: EventID
    public let isAssigned: Bool
    /// The smallest `on` among its definitions: the day from which it exists.
    public let from: LocalDay
    /// The smallest `on` among its withdrawals: it is in no period that ends on or after this day.
    public let until: LocalDay?
    /// Every definition that counts, oldest first.
    let history: [TaskDefinition]

    /// The days, and whether the plan moved them.
    struct Due: Hashable {
        /// The day that lateness is judged by.
        let judged: LocalDay?
        /// The day as it stands.
        let present: LocalDay?
        let moved: Bool
    }

    public func exists(in period: Period) -> Bool {
        from <= period.lastDay && until.map { $0 > period.lastDay } ?? true
    }

    /// Lateness goes by the first day that was given, until the district gives another.
    func due(of occurrence: PeriodCode?, catalogue: Catalogue) -> Due {
        let given = history.compactMap { Self.day($0, of: occurrence, catalogue: catalogue) }
        let present = Self.day(definition, of: occurrence, catalogue: catalogue)
        return Due(judged: isAssigned ? present : given.first, present: present, moved: given.first.map { $0 != present } ?? false)
    }

    private static func day(_ definition: TaskDefinition, of occurrence: PeriodCode?, catalogue: Catalogue) -> LocalDay? {
        switch (definition.cadence, occurrence) {
        case (.once(let due), nil): due
        case (.each(let occurrences), let code?):
            occurrences.first { $0.period == code }.flatMap { $0.due ?? catalogue.dueDay(of: code) }
        default: nil
        }
    }
}

/// A unit's plan of one year as it stands: what it adopted, and every task of its own or assigned to it.
public struct UnitPlan: Sendable {
    public let year: Int
    public let adopted: PlanAdopted?
    /// In byte order of their codes.
    public let tasks: [PlannedTask]
    /// Plan events of the unit that count nothing, because the district assigned the task.
    public let listed: [ListedRow]
    /// The place of each task in `tasks`, by its code.
    private let places: [String: Int]

    /// Folds the unit's plan rows and the district's decisions on it.
    public init(year: Int, rows: [PlanRow], decisions: [DistrictRegister.PlanDecision]) {
        self.init(year: year, rows: PlanRow.byYear(rows)[year] ?? [], decisions: decisions)
    }

    /// The same where the unit's rows have been read, for a unit may speak of two hundred years.
    init(year: Int, rows: [PlanRow.Read], decisions: [DistrictRegister.PlanDecision]) {
        self.year = year
        var adopted: PlanAdopted?
        var own: [String: [(row: PlanRow, definition: TaskDefinition)]] = [:]
        var withdrawals: [String: [PlanRow]] = [:]
        for (row, body) in rows {
            switch body {
            case .planAdopted(let plan): adopted = plan
            case .taskPlanned(let definition): own[definition.task, default: []].append((row, definition))
            case .taskWithdrawn(let withdrawal): withdrawals[withdrawal.task, default: []].append(row)
            default: break
            }
        }
        var assigned: [String: [(decision: DistrictRegister.PlanDecision, definition: TaskDefinition)]] = [:]
        var ended: [String: LocalDay] = [:]
        for decision in decisions {
            switch decision.content {
            case .assigned(let definition) where definition.year == year:
                assigned[definition.task, default: []].append((decision, definition))
            case .withdrawn(let withdrawal) where withdrawal.year == year:
                ended[withdrawal.task] = min(ended[withdrawal.task] ?? decision.on, decision.on)
            default: break
            }
        }
        var tasks: [PlannedTask] = []
        var listed: [ListedRow] = []
        for code in Set(own.keys).union(assigned.keys) {
            let mine = own[code] ?? []
            if let task = Self.assignedTask(assigned[code] ?? [], own: mine.last?.definition, until: ended[code]) {
                tasks.append(task)
                for row in mine.map(\.row) + (withdrawals[code] ?? []) {
                    listed.append(ListedRow(id: row.id, reason: .assignedByDistrict, on: row.on))
                }
            } else if let last = mine.last, let from = mine.map(\.row.on).min() {
                tasks.append(
                    PlannedTask(
                        definition: last.definition, definedBy: last.row.id, isAssigned: false, from: from,
                        until: withdrawals[code]?.map(\.on).min(), history: mine.map(\.definition)))
            }
        }
        self.adopted = adopted
        self.tasks = tasks.sorted { $0.definition.task.utf8.lexicographicallyPrecedes($1.definition.task.utf8) }
        self.listed = listed
        places = Dictionary(self.tasks.enumerated().map { ($1.definition.task, $0) }) { first, _ in first }
    }

    public func task(_ code: String) -> PlannedTask? { places[code].map { tasks[$0] } }

    private static func assignedTask(
        _ assigned: [(decision: DistrictRegister.PlanDecision, definition: TaskDefinition)], own: TaskDefinition?, until: LocalDay?
    ) -> PlannedTask? {
        guard let last = assigned.last, let from = assigned.map(\.decision.on).min() else { return nil }
        var definition = last.definition
        if definition.lead == nil { definition.lead = own?.lead }
        if definition.support.isEmpty { definition.support = own?.support ?? [] }
        return PlannedTask(
            definition: definition, definedBy: last.decision.id, isAssigned: true, from: from, until: until,
            history: assigned.map(\.definition))
    }
}

extension PlanRow {
    /// A row with what it says.
    typealias Read = (row: PlanRow, body: EventBody)

    /// The rows with their bodies, each read once, by the plan year that they speak of; within a year in the order given.
    static func byYear(_ rows: [PlanRow]) -> [Int: [Read]] {
        var years: [Int: [Read]] = [:]
        for row in rows {
            guard let body = row.bodyRead, let year = body.planYear else { continue }
            years[year, default: []].append((row, body))
        }
        return years
    }

    /// The body as it was written; `nil` never happens for rows that merging wrote.
    var bodyRead: EventBody? {
        var unknown = 0
        guard let json = try? JSON(reading: body) else { return nil }
        return try? EventBody(kind: kind, reading: json, unknownFields: &unknown)
    }
}

extension EventBody {
    var isAdoption: Bool {
        if case .planAdopted = self { true } else { false }
    }
}
