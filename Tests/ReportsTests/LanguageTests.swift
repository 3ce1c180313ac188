import PlanProgress
import Reports
import Testing

@Suite struct `Numbers as people read them` {
    @Test func `group by three, with a point in Vietnamese and a comma in English`() {
        #expect(
            [0, 7, 999, 1000, 1_234_567, -54_321].map { Language.vi.number($0) } == ["0", "7", "999", "1.000", "1.234.567", "-54.321"])
        #expect(Language.en.number(1_234_567) == "1,234,567")
        #expect(Language.vi.number(.min) == "-9.223.372.036.854.775.808")
    }

    @Test func `are a dash where nothing is divided, never 0 %`() {
        #expect(Language.vi.percent(0, of: 0) == "–")
        #expect(Language.vi.share(0, of: 0) == "–")
        #expect(Language.vi.percent(0, of: 4) == "0,00 %")
    }

    @Test(arguments: [
        (1, 3, "33,33 %"), (2, 3, "66,67 %"), (1, 8, "12,50 %"), (1, 20_000, "0,01 %"), (1, 20_001, "0,00 %"), (3, 2, "150,00 %"),
        (585_116, 585_336, "99,96 %"), (1, 200, "0,50 %"), (1_000_000_000_000, 1_000_000_000_000, "100,00 %"),
    ]) func `are percentages of two decimals, half up`(_ part: Int64, _ whole: Int64, _ text: String) {
        #expect(Language.vi.percent(part, of: whole) == text)
    }

    @Test func `are moments at +07:00`() {
        #expect(Language.vi.moment(1_663_174_799) == "14/09/2022 23:59")
        #expect(Language.vi.moment(1_663_174_800) == "15/09/2022 00:00")
        #expect(Language.en.moment(1_663_174_800) == "2022-09-15 00:00")
    }
}

@Suite struct `A CSV` {
    @Test func `opens in a Vietnamese spreadsheet: BOM, semicolons, CRLF`() {
        let bytes = CSV.bytes(header: ["Đơn vị", "Số"], rows: [[.text("Phường Dương Nội"), .number(3)], [.text("x"), .missing]])
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{FEFF}Đơn vị;Số\r\nPhường Dương Nội;3\r\nx;\r\n")
        #expect(bytes.prefix(3) == [0xEF, 0xBB, 0xBF])
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"]) func `runs no formula`(_ text: String) {
        let bytes = CSV.bytes(header: [text], rows: [])
        let line = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        #expect(line.hasPrefix("'") || line.hasPrefix("\"'"), "\(line)")
    }

    /// A mark behind a sign, or a letter that Unicode prepends to the next, makes one `Character` of both.
    @Test func `is read byte by byte, so no mark hides a formula, a separator or a quote`() {
        let bytes = CSV.bytes(header: ["=\u{301}1", "a\u{0D4E};b", "a\u{0D4E}\"b", "a;\u{301}b", "a\"\u{301}b", "@\u{200D}x"], rows: [])
        let cells = ["'=\u{301}1", "\"a\u{0D4E};b\"", "\"a\u{0D4E}\"\"b\"", "\"a;\u{301}b\"", "\"a\"\"\u{301}b\"", "'@\u{200D}x"]
        #expect(bytes == Array(("\u{FEFF}" + cells.joined(separator: ";") + "\r\n").utf8))
    }

    @Test func `quotes what would split a cell`() {
        let bytes = CSV.bytes(header: ["a;b", "say \"x\"", "two\nlines", "two\r\nlines"], rows: [])
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{FEFF}\"a;b\";\"say \"\"x\"\"\";\"two\nlines\";\"two\r\nlines\"\r\n")
    }
}

@Suite struct `A table for a terminal` {
    @Test func `keeps its columns under each other, Vietnamese letters too`() {
        let table = ReportTable(
            title: "Bảng", columns: [.init("Phường"), .init("Số", isNumber: true)],
            rows: [["Dương Nội", "3"], ["Phú La", "1.200"], ["Tổng", "1.203"]],
            hasTotal: true)
        #expect(
            table.text == """
                Bảng
                Phường        Số
                ────────────────
                Dương Nội      3
                Phú La     1.200
                ────────────────
                Tổng       1.203

                """)
    }

    @Test func `shows a control character as a mark, so that a name cannot steer the terminal`() {
        let table = ReportTable(title: "", columns: [.init("a")], rows: [["x\u{1B}[2Jy"]])
        #expect(table.text.contains("x\u{FFFD}[2Jy"))
    }
}
