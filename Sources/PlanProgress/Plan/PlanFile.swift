/// A plan that holds together: its title page and its tasks, in the order of the file.
///
/// Every code is known, every day exists, every period lies in the plan's year, and every task fits an event.
public struct PlanFile: Hashable, Sendable {
    public let adopted: PlanAdopted
    public let tasks: [TaskDefinition]

    /// The whole plan as it was written, or every fault of it at once.
    ///
    /// `leadNeeded` is false where the district assigns tasks and may leave the leading organ to the ward (events.md 6).
    public init(checking root: PlanNode, against catalogue: Catalogue, leadNeeded: Bool = true) throws(PlanFaults) {
        var checker = PlanChecker(catalogue: catalogue, leadNeeded: leadNeeded)
        let plan = checker.plan(root)
        guard checker.faults.isEmpty, let plan else { throw PlanFaults(checker.faults) }
        self = plan
    }

    init(adopted: PlanAdopted, tasks: [TaskDefinition]) {
        (self.adopted, self.tasks) = (adopted, tasks)
    }
}

/// What an import of a plan writes, and what it leaves for a person to decide.
public struct PlanChange: Hashable, Sendable {
    /// `plan.adopted` when it differs, then `task.planned` for each new or changed task, in the order of the file.
    public let bodies: [EventBody]
    /// The codes of those that are new, and of those that stand with other words, days or organs; in the order of the file.
    public let new, changed: [String]
    /// Tasks of the year that stand and that the file does not name. They stay: only `task.withdrawn` ends a task.
    public let unnamed: [TaskDefinition]

    public var isEmpty: Bool { bodies.isEmpty }

    /// What differs between the plan as it stands and the plan in the file.
    ///
    /// `adopted` is the unit's newest `plan.adopted` of any year, `tasks` its own tasks that stand, of any year
    /// and in any order; those of other years are not looked at. Importing a file twice changes nothing.
    public init(from adopted: PlanAdopted?, tasks: some Sequence<TaskDefinition>, to plan: PlanFile) {
        let year = plan.adopted.year
        var standing: [String: TaskDefinition] = [:]
        for task in tasks where task.year == year { standing[task.task] = task }
        let changed = plan.tasks.filter { standing[$0.task] != $0 }
        bodies = (adopted == plan.adopted ? [] : [.planAdopted(plan.adopted)]) + changed.map { .taskPlanned($0) }
        self.changed = changed.map(\.task).filter { standing[$0] != nil }
        new = changed.map(\.task).filter { standing[$0] == nil }
        let named = Set(plan.tasks.map(\.task))
        unnamed = standing.values.filter { !named.contains($0.task) }.sorted { $0.task.utf8.lexicographicallyPrecedes($1.task.utf8) }
    }
}
