/// How the district carries erasures out (design 3.2): its own log decides, and what that log redacts lies nowhere here.
///
/// A ward's redaction is taken up by one of the district's own, in the transaction that stores it: so it reaches every device of the
/// unit with the district's log, and is never forgotten, for the file of that log is never restored from a backup.
public enum Erasure {
    /// Whether a ward's word reaches an attachment that these units name: it is the ward's own and nobody else's.
    ///
    /// The ids of the district's attachments are known to every ward, and a ward that names one has made it no ward's own.
    public static func reaches(_ names: [AttachmentName], from unit: String) -> Bool {
        !names.isEmpty && names.allSatisfy { $0.unit == unit }
    }

    /// The attachments that standing entries of wards redact and the district's log does not yet; in order of their ids.
    ///
    /// Of all of them, or of those in `ids`. One that no entry names yet waits until one does.
    public static func due(
        _ ids: Set<String>? = nil, register: DistrictRegister, in tables: any DistrictTables
    ) throws(StoreFault) -> [String] {
        var words: [WardRedaction] = []
        if let ids { for id in ids.sorted() { words += try tables.redactions(of: id) } } else { words = try tables.redactions(of: nil) }
        var due: [String] = []
        for word in words where due.last != word.id && register.redactions[word.id] == nil && !register.redactions.isFixed(word.id) {
            guard register.stands(word.place) else { continue }
            if reaches(try tables.attachmentNames(word.id), from: word.place.origin.unit) { due.append(word.id) }
        }
        return due
    }

    /// Takes up what a push has made due, its own redactions and those that waited for what it names, and what `waiting` holds of earlier
    /// pushes: so many at once. What is left over waits there for the next push, or for the next start.
    ///
    /// Half of them are the push's own before any that wait: one ward's redaction never stands behind another's flood.
    public static func takeUp(
        _ push: PushRequest, waiting: inout [String], keys: DistrictKeys, register: inout DistrictRegister, now: Int64,
        nonce: () -> [UInt8], in tables: any DistrictTables
    ) throws(StoreFault) {
        var ids: Set<String> = []
        for entry in push.entries where entry.holds(AttachmentReference.stem) {
            if entry.holds(AttachmentReference.mark) { ids.formUnion(AttachmentReference.named(in: entry).map(\.id)) }
            if let id = AttachmentReference.redacted(by: entry) { ids.insert(id) }
        }
        let limit = Limits.redactionsPerPush
        let first = waiting.prefix(limit)
        if ids.isEmpty, first.isEmpty { return }
        let due = Set(try due(ids.union(first), register: register, in: tables))
        let queued = first.filter { due.contains($0) && !ids.contains($0) }
        let own = ids.filter(due.contains).sorted()
        let ownCount = min(own.count, max(limit / 2, limit - queued.count))
        let turn = own.prefix(ownCount) + queued.prefix(limit - ownCount)
        // A repeated push names again what waits already.
        let rest = queued.dropFirst(limit - ownCount) + waiting.dropFirst(limit).filter { !turn.contains($0) }
        let known = Set(rest)
        waiting = rest + own.dropFirst(ownCount).filter { !known.contains($0) }
        try takeUp(Array(turn), keys: keys, register: &register, now: now, nonce: nonce, in: tables)
    }

    /// Writes a redaction of each to the district's own log.
    public static func takeUp(
        _ due: [String], keys: DistrictKeys, register: inout DistrictRegister, now: Int64, nonce: () -> [UInt8],
        in tables: any DistrictTables
    ) throws(StoreFault) {
        if due.isEmpty { return }
        let drafts = due.map { DistrictLog.Draft(.attachmentRedacted(id: $0)) }
        _ = try DistrictLog.append(drafts, keys: keys, register: &register, now: now, nonce: nonce, to: tables)
    }

    /// Erases what the district's log redacts, wherever it lies here; may be cut anywhere and done again. Returns whether something
    /// of it lay here until now. It is given out no more; `forget` then leaves no copy of it in a journal.
    ///
    /// Recovers a crash between the commit of a redaction and this: so it runs before a district opens, after a restore too.
    public static func carryOut(
        _ ids: Set<String>, store: any DistrictStore, attachments: any AttachmentStore
    ) throws(StoreFault) -> Bool {
        if ids.isEmpty { return false }
        var isNew = try attachments.erase(ids.sorted())
        try store.write { tables throws(StoreFault) in
            try tables.changeRefusedPushes(carrying: ids) { raw in
                guard let push = try? PushRequest(reading: raw) else { return nil }
                let without = push.dropping(ids)
                if without.attachments.count == push.attachments.count { return nil }
                isNew = true
                return without.bytes
            }
        }
        return isNew
    }

    /// Empties the journals of what was erased; `busy` where somebody reads for long, as a backup or `district verify` does: it is then
    /// still owed, and nothing else waits for it.
    public static func forget(store: any DistrictStore, attachments: any AttachmentStore) throws(StoreFault) {
        try attachments.forgetErased()
        try store.forgetErased()
    }
}

extension PushRequest {
    /// The same push without those riding attachments: what is signed in it stays as it is.
    public func dropping(_ ids: Set<String>) -> PushRequest {
        guard attachments.contains(where: { ids.contains($0.id) }) else { return self }
        var push = self
        push.attachments.removeAll { ids.contains($0.id) }
        return push
    }
}

extension AttachmentReference {
    /// What both an entry that names attachments and one that redacts one hold: looked for once, in every entry that is pushed.
    static let stem = Array("\"attachment".utf8)

    /// The attachment that an entry redacts, if it does.
    public static func redacted(by entry: ArraySlice<UInt8>) -> String? {
        guard entry.holds(Redactions.mark), case .event(let event, _) = EventReading(of: entry).content,
            case .attachmentRedacted(let id) = event.body
        else { return nil }
        return id
    }
}

extension DistrictTables {
    /// Remembers which attachments the entries redact, from that index on.
    func noteRedactions(of entries: [ArraySlice<UInt8>], in origin: Origin, from index: Int64) throws(StoreFault) {
        for (offset, entry) in entries.enumerated() where entry.holds(AttachmentReference.stem) {
            guard let id = AttachmentReference.redacted(by: entry) else { continue }
            try addRedaction(id, at: EntryPlace(origin: origin, index: index + Int64(offset)))
        }
    }
}
