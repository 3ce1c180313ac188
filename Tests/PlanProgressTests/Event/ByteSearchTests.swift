import PlanProgress
import TestSupport
import Testing

@Suite struct `A pattern in bytes` {
    @Test(arguments: ["\"event.voided\"", "\"log.opened\"", "ab", ".a", "a."])
    func `is found wherever it stands, and nothing like it is`(_ text: String) {
        let pattern = Array(text.utf8)
        for length in 0..<40 {
            for start in 0..<40 {
                let filling = [UInt8](repeating: UInt8(ascii: start % 2 == 0 ? "." : "\""), count: length)
                let whole = filling.prefix(start) + pattern + filling.dropFirst(start)
                // A slice that begins within other bytes, as an entry within its log.
                let held = ([1, 2, 3] + whole + pattern).dropFirst(3).dropLast(pattern.count)
                #expect(held.holds(pattern), "\(start) of \(length)")
                var spoiled = held
                spoiled[held.startIndex + min(start, length) + length % pattern.count] ^= 0x80
                #expect(!spoiled.holds(pattern), "\(start) of \(length)")
            }
        }
        #expect(!pattern.dropLast().holds(pattern) && !pattern[..<0].holds(pattern))
    }
}

@Suite struct `Origins` {
    @Test func `stand in the order of their texts`() throws {
        let parts = ["a", "a-b", "ab", "a0", "b", "a-b-c", "z9"]
        var random = SeededRandom(seed: 1)
        let origins = try parts.flatMap { one in
            try parts.flatMap { two in try ["m", "m-1", "m1", "m.abcdef"].map { try #require(Origin("\(one)/\(two)/\($0)")) } }
        }
        let texts = origins.map(\.description).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(origins.shuffled(using: &random).sorted().map(\.description) == texts)
    }
}
