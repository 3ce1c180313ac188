import Synchronization

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
