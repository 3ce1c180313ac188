/// What a ward does for a district that was restored from an old backup (design 3.4).
///
/// None of it stands in the way of our own log: what the district does not take is left for another night.
extension SyncEngine {
    mutating func giveBack(_ origin: Origin, from: Int64) -> SyncEffect {
        run.givenBack.insert(origin)
        // Its own, so that a unit of many logs is given back in one run.
        run.gaps = 0
        stage = .preparingGift
        return .prepareGift(origin, from: from)
    }

    /// The district was restored and its heads were lost with it, so it waits for nothing: what it does not take under the old name, or
    /// what a damaged copy cannot prove, our own log brings, a sister PC's too. What it has all the same is inert (MergeRules).
    mutating func bringOver(_ origin: Origin, from: Int64) -> SyncEffect {
        run.givenBack.insert(origin)
        return store(.bringOver(origin, from: from))
    }

    mutating func prepared(gift push: PushRequest?) -> SyncEffect {
        guard let push else { return decide() }
        return send(pushRequest(push), .givingBack(push))
    }

    mutating func gaveBack(_ result: Result<WireAnswer, TransportFailure>, _ push: PushRequest) -> SyncEffect {
        let reception = Reception(result, now: now)
        switch reception {
        case .answer(let answer) where answer.status == 200 || answer.status == 202:
            do throws(AnswerFault) {
                let heads = try answer.receiptAnswer().heads
                backoff.succeeded()
                if push.rest.isEmpty { return store(.heads(heads)) }
                stage = .preparingGift
                return .prepareGift(push.origin, from: push.to)
            } catch { return trouble(error) }
        case .problem(let problem) where problem.type == .size:
            run.gaps += 1
            guard let size = problem.size, (0..<push.from).contains(size), run.gaps <= SyncPlan.gapLimit else { return decide() }
            stage = .preparingGift
            return .prepareGift(push.origin, from: size)
        case .problem(let problem) where isGone(push.origin, problem.type):
            return bringOver(push.origin, from: problem.index ?? 0)
        case .problem(let problem) where ![.token, .continued].contains(problem.type): return decide()
        default: return trouble(reception)
        }
    }

    /// Whether the log as it lies here can never come to the district again: it was ended below what was received, or, of one of ours,
    /// parts from what is held or is unknown. A revoked one is refused otherwise, and stays where a person ended it.
    private func isGone(_ origin: Origin, _ type: ProblemType) -> Bool {
        switch type {
        // Its device may have healed it when its own copy was damaged, and this one is whole.
        case .sealed: origin.unit == state.origin.unit
        case .fork, .root, .notFound: state.earlierLogs.contains(origin)
        default: false
        }
    }

    /// What the district does not list it holds; what it lists is sent again. A stick's list says only what is lacking: what was
    /// recorded since the export is not in it either.
    mutating func missingAnswered(_ result: Result<WireAnswer, TransportFailure>) -> SyncEffect {
        if case .failure(.answerTooLarge) = result {
            // Only a shorter list saves requests: without it each one that waits here is sent, and the district takes it once.
            run.hasAskedMissing = true
            return decide()
        }
        let reception = Reception(result, now: now)
        switch reception {
        case .answer(let answer) where answer.status == 200:
            do throws(AnswerFault) {
                let missing = Set(try answer.attachmentIDs())
                backoff.succeeded()
                run.hasAskedMissing = true
                if goal.carried != nil {
                    run.lackingAttachments = missing
                    return store(.compared(held: [], lacking: missing))
                }
                // Of an entry that the district may not have, its silence says nothing.
                let known = state.arrivedAttachments.filter { state.isAtDistrict($0) && !missing.contains($0.id) }
                return store(.compared(held: known.map(\.id), lacking: missing.intersection(state.refusedAttachments)))
            } catch { return trouble(error) }
        case .problem(let problem) where ![.token, .continued].contains(problem.type):
            run.hasAskedMissing = true
            return decide()
        default: return trouble(reception)
        }
    }
}
