/// What a sync does next, decided from what lies on the disk and what this run has learned. Pure.
enum SyncTask: Hashable, Sendable {
    case enrol(SignedNote)
    case askHeads
    case push(from: Int64)
    /// Our own log is recovering at the district: ask with a push of what is new, if anything, from where it wants it.
    case offer
    /// The district has lost what lies here of another log.
    case giveBack(Origin, from: Int64)
    /// It has lost what lies here of a log that ours continues, and nothing here proves that to it: ours brings it again.
    case bringOver(Origin, from: Int64)
    /// Which attachments of this unit the district lacks.
    case askMissing
    case put(WaitingAttachment)
    /// Fetch what the district holds beyond our copy; of our own log too, where it lost its end.
    case pull(Origin)
    case heal(from: Int64?)
    /// All else is done, and the token is old: the run ends so, whether another one comes or not.
    case renew(SyncOutcome.Ending)
    case finish(SyncOutcome.Ending)
}

/// What this run has learned that the disk does not know.
struct SyncProgress: Hashable, Sendable {
    /// Whether `WardState.heads` is of this run.
    var headsAreFresh = false
    /// Where the district asked us to go on, or how far a walk from 0 has come; otherwise the receipt's size.
    var resumeFrom: Int64?
    /// How far the district has stored without a receipt (202).
    var storedWithoutReceipt: Int64 = 0
    /// What is tried once a run: a new token, our own log, other logs, the list of attachments.
    var hasRenewed = false
    /// How the run ends where the token that was asked for because of its age does not come.
    var endingWithoutToken: SyncOutcome.Ending?
    var hasAskedIdentity = false
    var hasOffered = false
    var givenBack: Set<Origin> = []
    var hasAskedMissing = false
    /// What a bundle's answers list as not held by the district.
    var lackingAttachments: Set<String> = []
    /// Logs not asked for again in this run.
    var passedOver: Set<Origin> = []
    /// Those of them whose copy at the district does not extend the one here.
    var diverged: Set<Origin> = []
    var refusedAttachments: Set<String> = []
    /// Those of them whose entry, in a log that ours continues, the district has not got; in the order of their refusal.
    var unknownAttachments: [WaitingAttachment] = []
    /// Neither here, as the entry names it, nor at the district.
    var lostAttachments: [WaitingAttachment] = []
    var problem: ProblemDocument?
    /// Gaps, walks and healings of this run: each is bounded, so that a run ends whatever the district answers.
    var gaps = 0
    var healings = 0
    var hasWalked = false
    var useGzip = true
}

enum SyncPlan {
    /// Twice is a clone of a clone that heals while we do; a third time a person should look.
    static let healingLimit = 2
    static let gapLimit = 8

    static func next(_ state: WardState, _ run: SyncProgress, goal: SyncEngine.Goal, now: Int64) -> SyncTask {
        guard state.district != nil else { return .finish(.notJoined) }
        let carried = goal.carried
        if let note = state.pendingEnrolment {
            let isAnswered = carried.map { $0.hasEnrolment && $0.origin == state.origin } ?? true
            return isAnswered ? .enrol(note) : .finish(.carryAgain)
        }
        guard state.token != nil else { return .finish(.notJoined) }
        if goal == .enrol { return .finish(.done) }
        if let task = ownLog(state, run, carried) { return task }
        if !run.headsAreFresh { return .askHeads }
        // Answers that are older than our newest receipt say what was lacking once.
        if let carried, carried.listsMissing, carried.reach(of: state.origin) >= state.receiptSize, !run.hasAskedMissing {
            return .askMissing
        }
        // Before the attachments: some may be named only by what is given back.
        if carried == nil, let task = othersLogs(state, run) { return task }
        let arrived = state.arrivedAttachments.filter {
            !run.refusedAttachments.contains($0.id) && carried?.attachments.contains($0.id) ?? true
        }
        if carried == nil, !run.hasAskedMissing, arrived.count > questionCount || !state.refusedAttachments.isEmpty {
            return .askMissing
        }
        if let first = arrived.first { return .put(first) }
        for head in state.heads?.heads ?? [] where !run.passedOver.contains(head.checkpoint.origin) && !head.isRecovering {
            let origin = head.checkpoint.origin
            if state.earlierLogs.contains(origin) || state.unreadableCopies.contains(origin) || !(carried?.logs.contains(origin) ?? true) {
                continue
            }
            let size = origin == state.origin ? state.size : state.copies[origin] ?? 0
            if head.checkpoint.size > size { return .pull(origin) }
            if head.checkpoint.size == size, state.uncoveredCopies.contains(origin) { return .pull(origin) }
        }
        let ending = ending(state, run, carried)
        let whole = ending == .done && !state.unreadableCopies.isEmpty ? .unreadableLogs(state.unreadableCopies.sorted()) : ending
        // A clock that was set back far is no measure either; the district ends it by its own.
        if carried == nil, !run.hasRenewed, let since = state.tokenTime, (now - since).magnitude >= Limits.tokenRenewalMilliseconds {
            return .renew(whole)
        }
        return .finish(whole)
    }

    /// Our own log first: what it must get back, then what it must send.
    private static func ownLog(_ state: WardState, _ run: SyncProgress, _ carried: CarriedAnswers?) -> SyncTask? {
        let size = reach(of: state, carried)
        if state.knownSize > state.size {
            // Never append before the lost end is back; if the district has not got it either, heal (design 3.4).
            if run.passedOver.contains(state.origin) {
                // A district that was restored has lost what the receipt covers: all that lies here is brought over.
                if carried == nil, !run.headsAreFresh { return .askHeads }
                let head = state.heads?[state.origin]
                return .heal(from: carried == nil && (head?.isRecovering ?? true) ? 0 : nil)
            }
            return carried?.logs.contains(state.origin) ?? true ? .pull(state.origin) : .finish(.carryAgain)
        }
        if let from = run.resumeFrom {
            if from < size { return .push(from: from) }
        } else if size > max(state.receiptSize, run.storedWithoutReceipt) {
            return .push(from: state.receiptSize)
        }
        // The district was restored and is behind its receipt: it is given the rest (S5). A log without a head it has forgotten whole.
        if carried == nil, run.headsAreFresh, run.storedWithoutReceipt == 0, run.resumeFrom == nil, state.receiptSize > 0 {
            let head = state.heads?[state.origin]
            let size = head?.checkpoint.size ?? 0
            if size < state.receiptSize { return .push(from: size) }
            if head?.isRecovering == true, !run.hasOffered { return .offer }
        }
        return nil
    }

    /// Giving back: what a restored district lacks of a log whose copy lies here goes to it by its receipt, whoever wrote it.
    private static func othersLogs(_ state: WardState, _ run: SyncProgress) -> SyncTask? {
        for (origin, size) in state.copyReceipts.sorted(by: { $0.key < $1.key }) where !run.givenBack.contains(origin) {
            let head = state.heads?[origin]
            if (head?.checkpoint.size ?? 0) < size { return .giveBack(origin, from: head?.checkpoint.size ?? 0) }
            // Heads do not say how much is held: asked from the end, the answer does.
            if head?.isRecovering == true { return .giveBack(origin, from: size) }
            // Healed just now: what the receipt covers may be another's there, where a restored district took a twin's entries first.
            if run.healings > 0, state.earlierLogs.contains(origin) { return .giveBack(origin, from: size) }
        }
        for (origin, from) in state.forgottenEarlierLogs.sorted(by: { $0.key < $1.key }) where !run.givenBack.contains(origin) {
            return .bringOver(origin, from: from)
        }
        return nil
    }

    /// One question costs less than sending so many attachments again that the district may hold.
    static let questionCount = 8

    /// How far our log can be spoken of: all of it on a line, what was exported of it on a stick.
    static func reach(of state: WardState, _ carried: CarriedAnswers?) -> Int64 {
        carried.map { min(state.size, $0.reach(of: state.origin)) } ?? state.size
    }

    private static func ending(_ state: WardState, _ run: SyncProgress, _ carried: CarriedAnswers?) -> SyncOutcome.Ending {
        // What was recorded since the export waits for the next one; that is no failure of this one.
        if carried != nil, run.storedWithoutReceipt == 0, state.receiptSize < reach(of: state, carried) { return .carryAgain }
        if carried != nil, run.storedWithoutReceipt == 0 {
            let besides = endingBesides(run)
            let isLacking = state.waitingAttachments.contains {
                run.lackingAttachments.contains($0.id) && !run.unknownAttachments.contains($0)
            }
            return besides == .done && isLacking ? .carryAgain : besides
        }
        if state.receiptSize < state.size || run.storedWithoutReceipt > 0 { return .recovering }
        return endingBesides(run)
    }

    private static func endingBesides(_ run: SyncProgress) -> SyncOutcome.Ending {
        if !run.lostAttachments.isEmpty { return .attachmentsLost(run.lostAttachments) }
        if let problem = run.problem { return .rejected(problem) }
        if !run.diverged.isEmpty {
            let names = run.diverged.sorted().map(\.description).joined(separator: ", ")
            return .unproved("the district's copy does not extend the one here: \(names)")
        }
        return .done
    }
}

/// What of a batch is sent in one push: entries with the attachments that ride with them.
enum PushSelection {
    /// As many entries as fit with their riders, at least one; riders that do not fit at all travel by themselves later.
    static func select(
        _ entries: EntryBatch, from: Int64, waiting: [WaitingAttachment], limit: BatchSize
    ) -> (entries: EntryBatch, riders: [WaitingAttachment]) {
        let small =
            !limit.takesRiders
            ? [] : waiting.filter { $0.earlier == nil && $0.byteCount <= Limits.ridingAttachmentByteCount && $0.index >= from }
        let byIndex = Dictionary(grouping: small) { $0.index }
        var byteCount = 0
        var count = 0
        var riders: [WaitingAttachment] = []
        for entry in entries.prefix(limit.entryLimit) {
            let own = byIndex[from + Int64(count)] ?? []
            let size = own.reduce(entry.count + 1) { $0 + Int($1.byteCount) + Self.lineByteCount }
            if byteCount + size > limit.byteLimit, count > 0 { break }
            count += 1
            if byteCount + size <= max(limit.byteLimit, Limits.ridingAttachmentByteCount) {
                riders += own
                byteCount += size
            } else {
                byteCount += entry.count + 1
            }
        }
        return (entries.first(count), riders)
    }

    /// `<id> <bytes>` and LF.
    private static let lineByteCount = 43 + 1 + 6 + 1
}
