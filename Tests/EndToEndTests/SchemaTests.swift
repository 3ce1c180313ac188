import PlanProgress
import TestSupport
import Testing

@Suite struct `What a ward prints as JSON` {
    @Test func `fits its schema`() async throws {
        let desk = try await Desk()
        for arguments in [
            ["record", "activity", "meeting.held", "--task", "III.1-b", "--place", "tdp-1", "--note", "Ghi chú"],
            ["record", "task", "III.1-b", "--state", "done", "--on", "2022-08-12"],
            ["record", "reading", "m.bhyt.coverage", "--numerator", "9", "--denominator", "10", "--on", "2022-08-12"],
        ] {
            let done = try await desk.ward.run(arguments)
            try #require(done.status == 0, "\(done.errors)")
        }
        for (arguments, file) in [
            (["status"], "ward-status.json"), (["log"], "ward-log.json"), (["plan", "show"], "ward-plan.json"),
            (["verify"], "ward-verify.json"), (["codes"], "ward-codes.json"),
        ] {
            let said = try await desk.ward.run(arguments + ["--format", "json"])
            try #require(said.status == 0, "\(said.errors)")
            let value = try JSON(reading: Array(said.output.utf8))
            #expect(try JSONSchema(named: file).faults(in: value) == [], "\(arguments)")
            guard file == "ward-log.json" else { continue }
            let events = (value["entries"]?.array ?? []).compactMap { $0["event"] }
            #expect(events.count > 40)
            #expect(try events.flatMap { try JSONSchema(named: "event.json").faults(in: $0) } == [])
        }
    }
}
