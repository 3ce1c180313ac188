import PlanProgress
import Synchronization

/// Tokens that were looked up and found lately: whoever sends one is told from a stranger before anything is read (design 5).
///
/// Kept by their digests and only so many; where there are more, all are forgotten and found anew. A token that has ended is
/// forgotten when it is looked up in vain, so it passes here once.
final class ProvedTokens: Sendable {
    private let capacity: Int
    private let digests = Mutex<Set<Digest>>([])

    /// Ten thousand: every device of the largest district, some hundred kilobytes.
    init(capacity: Int = 10_000) { self.capacity = capacity }

    func holds(_ digest: Digest) -> Bool { digests.withLock { $0.contains(digest) } }

    func note(_ digest: Digest, isGood: Bool) {
        digests.withLock { digests in
            guard isGood else {
                digests.remove(digest)
                return
            }
            if digests.count >= capacity, !digests.contains(digest) { digests.removeAll() }
            digests.insert(digest)
        }
    }
}

/// Whether one request has shown by a token or a session that the district knows who asks; until then a stranger does.
///
/// Beside the request and not in it: what finds the token is far from where strangers are counted.
final class KnownCaller: Sendable {
    @TaskLocal static var current: KnownCaller?

    private let found = Atomic(false)

    var isKnown: Bool {
        get { found.load(ordering: .relaxed) }
        set { found.store(newValue, ordering: .relaxed) }
    }
}
