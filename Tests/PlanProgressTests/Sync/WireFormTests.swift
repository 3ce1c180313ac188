import PlanProgress
import TestSupport
import Testing

/// Values for wire forms; made of fixed seeds, so that the golden files can be made again.
enum Sample {
    static func signer(_ name: String, seed: UInt8 = 1) throws -> SignerKey {
        try #require(SignerKey(name: name, seed: Array(repeating: seed, count: 32)))
    }

    static func origin(_ text: String = "ha-dong/duong-noi/may-1") throws -> Origin { try #require(Origin(text)) }

    static func tree(_ entries: some Sequence<some Collection<UInt8>>) -> CompactRange {
        var range = CompactRange()
        for entry in entries { range.append(leaf: MerkleTree.leaf(Array(entry))) }
        return range
    }

    static let lines = [
        #"{"at":1663200000000,"body":{"state":"done","task":"III.1-b","year":2022},"by":"van-phong","kind":"task.progressed","nonce":"AAAAAAAA","on":"2022-09-15","v":1}"#,
        #"{"at":1663200000001,"body":{"activity":"meeting.held"},"by":"van-phong","kind":"activity.done","nonce":"AAAAAAAB","on":"2022-09-15","v":1}"#,
        "not JSON at all, and kept all the same",
    ].map { Array($0.utf8) }

    /// Entries 1 and 2 of a log of three, with its receipt at 1 and no attachment.
    static func push() throws -> PushRequest {
        let origin = try origin()
        let key = try signer(origin.description)
        let district = try signer("ha-dong/receipts", seed: 7)
        let first = key.signing(Checkpoint(origin: origin, size: 1, root: tree(lines.prefix(1)).root).note)
        let all = key.signing(Checkpoint(origin: origin, size: 3, root: tree(lines).root).note)
        return PushRequest(
            origin: origin, now: 1_663_200_000_000, from: 1, checkpoint: all, receipt: district.cosigning(first, time: 1_663_200_100),
            entries: EntryBatch(lines.dropFirst()))
    }

    static func answer() throws -> ReceiptAnswer {
        let push = try push()
        let district = try signer("ha-dong/receipts", seed: 7)
        let heads = HeadsText([
            .init(Checkpoint(origin: push.origin, size: 3, root: tree(lines).root)),
            .init(Checkpoint(origin: try origin("ha-dong/duong-noi/may-2"), size: 9, root: MerkleTree.emptyRoot), isRecovering: true),
            .init(Checkpoint(origin: try origin("ha-dong/ha-dong/quan"), size: 0, root: MerkleTree.emptyRoot)),
        ])
        return ReceiptAnswer(receipt: district.cosigning(push.checkpoint, time: 1_663_200_101), heads: heads)
    }
}

@Suite struct `A push` {
    @Test func `is written and read back`() throws {
        let push = try Sample.push()
        #expect(try PushRequest(reading: push.bytes) == push)
    }

    @Test func `has the bytes that SyncProtocol quotes`() throws {
        #expect(try Fixture.bytes("Wire/push.txt") == Sample.push().bytes)
    }

    @Test func `carries attachments of any bytes`() throws {
        var push = try Sample.push()
        let bytes = Array(UInt8.min...UInt8.max)
        push.attachments = [
            .init(id: Base64.urlText(Digest(of: bytes).bytes), bytes: bytes), .init(id: Base64.urlText(Digest(of: [1]).bytes), bytes: [1]),
        ]
        #expect(try PushRequest(reading: push.bytes) == push)
    }

    @Test func `that is one of several says what leads to the size that was signed, in whole digests`() throws {
        var push = try Sample.push()
        push.rest = TreeRest(hashes: [Digest(of: [1]), Digest(of: [2])])
        #expect(try PushRequest(reading: push.bytes) == push)
        #expect(String(decoding: push.bytes, as: UTF8.self).contains("attachments 0\nrest 64\n\n"))
        push.rest = TreeRest(hashes: (0..<TreeRest.hashLimit).map { Digest(of: [UInt8($0)]) })
        #expect(try PushRequest(reading: push.bytes) == push)
        push.rest = TreeRest(hashes: push.rest.hashes + [Digest(of: [1])])
        #expect(throws: WireFault.self) { try PushRequest(reading: push.bytes) }
        let plain = String(decoding: try Sample.push().bytes, as: UTF8.self)
        for (line, extra) in [("rest 0", ""), ("rest 31", String(repeating: "a", count: 31)), ("rest 9223372036854775807", "")] {
            let text = plain.replacing("attachments 0\n\n", with: "attachments 0\n\(line)\n\n", maxReplacements: 1) + extra
            #expect(throws: WireFault.self, "\(line)") { try PushRequest(reading: Array(text.utf8)) }
        }
    }

    @Test func `of nothing is a push too`() throws {
        var push = try Sample.push()
        push.entries = EntryBatch()
        push.receipt = nil
        #expect(try PushRequest(reading: push.bytes) == push)
    }

    @Test func `cut at any byte is refused`() throws {
        let bytes = try Sample.push().bytes
        for count in bytes.indices {
            #expect(throws: WireFault.self, "cut at \(count)") { try PushRequest(reading: bytes.prefix(count)) }
        }
        #expect(throws: WireFault.self) { try PushRequest(reading: bytes + [10]) }
    }

    @Test(arguments: [
        ("wardlog/1 push", "wardlog/2 push"), ("origin ha-dong", "origin ../.."), ("now 1663200000000", "now -1"), ("from 1", "from 01"),
        ("from 1", "from 4"), ("to 3", "to 2"), ("to 3", "to 5000"), ("receipt ", "receipt  "),
        ("attachments 0\n\n", "attachments 0\r\n\r\n"),
        ("entries ", "Entries "), ("attachments 0\n", "attachments 0\nmore 0\n"),
    ]) func `of another form is refused`(_ change: (String, String)) throws {
        let text = String(decoding: try Sample.push().bytes, as: UTF8.self)
        let changed = text.replacingFirst(change.0, with: change.1)
        #expect(changed != text)
        #expect(throws: WireFault.self) { try PushRequest(reading: Array(changed.utf8)) }
    }

    @Test func `with a line over 60 KiB is too large, and one of 60 KiB is not`() throws {
        var push = try Sample.push()
        push.entries = EntryBatch([Array(repeating: UInt8(ascii: "x"), count: Limits.lineByteCount)])
        #expect(try PushRequest(reading: push.bytes).entries.count == 1)
        push.entries = EntryBatch([Array(repeating: UInt8(ascii: "x"), count: Limits.lineByteCount + 1)])
        #expect(throws: WireFault.tooLarge(what: "an entry", limit: Int64(Limits.lineByteCount))) { try PushRequest(reading: push.bytes) }
    }

    @Test func `over its limits is too large`() throws {
        var push = try Sample.push()
        push.entries = EntryBatch((0...Limits.pushEntries).map { _ in [UInt8]() })
        #expect(throws: WireFault.tooLarge(what: "the count of entries", limit: 4096)) { try PushRequest(reading: push.bytes) }
        let riders = Array(repeating: UInt8(0), count: Limits.ridingAttachmentByteCount + 1)
        push.entries = EntryBatch()
        push.attachments = [.init(id: Base64.urlText(Digest(of: riders).bytes), bytes: riders)]
        #expect(throws: WireFault.tooLarge(what: "a riding attachment", limit: 65536)) { try PushRequest(reading: push.bytes) }
    }
}

@Suite struct `The answer to a push` {
    @Test func `is written and read back`() throws {
        let answer = try Sample.answer()
        #expect(try ReceiptAnswer(reading: answer.bytes) == answer)
        let recovering = ReceiptAnswer(receipt: nil, heads: HeadsText([]))
        #expect(try ReceiptAnswer(reading: recovering.bytes) == recovering)
    }

    @Test func `has the bytes that SyncProtocol quotes`() throws {
        #expect(try Fixture.bytes("Wire/receipt.txt") == Sample.answer().bytes)
    }

    @Test func `cut at any byte is refused`() throws {
        let bytes = try Sample.answer().bytes
        for count in bytes.indices {
            #expect(throws: WireFault.self, "cut at \(count)") { try ReceiptAnswer(reading: bytes.prefix(count)) }
        }
    }
}

@Suite struct `The heads` {
    @Test func `are sorted by origin, each once`() throws {
        let text = String(decoding: try Sample.answer().heads.bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").map { "\($0)\n" }
        #expect(lines.count == 3 && lines[1].hasSuffix(" recovering\n"))
        #expect(throws: WireFault.self) { try HeadsText(reading: Array((lines[1] + lines[0]).utf8)) }
        #expect(throws: WireFault.self) { try HeadsText(reading: Array((lines[0] + lines[0]).utf8)) }
        #expect(try HeadsText(reading: Array(text.utf8)) == Sample.answer().heads)
    }

    @Test func `have a tag that follows their bytes`() throws {
        let heads = try Sample.answer().heads
        #expect(heads.entityTag.count == 34)
        #expect(HeadsText(heads.heads.dropLast()).entityTag != heads.entityTag)
    }
}

@Suite struct `An enrolment` {
    @Test func `is signed by the new key over every line`() throws {
        let origin = try Sample.origin()
        let key = try Sample.signer(origin.description)
        let request = try #require(
            EnrolmentRequest(origin: origin, key: key.verifier(.log), proof: .code("7KQ2F9XH4M"), label: "Máy một cửa", nonce: "AAECAwQF"))
        let note = key.signing(SignedNote(text: request.text))
        let read = try EnrolmentRequest(reading: #require(SignedNote(reading: note.bytes)).text)
        #expect(read == request && read.isSigned(in: note))
        let stranger = try Sample.signer(origin.description, seed: 2).signing(SignedNote(text: request.text))
        #expect(!read.isSigned(in: stranger))
        #expect(request.text.hasPrefix("wardlog/1 enrol\norigin ha-dong/duong-noi/may-1\nkey ha-dong/duong-noi/may-1+"))
        #expect(request.text.hasSuffix("\ncode 7KQ2F9XH4M\nlabel Máy một cửa\nnonce AAECAwQF\n"))
    }

    @Test func `continues a log of its own unit only`() throws {
        let new = try Sample.origin("ha-dong/duong-noi/may-1.k7qf3m")
        let key = try Sample.signer(new.description).verifier(.log)
        let own = Checkpoint(origin: try Sample.origin(), size: 12, root: MerkleTree.emptyRoot)
        let request = try #require(EnrolmentRequest(origin: new, key: key, proof: .continues(own), label: "", nonce: "AAECAwQF"))
        #expect(try EnrolmentRequest(reading: request.text) == request)
        let foreign = Checkpoint(origin: try Sample.origin("ha-dong/phu-la/may-1"), size: 12, root: MerkleTree.emptyRoot)
        #expect(EnrolmentRequest(origin: new, key: key, proof: .continues(foreign), label: "", nonce: "AAECAwQF") == nil)
        #expect(throws: WireFault.self) {
            try EnrolmentRequest(reading: request.text.replacingFirst("duong-noi/may-1 12", with: "phu-la/may-1 12"))
        }
    }

    @Test func `takes no label that breaks a line`() throws {
        let origin = try Sample.origin()
        let key = try Sample.signer(origin.description).verifier(.log)
        #expect(EnrolmentRequest(origin: origin, key: key, proof: .code("7KQ2F9XH4M"), label: "a\nb", nonce: "AAECAwQF") == nil)
        #expect(EnrolmentRequest(origin: origin, key: key, proof: .code("7kq2f9xh4m"), label: "a", nonce: "AAECAwQF") == nil)
        #expect(EnrolmentRequest(origin: origin, key: key, proof: .code("7KQ2F9XH4M"), label: "a", nonce: "AAECAwQ=") == nil)
    }

    @Test func `is answered in JSON that reads back`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong")).identity
        let answer = EnrolmentAnswer(
            token: "abcdefghijklmnop", receipts: district.receipts, log: district.log, roster: [.object([.init("unit", "duong-noi")])])
        #expect(try EnrolmentAnswer(reading: answer.json.canonicalBytes) == answer)
        #expect(throws: WireFault.self) { try EnrolmentAnswer(reading: Array(#"{"token":"a b"}"#.utf8)) }
        let withAuthority = try #require(
            DistrictIdentity(certificate: SampleCertificate.der, receipts: district.receipts, log: district.log))
        #expect(withAuthority.authority == SampleCertificate.publicKey)
        #expect(try DistrictIdentity(reading: withAuthority.json.canonicalBytes) == withAuthority)
        #expect(DistrictIdentity(certificate: nil, receipts: district.log, log: district.receipts) == nil)
    }
}

@Suite struct `An invitation's code` {
    @Test func `is read back in any dress`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong")).identity
        let code = try #require(InvitationCode(randomBytes: [0xFF, 0, 0xAA, 0x55, 1, 2, 0xC0], for: district))
        let text = code.description
        #expect(text.count == 5 + 1 + 5 + 1 + 16 + 3)
        #expect(InvitationCode(text) == code)
        #expect(InvitationCode(text.lowercased().filter { $0 != "-" && $0 != "." }) == code)
        #expect(InvitationCode(" \(text)\n".replacingAll("0", with: "O").replacingAll("1", with: "l")) == code)
        #expect(InvitationCode(String(text.dropLast())) == nil)
        #expect(InvitationCode(text.replacingFirst("-", with: "U")) == nil)
        #expect(code.fits(district))
    }

    @Test func `does not fit a district of other keys`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong")).identity
        let other = try #require(MemoryDistrict(id: "thanh-xuan")).identity
        let code = try #require(InvitationCode(randomBytes: Array(0..<7), for: district))
        #expect(!code.fits(other))
        let withAuthority = try #require(
            DistrictIdentity(certificate: SampleCertificate.der, receipts: district.receipts, log: district.log))
        #expect(!code.fits(withAuthority))
    }

    @Test func `has fifty bits of secret, first bits first`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong")).identity
        let code = try #require(InvitationCode(randomBytes: [0x08, 0x86, 0x42, 0x98, 0xE8, 0x4A, 0x96], for: district))
        #expect(code.secret == "123456789A")
    }
}

@Suite struct `A problem` {
    @Test(arguments: ProblemType.allCases) func `is read back`(_ type: ProblemType) {
        let problem = ProblemDocument(type, detail: "why", size: 3, index: 4)
        #expect(ProblemDocument(reading: problem.json.canonicalBytes) == problem)
        #expect((400..<600).contains(type.status))
    }

    @Test func `of an unknown word is none`() {
        #expect(ProblemDocument(reading: Array(#"{"type":"about:blank","status":409}"#.utf8)) == nil)
    }
}

extension String {
    func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(in: range, with: other)
    }

    func replacingAll(_ part: Character, with other: Character) -> String { String(map { $0 == part ? other : $0 }) }

    private func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
