import Foundation
import PlanProgress
import TestSupport
import Testing

/// The README's table, line by line, where the part lies beside a ward's logs.
@Suite(.serialized) struct `What lies beside a ward's logs` {
    private func sync(_ desk: Desk, _ status: Int32 = 0, says words: String = "") async throws {
        let ended = try await desk.ward.run("sync")
        #expect(ended.status == status && (words.isEmpty || ended.errors.contains(words)), "\(ended.status) \(ended.errors)")
    }

    private func record(_ desk: Desk, _ options: String...) async throws -> Int32 {
        try await desk.ward.run(["record", "activity", "meeting.held", "--on", "2022-08-12"] + options).status
    }

    private func meetings(_ hall: Hall) async throws -> Int64? { try await hall.rollup()["figures"]?["all"]?["activities"]?.integer }

    private func attachments(_ desk: Desk) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "\(desk.home)/attachments"))
    }

    // README: a ward's attachments/ · if lost, if altered by someone, back it up
    @Test func `a note that was not sent, lost or altered, is named with its entry, and a copy put back is sent`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        #expect(try await record(desk, "--note", "đã gửi") == 0)
        try await sync(desk)
        let sent = try attachments(desk)
        #expect(try await record(desk, "--note", "chưa gửi") == 0)
        let folder = URL(filePath: "\(desk.home)/attachments")
        let unsent = folder.appending(path: try #require(try attachments(desk).subtracting(sent).first))
        let whole = try Data(contentsOf: unsent)
        var altered = whole
        altered[altered.count - 1] ^= 1
        for bytes in [nil, altered] {
            if let bytes { try bytes.write(to: unsent) } else { try FileManager.default.removeItem(at: folder) }
            try await sync(desk, 65, says: "chưa nhận tài liệu kèm mục 2: tệp trên máy này đã mất, hỏng hoặc không đọc được")
            #expect(try await meetings(hall) == 2, "the entry counts without its note")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        try whole.write(to: unsent)
        // The note that the district has is asked for by nobody, though it is gone here.
        try await sync(desk, says: "1 tài liệu")
        try await sync(desk, says: "Quận đã nhận đủ")
        #expect(try await hall.district.run("verify").status == 0)
    }

    // README: a ward's district/ · if lost, if altered by someone
    @Test func `what it knows of its district, lost or altered, stops no recording, and a code or the next sync mends it`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        try await sync(desk)
        var recorded: Int64 = 1
        let folder = URL(filePath: "\(desk.home)/district")
        func spoil(_ name: String, _ bytes: Data?) async throws {
            let path = folder.appending(path: name)
            if let bytes {
                try bytes.write(to: path)
            } else if FileManager.default.fileExists(atPath: path.path) {
                try FileManager.default.removeItem(at: path)
            }
            #expect(try await record(desk) == 0, "\(name)")
            recorded += 1
        }
        for name in ["bundles", "heads", "held", "last-sync", "roster"] {
            for bytes in [nil, Data("rác\n".utf8)] {
                try await spoil(name, bytes)
                try await sync(desk)
                #expect(try await meetings(hall) == recorded, "\(name)")
            }
        }
        for name in ["token", "keys", "authority", ""] {
            for bytes in name.isEmpty ? [nil] : [nil, Data("rác\n".utf8)] {
                try await spoil(name, bytes)
                let refused = try await desk.ward.run("sync")
                #expect(refused.status == (name == "authority" && bytes == nil ? 69 : 77), "\(name): \(refused.errors)")
                // A code does not help where this one file is gone; with the whole folder gone it does, as the last turn shows.
                if name == "authority", bytes == nil { continue }
                let joined = try await desk.ward.run("join", hall.url, try await hall.invite("duong-noi"))
                #expect(joined.status == 0, "\(name): \(joined.errors)")
                try await sync(desk)
                #expect(try await meetings(hall) == recorded, "\(name)")
            }
        }
        #expect(try await desk.ward.run("verify").status == 0)
        #expect(try await hall.district.run("verify").status == 0)
    }

    // README: a ward's config · if lost, if altered by someone
    @Test func `its config, lost or altered, is said, writes nothing, and is made again by init and a code`() async throws {
        let hall = try await Hall(units: ["duong-noi", "phu-la"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        let path = URL(filePath: "\(desk.home)/config")
        let whole = try Data(contentsOf: path)
        let log = try desk.log()
        let other = Data(String(decoding: whole, as: UTF8.self).replacing("duong-noi", with: "phu-la").utf8)
        for (bytes, status) in [(Data("rác\n".utf8), Int32(65)), (other, 65), (nil, 1)] {
            if let bytes { try bytes.write(to: path) } else { try FileManager.default.removeItem(at: path) }
            #expect(try await record(desk) == status)
            #expect(try desk.log() == log)
            #expect(!FileManager.default.fileExists(atPath: "\(desk.home)/logs/ha-dong/phu-la"))
        }
        let made = try await desk.ward.run("init", "--district", "ha-dong", "--unit", "duong-noi", "--device", "may-1")
        #expect(made.status == 0, "\(made.errors)")
        let joined = try await desk.ward.run("join", hall.url, try await hall.invite("duong-noi"))
        #expect(joined.status == 0, "\(joined.errors)")
        try await sync(desk)
        #expect(try await record(desk) == 0)
        try await sync(desk)
        #expect(try await meetings(hall) == 3)
        #expect(try await desk.ward.run("verify").status == 0)
    }
}
