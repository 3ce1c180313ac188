import PlanProgress
import TestSupport
import Testing

/// Loses one request on its way: the one of so many that carries a push.
private final class LosingLine: Transport {
    private let inner: any Transport
    private let lost: Int
    private var posts = 0
    init(to inner: any Transport, post lost: Int) { (self.inner, self.lost) = (inner, lost) }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        if request.method == .post { posts += 1 }
        return request.method == .post && posts == lost ? .failure(.interrupted("reset")) : inner.answer(to: request)
    }
}

/// Takes every second push and says of every other that it holds two entries.
private final class ForgetfulLine: Transport {
    private let inner: any Transport
    private(set) var gifts = 0
    init(to inner: any Transport) { self.inner = inner }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        guard request.method == .post else { return inner.answer(to: request) }
        gifts += 1
        if gifts % 2 == 1 { return ScriptedLine.problem(ProblemDocument(.size, size: 2)) }
        return .success(
            WireAnswer(status: 202, contentType: ReceiptAnswer.mediaType, body: ReceiptAnswer(receipt: nil, heads: HeadsText([])).bytes))
    }
}

/// Refuses every push to that path; where it has no answer of its own, the one behind it answers.
private final class RefusingLine: Transport {
    private let inner: any Transport
    private let path: String
    private let refusal: ProblemDocument?
    init(to inner: any Transport, path: String, _ refusal: ProblemDocument?) {
        (self.inner, self.path, self.refusal) = (inner, path, refusal)
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        guard let refusal, request.method == .post, request.path == path else { return inner.answer(to: request) }
        return ScriptedLine.problem(refusal)
    }
}

/// What a ward does for a district that was restored from an old backup.
@Suite struct `A sync with a restored district` {
    private let district: MemoryDistrict
    private let ward: MemoryWard
    private let sister: MemoryWard

    init() throws {
        district = try #require(MemoryDistrict(id: "ha-dong"))
        ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: 6))
        sister = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-2", at: district, entries: 1, seed: 2))
        for one in [ward, sister, ward] { #expect(sync(one, over: district).outcome.ending == .done) }
        #expect(sister.logs[ward.origin]?.count == 6)
        district.forgetRequests()
    }

    /// Seed 204 of the simulation: what lies below the damage has no receipt of its own, and nobody gave it back.
    @Test func `brings over all that lies here of a log that lost its end at both`() throws {
        restore(ward.origin, to: 1, headsKept: true)
        let old = ward.origin
        ward.logs[old] = Array(ward.entries.prefix(4))
        ward.knownSize = 6
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.healedFrom == [0] && ward.origin != old)
        #expect(district.logs[ward.origin]?.entries == ward.entries && ward.entries.count == 5)
    }

    /// Yesterday's database; with heads, the log is recovering.
    private func restore(_ origin: Origin, to size: Int, headsKept: Bool) {
        district.replace(origin) { log in
            let count = Int64(log.entries.count)
            if headsKept { log.head = Checkpoint(origin: origin, size: count, root: log.range(at: count).root) }
            log.entries.removeLast(log.entries.count - size)
            log.leaves.removeLast(log.leaves.count - size)
            log.receipt = nil
        }
    }

    @Test(arguments: [true, false])
    func `gives its own log back though it has nothing new`(_ headsKept: Bool) throws {
        restore(ward.origin, to: 2, headsKept: headsKept)
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
        #expect(sync(ward, over: district).outcome.ending == .done)
    }

    @Test(arguments: [true, false])
    func `gives a sister PC's log back, by its receipt`(_ headsKept: Bool) throws {
        restore(ward.origin, to: 2, headsKept: headsKept)
        let (outcome, _) = sync(sister, over: district)
        #expect(outcome.ending == .done)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
        district.forgetRequests()
        #expect(sync(sister, over: district).outcome.ending == .done)
        #expect(district.requests.count == 1, "and asks no more once it is whole")
    }

    /// Three pushes of 4,096 entries and the few that are left.
    @Test(arguments: [true, false])
    func `gives a sister PC's log back, however many pushes it takes`(_ headsKept: Bool) throws {
        for number in 0..<12_500 { ward.record("later \(number)") }
        #expect(sync(ward, over: district).outcome.ending == .done)
        sister.logs[ward.origin] = ward.entries
        sister.notes[ward.origin] = ward.notes[ward.origin]
        restore(ward.origin, to: 2, headsKept: headsKept)
        district.forgetRequests()
        // The second push is lost on its way, once.
        let lost = LosingLine(to: district, post: 2)
        #expect(sync(sister, over: lost).outcome.ending == .done)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
        #expect(district.logs[ward.origin]?.receipt.flatMap { Checkpoint(text: $0.text) }?.size == 12_506)
        let pushes = district.requests.filter { $0.method == .post }.compactMap { try? PushRequest(reading: $0.body ?? []) }
        #expect(pushes.map(\.from) == (headsKept ? [12_506] : []) + [2, 4_098, 8_194, 12_290])
        #expect(sync(ward, over: district).outcome.ending == .done)
    }

    /// Whatever it answers, a run ends.
    @Test func `ends a gift that the district forgets as often as it takes some of it`() throws {
        for number in 0..<9000 { ward.record("later \(number)") }
        #expect(sync(ward, over: district).outcome.ending == .done)
        sister.logs[ward.origin] = ward.entries
        sister.notes[ward.origin] = ward.notes[ward.origin]
        restore(ward.origin, to: 2, headsKept: true)
        let forgetful = ForgetfulLine(to: district)
        #expect(sync(sister, over: forgetful).outcome.ending == .done)
        #expect(forgetful.gifts <= 20)
    }

    @Test func `gives back what it holds where the copy is behind the head, and says nothing of it`() throws {
        ward.record("later")
        #expect(sync(ward, over: district).outcome.ending == .done)
        restore(ward.origin, to: 2, headsKept: true)
        #expect(sync(sister, over: district).outcome.ending == .done)
        #expect(district.logs[ward.origin]?.entries.count == 6)
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
    }

    @Test func `is not held up by a gift that is refused`() throws {
        restore(ward.origin, to: 2, headsKept: true)
        district.replace(ward.origin) { $0.end = 2 }
        sister.record("new")
        let (outcome, _) = sync(sister, over: district)
        #expect(outcome.ending == .done)
        #expect(district.logs[sister.origin]?.entries == sister.entries)
    }

    /// Its heads were lost with the database, so the district waits for nothing; and our log of then is ended, unknown, another's, or
    /// cannot prove itself.
    @Test(arguments: [ProblemType.sealed, .fork, .notFound, .root, nil])
    func `brings into its log what the district has forgotten of the one before and does not take back`(refusal: ProblemType?) throws {
        let old = ward.origin
        ward.record("not sent yet")
        try ward.heal(from: nil, code: nil)
        restore(old, to: 2, headsKept: false)
        if refusal == nil { ward.logs[old] = Array(ward.logs[old]?.prefix(5) ?? []) }
        let line = RefusingLine(
            to: district, path: "/v1/logs/\(old)/entries",
            refusal.map { ProblemDocument($0, index: $0 == .notFound || $0 == .root ? nil : 2) })
        #expect(sync(ward, over: line).outcome.ending == .done)
        #expect(ward.broughtOver == [refusal == .notFound || refusal == .root ? 0 : 2])
        let given = refusal == nil ? 2..<5 : 2..<6
        for number in given { #expect(district.logs[ward.origin]?.entries.contains(Array("entry \(number) of \(old)".utf8)) == true) }
        #expect(district.logs[ward.origin]?.receipt.flatMap { Checkpoint(text: $0.text) }?.size == Int64(ward.entries.count))
    }

    @Test func `brings nothing over of a log that was revoked, and of a sister PC's what was sealed`() throws {
        let old = ward.origin
        try ward.heal(from: nil, code: nil)
        restore(old, to: 2, headsKept: false)
        let revoked = RefusingLine(to: district, path: "/v1/logs/\(old)/entries", ProblemDocument(.forbidden))
        _ = sync(ward, over: revoked)
        #expect(ward.broughtOver.isEmpty && ward.entries.count == 1)
        let sealed = RefusingLine(to: district, path: "/v1/logs/\(old)/entries", ProblemDocument(.sealed, index: 2))
        let forked = RefusingLine(to: district, path: "/v1/logs/\(old)/entries", ProblemDocument(.fork, index: 2))
        #expect(sync(sister, over: forked).outcome.ending == .done)
        #expect(sister.broughtOver.isEmpty)
        #expect(sync(sister, over: sealed).outcome.ending == .done)
        #expect(sister.broughtOver == [2] && sister.entries.count == 5)
    }

    @Test func `asks by its key for a token that the district knows, once`() throws {
        district.forgetTokens()
        ward.record("new")
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
        #expect(
            district.requests.map(\.path) == [
                "/v1/logs/\(ward.origin)/entries", "/v1/enrolments", "/v1/logs/\(ward.origin)/entries",
            ])
        // A district that never knows it ends the run, with everything kept.
        let refusal = ScriptedLine.problem(ProblemDocument(.token))
        ward.record("more")
        let line = ScriptedLine([refusal, refusal, refusal], then: district)
        #expect(sync(ward, over: line).outcome.ending == .refused(ProblemDocument(.token)))
        #expect(line.requests.count == 2 && ward.entries.count == 8)
    }

    @Test func `whose log ends there below our receipt, and is continued by a twin, brings what lies between`() throws {
        let line = ScriptedLine([ScriptedLine.problem(ProblemDocument(.continued, index: 2))], then: district)
        #expect(sync(ward, over: line).outcome.ending == .done)
        #expect(ward.healedFrom == [2])
        #expect(district.logs[ward.origin]?.entries.count == 5, "its opening and the four from 2 on")
    }

    @Test func `sends again the attachments that the district lost, and asks which before it sends many`() throws {
        let ids = (0..<10).map { Attachment.id(of: [UInt8($0)]) }
        for (number, id) in ids.enumerated() {
            ward.attachments[id] = [UInt8(number)]
            ward.waiting.append(WaitingAttachment(id: id, byteCount: 1, index: 1))
        }
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.waiting.isEmpty)
        district.forgetTokens()
        district.forgetRequests()
        district.missing = [ids[3], ids[7]]
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.waiting.isEmpty)
        let puts = district.requests.filter { $0.method == .put }.map(\.path)
        #expect(puts == [ids[3], ids[7]].map { "/v1/attachments/\($0)" })
    }
}
