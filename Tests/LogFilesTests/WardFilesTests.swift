import LogFiles
import PlanProgress
import TestSupport
import Testing

@Suite struct `What a sync keeps` {
    @Test func `is found again by the next one`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 5, on: disk)
        let district = try SampleDistrict()
        let files = WardFiles(home)
        #expect(try files.state().district == nil)
        try files.keep(district: district.identity)
        try files.keep(
            enrolment: EnrolmentAnswer(
                token: "0123456789abcdef", receipts: district.key.verifier(.cosignature), log: try district.identity.log,
                roster: [.object([.init("unit", "duong-noi")])]))
        let receipt = try district.receipt(for: home, at: 4)
        try files.keep(receipt: receipt, of: home.origin)
        try files.keep(heads: HeadsText([.init(try home.deviceLog().image.checkpoint(at: 4))]))
        var outcome = SyncOutcome(.unreachable("no route"))
        outcome.waitingEntries = 2
        try files.keep(outcome: outcome, now: 55)

        let state = try WardFiles(MemoryHome.open(disk)).state()
        #expect(state.district == (try district.identity))
        #expect(state.token == "0123456789abcdef")
        #expect(state.receipt == receipt && state.receiptSize == 4 && state.size == 6 && state.knownSize == 6)
        #expect(state.heads?[home.origin]?.checkpoint.size == 4)
        #expect(state.pendingEnrolment == nil)
        #expect(try MemoryHome.open(disk).lastSync() == LastSync(outcome, at: 55))
        #expect(try MemoryHome.open(disk).roster() == [.object([.init("unit", "duong-noi")])])
    }

    @Test func `never lets an older receipt, another district or a foreign root in`() throws {
        let home = try MemoryHome.make(events: 5)
        let district = try SampleDistrict()
        let files = WardFiles(home)
        let newer = try district.receipt(for: home, at: 5)
        try files.keep(receipt: newer, of: home.origin)
        try files.keep(receipt: district.receipt(for: home, at: 3), of: home.origin)
        #expect(try files.state().receipt == newer)
        let foreign = try files.sign(Checkpoint(origin: home.origin, size: 6, root: Digest(of: [1])))
        try files.keep(receipt: district.key.cosigning(foreign, time: 1), of: home.origin)
        #expect(try files.state().receipt == newer)

        try files.keep(district: district.identity)
        let other = try #require(SignerKey(name: "x/receipts", seed: SeededRandom.seed(5)))
        let stranger = try #require(
            DistrictIdentity(certificate: nil, receipts: other.verifier(.cosignature), log: try district.identity.log))
        #expect(throws: WardStoreFault.self) { try files.keep(district: stranger) }
        #expect(try files.state().district == (try district.identity))
    }

    @Test func `of another log is adopted only where it extends the copy and matches the receipt`() throws {
        let district = try SampleDistrict()
        let other = try #require(Origin(district: "ha-dong", unit: "duong-noi", device: "may-2"))
        let theirs = try Home.create(
            on: MemoryDisk(), named: "home", config: HomeConfig(origin: other), surroundings: MemoryHome.surroundings(seed: 40))
        _ = try theirs.deviceLog().append((0..<8).map { SampleEvents.progress($0) })
        let source = WardFiles(theirs)
        func batch(_ range: Range<Int64>) throws -> EntryBatch { try source.entries(of: other, in: range, byteLimit: .max) }

        let disk = MemoryDisk()
        let files = WardFiles(try MemoryHome.make(events: 1, on: disk))
        #expect(throws: WardStoreFault.self) {
            try files.adopt(batch(0..<5), from: 0, of: other, receipt: district.receipt(for: theirs, at: 6))
        }
        #expect(try files.state().copies[other] == nil)
        try files.adopt(batch(0..<5), from: 0, of: other, receipt: district.receipt(for: theirs, at: 5))
        #expect(throws: WardStoreFault.busy("log \(other) has 5 entries by now")) {
            try files.adopt(batch(4..<9), from: 4, of: other, receipt: district.receipt(for: theirs, at: 9))
        }
        try files.adopt(batch(5..<9), from: 5, of: other, receipt: district.receipt(for: theirs, at: 9))
        #expect(try files.state().copies[other] == 9)
        #expect(try files.home.log(other)?.scan.bytes == theirs.log(other)?.scan.bytes)
        #expect(try files.range(of: other, at: 9) == source.range(of: other, at: 9))
        #expect(try files.home.verify().allSatisfy { $0.fault == nil })
    }

    @Test func `raises the clock by what another device of the unit wrote`() throws {
        let other = try #require(Origin(district: "ha-dong", unit: "duong-noi", device: "may-2"))
        let ahead = SampleEvents.at + 60_000
        let theirs = try Home.create(
            on: MemoryDisk(), named: "home", config: HomeConfig(origin: other), surroundings: MemoryHome.surroundings(seed: 40, now: ahead))
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 0, on: disk)
        let files = WardFiles(home)
        try files.adopt(
            WardFiles(theirs).entries(of: other, in: 0..<1, byteLimit: .max), from: 0, of: other,
            receipt: SampleDistrict().receipt(for: theirs, at: 1))
        let entry = try home.deviceLog().append(SampleEvents.progress(1))
        #expect(entry.id.at == ahead + 1)
    }

    @Test func `gives our own log back its lost end, and it may be written again`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        let backup = disk.copy(seed: 9)
        _ = try home.deviceLog().append([SampleEvents.progress(20), SampleEvents.progress(21)])
        let district = try SampleDistrict()
        let lost = try WardFiles(home).entries(of: home.origin, in: 4..<6, byteLimit: .max)
        let receipt = try district.receipt(for: home, at: 6)
        disk.restore(from: backup, guards: false)

        let files = WardFiles(try MemoryHome.open(disk))
        #expect(try files.state().size == 4)
        #expect(try files.state().knownSize == 6)
        try files.adopt(lost, from: 4, of: home.origin, receipt: receipt)
        #expect(try files.state().size == 6)
        #expect(try MemoryHome.open(disk).deviceLog().append(SampleEvents.progress(22)).index == 6)
    }

    @Test func `mends a damaged log with what the district holds, and keeps what it does not`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 9, on: disk)
        let district = try SampleDistrict()
        let receipt = try district.receipt(for: home, at: 8)
        try WardFiles(home).keep(receipt: receipt, of: home.origin)
        let whole = try home.deviceLog().image.scan
        let fetched = try WardFiles(home).entries(of: home.origin, in: 5..<8, byteLimit: .max)
        disk.change(HomeLayout.entries(of: home.origin)) { $0[whole.entry(5).startIndex + 9] ^= 4 }

        #expect(try home.repairNeed() == .fetch(from: 5, to: 8))
        #expect(throws: WardStoreFault.self) { try WardFiles(home).state() }
        let files = WardFiles(home, repairing: true)
        #expect(try files.state().size == 5)
        try files.adopt(fetched, from: 5, of: home.origin, receipt: receipt)
        #expect(try home.deviceLog().image.scan.bytes == whole.bytes)
        #expect(try home.repairNeed() == .nothing)
        #expect(disk.paths.contains { $0.path.hasPrefix("quarantine/ha-dong_duong-noi_may-1_damaged-at-5_") })
    }

    /// A flipped LF makes one line of two: the next one can be saved only while nothing good stands before it (seed 707).
    @Test func `mends nothing where it cannot tell which line comes next`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 9, on: disk)
        let district = try SampleDistrict()
        let receipt = try district.receipt(for: home, at: 4)
        try WardFiles(home).keep(receipt: receipt, of: home.origin)
        let whole = try home.deviceLog().image.scan
        let fetched = try WardFiles(home).entries(of: home.origin, in: 3..<4, byteLimit: .max)
        disk.change(HomeLayout.entries(of: home.origin)) { $0[whole.entry(3).endIndex] ^= 4 }

        let files = WardFiles(home, repairing: true)
        #expect(try files.state().size == 3)
        #expect(throws: WardStoreFault.self) { try files.adopt(fetched, from: 3, of: home.origin, receipt: receipt) }
        var again = try MemoryHome.open(disk)
        try again.heal(answered: nil)
        let saved = try again.deviceLog().image.events
        for index in 5..<whole.size { #expect(saved.contains(Array(whole.entry(index))), "entry \(index)") }
    }

    @Test(arguments: [false, true])
    func `brings over of a log before ours what ours does not hold, wherever it is cut`(cutsPower: Bool) throws {
        for call in 1... {
            let disk = MemoryDisk(seed: UInt64(call))
            var home = try MemoryHome.make(events: 6, on: disk)
            let note = try home.store(name: "ghi chú.txt", type: "text/plain", content: Array("đã họp".utf8), role: .note)
            var event = SampleEvents.progress(50)
            event.attachments = [note]
            _ = try home.deviceLog().append(event)
            let old = home.origin
            let lost = try home.deviceLog().image.scan.entries[3...].map { Array($0) }
            try WardFiles(home).keep(receipt: SampleDistrict().receipt(for: home, at: 8), of: old)
            try WardFiles(home).markHeld(attachments: [note.id])
            _ = try home.deviceLog().append(SampleEvents.progress(51))
            try home.heal(answered: nil)
            _ = try home.deviceLog().append(SampleEvents.progress(52))
            let before = try home.deviceLog().image.scan.entries.map { Array($0) }

            disk.arm(.killed, atCall: call)
            let result = Result { try WardFiles(home).bringOver(old, from: 3) }
            let isWhole = disk.calls < call
            if cutsPower { disk.cutPower() } else { disk.restart() }
            if isWhole { #expect(throws: Never.self) { try result.get() } }
            let again = try MemoryHome.open(disk, seed: 1000)
            try WardFiles(again).bringOver(old, from: 3)
            let after = try again.deviceLog().image.scan.entries.map { Array($0) }
            #expect(Array(after.prefix(before.count)) == before && Array(after[before.count...]) == lost, "call \(call)")
            #expect(try again.outgoingAttachments().waiting.map(\.id) == [note.id], "call \(call)")
            if isWhole { break }
        }
    }

    @Test func `brings nothing over into a log of which the district's heads know more`() throws {
        let disk = MemoryDisk()
        var home = try MemoryHome.make(events: 6, on: disk)
        let old = home.origin
        try WardFiles(home).keep(receipt: SampleDistrict().receipt(for: home, at: 7), of: old)
        try home.heal(answered: nil)
        let before = try home.deviceLog().image
        #expect(before.size == 1)
        let known = Checkpoint(origin: home.origin, size: 4, root: before.checkpoint(at: 1).root)
        try WardFiles(home).keep(heads: HeadsText([HeadsText.Head(known)]))
        #expect(throws: WardStoreFault.self) { try WardFiles(home).bringOver(old, from: 1) }
        #expect(try home.deviceLog().image.scan.bytes == before.scan.bytes)
    }

    @Test func `never mends a log with what a twin wrote under its name`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 6, on: disk)
        let district = try SampleDistrict()
        try WardFiles(home).keep(receipt: district.receipt(for: home, at: 6), of: home.origin)
        let twin = try MemoryHome.open(disk.copy(seed: 2), seed: 8)
        _ = try twin.deviceLog().append((50..<54).map { SampleEvents.progress($0) })
        let fetched = try WardFiles(twin).entries(of: home.origin, in: 3..<11, byteLimit: .max)
        let own = try home.deviceLog().append(SampleEvents.progress(60))
        let entry = try home.deviceLog().image.scan.entry(3)
        disk.change(HomeLayout.entries(of: home.origin)) { $0[entry.startIndex + 9] ^= 4 }

        let files = WardFiles(home, repairing: true)
        #expect(throws: WardStoreFault.self) {
            try files.adopt(fetched, from: 3, of: home.origin, receipt: district.receipt(for: twin, at: 11))
        }
        var again = try MemoryHome.open(disk)
        try again.heal(answered: nil)
        #expect(try again.deviceLog().image.events.contains(own.bytes))
    }

    @Test func `names attachments until they are held`() throws {
        let home = try MemoryHome.make(events: 1)
        let note = try home.store(name: "ghi chú.txt", type: "text/plain", content: Array("đã họp".utf8), role: .note)
        var event = SampleEvents.progress(5)
        event.attachments = [note]
        _ = try home.deviceLog().append(event)
        let files = WardFiles(home)
        #expect(try files.state().waitingAttachments == [WaitingAttachment(id: note.id, byteCount: note.byteCount, index: 2)])
        #expect(try #require(try files.attachment(note.id)).count == Int(note.byteCount))
        #expect(home.attachment(note.id)?.name == "ghi chú.txt")
        try files.markHeld(attachments: [note.id])
        #expect(try files.state().waitingAttachments.isEmpty)
        // A district that was restored may lack it after all.
        try files.markLacking(attachments: [])
        #expect(try files.state().waitingAttachments.isEmpty)
        try files.markLacking(attachments: [note.id, "another's"])
        #expect(try WardFiles(home).state().waitingAttachments.map(\.id) == [note.id])
    }

    @Test func `of a log that ours continues, once refused, waits no more until the district lacks it or was restored`() throws {
        let disk = MemoryDisk()
        var home = try MemoryHome.make(events: 1, on: disk)
        let note = try home.store(name: "a.txt", type: "text/plain", content: Array("đã họp".utf8), role: .note)
        var event = SampleEvents.progress(5)
        event.attachments = [note]
        _ = try home.deviceLog().append(event)
        // The district holds all of the old log, so nothing of it is brought over.
        let old = home.origin
        try home.heal(answered: 3)
        let files = WardFiles(home)
        let waiting = WaitingAttachment(id: note.id, byteCount: note.byteCount, index: 2, earlier: old)
        #expect(try files.state().waitingAttachments == [waiting])
        for isAskedFor in [true, false] {
            try files.markRefused(attachments: [note.id])
            var state = try WardFiles(try MemoryHome.open(disk)).state()
            #expect(state.waitingAttachments.isEmpty && state.refusedAttachments == [note.id])
            #expect(try home.outgoingAttachments().waiting.count == 0)
            if isAskedFor { try files.markLacking(attachments: [note.id]) } else { try files.prepareRenewal(forgettingHeld: true) }
            state = try WardFiles(try MemoryHome.open(disk)).state()
            #expect(state.waitingAttachments == [waiting] && state.refusedAttachments.isEmpty)
        }
    }

    @Test func `names one that is gone or spoiled too, until its entry is taken back`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 1, on: disk)
        let kept = try ["một", "hai"].map { try home.store(name: "a.txt", type: "text/plain", content: Array($0.utf8), role: .note) }
        var event = SampleEvents.progress(5)
        event.attachments = kept
        let entry = try home.deviceLog().append(event)
        disk.drop(HomeLayout.attachment(kept[0].id))
        disk.change(HomeLayout.attachment(kept[1].id)) { $0[3] ^= 1 }
        #expect(try WardFiles(home).state().waitingAttachments.map(\.id) == kept.map(\.id))
        #expect(try kept.allSatisfy { try WardFiles(home).attachment($0.id) == nil })

        var void = SampleEvents.progress(6)
        void.body = .eventVoided(of: entry.id)
        _ = try home.deviceLog().append(void)
        #expect(try WardFiles(home).state().waitingAttachments.isEmpty)
    }

    @Test func `believes no receipt whose size a flipped bit has changed`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 9, on: disk)
        let district = try SampleDistrict()
        try WardFiles(home).keep(district: district.identity)
        try WardFiles(home).keep(receipt: district.receipt(for: home, at: 4), of: home.origin)
        #expect(try WardFiles(home).state().receiptSize == 4)
        // 4 becomes 9, and what follows is no longer covered by either signature.
        disk.change(HomeLayout.checkpoint(of: home.origin)) { bytes in
            if let end = bytes.firstIndex(of: 0x0A) { bytes[end + 1] = 0x39 }
        }
        let state = try WardFiles(home).state()
        #expect(state.receipt == nil && state.knownSize == 10)
        disk.change(HomeLayout.entries(of: home.origin)) { $0.removeLast($0.count * 3 / 4) }
        #expect(try home.log(home.origin)?.condition == .damageNotHeld, "the guard knows of more, no receipt does")
    }

    @Test func `believes no receipt that another district has signed`() throws {
        let home = try MemoryHome.make(events: 9)
        let district = try SampleDistrict()
        try WardFiles(home).keep(district: district.identity)
        let stranger = try #require(SignerKey(name: "ha-dong/receipts", seed: SeededRandom.seed(5)))
        let note = try WardFiles(home).sign(home.deviceLog().image.checkpoint(at: 10))
        try home.disk.replace(HomeLayout.checkpoint(of: home.origin), with: stranger.cosigning(note, time: 1).bytes)
        #expect(try WardFiles(home).state().receiptSize == 0)
    }

    @Test func `continues at once a log that can never fit again`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        let backup = disk.copy(seed: 2)
        _ = try home.deviceLog().append(SampleEvents.progress(10))
        let receipt = try SampleDistrict().receipt(for: home, at: 5)
        disk.restore(from: backup, guards: true)
        _ = try MemoryHome.open(disk).deviceLog().append([SampleEvents.progress(11), SampleEvents.progress(12)])
        try disk.replace(HomeLayout.checkpoint(of: home.origin), with: receipt.bytes)

        let state = try WardFiles(MemoryHome.open(disk)).state()
        #expect(state.origin != home.origin && state.pendingEnrolment != nil)
    }
}

@Suite struct `Verifying a home` {
    @Test func `names the log and the first fault in it`() throws {
        let faults: [(LogFinding, (MemoryDisk, Origin) throws -> Void)] = [
            (.line(index: 3), { disk, origin in disk.change(HomeLayout.entries(of: origin)) { $0[$0.count - 20] ^= 1 } }),
            (.receiptUnreadable, { disk, origin in disk.change(HomeLayout.checkpoint(of: origin)) { $0.removeAll() } }),
            (
                .receiptSignature,
                { disk, origin in disk.change(HomeLayout.checkpoint(of: origin)) { $0[$0.firstIndex(of: 0x0A).map { $0 + 1 } ?? 0] = 0x33 }
                }
            ),
        ]
        for (expected, spoil) in faults {
            let disk = MemoryDisk()
            let home = try MemoryHome.make(events: 3, on: disk)
            let district = try SampleDistrict()
            try WardFiles(home).keep(district: district.identity)
            try WardFiles(home).keep(receipt: district.receipt(for: home, at: 4), of: home.origin)
            let before = try #require(try home.verify().first)
            #expect(before.fault == nil && before.receiptSize == 4 && before.receiptTime == 1_663_200_000)
            try spoil(disk, home.origin)
            let verdict = try #require(try home.verify().first)
            #expect(verdict.origin == home.origin && verdict.fault == expected)
        }
    }
}
