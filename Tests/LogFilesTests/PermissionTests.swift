import LogFiles
import PlanProgress
import TestSupport
import Testing

@Suite struct `A device asks before it appends` {
    private func refusal(_ disk: MemoryDisk) throws -> AppendRefusal? {
        guard case .never(let refusal) = try MemoryHome.open(disk).deviceLog().permission() else { return nil }
        return refusal
    }

    @Test func `and goes on where nothing speaks against it`() throws {
        let disk = MemoryDisk()
        _ = try MemoryHome.make(events: 3, on: disk)
        #expect(try refusal(disk) == nil)
    }

    @Test func `and never writes to an older copy that was restored`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        let backup = disk.copy(seed: 2)
        _ = try home.deviceLog().append(SampleEvents.progress(10))
        disk.restore(from: backup, guards: false)

        #expect(try refusal(disk) == .shorter(size: 4, known: 5))
        #expect(throws: HomeFault.log(.neverAppend(home.origin, .shorter(size: 4, known: 5)))) {
            try MemoryHome.open(disk).deviceLog().append(SampleEvents.progress(11))
        }
    }

    @Test func `and learns of a restored copy from the heads alone`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        let backup = disk.copy(seed: 2)
        _ = try home.deviceLog().append(SampleEvents.progress(10))
        let head = try home.deviceLog().image.checkpoint(at: 5)
        disk.restore(from: backup, guards: true)
        try WardFiles(MemoryHome.open(disk)).keep(heads: HeadsText([.init(head)]))
        #expect(try refusal(disk) == .shorter(size: 4, known: 5))
    }

    @Test func `and never writes where a receipt names another root`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        let backup = disk.copy(seed: 2)
        let district = try SampleDistrict()
        _ = try home.deviceLog().append(SampleEvents.progress(10))
        let receipt = try district.receipt(for: home, at: 5)
        // The copy goes its own way where its guard was restored with it.
        disk.restore(from: backup, guards: true)
        _ = try MemoryHome.open(disk).deviceLog().append([SampleEvents.progress(11), SampleEvents.progress(12)])
        try disk.replace(HomeLayout.checkpoint(of: home.origin), with: receipt.bytes)
        #expect(try refusal(disk) == .otherRoot(at: 5))
    }

    @Test func `and is not alarmed by a receipt with a flipped bit`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        let receipt = try SampleDistrict().receipt(for: home, at: 4)
        let spoiled = receipt.text.replacing("\n4\n", with: "\n9\n")
        try disk.replace(HomeLayout.checkpoint(of: home.origin), with: SignedNote(text: spoiled, signatures: receipt.signatures).bytes)
        #expect(try refusal(disk) == nil)
    }

    @Test func `and never begins anew with a key whose log is gone`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        disk.drop(HomeLayout.entries(of: home.origin))
        #expect(try refusal(disk) == .keyWithoutLog)
    }

    @Test func `and never writes a log whose key is gone`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        disk.drop(HomeLayout.key(of: home.origin))
        #expect(try refusal(disk) == .logWithoutKey)
    }

    @Test func `and a home made again over a known key is refused`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        disk.drop(HomeLayout.entries(of: home.origin))
        disk.drop(HomeLayout.config)
        #expect(throws: HomeFault.keyIsKnown(home.origin)) { try MemoryHome.openOrCreate(disk) }
    }

    @Test func `and another process that holds the home is named`() throws {
        let disk = MemoryDisk()
        let log = try MemoryHome.make(events: 3, on: disk).deviceLog()
        disk.holdElsewhere(HomeLayout.lock)
        let fault = HomeFault.log(.disk(.held(HomeLayout.lock)))
        #expect(throws: fault) { try log.append(SampleEvents.progress(5)) }
        #expect(fault.exitCode == 75)
        #expect("\(fault)" == "Another program is using the data folder (lock). Nothing was changed. Try again in a moment.")
    }

    @Test func `and hashes nothing where nothing is known`() {
        let permission = AppendPermission(
            hasKey: true, hasLog: true, condition: .whole, size: 5, known: [],
            root: { _ in
                Issue.record("a root was computed")
                return MerkleTree.emptyRoot
            })
        #expect(permission == .append)
    }
}
