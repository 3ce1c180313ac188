import TestSupport

/// One seed run to its end, and what it found.
struct Run: Sendable {
    let seed: UInt64
    let steps: [Int]
    let failures: [String]
    let trace: [String]

    /// Takes the steps and then makes peace. What stops a world from being built is a failure too.
    init(_ seed: UInt64, steps: [Int], defects: World.Defects = World.Defects()) {
        (self.seed, self.steps) = (seed, steps)
        do {
            let world = try World(seed: seed, defects: defects)
            for step in steps where world.failures.isEmpty { world.step(step) }
            if world.failures.isEmpty { try world.settle() }
            (failures, trace) = (world.failures, world.trace)
        } catch {
            (failures, trace) = (["seed \(seed): \(error)"], [])
        }
    }

    var isGood: Bool { failures.isEmpty }

    /// The same with as many steps left out as can be while something still fails: halves first, then ever smaller pieces.
    func shortened(defects: World.Defects = World.Defects(), runs: Int = 300) -> Run {
        var best = self
        var left = runs
        var size = max(1, steps.count / 2)
        while left > 0 {
            var start = 0
            var hasShrunk = false
            while start < best.steps.count, left > 0 {
                left -= 1
                let fewer = Array(best.steps[..<start] + best.steps[min(start + size, best.steps.count)...])
                let next = Run(seed, steps: fewer, defects: defects)
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
        Scripts/bench simulate --seed \(seed) --steps \(steps.map(String.init).joined(separator: ","))
        \(trace.joined(separator: "\n"))
        """
    }
}
