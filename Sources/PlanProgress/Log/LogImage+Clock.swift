extension LogImage {
    /// The newest `at` of its entries, UTC milliseconds, or `nil` where none can be read.
    ///
    /// `seconds` is when the district cosigned the receipt: what the receipt covers had been written by then, so an `at` that lies a
    /// day and more behind it comes from a clock that was wrong, and tells nothing of any other. The day is what two right clocks may
    /// differ by, in whatever zone somebody has set them.
    public func newestAt(cosignedAt seconds: Int64?) -> Int64? {
        let covered = seconds == nil ? 0 : receiptCheckpoint?.size ?? 0
        let latest = seconds.map { $0 * 1000 + 86_400_000 } ?? .max
        return (0..<size).lazy.compactMap { index in
            EventClock.at(of: scan.entry(index)).flatMap { index < covered && $0 > latest ? nil : $0 }
        }.max()
    }
}
