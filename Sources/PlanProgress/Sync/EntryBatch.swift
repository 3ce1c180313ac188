/// Entries as they travel: each one's bytes as written and an LF, one after another (events.md 1).
///
/// An entry is any bytes without LF, at most `Limits.lineByteCount`, whatever they say: one bad event must
/// never block a ward. Positions run from 0; the index in the log is the batch's own `from` plus the position.
public struct EntryBatch: Hashable, Sendable, RandomAccessCollection {
    /// All entries, each with its LF.
    public let bytes: [UInt8]
    /// Where each entry's LF stands in `bytes`.
    private let ends: [Int]

    /// Splits lines as received. The last one ends with LF too.
    public init(reading bytes: some Collection<UInt8>) throws(WireFault) {
        self.bytes = Array(bytes)
        var ends: [Int] = []
        var start = 0
        var longest = 0
        self.bytes.withUnsafeBufferPointer { buffer in
            for position in buffer.indices where buffer[position] == 10 {
                ends.append(position)
                longest = Swift.max(longest, position - start)
                start = position + 1
            }
        }
        guard start == self.bytes.count else { throw .form(expected: "an LF after the last entry", at: self.bytes.count) }
        guard longest <= Limits.lineByteCount else { throw .tooLarge(what: "an entry", limit: Int64(Limits.lineByteCount)) }
        self.ends = ends
    }

    /// Entries as a log holds them, none with an LF.
    public init(_ entries: some Sequence<some Collection<UInt8>>) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for entry in entries {
            let start = bytes.count
            bytes.append(contentsOf: entry)
            // Looked for in the copy: a collection of an unknown kind is asked byte by byte.
            let holdsLF = bytes.withUnsafeBufferPointer { LogScan.lineEnd(in: $0, from: start) != nil }
            precondition(!holdsLF, "an entry holds no LF")
            ends.append(bytes.count)
            bytes.append(10)
        }
        (self.bytes, self.ends) = (bytes, ends)
    }

    public init() { self.init([[UInt8]]()) }

    public var startIndex: Int { 0 }
    public var endIndex: Int { ends.count }

    /// The entry's bytes without LF.
    public subscript(position: Int) -> ArraySlice<UInt8> {
        bytes[(position == 0 ? 0 : ends[position - 1] + 1)..<ends[position]]
    }

    /// The entries before `count`, which is at most all of them.
    public func first(_ count: Int) -> EntryBatch {
        guard count < ends.count else { return self }
        return EntryBatch(bytes: count == 0 ? [] : Array(bytes[...ends[count - 1]]), ends: Array(ends.prefix(count)))
    }

    /// This batch and then `other`.
    public func appending(_ other: EntryBatch) -> EntryBatch {
        EntryBatch(bytes: bytes + other.bytes, ends: ends + other.ends.map { $0 + bytes.count })
    }

    /// The RFC 6962 leaf hash of every entry.
    public var leaves: [Digest] { map { MerkleTree.leaf($0) } }

    private init(bytes: [UInt8], ends: [Int]) {
        (self.bytes, self.ends) = (bytes, ends)
    }
}
