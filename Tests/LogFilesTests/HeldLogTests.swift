import LogFiles
import PlanProgress
import TestSupport
import Testing

/// A sync holds each log and its trees between its steps; `record`, other syncs' healings and power cuts do not wait for it.
@Suite struct `A log that a sync holds` {
    private let disk = MemoryDisk()
    private let home: Home
    private let files: WardFiles
    private var entries: DiskPath { HomeLayout.entries(of: home.origin) }

    init() throws {
        home = try MemoryHome.make(events: 5, on: disk)
        files = WardFiles(home)
        _ = try files.state()
    }

    @Test func `is seen to grow when another process records`() throws {
        _ = try home.deviceLog().append([SampleEvents.progress(51), SampleEvents.progress(52)])
        let state = try files.state()
        #expect(state.size == 8 && state.knownSize == 8)
        let image = try home.deviceLog().image
        let batch = try files.entries(of: home.origin, in: 6..<8, byteLimit: 1 << 20)
        #expect(batch.map { Array($0) } == image.scan.entries.suffix(2))
        for size in [3, 6, 8] as [Int64] {
            #expect(try files.range(of: home.origin, at: size) == image.tree(at: size))
        }
    }

    @Test func `has every tree of a log that is read anew, in whatever order they are asked for`() throws {
        for size in [6, 2, 5, 0, 4, 1, 3, 5] as [Int64] {
            #expect(
                try files.range(of: home.origin, at: size)
                    == LogImage(origin: home.origin, scan: home.deviceLog().image.scan).tree(at: size))
        }
    }

    @Test func `takes a receipt for what was recorded since`() throws {
        _ = try home.deviceLog().append([SampleEvents.progress(51), SampleEvents.progress(52)])
        try files.keep(receipt: SampleDistrict().receipt(for: home, at: 8), of: home.origin)
        #expect(try files.state().receiptSize == 8)
    }

    @Test func `is cut where another process left a torn tail`() throws {
        disk.change(entries) { $0 += Array("0badc0de {\"at\":1".utf8) }
        let state = try files.state()
        #expect(state.size == 6)
        #expect(try disk.byteCount(entries) == home.deviceLog().image.scan.bytes.count)
        #expect(disk.paths.contains { $0.description.contains("quarantine") })
    }

    @Test func `is left for the log in which another process continued it`() throws {
        var other = try MemoryHome.open(disk, seed: 9)
        try other.heal(answered: nil)
        let state = try files.state()
        #expect(state.origin == other.origin && state.origin != home.origin)
        #expect(state.earlierLogs == [home.origin])
        let batch = try files.entries(of: state.origin, in: 0..<state.size, byteLimit: 1 << 20)
        #expect(batch.map { Array($0) } == (try other.deviceLog().image.scan.entries))
    }

    @Test func `is left too when that healing is finished while it waits for the home`() throws {
        disk.beforeNextLock { [disk] in
            #expect(throws: Never.self) {
                var other = try MemoryHome.open(disk, seed: 9)
                try other.heal(answered: nil)
            }
        }
        let state = try files.state()
        #expect(state.origin != home.origin)
        #expect(try files.home.origin == MemoryHome.open(disk).origin && files.home.origin == state.origin)
        // Signed by the key of the log that was told, and by no other.
        _ = try files.sign(Checkpoint(origin: state.origin, size: 0, root: MerkleTree.emptyRoot))
        // And what the district says of that log is heeded.
        let longer = Checkpoint(origin: state.origin, size: state.size + 3, root: MerkleTree.emptyRoot)
        try files.keep(heads: HeadsText([.init(longer)]))
        #expect(try files.state().knownSize == longer.size)
    }

    @Test func `is known to be shortened as soon as heads say so`() throws {
        let longer = try MemoryHome.make(events: 9, on: disk.copy(seed: 2), seed: 7).deviceLog().image
        try files.keep(heads: HeadsText([.init(longer.checkpoint(at: longer.size))]))
        #expect(try files.state().knownSize == longer.size)
    }

    @Test func `is read once for a whole push`() throws {
        let district = try SampleDistrict()
        let before = disk.readCount(entries)
        let state = try files.state()
        _ = try files.entries(of: home.origin, in: 0..<state.size, byteLimit: 1 << 20)
        let checkpoint = Checkpoint(origin: home.origin, size: state.size, root: try files.range(of: home.origin, at: state.size).root)
        try files.keep(receipt: district.key.cosigning(files.sign(checkpoint), time: 1), of: home.origin)
        #expect(try files.state().receiptSize == state.size)
        #expect(disk.readCount(entries) == before)
    }
}
