/// What the district makes of one push, inside one transaction: judge, store, cosign, merge.
public enum PushOutcome: Hashable, Sendable {
    /// Held, and this is the receipt for the largest size held. To be answered only after the head has moved.
    case held(StoredReceipt, Checkpoint)
    /// Stored below the head of a recovering log, or of what was signed: no receipt yet (202).
    case storedWithoutReceipt
    case refused(ProblemDocument)
}

/// Takes in a push. `time` is Unix seconds; `raw` the inflated body, kept where it proves a fork or passes a seal.
///
/// The receipt is made here and stored with the entries, so that a repeat gets the same bytes and a size is cosigned
/// once; nobody sees it before the commit and the head's move. Merging is part of the transaction: figures and logs
/// never disagree.
public enum DistrictIngest {
    public static func take(
        _ push: PushRequest, raw: [UInt8], head: Checkpoint?, keys: DistrictKeys, register: DistrictRegister, time: Int64,
        into tables: any DistrictTables
    ) throws(StoreFault) -> PushOutcome {
        guard var log = try tables.log(push.origin), !push.origin.isDistrictLog else {
            return .refused(ProblemDocument(.notFound, detail: "No device of this name is enrolled."))
        }
        let tree = StoredTree(tables: tables, log: log)
        let held = HeldLog(origin: log.origin, key: log.key, size: log.size, end: log.end, head: head)
        switch try PushJudge.judge(push, held: held, tree: tree) {
        // Also of a revoked device: who brings back what carries our receipt learns from where.
        case .refuse(.gap(let size)): return .refused(PushRefusal.gap(size: size).problem)
        case .refuse(let refusal):
            try keep(refusal, of: push, by: log, raw: raw, time: time, in: tables)
            return .refused(log.isRevoked ? revoked : refusal.problem)
        case .repeated where log.isRevoked: return .refused(revoked)
        case .repeated: return try answer(for: log, head: head, keys: keys, register: register, in: tables)
        // Below its end a revoked log takes back what was cosigned: up to its head, where the judge compared the root, or by our receipt.
        // What else its device signs now is nobody's word.
        case .accept(let accepted) where log.isRevoked && !accepted.mayCosign && !keys.vouch(for: push, after: register.handovers):
            try keep(.sealed(index: log.size), of: push, by: log, raw: raw, time: time, in: tables)
            return .refused(revoked)
        case .accept(let accepted):
            try store(push, accepted, in: &log, register: register, tables: tables)
            guard accepted.mayCosign else { return .storedWithoutReceipt }
            // A receipt says what we checked. The judge has found the signature that holds.
            guard let note = log.key.signedAlone(push.checkpoint) else {
                throw .damaged("log \(log.origin): the note that was judged is not signed")
            }
            try tables.addReceipt(keys.receipt(for: note, size: log.size, time: time), of: log.number)
            return try answer(for: log, head: head, keys: keys, register: register, in: tables)
        }
    }

    /// The receipt as stored. Below the head of a recovering log there is none to give: a smaller size is not cosigned again.
    private static func answer(
        for log: LogRecord, head: Checkpoint?, keys: DistrictKeys, register: DistrictRegister, in tables: any DistrictTables
    ) throws(StoreFault) -> PushOutcome {
        guard head.map({ log.size >= $0.size }) ?? true, let receipt = try tables.newestReceipt(of: log.number), receipt.size == log.size
        else { return .storedWithoutReceipt }
        return .held(keys.renewed(receipt, after: register.handovers), log.checkpoint)
    }

    private static func store(
        _ push: PushRequest, _ accepted: AcceptedPush, in log: inout LogRecord, register: DistrictRegister, tables: any DistrictTables
    ) throws(StoreFault) {
        let entries = accepted.positions.map { push.entries[$0] }
        try tables.append(entries, leaves: accepted.leaves, to: &log)
        guard log.range == accepted.range else { throw .damaged("log \(log.origin): its tree is not the one that was judged") }
        var merge = Merge(register: register)
        var store = tables
        for (position, (entry, leaf)) in zip(entries, accepted.leaves).enumerated() {
            let place = EntryPlace(origin: log.origin, index: accepted.first + Int64(position))
            try merge.take(entry, hash: leaf, at: place, into: &store)
        }
        try merge.finish(into: &store)
        try tables.noteAttachments(of: entries, unit: log.origin.unit)
        try tables.noteRedactions(of: entries, in: log.origin, from: accepted.first)
        try tables.eraseRefusedPushes(continuedBy: log.origin, register: register)
    }

    private static let revoked = ProblemDocument(
        .forbidden, detail: "This device was revoked. What it sent is kept for the district's reviewer and counts nothing.")

    private static func keep(
        _ refusal: PushRefusal, of push: PushRequest, by log: LogRecord, raw: [UInt8], time: Int64, in tables: any DistrictTables
    ) throws(StoreFault) {
        let (reason, index): (RefusedPush.Reason, Int64)
        switch refusal {
        case .fork(let at): (reason, index) = (.fork, at)
        case .sealed(let at): (reason, index) = (log.isRevoked ? .revoked : .sealed, at)
        case .malformed, .badSignature, .rootMismatch, .gap: return
        }
        // The judge has read it and verified its signature before it finds a fork or an end.
        guard let signed = Checkpoint(text: push.checkpoint.text) else { return }
        let refused = RefusedPush(origin: push.origin, time: time, reason: reason, index: index, signed: signed, bytes: raw)
        // It comes every night until its device heals, and is read only once.
        if try tables.refusedPushes(of: push.origin).contains(where: { refused.repeats($0) }) { return }
        try tables.addRefusedPush(refused.reading(push))
    }
}

extension DistrictTables {
    /// Remembers what the entries name as attachments. Few do, so the text is looked for before anything is decoded.
    func noteAttachments(of entries: [ArraySlice<UInt8>], unit: String) throws(StoreFault) {
        for entry in entries where entry.holds(AttachmentReference.mark) {
            for reference in AttachmentReference.named(in: entry) {
                try addAttachmentName(reference.id, unit: unit, byteCount: reference.byteCount)
            }
        }
    }

    /// Erases what was refused of the logs that this one continues, once the unit holds all that it brought (design 3.4).
    ///
    /// A log's opening is never appended again, so it is not waited for.
    func eraseRefusedPushes(continuedBy origin: Origin, register: DistrictRegister) throws(StoreFault) {
        var store: any DistrictTables = self
        var seen: Set<Origin> = [origin]
        var next = try continued(by: origin, register: register)
        while let old = next, seen.insert(old).inserted {
            try store.eraseRefusedPushes(of: old) { entries throws(StoreFault) in
                for id in entries where try store.entryBytes(of: id, of: origin.unit) == nil { return false }
                return true
            }
            next = try continued(by: old, register: register)
        }
    }

    /// The log that this one continues: as it was enrolled, or, where a person's code took the old key's place, as it opens.
    private func continued(by origin: Origin, register: DistrictRegister) throws(StoreFault) -> Origin? {
        if let continues = register.devices[origin]?.continues { return continues.origin }
        guard let log = try log(origin), let first = try entries(of: log.number, 0..<1).first,
            case .event(let event, _) = EventReading(of: first).content, case .logOpened(let opened) = event.body
        else { return nil }
        return opened.continues.flatMap { $0.origin.unit == origin.unit ? $0.origin : nil }
    }

    /// Merges every unit anew, and keeps by what.
    func mergeAllAnew(register: DistrictRegister) throws(StoreFault) {
        let units = Set(try logs(ofUnit: nil).filter { !$0.origin.isDistrictLog }.map(\.origin.unit))
        for unit in units.sorted() { try mergeAnew(unit: unit, register: register) }
        try setMergeBasis(MergeBasis(register))
    }

    /// Merges all of a unit's entries anew: after a decision of the district that changes which of them stand or count.
    func mergeAnew(unit: String, register: DistrictRegister) throws(StoreFault) {
        var merge = Merge(register: register)
        var store: any DistrictTables = self
        try store.removeAll(of: unit)
        for log in try logs(ofUnit: unit) where !log.origin.isDistrictLog {
            var index: Int64 = 0
            while index < log.size {
                let entries = try entries(of: log.number, index..<min(log.size, index + Int64(Limits.pushEntries)))
                // A version that did not know the kind has stored them without noting them.
                try noteRedactions(of: entries.map { $0[...] }, in: log.origin, from: index)
                for entry in entries {
                    try merge.take(entry[...], at: EntryPlace(origin: log.origin, index: index), into: &store)
                    index += 1
                }
                if entries.isEmpty { throw .damaged("log \(log.origin) has not all entries below \(log.size)") }
            }
        }
        try merge.finish(into: &store)
    }
}
