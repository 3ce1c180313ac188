import PlanProgress
import Testing

@Suite struct `What a clerk is about to record` {
    private let day = LocalDay.earliest.adding(days: 8259)  // 2022-08-12

    private func task(_ code: String, _ year: Int = 2022, _ cadence: TaskDefinition.Cadence = .standing, byReport: Bool = false)
        -> TaskDefinition
    {
        TaskDefinition(
            year: year, task: code, section: "III", text: code, lead: "van-phong", dimensions: DimensionCode.all, cadence: cadence,
            fulfilledByReport: byReport)
    }

    private func check(_ tasks: [TaskDefinition]) -> RecordCheck { RecordCheck(catalogue: .papi2022, tasks: tasks) }

    private func progress(_ code: String, year: Int? = nil, occurrence: String? = nil, percent: Int64? = nil, among tasks: [TaskDefinition])
        throws(RecordFault) -> RecordCheck.Checked
    {
        try check(tasks).progress(
            of: code, year: year, occurrence: occurrence.flatMap { PeriodCode($0) }, state: .done, percent: percent, on: day)
    }

    @Test func `goes to the newest plan that has the task`() throws {
        let checked = try progress("III.1-b", among: [task("III.1-b", 2021), task("III.1-b", 2022), task("IV.2", 2023)])
        #expect(checked.body == .taskProgressed(TaskProgress(year: 2022, task: "III.1-b", state: .done)))
        #expect(checked.warnings == [])
    }

    @Test func `under an unknown code is refused with the nearest one`() {
        #expect(throws: RecordFault.unknownTask("III.1-bb", year: 2022, nearest: "III.1-b")) {
            try progress("III.1-bb", among: [task("III.1-b"), task("II.3-c")])
        }
    }

    @Test func `without a plan is taken with a warning, for the year of its day`() throws {
        let checked = try progress("bất-kỳ", among: [])
        #expect(checked.body == .taskProgressed(TaskProgress(year: 2022, task: "bất-kỳ", state: .done)))
        #expect(checked.warnings == [.noPlan(year: 2022)])
    }

    @Test func `names its period exactly where the task has periods`() throws {
        let nineMonths = try #require(PeriodCode("2022-9M"))
        let quarter = try #require(PeriodCode("2022-Q3"))
        let tasks = [task("III.1-d", 2022, .each([.init(period: nineMonths)]), byReport: true), task("III.1-b")]
        #expect(throws: RecordFault.occurrenceNeeded(task: "III.1-d", periods: [nineMonths])) { try progress("III.1-d", among: tasks) }
        #expect(throws: RecordFault.unknownOccurrence(task: "III.1-d", quarter, periods: [nineMonths])) {
            try progress("III.1-d", occurrence: "2022-Q3", among: tasks)
        }
        #expect(throws: RecordFault.occurrenceNotKept(task: "III.1-b")) { try progress("III.1-b", occurrence: "2022-9M", among: tasks) }
        #expect(try progress("III.1-d", occurrence: "2022-9M", among: tasks).warnings == [.fulfilledByReport(task: "III.1-d")])
    }

    @Test(arguments: [
        ("2021-12-14", false, true), ("2021-12-15", false, false), ("2022-12-31", false, false), ("2023-01-01", true, true),
    ]) func `of a day that no figure of its year sees is taken with a warning`(text: String, progress: Bool, activity: Bool) throws {
        let day = try #require(LocalDay(text))
        let check = check([task("III.1-b")])
        let warning = RecordWarning.dayOutsideYear(day, year: 2022)
        let state = try check.progress(of: "III.1-b", year: nil, occurrence: nil, state: .done, percent: nil, on: day)
        #expect(state.warnings == (progress ? [warning] : []), "a state stands from the day it was reached, however early")
        let happening = try check.activity("meeting.held", tasks: ["III.1-b"], year: nil, quantities: [], places: [], on: day)
        #expect(happening.warnings == (activity ? [warning] : []))
        let free = try check.activity("meeting.held", tasks: [], year: nil, quantities: [], places: [], on: day)
        #expect(free.warnings == [], "one for no task belongs to the year of its day")
    }

    @Test(arguments: [-1, 101, Int64.max]) func `has a percentage from 0 to 100`(percent: Int64) {
        #expect(throws: RecordFault.percent(percent)) { try progress("III.1-b", percent: percent, among: [task("III.1-b")]) }
    }

    @Test func `carries only the quantities of its activity`() throws {
        let none = check([])
        #expect(throws: RecordFault.unknownActivity("meeting.hold", nearest: "meeting.held")) {
            try none.activity("meeting.hold", tasks: [], year: nil, quantities: [], places: [], on: day)
        }
        #expect(throws: RecordFault.quantityNotCarried(activity: "dialogue.held", measure: "m.post.count", allowed: ["m.dialogue.count"])) {
            try none.activity("dialogue.held", tasks: [], year: nil, quantities: [("m.post.count", 1)], places: [], on: day)
        }
        #expect(throws: RecordFault.repeated(name: "quantity", "m.dialogue.count")) {
            try none.activity(
                "dialogue.held", tasks: [], year: nil, quantities: [("m.dialogue.count", 1), ("m.dialogue.count", 2)], places: [], on: day)
        }
        #expect(throws: RecordFault.outOfRange(name: "m.dialogue.count", -3)) {
            try none.activity("dialogue.held", tasks: [], year: nil, quantities: [("m.dialogue.count", -3)], places: [], on: day)
        }
        let idle = try none.activity("dialogue.held", tasks: [], year: nil, quantities: [], places: ["tdp-1"], on: day)
        #expect(idle.warnings == [.placesNotCounted(activity: "dialogue.held")])
    }

    @Test func `names at most as many places as an event holds`() throws {
        let many = (0...Limits.placesPerEvent).map { "tdp-\($0)" }
        #expect(throws: RecordFault.tooMany(name: "place", count: 201, limit: 200)) {
            try check([]).activity("meeting.held", tasks: [], year: nil, quantities: [], places: many, on: day)
        }
        #expect(throws: RecordFault.code(name: "place", "tổ 1")) {
            try check([]).activity("meeting.held", tasks: [], year: nil, quantities: [], places: ["tổ 1"], on: day)
        }
    }

    @Test func `serves tasks of one year only`() {
        let tasks = [task("A", 2021), task("B", 2022)]
        #expect(throws: RecordFault.noYearWithAllTasks(["A", "B"])) {
            try check(tasks).activity("meeting.held", tasks: ["A", "B"], year: nil, quantities: [], places: [], on: day)
        }
    }

    @Test func `is an amount of the measure's own kind`() throws {
        let none = check([])
        #expect(throws: RecordFault.amountOfOtherKind("m.bhyt.coverage", .stockRatio)) {
            try none.reading("m.bhyt.coverage", task: nil, year: nil, amount: .value(3), on: day)
        }
        #expect(throws: RecordFault.measureNotRead("m.task.late", .computed)) {
            try none.reading("m.task.late", task: nil, year: nil, amount: .value(3), on: day)
        }
        #expect(throws: RecordFault.unknownMeasure("m.bhyt.covrage", nearest: "m.bhyt.coverage")) {
            try none.reading("m.bhyt.covrage", task: nil, year: nil, amount: .value(3), on: day)
        }
        #expect(throws: RecordFault.score("năm")) {
            try none.reading("m.survey.satisfaction", task: nil, year: nil, amount: .counts(["năm": 3]), on: day)
        }
        let taken = try none.reading("m.bhyt.coverage", task: nil, year: nil, amount: .ratio(numerator: 9, denominator: 10), on: day)
        #expect(taken.body == .readingTaken(Reading(measure: "m.bhyt.coverage", amount: .ratio(numerator: 9, denominator: 10))))
    }

    @Test func `is refused in words that say what remains`() {
        #expect(
            RecordFault.unknownTask("III.1-x", year: 2022, nearest: "III.1-b").description
                == "the plan of 2022 has no task 'III.1-x'; nearest is 'III.1-b'. Nothing was recorded")
    }
}
