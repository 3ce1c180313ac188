import PlanProgress
import TestSupport
import Testing

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
