import PlanProgress
import TestSupport
import Testing

/// What a reviewer's pages ask of a store.
@Suite struct `Refused pushes` {
    private func keep(_ pushes: [RefusedPush], in district: SampleDistrict) throws {
        try district.store.write { tables throws(StoreFault) in for push in pushes { try tables.addRefusedPush(push) } }
    }

    private func push(_ device: SampleDevice, _ reason: RefusedPush.Reason, _ index: Int64) -> RefusedPush {
        RefusedPush(origin: device.origin, time: 9, reason: reason, index: index, signed: device.checkpoint(at: 1), bytes: [1, 2, 3])
    }

    @Test(arguments: Engine.allCases) func `are listed in parts, the newest first, and counted by device and reason`(_ engine: Engine)
        throws
    {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        let devices = try ["ha-dong/phu-la/may-1", "ha-dong/duong-noi/may-1"].map { try #require(SampleDevice($0, seed: 3)) }
        #expect(try district.store.read { tables throws(StoreFault) in try tables.refusedCounts() } == [])
        try keep(
            [push(devices[0], .revoked, 1), push(devices[0], .revoked, 2), push(devices[0], .fork, 3), push(devices[1], .sealed, 4)],
            in: district)
        let (all, part, rest, none, counts) = try district.store.read { tables throws(StoreFault) in
            let all = try tables.refusedPushes(below: nil, limit: 99)
            let part = try tables.refusedPushes(below: nil, limit: 3)
            let rest = try tables.refusedPushes(below: part.last?.number, limit: 3)
            return (all, part, rest, try tables.refusedPushes(below: rest.last?.number, limit: 3), try tables.refusedCounts())
        }
        #expect(all.map(\.index) == [4, 3, 2, 1] && all.allSatisfy { $0.bytes.isEmpty && $0.entries.isEmpty })
        #expect(part.map(\.index) == [4, 3, 2] && rest.map(\.index) == [1] && none == [])
        #expect(
            counts == [
                RefusedCount(origin: devices[1].origin, reason: .sealed, count: 1),
                RefusedCount(origin: devices[0].origin, reason: .fork, count: 1),
                RefusedCount(origin: devices[0].origin, reason: .revoked, count: 2),
            ])
    }

    @Test(arguments: Engine.allCases) func `get a number that none had before, the last one's neither`(_ engine: Engine) throws {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3))
        for index in 1...3 as ClosedRange<Int64> {
            try keep([push(device, .fork, index)], in: district)
            let numbers = try district.store.write { tables throws(StoreFault) in
                let numbers = try tables.refusedPushes(of: nil).map(\.number)
                try tables.eraseRefusedPushes(of: device.origin) { _ throws(StoreFault) in true }
                return numbers
            }
            #expect(numbers == [index])
        }
    }

    @Test(arguments: Engine.allCases) func `of one log are kept up to a number, and another log's beside them`(_ engine: Engine) throws {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        let devices = try ["ha-dong/duong-noi/may-1", "ha-dong/duong-noi/may-2"].map { try #require(SampleDevice($0, seed: 3)) }
        try keep(
            (1...Int64(Limits.refusedPushes) + 2).map { push(devices[0], .revoked, $0) } + [push(devices[1], .revoked, 1)], in: district)
        let counts = try district.store.read { tables throws(StoreFault) in try tables.refusedCounts() }
        #expect(counts.map(\.count) == [Int64(Limits.refusedPushes), 1])
    }

    @Test(arguments: Engine.allCases) func `stand beside the first receipt that covers what differs`(_ engine: Engine) throws {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 20))
        try district.enrol(device)
        for end in [5, 10, 15] { _ = try district.take(device.push(from: end - 5, to: end)) }
        var twin = device
        for index in 7..<twin.entries.count { twin.entries[index] = SampleEvents.progress(500 + index).bytes }
        _ = try district.take(twin.push())
        let (evidence, none) = try district.store.read { tables throws(StoreFault) in
            let number = try tables.refusedPushes(below: nil, limit: 1).first?.number ?? 0
            return (try RefusedEvidence.read(number, from: tables), try RefusedEvidence.read(number + 1, from: tables))
        }
        let found = try #require(evidence)
        #expect(none == nil && found.push.index == 7 && found.held?.size == 10 && found.log.size == 15)
        #expect(found.sent == twin.push().checkpoint && found.byteCount == twin.push().bytes.count && found.push.bytes == [])
        #expect(found.push.entries.count == 20 && found.missingCount == 14)
    }

    @Test(arguments: Engine.allCases) func `leave with a healing, which tells whether two records differed`(_ engine: Engine) throws {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 20))
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        var twin = device
        for index in 7..<twin.entries.count { twin.entries[index] = SampleEvents.progress(500 + index).bytes }
        for (suffix, old) in [
            ("aaaaaa", device.checkpoint(at: 6)), ("bbbbbb", twin.checkpoint(at: 9)), ("cccccc", twin.checkpoint(at: 12)),
        ] {
            let next = try #require(SampleDevice("ha-dong/duong-noi/may-1.\(suffix)", seed: 5))
            try district.enrol(next, continues: LogReference(origin: old.origin, size: old.size, root: old.root))
            if suffix != "cccccc" { _ = try district.take(next.push(), time: SampleDistrict.now / 1000 + (suffix == "aaaaaa" ? 1 : 2)) }
        }
        let register = try district.register()
        let logs = try district.store.read { tables throws(StoreFault) in try ContinuedLog.newest(9, from: tables, register: register) }
        #expect(logs.map(\.standing) == [.longer, .fork, .same])
        #expect(logs.map(\.time) == [nil, SampleDistrict.now / 1000 + 2, SampleDistrict.now / 1000 + 1])
        #expect(logs.map(\.heldSize) == [10, 10, 10])
        let newest = try district.store.read { tables throws(StoreFault) in try ContinuedLog.newest(1, from: tables, register: register) }
        #expect(newest == [logs[0]])
    }
}
