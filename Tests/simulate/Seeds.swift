import Dispatch
import Synchronization

/// The smallest seed that fails of those that were run; every core takes the next seed as soon as it is free, until one fails.
func firstBad(in seeds: ClosedRange<UInt64>, steps: [Int], defects: World.Defects = World.Defects()) -> Run? {
    let state = Mutex<(next: UInt64, bad: Run?)>((seeds.lowerBound, nil))
    let workers = 2
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while let seed = state.withLock({ state -> UInt64? in
            guard state.bad == nil, state.next <= seeds.upperBound else { return nil }
            defer { state.next += 1 }
            return state.next
        }) {
            let run = Run(seed, steps: steps, defects: defects)
            if !run.isGood { state.withLock { if $0.bad.map({ $0.seed > seed }) ?? true { $0.bad = run } } }
        }
    }
    return state.withLock { $0.bad }
}
