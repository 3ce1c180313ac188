import PlanProgress

/// A password as a person typed it, in normalisation form C; never written, shown or logged.
public struct Password: Sendable {
    let bytes: [UInt8]

    /// A new password. Length is all that is asked: rules about digits and signs make passwords that are short and written down
    /// (NIST SP 800-63B 5.1.1.2).
    public init(chosen text: String) throws(PasswordFault) {
        let text = NFC.normalized(text)
        guard text.count >= Limits.passwordCharacters else { throw .tooShort }
        guard text.utf8.count <= Limits.passwordByteCount else { throw .tooLong }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else { throw .control }
        bytes = Array(text.utf8)
    }

    /// What somebody offers at the door: anything that could be a password, or `nil` where hashing it would be work for nothing.
    init?(offered text: String) {
        let text = NFC.normalized(text)
        guard (1...Limits.passwordByteCount).contains(text.utf8.count) else { return nil }
        bytes = Array(text.utf8)
    }
}

/// Why a password cannot be chosen; nothing was changed.
public enum PasswordFault: Error, Hashable, Sendable, CaseIterable {
    case tooShort, tooLong
    /// A control character, which no keyboard types into a form.
    case control
}
