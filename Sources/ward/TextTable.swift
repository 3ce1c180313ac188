import PlanProgress

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

    /// The same no wider than a terminal of `width` columns: the cells of some columns are broken at blanks over several lines.
    ///
    /// The widest of these gives way first. Each keeps twelve characters; a terminal that has no room for them breaks the lines itself.
    func lines(within width: Int?, breaking breakable: Int...) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        var widths = (0..<columns).map { column in rows.map { $0.count > column ? Self.width($0[column]) : 0 }.max() ?? 0 }
        var isTooWide: Bool { widths.reduce(2 * max(0, columns - 1), +) > width ?? .max }
        guard isTooWide else { return lines }
        let breakable = breakable.filter { $0 < columns }
        while isTooWide, let widest = breakable.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.leastWidth {
            widths[widest] -= 1
        }
        return TextTable(
            rows: rows.flatMap { row in
                let pieces = row.enumerated().map { breakable.contains($0) ? Self.broken($1, at: widths[$0]) : [$1] }
                return (0..<(pieces.map(\.count).max() ?? 0)).map { line in
                    let cells = pieces.map { line < $0.count ? $0[line] : "" }
                    return line == 0 ? cells : Array(cells.prefix((cells.lastIndex { !$0.isEmpty } ?? 0) + 1))
                }
            }
        ).lines
    }

    private static let leastWidth = 12

    /// A sentence on lines no wider than that.
    static func lines(of text: String, within width: Int?) -> [String] { (width.map { broken(text, at: $0) } ?? [text]).map(shown) }

    /// At least one piece; a word that is longer than a line is cut.
    private static func broken(_ cell: String, at room: Int) -> [String] {
        var pieces = [""]
        for word in cell.split(separator: " ", omittingEmptySubsequences: false) {
            var word = word
            let line = pieces[pieces.count - 1]
            if width(line) + 1 + word.count <= room || line.isEmpty && word.count <= room {
                pieces[pieces.count - 1] += (line.isEmpty ? "" : " ") + word
                continue
            }
            while word.count > room {
                pieces.append(String(word.prefix(room)))
                word = word.dropFirst(room)
            }
            pieces.append(String(word))
        }
        return pieces.count > 1 && pieces[0].isEmpty ? Array(pieces.dropFirst()) : pieces
    }

    /// Vietnamese in NFC takes one column a character.
    private static func width(_ cell: String) -> Int { cell.count }

    /// Text from a log may hold control characters, which a terminal would obey (events.md 1).
    static func shown(_ cell: String) -> String { ShownText.line(cell) }
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
