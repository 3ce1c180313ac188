import Dispatch
import PlanProgress
import Synchronization

/// Runs an actor's work on a queue of its own: SQLite and `fdatasync` block, and the shared pool has a thread a core.
final class WriterThread: SerialExecutor {
    private let queue = DispatchQueue(label: "wardlog.writer")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

/// Runs what blocks or computes long away from the shared pool; reads at most as many at once as the store has connections.
struct ReadingThreads: Sendable {
    private let queues: [DispatchQueue]
    private let turn = Turn()

    init(count: Int = 4) { queues = (0..<count).map { DispatchQueue(label: "wardlog.reader.\($0)") } }

    private final class Turn: Sendable {
        let next = Atomic<Int>(0)
    }

    func run<Result: Sendable, Fault: Error>(_ work: @escaping @Sendable () throws(Fault) -> Result) async throws(Fault) -> Result {
        let queue = queues[(turn.next.wrappingAdd(1, ordering: .relaxed).oldValue & .max) % queues.count]
        let outcome: Swift.Result<Result, Fault> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(Fault) { continuation.resume(returning: .success(try work())) } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try outcome.get()
    }
}

/// Reads and makes what reviewers ask for on two threads of its own, in turn; where too many wait, the next is told to come again.
final class ReviewThreads: Sendable {
    private let threads = ReadingThreads(count: 2)
    private let limit: Int
    private let inside = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    func run<Result: Sendable>(_ work: @escaping @Sendable () throws(StoreFault) -> Result) async throws -> Result {
        defer { inside.subtract(1, ordering: .relaxed) }
        guard inside.add(1, ordering: .relaxed).newValue <= limit else {
            throw Refusal(ProblemDocument(.busy, detail: "Other pages are being made. Nothing was changed; ask again."), retryAfter: 3)
        }
        return try await threads.run(work)
    }
}
