import Crypto

/// Hashes of RFC 6962 2.1: leaves and nodes are told apart by their first byte.
public enum MerkleTree {
    /// SHA-256(0x00 ‖ entry): an entry's leaf hash, and the second half of its event id.
    public static func leaf(_ entry: some Sequence<UInt8>) -> Digest {
        var hash = SHA256()
        withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
        let done: Void? = entry.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        if done == nil { hash.update(data: Array(entry)) }
        return Digest(hash.finalize())
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            buffer[0] = 1
            left.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[1...]))
            right.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[33...]))
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Digest(hash.finalize())
        }
    }

    /// The root of the empty tree: SHA-256 of nothing.
    public static let emptyRoot = Digest(of: [UInt8]())
}

/// All that is kept of a log's tree to go on appending: the roots of its perfect subtrees, largest first.
///
/// Source: RFC 6962 2.1, and RFC 9162 2.1.2 for the order of merging. Appending is O(1) amortised.
public struct CompactRange: Hashable, Sendable {
    public private(set) var size: Int64
    /// One digest for every bit set in `size`, the highest bit first.
    public private(set) var hashes: [Digest]

    public init() {
        size = 0
        hashes = []
    }

    /// A range as kept somewhere, or `nil` when the count of hashes does not fit the size.
    public init?(size: Int64, hashes: [Digest]) {
        guard size >= 0, hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    public mutating func append(leaf: Digest) { append(perfect: leaf, leafCount: 1) }

    /// Appends the root of a perfect subtree of `leafCount` leaves, a power of two that divides `size`.
    ///
    /// So a tree can be had from the roots of its tiles without its leaves.
    public mutating func append(perfect subtree: Digest, leafCount: Int64) {
        precondition(leafCount > 0 && leafCount.nonzeroBitCount == 1 && size % leafCount == 0, "a subtree joins at its own boundary")
        var merged = subtree
        var level = leafCount
        while size & level != 0 {
            merged = MerkleTree.node(hashes.removeLast(), merged)
            level <<= 1
        }
        hashes.append(merged)
        size += leafCount
    }

    public var root: Digest {
        guard var root = hashes.last else { return MerkleTree.emptyRoot }
        for subtree in hashes.dropLast().reversed() { root = MerkleTree.node(subtree, root) }
        return root
    }
}
