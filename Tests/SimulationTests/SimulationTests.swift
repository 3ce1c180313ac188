import Foundation
import TestSupport
import Testing

@testable import simulate

/// Sized for a debug build, in which a step takes 8 ms of a core; `Scripts/bench simulate` runs thousands of seeds in release.
private enum Size {
    static let seeds = ProcessInfo.processInfo.environment["WARDLOG_SEEDS"].flatMap { UInt64($0) } ?? 60
    static let steps = Array(1...60)
}

@Suite struct `A simulated district` {
    @Test func `loses nothing, counts everything once and comes to rest`() async {
        if let bad = await firstBad(in: 1...Size.seeds, steps: Size.steps) { Issue.record("\(await bad.shortened(runs: 60).report)") }
    }

    /// The harness proves itself: each is found within two hundred seeds.
    @Test(arguments: MemoryDisk.Defect.allCases)
    func `shows a disk that does less than it promises`(defect: MemoryDisk.Defect) async {
        #expect(await firstBad(in: 1...200, steps: Size.steps, defects: .init(disk: defect)) != nil, "\(defect) was not found")
    }

    @Test(arguments: SimulatedDistrict.Defect.allCases)
    func `shows a district that forgets`(defect: SimulatedDistrict.Defect) async {
        #expect(await firstBad(in: 1...200, steps: Size.steps, defects: .init(district: defect)) != nil, "\(defect) was not found")
    }
}
