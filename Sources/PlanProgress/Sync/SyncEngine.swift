/// What happened, told to the engine.
public enum SyncInput: Sendable {
    case begin(WardState)
    case answered(Result<WireAnswer, TransportFailure>)
    case prepared(PushRequest)
    /// `nil`: nothing lies here to be given from there on.
    case gift(PushRequest?)
    /// `nil`: it is not here.
    case attachment([UInt8]?)
    case range(CompactRange)
    /// The write is durable, and this is how the disk stands now.
    case stored(WardState)
    case waited
    case failed(WardStoreFault)
}

/// What is to be done next; exactly one thing at a time, so that a run can be cut between any two.
public enum SyncEffect: Sendable {
    case send(WireRequest)
    /// Read entries of that disk's log from there, choose by `PushSelection`, sign the checkpoint.
    case preparePush(WardState, from: Int64, limit: BatchSize)
    /// Read a copy from there towards its receipt: what the district has lost of another log.
    case prepareGift(Origin, from: Int64)
    case readAttachment(String)
    case readRange(Origin, size: Int64)
    case store(SyncWrite)
    case wait(milliseconds: Int64)
    case finish(SyncOutcome)
}

/// What is to be made durable. Everything in it was verified.
public enum SyncWrite: Sendable {
    /// After a push: the receipt first, for it alone says that the district has the rest.
    case pushed(receipt: SignedNote?, heads: HeadsText, attachments: [String])
    case heads(HeadsText)
    case held(attachments: [String])
    /// What the district says of attachments when it is asked which it lacks: these it holds, those not, whatever was noted before.
    case compared(held: [String], lacking: Set<String>)
    /// The request for a new token; forgetting what is held where the district did not know the old one.
    case renew(forgettingHeld: Bool)
    /// The district that follows the pinned one, and the note of its key for bundles.
    case repin(DistrictIdentity, bundles: BundleKey?)
    case adopt(EntryBatch, from: Int64, of: Origin, receipt: SignedNote)
    case quarantine(SignedNote, of: Origin)
    case heal(from: Int64?, code: String?)
    /// Entries of another log of this unit, from there on, into ours.
    case bringOver(Origin, from: Int64)
    case enrolled(EnrolmentAnswer)
}

/// A ward's side of a sync as a state machine: inputs are what happened, effects what to do (design 4).
///
/// Pure: time and the seed of its jitter come in. It ends after a bounded number of steps whatever the district answers,
/// and it believes nothing that is not cosigned by the pinned key. A run may be cut after any effect: the next one
/// begins from the disk, and the district takes every repeat for what it is.
///
/// By stage: `SyncPlan` decides what to send, `SyncRetry` how much and when again, `SyncAnswer` takes in and verifies,
/// the extensions here turn an answer into what is stored.
public struct SyncEngine: Sendable {
    public enum Goal: Hashable, Sendable {
        /// Only what is pending of a join or a healing.
        case enrol
        case sync
        /// Take in what a bundle of answers says, and ask for nothing beyond it.
        case receive(CarriedAnswers)

        var carried: CarriedAnswers? { if case .receive(let carried) = self { carried } else { nil } }
    }

    enum Stage: Sendable {
        case idle
        case enrolling(SignedNote)
        case askingHeads
        case preparing
        case pushing(PushRequest)
        case comparing(ReceiptAnswer, ProvedReceipt, PushRequest)
        case readingAttachment(WaitingAttachment)
        case putting(WaitingAttachment)
        case askingAttachment(WaitingAttachment)
        case askingCheckpoint(Origin)
        case readingCopy(Pull)
        case pulling(Pull)
        case preparingGift
        case givingBack(PushRequest)
        case askingMissing
        /// Because of this, which the pinned keys have not signed.
        case askingIdentity(String)
        case storing
        /// The request to send again, or `nil` to decide anew.
        indirect case waiting(WireRequest?, Stage)
        case finished
    }

    let goal: Goal
    var state = WardState.nothing
    var run = SyncProgress()
    var batch = BatchSize()
    var backoff: Backoff
    var stage = Stage.idle
    var outcome = SyncOutcome(.done)
    /// The sender's clock at the latest input, UTC milliseconds.
    var now: Int64 = 0

    /// `seed` sets the jitter.
    public init(goal: Goal = .sync, seed: UInt64) {
        self.goal = goal
        if goal.carried != nil { batch = .withoutRiders }
        backoff = Backoff(seed: seed)
    }

    /// Takes in what happened and says what to do next. `now` is the clock in UTC milliseconds, never trusted for more than waiting.
    public mutating func step(_ input: SyncInput, now: Int64) -> SyncEffect {
        self.now = now
        switch (stage, input) {
        case (_, .failed(let fault)): return finish(.store(fault))
        case (.idle, .begin(let state)), (.storing, .stored(let state)):
            return take(state)
        case (.waiting(let request, let before), .waited):
            guard let request else { return decide() }
            return send(request, before)
        case (.enrolling(let note), .answered(let result)): return enrolled(result, note)
        case (.askingHeads, .answered(let result)): return headsAnswered(result)
        case (.preparing, .prepared(let push)): return send(pushRequest(push), .pushing(push))
        case (.pushing(let push), .answered(let result)): return pushed(result, push)
        case (.comparing(let answer, let receipt, let push), .range(let range)):
            return compared(range.root == receipt.checkpoint.root, answer, receipt, push)
        case (.readingAttachment(let waiting), .attachment(let bytes)): return read(bytes, of: waiting)
        case (.putting(let waiting), .answered(let result)): return put(result, waiting)
        case (.askingAttachment(let waiting), .answered(let result)): return attachmentAsked(result, waiting)
        case (.askingCheckpoint(let origin), .answered(let result)): return checkpointAnswered(result, origin)
        case (.preparingGift, .gift(let push)): return prepared(gift: push)
        case (.givingBack(let push), .answered(let result)): return gaveBack(result, push)
        case (.askingMissing, .answered(let result)): return missingAnswered(result)
        case (.askingIdentity(let words), .answered(let result)): return identityAnswered(result, because: words)
        case (.readingCopy(var pull), .range(let range)):
            pull.range = range
            return fetch(pull)
        case (.pulling(let pull), .answered(let result)): return entriesAnswered(result, pull)
        default: preconditionFailure("an input answers the effect before it")
        }
    }

    // MARK: Deciding

    private mutating func take(_ new: WardState) -> SyncEffect {
        // A disk that saw its log's beginning change has healed by itself: what this run learned was of the old log.
        if case .storing = stage, new.origin != state.origin {
            let healings = run.healings
            run = SyncProgress()
            run.healings = healings
            outcome.continued = new.origin
        }
        state = new
        return decide()
    }

    mutating func decide() -> SyncEffect {
        switch SyncPlan.next(state, run, goal: goal, now: now) {
        case .enrol(let note): return send(.enrol(note), .enrolling(note))
        case .askHeads: return send(.heads(token: token, unless: state.heads?.entityTag), .askingHeads)
        case .push(let from):
            stage = .preparing
            var sent = state
            sent.size = SyncPlan.reach(of: state, goal.carried)
            return .preparePush(sent, from: from, limit: batch)
        case .offer:
            run.hasOffered = true
            stage = .preparing
            return .preparePush(state, from: state.receiptSize, limit: batch)
        case .giveBack(let origin, let from): return giveBack(origin, from: from)
        case .bringOver(let origin, let from): return bringOver(origin, from: from)
        case .askMissing: return send(.missingAttachments(token: token), .askingMissing)
        case .put(let waiting):
            stage = .readingAttachment(waiting)
            return .readAttachment(waiting.id)
        case .pull(let origin): return send(.checkpoint(of: origin, token: token), .askingCheckpoint(origin))
        case .heal(let from):
            // What was cosigned is not lost: a district that is recovering may get it back from a sister PC.
            let held = state.heads?[state.origin]?.checkpoint.size ?? 0
            return heal(from: from, code: nil, held: held, because: ProblemDocument(.sealed))
        case .renew(let ending):
            (run.hasRenewed, run.endingWithoutToken) = (true, ending)
            return store(.renew(forgettingHeld: false))
        case .finish(let ending): return finish(ending)
        }
    }

    mutating func send(_ request: WireRequest, _ stage: Stage) -> SyncEffect {
        self.stage = stage
        return .send(request)
    }

    mutating func store(_ write: SyncWrite) -> SyncEffect {
        stage = .storing
        return .store(write)
    }

    mutating func finish(_ ending: SyncOutcome.Ending) -> SyncEffect {
        stage = .finished
        outcome.ending = ending
        outcome.waitingEntries = max(0, state.size - state.receiptSize)
        outcome.isOpeningWaiting = state.receiptSize == 0 && state.size > 0
        outcome.refusedAttachments = run.unknownAttachments
        outcome.waitingAttachments = state.waitingAttachments.count { !run.unknownAttachments.contains($0) }
        outcome.divergedLogs = run.diverged.sorted()
        return .finish(outcome)
    }

    /// Continues our log in a new one, at most `SyncPlan.healingLimit` times a run. `held` is how many entries of it the district
    /// holds that were not fetched: what is known beyond them and beyond what lies here is lost.
    mutating func heal(from index: Int64?, code: String?, held: Int64 = 0, because problem: ProblemDocument) -> SyncEffect {
        guard run.healings < SyncPlan.healingLimit else { return finish(.rejected(problem)) }
        outcome.lostEntries += Healing.lostRecordCount(known: state.knownSize, kept: max(state.size, held))
        let healings = run.healings + 1
        run = SyncProgress()
        run.healings = healings
        return store(.heal(from: index, code: code))
    }

    /// `SyncPlan` asks for nothing that needs a token without one.
    var token: String { state.token ?? "" }

    // MARK: Trouble

    /// What every stage does alike when no answer came that it can use.
    mutating func trouble(_ reception: Reception) -> SyncEffect {
        switch reception {
        case .busy(let retryAfter):
            return waitOrFinish(retryAfter: retryAfter, attempts: Backoff.attemptLimit, .tryLater("the district is busy"))
        case .interrupted(let words): return interrupted(words)
        case .unreachable where goal.carried != nil: return finish(.carryAgain)
        case .unreachable(let words): return waitOrFinish(retryAfter: nil, attempts: 3, .unreachable(words))
        case .foreign(let words): return waitOrFinish(retryAfter: nil, attempts: 3, .notTheDistrict(words))
        // No second try sets a clock.
        case .outOfDate(let words): return finish(.outOfDate(words))
        case .problem(let problem):
            switch problem.type {
            // A twin of this device healed first; no index is named, so the newest receipt here says from where on (design 3.4).
            // A district that was restored since holds less than that receipt, and names where the log ends there.
            case .continued:
                return heal(
                    from: problem.index.map { min($0, state.receiptSize) }, code: nil, held: max(problem.index ?? 0, state.receiptSize),
                    because: problem)
            // A restored district knows our key and not our token (design 3.4): asked once, for it may also have ended it.
            case .token where !run.hasRenewed && goal.carried == nil:
                run.hasRenewed = true
                return store(.renew(forgettingHeld: true))
            case .token, .forbidden, .code: return finish(.refused(problem))
            default: return finish(.rejected(problem))
            }
        case .answer(let answer):
            return waitOrFinish(retryAfter: nil, attempts: 3, .notTheDistrict("status \(answer.status) in the wrong place"))
        }
    }

    mutating func trouble(_ fault: AnswerFault) -> SyncEffect {
        switch fault {
        case .foreign(let words): trouble(Reception.foreign(words))
        case .broken(let words): interrupted(words)
        case .unproved(let words): askIdentity(because: words)
        }
    }

    private mutating func interrupted(_ words: String) -> SyncEffect {
        if case .pushing(let push) = stage {
            let before = batch
            batch.transferFailed(push)
            if batch != before, push.entries.count > 1 { return wait(backoff.nextSmaller(), else: .tryLater(words)) }
        }
        return waitOrFinish(retryAfter: nil, attempts: Backoff.attemptLimit, .tryLater(words))
    }

    private mutating func waitOrFinish(retryAfter: Int64?, attempts: Int, _ ending: SyncOutcome.Ending) -> SyncEffect {
        if let retryAfter { outcome.nextTry = now + retryAfter }
        return wait(backoff.next(retryAfter: retryAfter, attemptLimit: attempts), else: ending)
    }

    /// Pulls and gifts go on where they are; everything else is decided anew, for a push may have to be smaller.
    private mutating func wait(_ milliseconds: Int64?, else ending: SyncOutcome.Ending) -> SyncEffect {
        guard let milliseconds else { return finish(ending) }
        switch stage {
        case .pulling(let pull): stage = .waiting(entriesRequest(pull), stage)
        case .givingBack(let push): stage = .waiting(pushRequest(push), stage)
        default: stage = .waiting(nil, .idle)
        }
        return .wait(milliseconds: milliseconds)
    }
}

extension WardState {
    /// What an engine knows before it is told: nothing is joined, nothing recorded.
    static let nothing: WardState = {
        // The grammar of an origin is met by this text.
        guard let origin = Origin("x/x/x") else { preconditionFailure("'x/x/x' is an origin") }
        return WardState(origin: origin, size: 0)
    }()
}
