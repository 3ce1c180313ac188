import Glibc
public import PlanProgress

/// A ward's sync and join as one call each: the engine, a line to the district, and the ward's disk.
///
/// Whoever calls holds the home's `sync.lock`, so that no two runs of one home overlap.
public enum SyncRun {
    /// Push, pull, and heal where that is needed.
    public static func sync(
        _ store: some WardStore, over settings: LineSettings, in surroundings: SyncSurroundings = .machine
    ) -> SyncOutcome {
        SyncPerformer(store: store, line: CurlTransport(settings)).run(.sync, in: surroundings)
    }

    /// Looks at the district without trusting it, compares the code, pins the keys, and only then shows the secret.
    ///
    /// `settings` that trust nobody yet come to trust the authority that the code proved, and where the district has none, what
    /// the machine believes. What was recorded before stays; nothing is pushed yet. May be given again with the same code after any failure.
    public static func join(
        _ store: some WardStore, code: InvitationCode, over settings: LineSettings, in surroundings: SyncSurroundings = .machine
    ) -> SyncOutcome {
        var outcome = joined(store, code: code, over: settings, in: surroundings)
        outcome.takeCounts(of: store)
        return outcome
    }

    private static func joined(
        _ store: some WardStore, code: InvitationCode, over settings: LineSettings, in surroundings: SyncSurroundings
    ) -> SyncOutcome {
        do throws(WardStoreFault) {
            let state = try store.state()
            var look = settings
            look.trust = .nobody
            let answer = CurlTransport(look).answer(to: JoinFlow.question)
            switch JoinFlow.judge(answer, code: code, origin: state.origin, pinned: state.district) {
            case .end(let ending): return SyncOutcome(ending)
            case .pin(let district):
                try store.keep(district: district)
                // Again with another code too: the key stays the same, so the district enrols once.
                try store.prepareEnrolment(code: code.secret)
                var proved = settings
                if proved.trust == .nobody { proved.trust = district.certificate.map { .authority($0) } ?? .system }
                return SyncPerformer(store: store, line: CurlTransport(proved)).run(.enrol, in: surroundings)
            }
        } catch { return SyncOutcome(.store(error)) }
    }
}

extension SyncSurroundings {
    /// This machine's clock, its patience, and the kernel's randomness for the jitter.
    public static var machine: SyncSurroundings {
        SyncSurroundings(
            now: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
            },
            wait: { milliseconds in
                var left = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
                var rest = timespec()
                while nanosleep(&left, &rest) == -1, errno == EINTR { left = rest }
            },
            seed: UInt64.random(in: .min ... .max))
    }
}
