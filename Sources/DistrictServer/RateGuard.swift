import PlanProgress
import Synchronization

/// Says how long a caller that asks too often must wait: a bucket a caller, which fills at a steady rate.
///
/// The table is bounded: who comes while it is full of busy callers shares one bucket with all others that do.
public final class RateGuard: Sendable {
    /// So many requests at once, and so many a second for ever after.
    public struct Rate: Hashable, Sendable {
        public var burst, perSecond: Int
        public init(burst: Int, perSecond: Int) { (self.burst, self.perSecond) = (burst, perSecond) }
    }

    private struct Bucket {
        /// Thousandths of a request.
        var level: Int64
        /// UTC milliseconds.
        var asOf: Int64
    }

    private let rate: Rate
    private let capacity: Int
    private let state: Mutex<(buckets: [String: Bucket], sweptAt: Int64)>

    init(_ rate: Rate, capacity: Int = 10_000) {
        (self.rate, self.capacity) = (rate, capacity)
        state = Mutex(([:], .min))
    }

    /// Callers that are told apart now.
    var callerCount: Int { state.withLock { $0.buckets.count } }

    /// Seconds to wait where the caller has used up what it may, or `nil`. `now` is UTC milliseconds.
    func wait(for caller: String, now: Int64) -> Int? {
        state.withLock { state in
            let known = state.buckets[caller] ?? (state.buckets.count >= capacity ? state.buckets[Self.others] : nil)
            let level = known.map { self.level($0, now) } ?? full
            return level >= 1000 ? nil : max(1, Int((1000 - level + Int64(rate.perSecond) * 1000 - 1) / (Int64(rate.perSecond) * 1000)))
        }
    }

    /// Counts one request.
    func note(_ caller: String, now: Int64) {
        state.withLock { state in
            var caller = caller
            if state.buckets[caller] == nil, state.buckets.count >= capacity {
                // Once a second: a flood of new addresses must not make each of its requests cost a walk.
                if now >= state.sweptAt &+ 1000 || now < state.sweptAt {
                    state.buckets = state.buckets.filter { self.level($0.value, now) < full }
                    state.sweptAt = now
                }
                if state.buckets.count >= capacity { caller = Self.others }
            }
            let level = state.buckets[caller].map { self.level($0, now) } ?? full
            state.buckets[caller] = Bucket(level: max(0, level - 1000), asOf: now)
        }
    }

    /// Waits, or counts the request.
    func take(_ caller: String, now: Int64) -> Int? {
        if let seconds = wait(for: caller, now: now) { return seconds }
        note(caller, now: now)
        return nil
    }

    private static let others = "others"
    private var full: Int64 { Int64(rate.burst) * 1000 }

    private func level(_ bucket: Bucket, _ now: Int64) -> Int64 {
        // A clock that is set back gives nothing, and one that leaps fills the bucket at most.
        let elapsed = min(max(0, now - bucket.asOf), full)
        return min(full, bucket.level + elapsed * Int64(rate.perSecond))
    }
}

/// A caller's address as limits see it: an IPv6 network of 64 bits is one household, which could else be 2^64 callers.
func limitedAddress(_ address: String) -> String {
    guard address.contains(":"), !address.hasPrefix("::ffff:") else { return address }
    let halves = address.prefix { $0 != "%" }.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    var groups = halves[0].split(separator: ":").map(String.init)
    let tail = halves.count == 2 ? halves[1].split(separator: ":").map(String.init) : []
    if halves.count == 2 { groups += Array(repeating: "0", count: max(0, 8 - groups.count - tail.count)) + tail }
    return groups.prefix(4).joined(separator: ":") + "::/64"
}
