import PlanProgress
import TestSupport
import Testing

@testable import simulate

/// A sync, and one that finds its log forked and heals: the n-th thing fails for n = 1, 2, 3 … until nothing is left to fail.
@Suite(.signaturesRemembered) struct `A sync` {
    enum Scenario: CaseIterable, Sendable { case sends, heals }

    /// Made once: each failure begins with a copy.
    private func prepare(_ scenario: Scenario) throws -> Bench {
        var bench = try Bench(seed: 5)
        if scenario == .heals { try bench.fork() }
        return bench
    }

    @Test(arguments: Scenario.allCases, [MemoryDisk.Fault.killed, .failed])
    func `whose disk fails at any call loses nothing`(scenario: Scenario, fault: MemoryDisk.Fault) throws {
        let ready = try prepare(scenario)
        for call in 1... {
            let bench = Bench(copying: ready)
            bench.device.disk.arm(fault, atCall: call)
            let ending = bench.sync(bench.device)
            if bench.device.disk.calls < call {
                #expect(ending == .done && call > 60, "the scenario makes more calls than \(call)")
                return
            }
            if fault == .killed { bench.device.disk.cutPower() } else { bench.device.disk.restart() }
            let faults = try bench.faultsAtRest()
            try #require(faults == [], "call \(call)")
        }
    }

    @Test(arguments: Scenario.allCases, [false, true])
    func `whose line breaks at any request loses nothing`(scenario: Scenario, isCarriedOut: Bool) throws {
        let ready = try prepare(scenario)
        for number in 1... {
            let bench = Bench(copying: ready)
            let line = LineCutAt(to: bench.district, number: number, isCarriedOut: isCarriedOut)
            let ending = bench.sync(bench.device, over: line)
            if line.count < number {
                #expect(ending == .done && number > 2)
                return
            }
            let faults = try bench.faultsAtRest()
            try #require(faults == [], "request \(number)")
        }
    }

    @Test(arguments: Scenario.allCases)
    func `whose district dies at any statement loses nothing`(scenario: Scenario) throws {
        let ready = try prepare(scenario)
        for statement in 1... {
            let bench = Bench(copying: ready)
            bench.district.trouble = .deathAtStatement(statement)
            let ending = bench.sync(bench.device)
            if bench.district.isUp {
                #expect(ending == .done && statement > 20, "\(statement) statements")
                return
            }
            let faults = try bench.faultsAtRest()
            try #require(faults == [], "statement \(statement)")
        }
    }

    @Test(arguments: Scenario.allCases)
    func `whose district dies between commit and answer loses nothing`(scenario: Scenario) throws {
        let ready = try prepare(scenario)
        for trouble in [SimulatedDistrict.Trouble.deathBeforeFollowing, .deathBeforeHead, .deathBeforeAnswer] {
            let bench = Bench(copying: ready)
            bench.district.trouble = trouble
            bench.sync(bench.device)
            let faults = try bench.faultsAtRest()
            #expect(faults == [], "\(trouble)")
        }
    }
}

/// Two PCs that are one another's copy, three events each, in every order in which they can be recorded and sent.
@Suite(.signaturesRemembered) struct `Two copies of one PC` {
    @Test func `come to rest with every event once, in every order of three events each`() throws {
        // A bit a turn: which of the two records and sends; twenty orders of three and three.
        let ready = try Bench(seed: 9)
        for order in 0..<64 where order.nonzeroBitCount == 3 {
            var bench = Bench(copying: ready)
            bench.makeTwin()
            let twin = try #require(bench.twin)
            for turn in 0..<6 {
                let device = order >> turn & 1 == 0 ? bench.device : twin
                try bench.record(1, on: device, number: 500 + turn)
                // Every other turn stays offline, so that the logs grow apart before they meet.
                if turn % 2 == 1 { bench.sync(device) }
            }
            let faults = try bench.faultsAtRest()
            try #require(faults == [], "order \(order)")
        }
    }
}
