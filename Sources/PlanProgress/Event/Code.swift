/// The form of every code but an origin's parts: NFC, 1–64 bytes, nothing that hides, breaks or splits (events.md 1).
public enum Code {
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...Limits.codeByteCount).contains(bytes.count) else { return false }
        if bytes.allSatisfy({ $0 < 0x80 }) {
            return bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !forbidden.contains($0) }
        }
        guard NFC.holds(text) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator,
                .spaceSeparator:
                false
            default: scalar.value > 0x7F || (!scalar.properties.isWhitespace && !forbidden.contains(UInt8(scalar.value)))
            }
        }
    }

    /// Keys of `quantities` and `counts`: a code in ASCII.
    public static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } && isValid(text) }

    private static let forbidden = Array("/\\+;\"".utf8)
}
