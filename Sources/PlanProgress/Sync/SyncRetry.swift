/// How much one push carries: begins at 512 KiB, halves when the line or the district cannot take it, doubles when it can.
public struct BatchSize: Hashable, Sendable {
    /// Entries with their LFs, and the attachments that ride with them.
    public private(set) var byteLimit = Limits.firstBatchByteCount
    public private(set) var entryLimit = Limits.pushEntries
    /// Cleared for the rest of a run when one entry with its attachments was too much: they then travel by themselves.
    public private(set) var takesRiders = true
    private var failedTransfers = 0

    public init() {}

    private init(byteLimit: Int, takesRiders: Bool) { (self.byteLimit, self.takesRiders) = (byteLimit, takesRiders) }

    /// All that a push may hold: for a bundle, which no line cuts.
    static let largest = BatchSize(byteLimit: Limits.pushByteCount, takesRiders: true)
    /// The same without attachments: what a bundle of answers says of each is asked by itself.
    static let withoutRiders = BatchSize(byteLimit: Limits.pushByteCount, takesRiders: false)

    /// After a batch of that size got through.
    mutating func succeeded() {
        failedTransfers = 0
        byteLimit = min(byteLimit * 2, Limits.pushByteCount)
        entryLimit = min(entryLimit * 2, Limits.pushEntries)
    }

    /// Halves what was really sent, for a limit above it would change nothing. Down to one entry, never below.
    mutating func halve(after push: PushRequest) {
        byteLimit = max(1, min(byteLimit, push.entries.bytes.count + push.attachments.reduce(0) { $0 + $1.bytes.count }) / 2)
        entryLimit = max(1, min(entryLimit, push.entries.count) / 2)
    }

    /// Whether there is anything left to leave out of a push that was too large; if so, the next one is smaller.
    mutating func shrink(after push: PushRequest) -> Bool {
        guard push.entries.count > 1 || !push.attachments.isEmpty else { return false }
        if push.entries.count == 1 { takesRiders = false }
        halve(after: push)
        return true
    }

    /// The second failed transfer in a row halves, and each one after it: the first may be any accident.
    mutating func transferFailed(_ push: PushRequest) {
        failedTransfers += 1
        if failedTransfers >= 2 { halve(after: push) }
    }
}

/// Exponential backoff with full jitter: the n-th wait is drawn evenly from 0 up to base × 2ⁿ, capped.
///
/// So a district that comes back after a storm is not met by all its wards at one second. Source: M. Brooker, "Exponential
/// Backoff And Jitter", AWS Architecture Blog, 2015. A `Retry-After` is the least wait, jitter is added to it.
struct Backoff: Hashable, Sendable {
    static let baseMilliseconds: Int64 = 1000
    static let capMilliseconds: Int64 = 60_000
    /// A run that waits longer than this in all stops and lets cron try again.
    static let patienceMilliseconds: Int64 = 10 * 60_000
    /// Attempts without any progress, of which the last is not waited for.
    static let attemptLimit = 6

    private(set) var attempts = 0
    private(set) var waitedMilliseconds: Int64 = 0
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func succeeded() { attempts = 0 }

    /// How long to wait before the next attempt, or `nil` when this run should end.
    mutating func next(retryAfter: Int64?, attemptLimit: Int = Self.attemptLimit) -> Int64? {
        attempts += 1
        return wait(upTo: Self.capMilliseconds, after: retryAfter, attemptLimit: attemptLimit)
    }

    /// The wait after a transfer that broke and will be tried again smaller: short, for halving is the answer to it.
    mutating func nextSmaller() -> Int64? {
        attempts = min(attempts + 1, 3)
        return wait(upTo: Self.baseMilliseconds * 4, after: nil, attemptLimit: .max)
    }

    private mutating func wait(upTo cap: Int64, after retryAfter: Int64?, attemptLimit: Int) -> Int64? {
        let ceiling = min(cap, Self.baseMilliseconds << Int64(min(attempts - 1, 20)))
        let wait = (retryAfter ?? 0) + Int64(random.next() % UInt64(ceiling))
        guard attempts < attemptLimit, waitedMilliseconds + wait <= Self.patienceMilliseconds else { return nil }
        waitedMilliseconds += wait
        return wait
    }
}

/// Sebastiano Vigna's splitmix64: enough for jitter, and the same everywhere for the same seed.
struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The value of a `Retry-After` field: seconds, or a date in the form that RFC 9110 5.6.7 lets senders write.
enum RetryAfter {
    /// Milliseconds from `now` (UTC milliseconds) on, never negative; `nil` for another form.
    static func milliseconds(_ text: String, now: Int64) -> Int64? {
        if let seconds = CountText.read(text) { return min(seconds, 86_400) * 1000 }
        guard let moment = imfDate(text) else { return nil }
        return min(max(0, moment - now), 86_400_000)
    }

    /// `Sun, 06 Nov 2022 08:49:37 GMT` as UTC milliseconds. The weekday is not checked.
    private static func imfDate(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[1].count == 2, let day = CountText.read(parts[1].drop { $0 == "0" }),
            let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].firstIndex(
                of: String(parts[2])),
            let year = CountText.read(parts[3]),
            let date = LocalDay(year: Int(year), month: month + 1, day: Int(day))
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard time.count == 3, let hours = time[0], let minutes = time[1], let seconds = time[2], (0..<24).contains(hours),
            (0..<60).contains(minutes), (0...60).contains(seconds)
        else { return nil }
        return (Int64(date.daysSince1970) * 86_400 + hours * 3600 + minutes * 60 + seconds) * 1000
    }
}
