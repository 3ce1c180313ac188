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
        Case("a key lost", .refused(65, "Không đọc được khóa")) { try remove($0, "keys/receipts") },
        Case("a dead server's socket", .healed) { try Data().write(to: URL(filePath: "\($0)/admin.sock")) },
    ]

    @Test func `lost or damaged is said with its cure, or heals`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
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
            }
        }
    }

    /// Starts a server and ends it when it says that it is ready; how it ended either way.
    private func serve(_ district: BuiltCommand) async throws -> BuiltCommand.Ended {
        let running = try district.start(["serve", "--plain-http", "--listen", "127.0.0.1:0"])
        let line = await running.firstLine()
        if line.contains("http://") { running.signal(SIGTERM) }
        return try await running.ended()
    }
}
