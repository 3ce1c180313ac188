/// The newest `at` of a unit's logs on this disk, kept so that a long run of appends does not scan them each time.
struct UnitClock {
    /// Of each log: how far it was read, and the largest `at` up to there.
    private var read: [Origin: (size: Int64, byteCount: Int, largest: Int64)] = [:]

    /// Every `at` that may raise the next one's at this clock (`EventClock`): of our log, and of the unit's others here.
    mutating func newest(_ own: LogImage, on disk: any LogDisk, now: Int64) throws(LogFault) -> [Int64] {
        var found = [newest(own.scan, of: own.origin, now: now)]
        let unit = HomeLayout.logs.appending(own.origin.district).appending(own.origin.unit)
        for device in try onDisk({ () throws(DiskFault) in try disk.list(unit) }) where device != own.origin.device {
            guard let other = Origin(district: own.origin.district, unit: own.origin.unit, device: device) else { continue }
            let path = HomeLayout.entries(of: other)
            // A copy that the disk does not give raises no clock, and stops nobody from recording.
            let count = ((try? disk.byteCount(path)) ?? nil) ?? 0
            if let known = read[other], known.byteCount == count, known.largest < Self.latest(now) {
                found.append(known.largest)
            } else if let bytes = (try? disk.read(path)) ?? nil {
                found.append(newest(LogScan(bytes), of: other, now: now))
            }
        }
        return found.compactMap { $0 }
    }

    private static func latest(_ now: Int64) -> Int64 { min(max(now, 0), Limits.largestAt) + Limits.clockLeadMilliseconds }

    /// Only what was appended since is read; all of it where the largest lies too far ahead and hides the others.
    private mutating func newest(_ scan: LogScan, of origin: Origin, now: Int64) -> Int64? {
        func largest(_ range: Range<Int64>, below limit: Int64) -> Int64? {
            range.lazy.compactMap { EventClock.at(of: scan.entry($0)) }.filter { $0 < limit }.max()
        }
        let known = read[origin].flatMap { $0.size <= scan.size ? $0 : nil }
        let fresh = largest((known?.size ?? 0)..<scan.size, below: .max)
        guard let newest = [known?.largest, fresh].compactMap({ $0 }).max() else { return nil }
        read[origin] = (scan.size, scan.bytes.count, newest)
        return newest < Self.latest(now) ? newest : largest(0..<scan.size, below: Self.latest(now))
    }
}
