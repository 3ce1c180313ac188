/// A log as it lies here, own or pulled: its good lines, its receipt, and its tree where somebody asks for it.
///
/// A value: it does not see what is appended afterwards.
public struct LogImage: Sendable {
    public let origin: Origin
    public internal(set) var scan: LogScan
    /// The latest receipt; a `LogKeeper` reads only one that the log's key and the pinned district have signed.
    public internal(set) var receipt: SignedNote?
    /// What lies in its place and is not signed so: a flipped bit, most likely. Believed for nothing.
    public internal(set) var unprovedReceipt: SignedNote?
    /// What the guard said, for an own log.
    public internal(set) var guarded: Checkpoint?
    /// The tree of all good lines, once it was needed.
    var tree: CompactRange?

    public init(origin: Origin, scan: LogScan, receipt: SignedNote? = nil, guarded: Checkpoint? = nil) {
        (self.origin, self.scan, self.receipt, self.guarded) = (origin, scan, receipt, guarded)
    }

    public var size: Int64 { scan.size }

    /// The tree of all entries, where it was computed already.
    public var settledTree: CompactRange? { tree?.size == size ? tree : nil }

    /// What the receipt is about, if it can be read and is about this log.
    public var receiptCheckpoint: Checkpoint? {
        receipt.flatMap { Checkpoint(text: $0.text) }.flatMap { $0.origin == origin ? $0 : nil }
    }

    public var condition: LogCondition {
        LogCondition(of: scan, receiptSize: receiptCheckpoint?.size ?? 0, guardSize: guarded?.size ?? 0)
    }

    /// The first entry's body, when it opens this log.
    public var opened: LogOpened? {
        guard size > 0, case .event(let event, _) = EventReading(of: scan.entry(0)).content,
            case .logOpened(let body) = event.body, body.origin == origin
        else { return nil }
        return body
    }

    /// The tree of the first `size` entries: every leaf is hashed, so it is asked for only to compare or to sign.
    public func tree(at size: Int64) -> CompactRange {
        if let tree, tree.size == size { return tree }
        var range = CompactRange()
        for index in 0..<size { range.append(leaf: MerkleTree.leaf(scan.entry(index))) }
        return range
    }

    /// The log's size and root, to be signed by whoever has its key.
    public func checkpoint(at size: Int64) -> Checkpoint {
        Checkpoint(origin: origin, size: size, root: tree(at: size).root)
    }

    public var reference: LogReference {
        let checkpoint = checkpoint(at: size)
        return LogReference(origin: origin, size: size, root: checkpoint.root)
    }

    /// The roots at several sizes, and the tree of all entries, in one pass over the leaves.
    public func roots(at sizes: Set<Int64>) -> (roots: [Int64: Digest], tree: CompactRange) {
        var roots: [Int64: Digest] = sizes.contains(0) ? [0: MerkleTree.emptyRoot] : [:]
        if let tree = settledTree, sizes.isSubset(of: [0, tree.size]) {
            roots[tree.size] = tree.root
            return (roots, tree)
        }
        var range = CompactRange()
        for index in 0..<size {
            range.append(leaf: MerkleTree.leaf(scan.entry(index)))
            if sizes.contains(index + 1) { roots[index + 1] = range.root }
        }
        return (roots, range)
    }
}
