import Foundation
import PlanProgress
import TestSupport
import Testing

/// Volumes that are really full: not one byte more goes onto them, whoever asks.
@Suite(.serialized, .enabled("a full volume needs root, or user namespaces", SmallVolume.isPermitted))
struct `A full disk` {
    private func activities(_ hall: Hall) async throws -> Int64? { try await hall.rollup()["figures"]?["all"]?["activities"]?.integer }

    @Test func `of a ward loses nothing that was recorded, says so, and goes on once there is room`() async throws {
        let volume = try await SmallVolume(kibibytes: 1024)
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false, on: volume)
        try #require(try await desk.ward.run("join", hall.url, try await hall.invite("duong-noi")).status == 0)
        try await desk.recordMeetings(2)
        volume.fill()
        // The log's last block has room for some more: each is recorded, or refused, and never something between.
        var (kept, refused): (Int64, [BuiltCommand.Ended]) = (2, [])
        for number in 0..<40 where refused.count < 3 {
            let note = number % 5 == 4 ? ["--note", "ba tin"] : []
            let ended = try await desk.ward.run(["record", "activity", "meeting.held", "--on", "2022-08-12"] + note)
            if ended.status == 0 { kept += 1 } else { refused.append(ended) }
        }
        #expect(refused.count == 3)
        for ended in refused {
            #expect(ended.status == 74 && ended.output == "", "\(ended)")
            #expect(ended.errors.hasPrefix("Đĩa đã đầy") && ended.errors.contains("vẫn an toàn"), "\(ended.errors)")
        }
        // The line that had no room is no fault of what was kept.
        let verified = try await desk.ward.run("verify")
        #expect(verified.status == 0 && !verified.output.contains("SAI"), "\(verified)")
        // What it has goes to the district all the same; the receipt has no room, so it promises nothing.
        let sync = try await desk.ward.run("sync")
        #expect(sync.status == 74, "\(sync)")
        volume.free()
        #expect(try await desk.ward.run("verify").status == 0)
        try await desk.recordMeetings(1)
        let again = try await desk.ward.run("sync")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try await activities(hall) == kept + 1)
        #expect(try await hall.district.run("verify").status == 0)
        #expect(try await desk.ward.run("verify").status == 0)
    }

    @Test func `of a district refuses each push whole, keeps what has a receipt, and goes on once there is room`() async throws {
        let volume = try await SmallVolume(kibibytes: 8192)
        let hall = try await Hall(units: ["duong-noi"], on: volume)
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(3)
        #expect(try await desk.ward.run("sync").status == 0)
        volume.fill()
        try await desk.recordMeetings(1)
        let refused = try await desk.ward.run("sync")
        #expect(refused.status == 75, "\(refused)")
        #expect(refused.errors.contains("1 mục đã lưu an toàn trên máy này"), "\(refused.errors)")
        // What people type there is refused with a sentence too, and the server still answers.
        let typed = try await hall.district.run("unit", "add", "phu-la", "--name", "Phường Phú La", "--valid-from", "2021-12-15")
        #expect(typed.status == 74, "\(typed)")
        let backup = try await hall.district.run("backup", "\(volume.path)/backups")
        #expect(backup.status == 74, "\(backup)")
        #expect(try await hall.serving().isRunning)
        #expect(try await activities(hall) == 3, "reading needs no room")
        // Killed there, it starts again, or says why not.
        try await hall.stop()
        volume.free()
        try await hall.serve()
        #expect((try? FileManager.default.contentsOfDirectory(atPath: "\(volume.outside)/backups")) ?? [] == [])
        let again = try await desk.ward.run("sync")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try await activities(hall) == 4)
        for verify in [try await hall.district.run("verify"), try await desk.ward.run("verify")] {
            #expect(verify.status == 0, "\(verify)")
        }
    }
}
