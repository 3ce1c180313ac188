public import PlanProgress
import Synchronization

/// What a district is served with: its memory, its keys, and what the pure centre may not have.
public struct DistrictParts: Sendable {
    public var store: any DistrictStore
    public var heads: any HeadsKeeper
    public var ownLog: any OwnLogFile
    public var attachments: any AttachmentStore
    /// The keys of today: a handover changes them for everyone who holds these parts.
    public var keys: DistrictKeys {
        get { ring.keys }
        set { ring = KeyRing(newValue) }
    }
    private var ring: KeyRing
    /// The catalogue that came with the program.
    public var shipped: Catalogue
    /// UTC milliseconds.
    public var clock: @Sendable () -> Int64
    /// So many bytes that nobody can guess.
    public var random: @Sendable (Int) -> [UInt8]
    /// Bytes that the district's disk has left, where that can be known.
    public var freeByteCount: @Sendable () -> Int64? = { nil }

    public init(
        store: any DistrictStore, heads: any HeadsKeeper, ownLog: any OwnLogFile, attachments: any AttachmentStore, keys: DistrictKeys,
        shipped: Catalogue, clock: @escaping @Sendable () -> Int64, random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        (self.store, self.heads, self.ownLog, self.attachments, ring) = (store, heads, ownLog, attachments, KeyRing(keys))
        (self.shipped, self.clock, self.random) = (shipped, clock, random)
    }
}

extension DistrictParts {
    /// From now on these keys sign, wherever these parts are held, and these handovers lead to them.
    func announce(_ keys: DistrictKeys, after handovers: [KeyHandover]) { ring.announce(keys, handovers) }

    /// The keys of today and what leads to them, of one moment.
    var announced: (keys: DistrictKeys, handovers: [KeyHandover]) { ring.announced }
}

/// The private keys that sign now, for readers on other threads.
private final class KeyRing: Sendable {
    private let state: Mutex<(keys: DistrictKeys, handovers: [KeyHandover])>
    init(_ keys: DistrictKeys) { state = Mutex((keys, [])) }
    var keys: DistrictKeys { state.withLock { $0.keys } }
    var announced: (keys: DistrictKeys, handovers: [KeyHandover]) { state.withLock { $0 } }
    func announce(_ keys: DistrictKeys, _ handovers: [KeyHandover]) { state.withLock { $0 = (keys, handovers) } }
}

/// Takes in what devices push and what people decide; the only writer of the district's store, heads and own log.
///
/// Each method runs to its end on a thread of its own, so no two interleave. Order in each: the transaction commits, the
/// own log's file follows, heads move, and only then is anything answered.
public actor Aggregator {
    public nonisolated let parts: DistrictParts
    /// The district's own log as last committed. Read by whoever computes a rollup.
    public nonisolated let register: RegisterSnapshot
    /// Redacted in the district's own log, and perhaps not erased yet: a failed erasure is tried again before the next answer.
    private var owedErasures: Set<String> = []
    /// Journals may still hold what was erased; and when they were last tried, by the clock, for a reader held them.
    private var owesForgetting = false
    private var triedForgetting: Int64?
    /// Redactions of wards that the district's own log is to take up with the next pushes; a start finds them again.
    private var waitingRedactions: [String] = []
    /// The own log's file may lack what the database holds: a failed write is made good before anything more is answered.
    private var owesFollowing = false
    private nonisolated let thread = WriterThread()
    private nonisolated let queue = Mutex((waiting: 0, lastFault: StoreFault?.none))

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Opens a district: the own log's file and database are brought together and heads compared; refuses rather than guess.
    public init(parts: DistrictParts) throws(DistrictServerError) {
        self.parts = parts
        let found = try DistrictStart.check(parts)
        register = RegisterSnapshot(found)
        // A reader may have kept the opening from it.
        owesForgetting = !found.redactions.ids.isEmpty
        parts.announce(parts.keys, after: found.handovers)
    }

    /// How the last write failed that failed for the disk's sake; `nil` once one has gone well.
    nonisolated var lastFault: StoreFault? { queue.withLock { $0.lastFault } }

    /// Waits its turn and does the work, or throws `.busy` at once where so many wait already: nothing was begun then.
    nonisolated func queued<Result: Sendable>(
        limit: Int, _ work: @Sendable (isolated Aggregator) throws(StoreFault) -> Result
    ) async throws(StoreFault) -> Result {
        let mayWait = queue.withLock { queue in
            guard queue.waiting < limit else { return false }
            queue.waiting += 1
            return true
        }
        guard mayWait else { throw .busy("\(limit) works wait for the writer") }
        defer { queue.withLock { $0.waiting -= 1 } }
        do throws(StoreFault) {
            let result = try await perform(work)
            queue.withLock { $0.lastFault = nil }
            return result
        } catch {
            switch error {
            case .disk, .damaged, .decided: queue.withLock { $0.lastFault = error }
            case .busy, .catalogueMissing, .otherRules, .unfit: break
            }
            throw error
        }
    }

    private func perform<Result>(_ work: (isolated Aggregator) throws(StoreFault) -> Result) throws(StoreFault) -> Result { try work(self) }

    /// Takes in a push; `raw` is the inflated body.
    public func take(_ push: PushRequest, raw: [UInt8]) throws(StoreFault) -> PushOutcome {
        if push.origin.isDistrictLog { return try takeOwnLog(push, raw: raw) }
        let head = try parts.heads.head(of: push.origin)
        var register = register.value
        let now = parts.clock()
        // What is redacted is kept nowhere, with a refused push neither.
        let wanted = push.dropping(register.redactions.ids)
        let raw = wanted.attachments.count == push.attachments.count ? raw : wanted.bytes
        let push = wanted
        var waiting = waitingRedactions
        let outcome = try parts.store.write { tables throws(StoreFault) in
            let outcome = try DistrictIngest.take(
                push, raw: raw, head: head, keys: parts.keys, register: register, time: now / 1000, into: tables)
            if case .refused = outcome { return outcome }
            try Erasure.takeUp(
                push, waiting: &waiting, keys: parts.keys, register: &register, now: now, nonce: { parts.random(6) }, in: tables)
            return outcome
        }
        waitingRedactions = waiting
        if isUnsettled(register) { try settle(register, isPatient: true) } else { try eraseWhatIsOwed(isPatient: true) }
        switch outcome {
        case .refused: return outcome
        case .storedWithoutReceipt: try keep(push.attachments)
        case .held(_, let checkpoint):
            try keep(push.attachments)
            // A crash before this line: the entries are held and the head is behind; the repeat of the push, or the next start, moves it.
            if head != checkpoint { try parts.heads.move(from: head, to: checkpoint) }
        }
        return outcome
    }

    /// The judge has seen that an entry of the push names each of them and that their digests fit.
    private func keep(_ attachments: [PushRequest.RidingAttachment]) throws(StoreFault) {
        if attachments.isEmpty { return }
        try parts.attachments.put(attachments.map { ($0.id, $0.bytes) })
    }

    public func enrol(_ note: SignedNote) throws(StoreFault) -> EnrolmentOutcome {
        var register = register.value
        let outcome = try parts.store.write { tables throws(StoreFault) in
            try EnrolmentDesk(keys: parts.keys, tables: tables, now: parts.clock(), random: parts.random, head: parts.heads.head(of:)).take(
                note, register: &register)
        }
        // Most refusals write nothing: the own log's file is not read for them.
        // Patient: it is committed, and a reader's journal is nothing to the device.
        if isUnsettled(register) { try settle(register, isPatient: true) }
        return outcome
    }

    /// Appends decisions of a person to the district's own log. Their attachments are stored first.
    public func append(
        _ drafts: [DistrictLog.Draft], attachments: [(id: String, bytes: [UInt8])] = []
    ) throws(StoreFault) -> [EventID] {
        if !attachments.isEmpty { try parts.attachments.put(attachments) }
        return try append { _ throws(StoreFault) in drafts }
    }

    /// Revokes devices at the sizes that they hold or were told they hold, or the first of them at `atSize` where that is less.
    ///
    /// After a restore a head may lie beyond what is held: those entries carry a receipt of ours, and count when they come back.
    /// Sizes are read in the transaction that writes the decision: a push that came before it is under it or beyond it,
    /// never both.
    public func revoke(_ origins: [Origin], atSize: Int64? = nil) throws(StoreFault) {
        _ = try append { tables throws(StoreFault) in
            var drafts: [DistrictLog.Draft] = []
            for (place, origin) in origins.enumerated() {
                let held = max(try tables.log(origin)?.size ?? 0, try parts.heads.head(of: origin)?.size ?? 0)
                drafts.append(.init(.deviceRevoked(LogEnd(origin: origin, size: place == 0 ? min(atSize ?? held, held) : held))))
            }
            return drafts
        }
    }

    func append(
        _ drafts: (any DistrictTables) throws(StoreFault) -> [DistrictLog.Draft]
    ) throws(StoreFault) -> [EventID] {
        var register = register.value
        let ids = try parts.store.write { tables throws(StoreFault) in
            try DistrictLog.append(
                try drafts(tables), keys: parts.keys, register: &register, now: parts.clock(), nonce: { parts.random(6) }, to: tables)
        }
        do throws(StoreFault) { try settle(register) } catch { throw error.afterDecision }
        return ids
    }

    public func keep(_ invitation: Invitation) throws(StoreFault) {
        try parts.store.write { tables throws(StoreFault) in try tables.addInvitation(invitation) }
    }

    func use(_ token: Digest) throws(StoreFault) {
        try parts.store.write { tables throws(StoreFault) in try AccessToken.use(token, in: tables) }
    }

    public func keep(attachment id: String, bytes: [UInt8]) throws(StoreFault) { try parts.attachments.put([(id, bytes)]) }

    /// After a commit that may have written the district's own log: its file follows, then its head.
    func settle(_ register: DistrictRegister, isPatient: Bool = false) throws(StoreFault) {
        let new = register.redactions.ids.subtracting(self.register.value.redactions.ids)
        owedErasures.formUnion(new)
        self.register.set(register)
        owesFollowing = true
        try DistrictLog.follow(parts.store, file: parts.ownLog, heads: parts.heads)
        owesFollowing = false
        try eraseWhatIsOwed(isPatient: isPatient || new.isEmpty)
    }

    /// Returns once all that was committed before has reached the own log's file; one that did not follow is tried again.
    public func catchUp() throws(StoreFault) { if owesFollowing { try settle(register.value) } }

    /// Whether the district's own log was written in this work, or in one before whose file did not follow.
    func isUnsettled(_ register: DistrictRegister) -> Bool { owesFollowing || register.size != self.register.value.size }

    /// What is redacted is given out no more once this returns. Where a push only happens to come by, `isPatient`: a backup that reads
    /// just now keeps the journals from being cut, and the push is stored all the same; they are tried again with the work that comes a
    /// minute later, and before the door opens.
    private func eraseWhatIsOwed(isPatient: Bool = false) throws(StoreFault) {
        if !owedErasures.isEmpty {
            // Before it begins: where the second of the two stores fails, the journal of the first holds what was erased.
            owesForgetting = true
            _ = try Erasure.carryOut(owedErasures, store: parts.store, attachments: parts.attachments)
            owedErasures = []
        }
        guard owesForgetting else { return }
        let now = parts.clock()
        // A clock that was set back makes nobody wait.
        if isPatient, let tried = triedForgetting, (0..<Self.forgettingMilliseconds).contains(now - tried) { return }
        do throws(StoreFault) { try Erasure.forget(store: parts.store, attachments: parts.attachments) } catch {
            triedForgetting = now
            if case .busy = error, isPatient { return }
            throw error
        }
        (owesForgetting, triedForgetting) = (false, nil)
    }

    /// Each try lasts as long as the stores' patience with a reader, and a reader that is long may last for minutes.
    private static let forgettingMilliseconds: Int64 = 60_000
}

/// The register as last committed, for readers on other threads.
public final class RegisterSnapshot: Sendable {
    private let state: Mutex<DistrictRegister>
    init(_ register: DistrictRegister) { state = Mutex(register) }
    public var value: DistrictRegister { state.withLock { $0 } }
    func set(_ register: DistrictRegister) { state.withLock { $0 = register } }
}
