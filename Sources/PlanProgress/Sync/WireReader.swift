/// Why bytes are no wire form of ours. Nothing of them was used.
public enum WireFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another form than SyncProtocol.md gives: what was expected and at which byte.
    case form(expected: String, at: Int)
    /// A bound of `Limits` is passed: what, and the bound. Smaller pieces may go through.
    case tooLarge(what: String, limit: Int64)

    public var description: String {
        switch self {
        case .form(let expected, let position):
            "byte \(position): expected \(expected). Nothing was stored; send the form of SyncProtocol.md."
        case .tooLarge(let what, let limit): "\(what) is over \(limit). Nothing was stored; send less at once."
        }
    }
}

/// Reads the common shape of our messages: a title line, `name value` lines, an empty line, then counted parts.
///
/// Strict on purpose: one message has one spelling, so that a second implementation cannot drift unnoticed.
struct WireReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    /// The longest header line: a name, an origin of 128 bytes, or a label.
    private static let lineByteCount = 1024

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The next line without its LF.
    mutating func line(_ expected: String) throws(WireFault) -> String {
        let start = position
        guard let line = String(validating: try lineBytes(expected), as: UTF8.self) else {
            throw .form(expected: expected, at: offset(start))
        }
        return line
    }

    /// The same as it came, UTF-8 or not.
    mutating func lineBytes(_ expected: String) throws(WireFault) -> ArraySlice<UInt8> {
        guard let end = bytes[position...].prefix(Self.lineByteCount).firstIndex(of: 10) else { throw form(expected) }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    mutating func title(_ expected: String) throws(WireFault) {
        let start = position
        guard try line("'\(expected)'").utf8.elementsEqual(expected.utf8) else { throw .form(expected: "'\(expected)'", at: offset(start)) }
    }

    /// The value of a line `name value`; the value may be empty.
    mutating func field(_ name: String) throws(WireFault) -> String {
        let start = position
        let line = try line("'\(name) …'")
        let prefix = Array(name.utf8) + [UInt8(ascii: " ")]
        guard line.utf8.starts(with: prefix) else { throw .form(expected: "'\(name) …'", at: offset(start)) }
        return String(Substring(line.utf8.dropFirst(prefix.count)))
    }

    mutating func count(_ name: String) throws(WireFault) -> Int64 {
        let start = position
        guard let count = CountText.read(try field(name)) else { throw .form(expected: "'\(name) ' and a count", at: offset(start)) }
        return count
    }

    mutating func origin() throws(WireFault) -> Origin {
        let start = position
        guard let origin = Origin(try field("origin")) else { throw .form(expected: "'origin district/unit/device'", at: offset(start)) }
        return origin
    }

    /// The next `byteCount` bytes.
    mutating func part(_ name: String, byteCount: Int64) throws(WireFault) -> ArraySlice<UInt8> {
        guard byteCount <= Int64(bytes.endIndex - position) else { throw form("\(byteCount) bytes of \(name)") }
        defer { position += Int(byteCount) }
        return bytes[position..<position + Int(byteCount)]
    }

    var isAtEmptyLine: Bool { bytes[position...].first == 10 }
    var isAtEnd: Bool { position == bytes.endIndex }

    func end() throws(WireFault) {
        guard isAtEnd else { throw form("the end") }
    }

    private func form(_ expected: String) -> WireFault { .form(expected: expected, at: offset(position)) }
    private func offset(_ position: Int) -> Int { position - bytes.startIndex }
}
