import PlanProgress
import TestSupport
import Testing

extension MemoryWard {
    /// Records an entry that names an attachment of so many bytes, and keeps the bytes unless they are erased.
    func record(attachmentOf byteCount: Int, fill: UInt8, erased: Bool = false) -> String {
        let bytes = Array(repeating: fill, count: byteCount)
        let id = Base64.urlText(Digest(of: bytes).bytes)
        waiting.append(WaitingAttachment(id: id, byteCount: Int64(byteCount), index: Int64(entries.count)))
        if !erased { attachments[id] = bytes }
        record(#"{"attachments":[{"bytes":\#(byteCount),"id":"\#(id)","type":"text/plain"}]}"#)
        return id
    }
}

@Suite struct `An attachment on its way` {
    private func scene() throws -> (district: MemoryDistrict, ward: MemoryWard) {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        return (district, try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district)))
    }

    @Test func `of up to 64 KiB rides with the entry that names it`() throws {
        let (district, ward) = try scene()
        let ids = [ward.record(attachmentOf: 100, fill: 1), ward.record(attachmentOf: Limits.ridingAttachmentByteCount, fill: 2)]
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && outcome.sentAttachments == 2 && outcome.waitingAttachments == 0)
        #expect(district.requests.count == 1)
        #expect(ids.allSatisfy { district.attachments[$0] == ward.attachments[$0] })
    }

    @Test func `of more travels by itself after its entry`() throws {
        let (district, ward) = try scene()
        let id = ward.record(attachmentOf: Limits.ridingAttachmentByteCount + 1, fill: 3)
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && outcome.sentAttachments == 1)
        #expect(district.requests.map(\.path) == ["/v1/logs/ha-dong/duong-noi/may-1/entries", "/v1/attachments/\(id)"])
        #expect(district.attachments[id]?.count == Limits.ridingAttachmentByteCount + 1)
    }

    @Test func `makes a batch end earlier rather than pass its limit`() throws {
        let (district, ward) = try scene()
        for fill in UInt8(1)...20 { _ = ward.record(attachmentOf: 60_000, fill: fill) }
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && outcome.sentAttachments == 20)
        let pushes = district.requests.filter { $0.method == .post }
        #expect(pushes.count == 2 && pushes.allSatisfy { ($0.body?.count ?? 0) <= PushRequest.byteLimit })
        #expect((pushes.first?.body?.count ?? .max) < Limits.firstBatchByteCount + 4096)
    }

    @Test func `that neither this disk nor the district has is told by its entry, and blocks no other`() throws {
        let (district, ward) = try scene()
        _ = ward.record(attachmentOf: 100, fill: 1, erased: true)
        _ = ward.record(attachmentOf: 70_000, fill: 2, erased: true)
        let lost = ward.waiting
        let good = ward.record(attachmentOf: 80_000, fill: 3)
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .attachmentsLost(lost) && outcome.exitCode == 65)
        #expect(outcome.waitingEntries == 0 && lost.map(\.index) == [0, 1])
        #expect(district.attachments.keys.map { $0 } == [good])
    }

    @Test func `that is gone here and lies at the district is safe`() throws {
        let (district, ward) = try scene()
        let id = ward.record(attachmentOf: 70_000, fill: 1)
        let token = try #require(ward.token)
        let bytes = try #require(ward.attachments[id])
        _ = district.answer(to: .attachment(id, bytes: bytes, token: token))
        ward.attachments[id] = nil
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.waiting.isEmpty)
    }

    @Test func `that made a single entry too large travels by itself`() throws {
        let (district, ward) = try scene()
        let id = ward.record(attachmentOf: 60_000, fill: 1)
        let line = ScriptedLine([ScriptedLine.problem(ProblemDocument(.tooLarge))], then: district)
        #expect(sync(ward, over: line).outcome.ending == .done)
        #expect(line.requests.map(\.method) == [.post, .post, .put])
        #expect(try PushRequest(reading: line.requests[1].body ?? []).attachments.isEmpty && district.attachments[id] != nil)
    }

    @Test func `is left out once, and a second 413 ends the run`() throws {
        let (district, ward) = try scene()
        _ = ward.record(attachmentOf: 60_000, fill: 1)
        let line = ScriptedLine(Array(repeating: ScriptedLine.problem(ProblemDocument(.tooLarge)), count: 9), then: district)
        #expect(sync(ward, over: line).outcome.ending == .rejected(ProblemDocument(.tooLarge)))
        #expect(line.requests.count == 2)
    }

    @Test func `that the district has erased never goes again`() throws {
        let (district, ward) = try scene()
        let id = ward.record(attachmentOf: 70_000, fill: 1)
        _ = sync(ward, over: ScriptedLine([district.answer(to: .identity())], then: district))
        ward.waiting = [WaitingAttachment(id: id, byteCount: 70_000, index: 0)]
        let line = ScriptedLine([.success(WireAnswer(status: 304)), ScriptedLine.problem(ProblemDocument(.redacted))], then: district)
        let (outcome, _) = sync(ward, over: line)
        #expect(outcome.ending == .done && ward.waiting.isEmpty)
    }

    @Test func `of a log that ours continues travels by itself; what the district has no entry for is told once and sent no more`() throws {
        let (district, ward) = try scene()
        for text in ["a", "b", "c"] { ward.record(text) }
        let earlier = try #require(Origin("ha-dong/duong-noi/may-0"))
        let bytes = [[UInt8]](arrayLiteral: [1], [2])
        ward.waiting = bytes.map { WaitingAttachment(id: Attachment.id(of: $0), byteCount: 1, index: 2, earlier: earlier) }
        for one in bytes { ward.attachments[Attachment.id(of: one)] = one }
        let ids = ward.waiting.map(\.id)
        let refused = ward.waiting[0]
        let line = RefusingLine(path: "/v1/attachments/\(ids[0])", to: district, because: ProblemDocument(.forbidden))
        let (outcome, _) = sync(ward, over: line)
        #expect(outcome.ending == .done && outcome.refusedAttachments == [refused] && outcome.exitCode == 1)
        #expect(ward.waiting.isEmpty && ward.refused == [ids[0]])
        #expect(district.attachments.keys.map { $0 } == [ids[1]])
        for _ in 0..<2 {
            district.forgetRequests()
            let (next, _) = sync(ward, over: ScriptedLine([], then: district))
            #expect(next.ending == .done && next.exitCode == 0, "said once")
            #expect(district.requests.allSatisfy { $0.method != .put }, "one question, and no bytes")
        }
        // Its entry came from elsewhere.
        district.missing = [ids[0]]
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(district.attachments[ids[0]] != nil && ward.refused.isEmpty && ward.waiting.isEmpty)
        #expect(district.requests.compactMap { try? PushRequest(reading: $0.body ?? []) }.allSatisfy { $0.attachments.isEmpty })
    }

    @Test func `that the district will not take is told, and blocks no other`() throws {
        let (district, ward) = try scene()
        _ = sync(ward, over: district)
        let odd = ward.record(attachmentOf: 70_000, fill: 1)
        let good = ward.record(attachmentOf: 80_000, fill: 2)
        let pushed = RefusingLine(path: "/v1/attachments/\(odd)", to: district)
        let (outcome, _) = sync(ward, over: pushed)
        #expect(outcome.ending == .rejected(ProblemDocument(.malformed)) && outcome.exitCode == 1)
        #expect(district.attachments[good] != nil && district.attachments[odd] == nil)
        #expect(ward.waiting.map(\.id) == [odd] && outcome.waitingEntries == 0)
    }
}

@Suite struct `A stick on which an attachment was refused` {
    @Test func `tells it beside what waits for the next one, and hides no entry`() async throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: 3))
        let refused = WaitingAttachment(
            id: Attachment.id(of: [1]), byteCount: 1, index: 2, earlier: Origin("ha-dong/duong-noi/may-0"))
        (ward.waiting, ward.attachments[refused.id]) = ([refused], [1])
        let answers = try await district.answers(to: ward.exported())
        ward.record("since the export")
        func receive() throws -> SyncOutcome {
            let line = try BundleLine(answers: answers)
            let odd = RefusingLine(path: "/v1/attachments/\(refused.id)", to: line, because: ProblemDocument(.forbidden))
            return sync(ward, over: odd, goal: .receive(line.carried)).outcome
        }
        let outcome = try receive()
        #expect(outcome.ending == .done && outcome.exitCode == 1 && outcome.refusedAttachments == [refused])
        #expect(outcome.waitingEntries == 1 && outcome.waitingAttachments == 0 && ward.refused == [refused.id])
        #expect(ward.outcomes.last?.refusedAttachments == [refused])
        let again = try receive()
        #expect(again.ending == .done && again.exitCode == 0 && again.waitingEntries == 1)
    }

    @Test func `says too that a journey is still to be made`() async throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: 3))
        let (refused, lacking) = (
            WaitingAttachment(
                id: Attachment.id(of: [1]), byteCount: 1, index: 2, earlier: Origin("ha-dong/duong-noi/may-0")),
            WaitingAttachment(id: Attachment.id(of: [2]), byteCount: 1, index: 1)
        )
        (ward.waiting, ward.attachments) = ([refused], [refused.id: [1], lacking.id: [2]])
        district.missing = [lacking.id]
        let answers = try await district.answers(to: ward.exported())
        ward.waiting.append(lacking)
        let line = try BundleLine(answers: answers)
        let odd = RefusingLine(path: "/v1/attachments/\(refused.id)", to: line, because: ProblemDocument(.forbidden))
        let (outcome, _) = sync(ward, over: odd, goal: .receive(line.carried))
        #expect(outcome.ending == .carryAgain && outcome.exitCode == 75, "\(outcome)")
        #expect(outcome.refusedAttachments == [refused] && outcome.waitingAttachments == 1)
    }
}

/// Refuses one address and passes everything else on.
private final class RefusingLine: Transport {
    private let path: String
    private let inner: any Transport
    private let problem: ProblemDocument

    init(path: String, to inner: any Transport, because problem: ProblemDocument = ProblemDocument(.malformed)) {
        (self.path, self.inner, self.problem) = (path, inner, problem)
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        request.path == path ? ScriptedLine.problem(problem) : inner.answer(to: request)
    }
}
