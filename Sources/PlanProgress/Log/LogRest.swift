/// What lies behind the first bad line of a log, line by line.
public struct LogRest: Sendable {
    public let lines: [Line]
    /// The bytes lack their final LF or hold a NUL: what a power cut leaves.
    public let looksTorn: Bool

    public struct Line: Sendable {
        /// The line in the file, LF included where it has one.
        public let range: Range<Int>
        /// Where its JSON is, or would be.
        public let entry: Range<Int>
        /// Its CRC fits.
        public let isGood: Bool
        /// The next line's CRC fits a CRC recomputed from this one: only its own eight digits are spoiled.
        public fileprivate(set) var isVouchedFor: Bool
        /// The line before is good, so this one's CRC could have fitted: its JSON is not what was written.
        public fileprivate(set) var isDisproved: Bool
    }

    public var holdsGoodLine: Bool { lines.contains(where: \.isGood) }

    /// Reads what follows the good lines of a scan.
    public init(of scan: LogScan) {
        var lines: [Line] = []
        // The CRCs that may seed the next line: recorded, and recomputed from each that might have seeded this
        // one. Few are ever needed; eight bounds what a file full of garbage costs.
        var seeds: [(crc: UInt32, isRecomputed: Bool)] = [(scan.crc, false)]
        var start = scan.goodByteCount
        var wasGood = true
        scan.bytes.withUnsafeBufferPointer { buffer in
            while start < buffer.count {
                let end = LogScan.lineEnd(in: buffer, from: start)
                let line = UnsafeBufferPointer(rebasing: buffer[start..<(end ?? buffer.count)])
                let recorded = LogLine.recordedCRC(line)
                let json = UnsafeBufferPointer(rebasing: line[min(9, line.count)...])
                let recomputed = seeds.map { LogLine.crc(json, after: $0.crc) }
                let fit = end == nil ? nil : recomputed.firstIndex { $0 == recorded }
                if let fit, seeds[fit].isRecomputed, let last = lines.indices.last { lines[last].isVouchedFor = true }
                lines.append(
                    Line(
                        range: start..<(end.map { $0 + 1 } ?? buffer.count),
                        entry: (start + min(9, line.count))..<(end ?? buffer.count),
                        isGood: fit != nil, isVouchedFor: false, isDisproved: fit == nil && wasGood))
                wasGood = fit != nil
                seeds = recorded.map { [($0, false)] } ?? []
                if fit == nil { seeds += recomputed.prefix(7).map { ($0, true) } }
                start = end.map { $0 + 1 } ?? buffer.count
            }
        }
        let rest = scan.bytes[scan.goodByteCount...]
        looksTorn = !rest.isEmpty && (rest.last != 0x0A || rest.contains(0))
        self.lines = lines
    }

    /// The entries that healing brings over, and the lines that are lost but for the quarantine.
    ///
    /// A line whose CRC fits comes whatever it says; any other must be whole JSON. One whose CRC was disproved right behind a good line, with nothing to vouch
    /// for it, is not brought: a flipped bit inside a number would be another event than the one recorded.
    public func salvage(from bytes: [UInt8]) -> (entries: [ArraySlice<UInt8>], lost: [ArraySlice<UInt8>]) {
        var entries: [ArraySlice<UInt8>] = []
        var lost: [ArraySlice<UInt8>] = []
        for line in lines {
            let entry = bytes[line.entry]
            if line.isGood || ((line.isVouchedFor || !line.isDisproved) && (try? JSON(reading: entry))?.members != nil) {
                entries.append(entry)
            } else {
                lost.append(bytes[line.range])
            }
        }
        return (entries, lost)
    }
}
