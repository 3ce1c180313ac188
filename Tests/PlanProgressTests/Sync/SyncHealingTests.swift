import PlanProgress
import TestSupport
import Testing

private func scene(entries: Int) throws -> (district: MemoryDistrict, ward: MemoryWard) {
    let district = try #require(MemoryDistrict(id: "ha-dong"))
    let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: entries))
    return (district, ward)
}

@Suite struct `A sync that must heal` {
    @Test func `after a fork continues in a new log in the same run`() throws {
        let (district, ward) = try scene(entries: 4)
        _ = sync(ward, over: district)
        let clone = try #require(ward.copy(seed: 5))
        ward.record("written by the first")
        clone.record("written by the clone")
        clone.record("and more")
        _ = sync(ward, over: district)
        let (outcome, _) = sync(clone, over: district)
        #expect(outcome.ending == .done && outcome.continued == clone.origin)
        #expect(clone.healedFrom == [4])
        #expect(clone.origin != ward.origin && clone.origin.stem == ward.origin.stem)
        #expect(
            district.logs[clone.origin]?.entries.dropFirst() == ArraySlice(["written by the clone", "and more"].map { Array($0.utf8) }))
        #expect(district.logs[ward.origin]?.entries == ward.entries)
    }

    @Test func `whose log was sealed by its twin heals too`() throws {
        let (district, ward) = try scene(entries: 2)
        _ = sync(ward, over: district)
        let twin = try #require(ward.copy(seed: 5))
        ward.record("a")
        twin.record("b")
        _ = sync(ward, over: district)
        _ = sync(twin, over: district)
        ward.record("c")
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && ward.healedFrom == [nil])
        #expect(district.logs[ward.origin]?.entries.contains(Array("c".utf8)) == true)
    }

    @Test func `whose log the district has sealed heals from the index that it names`() throws {
        let (district, ward) = try scene(entries: 2)
        _ = sync(ward, over: district)
        district.replace(ward.origin) { $0.end = 2 }
        ward.record("c")
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && ward.healedFrom == [2])
        #expect(district.logs[ward.origin]?.entries.last == Array("c".utf8))
    }

    @Test func `believes no receipt for entries that are not its own`() throws {
        let (district, ward) = try scene(entries: 2)
        _ = sync(ward, over: district)
        ward.record("written before the disk was copied")
        let twin = try #require(ward.copy(seed: 5))
        for text in ["d", "e"] { twin.record("\(text) of the twin") }
        for text in ["d", "e", "f"] { ward.record("\(text) of the first") }
        _ = sync(twin, over: district)
        // Half the batch is its long first entry, common to both; the answer's receipt is then for the twin's entries.
        let old = ward.origin
        let (outcome, _) = sync(ward, over: ScriptedLine([ScriptedLine.problem(ProblemDocument(.tooLarge))], then: district))
        #expect(outcome.ending == .done && ward.healedFrom == [3])
        let receipt = try #require(ward.notes[old].flatMap { Checkpoint(text: $0.text) })
        #expect(receipt.root == Sample.tree(ward.logs[old]?.prefix(Int(receipt.size)) ?? []).root)
    }

    @Test func `with a restored backup fetches what it lost and goes on in the same log`() throws {
        let (district, ward) = try scene(entries: 3)
        _ = sync(ward, over: district)
        let backup = try #require(ward.copy(seed: 5))
        ward.record("later")
        _ = sync(ward, over: district)
        let (outcome, _) = sync(backup, over: district)
        #expect(outcome.ending == .done && outcome.continued == nil)
        #expect(backup.entries == ward.entries && backup.origin == ward.origin)
    }

    @Test func `with a log shorter than its guard says fetches, or heals what nobody has`() throws {
        let (district, ward) = try scene(entries: 3)
        _ = sync(ward, over: district)
        ward.record("lost for good")
        ward.logs[ward.origin]?.removeLast(2)
        let old = ward.origin
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .done && outcome.continued == ward.origin && ward.origin != old)
        #expect(ward.logs[old]?.count == 3, "what the district holds is fetched first")
        #expect(ward.entries.count == 1, "nothing is brought over that the district has already")
        #expect(outcome.lostEntries == 1 && outcome.exitCode == 65, "one was known and is gone")
        let next = sync(ward, over: district).outcome
        #expect(next.lostEntries == 0 && next.exitCode == 0, "said once")
    }

    @Test func `and was continued by its twin has lost only what the district does not hold`() throws {
        for (index, lost) in [(nil, 2), (4, 1), (5, 0)] as [(Int64?, Int64)] {
            let (district, ward) = try scene(entries: 3)
            _ = sync(ward, over: district)
            for text in ["d", "e"] { ward.record(text) }
            ward.logs[ward.origin]?.removeLast(2)
            let line = ScriptedLine([ScriptedLine.problem(ProblemDocument(.continued, index: index))], then: district)
            let (outcome, _) = sync(ward, over: line)
            #expect(outcome.lostEntries == lost, "the district ends at \(index ?? 0)")
        }
    }

    @Test func `is cut anywhere and begun again`() throws {
        for cut in 0..<12 {
            let (district, ward) = try scene(entries: 2)
            _ = sync(ward, over: district)
            let clone = try #require(ward.copy(seed: 5))
            ward.record("first")
            clone.record("second")
            _ = sync(ward, over: district)
            clone.writesUntilFull = cut
            _ = sync(clone, over: district)
            clone.writesUntilFull = nil
            let (outcome, _) = sync(clone, over: district)
            #expect(outcome.ending == .done, "cut at \(cut): \(outcome)")
            let everything = district.logs.values.flatMap(\.entries)
            #expect(everything.contains(Array("second".utf8)) && everything.contains(Array("first".utf8)))
        }
    }

    @Test func `and is refused needs a person's code`() throws {
        let (district, ward) = try scene(entries: 2)
        _ = sync(ward, over: district)
        district.replace(ward.origin) { $0.end = 2 }
        ward.record("more")
        try ward.heal(from: 2, code: "0000000000")
        let (outcome, _) = sync(ward, over: district)
        #expect(outcome.ending == .refused(ProblemDocument(.code)) && outcome.exitCode == 77)
    }
}

@Suite struct `Joining` {
    @Test func `pins the district that the code speaks of, then enrols`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let code = try #require(InvitationCode(randomBytes: Array(1...7), for: district.identity))
        district.codes = [code.secret]
        let ward = try #require(MemoryWard("ha-dong/duong-noi/may-1"))
        ward.record("recorded before joining")
        guard case .pin(let identity) = JoinFlow.judge(district.answer(to: JoinFlow.question), code: code, origin: ward.origin, pinned: nil)
        else {
            Issue.record("not pinned")
            return
        }
        try ward.keep(district: identity)
        try ward.prepareEnrolment(code: code.secret)
        #expect(sync(ward, over: district, goal: .enrol).outcome.ending == .done)
        #expect(ward.token != nil && ward.pending == nil && district.codes.isEmpty)
        #expect(sync(ward, over: district).outcome.sentEntries == 1)
    }

    @Test func `shows its secret to no other district`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let other = try #require(MemoryDistrict(id: "thanh-xuan"))
        let code = try #require(InvitationCode(randomBytes: Array(1...7), for: district.identity))
        let origin = try Sample.origin()
        #expect(
            JoinFlow.judge(other.answer(to: JoinFlow.question), code: code, origin: origin, pinned: nil)
                == .end(.notTheDistrict(JoinFlow.wrongDistrict)))
        #expect(
            JoinFlow.judge(district.answer(to: JoinFlow.question), code: code, origin: origin, pinned: other.identity)
                == .end(.notTheDistrict(JoinFlow.wrongDistrict)))
    }

    @Test func `twice, because the answer was lost, enrols once`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        district.codes = ["0000000000"]
        let ward = try #require(MemoryWard("ha-dong/duong-noi/may-1"))
        try ward.keep(district: district.identity)
        try ward.prepareEnrolment(code: "0000000000")
        let pending = try #require(ward.pending)
        _ = district.answer(to: .enrol(pending))
        #expect(sync(ward, over: district, goal: .enrol).outcome.ending == .done)
    }

    @Test func `under a name that another key has goes on under a name of its own`() throws {
        let (district, _) = try scene(entries: 0)
        district.codes = ["0000000000"]
        let reinstalled = try #require(MemoryWard("ha-dong/duong-noi/may-1", seed: 9))
        reinstalled.record("recorded on the new PC")
        try reinstalled.keep(district: district.identity)
        try reinstalled.prepareEnrolment(code: "0000000000")
        #expect(sync(reinstalled, over: district).outcome.ending == .done)
        #expect(reinstalled.origin.description.hasPrefix("ha-dong/duong-noi/may-1."))
        #expect(district.logs[reinstalled.origin]?.entries.last == Array("recorded on the new PC".utf8))
    }
}

@Suite struct `A pulled log that does not extend the copy here` {
    @Test func `is never adopted, is kept as a note and reported`() throws {
        let (district, ward) = try scene(entries: 1)
        let other = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-2", at: district, entries: 3))
        _ = sync(other, over: district)
        ward.logs[other.origin] = [Array("something else".utf8)]
        let (outcome, _) = sync(ward, over: district)
        #expect(ward.logs[other.origin] == [Array("something else".utf8)])
        #expect(ward.quarantined == [try #require(other.notes[other.origin])])
        #expect(outcome.divergedLogs == [other.origin] && outcome.exitCode == 1)
        #expect(outcome.waitingEntries == 0, "our own entries went through all the same")
    }
}
