import PlanProgress
import Reports
import TestSupport
import Testing

@Suite struct `The events behind a figure` {
    @Test func `fit their schema as JSON`() throws {
        var district = WrittenDistrict()
        let body = Activity(activity: "meeting.held", tasks: ["A"], quantities: ["m.meeting.attendees": 40], places: ["tdp-1"])
        let id = district.say(.activityDone(body), on: "2022-02-01")
        district.say(.eventCorrected(Correction(of: id, body: EventBody.activityDone(body).json)), on: "2022-02-02")
        let amount = Reading.Amount.ratio(numerator: 9, denominator: 10)
        district.say(.readingTaken(Reading(measure: "m.bhyt.coverage", amount: amount)), on: "2022-02-02")
        let register = district.register
        var store = MemoryMergeStore()
        var merge = Merge(register: register)
        for (origin, entries) in district.wardLogs { store.merge(entries, of: origin, by: &merge) }
        merge.finish(into: &store)
        let period = try #require(PeriodCode("2022-Q1").flatMap { Period($0, .administrative) })
        let schema = try JSONSchema(named: "explanation.json")
        for name in ["activities", "m.meeting.attendees", "m.tdp.covered", "m.bhyt.coverage"] {
            let figure = try #require(FigureName(name, dimension: nil, catalogue: .papi2022))
            let explanation = Explanation(
                figure: figure, period: period, asOf: period.lastDay, register: register,
                units: register.units(on: period.firstDay...period.lastDay), source: { _ in store })
            #expect(!explanation.rows.isEmpty)
            let place = EntryPlace(origin: district.wardLogs[0].origin, index: 1)
            let source = FigureSource(
                explanation, language: .vi, receipts: [place: StoredReceipt(size: 3, time: 1_663_200_000, bytes: [])],
                catalogue: .papi2022, unitName: { $0 })
            #expect(schema.faults(in: source.json) == [])
            // "Hoạt động" alone does not tell a reviewer which one.
            for row in explanation.rows where row.kind == "activity.done" {
                let topic = try #require(row.topic.flatMap { Catalogue.papi2022.activity($0) })
                #expect(source.what(row).hasPrefix("Hoạt động: \(topic.name)"))
            }
        }
    }
}
