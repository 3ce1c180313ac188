import Intake
import PlanProgress
import Testing

/// The faults of a text, or none.
func planFaults(_ text: String, leadNeeded: Bool = true) -> PlanFaults? {
    do throws(PlanFaults) {
        _ = try PlanFileReader.read(Array(text.utf8), against: .papi2022, leadNeeded: leadNeeded)
        return nil
    } catch { return error }
}

/// A plan of one task, whose lines from 8 on are given.
func plan(_ task: String) -> String {
    """
    plan:
      year: 2022
      title: Kế hoạch thử
      date: 2022-07-07
      catalogue: papi-2022
    tasks:
    \(task)
    """
}

let wholeTask = """
      - id: A
        section: II
        text: Việc
        lead: ubnd
        dimensions: [D1, "2.2"]
        cadence: standing
    """

@Suite struct `A plan file` {
    @Test func `with seven faults tells all seven with their lines`() throws {
        let text = """
            plan:
              year: 2022
              title: Kế hoạch thử
              date: 2022-02-30
              catalogue: papi-2022
            tasks:
              - id: A
                section: II
                text: Việc
                lead: van-fong
                dimensions: [D1, D9]
                cadence: always
              - id: A
                section: II
                text: Việc
                lead: ubnd
                dimensions: [D1]
                cadence: standing
              - id: B
                secton: II
                text: Việc
                lead: ubnd
                dimensions: [D1]
                cadence: standing
            """
        let faults = try #require(planFaults(text))
        #expect(
            faults.description == """
                The plan file has 7 faults. Nothing was recorded.
                line 4: 'date' is '2022-02-30', which is no day. Write it as 2022-09-14.
                line 10: no organ has the code 'van-fong'. Did you mean 'van-phong'? Organs beyond the catalogue's stand in plan.organs.
                line 11: 'D9' is no dimension. Write D1 to D8, or a sub-dimension such as "2.2".
                line 12: 'cadence' must be once, standing, each, not 'always'.
                line 13: the task 'A' stands twice, first on line 7.
                line 19: 'section' is missing.
                line 20: 'secton' is no key of a plan. Did you mean 'section'?
                Mend the lines and import the file again.
                """)
        #expect(
            faults.vietnamese.hasPrefix(
                "Tệp kế hoạch có 7 chỗ cần sửa. Chưa ghi gì vào máy này.\ndòng 4: 'date' ghi '2022-02-30', không có ngày này hoặc viết sai dạng."
            ))
    }

    @Test func `is read with nulls, as the sample has them`() throws {
        let text = plan(
            """
              - id: III.1-b
                section: III.1
                text: Tổ chức hội nghị
                lead: van-phong           # một bộ phận
                dimensions: [D1]
                cadence: once
                due: null
                timing: ~
            """)
        let file = try PlanFileReader.read(Array(text.utf8), against: .papi2022)
        #expect(file.tasks.first?.cadence == .once(due: nil))
        #expect(file.tasks.first?.timing == nil)
    }

    @Test func `in NFD becomes NFC`() throws {
        let decomposed = plan(wholeTask.replacing("Việc", with: "Vie\u{323}\u{302}c"))
        let file = try PlanFileReader.read(Array(decomposed.utf8), against: .papi2022)
        #expect(file.tasks.first.map { Array($0.text.utf8) } == Array("Việc".utf8))
    }

    @Test func `keeps a sub-dimension and a period with its own day`() throws {
        let text = plan(
            """
              - {id: A, section: II, text: Việc, lead: ubnd, dimensions: ["2.2"], cadence: each,
                 periods: [2022-Q3, {period: 2022-Y, due: 2022-12-20}]}
            """)
        let file = try PlanFileReader.read(Array(text.utf8), against: .papi2022)
        #expect(file.tasks.first?.dimensions.map(\.description) == ["2.2"])
        let due = try #require(LocalDay("2022-12-20"))
        #expect(
            file.tasks.first?.cadence
                == .each([
                    .init(period: try #require(PeriodCode("2022-Q3"))), .init(period: try #require(PeriodCode("2022-Y")), due: due),
                ]))
    }

    @Test func `of the district may leave the lead to the ward`() {
        let text = plan(wholeTask.replacing("    lead: ubnd\n", with: ""))
        #expect(planFaults(text)?.faults == [PlanFault(line: 7, .missing(key: "lead"))])
        #expect(planFaults(text, leadNeeded: false) == nil)
    }

    @Test func `with a key twice tells both lines beside its other faults`() {
        let text = plan(wholeTask + "\n    text: Việc khác\n    cadence: once\n    support: [nobody]\n")
        #expect(
            planFaults(text)?.faults == [
                PlanFault(line: 13, .repeatedKey("text", firstLine: 9)), PlanFault(line: 14, .repeatedKey("cadence", firstLine: 12)),
                PlanFault(line: 15, .unknownOrgan(text: "nobody", suggestion: nil)),
            ])
    }

    static let oneFault: [(String, PlanFault)] = [
        ("- a", PlanFault(line: 1, .notMap(key: "plan"))),
        (
            plan(wholeTask.replacing("cadence: standing", with: "cadence: each")),
            PlanFault(line: 12, .neededByCadence(key: "periods", cadence: "each"))
        ),
        (plan(wholeTask + "\n    due: 2022-09-01"), PlanFault(line: 13, .notWithCadence(key: "due", cadence: "standing"))),
        (plan(wholeTask + "\n    fulfilledBy: report"), PlanFault(line: 13, .notWithCadence(key: "fulfilledBy", cadence: "standing"))),
        (plan(wholeTask.replacing("id: A", with: "id: A/B")), PlanFault(line: 7, .notCode(key: "id", text: "A/B"))),
        (plan(wholeTask + "\n    support: [ubnd]"), PlanFault(line: 13, .repeated(key: "support", text: "ubnd"))),
        (plan(wholeTask.replacing("text: Việc", with: "text: \"Việc\\n hai\"")), PlanFault(line: 9, .controlCharacter(key: "text"))),
        (plan(wholeTask.replacing("text: Việc", with: "text: ' '")), PlanFault(line: 9, .empty(key: "text"))),
        (plan(wholeTask.replacing("text: Việc", with: "text: [Việc]")), PlanFault(line: 9, .notText(key: "text"))),
        (plan(wholeTask.replacing("[D1, \"2.2\"]", with: "D1")), PlanFault(line: 11, .notList(key: "dimensions"))),
        (
            plan(wholeTask.replacing("standing", with: "each\n    periods: [2021-Q4]")),
            PlanFault(line: 13, .periodOfAnotherYear(text: "2021-Q4", planYear: 2022))
        ),
        (plan(wholeTask.replacing("standing", with: "each\n    periods: [2022-Q5]")), PlanFault(line: 13, .notPeriod(text: "2022-Q5"))),
        (
            plan(wholeTask + "\n    targets: [{measure: m.meeting.cont, period: 2022-Y, value: 3}]"),
            PlanFault(line: 13, .unknownMeasure(text: "m.meeting.cont", suggestion: "m.meeting.count"))
        ),
        (
            plan(wholeTask + "\n    targets: [{measure: m.bhyt.coverage, period: 2022-Y, value: 95}]"),
            PlanFault(line: 13, .targetForm(measure: "m.bhyt.coverage", needsParts: true))
        ),
        (
            plan(wholeTask + "\n    targets: [{measure: m.bhyt.coverage, period: 2022-Y, numerator: 95, denominator: 0}]"),
            PlanFault(line: 13, .notNumber(key: "denominator", text: "0", range: 1...Limits.largestCount))
        ),
        (
            plan(wholeTask).replacing("year: 2022", with: "year: 22"),
            PlanFault(line: 2, .notNumber(key: "year", text: "22", range: 2000...2199))
        ),
        (
            plan(wholeTask).replacing("papi-2022", with: "papi-2023"),
            PlanFault(line: 5, .unknownCatalogue(text: "papi-2023", known: "papi-2022"))
        ),
        (
            plan(wholeTask).replacing("tasks:", with: "  organs: {ubnd: Ủy ban}\ntasks:"),
            PlanFault(line: 6, .organOfCatalogue("ubnd"))
        ),
        ("plan: {year: 2022, title: T, date: 2022-07-07, catalogue: papi-2022}\ntasks: []", PlanFault(line: 2, .noTasks)),
        (plan("  - id: A\n    text: \"x"), PlanFault(line: 8, .unreadable("found unexpected end of stream"))),
        (plan(wholeTask.replacing("text: Việc", with: "text: !!binary Việc")), PlanFault(line: 9, .alias)),
        (plan(wholeTask.replacing("text: Việc", with: "text: {a: [[[[[[[[b]]]]]]]]}")), PlanFault(line: 9, .tooDeep)),
    ]

    @Test(arguments: oneFault) func `with one fault tells that one`(text: String, fault: PlanFault) {
        #expect(planFaults(text)?.faults == [fault])
    }

    @Test func `that is empty lacks both its parts`() {
        #expect(planFaults("")?.faults == ["plan", "tasks"].map { PlanFault(line: 1, .missing(key: $0)) })
    }

    @Test func `that grows when its aliases are followed is refused before`() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        text += "? *a60\n: 1\n"
        #expect(planFaults(text)?.faults == [PlanFault(line: 2, .alias)])
    }

    @Test func `may say a word in asterisks`() {
        #expect(planFaults(plan(wholeTask.replacing("Việc", with: "Việc *quan trọng* & gấp"))) == nil)
    }

    @Test func `that is too large, or not in UTF-8, is refused whole`() {
        #expect(
            planFaults(String(repeating: "#", count: Limits.handedInByteCount + 1))?.faults == [
                PlanFault(line: 1, .tooLarge(byteLimit: 1024 * 1024))
            ])
        #expect(throws: PlanFaults(PlanFault(line: 1, .notUTF8))) {
            try PlanFileReader.read([0x70, 0xFF, 0xFE], against: .papi2022)
        }
    }

    @Test func `with a task longer than an event is refused`() {
        let faults = planFaults(plan(wholeTask.replacing("Việc", with: String(repeating: "việc ", count: 8000))))?.faults
        #expect(faults == [PlanFault(line: 7, .tooLong(byteLimit: 30 * 1024))])
    }

    @Test func `cut at any byte is a plan or a refusal, never a trap`() {
        let bytes = Array(plan(wholeTask).utf8)
        for end in bytes.indices {
            let cut = Array(bytes[..<end])
            #expect((try? PlanFileReader.read(cut, against: .papi2022)) == nil || end > bytes.count - 12)
        }
    }
}
