import Dispatch
import PlanProgress
import Synchronization

/// Runs scrypt away from the event loop: two at once, each with its memory; a few wait, the rest are told to come again.
struct HashingThreads: Sendable {
    /// One under way and four behind it, on each of two threads: the last waits some two seconds.
    static let perThread = 5

    private let threads = [HashingThread(label: "wardlog.password.0"), HashingThread(label: "wardlog.password.1")]

    /// The result, or `nil` at once where too many wait.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws(StoreFault) -> Result) async throws(StoreFault) -> Result? {
        let first = threads[0].count <= threads[1].count ? 0 : 1
        for thread in [threads[first], threads[1 - first]] where thread.enter() {
            defer { thread.leave() }
            return try await thread.run(work)
        }
        return nil
    }
}

private final class HashingThread: Sendable {
    private let queue: DispatchQueue
    private let inside = Mutex(0)

    init(label: String) { queue = DispatchQueue(label: label) }

    var count: Int { inside.withLock { $0 } }

    func enter() -> Bool {
        inside.withLock { inside in
            guard inside < HashingThreads.perThread else { return false }
            inside += 1
            return true
        }
    }

    func leave() { inside.withLock { $0 -= 1 } }

    func run<Result: Sendable>(_ work: @escaping @Sendable () throws(StoreFault) -> Result) async throws(StoreFault) -> Result {
        let outcome: Swift.Result<Result, StoreFault> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(StoreFault) { continuation.resume(returning: .success(try work())) } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try outcome.get()
    }
}
