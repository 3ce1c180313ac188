import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@Suite struct `An ingest that fails` {
    /// Every answer that a later push, pull or rollup could get.
    private func state(_ store: any DistrictStore, _ register: DistrictRegister) throws -> [String] {
        try store.read { tables throws(StoreFault) in
            var state: [String] = []
            for log in try tables.logs(ofUnit: nil) {
                state.append("\(log.checkpoint.text) \(String(describing: log.end))")
                state.append("\(try tables.entries(of: log.number, 0..<10_000).count)")
                state.append("\(try tables.tiles(of: log.number, count: 100).count)")
                state.append("\(String(describing: try tables.newestReceipt(of: log.number)))")
            }
            guard let code = PeriodCode("2022-Y"), let period = Period(code, .administrative) else { return state }
            let rollup = try DistrictReading(tables, register: register).rollup(period, asOf: period.lastDay)
            state.append(rollup?.json.canonicalText ?? "")
            return state
        }
    }

    @Test func `at any of its statements leaves everything as it was`() throws {
        let folder = try ScratchFolder()
        let database = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        let faulty = FaultyStore(database)
        let district = try SampleDistrict(on: faulty)
        var device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 300))
        try district.enrol(device)
        _ = try district.take(device.push(to: 250))
        // A correction too, so that the statements of every table are among those that fail.
        let target = EventReading(of: device.entries[5]).id
        let correction = Event(
            at: SampleEvents.at + 9_000_000, on: try #require(LocalDay("2022-09-01")), by: "van-phong", nonce: SampleEvents.nonce(77),
            body: .eventCorrected(
                Correction(
                    of: target,
                    body: EventBody.taskProgressed(TaskProgress(year: 2022, task: "III.1-b", state: .done)).json)))
        device.entries.append(correction.bytes)
        let register = try district.register()
        let before = try state(database, register)
        var statements = 0
        var isHeld = false
        // Until nothing is left to fail; a fault that was not planted ends the search and the test.
        while !isHeld {
            statements += 1
            faulty.fail(at: statements)
            do {
                _ = try district.take(device.push(from: 250))
                isHeld = true
            } catch let fault as StoreFault {
                try #require(fault == FaultyStore.fault)
                try #require(try state(database, register) == before, "statement \(statements)")
            }
        }
        #expect(statements > 50)
        #expect(try state(database, register) != before)
        let faults = try database.read { tables throws(StoreFault) in
            try DistrictAudit.run(
                tables, register: register, identity: district.identity, heads: district.heads.all(), asOf: LocalDay.latest
            ).faults
        }
        #expect(faults == [])
    }
}
