/// A log as it lies here, own or pulled: its good lines, its receipt, and its tree where somebody asks for it.
///
/// A value: it does not see what is appended afterwards.
public struct LogImage: Sendable {
    public let origin: Origin
    public internal(set) var scan: LogScan
    /// The latest receipt; a `LogKeeper` reads only one that the log's key and the pinned district have signed.
    public internal(set) var receipt: SignedNote? {
        didSet { receiptCheckpoint = Self.checkpoint(of: receipt, about: origin) }
    }
    /// What the receipt is about, if it can be read and is about this log.
    public private(set) var receiptCheckpoint: Checkpoint?
    /// What lies in its place and is not signed so: a flipped bit, most likely. Believed for nothing.
    public internal(set) var unprovedReceipt: SignedNote?
    /// What the guard said, for an own log.
    public internal(set) var guarded: Checkpoint?
    /// Trees that were asked for, by size: they stay true, for a log is only ever appended to.
    private var trees: [Int64: CompactRange] = [:]

    public init(origin: Origin, scan: LogScan, receipt: SignedNote? = nil, guarded: Checkpoint? = nil) {
        (self.origin, self.scan, self.receipt, self.guarded) = (origin, scan, receipt, guarded)
        receiptCheckpoint = Self.checkpoint(of: receipt, about: origin)
    }

    private static func checkpoint(of receipt: SignedNote?, about origin: Origin) -> Checkpoint? {
        receipt.flatMap { Checkpoint(text: $0.text) }.flatMap { $0.origin == origin ? $0 : nil }
    }

    public var size: Int64 { scan.size }

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

    /// The tree of the first `size` entries: every leaf behind the nearest tree that is known is hashed, so it is asked for
    /// only to compare or to sign.
    public func tree(at size: Int64) -> CompactRange {
        if let tree = trees[size] { return tree }
        let nearest = trees.keys.filter { $0 < size }.max()
        var range = nearest.flatMap { trees[$0] } ?? CompactRange()
        for index in range.size..<size { range.append(leaf: MerkleTree.leaf(scan.entry(index))) }
        return range
    }

    /// The same, and it is known from now on.
    mutating func settledTree(at size: Int64) -> CompactRange {
        let tree = tree(at: size)
        trees[size] = tree
        return tree
    }

    /// Writes an entry behind the others; the tree of all of them grows with it.
    mutating func append(_ entries: [ArraySlice<UInt8>]) {
        var tree = tree(at: size)
        trees[size] = nil
        for entry in entries {
            scan.append(entry)
            tree.append(leaf: MerkleTree.leaf(entry))
        }
        trees[size] = tree
    }

    /// The log's size and root, to be signed by whoever has its key.
    public func checkpoint(at size: Int64) -> Checkpoint {
        Checkpoint(origin: origin, size: size, root: tree(at: size).root)
    }

    public var reference: LogReference {
        let checkpoint = checkpoint(at: size)
        return LogReference(origin: origin, size: size, root: checkpoint.root)
    }

    /// The roots at those of the sizes that lie here, in one pass over the leaves.
    public mutating func roots(at sizes: Set<Int64>) -> [Int64: Digest] {
        var roots: [Int64: Digest] = [:]
        for size in sizes.sorted() where size <= self.size { roots[size] = settledTree(at: size).root }
        return roots
    }
}
