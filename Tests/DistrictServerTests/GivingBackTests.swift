import HTTPTypes
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// A district that was restored from an old backup, and wards that hold more than it (design 3.4).
@Suite struct `Giving back` {
    /// A log's receipt, cosigned by the district that has lost it since.
    private func receipt(_ device: SampleDevice, at size: Int, of district: SampleDistrict) -> SignedNote {
        district.keys.receipts.cosigning(device.signer.signing(device.checkpoint(at: size).note), time: SampleDistrict.now / 1000)
    }

    private func gift(_ device: SampleDevice, from: Int, to: Int, of district: SampleDistrict) -> PushRequest {
        var push = device.push(from: from, to: to)
        push.receipt = receipt(device, at: to, of: district)
        push.checkpoint = push.receipt ?? push.checkpoint
        return push
    }

    private func recovering(_ live: LiveDistrict, _ device: SampleDevice, held: Int, head: Int) async throws -> String {
        let token = try await live.token(for: device, seed: 9)
        _ = try await live.push(device.push(to: held), token: token)
        live.district.heads.force(device.checkpoint(at: head))
        return token
    }

    @Test func `a sister PC sends what the receipt covers, and the log is cosigned again at its head`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            _ = try await recovering(live, device, held: 5, head: 12)
            let sister = try await live.token(for: try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            let heads = try HeadsText(reading: try await live.get("/v1/heads", token: sister).body)
            #expect(heads[device.origin]?.isRecovering == true)
            // Asked from the end of the copy, the district says how much it holds.
            let asked = try await live.push(gift(device, from: 8, to: 8, of: live.district), token: sister)
            #expect(asked.problem == .size && ProblemDocument(reading: asked.body)?.size == 5)
            let below = try await live.push(gift(device, from: 5, to: 8, of: live.district), token: sister)
            #expect(below.status == 202)
            let whole = try await live.push(gift(device, from: 8, to: 12, of: live.district), token: sister)
            #expect(whole.status == 200)
            #expect(try ReceiptAnswer(reading: whole.body).heads[device.origin]?.isRecovering == false)
        }
    }

    @Test func `a sister PC sends more than a push takes in parts, each proved by its rest`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            _ = try await recovering(live, device, held: 5, head: 12)
            let sister = try await live.token(for: try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            func part(_ from: Int, _ to: Int) -> PushRequest {
                var push = gift(device, from: from, to: 15, of: live.district)
                push.entries = EntryBatch(device.entries[from..<to])
                let leaves = device.entries.map { MerkleTree.leaf($0) }
                push.rest = TreeRest(from: Int64(to), to: 15) { Array(leaves[Int($0.lowerBound)..<Int($0.upperBound)]) }
                return push
            }
            var forged = part(5, 8)
            forged.entries = EntryBatch(device.entries[5..<7] + [Array("{}".utf8)])
            #expect(try await live.push(forged, token: sister).problem == .root)
            for (from, to) in [(5, 8), (5, 8), (8, 12), (12, 14)] {
                let reply = try await live.push(part(from, to), token: sister)
                #expect(reply.status == 202, "\(from) to \(to)")
                #expect(try ReceiptAnswer(reading: reply.body).receipt == nil)
            }
            // What lies beyond the head has no receipt until all of it is here; its own device is answered all the same.
            let own = try await live.push(gift(device, from: 14, to: 15, of: live.district), token: sister)
            #expect(own.status == 200)
            #expect(
                try ReceiptAnswer(reading: own.body).receipt.flatMap { Checkpoint(text: $0.text) }?.root == device.checkpoint(at: 15).root)
            #expect(live.district.heads.head(of: device.origin)?.size == 15)
        }
    }

    @Test func `without our receipt another's log is not taken, and another ward's never`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            _ = try await recovering(live, device, held: 5, head: 12)
            let sister = try await live.token(for: try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            let stranger = try await live.token(for: try LiveDistrict.device("ha-dong/phu-la/may-1", seed: 5), seed: 2)
            #expect(try await live.push(device.push(from: 5, to: 12), token: sister).problem == .forbidden)
            var other = gift(device, from: 5, to: 12, of: live.district)
            other.receipt = receipt(device, at: 11, of: live.district)
            #expect(try await live.push(other, token: sister).problem == .forbidden, "a receipt of another size")
            #expect(try await live.push(gift(device, from: 5, to: 12, of: live.district), token: stranger).problem == .forbidden)
        }
    }

    @Test func `cosigned by a key that only bears the name of ours is not taken, of a ward's log or of the district's`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            _ = try await recovering(live, device, held: 5, head: 12)
            let sister = try await live.token(for: try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            let heads = live.district.heads.all()
            let false99 = try #require(SignerKey(name: "ha-dong/receipts", seed: Array(repeating: 99, count: 32)))
            var forged = device.push(from: 5, to: 12)
            forged.receipt = false99.cosigning(device.signer.signing(device.checkpoint(at: 12).note), time: 1)
            forged.checkpoint = forged.receipt ?? forged.checkpoint
            #expect(try await live.push(forged, token: sister).problem == .forbidden)
            // The district's own log, longer by a decision that nobody took.
            let own = try #require(live.district.identity.origin)
            let size = live.aggregator.register.value.size
            var quan = try #require(SampleDevice(own.description, seed: 99))
            while Int64(quan.entries.count) < size + 1 { quan.entries.append(SampleEvents.progress(quan.entries.count).bytes) }
            var decided = quan.push(from: Int(size))
            decided.receipt = false99.cosigning(decided.checkpoint, time: 1)
            decided.checkpoint = decided.receipt ?? decided.checkpoint
            #expect(try await live.push(decided, token: sister).problem == .forbidden)
            #expect(live.district.heads.all() == heads && live.aggregator.register.value.size == size)
            let held = try live.district.store.read { tables throws(StoreFault) in try tables.log(device.origin)?.size }
            #expect(held == 5)
        }
    }

    /// Seed 172 of the simulation: asked from the end of a copy, the district only said that the device was revoked.
    @Test func `a revoked log takes back what was cosigned of it, and nothing that its device says now`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await recovering(live, device, held: 5, head: 12)
            let sister = try await live.token(for: try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            try await live.aggregator.revoke([device.origin])
            var twin = device
            twin.entries[6] = SampleEvents.progress(99).bytes
            #expect(try await live.push(twin.push(from: 5, to: 8), token: token).problem == .forbidden)
            let asked = try await live.push(gift(device, from: 12, to: 12, of: live.district), token: sister)
            #expect(asked.problem == .size && ProblemDocument(reading: asked.body)?.size == 5)
            #expect(try await live.push(gift(device, from: 5, to: 12, of: live.district), token: sister).status == 200)
            #expect(live.aggregator.register.value.ends[device.origin] == 12)
        }
    }

    @Test func `at its head a recovering log takes only the root that was cosigned there`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await recovering(live, device, held: 5, head: 12)
            var twin = device
            twin.entries[9] = SampleEvents.progress(99).bytes
            #expect(try await live.push(twin.push(from: 5, to: 12), token: token).problem == .fork)
            #expect(try await live.push(device.push(from: 5, to: 12), token: token).status == 200)
        }
    }

    @Test func `what the district decided itself comes back from a ward's copy of its log`() async throws {
        try await LiveDistrict.run { live async throws in
            let token = try await live.token(for: try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            // Given what the same district decided after the backup, as a ward pulled it
            let elsewhere = try SampleDistrict(on: MemoryDistrictStore())
            let own = try #require(elsewhere.identity.origin)
            let held = try await live.get("/v1/logs/\(own)/entries?from=0&to=99", token: token)
            let entries = try EntryBatch(reading: held.body).map { Array($0) }
            let lost = SampleEvents.with(.deviceRevoked(LogEnd(origin: try #require(Origin("ha-dong/duong-noi/may-2")), size: 0))).bytes
            var range = CompactRange()
            let other = SampleEvents.with(.deviceRevoked(LogEnd(origin: try #require(Origin("ha-dong/phu-la/may-9")), size: 0))).bytes
            for entry in entries + [other, lost] { range.append(leaf: MerkleTree.leaf(entry)) }
            let note = elsewhere.keys.log.signing(Checkpoint(origin: own, size: range.size, root: range.root).note)
            let receipt = elsewhere.keys.receipts.cosigning(note, time: SampleDistrict.now / 1000)
            // The first of them in a part of its own
            let leaves = (entries + [other, lost]).map { MerkleTree.leaf($0) }
            let rest = TreeRest(from: Int64(entries.count) + 1, to: range.size) { Array(leaves[Int($0.lowerBound)..<Int($0.upperBound)]) }
            var push = PushRequest(
                origin: own, now: 0, from: Int64(entries.count), checkpoint: receipt, receipt: receipt, entries: EntryBatch([other]),
                rest: rest)
            #expect(try await live.push(push, token: token).status == 200)
            (push.from, push.entries, push.rest) = (push.from + 1, EntryBatch([lost]), TreeRest())
            // When a ward brings it, then the revocation stands and its file and head have it
            let reply = try await live.push(push, token: token)
            #expect(reply.status == 200)
            #expect(try ReceiptAnswer(reading: reply.body).receipt.flatMap { Checkpoint(text: $0.text) }?.root == range.root)
            #expect(live.district.heads.head(of: own)?.size == range.size && live.district.ownLog.size == range.size)
            #expect(try await live.get("/v1/heads", token: token).problem == .forbidden, "its bearer was revoked")
        }
    }

    /// Continues the log as a device does that has lost its end too; returns the new log's token.
    private func heal(_ device: SampleDevice, in live: LiveDistrict) async throws -> String {
        let next = try #require(SampleDevice("ha-dong/duong-noi/may-1.abcdef", seed: 6))
        let note = try #require(next.enrolment(.continues(device.checkpoint(at: 3)), signedAlsoBy: device.signer))
        let reply = try await live.send(.post, "/v1/enrolments", body: note.bytes)
        return try EnrolmentAnswer(reading: reply.body).token
    }

    @Test func `a log that was healed meanwhile still takes what was cosigned of it`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            _ = try await recovering(live, device, held: 5, head: 12)
            let token = try await heal(device, in: live)
            #expect(live.aggregator.register.value.ends[device.origin] == 12)
            let heads = try HeadsText(reading: try await live.get("/v1/heads", token: token).body)
            #expect(heads[device.origin]?.isRecovering == true)
            #expect(try await live.push(gift(device, from: 5, to: 12, of: live.district), token: token).status == 200)
            #expect(try await live.push(gift(device, from: 12, to: 13, of: live.district), token: token).problem == .sealed)
        }
    }

    @Test func `a log that was accepted as it is and continued is no longer waited for`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let old = try await recovering(live, device, held: 5, head: 12)
            _ = try await live.aggregator.acceptLoss(of: device.origin)
            let waiting = try HeadsText(reading: try await live.get("/v1/heads", token: old).body)
            #expect(waiting[device.origin]?.isRecovering == true, "its device is still to learn of it")
            let token = try await heal(device, in: live)
            let heads = try HeadsText(reading: try await live.get("/v1/heads", token: token).body)
            #expect(heads[device.origin]?.isRecovering == false)
        }
    }

    @Test func `names every missing attachment, however many pieces they come in`() async throws {
        try await LiveDistrict.run { live async throws in
            let token = try await live.token(for: try LiveDistrict.device())
            let names = (0..<2 * DistrictResponder.namesAPiece + 7).map { Digest(of: Array("\($0)".utf8)) }.map { Base64.urlText($0.bytes) }
                .sorted()
            try live.district.store.write { tables throws(StoreFault) in
                for name in names { try tables.addAttachmentName(name, unit: "duong-noi", byteCount: 20) }
                try tables.addAttachmentName("another ward's", unit: "phu-la", byteCount: 20)
            }
            // The last of a piece, the first of the next, and a whole piece's worth.
            let held = [names[999], names[1000], names[2006]] + names[1100..<1900]
            live.district.attachments.put(held.map { ($0, [1]) })
            let missing = Set(names).subtracting(held).sorted()
            #expect(try await live.get("/v1/attachments", token: token).text == missing.map { $0 + "\n" }.joined())
            live.district.attachments.put(names.map { ($0, [1]) })
            #expect(try await live.get("/v1/attachments", token: token).text == "")
        }
    }

    @Test func `waits for a place before it lists what is missing`() async throws {
        var limits = ServiceLimits()
        limits.downloads = 0
        try await LiveDistrict.run(limits: limits) { live async throws in
            let token = try await live.token(for: try LiveDistrict.device())
            let reply = try await live.get("/v1/attachments", token: token)
            #expect(reply.status == 503 && reply.problem == .busy)
        }
    }

    @Test func `names the attachments whose bytes are missing, to their own ward only`() async throws {
        try await LiveDistrict.run { live async throws in
            var device = try LiveDistrict.device(events: 0)
            let (attachment, event) = SampleEvents.attachment()
            device.entries.append(event.bytes)
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(), token: token)
            let stranger = try await live.token(for: try LiveDistrict.device("ha-dong/phu-la/may-1", seed: 5), seed: 2)
            #expect(try await live.get("/v1/attachments", token: token).text == "\(attachment.id)\n")
            #expect(try await live.get("/v1/attachments", token: stranger).text == "")
            #expect(try await live.send(.put, "/v1/attachments/\(attachment.id)", token: token, body: attachment.bytes).status == 204)
            #expect(try await live.get("/v1/attachments", token: token).text == "")
            #expect(try await live.get("/v1/attachments").problem == .token)
        }
    }

    @Test func `an attachment whose bytes were changed here is given to nobody, and taken again`() async throws {
        try await LiveDistrict.run { live async throws in
            var device = try LiveDistrict.device(events: 0)
            let (attachment, event) = SampleEvents.attachment()
            device.entries.append(event.bytes)
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(attachments: [.init(id: attachment.id, bytes: attachment.bytes)]), token: token)
            let path = "/v1/attachments/\(attachment.id)"
            #expect(try await live.get(path, token: token).body == attachment.bytes)
            live.district.attachments.spoil(attachment.id, attachment.bytes.dropLast() + [66])
            #expect(try await live.get(path, token: token).problem == .notFound)
            #expect(try await live.get("/v1/attachments", token: token).text == "\(attachment.id)\n")
            #expect(try await live.send(.put, path, token: token, body: attachment.bytes).status == 204)
            #expect(try await live.get(path, token: token).body == attachment.bytes)
        }
    }

    @Test func `is not sealed short where its device has come back between the look and the decision`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await recovering(live, device, held: 5, head: 12)
            #expect(try await live.push(device.push(from: 5, to: 12), token: token).status == 200)
            let size = live.district.ownLog.size
            await #expect(throws: StoreFault.unfit("no entry of \(device.origin) is missing")) {
                try await live.aggregator.acceptLoss(of: device.origin)
            }
            #expect(live.aggregator.register.value.ends[device.origin] == nil && live.district.ownLog.size == size)
        }
    }

    @Test func `sealed at what is at hand, the log takes no more and its device goes on in a new one`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await recovering(live, device, held: 5, head: 12)
            #expect(try await live.aggregator.acceptLoss(of: device.origin) == 5)
            let reply = try await live.push(device.push(from: 5), token: token)
            #expect(reply.problem == .sealed && ProblemDocument(reading: reply.body)?.index == 5)
            #expect(live.aggregator.register.value.ends[device.origin] == 5)
        }
    }
}
