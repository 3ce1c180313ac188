import Foundation
import LogFiles
import PlanProgress
import Synchronization
import TestSupport
import Testing

@Suite(.serialized) struct `A process that is killed in a sync` {
    private enum Victim: String, CaseIterable { case ward, district }

    /// The README's first claim. Each round records something, starts a sync, and ends one of the two processes with
    /// SIGKILL once a number of bytes drawn from the seed has passed between them, or some instants later; then the same
    /// command is given again. Every round the district's figure is what was recorded: nothing lost, nothing twice.
    @Test func `leaves figures that the same command completes, whenever and whichever it was`() async throws {
        let seed = ProcessInfo.processInfo.environment["WARDLOG_SEED"].flatMap { UInt64($0) } ?? 20_220_915
        let rounds = ProcessInfo.processInfo.environment["WARDLOG_ROUNDS"].flatMap { Int($0) } ?? 32
        var random = SeededRandom(seed: seed)
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        #expect(try await desk.ward.run("sync").status == 0)

        var recorded: Int64 = 0
        var killed: [Victim: Int] = [:]
        for round in 0..<rounds {
            recorded += try record(Int64.random(in: 1...300, using: &random), in: desk, round: round)
            let victim = Victim.allCases[Int.random(in: 0...1, using: &random)]
            let byteCount = Int.random(in: 1...9000, using: &random)
            let delay = DispatchTimeInterval.microseconds(
                Int.random(in: 0...30_000, using: &random) * Int.random(in: 0...1, using: &random))
            let trace = "WARDLOG_SEED=\(seed) round \(round): \(victim) after \(byteCount) bytes"

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
                killed[.district, default: 0] += 1
                if try await hall.serving() === server { try await hall.serve() }
            }
            if ended.status == 128 + SIGKILL { killed[.ward, default: 0] += 1 }

            let again = try await desk.ward.run("sync")
            #expect(again.status == 0, "\(trace): \(again.errors)")
            let figure = try await hall.rollup()["figures"]?["all"]?["activities"]?.integer
            #expect(figure == recorded, "\(trace)")
            guard figure == recorded, again.status == 0 else { return }
        }
        #expect(killed[.ward, default: 0] > 0 && killed[.district, default: 0] > 0, "WARDLOG_SEED=\(seed): \(killed)")
        for verify in [try await hall.district.run("verify"), try await desk.ward.run("verify")] {
            #expect(verify.status == 0, "WARDLOG_SEED=\(seed): \(verify.output) \(verify.errors)")
        }
    }

    /// So many meetings in one write, as an import makes them.
    private func record(_ count: Int64, in desk: Desk, round: Int) throws -> Int64 {
        let home = try Home(opening: desk.home, guards: "\(desk.scratch.path)/state/wardlog/guards")
        let day = try #require(LocalDay("2022-08-12")).adding(days: -round)
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
