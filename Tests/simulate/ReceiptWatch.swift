import PlanProgress
import TestSupport

/// Every receipt that left the district: per log one root a size, no size after a larger one (S2), and what it covers is held (S1).
struct ReceiptWatch {
    var failures: [String] = []
    private var roots: [Origin: [Int64: Digest]] = [:]
    private var largest: [Origin: Int64] = [:]

    /// Reads what an answer carries; one that a line then loses has left the district all the same.
    mutating func see(_ answer: WireAnswer, to request: WireRequest) {
        guard answer.status == 200 else { return }
        var note: SignedNote?
        if request.method == .post { note = (try? ReceiptAnswer(reading: answer.body))?.receipt }
        if request.path.hasSuffix("/checkpoint") { note = SignedNote(reading: answer.body) }
        guard let checkpoint = note.flatMap({ Checkpoint(text: $0.text) }) else { return }
        let (origin, size) = (checkpoint.origin, checkpoint.size)
        if let root = roots[origin]?[size], root != checkpoint.root { failures.append("S2: two roots of \(origin) at \(size)") }
        if size < largest[origin] ?? 0 { failures.append("S2: \(origin) cosigned at \(size) after \(largest[origin] ?? 0)") }
        roots[origin, default: [:]][size] = checkpoint.root
        largest[origin] = max(largest[origin] ?? 0, size)
    }

    /// What was cosigned beyond these heads is known to nobody at the district any more; says whether there was any.
    mutating func forget(beyond heads: [Checkpoint]) -> Bool {
        let known = Dictionary(heads.map { ($0.origin, $0.size) }) { first, _ in first }
        let before = largest
        for origin in Array(roots.keys) {
            roots[origin] = roots[origin]?.filter { $0.key <= known[origin] ?? 0 }
            largest[origin] = roots[origin]?.keys.max()
        }
        return before != largest
    }

    /// After a start: what a receipt covers is held with its root, or the log's head says so and it recovers.
    mutating func compare(_ district: SimulatedDistrict) {
        for (origin, size) in largest {
            guard let root = roots[origin]?[size] else { continue }
            let held = try? district.memory.read { tables throws(StoreFault) -> Digest? in
                guard let log = try tables.log(origin), log.size >= size else { return nil }
                return try DistrictLog.root(of: log, at: size, in: tables)
            }
            if let held = held ?? nil {
                if held != root { failures.append("S2: \(origin) holds another root than was cosigned at \(size)") }
            } else if district.heads.head(of: origin).map({ $0.size < size }) ?? true {
                failures.append("S1: a receipt of \(origin) says \(size), and the district has forgotten it")
            }
        }
    }
}
