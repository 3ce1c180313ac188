import PlanProgress
import TestSupport
import Testing

/// Takes in answers as `ward bundle receive` does.
private func receive(_ answers: [UInt8], at ward: MemoryWard) throws -> SyncOutcome {
    let line = try BundleLine(answers: answers)
    return sync(ward, over: line, goal: .receive(line.carried)).outcome
}

/// There and back again with nothing in between.
@discardableResult
private func journey(of ward: MemoryWard, to district: MemoryDistrict) async throws -> SyncOutcome {
    try receive(try await district.answers(to: ward.exported()), at: ward)
}

private func scene(entries: Int) throws -> (district: MemoryDistrict, ward: MemoryWard) {
    let district = try #require(MemoryDistrict(id: "ha-dong"))
    let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: entries))
    return (district, ward)
}

@Suite struct `A bundle` {
    private func verify(_ bytes: [UInt8], piece: Int = .max) throws -> BundleHeader {
        try BundleReader.verify(MemoryStick(bytes, pieceByteCount: piece), title: BundleHeader.requestTitle) { header, note in
            if case .device(let key, _) = header.sender { key.verifies(note) } else { false }
        }
    }

    @Test func `cut at any byte, or with any byte changed, is not believed`() throws {
        let bytes = try scene(entries: 3).ward.exported()
        #expect(try verify(bytes).origin.description == "ha-dong/duong-noi/may-1")
        for position in bytes.indices {
            #expect(throws: BundleFault.self, "cut at \(position)") { try verify(Array(bytes[..<position])) }
            var changed = bytes
            changed[position] ^= 1
            #expect(throws: BundleFault.self, "changed at \(position)") { try verify(changed) }
        }
        #expect(throws: BundleFault.torn) { try verify(bytes + [10]) }
    }

    @Test func `is read the same however few bytes come at once`() throws {
        let bytes = try scene(entries: 30).ward.exported()
        for piece in [1, 7, 1000] { #expect(try verify(bytes, piece: piece) == verify(bytes)) }
    }

    @Test func `signed by another key than it names is refused`() throws {
        let (_, ward) = try scene(entries: 1)
        let other = try #require(SignerKey(name: ward.origin.description, seed: Array(repeating: 3, count: 32)))
        let stick = MemoryStick()
        let sender = BundleHeader.Sender.device(key: ward.key.verifier(.log), answerKey: Array(repeating: 9, count: 32))
        var writer = try BundleWriter(
            try #require(BundleHeader(district: "ha-dong", origin: ward.origin, sender: sender, time: 0)), to: stick)
        try writer.finish { other.signing($0) }
        #expect(throws: BundleFault.signature) { try verify(stick.bytes) }
    }

    @Test func `of answers is no bundle of requests`() async throws {
        let (district, ward) = try scene(entries: 1)
        let answers = try await district.answers(to: ward.exported())
        #expect(throws: BundleFault.notABundle) { try verify(answers) }
        #expect(throws: BundleFault.notABundle) { try BundleLine(answers: try ward.exported()) }
    }
}

@Suite struct `A ward that travels by stick` {
    @Test func `enrols by a code, has its receipts, and gets what it may read`() async throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let sister = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-2", at: district, entries: 7))
        _ = sync(sister, over: district)
        for number in 0..<5 { district.append(Array("decision \(number)".utf8)) }
        let ward = try #require(MemoryWard("ha-dong/duong-noi/may-1"))
        for number in 0..<9 { ward.record("entry \(number)") }
        district.codes = ["7KQ2F9XH4M"]
        ward.district = district.identity
        try ward.prepareEnrolment(code: "7KQ2F9XH4M")

        let outcome = try await journey(of: ward, to: district)

        #expect(outcome.ending == .done && outcome.sentEntries == 9 && outcome.receivedEntries == 12)
        #expect(try ward.state().receiptSize == 9 && ward.token != nil && ward.pending == nil)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
        for (origin, log) in district.logs { #expect(ward.logs[origin] == log.entries) }
    }

    @Test func `keeps for the next bundle what it recorded since the export`() async throws {
        let (district, ward) = try scene(entries: 4)
        let bundle = try ward.exported()
        ward.record("after the export")
        let outcome = try receive(try await district.answers(to: bundle), at: ward)
        #expect(outcome.ending == .done && outcome.sentEntries == 4 && outcome.waitingEntries == 1)
        #expect(try await journey(of: ward, to: district).waitingEntries == 0)
    }

    @Test func `sends a large attachment by itself and says that it is held only once it is`() async throws {
        let (district, ward) = try scene(entries: 2)
        let large = [UInt8](repeating: 65, count: 100_000)
        let (id, lost) = (Attachment.id(of: large), Attachment.id(of: [1, 2, 3]))
        ward.attachments[id] = large
        ward.waiting = [
            WaitingAttachment(id: id, byteCount: 100_000, index: 1), WaitingAttachment(id: lost, byteCount: 3, index: 1),
        ]
        let outcome = try await journey(of: ward, to: district)
        #expect(district.attachments[id] == large)
        #expect(ward.waiting.map(\.id) == [lost])
        #expect(outcome.ending == .attachmentsLost(ward.waiting))
    }

    /// A receipt covers the entry; the bytes came back to this disk only after the export, so nobody has seen them.
    /// A receipt covers the entry; the bytes came back to this disk only after the export, so nobody has seen them.
    @Test func `does not take an attachment for held that was not on the stick`() async throws {
        let (district, ward) = try scene(entries: 2)
        let (attachment, event) = SampleEvents.attachment()
        ward.record(String(decoding: event.bytes, as: UTF8.self))
        ward.waiting = [WaitingAttachment(id: attachment.id, byteCount: Int64(attachment.bytes.count), index: 2)]
        let answers = try await district.answers(to: ward.exported())
        ward.attachments[attachment.id] = attachment.bytes
        let outcome = try receive(answers, at: ward)
        #expect(try ward.state().receiptSize == 3 && outcome.waitingAttachments == 1)
        #expect(ward.waiting.map(\.id) == [attachment.id])
        #expect(try await journey(of: ward, to: district).ending == .done)
        #expect(ward.waiting.isEmpty && district.attachments[attachment.id] == attachment.bytes)
    }

    @Test func `leaves for the next bundle what has no room in this one, and the log goes first`() async throws {
        let (district, ward) = try scene(entries: 2)
        let attachments = (0..<3).map { [UInt8](repeating: UInt8($0), count: 70_000) }
        for bytes in attachments { ward.attachments[Attachment.id(of: bytes)] = bytes }
        ward.waiting = attachments.map { WaitingAttachment(id: Attachment.id(of: $0), byteCount: 70_000, index: 1) }
        let stick = MemoryStick()
        let summary = try BundleExport.write(
            try ward.state(), of: ward, key: ward.key, answerKey: Array(repeating: 9, count: 32), now: 0, to: stick, byteLimit: 160_000)
        #expect(summary.attachments == 2 && summary.leftAttachments == 1 && stick.bytes.count <= 160_000)
        let outcome = try receive(try await district.answers(to: stick.bytes), at: ward)
        #expect(outcome.ending == .done && outcome.waitingEntries == 0 && ward.waiting.count == 1)
        #expect(try await journey(of: ward, to: district).ending == .done && ward.waiting.isEmpty)
    }

    @Test func `learns that the file was changed after it was found whole, and not that a line broke`() async throws {
        let (district, ward) = try scene(entries: 2)
        for number in 0..<3 { district.append(Array("decision \(number)".utf8)) }
        let whole = try await district.answers(to: ward.exported())
        for spoiled in [Array(whole.dropLast(whole.count / 2)), [], Array("của người khác\n".utf8)] {
            var readings = 0
            let line = try BundleLine { () throws(BundleFault) in
                readings += 1
                return try BundleReader(MemoryStick(readings == 1 ? whole : spoiled), title: BundleHeader.answerTitle)
            }
            let copy = try #require(ward.copy(seed: 3))
            let (outcome, _) = sync(copy, over: line, goal: .receive(line.carried))
            guard case .tryLater = outcome.ending else {
                Issue.record("\(outcome)")
                return
            }
            #expect(line.fault == .changed && readings > 1)
        }
        let line = try BundleLine(answers: whole)
        #expect(sync(ward, over: line, goal: .receive(line.carried)).outcome.ending == .done && line.fault == nil)
    }

    @Test func `names no entry that is not in the file`() async throws {
        func export(_ ward: MemoryWard, byteLimit: Int = Limits.bundleByteCount) throws -> BundleExport.Summary {
            try BundleExport.write(
                try ward.state(), of: ward, key: ward.key, answerKey: Array(repeating: 9, count: 32), now: 0, to: MemoryStick(),
                byteLimit: byteLimit)
        }
        let (district, ward) = try scene(entries: 5)
        try await journey(of: ward, to: district)
        let backup = try #require(ward.copy(seed: 5))
        for number in 0..<5 { backup.record("later \(number)") }
        #expect(try export(backup).waitingEntries == 5)
        // An older copy was put back: nothing is sent before its end is here again.
        backup.knownSize = 12
        var summary = try export(backup)
        #expect([summary.waitingEntries, summary.missingEntries, summary.leftEntries] == [0, 2, 0])
        for number in 0..<9 { ward.record(String(repeating: "\(number)", count: 60_000)) }
        summary = try export(ward, byteLimit: 300_000)
        #expect([summary.waitingEntries, summary.missingEntries, summary.leftEntries] == [0, 0, 9])
        for _ in 0..<100 { ward.record(String(repeating: "x", count: 60_000)) }
        summary = try export(ward, byteLimit: 4_600_000)
        #expect(summary.waitingEntries > 0 && summary.leftEntries > 0 && summary.waitingEntries + summary.leftEntries == 109)
    }

    @Test func `heals when the district answers that the logs have parted`() async throws {
        let (district, ward) = try scene(entries: 4)
        try await journey(of: ward, to: district)
        let clone = try #require(ward.copy(seed: 5))
        ward.record("written by the first")
        for text in ["written by the clone", "and more"] { clone.record(text) }
        try await journey(of: ward, to: district)

        let parted = try await journey(of: clone, to: district)
        #expect(parted.ending == .carryAgain && parted.continued == clone.origin && clone.healedFrom == [4])
        #expect(parted.exitCode == 75)
        let healed = try await journey(of: clone, to: district)
        #expect(healed.ending == .done)
        #expect(district.logs[clone.origin]?.entries == clone.entries)
        // The first one learns from its twin's healing too.
        ward.record("later")
        _ = try await journey(of: ward, to: district)
        #expect(try await journey(of: ward, to: district).ending == .done)
        #expect(district.logs[ward.origin]?.entries.contains(Array("later".utf8)) == true)
    }

    @Test func `gets back the end that its disk has lost`() async throws {
        let (district, ward) = try scene(entries: 6)
        try await journey(of: ward, to: district)
        ward.logs[ward.origin] = Array(ward.entries.prefix(2))
        #expect(try await journey(of: ward, to: district).ending == .done)
        #expect(ward.entries.count == 6 && ward.healedFrom.isEmpty)
    }

    @Test func `gives back what a restored district has lost`() async throws {
        let (district, ward) = try scene(entries: 6)
        try await journey(of: ward, to: district)
        district.replace(ward.origin) { log in
            log.head = Checkpoint(origin: ward.origin, size: 6, root: log.range(at: 6).root)
            (log.entries, log.leaves, log.receipt) = (Array(log.entries.prefix(2)), Array(log.leaves.prefix(2)), nil)
        }
        #expect(try await journey(of: ward, to: district).ending == .done)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
    }

    @Test func `brings again the attachment that a restored district has lost, and says so at once`() async throws {
        let (district, ward) = try scene(entries: 2)
        let (kept, lost) = ([UInt8](repeating: 65, count: 100_000), [UInt8](repeating: 66, count: 100_000))
        for bytes in [kept, lost] {
            ward.attachments[Attachment.id(of: bytes)] = bytes
            ward.waiting.append(WaitingAttachment(id: Attachment.id(of: bytes), byteCount: 100_000, index: 1))
        }
        let first = try await district.answers(to: ward.exported())
        #expect(try receive(first, at: ward).ending == .done && ward.waiting.isEmpty)
        district.missing = [Attachment.id(of: lost)]
        let told = try await journey(of: ward, to: district)
        #expect(told.ending == .carryAgain && told.waitingAttachments == 1 && ward.waiting.map(\.id) == [Attachment.id(of: lost)])
        district.forgetRequests()
        let answers = try await district.answers(to: ward.exported())
        #expect(district.requests.filter { $0.method == .put }.map(\.path) == ["/v1/attachments/\(Attachment.id(of: lost))"])
        district.missing = []
        #expect(try receive(answers, at: ward).ending == .done || ward.waiting.isEmpty)
        #expect(try await journey(of: ward, to: district).ending == .done && ward.waiting.isEmpty)
        // Answers from before what was recorded since say what was lacking once.
        district.missing = [Attachment.id(of: kept)]
        let old = try await district.answers(to: ward.exported())
        district.missing = []
        ward.record("later")
        try await journey(of: ward, to: district)
        #expect(try receive(old, at: ward).ending == .done && ward.waiting.isEmpty)
    }

    @Test func `is told plainly that its code is no longer good, and keeps everything`() async throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let ward = try #require(MemoryWard("ha-dong/duong-noi/may-1"))
        ward.record("a")
        ward.district = district.identity
        try ward.prepareEnrolment(code: "7KQ2F9XH4M")
        let outcome = try await journey(of: ward, to: district)
        #expect(outcome.exitCode == 77 && outcome.waitingEntries == 1)
        #expect(district.logs[ward.origin] == nil)
    }
}

@Suite struct `Sticks and syncs in any order` {
    /// Every seed: two devices of one ward and a clone; bundles are exported, delayed, carried twice, overtaken by syncs.
    @Test(arguments: UInt64(1)...60) func `come together, and nothing is lost or doubled`(_ seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        var wards: [MemoryWard] = []
        for device in 1...2 {
            let name = "ha-dong/duong-noi/may-\(device)"
            wards.append(try #require(MemoryWard.enrolled(name, at: district, entries: 3, seed: seed &+ UInt64(device))))
        }
        var recorded: Set<[UInt8]> = Set(wards.flatMap(\.entries))
        var bundles: [(ward: Int, bytes: [UInt8])] = []
        var answers: [(ward: Int, bytes: [UInt8])] = []
        for step in 0..<40 {
            let position = Int.random(in: 0..<wards.count, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1:
                for number in 0..<Int.random(in: 1..<6, using: &random) {
                    wards[position].record("step \(step), ward \(position), entry \(number)")
                    recorded.insert(Array("step \(step), ward \(position), entry \(number)".utf8))
                }
            case 2: bundles.append((position, try wards[position].exported()))
            case 3, 4:
                guard let bundle = bundles.randomElement(using: &random) else { continue }
                answers.append((bundle.ward, try await district.answers(to: bundle.bytes)))
            case 5:
                guard let answer = answers.randomElement(using: &random) else { continue }
                let ward = wards[answer.ward]
                let outcome = try receive(answer.bytes, at: ward)
                // S1: "Quận đã nhận" is said only of what has a receipt, and a receipt is only of this log.
                let state = try ward.state()
                if outcome.ending == .done, let receipt = state.receipt.flatMap({ Checkpoint(text: $0.text) }) {
                    #expect(try receipt.root == ward.range(of: ward.origin, at: receipt.size).root, "seed \(seed), step \(step)")
                }
            case 6: _ = sync(wards[position], over: district, seed: seed)
            default:
                if step % 3 == 0 { district.append(Array("district \(step)".utf8)) }
                if step > 10, wards.count == 2, random.oneIn(3) { wards.append(try #require(wards[0].copy(seed: seed &+ 77))) }
            }
        }
        // When the sticks come to rest, each round ends with less to do.
        for round in 0..<6 {
            for ward in wards {
                if (round + Int(seed)) % 2 == 0 {
                    _ = sync(ward, over: district, seed: seed)
                } else {
                    try await journey(of: ward, to: district)
                }
            }
        }
        for ward in wards { #expect(try await journey(of: ward, to: district).ending == .done, "seed \(seed): \(ward.origin)") }

        let held = Set(district.logs.values.flatMap(\.entries))
        #expect(recorded.isSubset(of: held), "seed \(seed): nothing that was recorded is missing (S5)")
        for ward in wards {
            #expect(try ward.state().receiptSize == Int64(ward.entries.count), "seed \(seed)")
            #expect(district.logs[ward.origin]?.entries == ward.entries, "seed \(seed): \(ward.origin) (S6)")
            for (origin, log) in district.logs where ward.keys[origin] == nil {
                #expect(ward.logs[origin] ?? [] == log.entries, "seed \(seed): \(ward.origin) holds \(origin)")
            }
        }
    }
}
