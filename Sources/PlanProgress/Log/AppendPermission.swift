/// Whether a device may append to its log, decided before the first append of a run (design 3.4).
public enum AppendPermission: Hashable, Sendable {
    case append
    case never(AppendRefusal)

    /// Compares the log with every size known here for it: its receipt, the guard, heads ever pulled.
    ///
    /// `root` gives the log's own root at a size that it has. It is asked only for known sizes, so a log about
    /// which nothing is known is never hashed.
    public init(hasKey: Bool, hasLog: Bool, condition: LogCondition, size: Int64, known: [Checkpoint], root: (Int64) -> Digest) {
        guard hasKey else {
            self = .never(.logWithoutKey)
            return
        }
        guard hasLog else {
            self = .never(.keyWithoutLog)
            return
        }
        switch condition {
        case .whole: break
        case .tornTail, .damageHeld, .damageNotHeld:
            self = .never(.damaged(at: size))
            return
        }
        if let longest = known.map(\.size).max(), longest > size {
            self = .never(.shorter(size: size, known: longest))
            return
        }
        for checkpoint in known where checkpoint.size > 0 && root(checkpoint.size) != checkpoint.root {
            self = .never(.otherRoot(at: checkpoint.size))
            return
        }
        self = .append
    }
}

/// Why a log must never be appended to as it lies: fetch what is missing, or heal.
public enum AppendRefusal: Hashable, Sendable {
    case keyWithoutLog
    case logWithoutKey
    /// An older copy was restored, or the end was lost.
    case shorter(size: Int64, known: Int64)
    /// Two logs of one name: a clone, or a restored copy that was written to.
    case otherRoot(at: Int64)
    case damaged(at: Int64)
    /// A healing was begun and its end lies in another log.
    case continued(by: Origin)

    /// Whether fetching a range from the district may be enough to go on in the same log.
    public var mayFetch: Bool {
        switch self {
        case .keyWithoutLog, .shorter, .damaged: true
        case .logWithoutKey, .otherRoot, .continued: false
        }
    }
}
