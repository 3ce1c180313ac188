import PlanProgress
import Testing

@Suite struct `The rest of a tree` {
    private let leaves = (0..<70).map { MerkleTree.leaf([UInt8($0)]) }

    private func range(_ size: Int) -> CompactRange {
        var range = CompactRange()
        for leaf in leaves.prefix(size) { range.append(leaf: leaf) }
        return range
    }

    private func rest(_ start: Int, _ end: Int) -> TreeRest {
        TreeRest(from: Int64(start), to: Int64(end)) { Array(leaves[Int($0.lowerBound)..<Int($0.upperBound)].prefix(3)) }
    }

    @Test func `leads from each beginning to the root of each size, and to no other`() {
        for end in 2...70 {
            for start in 1..<end {
                let rest = rest(start, end)
                #expect(rest.root(after: range(start), at: Int64(end)) == range(end).root, "\(start) of \(end)")
                #expect(rest.hashes.count <= 12)
                for place in rest.hashes.indices {
                    var hashes = rest.hashes
                    hashes[place] = MerkleTree.leaf([255])
                    #expect(TreeRest(hashes: hashes).root(after: range(start), at: Int64(end)) != range(end).root)
                }
            }
        }
    }

    @Test func `fits no other beginning, and no other count of hashes`() {
        let rest = rest(5, 70)
        var other = range(4)
        other.append(leaf: MerkleTree.leaf([255]))
        #expect(rest.root(after: other, at: 70) != range(70).root)
        #expect(TreeRest(hashes: Array(rest.hashes.dropLast())).root(after: range(5), at: 70) == nil)
        #expect(TreeRest(hashes: rest.hashes + rest.hashes).root(after: range(5), at: 70) == nil)
        #expect(rest.root(after: CompactRange(), at: 70) == nil, "nothing is proved of no entry")
    }
}
