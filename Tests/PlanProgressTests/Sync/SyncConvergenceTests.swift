import PlanProgress
import TestSupport
import Testing

@Suite struct `Over a line that loses, repeats, cuts and replaces` {
    /// Every seed: three devices of one ward, a clone among them, faults in the first runs, then an honest line.
    @Test(arguments: UInt64(1)...40) func `devices and district always come together`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        var wards: [MemoryWard] = []
        for device in 1...2 {
            wards.append(
                try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-\(device)", at: district, entries: 5, seed: seed &+ UInt64(device)))
            )
        }
        var recorded: Set<[UInt8]> = Set(wards.flatMap(\.entries))
        for round in 0..<8 {
            let position = Int.random(in: 0..<wards.count, using: &random)
            for number in 0..<Int.random(in: 0..<30, using: &random) {
                let text =
                    "round \(round), ward \(position), entry \(number) \(String(repeating: "x", count: Int.random(in: 0..<200, using: &random)))"
                wards[position].record(text)
                recorded.insert(Array(text.utf8))
            }
            if round == 3, random.oneIn(2) { wards.append(try #require(wards[0].copy(seed: seed &+ 77))) }
            if random.oneIn(3) { district.append(Array("district \(round)".utf8)) }
            let line = FaultyLine(to: district, seed: random.next(), faults: Int.random(in: 0..<12, using: &random))
            line.sendsTwice = random.oneIn(2)
            let (outcome, _) = sync(wards[position], over: line, seed: seed)
            let state = try wards[position].state()
            // S1: success is said only with a receipt for everything.
            if outcome.ending == .done { #expect(state.receiptSize == state.size, "seed \(seed), round \(round)") }
        }
        for _ in 0..<2 { for ward in wards { #expect(sync(ward, over: district).outcome.ending == .done, "seed \(seed)") } }

        let held = Set(district.logs.values.flatMap(\.entries))
        #expect(recorded.isSubset(of: held), "seed \(seed): nothing that was recorded is missing (S5)")
        for ward in wards {
            #expect(district.logs[ward.origin]?.entries == ward.entries, "seed \(seed): \(ward.origin) (S6)")
            for (origin, log) in district.logs where ward.keys[origin] == nil {
                #expect(ward.logs[origin] ?? [] == log.entries, "seed \(seed): \(ward.origin) holds \(origin)")
            }
        }
    }
}

@Suite struct `The backoff` {
    @Test func `is drawn from nothing to twice as much each time, capped, and gives up`() throws {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        var all: [[Int64]] = []
        for seed in UInt64(1)...200 {
            let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: 1))
            let busy = Array(repeating: ScriptedLine.problem(ProblemDocument(.busy)), count: 20)
            let (outcome, waits) = sync(ward, over: ScriptedLine(busy, then: district), seed: seed)
            #expect(outcome.exitCode == 75)
            all.append(waits)
        }
        for attempt in 0..<5 {
            let ceiling = Int64(1000) << Int64(attempt)
            let waits = all.map { $0[attempt] }
            #expect(waits.allSatisfy { (0..<ceiling).contains($0) }, "attempt \(attempt)")
            #expect(waits.contains { $0 < ceiling / 4 } && waits.contains { $0 > ceiling * 3 / 4 }, "full jitter, attempt \(attempt)")
        }
    }
}

@Suite struct `The nightly share` {
    @Test func `is the same every night, inside the window, and spread`() throws {
        let hour: Int64 = 3_600_000
        let shares = try (0..<400).map { NightlyShare.milliseconds(of: try Sample.origin("ha-dong/duong-noi/may-\($0)"), window: hour) }
        #expect(shares.allSatisfy { (0..<hour).contains($0) })
        for quarter in 0..<4 { #expect(shares.count { $0 / (hour / 4) == Int64(quarter) } > 60, "quarter \(quarter)") }
        let healed = try Sample.origin("ha-dong/duong-noi/may-7.k7qf3m")
        #expect(NightlyShare.milliseconds(of: healed, window: hour) == shares[7])
        #expect(NightlyShare.milliseconds(of: healed, window: 0) == 0)
    }
}
