import PlanProgress
import Synchronization

/// How much is taken in at once: a bounded number of requests wait, a few are inflated, and the rest are told to come again.
///
/// A waiting push holds its compressed body (some hundred kilobytes), an inflated one up to four megabytes: so many
/// bytes, and not more, whatever arrives together.
final class Admission: Sendable {
    private let limit, shareLimit: Int
    private let state: Mutex<State>

    private struct State {
        var inside = 0
        var origins: Set<Origin> = []
        /// Places that each ward and each address holds.
        var shares: [String: Int] = [:]
        var permits: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// `share` is what one ward, or one address, may hold of the places.
    init(requests limit: Int, share: Int? = nil, inflated permits: Int = 0) {
        (self.limit, shareLimit) = (limit, share ?? limit)
        state = Mutex(State(permits: permits))
    }

    /// A place inside, for as long as somebody holds it: an answer on its way out outlives its request.
    final class Place: Sendable {
        private let admission: Admission
        private let origin: Origin
        private let shares: [String]
        fileprivate init(_ admission: Admission, _ origin: Origin, _ shares: [String]) {
            (self.admission, self.origin, self.shares) = (admission, origin, shares)
        }
        deinit { admission.leave(origin, shares) }
    }

    /// Takes a place, or returns `nil` at once where too many are inside, one of the same device is, or its ward or its address holds its
    /// share. `address` is empty where it tells nobody apart.
    func enter(_ origin: Origin, from address: String = "") -> Place? {
        // A unit's code holds no blank, so no address is taken for one.
        let shares = ["unit \(origin.unit)"] + (address.isEmpty ? [] : [address])
        let admitted = state.withLock { state in
            guard state.inside < limit, shares.allSatisfy({ state.shares[$0, default: 0] < shareLimit }),
                state.origins.insert(origin).inserted
            else { return false }
            state.inside += 1
            for share in shares { state.shares[share, default: 0] += 1 }
            return true
        }
        return admitted ? Place(self, origin, shares) : nil
    }

    private func leave(_ origin: Origin, _ shares: [String]) {
        state.withLock { state in
            state.inside -= 1
            state.origins.remove(origin)
            for share in shares {
                let left = state.shares[share, default: 1] - 1
                state.shares[share] = left > 0 ? left : nil
            }
        }
    }

    /// Runs the work of one request in a place of its own, or returns `nil` at once where there is none.
    func admit<Result>(_ origin: Origin, from address: String = "", _ work: () async throws -> Result) async rethrows -> Result? {
        guard let place = enter(origin, from: address) else { return nil }
        defer { withExtendedLifetime(place) {} }
        return try await work()
    }

    /// Runs the part that holds an inflated body, in the order of arrival.
    func inflated<Result>(_ work: () async throws -> Result) async rethrows -> Result {
        await withCheckedContinuation { continuation in
            let resumed = state.withLock { state in
                guard state.permits > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.permits -= 1
                return true
            }
            if resumed { continuation.resume() }
        }
        defer {
            let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
                if !state.waiting.isEmpty { return state.waiting.removeFirst() }
                state.permits += 1
                return nil
            }
            next?.resume()
        }
        return try await work()
    }
}
