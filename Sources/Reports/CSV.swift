/// A table as CSV for a spreadsheet: UTF-8 with BOM, `;` between cells, CRLF, formula-safe.
///
/// Excel with Vietnamese settings reads `;` as the separator and needs the BOM to see UTF-8. A text that begins with
/// `=`, `+`, `-`, `@`, tab or CR would be run as a formula: it gets an apostrophe in front. Source: OWASP, "CSV Injection".
public enum CSV {
    public static func bytes(header: [String], rows: [[Cell]]) -> [UInt8] {
        var text = "\u{FEFF}" + header.map { quoted($0) }.joined(separator: ";") + "\r\n"
        for row in rows { text += row.map(\.text).joined(separator: ";") + "\r\n" }
        return Array(text.utf8)
    }

    public enum Cell: Hashable, Sendable {
        case text(String)
        case number(Int64)
        /// Nothing to say, which is not zero.
        case missing

        var text: String {
            switch self {
            case .text(let text): CSV.quoted(text)
            case .number(let number): String(number)
            case .missing: ""
            }
        }
    }

    static func quoted(_ text: String) -> String {
        let safe = "=+-@\t\r".contains(text.first ?? " ") ? "'" + text : text
        guard safe.contains(where: { ";\"\n\r\r\n".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
