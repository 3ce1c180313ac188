import PlanProgress
import TestSupport
import Testing

@Suite struct `Merging` {
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
