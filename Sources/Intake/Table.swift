import PlanProgress

/// A table of text cells as a person handed it in (CSV), with the address of every cell.
///
/// Source of the form: RFC 4180, and what spreadsheets in Vietnamese write: `;` instead of `,`, a byte order mark,
/// CRLF. Cells are text and stay text: a code keeps its leading zeros. They are in NFC, without spaces around them.
struct Table {
    /// The first row.
    let header: [String]
    /// The rows that hold something, with the number that a spreadsheet shows for them.
    let rows: [(number: Int, cells: [String])]

    init(csv bytes: [UInt8]) throws(TableFaults) {
        guard bytes.count <= Limits.handedInByteCount else {
            throw TableFaults(TableFault(CellAddress(column: 0, row: 1), .tooLarge(byteLimit: Limits.handedInByteCount)))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TableFaults(TableFault(CellAddress(column: 0, row: 1), .notUTF8))
        }
        var reader = CSVReader(Array(text.unicodeScalars.drop { $0 == "\u{FEFF}" }))
        var all: [(number: Int, cells: [String])] = []
        var number = 0
        while let cells = try reader.row(number + 1) {
            number += 1
            guard number <= Limits.tableRows else {
                throw TableFaults(TableFault(CellAddress(column: 0, row: number), .tooManyRows(limit: Limits.tableRows)))
            }
            if cells.contains(where: { !$0.isEmpty }) { all.append((number, cells)) }
        }
        guard let first = all.first else { throw TableFaults(TableFault(CellAddress(column: 0, row: 1), .noRows)) }
        header = first.cells
        rows = Array(all.dropFirst())
    }
}

/// Where a cell stands, as a spreadsheet names it: `B3`.
public struct CellAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// From 0: column A.
    public let column: Int
    /// From 1: the header.
    public let row: Int

    public init(column: Int, row: Int) {
        (self.column, self.row) = (column, row)
    }

    public var description: String {
        var (letters, rest) = ("", column)
        repeat {
            letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
            rest = rest / 26 - 1
        } while rest >= 0
        return "\(letters)\(row)"
    }

    public static func < (left: CellAddress, right: CellAddress) -> Bool { (left.row, left.column) < (right.row, right.column) }
}

/// Splits text into rows and cells; the separator is the one that the first row uses.
private struct CSVReader {
    private let text: [Unicode.Scalar]
    private let separator: Unicode.Scalar
    private var position = 0

    init(_ text: [Unicode.Scalar]) {
        self.text = text
        var counts: [Unicode.Scalar: Int] = [:]
        var quoted = false
        for scalar in text {
            if scalar == "\"" { quoted.toggle() }
            if quoted { continue }
            if scalar == "\n" { break }
            counts[scalar, default: 0] += 1
        }
        separator = [",", ";", "\t"].max { counts[$0] ?? 0 < counts[$1] ?? 0 } ?? ","
    }

    /// The next row, or `nil` at the end.
    mutating func row(_ number: Int) throws(TableFaults) -> [String]? {
        guard position < text.count else { return nil }
        var cells: [String] = []
        while true {
            guard cells.count < Limits.tableColumns else {
                let address = CellAddress(column: cells.count, row: number)
                throw TableFaults(TableFault(address, .tooManyColumns(limit: Limits.tableColumns)))
            }
            let cell = try cell(CellAddress(column: cells.count, row: number))
            cells.append(NFC.normalized(Self.trimmed(cell)))
            guard position < text.count else { return cells }
            let end = text[position]
            position += 1
            if end == separator { continue }
            return cells
        }
    }

    /// Reads up to the separator or the line feed that ends the cell.
    private mutating func cell(_ address: CellAddress) throws(TableFaults) -> [Unicode.Scalar] {
        var cell: [Unicode.Scalar] = []
        if position < text.count, text[position] == "\"" {
            position += 1
            while true {
                guard position < text.count else { throw TableFaults(TableFault(address, .openQuote)) }
                let scalar = text[position]
                position += 1
                if scalar != "\"" {
                    cell.append(scalar)
                } else if position < text.count, text[position] == "\"" {
                    cell.append("\"")
                    position += 1
                } else {
                    break
                }
            }
        }
        while position < text.count, text[position] != separator, text[position] != "\n" {
            cell.append(text[position])
            position += 1
        }
        return cell
    }

    private static func trimmed(_ scalars: [Unicode.Scalar]) -> String {
        var slice = scalars[...]
        while let first = slice.first, first.properties.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.properties.isWhitespace { slice.removeLast() }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: slice)
        return String(text)
    }
}
