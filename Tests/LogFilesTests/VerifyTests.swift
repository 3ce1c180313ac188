import LogFiles
import PlanProgress
import TestSupport
import Testing

/// A home that has joined, with four entries of its own and a colleague's five, all of them confirmed.
private struct JoinedHome {
    let disk = MemoryDisk()
    let home: Home
    let district: SampleDistrict
    let colleague: SampleDevice

    init() throws {
        home = try MemoryHome.make(events: 3, on: disk)
        district = try SampleDistrict()
        colleague = try SampleDevice("ha-dong/duong-noi/may-2", seed: 5, events: 4).orThrow()
        let files = WardFiles(home)
        try files.keep(district: district.identity)
        try files.keep(receipt: district.receipt(for: home, at: 4), of: home.origin)
        let receipt = district.key.cosigning(colleague.signer.signing(colleague.checkpoint(at: 5).note), time: 1_663_200_000)
        try files.adopt(EntryBatch(colleague.entries[...]), from: 0, of: colleague.origin, receipt: receipt)
        try files.keep(heads: HeadsText([HeadsText.Head(try own(4)), HeadsText.Head(colleague.checkpoint(at: 5))]))
    }

    func own(_ size: Int64) throws -> Checkpoint { try home.deviceLog().image.checkpoint(at: size) }

    func put(_ note: SignedNote, of origin: Origin) { disk.change(HomeLayout.checkpoint(of: origin)) { $0 = note.bytes } }

    /// The fault of each log, ours first.
    func faults() throws -> [LogFinding?] { try home.verify().map(\.fault) }
}

@Suite struct `A receipt that verifying finds false` {
    @Test func `is none of these`() throws {
        let joined = try JoinedHome()
        #expect(try joined.home.verify().map(\.receiptSize) == [4, 5])
        #expect(try joined.faults() == [nil, nil])
    }

    @Test func `because a stranger made it, in our log or a pulled one`() throws {
        let joined = try JoinedHome()
        for (index, checkpoint) in [try joined.own(4), joined.colleague.checkpoint(at: 5)].enumerated() {
            let stranger = try #require(SignerKey(name: checkpoint.origin.description, seed: Array(repeating: 66, count: 32)))
            let before = try #require(try joined.disk.read(HomeLayout.checkpoint(of: checkpoint.origin)))
            joined.put(joined.district.key.cosigning(stranger.signing(checkpoint.note), time: 1), of: checkpoint.origin)
            #expect(try joined.faults()[index] == .receiptSignature)
            joined.disk.change(HomeLayout.checkpoint(of: checkpoint.origin)) { $0 = before }
            #expect(try joined.faults() == [nil, nil])
        }
    }

    @Test func `because another district cosigned it, or nobody`() throws {
        let joined = try JoinedHome()
        let note = joined.colleague.signer.signing(joined.colleague.checkpoint(at: 5).note)
        let stranger = try #require(SignerKey(name: "ha-dong/receipts", seed: Array(repeating: 67, count: 32)))
        for wrong in [note, stranger.cosigning(note, time: 1)] {
            joined.put(wrong, of: joined.colleague.origin)
            #expect(try joined.faults() == [nil, .receiptCosignature])
        }
    }

    @Test func `because it has the right signatures and a wrong root`() throws {
        let joined = try JoinedHome()
        let ours = Checkpoint(origin: joined.home.origin, size: 4, root: Digest(of: [4]))
        joined.put(joined.district.key.cosigning(try WardFiles(joined.home).sign(ours), time: 1), of: ours.origin)
        let theirs = Checkpoint(origin: joined.colleague.origin, size: 3, root: Digest(of: [3]))
        joined.put(joined.district.key.cosigning(joined.colleague.signer.signing(theirs.note), time: 1), of: theirs.origin)
        #expect(try joined.faults() == [.receiptRoot(size: 4), .receiptRoot(size: 3)])
    }

    @Test func `because it is an older one, or was taken away`() throws {
        let joined = try JoinedHome()
        joined.put(try joined.district.receipt(for: joined.home, at: 2), of: joined.home.origin)
        joined.disk.drop(HomeLayout.checkpoint(of: joined.colleague.origin))
        let faults = try joined.faults()
        #expect(faults == [.receiptBehind(size: 2, known: 4), .receiptBehind(size: 0, known: 5)])
        #expect(faults[0]?.description == "its receipt is for 2 entries, the district has confirmed 4")
    }

    @Test func `because log and receipt were both put back to an older day`() throws {
        let joined = try JoinedHome()
        let origin = joined.home.origin
        let end = try joined.home.deviceLog().image.scan.lines(from: 0, to: 2).count
        joined.put(try joined.district.receipt(for: joined.home, at: 2), of: origin)
        joined.disk.change(HomeLayout.entries(of: origin)) { $0.removeLast($0.count - end) }
        // The guard knows; where it is lost, the district's word does.
        #expect(try joined.faults()[0] == .guarded(size: 4))
        for path in joined.disk.paths where path.root == .guards { joined.disk.drop(path) }
        #expect(try joined.faults()[0] == .shorterThanHead(size: 4))
    }

    @Test func `because the district told of another root at that size`() throws {
        let joined = try JoinedHome()
        let other = Checkpoint(origin: joined.colleague.origin, size: 5, root: Digest(of: [5]))
        try WardFiles(joined.home).keep(heads: HeadsText([HeadsText.Head(try joined.own(4)), HeadsText.Head(other)]))
        #expect(try joined.faults() == [nil, .headRoot(size: 5)])
    }

    @Test func `is no fault of a log that is only not fetched yet, or that the district is getting back`() throws {
        let joined = try JoinedHome()
        let more = Checkpoint(origin: joined.colleague.origin, size: 9, root: Digest(of: [9]))
        let recovering = HeadsText.Head(Checkpoint(origin: joined.home.origin, size: 9, root: Digest(of: [9])), isRecovering: true)
        try WardFiles(joined.home).keep(heads: HeadsText([recovering, HeadsText.Head(more)]))
        #expect(try joined.faults() == [nil, nil])
    }

    @Test func `because its key is not the one that the district enrolled`() throws {
        // Given the district's log here, which enrols may-2 with another key
        let joined = try JoinedHome()
        let log = try #require(SignerKey(name: "ha-dong/ha-dong/quan", seed: SeededRandom.seed(98)))
        let origin = try #require(Origin(log.name))
        let other = try #require(SignerKey(name: joined.colleague.origin.description, seed: Array(repeating: 68, count: 32)))
        let bodies: [EventBody] = [
            .logOpened(LogOpened(origin: origin, key: log.verifier(.log))),
            .deviceEnrolled(DeviceEnrolment(origin: joined.colleague.origin, key: other.verifier(.log))),
        ]
        let entries = bodies.enumerated().map { SampleEvents.with($1, number: $0).bytes }
        var range = CompactRange()
        for entry in entries { range.append(leaf: MerkleTree.leaf(entry)) }
        let note = log.signing(Checkpoint(origin: origin, size: 2, root: range.root).note)
        try WardFiles(joined.home).adopt(
            EntryBatch(entries[...]), from: 0, of: origin, receipt: joined.district.key.cosigning(note, time: 1))
        // Then the colleague's log is named, and only that
        #expect(try joined.faults() == [nil, .enrolledKey, nil])
    }
}

@Suite struct `A log with a torn end` {
    @Test func `holds what was kept, and no fault, until the guard or a receipt says that more was`() throws {
        let joined = try JoinedHome()
        let path = HomeLayout.entries(of: joined.home.origin)
        let line = LogLine.encode(SampleEvents.progress(9).bytes, after: 0).line
        joined.disk.change(path) { $0 += line.prefix(40) }
        let torn = try joined.home.verify()
        #expect(torn.map(\.fault) == [nil, nil] && torn.map(\.isTorn) == [true, false] && torn.map(\.size) == [4, 5])

        // Acknowledged once: damage.
        let whole = try #require(try joined.disk.read(path))
        joined.disk.change(path) { $0.removeLast(40 + 10) }
        #expect(try joined.faults()[0] == .line(index: 3))
        joined.disk.change(path) { $0 = whole }
        #expect(try joined.home.deviceLog().permission() == .append)
        #expect(try joined.home.verify().map(\.isTorn) == [false, false])
    }
}

@Suite struct `A pulled log's receipt` {
    /// Whatever became of the file, the next sync asks for it once and `ward verify` is content.
    @Test func `that was lost, spoiled or put back is told as missing, until it is here again`() throws {
        let joined = try JoinedHome()
        let origin = joined.colleague.origin
        #expect(try WardFiles(joined.home).state().uncoveredCopies == [])
        let old = joined.district.key.cosigning(joined.colleague.signer.signing(joined.colleague.checkpoint(at: 3).note), time: 1)
        let whole = try #require(try joined.disk.read(HomeLayout.checkpoint(of: origin)).flatMap { SignedNote(reading: $0) })
        let spoiled: [() -> Void] = [
            { joined.put(old, of: origin) }, { joined.disk.change(HomeLayout.checkpoint(of: origin)) { $0[70] ^= 1 } },
            { joined.disk.drop(HomeLayout.checkpoint(of: origin)) },
        ]
        for spoil in spoiled {
            spoil()
            let files = WardFiles(joined.home)
            #expect(try files.state().uncoveredCopies == [origin])
            try files.adopt(EntryBatch(), from: 5, of: origin, receipt: whole)
            #expect(try files.state().uncoveredCopies == [])
            #expect(try joined.faults() == [nil, nil])
        }
    }
}
