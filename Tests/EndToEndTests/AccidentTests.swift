import Foundation
import PlanProgress
import TestSupport
import Testing

/// Restored, cloned, damaged: whatever happened to the disk, each fact counts once and none that was sent is lost.
@Suite(.serialized) struct `An accident to a ward's disk` {
    private func meetings(_ hall: Hall) async throws -> Int64? { try await hall.rollup()["figures"]?["all"]?["activities"]?.integer }

    private func sync(_ desk: Desk) async throws {
        let ended = try await desk.ward.run("sync")
        #expect(ended.status == 0, "\(ended.errors)")
    }

    @Test func `restored from last week's backup, fetches what it lacks before it writes again`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        let backup = try desk.backUp()
        try await desk.recordMeetings(3)
        try await sync(desk)
        try desk.restore(backup)

        let refused = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12")
        #expect(refused.status == 65)
        #expect(refused.errors.hasPrefix("Không ghi tiếp được: sổ trên đĩa có 3 mục, trước đây có 6. Chưa ghi gì cả. Hãy chạy 'ward sync'"))

        try await sync(desk)
        try await desk.recordMeetings(1)
        try await sync(desk)
        #expect(try await meetings(hall) == 6)
        #expect(try await desk.ward.run("verify").status == 0)
    }

    @Test func `restored without what was never sent, says once what is gone, and 'status' for a month`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        let backup = try desk.backUp()
        try await desk.recordMeetings(3)
        try desk.restore(backup)

        let gone = "3 mục đã lưu trên máy này và chưa gửi quận nay không còn"
        let healed = try await desk.ward.run("sync", "--quiet")
        #expect(healed.status == 65 && healed.errors.contains(gone))
        #expect(!healed.errors.contains("không mất dữ liệu"))
        for _ in 0..<2 {
            let status = try await desk.ward.run("status").output
            #expect(status.contains(gone) && status.contains("quận đã nhận đủ."))
            try await sync(desk)
        }
        let english = try await desk.ward.run("status", "--lang", "en").output
        #expect(english.contains("3 entries that were saved on this machine and not sent are gone"))
        let later = try await desk.ward.start(["status", "--format", "json"], clock: "+32d").ended()
        #expect(later.output.contains(#""lostEntries":0"#))
        try await desk.recordMeetings(1)
        try await sync(desk)
        #expect(try await meetings(hall) == 3)
    }

    @Test func `restored before it had joined, is told by 'repair' what is gone`() async throws {
        let desk = try await Desk(planned: false)
        try await desk.recordMeetings(1)
        let backup = try desk.backUp()
        try await desk.recordMeetings(2)
        try desk.restore(backup)
        let repaired = try await desk.ward.run("repair")
        #expect(repaired.status == 65 && repaired.errors.contains("2 mục đã lưu trên máy này và chưa gửi quận nay không còn"))
        #expect(try await desk.ward.run("repair").status == 0, "said once")
    }

    @Test func `that took the whole log, is told how many records are gone`() async throws {
        let desk = try await Desk(planned: false)
        try await desk.recordMeetings(2)
        try FileManager.default.removeItem(atPath: "\(desk.home)/logs/ha-dong/duong-noi/may-1/entries.log")
        let gone = "2 mục đã lưu trên máy này và chưa gửi quận nay không còn"
        let repaired = try await desk.ward.run("repair")
        #expect(repaired.status == 65 && repaired.errors.contains(gone), "the opening of a log is nobody's record: \(repaired.errors)")
        #expect(try await desk.ward.run("status").output.contains(gone))
        try await desk.recordMeetings(1)
    }

    @Test func `restored without what was never sent, is told so by 'repair' over the line too`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await sync(desk)
        let backup = try desk.backUp()
        try await desk.recordMeetings(2)
        try desk.restore(backup)
        let repaired = try await desk.ward.run("repair")
        #expect(repaired.status == 65 && repaired.errors.contains("2 mục đã lưu trên máy này và chưa gửi quận nay không còn"))
        #expect(!repaired.errors.contains("không mất dữ liệu"), "\(repaired.errors)")
        #expect(try await desk.ward.run("repair").status == 0, "said once")
        try await sync(desk)
    }

    @Test func `restored with its guard too and written to, is continued in a new log`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        let (home, guards) = (try desk.backUp(), desk.scratch.file("guards-then"))
        try FileManager.default.copyItem(atPath: desk.scratch.file("state"), toPath: guards)
        try await desk.recordMeetings(3)
        try await sync(desk)
        try desk.restore(home)
        try FileManager.default.removeItem(atPath: desk.scratch.file("state"))
        try FileManager.default.copyItem(atPath: guards, toPath: desk.scratch.file("state"))

        try await desk.recordMeetings(1)
        let healed = try await desk.ward.run("sync", "--quiet")
        #expect(healed.status == 0, "\(healed.errors)")
        #expect(healed.errors.contains("được ghi tiếp vào sổ ha-dong/duong-noi/may-1."))
        #expect(try await meetings(hall) == 6)
        #expect(try await hall.district.run("verify").status == 0)
    }

    @Test func `or a key that was changed on purpose, goes on in a new log; a revoked old one changes no figure`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        try await desk.recordMeetings(1)
        let rotated = try await desk.ward.run("key", "rotate")
        #expect(rotated.status == 0, "\(rotated.errors)")
        #expect(rotated.output.hasPrefix("ha-dong/duong-noi/may-1."))
        let status = try await desk.ward.run("status").output
        #expect(status.contains("những gì đã nhận của sổ trước (ha-dong/duong-noi/may-1) vẫn được tính"))
        #expect(try await desk.ward.run("log").errors.contains("ward log --origin ha-dong/duong-noi/may-1\n"))
        try await desk.recordMeetings(1)
        try await sync(desk)
        #expect(try await meetings(hall) == 4)
        let devices = try await hall.district.run("device", "list", "--format", "json").output
        #expect(devices.contains(#""state":"sealed""#) && devices.contains(#""state":"enrolled""#))
        #expect(try await hall.district.run("device", "revoke", "ha-dong/duong-noi/may-1").status == 0)
        try await desk.recordMeetings(1)
        try await sync(desk)
        #expect(try await meetings(hall) == 5)
        #expect(try await desk.ward.run("verify").status == 0)
        let lonely = try await Desk(planned: false)
        #expect(try await lonely.ward.run("key", "rotate").status == 77)
    }

    @Test func `cloned, and both used for a month offline, ends in two logs and every fact once`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        let twin = try Desk(cloning: desk)
        try await desk.recordMeetings(2)
        try await twin.recordMeetings(3)
        for round in [desk, twin, desk, twin] { try await sync(round) }
        #expect(try await meetings(hall) == 7)
        try await desk.recordMeetings(1)
        try await twin.recordMeetings(1)
        for round in [twin, desk] { try await sync(round) }
        #expect(try await meetings(hall) == 9)
        #expect(try await hall.district.run("verify").status == 0)
        for one in [desk, twin] { #expect(try await one.ward.run("verify").status == 0) }
    }

    @Test func `with a flipped bit that the district holds, is repaired from there`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(4)
        try await sync(desk)
        let whole = try desk.log()
        try flip(inLine: 2, of: desk)
        let ended = try await desk.ward.run("repair")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errors.contains("Đã lấy lại từ quận phần bị hỏng."))
        #expect(try desk.log() == whole)
        try await desk.recordMeetings(1)
        try await sync(desk)
        #expect(try await meetings(hall) == 5)
    }

    @Test func `with a flipped bit that nobody else holds, keeps every other entry in a new log`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(5)
        try flip(inLine: 2, of: desk)
        let ended = try await desk.ward.run("repair")
        #expect(ended.status == 65, "one is gone: \(ended.errors)")
        #expect(ended.errors.contains("Sổ được ghi tiếp trong sổ mới."))
        #expect(ended.errors.contains("1 dòng không khôi phục được"))
        try await sync(desk)
        #expect(try await meetings(hall) == 4)
        #expect(try await hall.district.run("verify").status == 0)
    }

    @Test func `that left the key and took the log, brings the log back from the district`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(3)
        try await sync(desk)
        let whole = try desk.log()
        try FileManager.default.removeItem(atPath: "\(desk.home)/logs/ha-dong/duong-noi/may-1/entries.log")
        #expect(try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12").status == 65)
        try await sync(desk)
        #expect(try desk.log() == whole)
        try await desk.recordMeetings(1)
        try await sync(desk)
        #expect(try await meetings(hall) == 4)
    }

    /// One bit in the JSON of that line: it stays whole JSON only by luck, and its CRC fits no longer.
    private func flip(inLine number: Int, of desk: Desk) throws {
        let file = URL(filePath: "\(desk.home)/logs/ha-dong/duong-noi/may-1/entries.log")
        var bytes = try Data(contentsOf: file)
        let start = try #require(bytes.indices.filter { bytes[$0] == 10 }.dropFirst(number - 1).first)
        // The closing brace of the body: the line is no JSON any more.
        let brace = try #require(bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "}")))
        bytes[brace] ^= 4
        try bytes.write(to: file)
    }
}
