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
        guard let id = Hex.bytes(text)?.withUnsafeBytes({ EventID(key: $0) }) else { return nil }
        self = id
    }

    public var description: String { Hex.text(key) }

    /// 38 bytes, six of `at` and 32 of the hash: the order of bytes is the order of ids.
    public var key: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 38) { buffer, count in
            for position in 0..<6 { buffer[position] = UInt8(truncatingIfNeeded: at >> Int64(40 - 8 * position)) }
            hash.write(to: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[6...]))
            count = 38
        }
    }

    /// Reads the 38 bytes, or `nil`.
    public init?(key bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 38, let hash = Digest(raw: UnsafeRawBufferPointer(rebasing: bytes[6...])) else { return nil }
        self.init(at: bytes[..<6].reduce(0) { $0 << 8 | Int64($1) }, hash: hash)
    }

    public static func < (left: EventID, right: EventID) -> Bool {
        left.at != right.at ? left.at < right.at : left.hash < right.hash
    }
}
