import PlanProgress
import TestSupport
import Testing

@Suite struct `district verify` {
    private func audit(_ district: SampleDistrict) throws -> DistrictAudit {
        let (register, identity, heads) = (try district.register(), district.identity, district.heads.all())
        return try district.store.read { tables throws(StoreFault) in
            try DistrictAudit.run(tables, register: register, identity: identity, heads: heads, asOf: LocalDay.latest)
        }
    }

    private func task(_ year: Int) -> TaskDefinition {
        TaskDefinition(
            year: year, task: "I.1", section: "I", text: "Việc một lần", lead: "van-phong", dimensions: [DimensionCode.all[0]],
            cadence: .once(due: nil))
    }

    @Test(arguments: Engine.allCases) func `recomputes the year that begins on 15 December`(_ engine: Engine) throws {
        // Given a ward whose only entries speak of the next year, late in December
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        var device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3))
        let day = try #require(LocalDay("2022-12-20"))
        let bodies: [EventBody] = [.taskPlanned(task(2023)), .taskProgressed(TaskProgress(year: 2023, task: "I.1", state: .done))]
        for (number, body) in bodies.enumerated() {
            device.entries.append(
                Event(at: SampleEvents.at + Int64(number), on: day, by: "van-phong", nonce: SampleEvents.nonce(number), body: body).bytes)
        }
        try district.enrol(device)
        try DistrictLog.follow(district.store, file: district.ownLog, heads: district.heads)
        _ = try district.take(device.push())
        #expect(try audit(district).faults == [])
        // When the row of its progress is lost
        let key = OccurrenceKey(year: 2023, task: "I.1", occurrence: "")
        try district.store.write { tables throws(StoreFault) in
            var store = tables
            let row = try store.newestProgress(of: key, done: true, on: LocalDay.earliest...LocalDay.latest, of: "duong-noi")
            guard let row else { throw .damaged("the row was never there") }
            try store.remove(.progress(row), of: "duong-noi")
        }
        // Then its year says so
        #expect(try audit(district).faults.contains { $0.hasPrefix("2023-M01 administrative") })
    }

    @Test(arguments: Engine.allCases) func `recomputes a year that only the district has planned for`(_ engine: Engine) throws {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        #expect(try audit(district).periodCount == 0)
        var register = try district.register()
        let (keys, body) = (district.keys, EventBody.planAssigned(units: SampleDistrict.wards, task(2024)))
        try district.store.write { tables throws(StoreFault) in
            _ = try DistrictLog.append(
                [.init(body)], keys: keys, register: &register, now: SampleDistrict.now, nonce: { [7, 7, 7, 7, 7, 7] }, to: tables)
        }
        let audit = try audit(district)
        #expect(audit.periodCount == 2 * PeriodCode.all(in: 2024).count && audit.faults == [])
    }
}
