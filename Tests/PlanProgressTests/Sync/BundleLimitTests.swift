import PlanProgress
import TestSupport
import Testing

/// The bytes of a bundle that somebody writes by hand: its header's lines, and what follows.
private func text(_ header: [String], _ rest: [UInt8] = []) -> [UInt8] { Array((header.joined(separator: "\n") + "\n\n").utf8) + rest }

private let answers = ["wardlog/1 answers", "district ha-dong", "origin ha-dong/duong-noi/may-1", "time 0"]

private func part(_ words: String, _ body: [UInt8] = []) -> [UInt8] { Array("\(words) \(body.count)\n".utf8) + body }

@Suite struct `Answers that nobody has signed` {
    @Test func `hold no more memory than the answers of a line`() throws {
        let large = [UInt8](repeating: 65, count: 1 << 20 | 1)
        #expect {
            try BundleLine(answers: text(answers, part("answer 200 GET /v1/heads text/plain", large)))
        } throws: { if case BundleFault.form = $0 { true } else { false } }
        // What is read when it is asked for may be longer, and this file ends early.
        for path in ["/v1/attachments/x", "/v1/attachments", "/v1/logs/ha-dong/duong-noi/may-1/entries?from=0&to=9"] {
            #expect(throws: BundleFault.torn) { try BundleLine(answers: text(answers, part("answer 200 GET \(path) text/plain", large))) }
        }
    }

    /// A file that never ends: short answers, one after another, that are made as they are read.
    private final class EndlessStick: ByteSource {
        private var head: [UInt8]
        private let piece: [UInt8]
        private(set) var byteCount = 0

        init(_ head: [UInt8], _ piece: [UInt8]) {
            self.head = head
            self.piece = (0..<max(1, 60_000 / piece.count)).flatMap { _ in piece }
        }

        func next(_ limit: Int) throws(BundleFault) -> [UInt8] {
            defer { head = [] }
            let bytes = head.isEmpty && limit >= piece.count ? piece : Array(head.prefix(limit))
            byteCount += bytes.count
            return bytes
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [0, 60_000])
    func `that do not end are left before they fill the memory`(_ bodyByteCount: Int) throws {
        let piece = part("answer 204 PUT /v1/attachments/x -", [UInt8](repeating: 65, count: bodyByteCount))
        let stick = EndlessStick(text(answers), piece)
        #expect {
            try BundleLine { () throws(BundleFault) in try BundleReader(stick, title: BundleHeader.answerTitle) }
        } throws: { if case BundleFault.form = $0 { true } else { false } }
        #expect(stick.byteCount < 80 << 20)
    }

    static let headers: [[UInt8]] = [
        text(["wardlog/1 answers", "district ha-dong", "origin ha-dong/duong-noi/../x", "time 0"]),
        text(["wardlog/1 answers", "district ../..", "origin ../../x", "time 0"]),
        text(["wardlog/1 answers", "district ha-dong", "origin ha-dong/duong-noi/may-1", "time 99999999999999999999"]),
        text(["wardlog/1 answers", "district ha-dong", "origin ha-dong/duong-noi/may-1", "time -1"]),
        text(["wardlog/1 answers", "district ha-dong\0", "origin ha-dong\0/duong-noi/may-1", "time 0"]),
        text(["wardlog/1 answers", "district ha-dong", "district ha-dong", "origin ha-dong/duong-noi/may-1", "time 0"]),
        text(["wardlog/1 answers", "district " + String(repeating: "a", count: 5000)]),
        Array("wardlog/1 answers\ndistrict ha-dong\norigin ".utf8) + [0xFF, 0xFE, 10],
        text(answers, Array("answer 200 GET /v1/heads \0\n".utf8)), text(answers, [0xFF, 0xC0, 32, 48, 10]),
        text(answers, Array("end 99999999999999999999999\n".utf8)), text(answers, Array("end -1\n".utf8)),
        text(answers, Array("end 9007199254740991\n".utf8)), text(answers, part("end", Array("hello".utf8))),
        text(answers, [UInt8](repeating: 32, count: 3000)), text(answers, [UInt8](repeating: 10, count: 3000)),
    ]

    @Test(arguments: headers) func `in another form are a clean refusal`(_ bytes: [UInt8]) {
        #expect(throws: BundleFault.self) { try BundleLine(answers: bytes) }
    }
}

@Suite struct `A refusal that a stranger wrote` {
    @Test func `is one short line that a terminal shows and does not obey`() throws {
        let detail = "a\\u001b]0;x\\u0007b\\n\\u202e\\u009bc" + String(repeating: "d", count: 10_000)
        let problem = try #require(ProblemDocument(reading: Array("{\"detail\":\"\(detail)\",\"type\":\"malformed\"}".utf8)))
        let shown = try #require(problem.detail)
        #expect(shown.hasPrefix("a\u{FFFD}]0;x\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}cddd"))
        #expect(shown.unicodeScalars.count == ProblemDocument.detailScalars)
    }

    @Test func `keeps what people write`() {
        let words = "Phường Dương Nội: 1.234 mục – “đủ” (100 %)\nhai dòng 👩‍👩‍👧"
        #expect(ShownText.lines(words) == words)
        #expect(ShownText.line("một\nhai\thết\r") == "một\u{FFFD}hai\u{FFFD}hết\u{FFFD}")
        for scalar in [
            "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{61C}", "\u{200F}", "\u{2028}", "\u{202E}", "\u{2066}", "\u{2069}",
        ] {
            #expect(ShownText.lines("a\(scalar)b") == "a\u{FFFD}b")
        }
    }
}
