/// What a scan of an `entries.log` from its start found: the good lines, and whatever follows them.
///
/// The bytes are kept once and lines are offsets into them, so that scanning a few thousand entries allocates
/// nothing per entry. A line is good when its CRC fits, seeded with the CRC recorded or recomputed for the line
/// before (design 3.1). Roots are not computed here: only whoever compares a known size needs one.
public struct LogScan: Sendable {
    public private(set) var bytes: [UInt8]
    /// The CRC after the last good line: the seed of the next.
    public private(set) var crc: UInt32
    /// The offset of each good line, then of the byte after the last: one more than `size`.
    private var offsets: [Int]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var offsets = [0]
        offsets.reserveCapacity(bytes.count / 200 + 2)
        crc = bytes.withUnsafeBufferPointer { buffer in
            var crc: UInt32 = 0
            var start = 0
            while let end = Self.lineEnd(in: buffer, from: start) {
                let line = UnsafeBufferPointer(rebasing: buffer[start..<end])
                guard let recorded = LogLine.recordedCRC(line),
                    LogLine.crc(UnsafeBufferPointer(rebasing: line[9...]), after: crc) == recorded
                else { break }
                crc = recorded
                start = end + 1
                offsets.append(start)
            }
            return crc
        }
        self.offsets = offsets
    }

    /// The log with this entry's line behind the others. Only a whole log has an end to append to.
    public mutating func append(_ entry: some Collection<UInt8>) {
        precondition(isWhole, "a line is appended to good lines only")
        let (line, next) = LogLine.encode(entry, after: crc)
        bytes.append(contentsOf: line)
        offsets.append(bytes.count)
        crc = next
    }

    /// How many good lines the log begins with: the k of design 3.1 when anything follows them.
    public var size: Int64 { Int64(offsets.count - 1) }
    /// Where the good lines end.
    public var goodByteCount: Int { offsets[offsets.count - 1] }
    public var isWhole: Bool { goodByteCount == bytes.count }

    /// The JSON bytes of the entry, as written.
    public func entry(_ index: Int64) -> ArraySlice<UInt8> {
        bytes[(offsets[Int(index)] + 9)..<(offsets[Int(index) + 1] - 1)]
    }

    /// The entries' JSON with an LF each: their form on the wire.
    public func wireBytes(from: Int64, to: Int64) -> [UInt8] {
        var wire: [UInt8] = []
        wire.reserveCapacity(byteCount(from: from, to: to))
        for index in from..<to { wire.append(contentsOf: bytes[(offsets[Int(index)] + 9)..<offsets[Int(index) + 1]]) }
        return wire
    }

    /// How many bytes the entries have on the wire.
    public func byteCount(from: Int64, to: Int64) -> Int {
        offsets[Int(to)] - offsets[Int(from)] - 9 * Int(to - from)
    }

    /// The lines of the entries, CRCs and all.
    public func lines(from: Int64, to: Int64) -> ArraySlice<UInt8> { bytes[offsets[Int(from)]..<offsets[Int(to)]] }

    /// The offset of the next LF.
    static func lineEnd(in buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        UnsafeRawBufferPointer(buffer).firstPlace(of: 0x0A, in: start..<buffer.count)
    }
}
