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
    private let queues = (0..<4).map { DispatchQueue(label: "wardlog.reader.\($0)") }
    private let turn = Turn()

    private final class Turn: Sendable {
        let next = Atomic<Int>(0)
    }

    func run<Result: Sendable, Fault: Error>(_ work: @escaping @Sendable () throws(Fault) -> Result) async throws(Fault) -> Result {
        let queue = queues[turn.next.wrappingAdd(1, ordering: .relaxed).oldValue & 3]
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
