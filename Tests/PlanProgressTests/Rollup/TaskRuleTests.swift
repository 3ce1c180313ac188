import PlanProgress
import TestSupport
import Testing

// Rollups 2 and 3, one test a rule.

@Suite struct `A period` {
    @Test func `takes a day by the calendar that is asked for`() throws {
        var district = WrittenDistrict()
        for day in ["2022-03-14", "2022-03-15", "2022-03-31", "2022-04-01"] { district.say(meeting(), on: day) }
        func count(_ code: String, _ calendar: PeriodCalendar) throws -> JSON? {
            try district.value(code, calendar).at("figures/all/activities")
        }
        #expect(try count("2022-Q1", .administrative) == 1)
        #expect(try count("2022-Q2", .administrative) == 3)
        #expect(try count("2022-Q1", .statistical) == 3)
        #expect(try count("2022-Q2", .statistical) == 1)
    }

    @Test func `reads states as of a day, and what was done as of none`() throws {
        var district = WrittenDistrict()
        let due = LocalDay("2022-03-01")
        district.say(.taskPlanned(task("A", .once(due: due))), on: "2022-01-05")
        district.say(progress("A", .inProgress), on: "2022-02-01")
        district.say(progress("A", .done), on: "2022-02-20")
        district.say(meeting(), on: "2022-03-10")
        #expect(try district.cell(asOf: "2022-02-10") == ["total": 1, "inProgress": 1, "activities": 1])
        #expect(try district.cell(asOf: "2022-02-20") == ["total": 1, "done": 1, "doneOnTime": 1, "activities": 1])
    }
}

@Suite struct `A task` {
    @Test func `counts in periods of its plan year, from its first planning to the day before its withdrawal`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .once(due: nil))), on: "2022-02-14")
        district.say(.taskPlanned(task("A", .once(due: nil))), on: "2022-05-01")
        #expect(try district.cell("2022-M01") == [:])
        #expect(try district.cell("2022-M02")["total"] == 1)
        #expect(try district.cell("2023-M02") == [:])
        district.say(.taskWithdrawn(TaskWithdrawal(year: 2022, task: "A")), on: "2022-08-14")
        #expect(try district.cell("2022-M07")["total"] == 1)
        #expect(try district.cell("2022-M08") == [:])
        district.say(.taskPlanned(task("A", .once(due: nil))), on: "2022-09-01")
        #expect(try district.cell("2022-Y") == [:], "it does not come back")
    }

    @Test func `is judged by the first day that was given, and counted as moved`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .once(due: nil))), on: "2022-01-05")
        district.say(.taskPlanned(task("A", .once(due: LocalDay("2022-02-01")))), on: "2022-01-06")
        #expect(try district.cell() == ["total": 1, "notStarted": 1, "late": 1])
        district.say(.taskPlanned(task("A", .once(due: LocalDay("2022-12-01")))), on: "2022-01-07")
        #expect(try district.cell() == ["total": 1, "notStarted": 1, "late": 1, "rescheduled": 1])
    }

    @Test func `that the district assigned anew is judged by the day it gave last`() throws {
        var district = WrittenDistrict()
        district.decide(.planAssigned(units: ["duong-noi"], task("A", .once(due: LocalDay("2022-02-01")))), on: "2022-01-05")
        #expect(try district.cell()["late"] == 1)
        district.decide(.planAssigned(units: ["duong-noi"], task("A", .once(due: LocalDay("2022-12-01")))), on: "2022-01-07")
        #expect(try district.cell() == ["total": 1, "notStarted": 1, "rescheduled": 1])
    }

    @Test func `is late once its day has passed, not on it`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .once(due: LocalDay("2022-02-01")))), on: "2022-01-05")
        #expect(try district.cell(asOf: "2022-02-01")["late"] == nil)
        #expect(try district.cell(asOf: "2022-02-02")["late"] == 1)
    }

    @Test func `is done on time by the day that began its present unbroken done`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .once(due: LocalDay("2022-02-10")))), on: "2022-01-05")
        district.say(progress("A", .done), on: "2022-02-01")
        district.say(progress("A", .done), on: "2022-02-20")
        #expect(try district.cell() == ["total": 1, "done": 1, "doneOnTime": 1])
        district.say(progress("A", .blocked), on: "2022-02-05")
        #expect(try district.cell() == ["total": 1, "done": 1])
    }

    @Test func `stands as its latest day says; on one day the later moment, then the id decides`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .once(due: nil))), on: "2022-01-05")
        district.say(progress("A", .blocked), on: "2022-02-02")
        district.say(progress("A", .done), on: "2022-02-01")
        #expect(try district.cell()["blocked"] == 1)
        district.say(progress("A", .inProgress), on: "2022-02-02")
        #expect(try district.cell()["inProgress"] == 1)
    }

    @Test func `of all eight dimensions counts in common, any other in each of its own, and all is not their sum`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .once(due: nil), (1...8).map { "D\($0)" })), on: "2022-01-05")
        district.say(.taskPlanned(task("B", .once(due: nil), ["D2", "2.2", "5.1"])), on: "2022-01-05")
        #expect(try district.cell("2022-Q1", "common")["total"] == 1)
        #expect(try district.cell("2022-Q1", "D2")["total"] == 1)
        #expect(try district.cell("2022-Q1", "D5")["total"] == 1)
        #expect(try district.cell("2022-Q1", "D1") == [:])
        #expect(try district.cell()["total"] == 2)
    }
}

@Suite struct `A task for each of some periods` {
    @Test func `counts an occurrence in every period that does not end before its own`() throws {
        var district = WrittenDistrict()
        let periods = ["2022-Q1", "2022-Q3"].compactMap { PeriodCode($0).map { TaskDefinition.Occurrence(period: $0) } }
        district.say(.taskPlanned(task("A", .each(periods))), on: "2022-01-05")
        #expect(try district.cell("2022-M02") == [:])
        #expect(try district.cell("2022-M03")["total"] == 1)
        #expect(try district.cell("2022-Q1")["total"] == 1)
        #expect(try district.cell("2022-9M")["total"] == 2)
    }

    @Test func `takes what is said up to the report's day as of the period's last day`() throws {
        var district = WrittenDistrict()
        let periods = ["2022-Q1"].compactMap { PeriodCode($0).map { TaskDefinition.Occurrence(period: $0) } }
        district.say(.taskPlanned(task("A", .each(periods))), on: "2022-01-05")
        // 14 March 2022 is a Monday, so the report is due on the 15th.
        district.say(progress("A", .done, of: "2022-Q1"), on: "2022-03-15")
        #expect(try district.cell("2022-Q1") == ["total": 1, "done": 1, "doneOnTime": 1])
        district.say(progress("A", .blocked, of: "2022-Q1"), on: "2022-03-16")
        #expect(try district.cell("2022-Q1")["done"] == 1)
        #expect(try district.cell("2022-H1")["blocked"] == 1)
    }

    @Test func `lists progress without a period, or of one that it does not have`() throws {
        var district = WrittenDistrict()
        let periods = ["2022-Q1"].compactMap { PeriodCode($0).map { TaskDefinition.Occurrence(period: $0) } }
        district.say(.taskPlanned(task("A", .each(periods))), on: "2022-01-05")
        district.say(progress("A", .done), on: "2022-02-01")
        district.say(progress("A", .done, of: "2022-H1"), on: "2022-02-01")
        district.say(progress("B", .done, of: "2022-H1"), on: "2022-02-01")
        district.say(progress("A", .done, of: "2022-Q1", year: 2023), on: "2022-02-01")
        #expect(
            try district.listed() == ["occurrenceUnfit A", "occurrenceUnfit A/2022-H1", "taskUnknown A/2022-Q1", "taskUnknown B/2022-H1"])
        #expect(try district.cell() == ["total": 1, "notStarted": 1, "late": 0].filter { $0.value > 0 })
        #expect(try district.value()["coverage"]?["reporting"] == 0)
    }

    @Test func `that reports fulfil takes no progress, and says so`() throws {
        var district = WrittenDistrict()
        let periods = ["2022-Q1"].compactMap { PeriodCode($0).map { TaskDefinition.Occurrence(period: $0) } }
        district.say(.taskPlanned(task("A", .each(periods), fulfilledByReport: true)), on: "2022-01-05")
        district.say(progress("A", .done, of: "2022-Q1"), on: "2022-02-01")
        #expect(try district.cell()["notStarted"] == 1)
        #expect(try district.listed() == ["fulfilledByReport A/2022-Q1"])
    }
}

@Suite struct `A standing task` {
    @Test func `is active by work in the period, by name or by progress, else blocked if that is its last word`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .standing)), on: "2022-01-05")
        #expect(try district.cell() == ["standing": 1])
        district.say(progress("A", .notStarted), on: "2022-02-01")
        #expect(try district.cell() == ["standing": 1])
        district.say(progress("A", .blocked), on: "2022-02-02")
        #expect(try district.cell() == ["standing": 1, "standingActive": 1])
        #expect(try district.cell("2022-Q2") == ["standing": 1, "standingBlocked": 1])
        district.say(meeting(tasks: ["A"]), on: "2022-04-01")
        #expect(try district.cell("2022-Q2") == ["standing": 1, "standingActive": 1, "activities": 1])
    }

    @Test func `is served by the plan year that the activity names, else by the year of its day`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .standing)), on: "2022-01-05")
        district.say(.activityDone(Activity(activity: "meeting.held", year: 2023, tasks: ["A"])), on: "2022-02-01")
        #expect(try district.cell()["standingActive"] == nil)
        district.say(.activityDone(Activity(activity: "meeting.held", tasks: ["A"])), on: "2021-12-20")
        #expect(try district.cell()["standingActive"] == 1)
    }
}
