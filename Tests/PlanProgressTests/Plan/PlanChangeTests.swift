import PlanProgress
import Testing

@Suite struct `A plan that is imported again` {
    static func task(_ id: String, text: String = "Việc") -> TaskDefinition {
        TaskDefinition(year: 2022, task: id, section: "II", text: text, lead: "ubnd", dimensions: DimensionCode.all, cadence: .standing)
    }

    static func plan(_ tasks: [(String, String)], title: String = "Kế hoạch") throws -> PlanFile {
        let nodes = tasks.enumerated().map { index, task in
            PlanNode(
                line: index + 10,
                .map([
                    pair("id", task.0), pair("section", "II"), pair("text", task.1), pair("lead", "ubnd"), pair("cadence", "standing"),
                    PlanNode.Pair(
                        "dimensions", line: 1,
                        PlanNode(line: 1, .list(DimensionCode.all.map { PlanNode(line: 1, .text($0.description)) }))),
                ]))
        }
        let head = PlanNode(
            line: 1, .map([pair("year", "2022"), pair("title", title), pair("date", "2022-07-07"), pair("catalogue", "papi-2022")]))
        let root = PlanNode(
            line: 1, .map([PlanNode.Pair("plan", line: 1, head), PlanNode.Pair("tasks", line: 9, PlanNode(line: 9, .list(nodes)))]))
        return try PlanFile(checking: root, against: .papi2022)
    }

    private static func pair(_ key: String, _ text: String) -> PlanNode.Pair {
        PlanNode.Pair(key, line: 1, PlanNode(line: 1, .text(text)))
    }

    @Test func `for the first time is written whole, the plan before its tasks`() throws {
        let plan = try Self.plan([("A", "Một"), ("B", "Hai")])
        let change = PlanChange(from: nil, tasks: [], to: plan)
        #expect(change.bodies == [.planAdopted(plan.adopted)] + plan.tasks.map { .taskPlanned($0) })
        #expect(change.new == ["A", "B"])
        #expect(change.changed.isEmpty)
    }

    @Test func `unchanged writes nothing`() throws {
        let plan = try Self.plan([("A", "Một"), ("B", "Hai")])
        #expect(PlanChange(from: plan.adopted, tasks: plan.tasks, to: plan).isEmpty)
    }

    @Test func `with one other text writes that task only`() throws {
        let before = try Self.plan([("A", "Một"), ("B", "Hai")])
        let after = try Self.plan([("A", "Một"), ("B", "Hai, sửa")])
        let change = PlanChange(from: before.adopted, tasks: before.tasks, to: after)
        #expect(change.bodies == [.taskPlanned(after.tasks[1])])
        #expect(change.new.isEmpty && change.changed == ["B"])
    }

    @Test func `with another title adopts the plan anew`() throws {
        let before = try Self.plan([("A", "Một")])
        let after = try Self.plan([("A", "Một")], title: "Kế hoạch sửa đổi")
        #expect(PlanChange(from: before.adopted, tasks: before.tasks, to: after).bodies == [.planAdopted(after.adopted)])
    }

    @Test func `without a task that stands names it and withdraws nothing`() throws {
        let before = try Self.plan([("B", "Hai"), ("A", "Một"), ("C", "Ba")])
        let after = try Self.plan([("B", "Hai")])
        let change = PlanChange(from: before.adopted, tasks: before.tasks, to: after)
        #expect(change.isEmpty)
        #expect(change.unnamed.map(\.task) == ["A", "C"])
    }

    @Test func `leaves tasks of another year alone`() throws {
        var old = Self.task("A")
        old.year = 2021
        let plan = try Self.plan([("A", "Việc")])
        let change = PlanChange(from: nil, tasks: [old], to: plan)
        #expect(change.new == ["A"])
        #expect(change.unnamed.isEmpty)
    }
}
