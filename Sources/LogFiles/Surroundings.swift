import Glibc
public import PlanProgress

/// What a home takes from outside of itself: the clock and randomness, so that tests and the season give their own.
public struct Surroundings: Sendable {
    /// UTC milliseconds.
    public var now: @Sendable () -> Int64
    /// So many unpredictable bytes.
    public var random: @Sendable (Int) -> [UInt8]

    public init(now: @escaping @Sendable () -> Int64, random: @escaping @Sendable (Int) -> [UInt8]) {
        (self.now, self.random) = (now, random)
    }

    /// This machine's clock and the kernel's randomness.
    public static let machine = Surroundings(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        },
        random: { count in
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        })

    /// Eight characters base64url for an event.
    public func nonce() -> String { Base64.urlText(random(6)) }

    /// Today in Vietnam by this clock; 2000-01-01 or 2199-12-31 for a clock that lies beyond.
    public var today: LocalDay {
        let now = max(0, now())
        guard let day = LocalDay(utcMilliseconds: now) else {
            return now < 4_000_000_000_000 ? LocalDay.earliest : LocalDay.latest
        }
        return day
    }

    var draws: (String) -> Healer.Draws {
        { by in Healer.Draws(now: now(), on: today, by: by, seed: random(32), nonce: nonce()) }
    }
}
