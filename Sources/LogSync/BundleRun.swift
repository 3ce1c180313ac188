public import PlanProgress

/// A ward's way to its district by stick: what `SyncRun` is for a line.
///
/// Whoever calls holds the home's `sync.lock`.
public enum BundleRun {
    /// Writes the bundle of the ward's log. `district` is the key that it is sealed to, or `nil` where none is known yet: then
    /// whoever finds the stick can read it.
    public static func export(
        _ store: some WardStore, key: SignerKey, sealedTo district: BundleKey?, into sink: any ByteSink, now: Int64
    ) throws(BundleFault) -> BundleExport.Summary {
        let state: WardState
        do throws(WardStoreFault) { state = try store.state() } catch { throw .store(error) }
        guard let answerKey = SealingKey(ofDevice: key) else { throw .form(expected: "a key of \(state.origin)") }
        guard let district else {
            return try BundleExport.write(state, of: store, key: key, answerKey: answerKey.publicBytes, now: now, to: sink)
        }
        let sealed = try SealedSink(to: district.key, named: state.origin.district, into: sink)
        let summary = try BundleExport.write(state, of: store, key: key, answerKey: answerKey.publicBytes, now: now, to: sealed)
        try sealed.close()
        return summary
    }

    /// What a received bundle says of its district.
    public enum Verdict: Sendable {
        /// Signed by the district that is pinned, or that the code names: pin it, keep the key, take it in.
        case district(DistrictIdentity, BundleKey?)
        /// The answers are another district's than the code's or the pinned one.
        case stranger
        /// Made before the district took the keys that are pinned by now: whoever stole the former ones could have made them.
        case outdated
        /// The ward has neither joined nor exported with a code.
        case nobodyKnown
    }

    /// Compares who answers with who is pinned, or with the check of a code; nothing of the answers is used before.
    public static func judge(
        _ line: BundleLine, pinned: DistrictIdentity?, expectedCheck check: String?
    ) throws(BundleFault) -> Verdict {
        guard let (told, note) = line.identity else { throw .form(expected: "the district's identity") }
        let district: DistrictIdentity
        if let pinned {
            // Its signature is what counts; the authority of its machine may be another by now.
            if pinned.pair != told.pair, pinned.follows(told) { return .outdated }
            guard let followed = pinned.takingKeys(of: told) else { return .stranger }
            district = followed
        } else {
            guard let check else { return .nobodyKnown }
            guard told.isNamed(byCheck: check), told.origin?.district == line.header.district else { return .stranger }
            district = told
        }
        guard district.receipts.cosignedAt(line.note) != nil else { throw .signature }
        return .district(district, note.flatMap { BundleKey($0, from: district) })
    }

    /// Takes in the answers as a sync would: receipts verified, logs adopted, healed where the district says so.
    ///
    /// `fault` where the run ended because the file gave no answer any more, or another than when it was found whole; what the outcome
    /// says was done before stands.
    public static func receive(
        _ store: some WardStore, from line: BundleLine, in surroundings: SyncSurroundings = .machine
    ) -> (outcome: SyncOutcome, fault: BundleFault?) {
        var surroundings = surroundings
        // A stick does not change its mind.
        surroundings.wait = { _ in }
        let outcome = SyncPerformer(store: store, line: line).run(.receive(line.carried), in: surroundings)
        if case .tryLater = outcome.ending { return (outcome, line.fault) }
        return (outcome, nil)
    }
}
