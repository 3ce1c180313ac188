import PlanProgress
import TestSupport
import Testing

@Suite struct `A PC whose clock stood in 2099` {
    @Test func `makes no other of its ward doubt its own, once the district has its entries`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let sister = try await hall.joinedDesk(planned: false, device: "may-2")
        let wrong = try await sister.ward.start(
            ["record", "activity", "meeting.held", "--on", "2022-08-12"], clock: "@2099-01-02 00:00:00"
        ).ended()
        try #require(wrong.status == 0, "\(wrong.errors)")
        #expect(try await sister.ward.run("record", "activity", "meeting.held").status == 1, "its own clock cannot be told from this")
        for one in [sister, desk] { #expect(try await one.ward.run("sync").status == 0) }
        for one in [sister, desk] {
            let recorded = try await one.ward.run("record", "activity", "meeting.held")
            #expect(recorded.status == 0, "\(recorded.errors)")
        }
    }
}
