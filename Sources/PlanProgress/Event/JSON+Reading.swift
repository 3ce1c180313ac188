/// Why a line is no event JSON; the position is the offset of the offending byte.
public enum JSONFault: Error, Hashable, Sendable {
    case notUTF8
    case unexpected(at: Int)
    case tooDeep(at: Int)
    case repeatedName(String)
    case notInteger(at: Int)
    case outOfRange(at: Int)
    case null(at: Int)
}

extension JSON {
    /// Reads one strict JSON value that fills `bytes` but for white space around it.
    ///
    /// Refuses what events.md 1 refuses: a repeated name, a fraction, an exponent, a BOM, a null, an
    /// integer beyond 2^53−1, a lone surrogate, bytes that are not UTF-8, more than
    /// `Limits.jsonDepth` levels. Other order and other spacing are read.
    public init(reading bytes: some Sequence<UInt8>) throws(JSONFault) {
        let array = Array(bytes)
        guard array.withUnsafeBufferPointer({ $0.isValidUTF8 }) else { throw .notUTF8 }
        var reader = JSONReader(bytes: array)
        self = try reader.document()
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are well-formed UTF-8; runs of ASCII are skipped eight at a time.
    fileprivate var isValidUTF8: Bool {
        var index = 0
        let raw = UnsafeRawBufferPointer(self)
        while index + 8 <= count, raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
            index += 8
        }
        return String(validating: self[index...], as: UTF8.self) != nil
    }
}

/// A recursive-descent reader over one line. The bytes are known to be UTF-8.
private struct JSONReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONFault) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw .unexpected(at: position) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        guard depth < Limits.jsonDepth else { throw .tooDeep(at: position) }
        skipSpace()
        guard position < bytes.count else { throw .unexpected(at: position) }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): throw .null(at: position)
        default: return .integer(try integer())
        }
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        var names: Set<[UInt8]> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw .unexpected(at: position) }
            let name = try string()
            // By bytes: `==` on strings would take an NFC and an NFD spelling for one name. A few are told apart soonest one by one.
            let isNew: Bool
            if members.count < 16 {
                isNew = !members.contains { $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8) }
            } else {
                if names.isEmpty { names = Set(members.map { Array($0.name.utf8) }) }
                isNew = names.insert(Array(name.utf8)).inserted
            }
            guard isNew else { throw .repeatedName(name) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw .unexpected(at: position) }
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            guard members.count <= Limits.jsonMembers else { throw .tooDeep(at: position) }
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw .unexpected(at: position) }
            return .object(members)
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSON {
        position += 1
        var values: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw .unexpected(at: position) }
            return .array(values)
        }
    }

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw .unexpected(at: position)
            default: position += 1
            }
        }
        throw .unexpected(at: position)
    }

    /// The slow path: a string that holds at least one escape.
    private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case 0..<0x20: throw .unexpected(at: position - 1)
            case UInt8(ascii: "\\"):
                guard position < bytes.count else { throw .unexpected(at: position) }
                let escape = bytes[position]
                position += 1
                switch escape {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
                case UInt8(ascii: "b"): text.append(0x08)
                case UInt8(ascii: "f"): text.append(0x0C)
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "r"): text.append(0x0D)
                case UInt8(ascii: "t"): text.append(0x09)
                case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try unicodeEscape())).utf8)
                default: throw .unexpected(at: position - 1)
                }
            default: text.append(byte)
            }
        }
        throw .unexpected(at: position)
    }

    private mutating func unicodeEscape() throws(JSONFault) -> Unicode.Scalar {
        let high = try hexQuad()
        if let scalar = Unicode.Scalar(high) { return scalar }
        // A high surrogate must be followed by an escaped low one; anything else is no character.
        guard (0xD800...0xDBFF).contains(high), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw .unexpected(at: position)
        }
        let low = try hexQuad()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw .unexpected(at: position) }
        return scalar
    }

    private mutating func hexQuad() throws(JSONFault) -> UInt32 {
        guard position + 4 <= bytes.count else { throw .unexpected(at: position) }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Hex.digit(byte, upperCase: true) else { throw .unexpected(at: position) }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    private mutating func integer() throws(JSONFault) -> Int64 {
        let start = position
        let negative = take(UInt8(ascii: "-"))
        var value: Int64 = 0
        let firstDigit = position
        while position < bytes.count, (48...57).contains(bytes[position]) {
            value = value * 10 + Int64(bytes[position] - 48)
            position += 1
            guard value <= Limits.largestInteger else { throw .outOfRange(at: start) }
        }
        guard position > firstDigit else { throw .unexpected(at: position) }
        if bytes[firstDigit] == 48, position - firstDigit > 1 { throw .unexpected(at: firstDigit) }
        if position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw .notInteger(at: position)
            default: break
            }
        }
        return negative ? -value : value
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        for offset in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[offset] else { throw .unexpected(at: position) }
            position += 1
        }
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
