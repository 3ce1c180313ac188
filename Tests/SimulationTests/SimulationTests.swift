import Foundation
import TestSupport
import Testing

/// The seeds of a run in blocks that run beside each other: `WARDLOG_SEED` names one, `WARDLOG_SEEDS` how many from 1 on.
private let blocks: [ClosedRange<UInt64>] = {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["WARDLOG_SEED"].flatMap({ UInt64($0) }) { return [one...one] }
    let count = environment["WARDLOG_SEEDS"].flatMap { UInt64($0) } ?? 200
    return stride(from: 1, through: count, by: 25).map { $0...min($0 + 24, count) }
}()

/// Sixty steps and then peace; what went wrong, first things first.
private func run(_ seed: UInt64, defect: MemoryDisk.Defect? = nil) throws -> (failures: [String], trace: [String]) {
    let world = try World(seed: seed, defect: defect)
    for _ in 0..<60 where world.failures.isEmpty { try world.step() }
    if world.failures.isEmpty { try world.settle() }
    return (world.failures, world.trace)
}

@Suite struct `A simulated unit and its district` {
    @Test(arguments: blocks) func `lose nothing, count everything once and come to rest`(seeds: ClosedRange<UInt64>) throws {
        for seed in seeds {
            let (failures, trace) = try run(seed)
            guard let failure = failures.first else { continue }
            Issue.record(
                """
                \(failure)
                WARDLOG_SEED=\(seed) swift test --filter SimulationTests
                \(trace.suffix(60).joined(separator: "\n"))
                """)
            return
        }
    }

    /// The harness proves itself: each is found within two hundred seeds.
    @Test(arguments: MemoryDisk.Defect.allCases)
    func `show a disk that does less than it promises`(defect: MemoryDisk.Defect) throws {
        let caught = (UInt64(1)...200).first { seed in
            do { return try !run(seed, defect: defect).failures.isEmpty } catch { return true }
        }
        #expect(caught != nil, "\(defect) was not found")
    }
}
