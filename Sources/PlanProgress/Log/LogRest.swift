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
        /// It ends with LF, not with a NUL or the end of the file.
        public let isEnded: Bool
        /// Its CRC fits.
        public let fits: Bool
        /// The next line's CRC fits a CRC recomputed from this one: only its own eight digits are spoiled.
        public fileprivate(set) var isVouchedFor: Bool
        /// The line before is good, so this one's CRC could have fitted: its JSON is not what was written.
        public let isDisproved: Bool

        public var isGood: Bool { fits && isEnded }
    }

    /// Reads what follows the good lines of a scan. JSON holds no NUL, so lines part at runs of them too.
    public init(of scan: LogScan) {
        var lines: [Line] = []
        // The CRCs that may seed the next line: recorded, and recomputed from each that might have seeded this
        // one. Few are ever needed; eight bounds what a file full of garbage costs.
        var seeds: [(crc: UInt32, isRecomputed: Bool)] = [(scan.crc, false)]
        var wasGood = true
        scan.bytes.withUnsafeBufferPointer { buffer in
            var start = scan.goodByteCount
            while start < buffer.count {
                let end = buffer[start...].firstIndex { $0 == 0x0A || $0 == 0 } ?? buffer.count
                let isEnded = end < buffer.count && buffer[end] == 0x0A
                let next = isEnded ? end + 1 : buffer[end...].firstIndex { $0 != 0 } ?? buffer.count
                defer { start = next }
                // What the hole swallowed was the line before the next one.
                guard isEnded || end > start else {
                    wasGood = false
                    continue
                }
                let line = UnsafeBufferPointer(rebasing: buffer[start..<end])
                let recorded = LogLine.recordedCRC(line)
                let json = UnsafeBufferPointer(rebasing: line[min(9, line.count)...])
                let recomputed = seeds.map { LogLine.crc(json, after: $0.crc) }
                let fit = recomputed.firstIndex { $0 == recorded }
                if let fit, seeds[fit].isRecomputed, let last = lines.indices.last { lines[last].isVouchedFor = true }
                lines.append(
                    Line(
                        range: start..<(isEnded ? end + 1 : end), entry: (start + min(9, line.count))..<end, isEnded: isEnded,
                        fits: fit != nil,
                        isVouchedFor: false, isDisproved: fit == nil && wasGood))
                wasGood = fit != nil && isEnded
                seeds = recorded.map { [($0, false)] } ?? []
                if fit == nil { seeds += recomputed.prefix(7).map { ($0, true) } }
            }
        }
        let rest = scan.bytes[scan.goodByteCount...]
        looksTorn = !rest.isEmpty && (rest.last != 0x0A || rest.contains(0))
        self.lines = lines
    }

    /// Whether a line that was once whole, and so perhaps acknowledged, stands behind the first bad one.
    public func holdsWholeLine(in bytes: [UInt8]) -> Bool { lines.contains { $0.isEnded && canSave($0, from: bytes) } }

    /// The entries that healing brings over, and the lines that are lost but for the quarantine.
    ///
    /// A line whose CRC fits comes whatever it says; any other must be whole JSON. One whose CRC was disproved right behind
    /// a good line, with nothing to vouch for it, is not brought: a flipped bit inside a number would be
    /// another event than the one recorded.
    public func salvage(from bytes: [UInt8]) -> (entries: [ArraySlice<UInt8>], lost: [ArraySlice<UInt8>]) {
        var entries: [ArraySlice<UInt8>] = []
        var lost: [ArraySlice<UInt8>] = []
        for line in lines {
            if canSave(line, from: bytes) { entries.append(bytes[line.entry]) } else { lost.append(bytes[line.range]) }
        }
        return (entries, lost)
    }

    private func canSave(_ line: Line, from bytes: [UInt8]) -> Bool {
        if line.fits { return true }
        guard line.isVouchedFor || !line.isDisproved else { return false }
        return (try? JSON(reading: bytes[line.entry]))?.members != nil
    }
}
