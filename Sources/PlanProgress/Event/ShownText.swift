/// What a terminal is given of words that somebody else wrote: nothing that it would obey instead of show.
///
/// A file on a stick, its name, or an answer of whoever listens at an address is a stranger's until it is proved. U+FFFD stands for
/// C0, DEL and C1 (they move the cursor, set the title, ring), for line and paragraph separators, and for the marks that turn the
/// direction of a line (Unicode UAX #9), so that what is read is what is there.
public enum ShownText {
    /// The text as one line.
    public static func line(_ text: String) -> String { replaced(text) { _ in false } }

    /// The text with its line feeds.
    public static func lines(_ text: String) -> String { replaced(text) { $0 == "\n" } }

    private static func replaced(_ text: String, keeping keeps: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { isObeyed($0) && !keeps($0) }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isObeyed($0) && !keeps($0) ? "\u{FFFD}" : $0 }))
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x061C, 0x200E, 0x200F: true
        default: false
        }
    }
}
