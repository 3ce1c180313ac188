/// What an invitation prints and a clerk types: a secret, then a check of the district's keys (design 5).
///
/// `7KQ2F-9XH4M.3JRT-W8QP-Z5NB-C0VA` in Crockford's base32: ten characters of secret (50 bits), sixteen of the check
/// (80 bits), by which the ward knows the district before it shows the secret. Case, hyphens, dots and blanks do not
/// count; `O` reads as 0, `I` and `L` as 1. Source: https://www.crockford.com/base32.html
public struct InvitationCode: Hashable, Sendable, CustomStringConvertible {
    /// Ten characters; the only part that travels, and the district keeps but its digest.
    public let secret: String
    /// Sixteen characters: what `DistrictIdentity.check` must spell.
    public let check: String

    /// A code of the first 50 bits of seven random bytes, for that district; `nil` for fewer bytes.
    public init?(randomBytes: [UInt8], for district: DistrictIdentity) {
        guard randomBytes.count >= 7 else { return nil }
        secret = String(Base32.text(randomBytes.prefix(7)).prefix(10))
        check = Base32.text(district.check)
    }

    /// Reads what somebody typed, or `nil`.
    public init?(_ text: some StringProtocol) {
        guard let characters = Base32.normalised(text), characters.count == 26 else { return nil }
        secret = String(characters.prefix(10))
        check = String(characters.dropFirst(10))
    }

    public func fits(_ district: DistrictIdentity) -> Bool { district.isNamed(byCheck: check) }

    public var description: String {
        func grouped(_ text: String, by count: Int) -> String {
            var groups: [Substring] = []
            var rest = text[...]
            while !rest.isEmpty {
                groups.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            return groups.joined(separator: "-")
        }
        return "\(grouped(secret, by: 5)).\(grouped(check, by: 4))"
    }

    /// Reads the secret alone, as an enrolment carries it; `nil` for another form.
    public static func secret(_ text: some StringProtocol) -> String? {
        guard let characters = Base32.normalised(text), characters.count == 10 else { return nil }
        return characters
    }
}

/// Crockford's base32, most significant bits first; a last group is filled with zero bits.
enum Base32 {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    static func text(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
            buffer &= (1 << UInt32(bits)) - 1
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The characters of the alphabet that `text` means, or `nil` where one means none.
    static func normalised(_ text: some StringProtocol) -> String? {
        var characters: [UInt8] = []
        for byte in text.utf8 where !" -.\t\r\n".utf8.contains(byte) {
            let upper = (97...122).contains(byte) ? byte - 32 : byte
            let meant: UInt8 =
                switch upper {
                case UInt8(ascii: "O"): UInt8(ascii: "0")
                case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
                default: upper
                }
            guard alphabet.contains(meant) else { return nil }
            characters.append(meant)
        }
        return String(decoding: characters, as: UTF8.self)
    }
}

extension DistrictIdentity {
    /// Whether the second half of a code was made for this district, under its keys of today or before.
    public func isNamed(byCheck text: String) -> Bool { checks.contains { text == Base32.text($0) } }
}
