import Foundation
import LogFiles
import PlanProgress
import Synchronization
import TestSupport
import Testing

/// How many processes are ended by SIGKILL, and by which draw: CI's few hundred, or what `Scripts/kill` asks for.
private enum Kills {
    static let seed = number("WARDLOG_SEED").map { UInt64($0) } ?? 20_220_915
    static let count = number("WARDLOG_KILLS") ?? 120
    /// Fewer while recording, for CI's time.
    static let records = number("WARDLOG_KILLS") ?? 24
    /// So many, then a new ward and a new district: what is to be compared stays small.
    static let perScene = 40

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
}

@Suite(.serialized) struct `A process that is killed in a sync` {
    private enum Victim: String, CaseIterable { case ward, district }

    /// The README's first claim. Each round records something, starts a sync, and ends one of the two processes with
    /// SIGKILL once a number of bytes drawn from the seed has passed between them, or some instants later; the next round's
    /// sync goes on from there. In the end the district's figure is what was recorded: nothing lost, nothing twice.
    @Test func `leaves figures that the same command completes, whenever and whichever it was`() async throws {
        var random = SeededRandom(seed: Kills.seed)
        var killed: [Victim: Int] = [:]
        var scene = 0
        while killed.values.reduce(0, +) < Kills.count {
            let trace = "WARDLOG_SEED=\(Kills.seed) WARDLOG_KILLS=\(Kills.count), scene \(scene)"
            guard try await play(&random, until: Kills.count, &killed, trace) else { return }
            scene += 1
            if Kills.count > 1000 { print("\(killed.values.reduce(0, +)) killed in syncs, \(killed[.ward, default: 0]) of them wards") }
        }
        #expect(killed[.ward, default: 0] > Kills.count / 4 && killed[.district, default: 0] > Kills.count / 4, "\(killed)")
    }

    /// One ward, one district, some forty blows; whether all was well.
    private func play(_ random: inout SeededRandom, until count: Int, _ killed: inout [Victim: Int], _ trace: String) async throws -> Bool {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        #expect(try await desk.ward.run("sync").status == 0)
        var recorded: Int64 = 0
        let before = killed.values.reduce(0, +)
        var round = 0
        while killed.values.reduce(0, +) < min(count, before + Kills.perScene) {
            recorded += try record(random.oneIn(6) ? 300 : Int64.random(in: 1...12, using: &random), in: desk, round: round)
            round += 1
            guard let victim = try await strike(desk, hall, &random) else { continue }
            killed[victim, default: 0] += 1
            if victim == .district {
                // What a receipt covers outlives whoever gave it.
                let held = try await size(of: desk, at: hall)
                let received = try receiptSize(of: desk)
                #expect(held >= received, "\(trace), round \(round): the district holds \(held), the ward has a receipt for \(received)")
            }
        }
        let last = try await desk.ward.run("sync")
        #expect(last.status == 0, "\(trace): \(last.errors)")
        let figure = try await hall.rollup()["figures"]?["all"]?["activities"]?.integer
        #expect(figure == recorded, "\(trace)")
        for verify in [try await hall.district.run("verify"), try await desk.ward.run("verify")] {
            #expect(verify.status == 0, "\(trace): \(verify.output) \(verify.errors)")
        }
        return figure == recorded && last.status == 0
    }

    /// A sync that one of the two does not survive; which one, or `nil` where both were quicker than the blow.
    private func strike(_ desk: Desk, _ hall: Hall, _ random: inout SeededRandom) async throws -> Victim? {
        let victim = Victim.allCases[Int.random(in: 0...1, using: &random)]
        let byteCount = Int.random(in: 1...9000, using: &random)
        let delay = DispatchTimeInterval.microseconds(Int.random(in: 0...30_000, using: &random) * Int.random(in: 0...1, using: &random))
        let server = try await hall.serving()
        hall.relay.takeTraffic()
        let sync = try desk.ward.start(["sync"])
        let target = victim == .ward ? sync : server
        let fired = Flag()
        hall.relay.alarm(afterBytes: byteCount) {
            fired.raise()
            DispatchQueue.global().asyncAfter(deadline: .now() + delay) { target.kill() }
        }
        if victim == .district {
            // Started anew at once where it fell, so that the ward's own patience finds it.
            await first(of: [server.end, sync.end])
            if !server.isRunning { try await hall.serve() }
        }
        let ended = try await sync.ended()
        hall.relay.disarm()
        // A blow that is still on its way must not fall on the next command.
        if fired.isRaised { _ = await target.end.value }
        if !server.isRunning {
            if try await hall.serving() === server { try await hall.serve() }
            return .district
        }
        return ended.status == 128 + SIGKILL ? .ward : nil
    }

    private func receiptSize(of desk: Desk) throws -> Int64 {
        let file = "\(desk.home)/logs/ha-dong/duong-noi/may-1/checkpoint"
        guard let bytes = FileManager.default.contents(atPath: file) else { return 0 }
        return SignedNote(reading: Array(bytes)).flatMap { Checkpoint(text: $0.text) }?.size ?? 0
    }

    private func size(of desk: Desk, at hall: Hall) async throws -> Int64 {
        let listed = try await hall.district.run("device", "list", "--format", "json")
        let devices = try JSON(reading: Array(listed.output.utf8.dropLast())).array ?? []
        return devices.first { $0["origin"]?.string == "ha-dong/duong-noi/may-1" }?["size"]?.integer ?? 0
    }

    /// So many meetings in one write, as an import makes them.
    private func record(_ count: Int64, in desk: Desk, round: Int) throws -> Int64 {
        let home = try Home(opening: desk.home, guards: "\(desk.scratch.path)/state/wardlog/guards")
        let day = try #require(LocalDay("2022-08-12")).adding(days: -(round % 200))
        let drafts = (0..<count).map { _ in
            Event(
                at: 0, on: day, by: "van-phong", nonce: home.surroundings.nonce(), body: .activityDone(Activity(activity: "meeting.held")))
        }
        return Int64(try home.deviceLog().append(drafts).count)
    }

    /// Waits for whichever ends first.
    private func first(of ends: [Task<Int32, Never>]) async {
        let (stream, ended) = AsyncStream<Void>.makeStream()
        for end in ends {
            Task {
                _ = await end.value
                ended.yield()
            }
        }
        for await _ in stream { return }
    }

    private final class Flag: Sendable {
        private let raised = Mutex(false)
        var isRaised: Bool { raised.withLock { $0 } }
        func raise() { raised.withLock { $0 = true } }
    }
}

@Suite(.serialized) struct `A process that is killed while it records` {
    /// What was printed was durable before: the id stands in the log, once, whatever came after it.
    @Test func `has kept what it said was kept, once, and nothing that is no entry`() async throws {
        var random = SeededRandom(seed: Kills.seed)
        var killed = 0
        while killed < Kills.records {
            killed += try await play(&random, until: min(Kills.records - killed, 500))
            if Kills.count > 1000 { print("\(killed) killed while recording") }
        }
    }

    /// One ward and so many blows; returns how many fell.
    private func play(_ random: inout SeededRandom, until count: Int) async throws -> Int {
        let trace = "WARDLOG_SEED=\(Kills.seed) WARDLOG_KILLS=\(Kills.count)"
        let desk = try await Desk(planned: false)
        let began = ContinuousClock.now
        try await desk.recordMeetings(3)
        // A third longer than one takes, so that some end by themselves.
        let span = Int((ContinuousClock.now - began) / .microseconds(1)) * 4 / 9
        var (said, killed, started): ([String], Int, Int) = ([], 0, 3)
        while killed < count {
            let note = random.oneIn(3) ? ["--note", "lần \(started)"] : []
            let record = try desk.ward.start(["record", "activity", "meeting.held", "--on", "2022-08-12"] + note)
            started += 1
            DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(Int.random(in: 0...span, using: &random))) { record.kill() }
            let ended = try await record.ended()
            if ended.status == 128 + SIGKILL { killed += 1 }
            #expect([0, 128 + SIGKILL].contains(ended.status), "\(trace): \(ended.errors)")
            said += ended.output.split(separator: "\n").map(String.init)
        }
        // Whoever comes next cuts what was torn and goes on.
        try await desk.recordMeetings(1)
        let bytes = try Data(contentsOf: URL(filePath: "\(desk.home)/logs/ha-dong/duong-noi/may-1/entries.log"))
        let scan = LogScan(Array(bytes))
        let ids = (0..<scan.size).map { EventReading(of: scan.entry($0)).id.description }
        #expect(scan.isWhole && Set(ids).count == ids.count, "\(trace)")
        #expect(Set(said).subtracting(ids) == [], "\(trace): said and not kept")
        #expect(Int(scan.size) <= started + 2, "\(trace): no more than the opening and what was begun")
        #expect(try await desk.ward.run("verify").status == 0, "\(trace)")
        return killed
    }
}
