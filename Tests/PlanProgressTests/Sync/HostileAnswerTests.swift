import PlanProgress
import TestSupport
import Testing

/// Answers one address otherwise than the district, each time or so many times, and counts all that is asked.
private final class LyingAnswers: Transport {
    private let inner: any Transport
    private let lie: (WireRequest) -> Result<WireAnswer, TransportFailure>?
    private(set) var requests: [WireRequest] = []

    init(to inner: any Transport, _ lie: @escaping (WireRequest) -> Result<WireAnswer, TransportFailure>?) {
        (self.inner, self.lie) = (inner, lie)
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        requests.append(request)
        return lie(request) ?? inner.answer(to: request)
    }
}

/// Whatever is answered, a ward believes what is proved and asks a bounded number of times.
@Suite struct `An answer that lies` {
    private func scene(entries: Int = 3) throws -> (district: MemoryDistrict, ward: MemoryWard) {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        return (district, try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: entries)))
    }

    private func pushed(_ note: SignedNote?, heads: HeadsText = HeadsText([])) -> Result<WireAnswer, TransportFailure> {
        .success(WireAnswer(status: 200, contentType: ReceiptAnswer.mediaType, body: ReceiptAnswer(receipt: note, heads: heads).bytes))
    }

    private func isUnproved(_ outcome: SyncOutcome) -> Bool { if case .unproved = outcome.ending { true } else { false } }

    /// The same district, with the very key by which it is pinned.
    @Test(arguments: [(3, true), (2, false), (0, false)])
    func `with a cosigned root that is not ours, or of less than was sent, is no receipt`(_ size: Int, _ isOther: Bool) throws {
        let (district, ward) = try scene()
        let before = ward.entries
        let tree = Sample.tree(isOther ? before.dropLast() + [Array("another".utf8)] : Array(before.prefix(size)))
        let checkpoint = Checkpoint(origin: ward.origin, size: Int64(size), root: tree.root)
        let note = district.receipts.cosigning(ward.key.signing(checkpoint.note), time: 1)
        let line = LyingAnswers(to: district) { $0.method == .post ? pushed(note) : nil }
        let (outcome, _) = sync(ward, over: line)
        #expect(isUnproved(outcome) && outcome.exitCode == 1 && outcome.waitingEntries == 3, "\(outcome)")
        #expect(ward.entries == before && ward.notes.isEmpty && line.requests.count <= 4)
    }

    @Test func `with a forged or an older receipt of another log brings nothing of it`() throws {
        let (district, ward) = try scene()
        let sister = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-2", at: district, entries: 4))
        _ = sync(sister, over: district)
        _ = sync(ward, over: district)
        let older = try #require(ward.notes[sister.origin])
        for number in 0..<3 { sister.record("later \(number)") }
        _ = sync(sister, over: district)
        let stranger = try Sample.signer("ha-dong/receipts", seed: 9)
        let tree = Sample.tree(sister.entries)
        let forged = stranger.cosigning(
            sister.key.signing(Checkpoint(origin: sister.origin, size: tree.size, root: tree.root).note), time: 1)
        let (notes, logs) = (ward.notes, ward.logs)
        for note in [older, forged] {
            let line = LyingAnswers(to: district) { request in
                request.path.hasSuffix("may-2/checkpoint")
                    ? .success(WireAnswer(status: 200, contentType: "text/plain; charset=utf-8", body: note.bytes)) : nil
            }
            let (outcome, _) = sync(ward, over: line)
            #expect(note == older ? outcome.ending == .done : isUnproved(outcome), "\(outcome)")
            #expect(ward.notes == notes && ward.logs == logs && line.requests.count <= 6)
            #expect(!line.requests.contains { $0.path.contains("may-2/entries") })
        }
        #expect(sync(ward, over: district).outcome.ending == .done && ward.logs[sister.origin] == sister.entries)
    }

    @Test func `with heads beyond any log changes nothing here`() throws {
        let (district, ward) = try scene()
        let huge = Checkpoint(origin: ward.origin, size: Limits.largestInteger, root: Digest(of: [1]))
        let heads = HeadsText([HeadsText.Head(huge)])
        let said = WireAnswer(status: 200, contentType: HeadsText.mediaType, body: heads.bytes)
        _ = sync(ward, over: district)
        let (before, note) = (ward.entries, ward.notes[ward.origin])
        let line = LyingAnswers(to: district) { $0.path == "/v1/heads" ? .success(said) : nil }
        #expect(sync(ward, over: line).outcome.ending == .done && line.requests.count <= 4)
        // Cosigned too, by a district that has lost its mind: what it cannot show is not adopted.
        let receipt = district.receipts.cosigning(ward.key.signing(huge.note), time: 1)
        let mad = LyingAnswers(to: district) { request in
            if request.path == "/v1/heads" { return .success(said) }
            guard request.path.hasSuffix("/checkpoint") else { return nil }
            return .success(WireAnswer(status: 200, contentType: "text/plain; charset=utf-8", body: receipt.bytes))
        }
        let (outcome, _) = sync(ward, over: mad)
        #expect(outcome.exitCode != 0 && mad.requests.count <= 12, "\(outcome), \(mad.requests.count) requests")
        #expect(ward.entries == before && ward.notes[ward.origin] == note && ward.healedFrom.isEmpty)
    }

    @Test(arguments: [-5, Limits.largestInteger, -Limits.largestInteger])
    func `that names an index where no log is heals from what is known here`(_ index: Int64) throws {
        let (district, ward) = try scene()
        _ = sync(ward, over: district)
        ward.record("later")
        let refusal = ScriptedLine.problem(ProblemDocument(.continued, index: index))
        let line = ScriptedLine([refusal], then: district)
        _ = sync(ward, over: line)
        #expect(ward.healedFrom.count == 1 && ward.healedFrom.allSatisfy { (0...3).contains($0 ?? 3) }, "\(ward.healedFrom)")
        #expect(line.requests.count <= 12)
        for type in [ProblemType.fork, .sealed, .size] {
            let (_, other) = try scene()
            let refused = ScriptedLine.problem(ProblemDocument(type, size: index, index: index))
            let (outcome, _) = sync(other, over: ScriptedLine(Array(repeating: refused, count: 50), then: district))
            #expect(outcome.exitCode != 0 && other.healedFrom.isEmpty && other.entries.count == 3, "\(type): \(outcome)")
        }
    }

    @Test(arguments: [
        String(repeating: "9", count: 25), "-1", "", "\0", "Thu, 15 Sep 9007199254740991 00:00:00 GMT",
        "Thu, 99999999999999999999 Sep 2022 00:00:00 GMT", "Thu, 15 Sep 2022 99:99:99 GMT", "Thu, 15 Sep 2199 00:00:00 GMT",
    ]) func `with a time to come back that is none is waited for as without one`(_ text: String) throws {
        let (district, ward) = try scene()
        let busy = ScriptedLine.problem(ProblemDocument(.busy), retryAfter: text)
        let line = ScriptedLine(Array(repeating: busy, count: 50), then: district)
        let (outcome, waits) = sync(ward, over: line)
        #expect(outcome.exitCode == 75 && outcome.waitingEntries == 3 && line.requests.count <= 6)
        #expect(waits.reduce(0, +) <= 600_000 && outcome.nextTry ?? 0 <= 1_663_200_000_000 + 86_400_000)
    }

    static let garbled: [[UInt8]] = [
        Array(#"{"type":"forbidden","type":"token"}"#.utf8), Array(#"{"token":"a","token":"b"}"#.utf8), [0], [0xFF, 0xFE],
        Array(#"{"type":"\u0000"}"#.utf8), Array("{\"type\":\"forbidden\0\"}".utf8), Array("{\"type\":\"token\"}".utf8) + [0xFF],
        Array(String(repeating: "[", count: 100_000).utf8), Array(#"{"type":"sealed","index":1e99}"#.utf8), [],
    ]

    @Test(arguments: garbled) func `in no form of ours ends nothing and enrols nobody`(_ body: [UInt8]) throws {
        for status in [200, 201, 400, 401, 403, 409, 422] {
            for type in [ProblemDocument.mediaType, "application/json", ReceiptAnswer.mediaType] {
                let (district, ward) = try scene()
                let (before, token) = (ward.entries, ward.token)
                let lie = WireAnswer(status: status, contentType: type, body: body)
                let line = LyingAnswers(to: district) { $0.method == .post ? .success(lie) : nil }
                let (outcome, _) = sync(ward, over: line)
                #expect(outcome.exitCode != 0 && outcome.waitingEntries == 3, "\(status) \(type): \(outcome)")
                #expect(ward.entries == before && ward.token == token && ward.notes.isEmpty && line.requests.count <= 40)

                let joining = try #require(MemoryWard("ha-dong/duong-noi/may-2"))
                joining.district = district.identity
                try joining.prepareEnrolment(code: "7KQ2F9XH4M")
                let enrolling = LyingAnswers(to: district) { _ in .success(lie) }
                #expect(sync(joining, over: enrolling, goal: .enrol).outcome.exitCode != 0)
                #expect(joining.token == nil && joining.pending != nil && enrolling.requests.count <= 10)
            }
        }
    }

    /// Seed 23 of the simulation: 202 is unsigned, and what rode along was believed to have arrived.
    @Test func `that everything is stored, without a receipt, makes no attachment arrive`() throws {
        let (district, ward) = try scene()
        let id = ward.record(attachmentOf: 300, fill: 65)
        var isFirst = true
        let line = LyingAnswers(to: district) { request in
            guard request.method == .post, isFirst else { return nil }
            isFirst = false
            let body = ReceiptAnswer(receipt: nil, heads: HeadsText([])).bytes
            return .success(WireAnswer(status: 202, contentType: ReceiptAnswer.mediaType, body: body))
        }
        _ = sync(ward, over: line)
        #expect(!isFirst && (district.attachments[id] != nil || ward.waiting.map(\.id) == [id]))
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(district.attachments[id] != nil && ward.waiting.isEmpty)
    }

    /// The district lists a million, and a sync reads a hundred thousand: it then does without, and what comes behind it comes.
    @Test func `that is too long to say what is lacking keeps nothing else from being done`() throws {
        let (district, ward) = try scene()
        let sister = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-2", at: district, entries: 4))
        _ = sync(sister, over: district)
        for fill in UInt8(1)...12 { _ = ward.record(attachmentOf: 70_000, fill: fill) }
        let line = LyingAnswers(to: district) { $0.path == "/v1/attachments" ? .failure(.answerTooLarge) : nil }
        let (outcome, waits) = sync(ward, over: line)
        #expect(line.requests.count { $0.path == "/v1/attachments" } == 1 && waits.isEmpty)
        #expect(outcome.ending == .done && district.attachments.count == 12 && ward.waiting.isEmpty)
        #expect(ward.logs[sister.origin] == sister.entries)
    }
}
