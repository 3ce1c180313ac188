import LogSync
import PlanProgress
import TestSupport
import Testing

@Suite struct `A sealed bundle` {
    private let key = SealingKey(seed: Array(repeating: 5, count: 32))

    private func sealed(_ content: [UInt8], pieces: Int = 1000) throws -> [UInt8] {
        let stick = MemoryStick()
        let sink = try SealedSink(to: try #require(key).publicBytes, named: "ha-dong", into: stick)
        for start in stride(from: 0, to: content.count, by: pieces) { try sink.write(Array(content[start...].prefix(pieces))) }
        try sink.close()
        return stick.bytes
    }

    private func opened(_ bytes: [UInt8], by key: SealingKey?, piece: Int = .max) throws -> [UInt8] {
        let source = try SealedSource(MemoryStick(bytes, pieceByteCount: piece)) { _, _ throws(BundleFault) in key }
        var content: [UInt8] = []
        while true {
            let piece = try source.next(40_000)
            if piece.isEmpty { return content }
            content += piece
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_001])
    func `opens to what was sealed`(_ count: Int) throws {
        var random = SeededRandom(seed: 1)
        let content = random.bytes(count)
        for piece in [1000, 300_000] { #expect(try opened(sealed(content, pieces: piece), by: key) == content) }
        #expect(try opened(sealed(content), by: key, piece: 333) == content)
    }

    @Test func `shows nothing of its content, and is never the same twice`() throws {
        let content = Array(repeating: UInt8(ascii: "a"), count: 5000)
        let (first, second) = (try sealed(content), try sealed(content))
        #expect(first != second)
        #expect(!first.contains { _ in String(decoding: first, as: UTF8.self).contains("aaaaaaaa") })
    }

    @Test func `cut anywhere, or with any byte changed, is not opened`() throws {
        let content = Array("a small bundle".utf8)
        let bytes = try sealed(content)
        for position in bytes.indices {
            #expect(throws: BundleFault.self, "cut at \(position)") {
                // Cut in its first line it is no sealed file any more, and what comes out is no bundle.
                if try opened(Array(bytes[..<position]), by: key) != content { throw BundleFault.torn }
            }
            var changed = bytes
            changed[position] ^= 1
            #expect(throws: BundleFault.self, "changed at \(position)") {
                if try opened(changed, by: key) != content { throw BundleFault.torn }
            }
        }
        #expect(throws: BundleFault.torn) { try opened(bytes + [0], by: key) }
    }

    /// The end of a piece is an honest place to cut: only the mark of the last one tells.
    @Test func `cut between two pieces is told from a whole one`() throws {
        let bytes = try sealed(Array(repeating: 7, count: 100_000), pieces: 100_000)
        let last = 5 + 16 + 100_000 - 65_536
        #expect(throws: BundleFault.torn) { try opened(Array(bytes.dropLast(last)), by: key) }
    }

    @Test func `for another key says for whom it is`() throws {
        let bytes = try sealed([1, 2, 3])
        #expect(throws: BundleFault.otherKey(of: "ha-dong")) { try opened(bytes, by: SealingKey(seed: Array(repeating: 6, count: 32))) }
        #expect(throws: BundleFault.otherKey(of: "ha-dong")) { try opened(bytes, by: nil) }
    }

    @Test(arguments: ["\u{1B}]0;x", "", "../..", "ha-dong/duong-noi", "a b"]) func `for a name that is none quotes nothing of it`(
        _ name: String
    ) {
        let header = "wardlog/1 sealed\nfor \(name)\nkey 0011223344556677\nencapsulated AAAA\n\n"
        #expect(throws: BundleFault.form(expected: "a district's or a device's name")) { try opened(Array(header.utf8), by: key) }
    }

    @Test func `that is not sealed passes through`() throws {
        let plain = Array("wardlog/1 bundle\nand so on".utf8)
        #expect(try opened(plain, by: nil) == plain)
        #expect(try opened([], by: nil) == [])
    }

    @Test func `of a device goes to a key that its log's key gives, and no other`() throws {
        let first = try #require(SignerKey(name: "ha-dong/duong-noi/may-1", seed: Array(repeating: 1, count: 32)))
        let second = try #require(SignerKey(name: "ha-dong/duong-noi/may-1", seed: Array(repeating: 2, count: 32)))
        let keys = [first, first, second].map { SealingKey(ofDevice: $0)?.publicBytes }
        #expect(keys[0] != nil && keys[0] == keys[1] && keys[0] != keys[2])
        #expect(keys[0] != first.verifier(.log).key)
    }
}
