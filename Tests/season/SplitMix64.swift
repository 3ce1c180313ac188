/// A small generator of numbers that are the same on every machine.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014). Never for keys or salts of real data.
struct SplitMix64 {
    private var state: UInt64

    /// The stream of this seed under these names; other names give another stream, so that a ward more, or a
    /// habit more, moves nothing of the others.
    init(seed: UInt64, _ names: String...) {
        // FNV-1a, 64 bits.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in names.joined(separator: "/").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = seed ^ hash
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number of the range; the small bias of the remainder does not matter here.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// `true` so many times in a thousand.
    mutating func happens(permille: Int) -> Bool { number(0...999) < permille }

    mutating func pick<T>(_ choices: [T]) -> T { choices[number(0...(choices.count - 1))] }

    /// So many of the choices, in their order.
    mutating func some<T>(_ count: Int, of choices: [T]) -> [T] {
        var left = min(count, choices.count)
        var chosen: [T] = []
        for (index, choice) in choices.enumerated() where left > 0 && number(1...(choices.count - index)) <= left {
            chosen.append(choice)
            left -= 1
        }
        return chosen
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) } }
}
