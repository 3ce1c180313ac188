import TestSupport
import Testing

@testable import ward

@Suite struct `A table on a terminal` {
    private let table = TextTable(rows: [
        ["Mục", "Nội dung", "Mã"], ["1", "Tổ chức hội nghị phổ biến, quán triệt về trách nhiệm của mỗi cán bộ", "ab12cd34ef56"],
        ["2", "https://example.invalid/mot-dia-chi-rat-dai-khong-co-dau-cach", "0123456789ab"], ["3", "", "ba9876543210"],
    ])

    @Test(arguments: [36, 40, 60, 80]) func `is no wider than it and loses no word`(width: Int) throws {
        let lines = table.lines(within: width, breaking: 1)
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
        let words = lines.dropFirst(2).flatMap { $0.split(separator: " ") }.joined()
        for word in table.rows.joined().dropFirst(3).flatMap({ $0.split(separator: " ") }) {
            // A word is broken only where it is longer than a line.
            #expect(word.count > width - 21 || words.contains(word), "\(word)")
        }
        let first = try #require(lines.dropFirst(2).first)
        #expect(first.hasPrefix("1    Tổ chức") && first.hasSuffix("ab12cd34ef56"))
    }

    @Test func `breaks the widest of several columns first, and each keeps some characters`() {
        let wide = TextTable(rows: [
            ["Mã", "Chủ trì", "Nhiệm vụ"], ["III.2-c1", "Đài truyền thanh phường", "Phát tin trên loa của tổ dân phố"],
        ])
        #expect(
            wide.lines(within: 40, breaking: 1, 2) == [
                "Mã        Chủ trì       Nhiệm vụ", "────────  ────────────  ──────────────",
                "III.2-c1  Đài truyền    Phát tin trên", "          thanh phường  loa của tổ dân", "                        phố",
            ])
        #expect(wide.lines(within: 1, breaking: 1, 2).map(\.count).max() == 8 + 2 + 12 + 2 + 12)
    }

    @Test func `of 80 columns shows the whole plan`() async throws {
        let desk = try await Desk()
        // A terminal of that width in which the command runs, and what it wrote there.
        let script = """
            import fcntl, os, pty, struct, sys, termios
            child, line = pty.fork()
            if child == 0:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
                os.execv(sys.argv[1], sys.argv[1:])
            while True:
                try: piece = os.read(line, 65536)
                except OSError: break
                if not piece: break
                os.write(1, piece)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        let shown = try await desk.ward.run(within: "/usr/bin/python3", ["-c", script], ["plan", "show"])
        #expect(shown.status == 0, "\(shown)")
        let lines = shown.output.split(whereSeparator: \.isNewline)
        #expect(lines.count > 80 && lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
        #expect(lines.contains { $0.hasPrefix("III.1-b") })
    }

    @Test func `is left as it is where it fits, or where nobody's terminal reads it`() {
        #expect(table.lines(within: nil, breaking: 1) == table.lines)
        #expect(table.lines(within: 200, breaking: 1) == table.lines)
        #expect(TextTable(rows: []).lines(within: 10, breaking: 1) == [])
    }
}
