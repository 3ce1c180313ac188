public import Crypto

/// Thirty-two bytes of SHA-256, kept as four big-endian words so that it compares and hashes quickly.
///
/// Order is the order of the bytes.
public struct Digest: Hashable, Comparable, Sendable {
    let words: (UInt64, UInt64, UInt64, UInt64)

    public static let byteCount = 32

    /// The SHA-256 of `bytes`.
    public init(of bytes: some Sequence<UInt8>) {
        var hash = SHA256()
        let done: Void? = bytes.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        if done == nil { hash.update(data: Array(bytes)) }
        self.init(hash.finalize())
    }

    public init(_ digest: SHA256.Digest) {
        words = digest.withUnsafeBytes(Self.words)
    }

    private static func words(of bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        return (word(0), word(1), word(2), word(3))
    }

    /// The digest of exactly these 32 bytes, or `nil` for another count.
    public init?(bytes: some Collection<UInt8>) {
        let digest = bytes.withContiguousStorageIfAvailable { Digest(raw: UnsafeRawBufferPointer($0)) }
        guard let digest = digest ?? Array(bytes).withUnsafeBytes({ Digest(raw: $0) }) else { return nil }
        self = digest
    }

    /// The same of bytes that somebody else keeps.
    public init?(raw bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        words = Self.words(of: bytes)
    }

    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            write(to: UnsafeMutableRawBufferPointer(buffer))
            count = 32
        }
    }

    /// Writes the 32 bytes to the beginning of `buffer`.
    func write(to buffer: UnsafeMutableRawBufferPointer) {
        buffer.storeBytes(of: words.0.bigEndian, toByteOffset: 0, as: UInt64.self)
        buffer.storeBytes(of: words.1.bigEndian, toByteOffset: 8, as: UInt64.self)
        buffer.storeBytes(of: words.2.bigEndian, toByteOffset: 16, as: UInt64.self)
        buffer.storeBytes(of: words.3.bigEndian, toByteOffset: 24, as: UInt64.self)
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
