import Foundation
import PlanProgress
import TestSupport
import Testing

extension Hall {
    var home: String { scratch.file("quan") }

    /// Ends `serve` as a service manager does.
    func stop() async throws {
        let server = try await serving()
        server.signal(SIGTERM)
        _ = await server.end.value
    }

    func remove(_ names: String...) throws {
        for name in names where FileManager.default.fileExists(atPath: "\(home)/\(name)") {
            try FileManager.default.removeItem(atPath: "\(home)/\(name)")
        }
    }

    func backUp(passphrase: String? = nil) async throws -> String {
        let options = try passphrase.map { ["--passphrase-file", try scratch.write("\($0)\n", to: "passphrase")] } ?? []
        let ended = try await district.run(["backup", scratch.file("backups")] + options)
        try #require(ended.status == 0, "\(ended.errors)")
        return String(ended.output.dropLast())
    }

    func succeeds(_ arguments: String...) async throws {
        let ended = try await district.run(arguments)
        #expect(ended.status == 0, "\(arguments): \(ended.errors)")
    }
}

/// The drill: back up under load, destroy, restore, wards sync, and the figures are those of a district that never broke.
@Suite(.serialized) struct `A district that lost its disk` {
    private func sync(_ desk: Desk) async throws {
        let ended = try await desk.ward.run("sync")
        #expect(ended.status == 0, "\(ended.errors)")
    }

    private func figures(_ hall: Hall) async throws -> String? { try await hall.rollup()["figuresDigest"]?.string }

    @Test func `but for heads and its own log, is whole again after the wards have synced`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        // Given a backup that is taken while a ward pushes
        async let pushing: Void = {
            for _ in 0..<4 {
                try await desk.recordMeetings(1)
                try await sync(desk)
            }
        }()
        let backup = try await hall.backUp()
        try await pushing
        // and what came after it: facts with a text, a second PC, a revocation, a code that was used
        let note = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-13", "--note", "Có biên bản")
        #expect(note.status == 0)
        try await sync(desk)
        let code = try await hall.invite("duong-noi")
        let sister = try await Desk(planned: false, device: "may-2")
        #expect(try await sister.ward.run("join", hall.url, code).status == 0)
        let lost = try await Desk(planned: false, device: "may-3")
        #expect(try await lost.ward.run("join", hall.url, try await hall.invite("duong-noi")).status == 0)
        try await hall.succeeds("device", "revoke", "ha-dong/duong-noi/may-3")
        try await sister.recordMeetings(2)
        try await sync(sister)
        let before = try await figures(hall)
        // When the disk with the databases is lost, and yesterday's are put back beside heads and own log
        try await hall.stop()
        try hall.remove("district.sqlite", "district.sqlite-wal", "district.sqlite-shm", "attachments.sqlite")
        let down = try await hall.district.run("verify")
        #expect(down.status == 65 && down.errors.contains("'district restore'"), "\(down.errors)")
        let restored = try await hall.district.run("restore", backup)
        #expect(restored.status == 0 && restored.errors.contains("chờ các phường gửi lại"), "\(restored.errors)")
        try await hall.serve()
        // then the sister alone brings back her own log and the other PC's
        try await sync(sister)
        #expect(try await figures(hall) == before)
        try await sync(desk)
        #expect(try await figures(hall) == before)
        // and neither the revocation nor the used code is forgotten, and the text is there again
        #expect(try await lost.ward.run("sync").status == 77)
        let thief = try await Desk(planned: false, device: "may-4")
        #expect(try await thief.ward.run("join", hall.url, code).status == 77)
        let lacking = try await desk.ward.run("sync")
        #expect(lacking.status == 0)
        try await hall.succeeds("verify")
        try await desk.recordMeetings(1)
        try await sync(desk)
        #expect(try await desk.ward.run("verify").status == 0)
    }

    @Test func `with everything on it, is whole again from a sealed backup, heads made anew, and the wards`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        let backup = try await hall.backUp(passphrase: "con ngựa pin đúng")
        let sister = try await hall.joinedDesk(planned: false, device: "may-2")
        for one in [desk, sister] {
            try await one.recordMeetings(2)
            try await sync(one)
        }
        try await sync(desk)
        let before = try await figures(hall)
        try await hall.stop()
        try FileManager.default.removeItem(atPath: hall.home)

        #expect(try await hall.district.run("restore", backup).status == 64, "the keys are sealed in it")
        let file = hall.scratch.file("passphrase")
        let restored = try await hall.district.run("restore", backup, "--passphrase-file", file)
        #expect(restored.status == 0 && restored.errors.contains("'district heads rebuild'"), "\(restored.errors)")
        let refused = try await hall.district.run("serve", "--plain-http", "--listen", "127.0.0.1:0")
        #expect(refused.status == 65 && refused.errors.contains("district heads rebuild"), "\(refused.errors)")
        let asked = try await hall.district.run("heads", "rebuild")
        #expect(asked.status == 64 && asked.errors.contains("Chưa làm gì.") && asked.errors.contains("--yes"))
        try await hall.succeeds("heads", "rebuild", "--yes")
        try await hall.serve()
        // The first ward that syncs brings the district's own decisions back too; so the second is known again.
        try await sync(desk)
        try await sync(sister)
        #expect(try await figures(hall) == before)
        try await hall.succeeds("verify")
        for one in [desk, sister] { #expect(try await one.ward.run("verify").status == 0) }
        #expect(try await hall.district.run("heads", "rebuild", "--yes").status == 75, "serve holds the district")
    }

    @Test func `but for heads that know a device of today, is whole again too`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        let backup = try await hall.backUp()
        let sister = try await hall.joinedDesk(planned: false, device: "may-2")
        for one in [desk, sister] {
            try await one.recordMeetings(2)
            try await sync(one)
        }
        try await sync(desk)
        let before = try await figures(hall)
        try await hall.stop()
        let own = "logs/ha-dong/ha-dong/quan"
        try #require(FileManager.default.fileExists(atPath: "\(hall.home)/\(own)/entries.log"))
        try hall.remove(
            "district.sqlite", "district.sqlite-wal", "district.sqlite-shm", "attachments.sqlite", "\(own)/entries.log", "\(own)/checkpoint"
        )
        let restored = try await hall.district.run("restore", backup)
        #expect(restored.errors.contains("'district heads rebuild'"), "\(restored.errors)")
        try await hall.succeeds("heads", "rebuild", "--yes")
        try await hall.serve()
        try await sync(desk)
        try await sync(sister)
        #expect(try await figures(hall) == before)
        try await hall.succeeds("verify")
    }

    @Test func `counts what it had receipted of a device that is revoked before it comes back`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let sister = try await hall.joinedDesk(planned: false, device: "may-2")
        try await sync(desk)
        let backup = try await hall.backUp()
        try await desk.recordMeetings(3)
        for one in [desk, sister] { try await sync(one) }
        let before = try await figures(hall)
        try await hall.stop()
        try hall.remove("district.sqlite", "district.sqlite-wal", "district.sqlite-shm", "attachments.sqlite")
        try await hall.succeeds("restore", backup)
        try await hall.serve()
        try await hall.succeeds("device", "revoke", "ha-dong/duong-noi/may-1")
        try await sync(sister)
        #expect(try await figures(hall) == before)
        try await hall.succeeds("verify")
    }

    @Test func `accepts what nobody has any more, and a device that has it after all brings it in a new log`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        try await sync(desk)
        let backup = try await hall.backUp()
        try await desk.recordMeetings(3)
        try await sync(desk)
        let before = try await figures(hall)
        let unneeded = try await hall.district.run("heads", "accept", "ha-dong/duong-noi/may-1")
        #expect(unneeded.status == 1 && unneeded.errors.contains("không thiếu mục nào"))
        try await hall.stop()
        try hall.remove("district.sqlite", "district.sqlite-wal", "district.sqlite-shm", "attachments.sqlite")
        try await hall.succeeds("restore", backup)
        try await hall.serve()
        let accepted = try await hall.district.run("heads", "accept", "ha-dong/duong-noi/may-1")
        #expect(accepted.status == 0 && accepted.errors.contains("dừng ở 2 mục; 3 mục"), "\(accepted.errors)")
        #expect(try await hall.district.run("heads", "accept", "ha-dong/duong-noi/may-1").status == 1, "once")
        try await sync(desk)
        #expect(try await figures(hall) == before)
        try await hall.succeeds("verify")
    }

    @Test func `in the middle of a backup goes on unharmed, and leaves no half of one`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        try await hall.stop()
        let full = try await hall.district.runLimited(kibibytes: 40, "backup", hall.scratch.file("backups"))
        #expect(full.status == 74, "\(full.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: hall.scratch.file("backups")) == [])
        try await hall.succeeds("verify")
        let short = try hall.scratch.write("ngắn\n", to: "short")
        let refused = try await hall.district.run("backup", hall.scratch.file("backups"), "--passphrase-file", short)
        #expect(refused.status == 64 && refused.errors.contains("12 ký tự"), "\(refused.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: hall.scratch.file("backups")) == [])
    }

    @Test func `has no backup whose own log does not prove what its database decided`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        func file(_ name: String) -> URL { URL(filePath: "\(hall.home)/logs/ha-dong/ha-dong/quan/\(name)") }
        let former = (try Data(contentsOf: file("entries.log")), try Data(contentsOf: file("checkpoint")))
        _ = try await hall.joinedDesk(planned: false)
        let whole = (try Data(contentsOf: file("entries.log")), try Data(contentsOf: file("checkpoint")))
        try #require(former.0.count < whole.0.count && former.1 != whole.1)
        // Somebody cuts them back while `serve` runs, which reads them at its next decision only.
        for (entries, checkpoint, words) in [
            (former.0, former.1, "the file holds"), (former.0, whole.1, "the file holds"), (Data(), Data(), "the file holds"),
            (whole.0, former.1, "does not cover"), (whole.0, Data(), "does not cover"),
        ] {
            try entries.write(to: file("entries.log"))
            try checkpoint.write(to: file("checkpoint"))
            let ended = try await hall.district.run("backup", hall.scratch.file("backups"))
            #expect(ended.status == 65 && ended.errors.contains(words), "\(ended.status) \(ended.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: hall.scratch.file("backups")) == [])
        }
        try whole.0.write(to: file("entries.log"))
        try whole.1.write(to: file("checkpoint"))
        _ = try await hall.backUp()
    }

    @Test func `has nothing written over: a database that is there stays, and a changed backup is refused`() async throws {
        let hall = try await Hall(units: [])
        let backup = try await hall.backUp()
        #expect(try await hall.district.run("restore", backup).status == 75, "serve holds the district")
        try await hall.stop()
        let there = try await hall.district.run("restore", backup)
        #expect(there.status == 77 && there.errors.contains("vẫn còn ở đây"))
        let file = URL(filePath: "\(backup)/district.sqlite")
        try (try Data(contentsOf: file) + [0]).write(to: file)
        try hall.remove("district.sqlite", "district.sqlite-wal", "district.sqlite-shm")
        let altered = try await hall.district.run("restore", backup)
        #expect(altered.status == 65 && altered.errors.contains("district.sqlite không còn như khi sao lưu"), "\(altered.errors)")
    }
}
