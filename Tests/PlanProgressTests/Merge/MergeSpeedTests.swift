import PlanProgress
import TestSupport
import Testing

@Suite struct `Merging` {
    /// Not timed either: each correction read all that came before it, minutes for what one push may hold.
    @Test(arguments: [false, true]) func `takes a push that corrects one event thousands of times`(original isLast: Bool) throws {
        var district = WrittenDistrict()
        let register = district.register
        let origin = try #require(district.wardLogs.first?.origin)
        let original = district.line(.activityDone(Activity(activity: "meeting.held")), on: "2022-03-01")
        var previous = EventReading(of: original).id
        var lines = (1..<Limits.pushEntries).map { number in
            let body = EventBody.activityDone(
                Activity(activity: "meeting.held", year: nil, quantities: ["m.meeting.attendees": Int64(number)]))
            // Every hundredth names the last one, the others the original: so many are in conflict.
            let line = district.line(
                .eventCorrected(Correction(of: number.isMultiple(of: 100) ? previous : EventReading(of: original).id, body: body.json)),
                on: "2022-03-02")
            previous = EventReading(of: line).id
            return line
        }
        lines.insert(original, at: isLast ? lines.endIndex : lines.startIndex)
        var store = MemoryMergeStore()
        var merge = Merge(register: register)
        store.merge(lines, of: origin, from: 1, by: &merge)
        merge.finish(into: &store)
        let period = try #require(PeriodCode("2022-M03").flatMap { Period($0, .administrative) })
        let rollup = try #require(Rollup.read(period: period, asOf: period.lastDay, cut: [], register: register, from: &store))
        #expect(rollup.all.activities == 1)
        // 4,095 corrections, of which 40 name another and beat it.
        #expect(rollup.listed.count == 4055 && rollup.listed.allSatisfy { $0.reason == "conflict" })
    }

    /// Not a timed test: it would hang or exhaust memory if an event cost more the more there are.
    @Test func `takes fifty thousand events of a unit in without growing slower`() throws {
        let origin = try #require(Origin("ha-dong/phuong-1/may-1"))
        let key = try #require(SignerKey(name: origin.description, seed: Array(repeating: 1, count: 32)))
        var register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
        let day = try #require(LocalDay("2022-03-01"))
        for body in [
            EventBody.deviceEnrolled(DeviceEnrolment(origin: origin, key: key.verifier(.log))),
            .unitRegistered(UnitRegistration(unit: "phuong-1", name: "Phường 1", unitKind: "phường", validFrom: .earliest)),
        ] {
            register.take(Event(at: 1, on: day, by: "noi-vu", nonce: "AAAAAAAA", body: body).bytes)
        }
        // Lines like one another but for their moment: made from a template, since it is merging that is tried.
        let template = Event(
            at: 1_650_000_000_000, on: day, by: "van-phong", nonce: "AAAAAAAA", body: .activityDone(Activity(activity: "meeting.held"))
        ).bytes
        let parts = String(decoding: template, as: UTF8.self).split(separator: "1650000000000")
        let count: Int64 = 50_000
        var store = MemoryMergeStore()
        var merge = Merge(register: register)
        store.merge((0..<count).lazy.map { Array("\(parts[0])\(1_650_000_000_000 + $0)\(parts[1])".utf8) }, of: origin, by: &merge)
        merge.finish(into: &store)
        let period = try #require(PeriodCode("2022-M03").flatMap { Period($0, .administrative) })
        let rollup = try #require(
            Rollup.read(period: period, asOf: period.lastDay, cut: [], register: register, from: &store))
        #expect(rollup.all.activities == count)
        #expect(rollup.measures.map(\.amount) == [.value(count)])
    }
}
