/// Base64 of RFC 4648: the standard alphabet with padding (roots, notes) and the URL alphabet without (ids, nonces).
///
/// Decoding is strict: other characters, wrong padding and bits set beyond the last byte are refused,
/// so that one value has one spelling.
public enum Base64 {
    public static func text(_ bytes: some Collection<UInt8>) -> String { encode(bytes, alphabet: standard, padded: true) }
    public static func urlText(_ bytes: some Collection<UInt8>) -> String { encode(bytes, alphabet: url, padded: false) }

    public static func bytes(_ text: some StringProtocol) -> [UInt8]? { bytes(reading: Array(text.utf8)[...]) }

    /// The same of a text in UTF-8.
    static func bytes(reading text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var digits = text
        for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits = digits.dropLast() }
        return decode(digits, alphabet: standard)
    }

    public static func urlBytes(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8)[...], alphabet: url) }

    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func encode(_ bytes: some Collection<UInt8>, alphabet: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        while padded, !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ digits: ArraySlice<UInt8>, alphabet: [UInt8]) -> [UInt8]? {
        guard digits.count % 4 != 1 else { return nil }
        let (plus, slash) = (alphabet[62], alphabet[63])
        var isStrict = true
        let bytes = [UInt8](unsafeUninitializedCapacity: digits.count * 3 / 4) { bytes, count in
            var buffer: UInt32 = 0
            var bits = 0
            for digit in digits {
                guard let value = value(of: digit, last: plus, slash) else {
                    isStrict = false
                    return
                }
                buffer = buffer << 6 | value
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    bytes[count] = UInt8(truncatingIfNeeded: buffer >> UInt32(bits))
                    count += 1
                    buffer &= (1 << UInt32(bits)) - 1
                }
            }
            isStrict = buffer == 0
        }
        return isStrict ? bytes : nil
    }

    /// The alphabets differ in their last two digits.
    private static func value(of digit: UInt8, last plus: UInt8, _ slash: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit) - 48 + 52
        case plus: 62
        case slash: 63
        default: nil
        }
    }
}
