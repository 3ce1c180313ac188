import PlanProgress

/// What is known of logs whose entries ours has brought over; a sync asks at each of its steps, and an answer reads two whole logs.
struct BroughtOver {
    private struct Question: Hashable {
        let origin: Origin
        let from: Int64
        let byteCount: Int
        let own: Origin
        /// Zero once all was there: a log only grows.
        let ownSize: Int64
    }

    private var answers: [Question: Bool] = [:]

    mutating func holdsAll(of old: LogImage, from: Int64, in own: LogImage) -> Bool {
        func question(_ ownSize: Int64) -> Question {
            Question(origin: old.origin, from: from, byteCount: old.scan.bytes.count, own: own.origin, ownSize: ownSize)
        }
        if let known = answers[question(0)] ?? answers[question(own.size)] { return known }
        let isThere = Healing.isBroughtOver(old, from: from, into: own)
        answers[question(isThere ? 0 : own.size)] = isThere
        return isThere
    }
}
