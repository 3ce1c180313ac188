import PlanProgress
import Testing

private func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }

private func period(_ text: String, _ calendar: PeriodCalendar) throws -> Period {
    let code = try #require(PeriodCode(text))
    return try #require(Period(code, calendar))
}

private func localDay(_ utcMilliseconds: Int64) throws -> LocalDay { try #require(LocalDay(utcMilliseconds: utcMilliseconds)) }

@Suite struct `A period of 2022` {
    /// Source: Nghị định 09/2019/NĐ-CP, điều 12, as days; the months follow the same rule.
    static let administrative: [(String, String, String)] = [
        ("2022-Q1", "2021-12-15", "2022-03-14"), ("2022-Q2", "2022-03-15", "2022-06-14"), ("2022-H1", "2021-12-15", "2022-06-14"),
        ("2022-Q3", "2022-06-15", "2022-09-14"), ("2022-9M", "2021-12-15", "2022-09-14"), ("2022-Q4", "2022-09-15", "2022-12-14"),
        ("2022-H2", "2022-06-15", "2022-12-14"), ("2022-Y", "2021-12-15", "2022-12-14"), ("2022-M01", "2021-12-15", "2022-01-14"),
        ("2022-M02", "2022-01-15", "2022-02-14"), ("2022-M03", "2022-02-15", "2022-03-14"), ("2022-M09", "2022-08-15", "2022-09-14"),
        ("2022-M12", "2022-11-15", "2022-12-14"),
    ]
    static let statistical: [(String, String, String)] = [
        ("2022-Q1", "2022-01-01", "2022-03-31"), ("2022-Q2", "2022-04-01", "2022-06-30"), ("2022-H1", "2022-01-01", "2022-06-30"),
        ("2022-Q3", "2022-07-01", "2022-09-30"), ("2022-9M", "2022-01-01", "2022-09-30"), ("2022-Q4", "2022-10-01", "2022-12-31"),
        ("2022-H2", "2022-07-01", "2022-12-31"), ("2022-Y", "2022-01-01", "2022-12-31"), ("2022-M01", "2022-01-01", "2022-01-31"),
        ("2022-M02", "2022-02-01", "2022-02-28"), ("2022-M12", "2022-12-01", "2022-12-31"),
    ]
    static let edges =
        administrative.map { ($0.0, PeriodCalendar.administrative, $0.1, $0.2) }
        + statistical.map { ($0.0, PeriodCalendar.statistical, $0.1, $0.2) }

    @Test(arguments: edges) func `has its first and last day`(code: String, calendar: PeriodCalendar, first: String, last: String) throws {
        let span = try period(code, calendar)
        #expect(span.firstDay.description == first)
        #expect(span.lastDay.description == last)
    }

    @Test(arguments: edges) func `begins and ends at midnight in Vietnam`(
        code: String, calendar: PeriodCalendar, first: String, last: String
    ) throws {
        let span = try period(code, calendar)
        let start = try day(first).startUTCMilliseconds
        let end = try day(last).adding(days: 1).startUTCMilliseconds
        // 00:00:00 at +07:00 is 17:00:00 the day before in UTC.
        #expect(start % 86_400_000 == 17 * 3_600_000)
        #expect(try span.contains(localDay(start)))
        #expect(try !span.contains(localDay(start - 1)))
        #expect(try span.contains(localDay(end - 1)))
        #expect(try !span.contains(localDay(end)))
    }

    @Test(arguments: PeriodCalendar.allCases) func `is a union of whole half-months`(calendar: PeriodCalendar) throws {
        for year in 2019...2025 {
            for code in PeriodCode.all(in: year) {
                let period = try #require(Period(code, calendar))
                let days = (Int(period.firstDay.daysSince1970)...Int(period.lastDay.daysSince1970)).compactMap {
                    LocalDay(daysSince1970: $0)
                }
                #expect(Set(days.map { HalfMonth(containing: $0) }) == Set(period.halfMonths.ordinals))
                #expect(HalfMonth(containing: period.firstDay.adding(days: -1)) < period.halfMonths.lowerBound)
                #expect(HalfMonth(containing: period.lastDay.adding(days: 1)) > period.halfMonths.upperBound)
            }
        }
    }

    @Test(arguments: PeriodCalendar.allCases) func `follows the one before without a gap`(calendar: PeriodCalendar) throws {
        let months = try (2021...2023).flatMap { year in
            try PeriodCode.all(in: year).filter { $0.months.count == 1 }.map { try #require(Period($0, calendar)) }
        }
        for (before, after) in zip(months, months.dropFirst()) { #expect(before.lastDay.adding(days: 1) == after.firstDay) }
    }
}

extension ClosedRange<HalfMonth> {
    fileprivate var ordinals: [HalfMonth] { (lowerBound.ordinal...upperBound.ordinal).map { HalfMonth(ordinal: $0) } }
}

@Suite struct `A report's due day` {
    static let days: [(String, String)] = [
        ("2022-Q1", "2022-03-15"), ("2022-H1", "2022-06-15"), ("2022-9M", "2022-09-15"), ("2022-Y", "2022-12-15"),
        ("2022-Q3", "2022-09-15"),
        // 14/01 is a Friday, 14/5 a Saturday, 14/8 a Sunday: the Monday follows.
        ("2022-M01", "2022-01-17"), ("2022-M05", "2022-05-16"), ("2022-M08", "2022-08-15"),
    ]

    @Test(arguments: days) func `is one working day after the cut-off`(code: String, due: String) throws {
        let period = try #require(PeriodCode(code))
        #expect(Catalogue.papi2022.dueDay(of: period)?.description == due)
    }

    @Test func `steps over a holiday and a Sunday, and stops at a swapped Saturday`() throws {
        let cutOff = try day("2022-09-14")  // A Wednesday.
        let holidays = try ["2022-09-15", "2022-09-16"].map(day)
        #expect(try WorkingDays(holidays: holidays).day(1, after: cutOff) == day("2022-09-19"))
        #expect(try WorkingDays(holidays: holidays, swapped: [day("2022-09-17")]).day(1, after: cutOff) == day("2022-09-17"))
        #expect(try WorkingDays().day(3, after: cutOff) == day("2022-09-19"))
        #expect(!WorkingDays(holidays: [cutOff], swapped: [cutOff]).contains(cutOff))
    }

    @Test func `comes from the catalogue, not from the program`() throws {
        let text = String(decoding: Catalogue.papi2022.bytes, as: UTF8.self)
            .replacing(
                "\"lastQuarter\": \"Q3\", \"workingDaysAfterCutOff\": 1", with: "\"lastQuarter\": \"Q3\", \"workingDaysAfterCutOff\": 2"
            )
            .replacing(
                "\"holidays\": []", with: "\"holidays\": [{\"day\": \"2022-09-15\", \"name\": \"Thử\", \"source\": \"periods\"}]")
        let catalogue = try Catalogue(reading: Array(text.utf8))
        #expect(try catalogue.dueDay(of: #require(PeriodCode("2022-9M")))?.description == "2022-09-19")
        #expect(try catalogue.dueDay(of: #require(PeriodCode("2022-Q3")))?.description == "2022-09-16")
    }

    @Test func `is found even when a list leaves no working day`() throws {
        let start = try day("2022-09-14")
        let never = WorkingDays(holidays: (0...400).map { start.adding(days: $0) })
        #expect(never.day(1, after: start) == start.adding(days: 366))
    }
}
