import LogFiles
import PlanProgress
import TestSupport
import Testing

@testable import simulate

/// A home that was restored from a backup while the guard, which is part of none, remembers more.
@Suite struct `A sync of a log that lacks its end` {
    private func outcome(_ bench: Bench) throws -> SyncOutcome {
        SyncPerformer<WardFiles, AnyLine>(store: WardFiles(try bench.device.home()), line: AnyLine(bench.district)).run(
            in: SyncSurroundings(now: { bench.device.time }, wait: { _ in }, seed: 1))
    }

    @Test(arguments: [0, 2])
    func `says once how many entries are gone that were recorded and not sent`(sentAfterBackup: Int) throws {
        var bench = try Bench(seed: 41)
        bench.sync(bench.device)
        let backup = bench.device.disk.copy(seed: 5)
        if sentAfterBackup > 0 {
            try bench.record(sentAfterBackup, on: bench.device, number: 700)
            bench.sync(bench.device)
        }
        let sent = bench.acknowledged
        try bench.record(5, on: bench.device, number: 710)
        bench.device.disk.restore(from: backup, guards: false)

        let first = try outcome(bench)
        #expect(first.lostEntries == 5 && first.exitCode == 65 && first.ending == .done)
        #expect(first.continued != nil, "design 3.4: what cannot be reached is healed, never written over")
        let home = try bench.device.home()
        #expect(try home.entriesLostBefore(home.deviceLog().image) == 5)
        let second = try outcome(bench)
        #expect(second.lostEntries == 0 && second.exitCode == 0)
        bench.acknowledged = sent
        #expect(try bench.faultsAtRest() == [])
    }

    @Test func `forgets nothing wherever it is cut`() throws {
        var bench = try Bench(seed: 42)
        bench.sync(bench.device)
        let backup = bench.device.disk.copy(seed: 5)
        try bench.record(2, on: bench.device, number: 700)
        bench.sync(bench.device)
        try bench.record(3, on: bench.device, number: 710)
        bench.device.disk.restore(from: backup, guards: false)
        for call in 1... {
            let copy = Bench(copying: bench)
            copy.device.disk.arm(.killed, atCall: call)
            let whole = try? outcome(copy)
            if copy.device.disk.calls < call {
                #expect(whole?.lostEntries == 3 && call > 40)
                return
            }
            copy.device.disk.restart()
            // A line that was cut while it came back needs 'ward repair', as any other.
            var home = try copy.device.home()
            if case .heal = try home.repairNeed() { try home.heal(answered: nil) }
            // A kill behind the healing leaves the telling to 'ward status'.
            let next = try outcome(copy)
            home = try copy.device.home()
            #expect(try next.lostEntries == 3 || home.entriesLostBefore(home.deviceLog().image) == 3, "call \(call)")
        }
    }

    @Test func `and whose lines nobody can read says how many`() throws {
        var bench = try Bench(seed: 43)
        bench.sync(bench.device)
        try bench.record(3, on: bench.device, number: 700)
        let origin = try bench.device.home().origin
        let scan = try bench.device.home().deviceLog().image.scan
        bench.device.disk.change(HomeLayout.entries(of: origin)) { $0[scan.entry(scan.size - 2).startIndex + 9] ^= 4 }
        bench.device.disk.drop(HomeLayout.key(of: origin))

        let first = try outcome(bench)
        #expect(first.spoiledLines == 1 && first.lostEntries == 0)
        #expect(try outcome(bench).spoiledLines == 0)
    }
}
