/// The form of every code but an origin's parts: NFC, 1–64 bytes, nothing that hides, breaks or splits (events.md 1).
public enum Code {
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...Limits.codeByteCount).contains(bytes.count) else { return false }
        var isASCII = true
        for byte in bytes {
            if byte >= 0x80 { isASCII = false } else if !isPlain(byte) { return false }
        }
        if isASCII { return true }
        guard NFC.holds(text) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator,
                .spaceSeparator:
                false
            default: true
            }
        }
    }

    /// Keys of `quantities` and `counts`: a code in ASCII.
    public static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } && isValid(text) }

    /// ASCII that shows, but for `/ \ + ; "`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "\""): false
        default: (0x21...0x7E).contains(byte)
        }
    }
}
