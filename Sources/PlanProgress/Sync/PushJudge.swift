/// What the district holds of one log before a push.
public struct HeldLog: Hashable, Sendable {
    public let origin: Origin
    /// The key that the district's log enrolled for this origin.
    public let key: VerifierKey
    /// How many entries are stored.
    public let size: Int64
    /// The smallest size that a `log.sealed` or `device.revoked` names: no entry is taken at it or beyond.
    public let end: Int64?
    /// The log's head, kept apart from the database; beyond `size` while the district recovers.
    public let head: Checkpoint?

    public init(origin: Origin, key: VerifierKey, size: Int64, end: Int64? = nil, head: Checkpoint? = nil) {
        (self.origin, self.key, self.size, self.end, self.head) = (origin, key, size, end, head)
    }
}

/// The stored tree of one log, as far as a push needs it.
///
/// Read in the same transaction as `HeldLog`, and stored in it too: a size read outside would be a race.
public protocol HeldTree {
    associatedtype Failure: Error
    /// The compact range of the first `size` entries; `size` is at most what is held.
    func range(at size: Int64) throws(Failure) -> CompactRange
    /// The leaf hashes of entries `range`, all held.
    func leaves(in range: Range<Int64>) throws(Failure) -> [Digest]
}

/// What becomes of a push.
public enum PushVerdict: Hashable, Sendable {
    case accept(AcceptedPush)
    /// Every entry is held already, the same bytes: store attachments that are new, answer with the receipt as stored.
    case repeated
    /// Store nothing of the log; `fork` and `sealed` keep the push whole beside it, for the reviewer.
    case refuse(PushRefusal)
}

/// The part of a push that is new, with all that storing it needs.
public struct AcceptedPush: Hashable, Sendable {
    /// The index in the log of the first new entry: what is held now.
    public let first: Int64
    /// Where the new entries stand in `PushRequest.entries`: a suffix of it.
    public let positions: Range<Int>
    /// Their leaf hashes.
    public let leaves: [Digest]
    /// The tree with them in it.
    public let range: CompactRange
    /// Whether a receipt may be given: `false` (202) below the head of a recovering log, and below the size that was signed.
    public let mayCosign: Bool
}

/// Why a push is not taken. The only reasons there are: no business rule is among them (design 4).
public enum PushRefusal: Hashable, Sendable {
    case malformed(String)
    case badSignature
    case rootMismatch
    /// Entries are missing between `size`, which is held, and what was sent.
    case gap(size: Int64)
    /// The device signed two entries at `index`.
    case fork(index: Int64)
    case sealed(index: Int64)

    public var problem: ProblemDocument {
        switch self {
        case .malformed(let reason): ProblemDocument(.malformed, detail: reason)
        case .badSignature: ProblemDocument(.signature, detail: "Nothing was stored.")
        case .rootMismatch: ProblemDocument(.root, detail: "Nothing was stored. Verify the log and send again.")
        case .gap(let size): ProblemDocument(.size, detail: "Send from \(size).", size: size)
        case .fork(let index): ProblemDocument(.fork, detail: "Both are kept. Continue in a new log.", index: index)
        case .sealed(let index): ProblemDocument(.sealed, detail: "Nothing was stored. Continue in a new log.", index: index)
        }
    }
}

/// The district's decision on one push. Pure: whoever stores reads, judges and writes in one transaction.
///
/// The order is the design's (4): signature; gap; root, whatever the overlap says; overlap; end; head. A line spoiled on
/// the way is therefore a wrong root and never a fork, and a fork is proved: the device signed both.
public enum PushJudge {
    public static func judge<Tree: HeldTree>(_ push: PushRequest, held: HeldLog, tree: Tree) throws(Tree.Failure) -> PushVerdict {
        if let refusal = envelope(push, held: held) { return .refuse(refusal) }
        guard let signed = Checkpoint(text: push.checkpoint.text), signed.origin == push.origin,
            push.rest.isEmpty ? signed.size == push.to : push.to > 0 && push.to < signed.size
        else { return .refuse(.malformed("The checkpoint speaks of another log or size than the push.")) }
        guard held.key.verifies(push.checkpoint) else { return .refuse(.badSignature) }
        guard push.from <= held.size else { return .refuse(.gap(size: held.size)) }

        let leaves = push.entries.leaves
        var range = try tree.range(at: push.from)
        var rootAtHead: Digest? = range.size == held.head?.size ? range.root : nil
        for leaf in leaves {
            range.append(leaf: leaf)
            if range.size == held.head?.size { rootAtHead = range.root }
        }
        let root = push.rest.isEmpty ? range.root : push.rest.root(after: range, at: signed.size)
        guard root == signed.root else { return .refuse(.rootMismatch) }

        let overlap = push.from..<min(push.to, held.size)
        let stored = try overlap.isEmpty ? [] : tree.leaves(in: overlap)
        for (index, (sent, kept)) in zip(overlap, zip(leaves, stored)) where sent != kept { return .refuse(.fork(index: index)) }
        guard push.to > held.size else { return .repeated }
        guard held.end.map({ push.to <= $0 }) ?? true else { return .refuse(.sealed(index: held.size)) }
        // A recovering log may pass its head only by the root that was once cosigned there (S2).
        if let head = held.head, let rootAtHead, rootAtHead != head.root { return .refuse(.fork(index: held.size)) }

        let known = Int(held.size - push.from)
        return .accept(
            AcceptedPush(
                first: held.size, positions: known..<push.entries.count, leaves: Array(leaves[known...]), range: range,
                mayCosign: push.rest.isEmpty && held.head.map { push.to >= $0.size } ?? true))
    }

    /// What can be said without the key: the right log, and riders that an entry of this push names, whole.
    private static func envelope(_ push: PushRequest, held: HeldLog) -> PushRefusal? {
        guard push.origin == held.origin else { return .malformed("The push is of another log than its address.") }
        guard !push.attachments.isEmpty else { return nil }
        var named: [String: Int64] = [:]
        for reference in push.entries.flatMap({ AttachmentReference.named(in: $0) }) { named[reference.id] = reference.byteCount }
        for rider in push.attachments {
            guard named[rider.id] == Int64(rider.bytes.count) else {
                return .malformed("Attachment \(rider.id): no entry of this push names it with \(rider.bytes.count) bytes.")
            }
            guard Base64.urlText(Digest(of: rider.bytes).bytes) == rider.id else {
                return .malformed("Attachment \(rider.id): its bytes have another digest.")
            }
        }
        return nil
    }
}
