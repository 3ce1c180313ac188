/// A log on its way to us: what was fetched so far, to be believed only when it gives the receipt's root.
///
/// Held in memory until then, for nothing unproved is ever written. A year of a ward is a few megabytes.
struct Pull: Sendable {
    let receipt: ProvedReceipt
    /// Entries that lie here.
    let from: Int64
    /// The tree of what lies here, and then of what came.
    var range = CompactRange()
    var entries = EntryBatch()

    var origin: Origin { receipt.checkpoint.origin }
}

extension SyncEngine {
    mutating func headsAnswered(_ result: Result<WireAnswer, TransportFailure>) -> SyncEffect {
        let reception = Reception(result, now: now)
        guard case .answer(let answer) = reception else { return trouble(reception) }
        if answer.status == 304, state.heads != nil {
            run.headsAreFresh = true
            backoff.succeeded()
            return decide()
        }
        guard answer.status == 200 else { return trouble(reception) }
        do throws(AnswerFault) {
            let heads = try answer.headsText()
            run.headsAreFresh = true
            backoff.succeeded()
            return store(.heads(heads))
        } catch { return trouble(error) }
    }

    mutating func checkpointAnswered(_ result: Result<WireAnswer, TransportFailure>, _ origin: Origin) -> SyncEffect {
        let reception = Reception(result, now: now)
        switch reception {
        case .answer(let answer) where answer.status == 200:
            guard let district = state.district else { return trouble(reception) }
            do throws(AnswerFault) {
                let receipt = try answer.receipt(of: origin, from: district)
                backoff.succeeded()
                let size = origin == state.origin ? state.size : state.copies[origin] ?? 0
                let isDue = receipt.checkpoint.size > size || receipt.checkpoint.size == size && state.uncoveredCopies.contains(origin)
                guard isDue else { return passOver(origin) }
                stage = .readingCopy(Pull(receipt: receipt, from: size))
                return .readRange(origin, size: size)
            } catch { return trouble(error) }
        case .problem(let problem) where problem.type == .notFound: return passOver(origin)
        default: return trouble(reception)
        }
    }

    /// Asks for what is still missing; once all is here, judges it by the receipt.
    mutating func fetch(_ pull: Pull) -> SyncEffect {
        if pull.range.size < pull.receipt.checkpoint.size { return send(entriesRequest(pull), .pulling(pull)) }
        return pull.range.root == pull.receipt.checkpoint.root ? adopt(pull) : diverged(pull)
    }

    func entriesRequest(_ pull: Pull) -> WireRequest {
        .entries(of: pull.origin, in: pull.range.size..<pull.receipt.checkpoint.size, token: token)
    }

    mutating func entriesAnswered(_ result: Result<WireAnswer, TransportFailure>, _ before: Pull) -> SyncEffect {
        let reception = Reception(result, now: now)
        guard case .answer(let answer) = reception, answer.status == 200 else { return trouble(reception) }
        var pull = before
        do throws(AnswerFault) {
            let entries = try answer.entryBatch()
            guard !entries.isEmpty, pull.range.size + Int64(entries.count) <= pull.receipt.checkpoint.size else {
                throw .broken("\(entries.count) entries, and not the range that was asked for")
            }
            for leaf in entries.leaves { pull.range.append(leaf: leaf) }
            pull.entries = pull.entries.appending(entries)
        } catch { return trouble(error) }
        backoff.succeeded()
        return fetch(pull)
    }

    private mutating func adopt(_ pull: Pull) -> SyncEffect {
        if pull.origin == state.origin {
            run.resumeFrom = nil
        } else {
            outcome.receivedEntries += Int64(pull.entries.count)
            // Only its receipt was missing: once a run, whatever the disk makes of it.
            if pull.entries.isEmpty { run.passedOver.insert(pull.origin) }
        }
        return store(.adopt(pull.entries, from: pull.from, of: pull.origin, receipt: pull.receipt.note))
    }

    /// What the district holds does not extend what lies here: never adopted (design 3.4).
    private mutating func diverged(_ pull: Pull) -> SyncEffect {
        run.passedOver.insert(pull.origin)
        guard pull.origin == state.origin else {
            run.diverged.insert(pull.origin)
            return store(.quarantine(pull.receipt.note, of: pull.origin))
        }
        // Ours: a walk from 0 makes the district name the first difference, unless healing is due anyway.
        if state.knownSize <= state.size, !run.hasWalked {
            run.hasWalked = true
            run.resumeFrom = 0
        } else if state.knownSize <= state.size {
            run.diverged.insert(pull.origin)
        }
        return decide()
    }

    private mutating func passOver(_ origin: Origin) -> SyncEffect {
        run.passedOver.insert(origin)
        return decide()
    }
}
