import PlanProgress
import TestSupport
import Testing

/// What a push does to a district's memory, on every engine.
@Suite struct `A push to any engine` {
    private func district(_ engine: Engine) throws -> (SampleDistrict, FreshStore) {
        let fresh = try FreshStore(engine)
        return (try SampleDistrict(on: fresh.store), fresh)
    }

    private func device(events: Int, seed: UInt8 = 3) throws -> SampleDevice {
        try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: seed, events: events))
    }

    @Test(arguments: Engine.allCases) func `is held, and its receipt verifies`(_ engine: Engine) throws {
        let (district, _) = try district(engine)
        let device = try device(events: 600)
        try district.enrol(device)
        guard case .held(let receipt, let checkpoint) = try district.take(device.push()) else {
            Issue.record("not held")
            return
        }
        let note = try #require(SignedNote(reading: receipt.bytes))
        #expect(checkpoint == device.checkpoint(at: 601))
        #expect(district.identity.receipts.cosignedAt(note) == SampleDistrict.now / 1000)
        #expect(device.signer.verifier(.log).verifies(note))
        let held = try district.store.read { tables throws(StoreFault) in
            let log = try tables.log(device.origin)
            return try tables.entries(of: log?.number ?? -1, 0..<1000)
        }
        #expect(held == device.entries)
    }

    /// A receipt holds one signature of the device: more would make a note that nobody can read once ours is under it.
    @Test(arguments: Engine.allCases) func `is cosigned with one signature of its device, whatever stood in its note`(
        _ engine: Engine
    ) throws {
        let (district, _) = try district(engine)
        let device = try device(events: 5)
        try district.enrol(device)
        let key = device.signer.verifier(.log)
        for (size, junk) in [[UInt8](repeating: 0, count: 64), [UInt8](repeating: 7, count: 2800), []].enumerated() {
            var push = device.push(from: size, to: size + 1)
            let good = try #require(push.checkpoint.signatures.first)
            let beside = SignedNote.Signature(name: key.name, keyHash: key.keyHash, bytes: junk)
            push.checkpoint = SignedNote(
                text: push.checkpoint.text, signatures: junk.isEmpty ? Array(repeating: good, count: 16) : [beside, good])
            guard case .held(let receipt, _) = try district.take(PushRequest(reading: push.bytes)) else {
                Issue.record("not held")
                return
            }
            let note = try #require(SignedNote(reading: receipt.bytes), "a receipt is a note")
            #expect(note.signatures.map(\.name) == [key.name, "ha-dong/receipts"])
            #expect(note.signatures.first == good && key.verifies(note))
        }
    }

    @Test(arguments: Engine.allCases) func `that comes again gets the same receipt, byte for byte`(_ engine: Engine) throws {
        let (district, _) = try district(engine)
        let device = try device(events: 20)
        try district.enrol(device)
        let first = try district.take(device.push(), time: 1_700_000_000)
        let second = try district.take(device.push(), time: 1_800_000_000)
        #expect(first == second)
        // A part of what is held, too, gets the receipt of the largest size.
        #expect(try district.take(device.push(from: 5, to: 9), time: 1_900_000_000) == first)
    }

    @Test(arguments: Engine.allCases) func `may overlap at any place, across the edges of tiles`(_ engine: Engine) throws {
        let (district, _) = try district(engine)
        let device = try device(events: 799)
        try district.enrol(device)
        for (from, to) in [(0, 255), (200, 256), (256, 257), (0, 513), (511, 514), (514, 800)] {
            guard case .held(_, let checkpoint) = try district.take(device.push(from: from, to: to)) else {
                Issue.record("\(from)..<\(to) was not held")
                return
            }
            #expect(checkpoint == device.checkpoint(at: to), "\(from)..<\(to)")
        }
        let roots = try district.store.read { tables throws(StoreFault) in
            guard let log = try tables.log(device.origin) else { return [] as [Digest] }
            var roots: [Digest] = []
            for size in [0, 1, 255, 256, 257, 512, 600, 768, 800] as [Int64] {
                roots.append(try DistrictLog.root(of: log, at: size, in: tables))
            }
            return roots
        }
        #expect(roots == [0, 1, 255, 256, 257, 512, 600, 768, 800].map { device.range(at: $0).root })
    }

    @Test(arguments: Engine.allCases) func `beyond a hole is told where to go on, and stores nothing`(_ engine: Engine) throws {
        let (district, _) = try district(engine)
        let device = try device(events: 20)
        try district.enrol(device)
        _ = try district.take(device.push(to: 4))
        #expect(try district.take(device.push(from: 9)) == .refused(ProblemDocument(.size, detail: "Send from 4.", size: 4)))
        let size = try district.store.read { tables throws(StoreFault) in try tables.log(device.origin)?.size }
        #expect(size == 4)
    }

    @Test(arguments: Engine.allCases) func `of another branch is a fork: kept whole once, and nothing of it stored`(_ engine: Engine) throws
    {
        let (district, _) = try district(engine)
        let device = try device(events: 20)
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        var twin = device
        twin.entries[7] = SampleEvents.progress(999).bytes
        for _ in 0..<2 {
            guard case .refused(let problem) = try district.take(twin.push()) else {
                Issue.record("the fork was stored")
                return
            }
            #expect(problem.type == .fork && problem.index == 7)
        }
        let kept = try district.store.read { tables throws(StoreFault) in try tables.refusedPushes(of: device.origin) }
        #expect(kept.map(\.reason) == [.fork] && kept.map(\.index) == [7])
    }

    @Test(arguments: Engine.allCases) func `with a spoiled line is a wrong root, never a fork`(_ engine: Engine) throws {
        let (district, _) = try district(engine)
        let device = try device(events: 20)
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        var push = device.push()
        var lines = device.entries
        lines[7][40] ^= 1
        push.entries = EntryBatch(lines)
        guard case .refused(let problem) = try district.take(push) else {
            Issue.record("the spoiled line was stored")
            return
        }
        #expect(problem.type == .root)
    }

    @Test(arguments: Engine.allCases) func `after a sealing is refused beyond it`(_ engine: Engine) throws {
        let (district, _) = try district(engine)
        let device = try device(events: 20)
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        var register = try district.register()
        let keys = district.keys
        try district.store.write { tables throws(StoreFault) in
            _ = try DistrictLog.append(
                [.init(.logSealed(LogEnd(origin: device.origin, size: 10)))], keys: keys, register: &register, now: SampleDistrict.now,
                nonce: { [9, 9, 9, 9, 9, 9] }, to: tables)
        }
        guard case .refused(let problem) = try district.take(device.push()) else {
            Issue.record("stored beyond the seal")
            return
        }
        #expect(problem.type == .sealed && problem.index == 10)
    }

    @Test(arguments: Engine.allCases) func `of a log that nobody enrolled is unknown`(_ engine: Engine) throws {
        let (district, _) = try district(engine)
        guard case .refused(let problem) = try district.take(try device(events: 3).push()) else {
            Issue.record("an unknown log was stored")
            return
        }
        #expect(problem.type == .notFound)
    }
}
