import PlanProgress
import TestSupport
import Testing

/// A run in memory: nothing is waited for, what would have been is kept.
func sync(_ ward: MemoryWard, over line: some Transport, seed: UInt64 = 1, goal: SyncEngine.Goal = .sync) -> (
    outcome: SyncOutcome, waits: [Int64]
) {
    var waits: [Int64] = []
    let surroundings = SyncSurroundings(now: { 1_663_200_000_000 }, wait: { waits.append($0) }, seed: seed)
    let outcome = SyncPerformer(store: ward, line: line).run(goal, in: surroundings)
    return (outcome, waits)
}

/// Answers by a script, then as the district does.
final class ScriptedLine: Transport {
    private var script: [Result<WireAnswer, TransportFailure>]
    private let inner: any Transport
    private(set) var requests: [WireRequest] = []

    init(_ script: [Result<WireAnswer, TransportFailure>], then inner: any Transport) {
        (self.script, self.inner) = (script, inner)
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        requests.append(request)
        return script.isEmpty ? inner.answer(to: request) : script.removeFirst()
    }

    static func problem(_ problem: ProblemDocument, retryAfter: String? = nil) -> Result<WireAnswer, TransportFailure> {
        .success(
            WireAnswer(
                status: problem.type.status, contentType: ProblemDocument.mediaType, retryAfter: retryAfter,
                body: problem.json.canonicalBytes))
    }
}

private func scene(entries: Int) throws -> (district: MemoryDistrict, ward: MemoryWard) {
    let district = try #require(MemoryDistrict(id: "ha-dong"))
    let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: entries))
    return (district, ward)
}

@Suite struct `A sync` {
    @Test func `of new entries is one request`() throws {
        let (district, ward) = try scene(entries: 5)
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && outcome.exitCode == 0)
        #expect(outcome.sentEntries == 5 && outcome.waitingEntries == 0)
        #expect(district.requests.count == 1)
        #expect(district.logs[ward.origin]?.entries == ward.entries)
        #expect(try ward.state().receiptSize == 5)
    }

    @Test func `of nothing is one request of a few bytes, after a push too`() throws {
        let (district, ward) = try scene(entries: 5)
        _ = sync(ward, over: district)
        district.forgetRequests()
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done)
        #expect(district.requests.map(\.path) == ["/v1/heads"])
        #expect(district.requests.first?.ifNoneMatch == ward.heads?.entityTag)
    }

    @Test func `fetches the district's log and those of the unit's other devices`() throws {
        let (district, ward) = try scene(entries: 2)
        let other = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-2", at: district, entries: 7))
        let foreign = try #require(MemoryWard.enrolled("ha-dong/phu-la/may-1", at: district, entries: 3))
        district.append(Array("opened".utf8))
        district.append(Array("enrolled".utf8))
        _ = sync(other, over: district)
        _ = sync(foreign, over: district)
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && outcome.receivedEntries == 9)
        #expect(ward.logs[other.origin] == other.entries)
        #expect(ward.logs[try Sample.origin("ha-dong/ha-dong/quan")]?.count == 2)
        #expect(ward.logs[foreign.origin] == nil)
    }

    @Test func `never says done without a verified receipt`() throws {
        let (district, ward) = try scene(entries: 2)
        let stranger = try Sample.signer("ha-dong/receipts", seed: 9)
        let checkpoint = Checkpoint(origin: ward.origin, size: 2, root: Sample.tree(ward.entries).root)
        let forged = ReceiptAnswer(receipt: stranger.cosigning(ward.key.signing(checkpoint.note), time: 1), heads: HeadsText([]))
        let line = ScriptedLine(
            [.success(WireAnswer(status: 200, contentType: ReceiptAnswer.mediaType, body: forged.bytes))], then: district)
        let (outcome, _) = sync(ward, over: line)
        guard case .unproved = outcome.ending else {
            Issue.record("believed: \(outcome)")
            return
        }
        #expect(outcome.exitCode == 1 && outcome.waitingEntries == 2 && ward.notes.isEmpty)
    }

    @Test func `of a ward that has not joined says so`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let ward = try #require(MemoryWard("ha-dong/duong-noi/may-1"))
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .notJoined && outcome.exitCode == 77 && district.requests.isEmpty)
    }
}

@Suite struct `An answer to a sync` {
    private static let page = WireAnswer(status: 200, contentType: "text/html; charset=utf-8", body: Array("<html></html>".utf8))

    @Test func `that is a proxy's page is not the district's`() throws {
        let (district, ward) = try scene(entries: 1)
        let (once, _) = sync(ward, over: ScriptedLine([.success(Self.page)], then: district))
        #expect(once.ending == .done)
        ward.record("one more")
        let (always, _) = sync(ward, over: ScriptedLine(Array(repeating: .success(Self.page), count: 9), then: district))
        guard case .notTheDistrict = always.ending else {
            Issue.record("\(always)")
            return
        }
        #expect(always.exitCode == 69 && always.waitingEntries == 1)
    }

    /// Somebody answers pushes in the district's form and nothing else: without proof there is no progress that would begin the waits anew.
    @Test func `to a push that is not proved leaves the back-off as it stands`() throws {
        let (_, ward) = try scene(entries: 2)
        let stranger = try Sample.signer("ha-dong/receipts", seed: 9)
        let checkpoint = Checkpoint(origin: ward.origin, size: 2, root: Sample.tree(ward.entries).root)
        let forged = ReceiptAnswer(receipt: stranger.cosigning(ward.key.signing(checkpoint.note), time: 1), heads: HeadsText([]))
        let line = ForgingLine(forged)
        let (outcome, waits) = sync(ward, over: line)
        #expect(outcome.ending == .unreachable("no route") && waits.count == 2 && line.pushes == 3, "\(outcome), \(waits.count) waits")
    }

    @Test func `of 503 waits at least as long as it asks, then goes on`() throws {
        let (district, ward) = try scene(entries: 1)
        let line = ScriptedLine([ScriptedLine.problem(ProblemDocument(.busy), retryAfter: "7")], then: district)
        let (outcome, waits) = sync(ward, over: line)
        #expect(outcome.ending == .done)
        #expect(waits.count == 1 && (7000..<8000).contains(waits[0]))
    }

    @Test func `with a date to retry after is waited for by the clock`() throws {
        let (district, ward) = try scene(entries: 1)
        // The clock of these tests stands at 2022-09-15 00:00:00 GMT.
        let line = ScriptedLine(
            [ScriptedLine.problem(ProblemDocument(.tooMany), retryAfter: "Thu, 15 Sep 2022 00:01:05 GMT")], then: district)
        let (_, waits) = sync(ward, over: line)
        #expect(waits.count == 1 && (65_000..<66_000).contains(waits[0]))
    }

    @Test func `that stays busy ends the run with a time to try again`() throws {
        let (district, ward) = try scene(entries: 1)
        let busy = ScriptedLine.problem(ProblemDocument(.busy), retryAfter: "30")
        let (outcome, waits) = sync(ward, over: ScriptedLine(Array(repeating: busy, count: 50), then: district))
        #expect(outcome.exitCode == 75 && outcome.nextTry == 1_663_200_030_000 && waits.count == 5)
    }

    @Test func `that never comes is 69, and the work is counted`() throws {
        let (district, ward) = try scene(entries: 4)
        let line = ScriptedLine(Array(repeating: .failure(.unreachable("no such host")), count: 9), then: district)
        let (outcome, waits) = sync(ward, over: line)
        #expect(outcome.ending == .unreachable("no such host") && outcome.exitCode == 69)
        #expect(outcome.waitingEntries == 4 && waits.count == 2)
    }

    @Test func `of 413 halves the batch down to one entry`() throws {
        let (district, ward) = try scene(entries: 16)
        let line = ScriptedLine(Array(repeating: ScriptedLine.problem(ProblemDocument(.tooLarge)), count: 4), then: district)
        let (outcome, _) = sync(ward, over: line)
        #expect(outcome.ending == .done)
        let sizes = try line.requests.map { try PushRequest(reading: $0.body ?? []).entries.count }
        #expect(Array(sizes.prefix(5)) == [16, 7, 3, 1, 1] || Array(sizes.prefix(5)) == [16, 8, 4, 2, 1], "\(sizes)")
        #expect(sizes.count < 12, "a success doubles again: \(sizes)")
    }

    @Test func `of 413 to a single entry ends the run and says why`() throws {
        let (district, ward) = try scene(entries: 1)
        let line = ScriptedLine(Array(repeating: ScriptedLine.problem(ProblemDocument(.tooLarge)), count: 9), then: district)
        #expect(sync(ward, over: line).outcome.ending == .rejected(ProblemDocument(.tooLarge)))
        #expect(line.requests.count == 1)
    }

    @Test func `that breaks twice halves the batch`() throws {
        let (district, ward) = try scene(entries: 8)
        let line = ScriptedLine(Array(repeating: .failure(.interrupted("too slow")), count: 3), then: district)
        #expect(sync(ward, over: line).outcome.ending == .done)
        let sizes = try line.requests.map { try PushRequest(reading: $0.body ?? []).entries.count }
        #expect(sizes[0] == 8 && sizes[1] == 8 && sizes[2] < 8 && sizes[3] < sizes[2], "\(sizes)")
    }

    @Test func `of 415 is tried once without gzip`() throws {
        let (district, ward) = try scene(entries: 1)
        let line = ScriptedLine([ScriptedLine.problem(ProblemDocument(.encoding))], then: district)
        #expect(sync(ward, over: line).outcome.ending == .done)
        #expect(line.requests.map(\.gzip) == [true, false])
    }

    @Test(arguments: [ProblemDocument(.token), ProblemDocument(.forbidden)])
    func `of 401 or 403 stops, deletes nothing and is 77`(_ problem: ProblemDocument) throws {
        let (district, ward) = try scene(entries: 3)
        // For a token that is unknown a new one is asked for; here that is refused too.
        let script = problem.type == .token ? [problem, problem] : [problem]
        let (outcome, _) = sync(ward, over: ScriptedLine(script.map { ScriptedLine.problem($0) }, then: district))
        #expect(outcome.ending == .refused(problem) && outcome.exitCode == 77)
        #expect(ward.entries.count == 3 && ward.token != nil)
    }

    @Test(arguments: [ProblemDocument(.malformed), ProblemDocument(.version)])
    func `of 400 or 426 stops and says why`(_ problem: ProblemDocument) throws {
        let (district, ward) = try scene(entries: 3)
        let (outcome, waits) = sync(ward, over: ScriptedLine([ScriptedLine.problem(problem)], then: district))
        #expect(outcome.ending == .rejected(problem) && outcome.exitCode == 1 && waits.isEmpty)
    }

    @Test func `of 422 is tried once more from the beginning`() throws {
        let (district, ward) = try scene(entries: 3)
        _ = sync(ward, over: district)
        ward.record("four")
        let wrong = ScriptedLine.problem(ProblemDocument(.root))
        let line = ScriptedLine([wrong], then: district)
        #expect(sync(ward, over: line).outcome.ending == .done)
        #expect(try line.requests.map { try PushRequest(reading: $0.body ?? []).from } == [3, 0])
        ward.record("five")
        let twice = ScriptedLine([wrong, wrong], then: district)
        #expect(sync(ward, over: twice).outcome.ending == .rejected(ProblemDocument(.root)))
    }

    @Test func `of a district that was restored resumes where it stands`() throws {
        let (district, ward) = try scene(entries: 6)
        _ = sync(ward, over: district)
        let receipt = ward.notes[ward.origin]
        district.replace(ward.origin) { log in
            log.entries.removeLast(4)
            log.leaves.removeLast(4)
        }
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && district.logs[ward.origin]?.entries == ward.entries)
        ward.record("seven")
        district.replace(ward.origin) { log in
            log.entries.removeLast(4)
            log.leaves.removeLast(4)
        }
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(district.logs[ward.origin]?.entries == ward.entries && ward.notes[ward.origin] != receipt)
    }

    @Test func `of a recovering district is 75 until it can cosign again`() throws {
        let (district, ward) = try scene(entries: 4)
        _ = sync(ward, over: district)
        let head = try #require(ward.notes[ward.origin].flatMap { Checkpoint(text: $0.text) })
        let lost = try #require(ward.copy(seed: 3))
        lost.logs[ward.origin] = Array(ward.entries.prefix(2))
        lost.notes = [:]
        lost.knownSize = 2
        district.replace(ward.origin) { log in
            log.entries = []
            log.leaves = []
            log.head = head
        }
        let (below, _) = sync(lost, over: district)
        #expect(below.ending == .recovering && below.exitCode == 75)
        let (whole, _) = sync(ward, over: district)
        #expect(whole.ending == .done && district.logs[ward.origin]?.entries == ward.entries)
    }

    @Test func `lost after the commit is harmless`() throws {
        let (district, ward) = try scene(entries: 3)
        let lossy = LosingLine(to: district)
        let (outcome, _) = sync(ward, over: lossy)
        #expect(outcome.ending == .done && district.logs[ward.origin]?.entries == ward.entries)
    }

    @Test func `on a full disk is 74, and the next run ends well`() throws {
        let (district, ward) = try scene(entries: 3)
        for writes in 0..<3 {
            ward.record("more \(writes)")
            ward.writesUntilFull = writes
            let (outcome, _) = sync(ward, over: district)
            #expect(outcome.exitCode == 74 || writes == 2, "\(writes): \(outcome)")
        }
        ward.writesUntilFull = nil
        #expect(sync(ward, over: district).outcome.ending == .done)
    }
}

/// Answers pushes, and is reached for nothing else.
private final class ForgingLine: Transport {
    private let forged: ReceiptAnswer
    private(set) var pushes = 0

    init(_ forged: ReceiptAnswer) { self.forged = forged }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        guard request.method == .post else { return .failure(.unreachable("no route")) }
        pushes += 1
        return .success(WireAnswer(status: 200, contentType: ReceiptAnswer.mediaType, body: forged.bytes))
    }
}

/// Carries every request and loses the first answer.
private final class LosingLine: Transport {
    private let inner: any Transport
    private var hasLost = false

    init(to inner: any Transport) { self.inner = inner }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        let answer = inner.answer(to: request)
        defer { hasLost = true }
        return hasLost ? answer : .failure(.interrupted("lost after the commit"))
    }
}
