import LogFiles
import PlanProgress
import TestSupport
import Testing

/// Records ten events, one by one and in a group, and says which were acknowledged.
private struct Clerk {
    var acknowledged: [[UInt8]] = []

    mutating func work(on disk: MemoryDisk) throws {
        let home = try MemoryHome.openOrCreate(disk)
        let log = try home.deviceLog()
        let done = Set(log.image.scan.entries.compactMap { Self.nonce(of: $0) })
        let due = (0..<10).map { SampleEvents.progress($0) }.filter { !done.contains($0.nonce) }
        _ = try home.store(name: "ghi-chu.txt", type: "text/plain", content: Array("ghi chú".utf8), role: .note)
        for event in due.prefix(3) { acknowledged += try log.append([event]).map(\.bytes) }
        acknowledged += try log.append(Array(due.dropFirst(3))).map(\.bytes)
    }

    static func nonce(of entry: [UInt8]) -> String? { (try? JSON(reading: entry))?["nonce"]?.string }
}

@Suite struct `Every call to the disk may fail` {
    /// Runs the clerk's work with the n-th call failing, n = 1, 2, 3 … until it passes, then finishes it.
    private func failEach(_ fault: MemoryDisk.Fault, cutsPower: Bool, seed: UInt64) throws {
        for call in 1... {
            let disk = MemoryDisk(seed: seed &* 1000 &+ UInt64(call))
            var clerk = Clerk()
            disk.arm(fault, atCall: call)
            let result = Result { try clerk.work(on: disk) }
            if disk.calls < call {
                #expect(throws: Never.self) { try result.get() }
                #expect(call > 60, "the scenario makes more calls than that")
                return
            }
            if cutsPower { disk.cutPower() } else { disk.restart() }
            try finish(&clerk, on: disk, "call \(call) of seed \(seed)", wasKilled: fault == .killed)
        }
    }

    /// Whatever happened, a second run ends well and nothing acknowledged is missing or there twice.
    private func finish(_ clerk: inout Clerk, on disk: MemoryDisk, _ place: Comment, wasKilled: Bool) throws {
        var home = try MemoryHome.openOrCreate(disk)
        if case .heal = try home.repairNeed() { try home.heal(answered: nil) }
        try clerk.work(on: disk)
        try check(clerk, on: disk, place, isWhole: true)
        // What the second run acknowledged outlives the power too, whatever name the first one left that may not last.
        disk.cutPower()
        home = try MemoryHome.open(disk)
        if case .heal = try home.repairNeed() { try home.heal(answered: nil) }
        // A failed `fdatasync` may leave a hole where an entry stood that nobody was told is recorded.
        try check(clerk, on: disk, place, isWhole: wasKilled)
    }

    private func check(_ clerk: Clerk, on disk: MemoryDisk, _ place: Comment, isWhole: Bool) throws {
        let entries = try MemoryHome.open(disk).deviceLog().image.scan.entries
        for entry in clerk.acknowledged { #expect(entries.filter { $0 == entry }.count == 1, place) }
        let nonces = entries.compactMap { Clerk.nonce(of: $0) }
        #expect(Set(nonces).count == nonces.count && (nonces.count == 11 || !isWhole), place)
    }

    @Test func `by a full disk`() throws { try failEach(.full, cutsPower: false, seed: 1) }
    @Test func `by an error of the device`() throws { try failEach(.failed, cutsPower: false, seed: 2) }
    @Test func `by the end of the process`() throws { try failEach(.killed, cutsPower: false, seed: 3) }

    @Test(arguments: UInt64(10)..<15)
    func `by a power cut`(seed: UInt64) throws { try failEach(.killed, cutsPower: true, seed: seed) }

    @Test(arguments: UInt64(20)..<25)
    func `by an error and then a power cut`(seed: UInt64) throws { try failEach(.failed, cutsPower: true, seed: seed) }

    @Test func `and a log whose write failed is not written again in that run`() throws {
        let disk = MemoryDisk()
        let log = try MemoryHome.make(events: 2, on: disk).deviceLog()
        _ = try log.append(SampleEvents.progress(5))
        // Lock, journal, config, length, the unit's other logs, then the write.
        disk.arm(.full, atCall: 6)
        #expect(throws: HomeFault.log(.disk(.full(HomeLayout.entries(of: log.origin))))) { try log.append(SampleEvents.progress(6)) }
        disk.arm(.full, atCall: 0)
        #expect(throws: HomeFault.log(.stopped(log.origin))) { try log.append(SampleEvents.progress(6)) }
    }

    @Test func `and each says what state remains and what to do`() {
        let path = HomeLayout.entries(of: Origin.sample)
        let sentences: [(LogFault, String)] = [
            (
                .disk(.full(path)),
                "The disk is full: logs/ha-dong/duong-noi/may-1/entries.log was not written. What was recorded before is safe. Free some space and run the command again."
            ),
            (
                .disk(.forbidden(path)),
                "logs/ha-dong/duong-noi/may-1/entries.log may not be read or written by this user. Nothing was changed. Check the owner of the data folder."
            ),
            (
                .disk(.failed(path, call: "fdatasync", errno: 5)),
                "The disk failed at logs/ha-dong/duong-noi/may-1/entries.log (fdatasync, error 5). What was recorded before is safe if it was said to be. Check the disk before going on."
            ),
            (
                .neverAppend(.sample, .shorter(size: 4, known: 5)),
                "Log ha-dong/duong-noi/may-1: it has 4 entries here but had 5 before. Nothing was written. Run 'ward sync', or 'ward repair' if that does not help."
            ),
            (
                .tooLong(byteCount: 40960),
                "The entry has 40960 bytes, more than 32768. Nothing was recorded. Shorten it, or attach the text as a file."
            ),
        ]
        for (fault, sentence) in sentences { #expect("\(fault)" == sentence) }
        #expect([HomeFault.log(.disk(.full(path))), .log(.disk(.forbidden(path)))].map(\.exitCode) == [74, 74])
    }
}

extension Origin {
    static var sample: Origin {
        guard let origin = MemoryHome.origin else { preconditionFailure("the sample's origin keeps its grammar") }
        return origin
    }
}
