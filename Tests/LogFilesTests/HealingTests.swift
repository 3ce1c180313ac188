import LogFiles
import PlanProgress
import TestSupport
import Testing

@Suite struct `Healing` {
    /// A home of ten events whose log was cloned and went on in both places.
    private func clone(_ disk: MemoryDisk) throws -> Home {
        _ = try MemoryHome.make(events: 10, on: disk)
        _ = try MemoryHome.open(disk).deviceLog().append(SampleEvents.progress(77))
        return try MemoryHome.open(disk)
    }

    @Test func `brings every entry over, byte for byte, into a log that continues the old one`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let old = try home.deviceLog().image
        let outcome = try #require(try home.heal(answered: nil))

        #expect(home.origin != old.origin && home.origin.stem == "may-1" && home.origin.device.count == "may-1.k7qf3m".count)
        let new = try home.deviceLog().image
        #expect(new.events == old.events && new.size == old.size)
        #expect(new.opened?.continues == old.reference)
        #expect((outcome.brought, outcome.lost) == (11, 0))
        #expect(try disk.read(HomeLayout.entries(of: old.origin)) == old.scan.bytes)
        #expect(try home.deviceLog().append(SampleEvents.progress(78)).index == new.size)
    }

    @Test func `begins where the district's answer, or else the newest receipt, says`() throws {
        for (answered, brought) in [(Int64(9), 3), (nil, 6)] {
            let disk = MemoryDisk()
            var home = try clone(disk)
            let receipt = try SampleDistrict().receipt(for: home, at: 6)
            try WardFiles(home).keep(receipt: receipt, of: home.origin)
            let old = try home.deviceLog().image.scan.entries
            let outcome = try home.heal(answered: answered)
            #expect(outcome?.brought == brought)
            #expect(try home.deviceLog().image.scan.entries.dropFirst() == old.suffix(brought))
        }
    }

    /// Seed 979 of 60 steps: a district restored from a backup, and the one log that could give it its entries damaged.
    @Test func `brings over all that lies here of a log that is damaged below its receipt`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let receipt = try SampleDistrict().receipt(for: home, at: 8)
        try WardFiles(home).keep(receipt: receipt, of: home.origin)
        let reference = try home.store(name: "ghi chú.txt", type: "text/plain", content: [65], role: .note)
        var event = SampleEvents.progress(79)
        event.attachments = [reference]
        _ = try home.deviceLog().append([event])
        try WardFiles(home).markHeld(attachments: [reference.id])
        #expect(try home.outgoingAttachments().waiting.count == 0)
        let (old, entries) = try (home.origin, home.deviceLog().image.scan.entries)
        disk.change(HomeLayout.entries(of: old)) { bytes in
            let line = entries[6]
            guard let place = bytes.firstRange(of: line) else { return }
            bytes[place.lowerBound + 2] ^= 1
        }
        home = try MemoryHome.open(disk)
        let outcome = try home.heal(answered: nil)
        #expect(outcome?.lost == 1)
        #expect(try home.deviceLog().image.scan.entries.dropFirst() == entries[1..<6] + entries[7...])
        // The district may have lost their attachments too.
        #expect(try home.outgoingAttachments().waiting.count == 1)
    }

    @Test(arguments: [nil, 3, 10])
    func `asks again about the attachments of what it brings, and of nothing else`(answered: Int64?) throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        var ids: [String] = []
        for number: UInt8 in 0..<2 {
            let reference = try home.store(name: "ghi chú.txt", type: "text/plain", content: [number], role: .note)
            var event = SampleEvents.progress(80 + Int(number))
            event.attachments = [reference]
            _ = try home.deviceLog().append([event])
            ids.append(reference.id)
        }
        try WardFiles(home).markHeld(attachments: ids)
        let size = try home.deviceLog().image.size
        // Without an answer and without a receipt the log is brought whole, whatever guards are gone.
        try home.heal(answered: answered.map { size - 11 + $0 })
        #expect(try home.outgoingAttachments().waiting.map(\.id) == (answered == 10 ? [ids[1]] : ids))
    }

    @Test(arguments: [MemoryDisk.Fault.killed, .failed, .full], [false, true])
    func `cut at any effect and started again ends in the same set of events`(fault: MemoryDisk.Fault, cutsPower: Bool) throws {
        for call in 1... {
            let disk = MemoryDisk(seed: UInt64(call))
            var home = try clone(disk)
            let old = try home.deviceLog().image
            disk.arm(fault, atCall: call)
            let result = Result { try home.heal(answered: 4) }
            if disk.calls < call {
                #expect(throws: Never.self) { try result.get() }
                return
            }
            if cutsPower { disk.cutPower() } else { disk.restart() }
            var again = try MemoryHome.open(disk, seed: 1000)
            // Where the cut came before the decision was written, it is taken once more.
            if again.origin == old.origin { try again.heal(answered: 4) }
            let new = try again.deviceLog().image
            #expect(new.origin != old.origin, "call \(call)")
            #expect(new.scan.entries.count == Int(old.size) - 4 + 1, "call \(call)")
            #expect(Array(new.scan.entries.dropFirst()) == Array(old.scan.entries.dropFirst(4)), "call \(call)")
            #expect(try disk.read(HomeLayout.entries(of: old.origin)) == old.scan.bytes, "call \(call)")
            #expect(try disk.read(HomeLayout.healing) == nil, "call \(call)")
            #expect(try again.deviceLog().permission() == .append, "call \(call)")
        }
    }

    @Test func `of a damaged log keeps the good prefix, saves whole lines and tells what is lost`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let old = try home.deviceLog().image
        let entry = old.scan.entry(6)
        disk.change(HomeLayout.entries(of: home.origin)) { $0[entry.startIndex + 20] ^= 1 }
        #expect(try home.repairNeed() == .heal(.damaged(at: 6)))

        let outcome = try #require(try home.heal(answered: nil))
        #expect((outcome.brought, outcome.lost) == (10, 1))
        let new = try home.deviceLog().image
        #expect(new.events == old.events.subtracting([Array(entry)]))
        #expect(try home.log(old.origin)?.size == 6)
        #expect(disk.paths.contains { $0.path.hasPrefix("quarantine/ha-dong_duong-noi_may-1_damaged-at-6_") })
        #expect(try home.verify().allSatisfy { $0.fault == nil })
    }

    /// Found by the simulation: the end of the healing was undone, and a bit had flipped behind it.
    @Test func `whose journal a power cut brings back cuts nothing of the log that is in use since`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let outcome = try #require(try home.heal(answered: nil))
        _ = try home.deviceLog().append((90..<94).map { SampleEvents.progress($0) })
        let entries = HomeLayout.entries(of: home.origin)
        disk.change(entries) { $0[$0.count / 2] ^= 1 }
        let lying = try disk.read(entries)
        try Healer(on: disk).begin(outcome.healing)

        home = try MemoryHome.open(disk)
        guard case .heal(.damaged) = try home.repairNeed() else { return #expect(Bool(false), "the damage is not told") }
        #expect(try disk.read(entries) == lying)
        #expect(try disk.read(HomeLayout.healing) == nil)
    }

    @Test func `of a log whose key is spoiled sets the key aside`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let old = try home.deviceLog().image
        disk.change(HomeLayout.key(of: home.origin)) { $0[5] = UInt8(ascii: "z") }
        #expect(throws: HomeFault.log(.neverAppend(home.origin, .logWithoutKey))) {
            try MemoryHome.open(disk).deviceLog().append(SampleEvents.progress(78))
        }
        #expect(try home.verify().map(\.fault) == [.key])
        #expect(try home.repairNeed() == .heal(.logWithoutKey))

        try home.heal(answered: nil)
        #expect(try home.deviceLog().image.events == old.events)
        #expect(try home.deviceLog().permission() == .append)
        #expect(disk.paths.contains { $0.path.hasPrefix("quarantine/ha-dong_duong-noi_may-1_key_") })
        #expect(try disk.read(HomeLayout.key(of: old.origin)) == nil)
        #expect(try home.verify().allSatisfy { $0.fault == nil })
    }

    @Test func `of a log that is gone continues it at size 0`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let old = home.origin
        disk.drop(HomeLayout.entries(of: old))
        try home.heal(answered: nil)
        #expect(try home.deviceLog().image.opened?.continues == LogReference(origin: old, size: 0, root: MerkleTree.emptyRoot))
    }

    @Test func `of two clones at once never makes one name`() throws {
        let disk = MemoryDisk()
        _ = try clone(disk)
        let twin = disk.copy(seed: 5)
        var homes = [try MemoryHome.open(disk, seed: 11), try MemoryHome.open(twin, seed: 12)]
        for index in homes.indices { try homes[index].heal(answered: nil) }
        #expect(homes[0].origin != homes[1].origin)
        #expect(try homes[0].deviceLog().image.events == homes[1].deviceLog().image.events)
    }

    @Test func `waits for no copy that cannot be read, and tells of it; for a log of its own it waits`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let (twin, old) = (try #require(home.origin.continuing(as: "k7qf3m")), home.origin)
        let entries = try home.deviceLog().image.scan.bytes
        try disk.makeFolder(HomeLayout.folder(of: twin))
        try disk.create(HomeLayout.entries(of: twin), entries)
        disk.refuse(HomeLayout.entries(of: twin))
        #expect(try #require(try home.heal(answered: nil)).brought == 11)
        #expect(try home.origin != old && home.unreadableLogs() == [twin])
        #expect(try WardFiles(home).state().unreadableCopies == [twin])

        // A former log may hold what nobody else has.
        disk.refuse(HomeLayout.entries(of: old))
        let before = home.origin
        #expect(throws: HomeFault.self) { try home.heal(answered: nil) }
        #expect(try home.origin == before && disk.read(HomeLayout.healing) == nil)
        disk.refuse(HomeLayout.entries(of: old), false)
        #expect(try home.heal(answered: nil) != nil)
    }

    @Test func `twice before any district heard of it continues the enrolled log, with all entries`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let files = WardFiles(home)
        try files.keep(enrolment: try enrolment())
        let enrolled = home.origin
        let first = try home.deviceLog().image.events
        try home.heal(answered: nil)
        let extra = try home.deviceLog().append(SampleEvents.progress(200))
        try home.heal(answered: nil)

        let new = try home.deviceLog().image
        #expect(new.opened?.continues?.origin == enrolled)
        #expect(new.events == first.union([extra.bytes]))
    }

    @Test func `leaves a request signed by the old key and the new one`() throws {
        let disk = MemoryDisk()
        var home = try clone(disk)
        let old = try home.deviceLog().image
        try WardFiles(home).keep(enrolment: try enrolment())
        #expect(try home.token() != nil)
        try home.heal(answered: nil)
        #expect(try home.token() == nil, "the token was the old log's")

        let state = try WardFiles(home).state()
        let note = try #require(state.pendingEnrolment)
        let request = try EnrolmentRequest(reading: note.text)
        #expect(request.proof == .continues(old.checkpoint(at: old.size)))
        #expect(request.isSigned(in: note))
        #expect(try #require(old.opened).key.verifies(note))
        #expect(note.signatures.map(\.name) == [home.origin.description, old.origin.description])
    }

    private func enrolment() throws -> EnrolmentAnswer {
        let district = try SampleDistrict().identity
        return EnrolmentAnswer(token: "0123456789abcdef0123", receipts: district.receipts, log: district.log, roster: [])
    }
}

@Suite struct `Beside a healing` {
    private func begin(_ disk: MemoryDisk) throws -> LogImage {
        let old = try MemoryHome.open(disk).deviceLog().image
        let healing = PlanProgress.Healing(of: old, answered: nil, suffix: "abcdef")
        try Healer(on: disk).begin(try #require(healing))
        return old
    }

    private func draws(seed: UInt64) -> Healer.Draws {
        Healer.Draws(
            now: SampleEvents.at, on: LocalDay.earliest, by: "van-phong", seed: SeededRandom.seed(seed), nonce: "AAAAAAA\(seed % 10)")
    }

    @Test func `a record that asked for permission before goes into the new log`() throws {
        let disk = MemoryDisk()
        let log = try MemoryHome.make(events: 4, on: disk).deviceLog()
        #expect(try log.permission() == .append)
        var sync = try MemoryHome.open(disk)
        try sync.heal(answered: nil)
        let old = try #require(try sync.log(MemoryHome.origin.orThrow()))

        let entry = try log.append(SampleEvents.progress(50))
        #expect(entry.origin == sync.origin && log.origin == sync.origin)
        #expect(try sync.log(old.origin)?.scan.bytes == old.scan.bytes, "nothing lies behind the seal")
        #expect(try sync.deviceLog().image.scan.entries.last == entry.bytes)
    }

    @Test func `a record finishes what was only begun, and asks in the new log`() throws {
        let disk = MemoryDisk()
        let log = try MemoryHome.make(events: 4, on: disk).deviceLog()
        #expect(try log.permission() == .append)
        let old = try begin(disk)
        let entry = try log.append(SampleEvents.progress(50))
        #expect(try MemoryHome.open(disk).log(old.origin)?.size == old.size)
        #expect(entry.origin.device == "may-1.abcdef" && entry.index == old.size)
        #expect(try disk.read(HomeLayout.healing) == nil)
    }

    @Test func `nothing is written while it is finished`() throws {
        let disk = MemoryDisk()
        _ = try MemoryHome.make(events: 4, on: disk)
        _ = try begin(disk)
        disk.holdElsewhere(HomeLayout.lock)
        #expect(throws: LogFault.disk(.held(HomeLayout.lock))) { try Healer(on: disk).finish(draws(seed: 3)) }
        #expect(try MemoryHome.open(disk).origins().count == 1)
    }

    @Test func `two processes that finish it leave one log, with every entry once`() throws {
        let disk = MemoryDisk()
        _ = try MemoryHome.make(events: 4, on: disk)
        let old = try begin(disk)
        disk.beforeNextLock { #expect(throws: Never.self) { _ = try Healer(on: disk).finish(draws(seed: 3)) } }
        let home = try MemoryHome.open(disk, seed: 4)
        let entry = try home.deviceLog().append(SampleEvents.progress(50))
        let new = try MemoryHome.open(disk).deviceLog()
        #expect(new.image.scan.entries.dropFirst() == old.scan.entries.dropFirst() + [entry.bytes])
        #expect(try new.permission() == .append)
        #expect(try #require(new.image.opened).key.verifies(new.checkpoint()))
    }
}
