/// What a ward does where the pinned keys have not signed what came: the district may have other ones by now (SyncProtocol.md).
extension SyncEngine {
    /// Asked once a run. Nothing of what was not proved is used; what comes of it is decided anew.
    mutating func askIdentity(because words: String) -> SyncEffect {
        guard state.district != nil, !run.hasAskedIdentity else { return finish(.unproved(words)) }
        return send(.identity(), .askingIdentity(words))
    }

    /// Pins the keys that follow the pinned ones by handovers that these signed. An older identity played back, and a stranger's,
    /// change nothing: whatever it was that no pinned key had signed is the end of the run.
    mutating func identityAnswered(_ result: Result<WireAnswer, TransportFailure>, because words: String) -> SyncEffect {
        let reception = Reception(result, now: now)
        guard case .answer(let answer) = reception, answer.status == 200, let pinned = state.district else { return trouble(reception) }
        run.hasAskedIdentity = true
        guard answer.isMedia("application/json"), let told = try? DistrictIdentity(reading: answer.body),
            let next = pinned.takingKeys(of: told), next.pair != pinned.pair
        else { return finish(.unproved(words)) }
        backoff.succeeded()
        return store(.repin(next, bundles: BundleKey(in: answer.body, from: next)))
    }
}
