import Foundation
import TestSupport
import Testing

/// What the technician types before any ward has joined, and by mistake afterwards.
@Suite struct `Setting up a district` {
    private let scratch: ScratchFolder
    private let district: BuiltCommand

    init() async throws {
        scratch = try ScratchFolder()
        district = BuiltCommand("district", in: scratch.path, environment: ["WARDLOG_HOME": scratch.file("quan"), "LANG": "en_GB.UTF-8"])
        let made = try await initialise()
        try #require(made.status == 0, "\(made.errors)")
    }

    private func initialise() async throws -> BuiltCommand.Ended {
        try await district.run("init", "--id", "ha-dong", "--name", "Quận Hà Đông")
    }

    private func removeHeads() throws { try FileManager.default.removeItem(atPath: scratch.file("quan/heads/heads")) }

    @Test func `that was cut before its heads were written is finished by typing it again`() async throws {
        try removeHeads()
        #expect(try await initialise().status == 0)
        #expect(try await district.run("verify").status == 0)
    }

    @Test func `again where it is at work and its heads are lost refuses, and makes none anew`() async throws {
        let added = try await district.run("unit", "add", "duong-noi", "--name", "Phường Dương Nội", "--valid-from", "2021-12-15")
        try #require(added.status == 0, "\(added.errors)")
        try removeHeads()
        let ended = try await initialise()
        #expect(ended.status == 65 && ended.errors.contains("Put the missing file back"))
        #expect(!FileManager.default.fileExists(atPath: scratch.file("quan/heads/heads")))
        let other = try await district.run("unit", "list")
        #expect(other.output.contains("duong-noi"), "reading goes on")
        #expect(try await district.run("invite", "duong-noi").status == 65)
    }

    @Test func `again where its database is lost refuses too`() async throws {
        for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: scratch.file("quan/district.sqlite\(name)")) }
        let ended = try await initialise()
        #expect(ended.status == 65 && ended.errors.contains("Put the missing file back"))
    }

    @Test func `with a code that no event can hold says so with status 64 and changes nothing`() async throws {
        let ended = try await district.run(
            "unit", "add", "duong-noi", "--name", "Phường Dương Nội", "--code", "10 21", "--valid-from", "2021-12-15")
        #expect(ended.status == 64 && ended.errors.contains("'code'") && ended.errors.contains("nothing was changed"))
        #expect(try await district.run("unit", "list").output.contains("duong-noi") == false)
    }

    @Test(arguments: [
        (["mistype"], "Nothing was changed."), (["user", "add", "--lang", "vi"], "Chưa có gì thay đổi."),
        (["--lang", "vi", "user", "add", "x", "--role", "boss"], "Chưa có gì thay đổi."),
    ])
    func `with words that no command takes ends with our sentence under the parser's`(words: [String], sentence: String) async throws {
        let ended = try await district.run(words)
        #expect(ended.status == 64 && ended.errors.contains("\n\(sentence)") && ended.output.isEmpty)
    }

    @Test(arguments: [
        ["device", "revoke", "../x"], ["device", "revoke", "ha-dong/../may-1"], ["device", "revoke", "ha-dong/duong-noi/may-1\n"],
        ["device", "revoke", "ha-dong/duong-noi/may-1", "--at-size", String(repeating: "9", count: 30)],
        ["device", "revoke", "ha-dong/duong-noi/may-1", "--at-size", "-1"], ["device", "revoke", "ha-dong/duong-noi/may-1"],
        ["invite", ".."], ["invite", "../../etc"], ["invite", "\u{1B}]0;x"], ["invite", ""], ["heads", "accept", "../x"],
        ["unit", "add", "../x", "--name", "x", "--valid-from", "2021-12-15"], ["rollup", "../2022-9M"],
        ["rollup", "2022-9M", "--unit", ".."],
    ])
    func `with a name or a number that is none changes nothing and lets no terminal obey it`(words: [String]) async throws {
        let log = scratch.file("quan/logs/ha-dong/ha-dong/quan/entries.log")
        let before = try Data(contentsOf: URL(filePath: log))
        let ended = try await district.run(words)
        #expect([64, 65, 77].contains(ended.status) && ended.output.isEmpty && !ended.errors.isEmpty, "\(ended.status) \(ended.errors)")
        #expect(!ended.errors.unicodeScalars.contains { $0 == "\u{1B}" }, "\(ended.errors.debugDescription)")
        #expect(try Data(contentsOf: URL(filePath: log)) == before)
        #expect(try await district.run("verify").status == 0)
    }

    @Test func `asks for help on standard output, and a failed command speaks once`() async throws {
        let help = try await district.run("user", "--help")
        #expect(help.status == 0 && help.errors.isEmpty && help.output.contains("add"))
        let failed = try await district.run("rollup", "2022-9M", "--unit", "nowhere")
        #expect(
            failed.status == 64 && failed.errors.split(separator: "\n").count == 1 && !failed.errors.contains("Nothing was changed. Add"))
    }
}
