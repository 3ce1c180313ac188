import PlanProgress
import Testing

@Suite struct `A unit's own records` {
    private let day = LocalDay.earliest.adding(days: 8259)

    private func event(_ at: Int64, _ body: EventBody, on: LocalDay? = nil) -> (id: EventID, bytes: [UInt8]) {
        let bytes = Event(at: at, on: on ?? day, by: "van-phong", nonce: "AAAAAAAA", body: body).bytes
        return (EventReading(of: bytes).id, bytes)
    }

    private func done(_ task: String, _ percent: Int) -> EventBody {
        .taskProgressed(TaskProgress(year: 2022, task: task, state: .done, percent: percent))
    }

    private func correction(_ at: Int64, of target: EventID, _ body: EventBody, on: LocalDay? = nil) -> (id: EventID, bytes: [UInt8]) {
        event(at, .eventCorrected(Correction(of: target, body: body.json)), on: on)
    }

    private func records(_ events: [(id: EventID, bytes: [UInt8])]) -> UnitRecords {
        var records = UnitRecords()
        for event in events { records.add(event.bytes) }
        return records
    }

    @Test func `stand as they were last corrected, with the correction's day`() throws {
        let original = event(1, done("A", 10))
        let first = correction(2, of: original.id, done("A", 20))
        let second = correction(3, of: first.id, done("A", 30), on: day.adding(days: -40))
        // In every order of arrival.
        for order in [[original, first, second], [second, first, original], [first, second, original]] {
            let standing = try #require(records(order).standing(original.id))
            #expect(standing.original == original.id)
            #expect(standing.newest == second.id)
            #expect(standing.event.body == done("A", 30))
            #expect(standing.event.on == day.adding(days: -40))
        }
    }

    @Test func `are reached by any of their corrections`() throws {
        let original = event(1, done("A", 10))
        let first = correction(2, of: original.id, done("A", 20))
        let all = records([original, first])
        #expect(all.standing(first.id) == all.standing(original.id))
    }

    @Test func `go back to what stood before when the correction is void`() throws {
        let original = event(1, done("A", 10))
        let first = correction(2, of: original.id, done("A", 20))
        let void = event(3, .eventVoided(of: first.id))
        let all = records([original, first, void])
        let standing = try #require(all.standing(original.id))
        #expect(standing.event.body == done("A", 10))
        #expect(standing.newest == original.id)
        #expect(all.isVoided(first.id))
    }

    @Test func `are gone when the original is void, corrections and all`() {
        let original = event(1, done("A", 10))
        let first = correction(2, of: original.id, done("A", 20))
        let void = event(3, .eventVoided(of: original.id))
        let all = records([void, original, first])
        #expect(all.standing(original.id) == nil)
        #expect(all.standing(first.id) == nil)
        #expect(all.all == [])
    }

    @Test func `are found by eight digits of the hash, and never by fewer`() {
        let one = event(1, done("A", 10))
        let two = event(2, done("B", 20))
        let all = records([one, two])
        #expect(all.find(String(one.id.hash.hex.prefix(8))) == .one(one.id))
        #expect(all.find(String(one.id.hash.hex.dropFirst(20).prefix(9))) == .one(one.id))
        #expect(all.find(String(one.id.hash.hex.prefix(7))) == .none)
        #expect(all.find(one.id.description) == .one(one.id))
        #expect(all.find(String(one.id.description.prefix(40))) == .one(one.id))
        #expect(all.find("zzzzzzzz") == .none)
    }

    @Test func `survive a ring of corrections that somebody forged`() {
        let stray = EventID(at: 9, hash: Digest(of: [1]))
        let first = correction(1, of: stray, done("A", 10))
        #expect(records([first]).standing(first.id) == nil)
    }
}
