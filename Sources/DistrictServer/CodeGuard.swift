import Synchronization

/// Counts refused enrolments by address, wrong codes above all: five a minute, then 429 (design 5). 50 bits of secret outlive any guessing at that rate.
final class CodeGuard: Sendable {
    private let attempts = Mutex<[String: [Int64]]>([:])

    static let perMinute = 5
    /// Addresses that are told apart; beyond them all new ones are one, and wait together.
    static let capacity = 10_000
    private static let others = "others"

    /// How many seconds the address must wait before it may try a code, or `nil`. `now` is UTC milliseconds.
    func wait(for address: String, now: Int64) -> Int? {
        attempts.withLock { attempts in
            let address = attempts[address] == nil && attempts.count >= Self.capacity ? Self.others : address
            let recent = (attempts[address] ?? []).filter { $0 > now - 60_000 }
            attempts[address] = recent.isEmpty ? nil : recent
            guard recent.count >= Self.perMinute, let first = recent.first else { return nil }
            return Int(max(1, (first + 60_000 - now + 999) / 1000))
        }
    }

    func noteRefusal(from address: String, now: Int64) {
        attempts.withLock { attempts in
            var address = address
            if attempts[address] == nil, attempts.count >= Self.capacity {
                attempts = attempts.filter { $0.value.contains { $0 > now - 60_000 } }
                if attempts.count >= Self.capacity { address = Self.others }
            }
            // More than the limit changes nothing and would only take room.
            attempts[address] = ((attempts[address] ?? []) + [now]).suffix(Self.perMinute)
        }
    }
}
