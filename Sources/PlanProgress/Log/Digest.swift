public import Crypto

/// Thirty-two bytes of SHA-256, kept as four big-endian words so that it compares and hashes quickly.
///
/// Order is the order of the bytes.
public struct Digest: Hashable, Comparable, Sendable {
    let words: (UInt64, UInt64, UInt64, UInt64)

    /// The SHA-256 of `bytes`.
    public init(of bytes: some Sequence<UInt8>) {
        var hash = SHA256()
        let done: Void? = bytes.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        if done == nil { hash.update(data: Array(bytes)) }
        self.init(hash.finalize())
    }

    public init(_ digest: SHA256.Digest) {
        words = digest.withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            }
            return (word(0), word(1), word(2), word(3))
        }
    }

    /// The digest of exactly these 32 bytes, or `nil` for another count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var values: [UInt64] = [0, 0, 0, 0]
        for (position, byte) in bytes.enumerated() { values[position / 8] = values[position / 8] << 8 | UInt64(byte) }
        words = (values[0], values[1], values[2], values[3])
    }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for word in [words.0, words.1, words.2, words.3] {
            withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// 64 lower-case hex digits, the form of digests in JSON.
    public var hex: String { Hex.text(bytes) }
    /// Standard base64, the form of roots in JSON and checkpoints.
    public var base64: String { Base64.text(bytes) }

    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.bytes(hex) else { return nil }
        self.init(bytes: bytes)
    }

    public init?(base64: some StringProtocol) {
        guard let bytes = Base64.bytes(base64) else { return nil }
        self.init(bytes: bytes)
    }

    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }
    public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
