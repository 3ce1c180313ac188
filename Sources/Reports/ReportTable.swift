/// Rows and columns of text for a terminal, a page or a file: what is shown, already in words.
public struct ReportTable: Hashable, Sendable {
    public struct Column: Hashable, Sendable {
        public let title: String
        public let isNumber: Bool
        public init(_ title: String, isNumber: Bool = false) {
            (self.title, self.isNumber) = (title, isNumber)
        }
    }

    public let title: String
    public let columns: [Column]
    /// Each as long as `columns`.
    public let rows: [[String]]
    /// The last row is the total of those above.
    public let hasTotal: Bool

    public init(title: String, columns: [Column], rows: [[String]], hasTotal: Bool = false) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a row has a cell for each column")
        (self.title, self.columns, self.rows, self.hasTotal) = (title, columns, rows, hasTotal)
    }

    /// Aligned text for a terminal; no line ends in blanks.
    public var text: String {
        let cells = [columns.map(\.title)] + rows.map { $0.map(Self.visible) }
        let widths = columns.indices.map { column in cells.map { TextWidth.of($0[column]) }.max() ?? 0 }
        func line(_ row: [String]) -> String {
            var text = ""
            for (column, cell) in row.enumerated() {
                let gap = String(repeating: " ", count: widths[column] - TextWidth.of(cell))
                text += (column == 0 ? "" : "  ") + (columns[column].isNumber ? gap + cell : cell + gap)
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * max(0, widths.count - 1)) + "\n"
        var lines = title.isEmpty ? "" : title + "\n"
        lines += line(cells[0]) + rule
        for (place, row) in cells.dropFirst().enumerated() {
            if hasTotal, place == rows.count - 1 { lines += rule }
            lines += line(row)
        }
        return lines
    }

    /// Control characters, which could steer a terminal, are shown as `�`.
    public static func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}

/// How many places a text takes on a terminal: Vietnamese letters take one each once they are in NFC.
enum TextWidth {
    static func of(_ text: String) -> Int { text.count }
}
