/// What identifies an event within its unit: its `at`, and the RFC 6962 leaf hash of its bytes as written.
///
/// In text 12 hex digits of `at`, then 64 of the hash, so that keys sort by time. A line without a readable
/// `at` has twelve zeros. The same bytes in a log of another unit are another event.
public struct EventID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// UTC milliseconds, 0 … 2^48−1.
    public let at: Int64
    public let hash: Digest

    public init(at: Int64, hash: Digest) {
        (self.at, self.hash) = (at, hash)
    }

    /// Reads the 76 digits, or `nil`.
    public init?(_ text: some StringProtocol) {
        guard let bytes = Hex.bytes(text), bytes.count == 38, let hash = Digest(bytes: bytes[6...]) else { return nil }
        self.init(at: bytes[..<6].reduce(0) { $0 << 8 | Int64($1) }, hash: hash)
    }

    public var description: String {
        var time: [UInt8] = []
        for shift in stride(from: 40, through: 0, by: -8) { time.append(UInt8(truncatingIfNeeded: at >> Int64(shift))) }
        return Hex.text(time) + hash.hex
    }

    public static func < (left: EventID, right: EventID) -> Bool {
        left.at != right.at ? left.at < right.at : left.hash < right.hash
    }
}
