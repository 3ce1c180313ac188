import Foundation
import PlanProgress
import TestSupport
import Testing

/// Somebody with Python, OpenSSL, the page `Evidence.md` and a folder: nothing of ours is asked.
struct Auditor {
    let scratch: ScratchFolder
    /// Where `district export` wrote.
    let folder: String
    /// The two keys as they stand on paper.
    var receipts, log: String
    private let commands: [String]

    /// Copies the page's programs and reads the keys that the ward pinned when it joined.
    init(of hall: Hall, pinnedBy desk: Desk, exporting form: String = "logs") async throws {
        let keys = try String(contentsOfFile: "\(desk.home)/district/keys", encoding: .utf8).split(separator: "\n").map(String.init)
        try #require(keys.count == 2)
        let scratch = try ScratchFolder()
        let exported = try await hall.district.run("export", form, scratch.file("export"))
        try #require(exported.status == 0, "\(exported.errors)")
        try self.init(in: scratch, folder: scratch.file("export"), receipts: keys[0], log: keys[1])
    }

    init(in scratch: ScratchFolder, folder: String, receipts: String = "", log: String = "") throws {
        (self.scratch, self.folder, self.receipts, self.log) = (scratch, folder, receipts, log)
        let page = try Self.page()
        let pieces = Self.blocks("python", in: page)
        let tiles = Self.blocks("python tiles", in: page)
        commands = Self.blocks("sh", in: page)
        try #require(pieces.count > 3 && tiles.count == 1 && commands.count == 2)
        _ = try scratch.write(pieces.joined(), to: "check.py")
        _ = try scratch.write((pieces[..<3] + tiles).joined(), to: "tiles.py")
    }

    /// What the page's command for a log says.
    func check(_ origin: String) async throws -> BuiltCommand.Ended { try await run(commands[0], origin) }

    /// What its command for tiles says.
    func checkTiles(_ origin: String) async throws -> BuiltCommand.Ended { try await run(commands[1], origin) }

    private func run(_ command: String, _ origin: String) async throws -> BuiltCommand.Ended {
        let values = ["DIR": folder, "ORIGIN": origin, "RECEIPTS": receipts, "LOG": log]
        return try await BuiltCommand("sh", in: scratch.path, environment: values).runShell(command)
    }

    private static func page() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "Sources/PlanProgress/PlanProgress.docc/Evidence.md"), encoding: .utf8)
    }

    /// The fenced blocks of that language, in their order.
    private static func blocks(_ language: String, in page: String) -> [String] {
        page.components(separatedBy: "\n```\(language)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] + "\n" }
    }
}
