import PlanProgress

/// What is brought together and compared before a district opens: keys, the own log's file and database, heads (design 3.4).
enum DistrictStart {
    /// Checks all of it and returns the fold of the district's own log.
    static func check(_ parts: DistrictParts) throws(DistrictServerError) -> DistrictRegister {
        let identity = try stored { () throws(StoreFault) in
            try parts.store.read { tables throws(StoreFault) in try tables.identity() }
        }
        guard let identity, let origin = identity.origin else { throw .notSetUp }
        var register = try stored { () throws(StoreFault) in
            try parts.store.read { tables throws(StoreFault) in
                try DistrictLog.register(in: tables, shipped: parts.shipped, attachments: parts.attachments)
            }
        }
        let forgotten = try forgottenEntries(parts, register: register)
        var followed = register
        for entry in forgotten { followed.take(entry) }
        // Before anything is signed with them: those of the last handover, where the file knows of one that the database has forgotten.
        guard let pair = parts.keys.pair, pair == followed.handovers.last?.next ?? identity.pair else {
            throw .otherKeys(district: origin.district)
        }
        try joinOwnLog(parts, with: forgotten, register: &register)
        try compareHeads(parts, own: origin)
        try stored { () throws(StoreFault) in try DistrictLog.follow(parts.store, file: parts.ownLog, heads: parts.heads) }
        try stored { () throws(StoreFault) in try DistrictLog.renewFigures(parts.store, register: register) }
        try stored { () throws(StoreFault) in try erase(parts, register: &register) }
        return register
    }

    /// What was redacted is gone before the door opens, whatever a backup brought back or a crash left (design 3.2).
    private static func erase(_ parts: DistrictParts, register: inout DistrictRegister) throws(StoreFault) {
        let before = register.size
        try parts.store.write { tables throws(StoreFault) in
            let due = try Erasure.due(register: register, in: tables)
            try Erasure.takeUp(
                due, keys: parts.keys, register: &register, now: parts.clock(), nonce: { parts.random(6) }, in: tables)
        }
        if register.size != before { try DistrictLog.follow(parts.store, file: parts.ownLog, heads: parts.heads) }
        try Erasure.carryOut(register.redactions.ids, store: parts.store, attachments: parts.attachments)
    }

    /// What the file of the district's own log holds beyond the database; refuses where neither extends the other.
    private static func forgottenEntries(_ parts: DistrictParts, register: DistrictRegister) throws(DistrictServerError) -> [[UInt8]] {
        let (common, differs) = try stored { () throws(StoreFault) in
            let fileSize = try parts.ownLog.size
            let common = min(fileSize, register.size)
            var range = CompactRange()
            for entry in try parts.ownLog.entries(0..<common) { range.append(leaf: MerkleTree.leaf(entry)) }
            let held = try parts.store.read { tables throws(StoreFault) in
                try DistrictLog.root(of: try DistrictLog.own(in: tables), at: common, in: tables)
            }
            return (common, held != range.root)
        }
        if differs { throw .ownLogContradicts(size: common) }
        return try stored { () throws(StoreFault) in try parts.ownLog.entries(common..<max(common, try parts.ownLog.size)) }
    }

    /// The shorter of file and database is extended from the longer: so no enrolment, revocation or sealing is ever forgotten.
    private static func joinOwnLog(
        _ parts: DistrictParts, with forgotten: [[UInt8]], register: inout DistrictRegister
    ) throws(DistrictServerError) {
        if forgotten.isEmpty { return }
        var followed = register
        try stored { () throws(StoreFault) in
            try parts.store.write { tables throws(StoreFault) in
                try DistrictLog.take(forgotten, keys: parts.keys, register: &followed, time: parts.clock() / 1000, to: tables)
            }
        }
        register = followed
    }

    /// Every head must be what the database holds at that size, or lie beyond it: then that log is recovering, also where the
    /// database is older than the log's enrolment.
    ///
    /// The district's own log never recovers: nobody else can send it, so a copy shorter than its head has forgotten
    /// enrolments and revocations for ever, and the district does not start.
    private static func compareHeads(_ parts: DistrictParts, own: Origin) throws(DistrictServerError) {
        let heads = try stored { () throws(StoreFault) in try parts.heads.all() }
        guard heads.contains(where: { $0.origin == own }) else { throw .headsMissing(path: "heads/heads (\(own))") }
        for head in heads {
            let held = try stored { () throws(StoreFault) in
                try parts.store.read { tables throws(StoreFault) -> Digest? in
                    let log = try tables.log(head.origin)
                    guard let log, log.size >= head.size else { return head.origin == own ? nil : head.root }
                    return try DistrictLog.root(of: log, at: head.size, in: tables)
                }
            }
            guard held == head.root else { throw .headsContradict(origin: head.origin, size: head.size) }
        }
        // A crash between commit and move left heads behind: what was cosigned since is their new place.
        try stored { () throws(StoreFault) in
            let held = try parts.store.read { tables throws(StoreFault) in
                var held: [LogRecord] = []
                for log in try tables.logs(ofUnit: nil) where log.size > 0 {
                    if try tables.newestReceipt(of: log.number)?.size == log.size { held.append(log) }
                }
                return held
            }
            for log in held {
                let head = try parts.heads.head(of: log.origin)
                if (head?.size ?? 0) < log.size { try parts.heads.move(from: head, to: log.checkpoint) }
            }
        }
    }

    private static func stored<Result>(_ work: () throws(StoreFault) -> Result) throws(DistrictServerError) -> Result {
        do throws(StoreFault) { return try work() } catch { throw .store(error) }
    }
}
