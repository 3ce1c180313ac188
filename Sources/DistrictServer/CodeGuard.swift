import Synchronization

/// Counts refused enrolments by address, wrong codes above all: five a minute, then 429 (design 5). 50 bits of secret outlive any guessing at that rate.
final class CodeGuard: Sendable {
    private let attempts = Mutex<[String: [Int64]]>([:])

    static let perMinute = 5

    /// How many seconds the address must wait before it may try a code, or `nil`. `now` is UTC milliseconds.
    func wait(for address: String, now: Int64) -> Int? {
        attempts.withLock { attempts in
            let recent = (attempts[address] ?? []).filter { $0 > now - 60_000 }
            attempts[address] = recent.isEmpty ? nil : recent
            guard recent.count >= Self.perMinute, let first = recent.first else { return nil }
            return Int(max(1, (first + 60_000 - now + 999) / 1000))
        }
    }

    func noteRefusal(from address: String, now: Int64) {
        attempts.withLock { attempts in
            // Addresses are bounded too: whoever has thousands of them is told apart no more, and all wait.
            if attempts.count > 10_000 { attempts = attempts.filter { $0.value.contains { $0 > now - 60_000 } } }
            attempts[address, default: []].append(now)
        }
    }
}
