import PlanProgress
import TestSupport
import Testing

@Suite struct `Reading a rollup` {
    /// Not a timed test: it took minutes where each task was looked for among all, and each row read once for each of two hundred years.
    @Test func `of a plan of thousands of tasks in every year looks at each once`() throws {
        var district = WrittenDistrict()
        for year in 2000...2199 {
            for number in 0..<20 { district.say(.taskPlanned(task("T\(number)", .once(due: nil), year: year)), on: "2022-03-01") }
        }
        for number in 0..<4000 {
            district.say(progress("P\(number)", .inProgress), on: "2022-03-01")
            district.say(
                .activityDone(Activity(activity: "meeting.held", year: 2022, tasks: ["P\(number)", "A\(number)"])), on: "2022-03-01")
        }
        let period = try #require(PeriodCode("2022-M03").flatMap { Period($0, .administrative) })
        let rollup = try #require(district.rollup(period, asOf: period.lastDay))
        #expect(rollup.all.total == 20 && rollup.all.activities == 4000)
        // Each task that no plan knows once, whether it was progressed, worked on or both.
        #expect(rollup.listed.count == 8000 && rollup.listed.allSatisfy { $0.reason == "taskUnknown" })
    }
}
