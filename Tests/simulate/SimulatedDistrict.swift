import PlanProgress
import TestSupport

/// A district over the real ingest, enrolment desk and own log, its store in memory, which can die at any point of its work.
///
/// In the order of `Aggregator`: the transaction commits, the own log's file follows, the head moves, and only then is anything
/// answered. Every answer goes through the bytes that travel.
final class SimulatedDistrict: Transport {
    let keys: DistrictKeys
    let identity: DistrictIdentity
    let heads = MemoryHeads()
    let ownLog = MemoryOwnLog()
    let attachments = MemoryAttachments()
    let memory = MemoryDistrictStore()
    let store: FaultyStore
    var register: DistrictRegister
    /// UTC milliseconds.
    var now = SampleEvents.at
    var random: SeededRandom
    var isUp = true
    /// How often the database became an older one.
    var restores = 0
    /// Last night's.
    var backup: Backup?
    /// How often the heads were lost together with what the database had cosigned since its backup: then no promise of S2 is left.
    var headsForgotten = 0
    /// Who has signed the bundle whose requests are answered just now.
    var carrier: (origin: Origin, key: VerifierKey)?
    /// Kinds of events that came with a later version than the one that runs here.
    var unknownKinds: Set<String> = []
    /// Redacted in the own log, and not erased yet.
    var owedErasures: Set<String> = []
    /// What happens once, at the next chance; statements are counted over the transactions from now on.
    var trouble: Trouble? {
        didSet {
            switch trouble {
            case .faultAtStatement(let number), .deathAtStatement(let number): store.fail(at: number)
            default: store.fail(at: .max)
            }
            // What throws unplanned is a failure of the run; only what is planned must be undone.
            memory.worksInPlace = trouble == nil
        }
    }
    var watch = ReceiptWatch()
    /// The newest requests that write, which a line may bring once more, late.
    private(set) var recent: [WireRequest] = []
    /// A defect that a simulation plants, to see that it is found.
    let defect: Defect?

    enum Trouble {
        /// The disk fails at a statement of the transaction: an answer says so.
        case faultAtStatement(Int)
        case deathAtStatement(Int)
        /// After the commit: before the own log's file follows, before the head moves, before the answer goes.
        case deathBeforeFollowing, deathBeforeHead, deathBeforeAnswer
    }

    enum Defect: Sendable, CaseIterable {
        /// A receipt goes out and the transaction is lost with the process.
        case answersBeforeCommit
        /// A backup holds the heads too, and they are restored with the database.
        case restoresHeads
    }

    struct Killed: Error {}

    /// The same district once more, each with a future of its own.
    init(copying other: SimulatedDistrict) {
        (keys, identity, register, now) = (other.keys, other.identity, other.register, other.now)
        (random, defect, watch, recent) = (other.random, other.defect, other.watch, other.recent)
        store = FaultyStore(memory)
        memory.restore(from: other.memory)
        for head in other.heads.all() { heads.force(head) }
        ownLog.replace(with: other.ownLog.entries(0..<other.ownLog.size))
        attachments.restore(from: other.attachments)
    }

    init(seed: UInt64, units: [String], defect: Defect?) throws {
        random = SeededRandom(seed: seed)
        self.defect = defect
        store = FaultyStore(memory)
        guard let origin = Origin(ofDistrict: "ha-dong"),
            let receipts = SignerKey(name: KeyName.receipts(ofDistrict: "ha-dong"), seed: random.bytes(32)),
            let log = SignerKey(name: origin.description, seed: random.bytes(32)),
            let identity = DistrictKeys(receipts: receipts, log: log).identity(certificate: nil)
        else { throw StoreFault.damaged("the keys of a simulated district") }
        (keys, self.identity) = (DistrictKeys(receipts: receipts, log: log), identity)
        register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
        try memory.write { tables throws(StoreFault) in
            try tables.setIdentity(identity)
            _ = try tables.addLog(origin, key: identity.log)
        }
        let first = LocalDay.earliest
        let registrations =
            [UnitRegistration(unit: "ha-dong", name: "Quận Hà Đông", unitKind: "quận", validFrom: first)]
            + units.map { UnitRegistration(unit: $0, name: "Phường \($0)", unitKind: "phường", parent: "ha-dong", validFrom: first) }
        try append([.logOpened(LogOpened(origin: origin, key: identity.log))] + registrations.map { .unitRegistered($0) })
    }

    /// Writes decisions of a person to the own log, as a command does.
    func append(_ bodies: [EventBody]) throws {
        try EventReading.$unknownKinds.withValue(unknownKinds) {
            var next = register
            _ = try store.write { tables throws(StoreFault) in
                try DistrictLog.append(
                    bodies.map { DistrictLog.Draft($0) }, keys: keys, register: &next, now: now, nonce: { self.random.bytes(6) }, to: tables
                )
            }
            try settle(next)
        }
    }

    func invite(_ unit: String, continues: Origin? = nil) throws -> String {
        let secret = String(Int.random(in: 1_000_000_000...9_999_999_999, using: &random))
        let invitation = Invitation(
            secret: EnrolmentDesk.digest(ofSecret: secret), unit: unit, expires: now / 1000 + Invitation.lifeSeconds, continues: continues)
        try memory.write { tables throws(StoreFault) in try tables.addInvitation(invitation) }
        return secret
    }

    private func settle(_ next: DistrictRegister) throws {
        owedErasures.formUnion(next.redactions.ids.subtracting(register.redactions.ids))
        register = next
        if case .deathBeforeFollowing = trouble { throw Killed() }
        try DistrictLog.follow(store, file: ownLog, heads: heads)
        try eraseWhatIsOwed()
    }

    private func eraseWhatIsOwed() throws {
        _ = try Erasure.carryOut(owedErasures, store: store, attachments: attachments)
        try Erasure.forget(store: store, attachments: attachments)
        owedErasures = []
    }

    // MARK: Requests

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        EventReading.$unknownKinds.withValue(unknownKinds) { understood(request) }
    }

    private func understood(_ request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        guard isUp else { return .failure(.unreachable("connection refused")) }
        let writes = request.method != .get
        if writes {
            recent.append(request)
            if recent.count > 12 { recent.removeFirst() }
        }
        let before = defect == .answersBeforeCommit ? memory.copy() : nil
        do {
            let answer = try DistrictDoor(self).respond(to: request)
            if writes, case .deathBeforeAnswer = trouble { throw Killed() }
            watch.see(answer, to: request)
            if let before, writes, random.oneIn(10) {
                memory.restore(from: before)
                restores += 1
                isUp = false
            }
            return .success(answer)
        } catch {
            let planned = trouble
            trouble = nil
            if case .faultAtStatement = planned { return .success(DistrictDoor.refuse(ProblemDocument(.fault))) }
            if planned == nil { watch.failures.append("the district failed: \(error)") }
            isUp = false
            return .failure(.interrupted("the connection was reset"))
        }
    }

    func take(_ push: PushRequest, raw: [UInt8]) throws -> PushOutcome {
        let head = heads.head(of: push.origin)
        var next = register
        // What is redacted is kept nowhere, with a refused push neither.
        let wanted = push.dropping(register.redactions.ids)
        let raw = wanted.attachments.count == push.attachments.count ? raw : wanted.bytes
        let push = wanted
        let outcome = try store.write { tables throws(StoreFault) in
            if push.origin.isDistrictLog {
                return try DistrictIngest.takeOwnLog(
                    push, raw: raw, head: head, keys: keys, register: &next, time: now / 1000, into: tables)
            }
            let outcome = try DistrictIngest.take(
                push, raw: raw, head: head, keys: keys, register: next, time: now / 1000, into: tables)
            if case .refused = outcome { return outcome }
            // Few enough are redacted in a world that none has to wait.
            var waiting: [String] = []
            try Erasure.takeUp(
                push, waiting: &waiting, keys: keys, register: &next, now: now, nonce: { self.random.bytes(6) }, in: tables)
            return outcome
        }
        if next.size != register.size { try settle(next) } else { try eraseWhatIsOwed() }
        if push.origin.isDistrictLog { return outcome }
        switch outcome {
        case .refused: break
        case .storedWithoutReceipt: keep(push)
        case .held(_, let checkpoint):
            keep(push)
            if case .deathBeforeHead = trouble { throw Killed() }
            if head != checkpoint { try heads.move(from: head, to: checkpoint) }
        }
        return outcome
    }

    private func keep(_ push: PushRequest) { attachments.put(push.attachments.map { ($0.id, $0.bytes) }) }

    func enrol(_ note: SignedNote) throws -> EnrolmentOutcome {
        var next = register
        let outcome = try store.write { tables throws(StoreFault) in
            try EnrolmentDesk(
                keys: keys, tables: tables, now: now, random: { [self] in self.random.bytes($0) },
                head: { [self] origin throws(StoreFault) in self.heads.head(of: origin) }
            ).take(note, register: &next)
        }
        if next.size != register.size { try settle(next) }
        return outcome
    }
}
