import PlanProgress
import TestSupport
import Testing

/// What was refused stands in another log sooner or later, and is then no longer kept (design 3.4).
@Suite struct `A refused push` {
    private func fork(_ engine: Engine) throws -> (district: SampleDistrict, twin: SampleDevice) {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 20))
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        var twin = device
        for index in 7..<twin.entries.count { twin.entries[index] = SampleEvents.progress(500 + index).bytes }
        _ = try district.take(twin.push())
        return (district, twin)
    }

    /// The twin goes on in a new log with every entry from the fork on, as far as `count` of them.
    private func heal(_ twin: SampleDevice, in district: SampleDistrict, count: Int) throws {
        var healed = try #require(SampleDevice("ha-dong/duong-noi/may-1.k7qf3m", seed: 5))
        healed.entries += twin.entries[7...].prefix(count)
        let old = twin.checkpoint(at: twin.entries.count)
        try district.enrol(healed, continues: LogReference(origin: old.origin, size: old.size, root: old.root))
        guard case .held = try district.take(healed.push()) else {
            Issue.record("the continuing log was not held")
            return
        }
    }

    private func kept(_ district: SampleDistrict, _ origin: Origin) throws -> [Int64] {
        try district.store.read { tables throws(StoreFault) in try tables.refusedPushes(of: origin).map(\.index) }
    }

    @Test(arguments: Engine.allCases) func `is erased when a continuing log has brought its entries`(_ engine: Engine) throws {
        let (district, twin) = try fork(engine)
        #expect(try kept(district, twin.origin) == [7])
        try heal(twin, in: district, count: 14)
        #expect(try kept(district, twin.origin) == [])
    }

    @Test(arguments: Engine.allCases) func `stays while one of its entries has not come`(_ engine: Engine) throws {
        let (district, twin) = try fork(engine)
        try heal(twin, in: district, count: 13)
        #expect(try kept(district, twin.origin) == [7])
    }

    @Test(arguments: Engine.allCases) func `of a revoked device is kept once, night after night, and counts nothing`(
        _ engine: Engine
    ) throws {
        let district = try SampleDistrict(on: try FreshStore(engine).store)
        var device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 20))
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        try district.append([.init(.deviceRevoked(LogEnd(origin: device.origin, size: 8)))])
        for _ in 0..<3 {
            guard case .refused(let problem) = try district.take(device.push()) else {
                Issue.record("a revoked device's push was taken")
                return
            }
            #expect(problem.type == .forbidden)
            device.clock += 86_400_000
        }
        #expect(try kept(district, device.origin) == [10])
        let (listed, whole) = try district.store.read { tables throws(StoreFault) in
            let listed = try tables.refusedPushes(of: nil)
            return (listed, try tables.refusedPush(listed.first?.number ?? 0))
        }
        #expect(listed.map(\.reason) == [.revoked] && listed.map(\.signed) == [device.checkpoint(at: device.entries.count)])
        #expect(try PushRequest(reading: try #require(whole).bytes).entries.count == device.entries.count)
        #expect(try district.store.read { tables throws(StoreFault) in try tables.log(device.origin)?.size } == 10)

        // What it sent again of what was held is told the same, and not kept.
        guard case .refused(let again) = try district.take(device.push(to: 10)) else {
            Issue.record("a revoked device's repeat was answered")
            return
        }
        #expect(again.type == .forbidden)
        #expect(try kept(district, device.origin) == [10])
    }

    /// Every push of a continuing log asks for it, within the one writer's transaction: up to 64 MiB of bytes must not be read for it.
    @Test(arguments: Engine.allCases) func `is known by the ids of its entries, whatever its bytes say`(_ engine: Engine) throws {
        let (district, twin) = try fork(engine)
        let other = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 2))
        func keep(_ index: Int64, _ ids: [EventID]) throws {
            var push = RefusedPush(
                origin: twin.origin, time: 1, reason: .fork, index: index, signed: twin.checkpoint(at: 9), bytes: Array("no push".utf8))
            push.entries = ids
            let kept = push
            try district.store.write { tables throws(StoreFault) in try tables.addRefusedPush(kept) }
        }
        let ids = twin.entries[7..<20].map { EventReading(of: $0).id }
        try keep(100, ids)
        try keep(101, ids + [EventReading(of: other.entries[1]).id, EventID(at: 1, hash: Digest(of: [1]))])
        try heal(twin, in: district, count: 14)
        #expect(try kept(district, twin.origin) == [101])
    }

    @Test(arguments: Engine.allCases) func `loses what is erased of what rides in it, and no other is touched`(_ engine: Engine) throws {
        let (district, twin) = try fork(engine)
        let all = try district.store.write { tables throws(StoreFault) in
            for (index, riders) in [["a", "b"], ["b"], [], ["c"]].enumerated() {
                var push = RefusedPush(
                    origin: twin.origin, time: 1, reason: .sealed, index: Int64(index), signed: twin.checkpoint(at: 9),
                    bytes: [UInt8(index)])
                push.riders = riders
                try tables.addRefusedPush(push)
            }
            // The second time nothing carries it any more.
            for round in [[UInt8]([9]), [8]] { try tables.changeRefusedPushes(carrying: ["a", "x"]) { $0 + round } }
            try tables.changeRefusedPushes(carrying: ["b"]) { $0 == [1] ? [1, 7] : nil }
            var bytes: [[UInt8]] = []
            for push in try tables.refusedPushes(of: twin.origin) where push.reason == .sealed {
                bytes.append(try tables.refusedPush(push.number)?.bytes ?? [])
            }
            return bytes
        }
        #expect(all == [[0, 9], [1, 7], [2], [3]])
    }
}
