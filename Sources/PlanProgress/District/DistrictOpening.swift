/// What is brought together and compared before a district opens: keys, the own log's file and database, heads (design 3.4).
public struct DistrictOpening {
    private let store: any DistrictStore
    private let heads: any HeadsKeeper
    private let ownLog: any OwnLogFile
    private let attachments: any AttachmentStore
    private let keys: DistrictKeys
    private let shipped: Catalogue
    /// UTC milliseconds.
    private let now: Int64
    private let nonce: () -> [UInt8]

    /// Why a district does not open. What was stored stays as it was.
    public enum Fault: Error, Equatable {
        case store(StoreFault)
        case notSetUp
        /// The private keys are not those that the district's logs were signed with.
        case otherKeys(district: String)
        /// No head of the district's own log: without heads an old database would go unnoticed.
        case headsMissing(own: Origin)
        /// The database holds another root than the one that was cosigned at that size, or the district's own log is shorter.
        case headsContradict(origin: Origin, size: Int64)
        /// The file of the district's own log and the database hold different entries.
        case ownLogContradicts(size: Int64)
    }

    /// `nonce` gives six fresh random bytes each time.
    public init(
        store: any DistrictStore, heads: any HeadsKeeper, ownLog: any OwnLogFile, attachments: any AttachmentStore, keys: DistrictKeys,
        shipped: Catalogue, now: Int64, nonce: @escaping () -> [UInt8]
    ) {
        (self.store, self.heads, self.ownLog, self.attachments) = (store, heads, ownLog, attachments)
        (self.keys, self.shipped, self.now, self.nonce) = (keys, shipped, now, nonce)
    }

    /// Checks all of it, mends what a crash or a backup left behind, and gives the fold of the district's own log.
    public func open() throws(Fault) -> DistrictRegister {
        let identity = try stored { () throws(StoreFault) in try store.read { tables throws(StoreFault) in try tables.identity() } }
        guard let identity, let origin = identity.origin else { throw .notSetUp }
        var register = try stored { () throws(StoreFault) in
            try store.read { tables throws(StoreFault) in
                try DistrictLog.register(in: tables, shipped: shipped, attachments: attachments)
            }
        }
        let (forgotten, followed, proved) = try forgottenEntries(register, identity)
        // Before anything is signed with them: those of the last handover, where the file knows of one that the database has forgotten.
        guard let pair = keys.pair, pair == followed.handovers.last?.next ?? identity.pair else {
            throw .otherKeys(district: origin.district)
        }
        try join(forgotten, to: &register)
        try compareHeads(own: origin)
        try stored { () throws(StoreFault) in
            if try ownLog.size > proved { try ownLog.setAside(from: proved) }
            try DistrictLog.follow(store, file: ownLog, heads: heads)
            try DistrictLog.renewFigures(store, register: register)
            try erase(&register)
        }
        return register
    }

    /// What was redacted is gone before the door opens, whatever a backup brought back or a crash left (design 3.2).
    private func erase(_ register: inout DistrictRegister) throws(StoreFault) {
        let before = register.size
        try store.write { tables throws(StoreFault) in
            let due = try Erasure.due(register: register, in: tables)
            try Erasure.takeUp(due, keys: keys, register: &register, now: now, nonce: nonce, in: tables)
        }
        if register.size != before { try DistrictLog.follow(store, file: ownLog, heads: heads) }
        if register.redactions.ids.isEmpty { return }
        let isNew = try Erasure.carryOut(register.redactions.ids, store: store, attachments: attachments)
        do throws(StoreFault) { try Erasure.forget(store: store, attachments: attachments) } catch {
            // Somebody reads beside us. What was erased before this start is owed, and asked for again by whoever opens the door; what a
            // backup has just brought back goes first.
            guard case .busy = error, !isNew else { throw error }
        }
    }

    /// What the file of the district's own log holds beyond the database, as far as the receipt beside it proves that the district has
    /// decided it, and the register with it; refuses where neither extends the other.
    ///
    /// What lies behind that is set aside. It is nobody's word, or a decision that was cut before anybody heard of it.
    private func forgottenEntries(
        _ register: DistrictRegister, _ identity: DistrictIdentity
    ) throws(Fault) -> (entries: [[UInt8]], DistrictRegister, proved: Int64) {
        let file = try stored { () throws(StoreFault) in try ownLog.entries(0..<(try ownLog.size)) }
        let common = min(file.count, Int(register.size))
        var range = CompactRange()
        for entry in file[..<common] { range.append(leaf: MerkleTree.leaf(entry)) }
        let held = try stored { () throws(StoreFault) in
            try store.read { tables throws(StoreFault) in
                try DistrictLog.root(of: try DistrictLog.own(in: tables), at: Int64(common), in: tables)
            }
        }
        guard held == range.root else { throw .ownLogContradicts(size: Int64(common)) }
        guard file.count > common, let origin = identity.origin else { return ([], register, Int64(common)) }
        let note = try stored { () throws(StoreFault) in try ownLog.receipt }.flatMap { SignedNote(reading: $0) }
        // The head names the same size and root, and lies elsewhere than the receipt, which may be lost or spoiled.
        let head = try stored { () throws(StoreFault) in try heads.head(of: origin) }
        var followed = register
        var found = (register, size: common)
        for entry in file[common...] {
            range.append(leaf: MerkleTree.leaf(entry))
            followed.take(entry)
            let checkpoint = Checkpoint(origin: origin, size: range.size, root: range.root)
            let isProved = followed.proves(note, head, checkpoint, after: register, of: identity)
            if isProved { found = (followed, Int(range.size)) }
        }
        return (Array(file[common..<found.size]), found.0, Int64(found.size))
    }

    /// The shorter of file and database is extended from the longer: so no enrolment, revocation or sealing is ever forgotten.
    private func join(_ forgotten: [[UInt8]], to register: inout DistrictRegister) throws(Fault) {
        if forgotten.isEmpty { return }
        var followed = register
        try stored { () throws(StoreFault) in
            try store.write { tables throws(StoreFault) in
                try DistrictLog.take(forgotten, keys: keys, register: &followed, time: now / 1000, to: tables)
            }
        }
        register = followed
    }

    /// Every head must be what the database holds at that size, or lie beyond it: then that log is recovering, also where the
    /// database is older than the log's enrolment.
    ///
    /// The district's own log never recovers: nobody else can send it, so a copy shorter than its head has forgotten
    /// enrolments and revocations for ever, and the district does not start.
    private func compareHeads(own: Origin) throws(Fault) {
        let all = try stored { () throws(StoreFault) in try heads.all() }
        guard all.contains(where: { $0.origin == own }) else { throw .headsMissing(own: own) }
        for head in all {
            let held = try stored { () throws(StoreFault) in
                try store.read { tables throws(StoreFault) -> Digest? in
                    let log = try tables.log(head.origin)
                    guard let log, log.size >= head.size else { return head.origin == own ? nil : head.root }
                    return try DistrictLog.root(of: log, at: head.size, in: tables)
                }
            }
            guard held == head.root else { throw .headsContradict(origin: head.origin, size: head.size) }
        }
        // A crash between commit and move left heads behind: what was cosigned since is their new place.
        try stored { () throws(StoreFault) in
            let held = try store.read { tables throws(StoreFault) in
                var held: [LogRecord] = []
                for log in try tables.logs(ofUnit: nil) where log.size > 0 {
                    if try tables.newestReceipt(of: log.number)?.size == log.size { held.append(log) }
                }
                return held
            }
            for log in held {
                let head = try heads.head(of: log.origin)
                if (head?.size ?? 0) < log.size { try heads.move(from: head, to: log.checkpoint) }
            }
        }
    }

    private func stored<Result>(_ work: () throws(StoreFault) -> Result) throws(Fault) -> Result {
        do throws(StoreFault) { return try work() } catch { throw .store(error) }
    }
}

extension DistrictRegister {
    /// Whether all that this register has taken was cosigned: the head says so, or a receipt signed by the pair to which the district's
    /// own leads.
    ///
    /// `before` is the register of what the database holds, and `identity` the pair of that time. A handover since must begin there: one
    /// between other keys is a stranger's.
    fileprivate func proves(
        _ note: SignedNote?, _ head: Checkpoint?, _ checkpoint: Checkpoint, after before: DistrictRegister, of identity: DistrictIdentity
    ) -> Bool {
        let since = handovers.dropFirst(before.handovers.count)
        guard let pair = identity.pair, since.first.map({ $0.former == pair }) ?? true else { return false }
        if head == checkpoint { return true }
        guard let note, Checkpoint(text: note.text) == checkpoint else { return false }
        let today = since.last?.next ?? pair
        return today.log.verifies(note) && today.receipts.cosignedAt(note) != nil
    }
}
