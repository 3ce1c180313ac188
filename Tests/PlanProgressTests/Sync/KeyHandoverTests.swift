import PlanProgress
import TestSupport
import Testing

@Suite struct `A handover of a district's keys` {
    @Test func `is read as it was written, and says which keys follow which`() throws {
        let handover = try SampleKeys.handover(1, 2)
        #expect(KeyHandover(reading: try #require(SignedNote(reading: handover.note.bytes))) == handover)
        let (one, two) = (try SampleKeys.identity(1), try SampleKeys.identity(2))
        #expect(handover.former == one.pair && handover.next == two.pair && handover.time == 1_663_200_000)
        let lines = handover.note.text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "wardlog/1 keys", "district ha-dong", "from \(one.receipts) \(one.log)", "to \(two.receipts) \(two.log)",
            ])
    }

    @Test func `needs all four keys`() throws {
        let note = try SampleKeys.handover(1, 2).note
        #expect(note.signatures.count == 4)
        for missing in note.signatures.indices {
            var cut = note
            cut.signatures.remove(at: missing)
            #expect(KeyHandover(reading: cut) == nil, "without \(note.signatures[missing].name)")
        }
        // A stolen key alone, and the other one of somebody else.
        let stranger = try SampleKeys.keys(9)
        for thief in [
            DistrictKeys(receipts: try SampleKeys.keys(1).receipts, log: stranger.log),
            DistrictKeys(receipts: stranger.receipts, log: try SampleKeys.keys(1).log),
        ] {
            let forged = try #require(KeyHandover(from: thief, to: try SampleKeys.keys(2), time: 1))
            #expect(forged.former != (try SampleKeys.identity(1)).pair)
            let renamed = forged.note.text.replacing(forged.former.text, with: try SampleKeys.handover(1, 2).former.text)
            #expect(KeyHandover(reading: SignedNote(text: renamed, signatures: forged.note.signatures)) == nil)
        }
    }

    @Test func `leads to other keys of the same district only`() throws {
        let keys = try SampleKeys.keys(1)
        #expect(KeyHandover(from: keys, to: keys, time: 1) == nil)
        #expect(KeyHandover(from: keys, to: try SampleKeys.keys(2, of: "thanh-xuan"), time: 1) == nil)
        #expect(KeyHandover(from: keys, to: DistrictKeys(receipts: try SampleKeys.keys(2).receipts, log: keys.log), time: 1) == nil)
    }

    @Test func `is told with the identity, and a chain that does not hold is no identity`() throws {
        let chain = [try SampleKeys.handover(1, 2), try SampleKeys.handover(2, 3)]
        let told = try SampleKeys.identity(3, after: chain)
        let bytes = told.json(bundles: nil, handovers: chain).canonicalBytes
        #expect(try DistrictIdentity(reading: bytes) == told)
        #expect(DistrictIdentity(pinned: told.pinnedLines, certificate: nil) == told)
        for broken in [[chain[0]], [chain[1], chain[0]], [chain[0], try SampleKeys.handover(4, 3)]] {
            let bytes = told.json(bundles: nil, handovers: broken).canonicalBytes
            #expect(throws: WireFault.self) { try DistrictIdentity(reading: bytes) }
        }
    }

    @Test func `makes whoever it leads to follow, and never the other way round`() throws {
        let chain = [try SampleKeys.handover(1, 2), try SampleKeys.handover(2, 3)]
        let (one, two) = (try SampleKeys.identity(1), try SampleKeys.identity(2, after: [chain[0]]))
        let three = try SampleKeys.identity(3, after: chain)
        #expect(three.follows(one) && three.follows(two) && two.follows(one) && one.follows(one))
        #expect(!one.follows(two) && !two.follows(three) && !one.follows(three))
        #expect(!(try SampleKeys.identity(3)).follows(one), "the same keys without the handovers")
        #expect(one.takingKeys(of: three) == three && three.takingKeys(of: one) == nil)
    }

    @Test func `leaves a code of before good, and no other`() throws {
        let three = try SampleKeys.identity(3, after: [try SampleKeys.handover(1, 2), try SampleKeys.handover(2, 3)])
        for number in [UInt8(1), 2, 3] {
            let code = try #require(InvitationCode(randomBytes: Array(repeating: 5, count: 7), for: try SampleKeys.identity(number)))
            #expect(code.fits(three))
        }
        let strange = try #require(InvitationCode(randomBytes: Array(repeating: 5, count: 7), for: try SampleKeys.identity(4)))
        #expect(!strange.fits(three))
    }
}

@Suite struct `A ward whose district went on with other keys` {
    private func scene(entries: Int = 3) throws -> (district: MemoryDistrict, ward: MemoryWard) {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: entries))
        #expect(sync(ward, over: district).outcome.ending == .done)
        return (district, ward)
    }

    @Test(arguments: [1, 2]) func `learns it with its next push, whatever it slept through`(rotations: Int) throws {
        let (district, ward) = try scene()
        for number in 0..<rotations { district.rotate(seed: 40 + 10 * UInt8(number)) }
        ward.record("sau khi quận thay khóa")
        let outcome = sync(ward, over: district).outcome
        #expect(outcome.ending == .done && outcome.waitingEntries == 0, "\(outcome.ending)")
        #expect(ward.district == district.identity && ward.district?.former.count == rotations)
        let receipt = try #require(try ward.receipt(of: ward.origin))
        #expect(district.identity.receipts.cosignedAt(receipt) != nil)
        // From then on a sync asks for nothing more than before.
        district.forgetRequests()
        #expect(sync(ward, over: district).outcome.ending == .done && district.requests.count == 1)
    }

    @Test func `learns it without anything to send, from the district's log`() throws {
        let (district, ward) = try scene()
        district.rotate(seed: 40)
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.district?.pair == district.identity.pair)
    }

    @Test func `learns it while it asks for a new token`() throws {
        let (district, ward) = try scene()
        district.rotate(seed: 40)
        district.forgetTokens()
        ward.record("một mục nữa")
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.district?.pair == district.identity.pair)
    }

    @Test func `never goes back to the former ones, whoever plays them back`() throws {
        let (district, ward) = try scene()
        district.rotate(seed: 40)
        #expect(sync(ward, over: district).outcome.ending == .done)
        let pinned = ward.district
        // Given somebody who has the former keys and answers in the district's place
        let thief = try #require(MemoryDistrict(id: "ha-dong"))
        let token = thief.enrol(ward.origin, key: ward.key.verifier(.log))
        ward.token = token
        ward.record("không gửi cho kẻ giả")
        let size = try ward.state().receiptSize
        guard case .unproved = sync(ward, over: thief).outcome.ending else {
            Issue.record("the former keys were believed")
            return
        }
        #expect(try ward.state().receiptSize == size && ward.district == pinned)
    }

    @Test func `believes no keys that its own have not handed over to`() throws {
        let (_, ward) = try scene()
        let pinned = ward.district
        // A stranger's whole chain holds in itself and begins nowhere that the ward knows.
        let stranger = try #require(MemoryDistrict(id: "ha-dong"))
        stranger.rotate(seed: 60)
        stranger.rotate(seed: 80)
        ward.district = try SampleKeys.identity(100)
        let before = ward.district
        ward.token = stranger.enrol(ward.origin, key: ward.key.verifier(.log))
        ward.record("một mục")
        guard case .unproved = sync(ward, over: stranger).outcome.ending else {
            Issue.record("a stranger was believed")
            return
        }
        #expect(ward.district == before && ward.district != pinned)
    }

    @Test func `says so and stops where the district cannot tell who it is`() throws {
        let (district, ward) = try scene()
        district.rotate(seed: 40)
        district.playBack()
        ward.record("một mục")
        let outcome = sync(ward, over: district).outcome
        guard case .unproved = outcome.ending else {
            Issue.record("\(outcome.ending)")
            return
        }
        #expect(outcome.exitCode != 0 && outcome.waitingEntries == 1)
    }
}
