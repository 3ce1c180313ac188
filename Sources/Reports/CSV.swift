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

    /// By bytes, as a spreadsheet reads: a mark behind a sign makes another `Character` of it, and no other formula or separator.
    static func quoted(_ text: String) -> String {
        let safe = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } == true ? "'" + text : text
        guard safe.utf8.contains(where: { ";\"\n\r".utf8.contains($0) }) else { return safe }
        let parts = safe.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        return "\"" + parts.map { String(Substring($0)) }.joined(separator: "\"\"") + "\""
    }
}
