import PlanProgress
import TestSupport
import Testing

@Suite struct `A log's tree` {
    /// The entries and roots of Certificate Transparency's own tests (`merkle_tree_test.cc`); checked with Python's hashlib.
    private let entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    private let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func `has the roots of RFC 6962`() throws {
        var range = CompactRange()
        #expect(range.root.hex == roots[0])
        for (entry, root) in zip(entries, roots.dropFirst()) {
            range.append(leaf: MerkleTree.leaf(try #require(Hex.bytes(entry))))
            #expect(range.root.hex == root)
        }
    }

    @Test func `has the naive root at every size up to 300`() {
        let leaves = (0..<300).map { MerkleTree.leaf([UInt8($0 & 255), UInt8($0 >> 8)]) }
        var range = CompactRange()
        for size in 0...300 {
            #expect(range.root == NaiveTiles.root(of: leaves[..<size]), "size \(size)")
            #expect(range.size == Int64(size) && range.hashes.count == size.nonzeroBitCount)
            #expect(CompactRange(size: range.size, hashes: range.hashes) == range)
            if size < 300 { range.append(leaf: leaves[size]) }
        }
    }

    @Test func `may be had from the roots of its tiles`() {
        let leaves = (0..<300).map { MerkleTree.leaf([UInt8($0 & 255), UInt8($0 >> 8)]) }
        var whole = CompactRange()
        for leaf in leaves { whole.append(leaf: leaf) }
        var tiled = CompactRange()
        tiled.append(perfect: NaiveTiles.root(of: leaves[..<256]), leafCount: 256)
        for leaf in leaves[256...] { tiled.append(leaf: leaf) }
        #expect(tiled == whole)
    }

    @Test func `is never taken from hashes that do not fit its size`() {
        #expect(CompactRange(size: 3, hashes: [Digest(of: [1])]) == nil)
        #expect(CompactRange(size: -1, hashes: []) == nil)
    }
}
