import PlanProgress
import TestSupport
import Testing

@Suite struct `A log cut into tiles` {
    /// Entries that differ, some empty, one as long as a log takes.
    private static func entry(_ index: Int) -> [UInt8] {
        if index == 300 { return [UInt8](repeating: 0x41, count: Limits.lineByteCount) }
        return index % 97 == 5 ? [] : Array("entry \(index)".utf8)
    }

    @Test func `has at each size the files and the root of the naive one, and of Python's`() throws {
        let entries = (0..<70_000).map { Self.entry($0) }
        let leaves = entries.map { MerkleTree.leaf($0) }
        let sizes: Set = [0, 1, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000]
        var cutter = TileCutter()
        var written: [String: [UInt8]] = [:]
        for size in 0...70_000 {
            if sizes.contains(size) {
                var files = written
                for file in cutter.rest { #expect(files.updateValue(file.bytes, forKey: file.path) == nil, "\(file.path)") }
                let naive = NaiveTiles.files(entries: Array(entries[..<size]), leaves: Array(leaves[..<size]))
                #expect(files.keys.sorted() == naive.keys.sorted(), "size \(size)")
                #expect(files == naive, "size \(size)")
                // A monitor has the tiles and nothing else.
                let fetched = try #require(NaiveTiles.leaves(size: size) { files[$0] })
                #expect(NaiveTiles.root(of: fetched[...]) == cutter.root && cutter.size == Int64(size), "size \(size)")
                if let digest = Self.digests[size] { #expect(Self.digest(of: files) == digest, "size \(size)") }
            }
            guard size < 70_000 else { break }
            for file in cutter.append(entries[size]) {
                #expect(written.updateValue(file.bytes, forKey: file.path) == nil, "\(file.path) was written twice")
            }
        }
    }

    /// SHA-256 over the lines `<path> <hex of the file's SHA-256>` LF, sorted: written down from a program in Python.
    private static let digests = [
        255: "069f3257985ee6a7cfb4432e503bbaaeace6f7bd55ea98a1ebd2ad52873b71aa",
        256: "ab75ef5120bdce715f001f7bf3a08d2bed524ffb32309606c2ad970a39b6f6d2",
        257: "d324a2a37a83a9e7d0d9453d439ac450837ffd66572017b071a796f94c0aa577",
        70_000: "b3aa67fe3977ddef149c83237c4f2eb5aacc55231a9165b05aa3b9b81b15f192",
    ]

    private static func digest(of files: [String: [UInt8]]) -> String {
        let lines = files.map { "\($0.key) \(Digest(of: $0.value).hex)\n" }.sorted()
        return Digest(of: Array(lines.joined().utf8)).hex
    }

    @Test(arguments: [
        (0, "000"), (273, "273"), (999, "999"), (1000, "x001/000"), (1_234_067, "x001/x234/067"), (1_000_000, "x001/x000/000"),
    ])
    func `names its files as tlog-tiles does`(index: Int64, name: String) {
        #expect(TileCutter.name(of: index) == name)
    }
}
