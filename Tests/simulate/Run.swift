import PlanProgress
import TestSupport

/// One seed run to its end, and what it found.
struct Run: Sendable {
    let seed: UInt64
    let steps: [Int]
    /// For how many steps the world was made: a longer life is one of more wards.
    let length: Int
    let failures: [String]
    let trace: [String]

    /// Takes the steps and then makes peace. What stops a world from being built is a failure too.
    init(_ seed: UInt64, steps: [Int], of length: Int? = nil, defects: World.Defects = World.Defects()) async {
        let length = length ?? steps.count
        (self.seed, self.steps, self.length) = (seed, steps, length)
        (failures, trace) = await Ed25519.$memory.withValue(SignatureMemory()) {
            await EventReading.$memory.withValue(ReadingMemory()) {
                do {
                    let world = try World(seed: seed, length: length, defects: defects)
                    for step in steps where world.failures.isEmpty { await world.step(step) }
                    if world.failures.isEmpty { try world.settle() }
                    return (world.failures, world.trace)
                } catch {
                    return (["seed \(seed): \(error)"], [])
                }
            }
        }
    }

    var isGood: Bool { failures.isEmpty }

    /// The same with as many steps left out as can be while something still fails: halves first, then ever smaller pieces.
    func shortened(defects: World.Defects = World.Defects(), runs: Int = 300) async -> Run {
        var best = self
        var left = runs
        var size = max(1, steps.count / 2)
        while left > 0 {
            var start = 0
            var hasShrunk = false
            while start < best.steps.count, left > 0 {
                left -= 1
                let fewer = Array(best.steps[..<start] + best.steps[min(start + size, best.steps.count)...])
                let next = await Run(seed, steps: fewer, of: length, defects: defects)
                if next.isGood { start += size } else { (best, hasShrunk) = (next, true) }
            }
            if size == 1, !hasShrunk { break }
            if !hasShrunk || size > best.steps.count { size = max(1, size / 2) }
        }
        return best
    }

    /// What a person needs: the first failure, the line that repeats it, and what happened.
    var report: String {
        """
        \(failures.first ?? "nothing failed")
        Scripts/bench simulate --seed \(seed) --of \(length) --steps \(steps.map(String.init).joined(separator: ","))
        \(trace.joined(separator: "\n"))
        """
    }
}
