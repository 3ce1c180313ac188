import Foundation
import PlanProgress
import TestSupport
import Testing

/// What lies on a stick that has been in many hands.
@Suite(.serialized) struct `A stick that a stranger had` {
    private let stick: ScratchFolder
    private var back: String { stick.file("back") }

    init() throws { stick = try ScratchFolder() }

    private func answers() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: back).sorted() }

    private func exported(_ desk: Desk, to name: String, _ options: [String] = []) async throws -> String {
        let ended = try await desk.ward.run(["bundle", "export", stick.file(name)] + options)
        try #require(ended.status == 0, "\(ended.errors)")
        return stick.file(name)
    }

    @Test func `gives two clones and a stranger an answer each, and none takes another's away`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false)
        try await desk.recordMeetings(1)
        let enrolling = try await exported(desk, to: "enrolling", ["--code", try await hall.invite("duong-noi")])
        try #require(try await hall.district.run("bundle", "import", enrolling, "--receipts", back).status == 0)
        let answer = "\(back)/ha-dong_duong-noi_may-1.wardlog"
        try #require(try await desk.ward.run("bundle", "receive", answer).status == 0)
        let twin = try Desk(cloning: desk)
        try await desk.recordMeetings(1)
        try await twin.recordMeetings(2)
        // Somebody who names this device and has another key, and a code that he made up.
        let stranger = try await Desk(planned: false)
        let bundles = [
            try await exported(stranger, to: "stranger", ["--code", try await hall.invite("duong-noi")]),
            try await exported(desk, to: "first"), try await exported(twin, to: "second"),
        ]

        let taken = try await hall.district.run(["bundle", "import"] + bundles + ["--receipts", back])
        #expect(taken.status == 77)
        let names = ["ha-dong_duong-noi_may-1.wardlog", "ha-dong_duong-noi_may-1_2.wardlog", "ha-dong_duong-noi_may-1_3.wardlog"]
        #expect(try answers() == names)
        let lines = taken.output.split(separator: "\n")
        // The answer of the run before was this device's: the stranger's does not take its place, the next one does.
        for (line, name) in zip(lines, [names[1], names[0], names[2]]) {
            #expect(line.hasSuffix(" Gói trả lời: \(back)/\(name). Chép về phường."), "\(line)")
        }
        let first = try await desk.ward.run("bundle", "receive", answer)
        #expect(first.status == 0 && first.errors.hasPrefix("Quận đã nhận: gửi 1 mục"), "\(first.errors)")
        #expect(try await desk.ward.run("bundle", "receive", "\(back)/\(names[1])").status == 77)
        let second = try await twin.ward.run("bundle", "receive", "\(back)/\(names[2])")
        #expect(second.status == 75 && second.errors.contains("Sổ cũ của máy này không ghi tiếp được nữa"), "\(second.errors)")

        // A later answer to the same key takes the place of an earlier run's; a file that is none of ours stays as it is.
        try Data("của người khác".utf8).write(to: URL(filePath: answer))
        let later = try await exported(desk, to: "later")
        #expect(try await hall.district.run("bundle", "import", later, "--receipts", back).status == 0)
        #expect(try answers() == [names[0], names[1], names[2], "ha-dong_duong-noi_may-1_4.wardlog"].sorted())
        #expect(try String(contentsOfFile: answer, encoding: .utf8) == "của người khác")
    }

    @Test func `in a folder that somebody has filled gets the answer of a good bundle to its place all the same`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        try FileManager.default.createDirectory(atPath: back, withIntermediateDirectories: true)
        for number in 2...1000 {
            try Data().write(to: URL(filePath: "\(back)/ha-dong_duong-noi_may-1_\(number).wardlog"))
        }
        for _ in 0..<2 {
            let bundle = try await exported(desk, to: "good")
            #expect(try await hall.district.run("bundle", "import", bundle, "--receipts", back).status == 0)
        }
        let received = try await desk.ward.run("bundle", "receive", "\(back)/ha-dong_duong-noi_may-1.wardlog")
        #expect(received.status == 0, "\(received.errors)")
    }

    @Test func `and clones take no answer from each other in runs of their own either, in whatever order they come`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        try #require(try await desk.ward.run("sync").status == 0)
        let twin = try Desk(cloning: desk)
        try await desk.recordMeetings(1)
        try #require(try await desk.ward.run("sync").status == 0)
        try await twin.recordMeetings(2)
        let (first, second) = (try await exported(desk, to: "first"), try await exported(twin, to: "second"))
        let (answer, refusal) = ("\(back)/ha-dong_duong-noi_may-1.wardlog", "\(back)/ha-dong_duong-noi_may-1_2.wardlog")
        func takeIn(_ bundle: String) async throws -> Int32 {
            try await hall.district.run("bundle", "import", bundle, "--receipts", back).status
        }
        #expect(try await takeIn(second) == 77)
        let kept = try Data(contentsOf: URL(filePath: refusal))
        for _ in 0..<2 { #expect(try await takeIn(first) == 0) }
        #expect(try answers().count == 2)
        #expect(try Data(contentsOf: URL(filePath: refusal)) == kept)
        #expect(try await desk.ward.run("bundle", "receive", answer).status == 0)
        let parted = try await twin.ward.run("bundle", "receive", refusal)
        #expect(parted.status == 75 && parted.errors.contains("Sổ cũ của máy này không ghi tiếp được nữa"), "\(parted.errors)")
    }

    @Test(.timeLimit(.minutes(3))) func `with a pipe for a bundle keeps nobody waiting`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false)
        let pipe = stick.file("x.wardlog")
        try #require(mkfifo(pipe, 0o600) == 0)
        let taken = try await hall.district.run("bundle", "import", pipe, "--receipts", back)
        #expect(taken.status == 65 && taken.errors.contains("tệp này không phải gói số liệu của phường"), "\(taken.errors)")
        let table = try await hall.district.run("unit", "import", pipe)
        #expect(table.status == 74 && table.errors.contains("a pipe, not a file"), "\(table.errors)")
        #expect(try await desk.ward.run("bundle", "receive", pipe).status == 65)
    }

    @Test func `sets no terminal's title, by a name in a file or of one`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let sealed = "wardlog/1 sealed\nfor \u{1B}]0;x\u{7}\nkey 0011223344556677\nencapsulated AAAA\n\n"
        let file = try stick.write(sealed, to: "\u{1B}[2Jx\u{202E}.wardlog")
        let taken = try await hall.district.run("bundle", "import", file, "--receipts", back)
        #expect(taken.status == 65 && taken.errors.contains("\u{FFFD}[2Jx\u{FFFD}.wardlog: gói có dạng khác"), "\(taken.errors)")
        let desk = try await Desk(planned: false)
        let received = try await desk.ward.run("bundle", "receive", file)
        #expect(received.status == 65)
        for text in [taken.errors, taken.output, received.errors, received.output] {
            #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" }, "\(text.debugDescription)")
        }
    }

    @Test func `or whoever listens at an address, moves no cursor of a ward that joins`() async throws {
        let detail = "\\u001b[2J\\u001b]0;x\\u0007\\n\\u202eQuận đã nhận" + String(repeating: "a", count: 100_000)
        let body = Array("{\"detail\":\"\(detail)\",\"status\":400,\"title\":\"\",\"type\":\"malformed\"}".utf8)
        let server = try LoopbackServer { _, _ in
            .close(LoopbackServer.Reply.bytes("400 Bad Request", ["Content-Type: application/problem+json"], body))
        }
        defer { server.stop() }
        let desk = try await Desk(planned: false)
        let ended = try await desk.ward.run("join", "http://127.0.0.1:\(server.port)", "7KQ2F9XH4M3JRTW8QPZ5NBC0VA")
        #expect(ended.status != 0 && ended.errors.contains("\u{FFFD}[2J\u{FFFD}]0;x"), "\(ended.errors.prefix(300).debugDescription)")
        #expect(ended.errors.utf8.count < 4000)
        #expect(!(ended.errors + ended.output).unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" })
    }
}
