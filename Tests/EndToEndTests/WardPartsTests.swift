import Foundation
import PlanProgress
import TestSupport
import Testing

/// The README's table of what may be lost or altered, line by line, where the part is a ward's.
@Suite(.serialized) struct `A part of a ward's home` {
    private static let origin = "ha-dong/duong-noi/may-1"

    /// A ward with three meetings at the district and as many of which it does not know as asked.
    private func joined(unsent: Int = 0) async throws -> (Hall, Desk) {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(3)
        try await sync(desk)
        try await desk.recordMeetings(unsent)
        return (hall, desk)
    }

    private func meetings(_ hall: Hall) async throws -> Int64? { try await hall.rollup()["figures"]?["all"]?["activities"]?.integer }

    private func sync(_ desk: Desk) async throws {
        let ended = try await desk.ward.run("sync")
        #expect(ended.status == 0, "\(ended.errors)")
    }

    private func record(_ desk: Desk) async throws -> BuiltCommand.Ended {
        try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12")
    }

    private func file(_ desk: Desk, _ name: String, of origin: String = origin) -> URL {
        URL(filePath: "\(desk.home)/logs/\(origin)/\(name)")
    }

    /// The only guard of a home that never healed.
    private func guardFile(_ desk: Desk) throws -> URL {
        let folder = desk.scratch.file("state/wardlog/guards")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasSuffix(".new") }
        try #require(names.count == 1)
        return URL(filePath: "\(folder)/\(names[0])")
    }

    /// Both ends are sound, and recording goes on. An altered log that another continues is kept as it was found and stays named.
    private func isSound(_ hall: Hall, _ desk: Desk, meetings expected: Int64, keepsAlteredLog: Bool = false) async throws {
        #expect(try await meetings(hall) == expected)
        #expect(try await record(desk).status == 0)
        try await sync(desk)
        #expect(try await meetings(hall) == expected + 1)
        let there = try await hall.district.run("verify")
        #expect(there.status == 0, "\(there.errors)")
        let here = try await desk.ward.run("verify")
        let named = here.output.split(separator: "\n").filter { $0.contains("SAI") }
        #expect(here.status == (keepsAlteredLog ? 65 : 0) && named.count == (keepsAlteredLog ? 1 : 0), "\(here.output)\(here.errors)")
        #expect(named.allSatisfy { $0.hasPrefix("\(Self.origin): ") }, "\(here.output)")
    }

    @Test func `counts in its status what was recorded, as the sync does`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        #expect(try await !desk.ward.run("status").output.contains("chưa gửi"), "what opens a log was recorded by nobody")
        try await desk.recordMeetings(2)
        #expect(try await desk.ward.run("status").output.contains("Đã lưu trên máy, chưa gửi: 2 mục, 0 tài liệu."))
        #expect(try await desk.ward.run("sync").errors.hasPrefix("Quận đã nhận: gửi 2 mục, 0 tài liệu;"))
        try await desk.recordMeetings(1)
        let status = try await desk.ward.run("status").output
        #expect(status.contains("Quận đã nhận 2/3 mục, ") && status.contains("chưa gửi: 1 mục, "), "\(status)")
    }

    // README: a ward's entries.log · if lost
    @Test func `its log, lost, comes back from the district but for what was never sent`() async throws {
        let (hall, desk) = try await joined(unsent: 2)
        let lines = try desk.log().split(separator: 10)
        try FileManager.default.removeItem(at: file(desk, "entries.log"))
        #expect(try await record(desk).status == 65)
        let fetched = try await desk.ward.run("sync")
        #expect(fetched.status == 65 && fetched.errors.contains("2 mục đã lưu trên máy này và chưa gửi quận nay không còn"))
        #expect(try desk.log().split(separator: 10) == lines.dropLast(2))
        try await isSound(hall, desk, meetings: 3)
    }

    // README: a ward's entries.log · if altered by someone
    @Test func `its log, altered, is seen by CRC or root, and nothing is written until it is mended`() async throws {
        for fitsItsCRCs in [false, true] {
            let (hall, desk) = try await joined()
            let scan = LogScan(Array(try desk.log()))
            var altered = LogScan([])
            for index in 0..<scan.size {
                let entry = String(decoding: scan.entry(index), as: UTF8.self)
                altered.append(Array((index == 2 ? entry.replacing("2022-08-12", with: "2022-08-13") : entry).utf8))
            }
            var bytes = scan.bytes
            if fitsItsCRCs { bytes = altered.bytes } else { bytes[scan.lines(from: 0, to: 3).count - 20] ^= 1 }
            try Data(bytes).write(to: file(desk, "entries.log"))
            let verify = try await desk.ward.run("verify")
            #expect(verify.status == 65)
            let words = fitsItsCRCs ? "SAI ở sổ: 4 mục đầu khác với những gì quận đã nhận" : "SAI ở mục 2: dòng không khớp mã kiểm tra"
            #expect(verify.output.contains("\(Self.origin): \(words)\n"), "\(verify.output)")
            #expect(try await record(desk).status == 65)
            #expect(try desk.log() == Data(bytes), "a refused command writes nothing")
            if !fitsItsCRCs { #expect(try await desk.ward.run("repair").status == 0) }
            try await sync(desk)
            try await isSound(hall, desk, meetings: 3, keepsAlteredLog: fitsItsCRCs)
        }
    }

    // README: a ward's entries.log · back it up
    @Test func `its log, backed up with the home, brings back what was never sent`() async throws {
        let (hall, desk) = try await joined(unsent: 2)
        let backup = try desk.backUp()
        try FileManager.default.removeItem(atPath: desk.scratch.file("state"))
        try desk.restore(backup)
        try await sync(desk)
        try await isSound(hall, desk, meetings: 5)
    }

    // README: a ward's checkpoint · if lost, if altered by someone
    @Test func `a receipt, lost, altered or put back to an older one, is named and comes again with the next sync`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await sync(desk)
        let quan = "ha-dong/ha-dong/quan"
        let older = try [Self.origin, quan].map { try Data(contentsOf: file(desk, "checkpoint", of: $0)) }
        // What both logs grow by.
        try await desk.recordMeetings(3)
        _ = try await hall.district.run("unit", "add", "phu-la", "--name", "Phường Phú La", "--valid-from", "2021-12-15")
        try await sync(desk)
        for (origin, older) in zip([Self.origin, quan], older) {
            let path = file(desk, "checkpoint", of: origin)
            let whole = try Data(contentsOf: path)
            try #require(whole != older)
            var flipped = whole
            flipped[origin.utf8.count + 8] ^= 1
            let spoiled: [(Data?, String)] = [(nil, "là giấy cũ"), (flipped, "giấy nhận"), (older, "là giấy cũ")]
            for (bytes, words) in spoiled {
                if let bytes { try bytes.write(to: path) } else { try FileManager.default.removeItem(at: path) }
                let verify = try await desk.ward.run("verify")
                #expect(verify.status == 65)
                let line = verify.output.split(separator: "\n").first { $0.hasPrefix("\(origin): SAI ở sổ: ") }
                #expect(line?.contains(words) == true, "\(words) in \(verify.output)")
                try await sync(desk)
                #expect(try Data(contentsOf: path) == whole)
                #expect(try await desk.ward.run("verify").status == 0)
            }
        }
        try await isSound(hall, desk, meetings: 3)
    }

    // README: a ward's key · if lost, if altered by someone
    @Test func `its key, lost or altered, needs a code, and the log continues in a new one`() async throws {
        let stranger = Data((String(repeating: "07", count: 32) + "\n").utf8)
        for bytes in [nil, Data("không phải khóa\n".utf8), stranger] {
            let (hall, desk) = try await joined(unsent: 1)
            let path = file(desk, "key")
            if let bytes { try bytes.write(to: path) } else { try FileManager.default.removeItem(at: path) }
            #expect(try await record(desk).status == 65)
            let refused = try await desk.ward.run("sync")
            #expect(refused.status == 77, "\(refused.errors)")
            let joined = try await desk.ward.run("join", hall.url, try await hall.invite("duong-noi"))
            #expect(joined.status == 0, "\(joined.errors)")
            try await sync(desk)
            try await isSound(hall, desk, meetings: 4, keepsAlteredLog: bytes == stranger)
        }
    }

    // README: guards · if lost
    @Test func `its guard, lost, leaves it to the district to notice an old backup`() async throws {
        let (hall, desk) = try await joined()
        let backup = try desk.backUp()
        try await desk.recordMeetings(2)
        try await sync(desk)
        try desk.restore(backup)
        try FileManager.default.removeItem(at: try guardFile(desk))
        #expect(try await record(desk).status == 0)
        try await sync(desk)
        try await isSound(hall, desk, meetings: 6)
    }

    // README: guards · if altered by someone
    @Test func `its guard, altered, is as if lost, or stops recording until a sync`() async throws {
        let (hall, desk) = try await joined()
        let path = try guardFile(desk)
        try Data("rác\n".utf8).write(to: path)
        #expect(try await record(desk).status == 0)
        try await sync(desk)
        let checkpoint = try #require(Checkpoint(text: try String(contentsOf: path, encoding: .utf8)))
        for size in [checkpoint.size, checkpoint.size + 5] {
            let (hall, desk) = try await joined(unsent: 1)
            let wrong = Checkpoint(origin: checkpoint.origin, size: size, root: Digest(of: [7]))
            try Data(wrong.text.utf8).write(to: try guardFile(desk))
            #expect(try await record(desk).status == 65)
            // One that speaks of more than there is cannot be told from a log that lost its end.
            let healed = try await desk.ward.run("sync")
            #expect(healed.status == (size == checkpoint.size ? 0 : 65), "\(healed.errors)")
            try await isSound(hall, desk, meetings: 4)
        }
        try await isSound(hall, desk, meetings: 4)
    }

    // README: guards · back it up: no
    @Test func `its guard, restored with an old backup, cannot tell that it is old`() async throws {
        let (hall, desk) = try await joined()
        let (home, guards) = (try desk.backUp(), desk.scratch.file("guards-then"))
        try FileManager.default.copyItem(atPath: desk.scratch.file("state"), toPath: guards)
        try await desk.recordMeetings(2)
        try await sync(desk)
        try desk.restore(home)
        // Left where it is, it tells at once.
        #expect(try await record(desk).status == 65)
        try FileManager.default.removeItem(atPath: desk.scratch.file("state"))
        try FileManager.default.copyItem(atPath: guards, toPath: desk.scratch.file("state"))
        #expect(try await record(desk).status == 0)
        try await sync(desk)
        try await isSound(hall, desk, meetings: 6)
    }
}
