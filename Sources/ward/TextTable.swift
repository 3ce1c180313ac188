/// Rows of text in columns, the first row a header, for a terminal with a fixed-width font.
struct TextTable {
    let rows: [[String]]

    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.count > column ? Self.width($0[column]) : 0 }.max() ?? 0 }
        var lines = rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? Self.shown(cell) : Self.shown(cell) + String(repeating: " ", count: widths[column] - Self.width(cell) + 2)
            }.joined()
        }
        if lines.count > 1 { lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1) }
        return lines
    }

    /// Vietnamese in NFC takes one column a character.
    private static func width(_ cell: String) -> Int { cell.count }

    /// Text from a log may hold control characters, which a terminal would obey (events.md 1).
    static func shown(_ cell: String) -> String {
        String(String.UnicodeScalarView(cell.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}

/// Cells for a spreadsheet: `;` between them, quotes where needed, nothing that it would take for a formula.
enum CSV {
    /// By bytes, as a spreadsheet reads: a mark behind a sign makes another `Character` of it, and no other formula or separator.
    static func cell(_ text: String) -> String {
        let text = TextTable.shown(text)
        let safe = text.utf8.first.map { "=+-@".utf8.contains($0) } == true ? "'" + text : text
        guard safe.utf8.contains(where: { ";\"\n".utf8.contains($0) }) else { return safe }
        let parts = safe.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        return "\"" + parts.map { String(Substring($0)) }.joined(separator: "\"\"") + "\""
    }
}
