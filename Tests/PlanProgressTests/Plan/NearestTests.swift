import PlanProgress
import Testing

@Suite struct `The nearest code` {
    static let measures = Catalogue.papi2022.measures.map(\.id)

    static let slips: [(String, String)] = [
        ("m.meeting.cuont", "m.meeting.count"), ("m.meting.count", "m.meeting.count"), ("M.MEETING.COUNT", "m.meeting.count"),
        ("m.bhyt", "m.bhyt.coverage"), ("m.bhyt.covrage", "m.bhyt.coverage"),
    ]

    @Test(arguments: slips) func `is what a slip meant`(text: String, meant: String) {
        #expect(Nearest.suggestion(for: text, among: Self.measures) == meant)
    }

    @Test func `is nothing where nothing is near`() {
        #expect(Nearest.suggestion(for: "zzzzzz", among: Self.measures) == nil)
        #expect(Nearest.suggestion(for: "", among: Self.measures) == nil)
        #expect(Nearest.suggestion(for: "x", among: []) == nil)
    }

    @Test func `is the first of equals`() {
        #expect(Nearest.suggestion(for: "II.3-x", among: ["II.3-a", "II.3-b"]) == "II.3-a")
    }

    @Test func `is found for a text of any length`() {
        #expect(Nearest.suggestion(for: String(repeating: "a", count: 100_000), among: Self.measures) == nil)
    }
}
