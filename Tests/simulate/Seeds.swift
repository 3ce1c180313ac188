import Synchronization

/// The smallest seed that fails of those that were run; two at a time, each taking the next seed as soon as it is free, until one fails.
func firstBad(in seeds: ClosedRange<UInt64>, steps: [Int], defects: World.Defects = World.Defects()) async -> Run? {
    let queue = SeedQueue(seeds)
    await withTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
            group.addTask {
                while let seed = queue.next() {
                    let run = await Run(seed, steps: steps, defects: defects)
                    if !run.isGood { queue.note(run) }
                }
            }
        }
    }
    return queue.bad
}

/// Seeds in ascending order until one has failed.
private final class SeedQueue: Sendable {
    private let state: Mutex<(next: UInt64, bad: Run?)>
    private let last: UInt64

    init(_ seeds: ClosedRange<UInt64>) {
        state = Mutex((seeds.lowerBound, nil))
        last = seeds.upperBound
    }

    var bad: Run? { state.withLock { $0.bad } }

    func next() -> UInt64? {
        state.withLock { state in
            guard state.bad == nil, state.next <= last else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func note(_ run: Run) {
        state.withLock { state in
            if state.bad.map({ $0.seed > run.seed }) ?? true { state.bad = run }
        }
    }
}
