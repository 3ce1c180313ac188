/// Carries out the engine's effects through the ports. Thin: it decides nothing.
public struct SyncPerformer<Store: WardStore, Line: Transport> {
    let store: Store
    let line: Line

    public init(store: Store, line: Line) {
        (self.store, self.line) = (store, line)
    }

    /// Does what is asked and tells what happened; `nil` for `wait` and `finish`, which are the caller's.
    public func perform(_ effect: SyncEffect, now: Int64) -> SyncInput? {
        do throws(WardStoreFault) {
            switch effect {
            case .send(let request): return .answered(line.answer(to: request))
            case .preparePush(let state, let from, let limit):
                return .prepared(try store.preparedPush(of: state, from: from, limit: limit, now: now))
            case .prepareGift(let origin, let from): return .gift(try gift(origin, from: from, now: now))
            case .readAttachment(let id): return .attachment(try store.attachment(id))
            case .readRange(let origin, let size): return .range(try store.range(of: origin, at: size))
            case .store(let write):
                try perform(write)
                return .stored(try store.state())
            case .wait, .finish: return nil
            }
        } catch { return .failed(error) }
    }

    /// A copy's entries up to its receipt, as many as one push takes, by that receipt alone: the device that wrote them signed no other
    /// checkpoint that lies here, so what leads from the last of them to the receipt's root goes with them.
    private func gift(_ origin: Origin, from: Int64, now: Int64) throws(WardStoreFault) -> PushRequest? {
        guard let receipt = try store.receipt(of: origin), let size = Checkpoint(text: receipt.text)?.size, from <= size else { return nil }
        func entries(_ range: Range<Int64>) throws(WardStoreFault) -> EntryBatch {
            range.isEmpty ? EntryBatch() : try store.entries(of: origin, in: range, byteLimit: Limits.pushByteCount)
        }
        let sent = try entries(from..<min(size, from + Int64(Limits.pushEntries)))
        let to = from + Int64(sent.count)
        guard to > from || from == size, sent.bytes.count <= Limits.pushByteCount else { return nil }
        var rest = TreeRest()
        if to < size {
            rest = try TreeRest(from: to, to: size) { range throws(WardStoreFault) in
                let leaves = try entries(range).leaves
                guard !leaves.isEmpty else { throw .damaged("log \(origin) has not all entries below \(size) here") }
                return leaves
            }
        }
        return PushRequest(origin: origin, now: max(0, now), from: from, checkpoint: receipt, receipt: receipt, entries: sent, rest: rest)
    }

    private func perform(_ write: SyncWrite) throws(WardStoreFault) {
        switch write {
        case .pushed(let receipt, let heads, let attachments):
            if let receipt, let origin = Checkpoint(text: receipt.text)?.origin { try store.keep(receipt: receipt, of: origin) }
            if !attachments.isEmpty { try store.markHeld(attachments: attachments) }
            try store.keep(heads: heads)
        case .heads(let heads): try store.keep(heads: heads)
        case .held(let ids): try store.markHeld(attachments: ids)
        case .compared(let held, let lacking):
            if !held.isEmpty { try store.markHeld(attachments: held) }
            try store.markLacking(attachments: lacking)
        case .renew(let forgettingHeld): try store.prepareRenewal(forgettingHeld: forgettingHeld)
        case .repin(let district, let bundles):
            try store.keep(district: district)
            if let bundles { try store.keep(bundleKey: bundles) }
        case .adopt(let entries, let from, let origin, let receipt): try store.adopt(entries, from: from, of: origin, receipt: receipt)
        case .quarantine(let note, let origin): try store.quarantine(note, of: origin)
        case .heal(let index, let code): try store.heal(from: index, code: code)
        case .bringOver(let origin, let index): try store.bringOver(origin, from: index)
        case .enrolled(let enrolment): try store.keep(enrolment: enrolment)
        }
    }
}

extension WardStore {
    /// The next push of our log, chosen by `PushSelection` and signed.
    func preparedPush(of state: WardState, from: Int64, limit: BatchSize, now: Int64) throws(WardStoreFault) -> PushRequest {
        let read = try entries(of: state.origin, in: from..<state.size, byteLimit: limit.byteLimit)
        let (entries, riders) = PushSelection.select(read, from: from, waiting: state.waitingAttachments, limit: limit)
        var attachments: [PushRequest.RidingAttachment] = []
        for rider in riders where rider.index < from + Int64(entries.count) {
            if let bytes = try attachment(rider.id) { attachments.append(.init(id: rider.id, bytes: bytes)) }
        }
        let size = from + Int64(entries.count)
        let checkpoint = Checkpoint(origin: state.origin, size: size, root: try range(of: state.origin, at: size).root)
        return PushRequest(
            origin: state.origin, now: max(0, now), from: from, checkpoint: try sign(checkpoint), receipt: state.receipt,
            entries: entries, attachments: attachments)
    }
}

/// What a run takes from its surroundings, so that a simulation can give it others.
public struct SyncSurroundings {
    /// UTC milliseconds.
    public var now: () -> Int64
    public var wait: (_ milliseconds: Int64) -> Void
    /// Sets the jitter.
    public var seed: UInt64

    public init(now: @escaping () -> Int64, wait: @escaping (Int64) -> Void, seed: UInt64) {
        (self.now, self.wait, self.seed) = (now, wait, seed)
    }
}

extension SyncPerformer {
    /// A whole run, to its outcome, which is kept on the disk too. Whoever calls holds the home's `sync.lock`.
    public func run(_ goal: SyncEngine.Goal = .sync, in surroundings: SyncSurroundings) -> SyncOutcome {
        var engine = SyncEngine(goal: goal, seed: surroundings.seed)
        var input: SyncInput
        do throws(WardStoreFault) { input = .begin(try store.state()) } catch { input = .failed(error) }
        while true {
            let effect = engine.step(input, now: surroundings.now())
            switch effect {
            case .finish(var outcome):
                outcome.takeCounts(of: store)
                note(outcome, now: surroundings.now())
                return outcome
            case .wait(let milliseconds):
                surroundings.wait(milliseconds)
                input = .waited
            default:
                guard let next = perform(effect, now: surroundings.now()) else {
                    preconditionFailure("only wait and finish have no answer")
                }
                input = next
            }
        }
    }

    /// A run that cannot note how it ended has ended all the same; `ward status` then shows the one before.
    private func note(_ outcome: SyncOutcome, now: Int64) {
        do throws(WardStoreFault) {
            try store.keep(outcome: outcome, now: now)
            // Recovers a kill before this: what is not noted as refused is sent, refused and told once more.
            if !outcome.refusedAttachments.isEmpty { try store.markRefused(attachments: outcome.refusedAttachments.map(\.id)) }
        } catch { return }
    }
}

extension SyncOutcome {
    /// What the store met in this run that no state it gave can say, for it may have given none since.
    public mutating func takeCounts(of store: some WardStore) {
        (spoiledLines, notOverwritten) = (store.spoiledLines, store.notOverwritten)
    }
}
