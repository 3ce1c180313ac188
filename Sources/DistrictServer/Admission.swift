import PlanProgress
import Synchronization

/// How much is taken in at once: a bounded number of requests wait, a few are inflated, and the rest are told to come again.
///
/// A waiting push holds its compressed body (some hundred kilobytes), an inflated one up to four megabytes: so many
/// bytes, and not more, whatever arrives together.
final class Admission: Sendable {
    private let limit: Int
    private let state: Mutex<State>

    private struct State {
        var inside = 0
        var origins: Set<Origin> = []
        var permits: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    init(requests limit: Int, inflated permits: Int = 0) {
        self.limit = limit
        state = Mutex(State(permits: permits))
    }

    /// A place inside, for as long as somebody holds it: an answer on its way out outlives its request.
    final class Place: Sendable {
        private let admission: Admission
        private let origin: Origin
        fileprivate init(_ admission: Admission, _ origin: Origin) { (self.admission, self.origin) = (admission, origin) }
        deinit { admission.leave(origin) }
    }

    /// Takes a place, or returns `nil` at once where too many are inside, or one of the same device is.
    func enter(_ origin: Origin) -> Place? {
        let admitted = state.withLock { state in
            guard state.inside < limit, state.origins.insert(origin).inserted else { return false }
            state.inside += 1
            return true
        }
        return admitted ? Place(self, origin) : nil
    }

    private func leave(_ origin: Origin) {
        state.withLock { state in
            state.inside -= 1
            state.origins.remove(origin)
        }
    }

    /// Runs the work of one request in a place of its own, or returns `nil` at once where there is none.
    func admit<Result>(_ origin: Origin, _ work: () async throws -> Result) async rethrows -> Result? {
        guard let place = enter(origin) else { return nil }
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
