import Dispatch
import PlanProgress
import ServiceLifecycle
import Synchronization

/// Whether the district is well: looked at beside the requests, so that a health check waits for no reader and no writer.
///
/// Well means: a transaction can be read, heads and database agree, the last write did not fail, the disk has room, and
/// the last look was not long ago (a disk that hangs answers nobody). Figures are compared when `serve` starts; a
/// backup's age is not known here.
final class HealthWatch: Service {
    private let aggregator: Aggregator
    private let freeByteCount: Int64
    private let queue = DispatchQueue(label: "wardlog.health")
    private let state: Mutex<(complaint: String?, seen: ContinuousClock.Instant)>

    private static let lookSeconds = 5
    /// Twelve looks without an answer.
    static let patienceSeconds = 60

    init(_ aggregator: Aggregator, freeByteCount: Int64) {
        (self.aggregator, self.freeByteCount) = (aggregator, freeByteCount)
        // Whoever made the aggregator has just compared everything.
        state = Mutex((nil, .now))
    }

    /// What is wrong, or `nil`.
    func complaint(now: ContinuousClock.Instant = .now) -> String? {
        let (complaint, seen) = state.withLock { $0 }
        if seen.duration(to: now) > .seconds(Self.patienceSeconds) { return "The disk has not answered for over a minute." }
        return complaint
    }

    /// Looks every few seconds until the server ends.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await withCheckedContinuation { continuation in
                    self.queue.async {
                        self.look()
                        continuation.resume()
                    }
                }
                try await Task.sleep(for: .seconds(Self.lookSeconds))
            }
        }
    }

    func look() {
        let found: String?
        do throws(StoreFault) { found = try fault() } catch { found = "The database cannot be read." }
        state.withLock { $0 = (found, .now) }
    }

    private func fault() throws(StoreFault) -> String? {
        let parts = aggregator.parts
        if aggregator.lastFault != nil { return "The last write failed." }
        if let free = parts.freeByteCount(), free < freeByteCount { return "The disk is nearly full." }
        // The head first: the other way round, a decision between the two would look like a head that runs ahead.
        let head = try parts.keys.identity(certificate: nil)?.origin.flatMap { origin throws(StoreFault) in try parts.heads.head(of: origin)
        }
        let size = try parts.store.read { tables throws(StoreFault) in try DistrictLog.own(in: tables).size }
        guard let head, head.size <= size else { return "Heads and database disagree." }
        return nil
    }
}
