import Foundation
import PlanProgress
import TestSupport
import Testing

/// Every file of a district's home lost, torn, flipped, emptied or exchanged: one sentence that says what to do, or it heals.
@Suite(.serialized) struct `A file of the district` {
    enum End: Sendable {
        /// Exit status and words; nothing is changed.
        case refused(Int32, String)
        /// The next command works and `verify` finds nothing.
        case healed
        /// The district serves, and `verify` names it by these words.
        case named(String)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let end: End
        let damage: @Sendable (_ home: String) throws -> Void
        var testDescription: String { name }

        init(_ name: String, _ end: End, _ damage: @escaping @Sendable (_ home: String) throws -> Void) {
            (self.name, self.end, self.damage) = (name, end, damage)
        }
    }

    private static let ownLog = "logs/ha-dong/ha-dong/quan/entries.log"

    private static func change(_ home: String, _ file: String, _ change: (inout Data) -> Void) throws {
        let url = URL(filePath: "\(home)/\(file)")
        var bytes = try Data(contentsOf: url)
        change(&bytes)
        try bytes.write(to: url)
    }

    private static func remove(_ home: String, _ file: String) throws {
        // A stopped district has no write-ahead log, but a killed one has.
        for name in [file, "\(file)-wal", "\(file)-shm"] where FileManager.default.fileExists(atPath: "\(home)/\(name)") {
            try FileManager.default.removeItem(atPath: "\(home)/\(name)")
        }
    }

    /// Adds a head of 9,000 entries with a fitting CRC.
    private static func addHead(_ home: String, _ origin: String) throws {
        try change(home, "heads/heads") { bytes in
            let last = bytes.dropLast().split(separator: 10).last.flatMap { LogLine.recordedCRC($0) } ?? 0
            let text = "\(origin) 9000 \(Digest(of: [1]).base64)"
            bytes += Data(LogLine.encode(Array(text.utf8), after: last).line)
        }
    }

    static let cases: [Case] = [
        Case("heads lost", .refused(65, "district heads rebuild")) { try remove($0, "heads/heads") },
        Case("heads emptied", .refused(65, "district heads rebuild")) { try change($0, "heads/heads") { $0 = Data() } },
        Case("heads flipped", .refused(65, "heads/heads bị hỏng")) { try change($0, "heads/heads") { $0[20] ^= 1 } },
        Case("heads torn", .healed) { try change($0, "heads/heads") { $0.removeLast(10) } },
        Case("the own log lost", .healed) { try remove($0, ownLog) },
        Case("the own log shorter", .healed) { try change($0, ownLog) { $0.removeSubrange((($0.firstIndex(of: 10) ?? 0) + 1)...) } },
        Case("the own log torn", .healed) { try change($0, ownLog) { $0.removeLast(7) } },
        Case("the own log flipped", .healed) { try change($0, ownLog) { $0[$0.count / 2] ^= 1 } },
        Case("the own log with an entry that nobody signed", .healed) { home in
            try change(home, ownLog) { $0 += LogLine.encode(Array("{}".utf8), after: LogScan(Array($0)).crc).line }
        },
        Case("the own log of another district", .refused(65, "khác nhau trước mục")) { home in
            let line = LogLine.encode(Array("{}".utf8), after: 0).line
            try Data(line).write(to: URL(filePath: "\(home)/\(ownLog)"))
        },
        Case("the database lost", .refused(65, "'district restore'")) { try remove($0, "district.sqlite") },
        Case("the database emptied", .refused(65, "'district restore'")) { home in
            try remove(home, "district.sqlite")
            try Data().write(to: URL(filePath: "\(home)/district.sqlite"))
        },
        Case("the database truncated", .refused(65, "khôi phục")) { home in
            try change(home, "district.sqlite") { $0.removeLast($0.count / 2) }
        },
        Case("the database's beginning overwritten", .refused(65, "khôi phục")) { home in
            try change(home, "district.sqlite") { $0.replaceSubrange(0..<64, with: Data(repeating: 0x5A, count: 64)) }
        },
        Case("attachments lost", .refused(65, "attachments.sqlite không còn")) { try remove($0, "attachments.sqlite") },
        Case("attachments emptied", .refused(65, "attachments.sqlite không còn")) { home in
            try remove(home, "attachments.sqlite")
            try Data().write(to: URL(filePath: "\(home)/attachments.sqlite"))
        },
        Case("attachments truncated", .refused(65, "khôi phục")) { home in
            try change(home, "attachments.sqlite") { $0.removeLast($0.count / 2) }
        },
        Case("one attachment changed", .named("the bytes kept are not its own")) { home in
            try change(home, "attachments.sqlite") { bytes in
                guard let range = bytes.range(of: Data("Có biên bản".utf8)) else { return }
                bytes[range.lowerBound] = 67 ^ 1
            }
        },
        Case("a head of the own log that says more", .refused(65, "điều quận đã xác nhận")) { try addHead($0, "ha-dong/ha-dong/quan") },
        // Nobody can tell it from a database that has lost the rest: the log waits for it, and `heads accept` ends the waiting.
        Case("a head of a ward's log that says more", .named("the head says 9000 entries")) { try addHead($0, "ha-dong/duong-noi/may-1") },
        Case("receipts key of another district", .refused(65, "Khóa trong thư mục này không phải")) { home in
            try Data("\(String(repeating: "7f", count: 32))\n".utf8).write(to: URL(filePath: "\(home)/keys/receipts"))
        },
        Case("the log's key lost", .refused(65, "Không đọc được khóa")) { try remove($0, "logs/ha-dong/ha-dong/quan/key") },
        Case("the log's key another one", .refused(65, "Khóa trong thư mục này không phải")) { home in
            let key = "\(home)/logs/ha-dong/ha-dong/quan/key"
            try Data("\(String(repeating: "7f", count: 32))\n".utf8).write(to: URL(filePath: key))
        },
        Case("the key for bundles spoiled", .refused(65, "Không đọc được khóa")) { home in
            try Data("rác\n".utf8).write(to: URL(filePath: "\(home)/keys/bundles"))
        },
        Case("the key for bundles lost", .healed) { try remove($0, "keys/bundles") },
        Case("users spoiled", .refused(65, "users, line 1")) { home in
            try Data("an administrator rác -\n".utf8).write(to: URL(filePath: "\(home)/users"))
        },
        Case("a key lost", .refused(65, "Không đọc được khóa")) { try remove($0, "keys/receipts") },
        Case("a dead server's socket", .healed) { try Data().write(to: URL(filePath: "\($0)/admin.sock")) },
    ]

    @Test func `lost or damaged is said with its cure, or heals`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        #expect(try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-13", "--note", "Có biên bản").status == 0)
        #expect(try await desk.ward.run("sync").status == 0)
        try await hall.stop()
        let whole = try Data(contentsOf: URL(filePath: "\(hall.home)/\(Self.ownLog)"))
        for one in Self.cases {
            let home = hall.scratch.file("damaged")
            try? FileManager.default.removeItem(atPath: home)
            try FileManager.default.copyItem(atPath: hall.home, toPath: home)
            try one.damage(home)
            let district = BuiltCommand("district", in: hall.scratch.path, environment: ["WARDLOG_HOME": home])
            let served = try await serve(district)
            switch one.end {
            case .refused(let status, let words):
                #expect(served.status == status && served.errors.contains(words), "\(one.name): \(served.status) \(served.errors)")
                #expect(served.errors.contains("Chưa có gì thay đổi"), "\(one.name): \(served.errors)")
                let typed = try await district.run("unit", "add", "phu-la", "--name", "Phường Phú La", "--valid-from", "2021-12-15")
                #expect(typed.status == status, "\(one.name): \(typed.errors)")
            case .healed:
                #expect(served.status == 0, "\(one.name): \(served.errors)")
                let verified = try await district.run("verify")
                #expect(verified.status == 0, "\(one.name): \(verified.errors)")
                #expect(try Data(contentsOf: URL(filePath: "\(home)/\(Self.ownLog)")) == whole, "\(one.name)")
            case .named(let words):
                #expect(served.status == 0, "\(one.name): \(served.errors)")
                let verified = try await district.run("verify")
                #expect(verified.status == 65 && verified.errors.contains(words), "\(one.name): \(verified.errors)")
            }
        }
    }

    @Test func `that the line's TLS needs, lost or spoiled, is said with its cure`() async throws {
        let hall = try await Hall(units: [])
        try await hall.stop()
        let cases: [(file: String, bytes: String?)] = [
            ("tls/server.pem", nil), ("tls/server.pem", "rác"), ("tls/authority.crt", nil), ("tls/authority.key", nil),
        ]
        for (file, bytes) in cases {
            let home = hall.scratch.file("damaged")
            try? FileManager.default.removeItem(atPath: home)
            try FileManager.default.copyItem(atPath: hall.home, toPath: home)
            try Self.remove(home, file)
            if let bytes { try Data(bytes.utf8).write(to: URL(filePath: "\(home)/\(file)")) }
            let running = try BuiltCommand("district", in: hall.scratch.path, environment: ["WARDLOG_HOME": home])
                .start(["serve", "--listen", "127.0.0.1:0"])
            let line = await running.firstLine()
            // The authority's own files are needed only when a certificate is made anew.
            if file == "tls/server.pem" {
                let ended = try await running.ended()
                #expect(ended.status == 65 && ended.errors.contains("Không dùng được chứng thư số"), "\(file): \(ended.errors)")
            } else {
                #expect(line.contains("https://"), "\(file): \(line)")
                running.signal(SIGTERM)
                _ = try await running.ended()
            }
        }
    }

    @Test func `of users, lost, lets nobody in and takes users anew`() async throws {
        let hall = try await Hall(units: [])
        let phrase = "một câu dài mười hai\n"
        func user(_ arguments: String...) async throws -> BuiltCommand.Ended {
            try await hall.district.run(["user"] + arguments, input: phrase)
        }
        #expect(try await user("add", "an", "--role", "administrator").status == 0)
        try await hall.stop()
        try hall.remove("users")
        try await hall.serve()
        let listed = try await user("list")
        #expect(listed.status == 0 && !listed.output.contains("administrator"), "\(listed.output)")
        #expect(try await user("add", "an", "--role", "administrator").status == 0)
        #expect(try await user("list").output.contains("an"))
    }

    /// Starts a server and ends it when it says that it is ready; how it ended either way.
    private func serve(_ district: BuiltCommand) async throws -> BuiltCommand.Ended {
        let running = try district.start(["serve", "--plain-http", "--listen", "127.0.0.1:0"])
        let line = await running.firstLine()
        if line.contains("http://") { running.signal(SIGTERM) }
        return try await running.ended()
    }
}
