import Reports

/// Text as HTML holds it, in an element or between quotes: a page is made of what others wrote.
enum PageText {
    /// Escaped byte by byte, which is how a browser finds markup; control characters as their sign (events.md 1).
    ///
    /// Source: HTML Living Standard 13.2.5: in text and in quoted attributes only `<`, `&` and the quote mean anything.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in ReportTable.visible(text).utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Text of several lines, for an element that shows them as they are: each line escaped, the feeds between them kept.
struct PageLines {
    let text: String

    init(_ text: String) { self.text = text }

    var escaped: String {
        // By bytes: "\n\u{301}" would be one Character.
        text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { PageText.escaped(String(Substring($0))) }
            .joined(separator: "\n")
    }
}
