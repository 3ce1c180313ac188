import PlanProgress

/// Makes guessing passwords slow: five failures, then a wait that doubles with each further one (design 5).
///
/// A pure state machine. Names and addresses share a fixed number of places, found by a secret seed: nobody can fill the memory,
/// push another's failures out, or aim at the place of a name. Two that meet in one place wait for each other, which is harmless.
/// A name counts whether or not anybody has it, so waiting tells nothing about who is known.
struct LoginGuard {
    /// Failures that are free, as people mistype.
    static let free = 5
    /// A shorter run than `free` is forgotten after so long without a failure.
    static let minute: Int64 = 60_000
    /// The longest wait: a working day then allows an attacker some forty guesses.
    static let longestWait: Int64 = 15 * 60_000
    /// A run beyond `free` is forgotten after twice the longest wait, so that a patient guesser never starts anew.
    static let memory: Int64 = 30 * 60_000
    /// 128 KiB in all. A district has some tens of users.
    static let placeCount = 4096

    private struct Place {
        var failures: Int64 = 0
        /// When the last of them was, UTC milliseconds.
        var last: Int64 = 0

        mutating func forget(now: Int64) {
            let rest = failures < Int64(LoginGuard.free) ? LoginGuard.minute : LoginGuard.memory
            // A clock that was set back forgets nothing, and makes nobody wait longer than from now on.
            if now - last > rest { failures = 0 }
            last = min(last, now)
        }

        mutating func count(now: Int64) {
            failures += 1
            last = now
        }

        mutating func takeBack() { failures = max(0, failures - 1) }

        /// Until when nothing is tried: 2 s after the fifth failure, 4 s after the sixth …
        var until: Int64 {
            let beyond = failures - Int64(LoginGuard.free)
            return beyond < 0 ? last : last + min(LoginGuard.longestWait, 2_000 << min(beyond, 20))
        }
    }

    private let seed: [UInt8]
    private var accounts = [Place](repeating: Place(), count: placeCount)
    private var addresses = [Place](repeating: Place(), count: placeCount)

    /// `seed` is random and kept from everybody.
    init(seed: [UInt8]) { self.seed = seed }

    /// Counts an attempt as a failure until it is known to be none; so a hundred at once are not all free.
    /// Returns how many seconds the caller must wait first, or `nil` where it may try. What must wait is not counted.
    mutating func begin(account: String, address: String, now: Int64) -> Int? {
        let (account, address) = (place(of: account), place(of: Self.network(of: address)))
        accounts[account].forget(now: now)
        addresses[address].forget(now: now)
        let until = max(accounts[account].until, addresses[address].until)
        if until > now { return Int((until - now + 999) / 1000) }
        accounts[account].count(now: now)
        addresses[address].count(now: now)
        return nil
    }

    /// The password was right: the account's failures are forgotten. The address keeps those that it had before:
    /// whoever has an account of their own could otherwise guess at others' without end.
    mutating func succeeded(account: String, address: String) {
        accounts[place(of: account)].failures = 0
        addresses[place(of: Self.network(of: address))].takeBack()
    }

    /// Nothing was tried after all.
    mutating func withdrawn(account: String, address: String) {
        accounts[place(of: account)].takeBack()
        addresses[place(of: Self.network(of: address))].takeBack()
    }

    private func place(of key: String) -> Int {
        Digest(of: seed + Array(key.utf8)).bytes.prefix(2).reduce(0) { $0 << 8 | Int($1) } % Self.placeCount
    }

    /// An IPv6 line has 2^64 addresses of its own: it counts by its first four groups.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        guard let gap = address.firstRange(of: "::") else { return address.split(separator: ":").prefix(4).joined(separator: ":") }
        let head = address[..<gap.lowerBound].split(separator: ":")
        let tail = address[gap.upperBound...].split(separator: ":")
        let groups = head + Array(repeating: "0", count: max(0, 8 - head.count - tail.count)) + tail
        return groups.prefix(4).joined(separator: ":")
    }
}
