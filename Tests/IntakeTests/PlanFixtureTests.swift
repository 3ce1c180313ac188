import Intake
import PlanProgress
import TestSupport
import Testing

@Suite struct `The plan of phường Dương Nội` {
    let plan: PlanFile
    let words: String

    init() throws {
        plan = try PlanFileReader.read(try Fixture.bytes("Plans/duong-noi-2022.yaml"), against: .papi2022)
        words = try Fixture.text("Plans/duong-noi-2022.txt")
    }

    @Test func `has 42 tasks, five of them once and one for each of two periods`() throws {
        #expect(plan.tasks.count == 42)
        #expect(plan.tasks.filter { $0.cadence == .once(due: nil) }.map(\.task) == ["II.1-a", "II.1-b", "II.1-c", "III.1-a", "III.1-b"])
        let each = plan.tasks.filter { if case .each = $0.cadence { true } else { false } }
        #expect(each.map(\.task) == ["III.1-d"])
        let periods = try ["2022-9M", "2022-Y"].map { TaskDefinition.Occurrence(period: try #require(PeriodCode($0))) }
        #expect(each.first?.cadence == .each(periods))
        #expect(plan.tasks.filter(\.fulfilledByReport).map(\.task) == ["III.1-d"])
        #expect(plan.tasks.count { $0.cadence == .standing } == 36)
    }

    @Test func `says nothing but the plan's own words, in their order`() throws {
        for task in plan.tasks {
            var rest = words[...]
            for piece in task.text.split(separator: " … ").map(String.init) {
                let lowered = piece.prefix(1).lowercased() + piece.dropFirst()
                let found = [piece, lowered].compactMap { rest.firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
                let range = try #require(found, "\(task.task): \(piece)")
                rest = rest[range.upperBound...]
            }
            let first = try #require(task.text.first)
            #expect(first.isUppercase, "\(task.task)")
        }
    }

    @Test func `names a time only where the plan does`() {
        let timed = plan.tasks.compactMap { task in task.timing.map { (task.task, $0) } }
        #expect(timed.map(\.0) == ["II.1-c", "II.3-c", "III.1-d", "III.3-a"])
        #expect(timed.allSatisfy { words.contains($0.1) })
        #expect(plan.tasks.allSatisfy { $0.targets.isEmpty && $0.output == nil })
    }

    @Test func `has a title, a day and a basis that the plan states`() {
        #expect(words.contains(plan.adopted.title))
        #expect(plan.adopted.date.description == "2022-07-07")
        #expect(plan.adopted.number == nil)
        #expect(plan.adopted.organs.keys.sorted() == ["ban-nganh", "chuyen-mon"])
    }

    @Test func `counts nine standing tasks as common, and maps every dimension`() {
        let standing = plan.tasks.filter { $0.cadence == .standing }
        #expect(standing.count { Set($0.dimensions.map(\.number)).count == 8 } == 9)
        #expect(Set(plan.tasks.flatMap(\.dimensions).map(\.number)) == Set(1...8))
    }

    @Test func `is borrowed by the simulated plan, which says so`() throws {
        let simulated = try PlanFileReader.read(try Fixture.bytes("Plans/ha-dong-simulated-2022.yaml"), against: .papi2022)
        #expect(simulated.tasks == plan.tasks)
        #expect(simulated.adopted.title == "Kế hoạch mô phỏng theo kế hoạch của phường Dương Nội")
    }

    @Test func `fits an event, task by task`() {
        for task in plan.tasks {
            let event = Event(
                at: 0, on: plan.adopted.date, by: "van-phong", nonce: "AAAAAAAA", catalogue: Catalogue.papi2022.reference,
                body: .taskPlanned(task))
            #expect(event.isReadable, "\(task.task)")
        }
    }
}
