import Foundation
import TestSupport
import Testing

@testable import fuzz

/// The readers' drivers on the kept corpus and on what chance makes of it; `Scripts/fuzz` looks further, guided by coverage.
@Suite struct `A reader of foreign bytes` {
    private static let mutations = 400

    private func corpus(_ driver: Driver) throws -> [(name: String, bytes: [UInt8])] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/Fuzz/\(driver.rawValue)")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appending(path: name))))
        }
    }

    @Test(arguments: Driver.allCases) func `neither traps nor reads one thing and writes another`(driver: Driver) throws {
        let corpus = try corpus(driver)
        #expect(!corpus.isEmpty)
        for (name, bytes) in corpus { #expect(driver.fault(in: bytes) == nil, "\(driver) \(name)") }
        for seed in 1...UInt64(Self.mutations) {
            var random = SeededRandom(seed: seed)
            var bytes = corpus[Int.random(in: 0..<corpus.count, using: &random)].bytes
            let other = corpus[Int.random(in: 0..<corpus.count, using: &random)].bytes
            for _ in 0...Int.random(in: 0...3, using: &random) { mutate(&bytes, with: other, &random) }
            if let fault = driver.fault(in: bytes) {
                Issue.record("\(driver), seed \(seed): \(fault)\n\(Data(bytes).base64EncodedString())")
                return
            }
        }
    }

    /// Flips, cuts, repeats, joins, and the bytes that readers stumble over.
    private func mutate(_ bytes: inout [UInt8], with other: [UInt8], _ random: inout SeededRandom) {
        let odd: [[UInt8]] = [
            [0], [10], [13, 10], [0xEF, 0xBB, 0xBF], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], Array("\"".utf8), Array("{".utf8),
            Array("[[[[[[[[[[[[[[[[[[[[".utf8), Array("9223372036854775808".utf8), Array("-1".utf8), Array("&a *a".utf8), Array(";".utf8),
            Array("\u{2014} ".utf8), Array("../".utf8),
        ]
        let at = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0...64, using: &random)))
        case 3: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + Int.random(in: 0...64, using: &random))], at: at)
        case 4: bytes = Array(bytes[..<at] + other.suffix(Int.random(in: 0...other.count, using: &random)))
        case 5: bytes.removeLast(bytes.count - at)
        default: bytes.insert(contentsOf: odd[Int.random(in: 0..<odd.count, using: &random)], at: at)
        }
    }
}
