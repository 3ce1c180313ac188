/// What leads from the tree of a log's first entries to the tree of more of them, without the entries between.
///
/// It holds the roots of the perfect subtrees that follow, in their order. Together with the smaller tree they give the root at the
/// larger size; so whoever has that root signed, and the entries of the smaller tree, knows that these are the log's own. A
/// consistency proof of RFC 6962 2.1.2 holds the same hashes beside those that the reader has from the entries.
public struct TreeRest: Hashable, Sendable {
    public let hashes: [Digest]

    /// Two for every bit of a size.
    public static let hashLimit = 126

    public init(hashes: [Digest] = []) { self.hashes = hashes }

    /// The rest of a tree of `end` leaves after the first `start`, of which there is at least one. `leaves` hands out the leaf hashes of a
    /// range, not all at once, so that no more than a subtree's path is held.
    public init<Failure: Error>(
        from start: Int64, to end: Int64, leaves: (Range<Int64>) throws(Failure) -> [Digest]
    ) throws(Failure) {
        var hashes: [Digest] = []
        var next = start
        for count in Self.leafCounts(from: start, to: end) {
            var subtree = CompactRange()
            while subtree.size < count {
                for leaf in try leaves(next..<min(next + 1024, next + count - subtree.size)) {
                    subtree.append(leaf: leaf)
                    next += 1
                }
            }
            hashes.append(subtree.root)
        }
        self.hashes = hashes
    }

    public var isEmpty: Bool { hashes.isEmpty }

    /// The root of the tree of `size` leaves whose first are `range`, or `nil` where the hashes are not as many as lead there.
    public func root(after range: CompactRange, at size: Int64) -> Digest? {
        guard range.size > 0 else { return nil }
        let counts = Self.leafCounts(from: range.size, to: size)
        guard counts.count == hashes.count else { return nil }
        var whole = range
        for (hash, count) in zip(hashes, counts) { whole.append(perfect: hash, leafCount: count) }
        return whole.root
    }

    /// How many leaves each subtree has: as many as fit at its place and before the end.
    private static func leafCounts(from start: Int64, to end: Int64) -> [Int64] {
        precondition(start > 0, "a rest follows at least one leaf")
        var (counts, next): ([Int64], Int64) = ([], start)
        while next < end {
            var count = next & -next
            while count > end - next { count >>= 1 }
            counts.append(count)
            next += count
        }
        return counts
    }
}
