/// The rule for an event's `at` (events.md 2).
public enum EventClock {
    /// The clock, raised to one after the newest own and pulled `at`, each only if that is at most 15 minutes ahead.
    ///
    /// `newest` are any `at` of the unit's logs. One from 2099 lies too far ahead and raises nothing, and does
    /// not hide the honest ones behind it. Outside 0 … 2^48−1 the clock is held to the nearest end.
    public static func at(now: Int64, newest: some Sequence<Int64>) -> Int64 {
        let clock = min(max(now, 0), Limits.largestAt)
        let latest = min(clock + Limits.clockLeadMilliseconds, Limits.largestAt)
        return newest.reduce(clock) { raised, at in at < latest ? max(raised, at + 1) : raised }
    }

    /// The `at` of an entry's bytes, or `nil` when it has none that can be read.
    ///
    /// Events that we wrote begin `{"at":`, so that a scan of a log reads no more than that; others are parsed.
    public static func at(of entry: ArraySlice<UInt8>) -> Int64? {
        let head = Array("{\"at\":".utf8)
        guard entry.starts(with: head) else { return parsed(entry) }
        var value: Int64 = 0
        for byte in entry.dropFirst(head.count).prefix(16) {
            guard (48...57).contains(byte) else {
                return byte == UInt8(ascii: ",") && value <= Limits.largestAt ? value : parsed(entry)
            }
            value = value * 10 + Int64(byte - 48)
        }
        return parsed(entry)
    }

    private static func parsed(_ entry: ArraySlice<UInt8>) -> Int64? {
        let at = (try? JSON(reading: entry))?["at"]?.integer
        return at.flatMap { (0...Limits.largestAt).contains($0) ? $0 : nil }
    }
}
