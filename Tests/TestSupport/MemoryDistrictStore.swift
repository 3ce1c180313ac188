public import PlanProgress
import Synchronization

/// A district's memory in dictionaries: the port's promises with nothing behind them, to compare engines with.
public final class MemoryDistrictStore: DistrictStore {
    private let state = Mutex(MemoryDistrictTables.Rows())
    private let inPlace = Mutex(false)

    public init() {}

    /// Whether a transaction changes the rows themselves: then one that throws is not undone, and whoever says so takes a throw for
    /// a failure of the whole run. Undoing costs a copy of every dictionary that is written to.
    public var worksInPlace: Bool {
        get { inPlace.withLock { $0 } }
        set { inPlace.withLock { $0 = newValue } }
    }

    /// As it is now: a backup.
    public func copy() -> MemoryDistrictStore {
        let copy = MemoryDistrictStore()
        copy.restore(from: self)
        return copy
    }

    /// As it was then.
    public func restore(from backup: MemoryDistrictStore) {
        let rows = backup.state.withLock { $0 }
        state.withLock { $0 = rows }
    }

    public func write<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result {
        let isSure = worksInPlace
        let tables = MemoryDistrictTables(
            state.withLock { rows in
                defer { if isSure { rows = MemoryDistrictTables.Rows() } }
                return rows
            })
        defer { if isSure { state.withLock { $0 = tables.take() } } }
        let result = try work(tables)
        if !isSure { state.withLock { $0 = tables.take() } }
        return result
    }

    public func forgetErased() {}

    /// What the figures of a unit are read from.
    public func ledger(of unit: String) -> MemoryMergeStore.Ledger { state.withLock { $0.merge }.ledger(of: unit) }

    public func read<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result {
        try work(MemoryDistrictTables(state.withLock { $0 }))
    }
}

final class MemoryDistrictTables: DistrictTables {
    struct Rows: Sendable {
        var identity: DistrictIdentity?
        var basis: MergeBasis?
        var logs: [LogRecord] = []
        /// Where each stands in `logs`.
        var logPlaces: [Origin: Int] = [:]
        var entries: [Int64: [[UInt8]]] = [:]
        var tiles: [Int64: [Digest]] = [:]
        var receipts: [Int64: [StoredReceipt]] = [:]
        var invitations: [Digest: Invitation] = [:]
        var tokens: [AccessToken] = []
        var requests: [Digest: (origin: Origin, isSpent: Bool)] = [:]
        var names: [String: [AttachmentName]] = [:]
        var namesOfUnit: [String: Set<String>] = [:]
        var redactions: [WardRedaction] = []
        var refused: [RefusedPush] = []
        var refusedNumber: Int64 = 0
        var merge = MemoryMergeStore()
        var places: [String: [EventID: EntryPlace]] = [:]
    }

    var rows: Rows

    init(_ rows: Rows) { self.rows = rows }

    /// Gives the rows away, so that nobody else keeps them.
    func take() -> Rows {
        defer { rows = Rows() }
        return rows
    }

    func identity() -> DistrictIdentity? { rows.identity }
    func setIdentity(_ identity: DistrictIdentity) { rows.identity = identity }
    func mergeBasis() -> MergeBasis? { rows.basis }
    func setMergeBasis(_ basis: MergeBasis) { rows.basis = basis }

    func log(_ origin: Origin) -> LogRecord? { rows.logPlaces[origin].map { rows.logs[$0] } }
    func logs(ofUnit unit: String?) -> [LogRecord] {
        rows.logs.filter { unit == nil || $0.origin.unit == unit }.sorted { $0.origin < $1.origin }
    }
    func addLog(_ origin: Origin, key: VerifierKey) -> LogRecord {
        let record = LogRecord(number: Int64(rows.logs.count + 1), origin: origin, key: key)
        rows.logPlaces[origin] = rows.logs.count
        rows.logs.append(record)
        return record
    }
    func update(_ log: LogRecord) {
        if let place = rows.logPlaces[log.origin] { rows.logs[place] = log }
    }

    func append(_ entries: [ArraySlice<UInt8>], to log: Int64, at index: Int64) throws(StoreFault) {
        guard index == Int64(rows.entries[log]?.count ?? 0) else { throw .damaged("an index is taken or skipped") }
        rows.entries[log, default: []] += entries.map { Array($0) }
    }
    func entries(of log: Int64, _ range: Range<Int64>) -> [[UInt8]] {
        let held = rows.entries[log] ?? []
        return Array(held[range.clamped(to: 0..<Int64(held.count)).asInts])
    }
    func addTile(_ tile: Int64, root: Digest, to log: Int64) { rows.tiles[log, default: []].append(root) }
    func tiles(of log: Int64, count: Int64) -> [Digest] { Array((rows.tiles[log] ?? []).prefix(Int(count))) }

    func addReceipt(_ receipt: StoredReceipt, of log: Int64) throws(StoreFault) {
        guard rows.receipts[log]?.contains(where: { $0.size == receipt.size }) != true else { throw .damaged("a size is cosigned twice") }
        rows.receipts[log, default: []].append(receipt)
    }
    func receipt(of log: Int64, covering size: Int64) -> StoredReceipt? {
        (rows.receipts[log] ?? []).filter { $0.size >= size }.min { $0.size < $1.size }
    }
    func newestReceipt(of log: Int64) -> StoredReceipt? { (rows.receipts[log] ?? []).max { $0.size < $1.size } }

    func addInvitation(_ invitation: Invitation) { rows.invitations[invitation.secret] = invitation }
    func invitation(secret digest: Digest) -> Invitation? { rows.invitations[digest] }
    func burnInvitation(secret digest: Digest, for origin: Origin) { rows.invitations[digest]?.usedBy = origin }

    func forgetInvitations() { rows.invitations = [:] }

    func addToken(_ token: AccessToken) { rows.tokens.append(token) }
    func token(digest: Digest) -> AccessToken? { rows.tokens.first { $0.digest == digest } }
    func tokens(of origin: Origin) -> [AccessToken] { rows.tokens.filter { $0.origin == origin } }
    func addRequest(_ digest: Digest, of origin: Origin) {
        if rows.requests[digest] == nil { rows.requests[digest] = (origin, false) }
    }
    func isSpent(request digest: Digest) -> Bool { rows.requests[digest]?.isSpent ?? false }
    func spendRequests(of origin: Origin) {
        for (digest, request) in rows.requests where request.origin == origin { rows.requests[digest] = (origin, true) }
    }
    func removeToken(digest: Digest) { rows.tokens.removeAll { $0.digest == digest } }
    func noteUse(ofToken digest: Digest) {
        change {
            $0.digest == digest ? AccessToken(digest: digest, origin: $0.origin, scope: $0.scope, issued: $0.issued, isUsed: true) : $0
        }
    }
    func setScope(_ scope: AccessToken.Scope?, ofTokensOf origin: Origin) {
        change { token in
            guard token.origin == origin else { return token }
            return scope.map { AccessToken(digest: token.digest, origin: origin, scope: $0, issued: token.issued, isUsed: token.isUsed) }
        }
    }
    private func change(_ edit: (AccessToken) -> AccessToken?) { rows.tokens = rows.tokens.compactMap(edit) }

    func addAttachmentName(_ id: String, unit: String, byteCount: Int64) {
        guard rows.names[id]?.contains(where: { $0.unit == unit }) != true else { return }
        rows.names[id, default: []].append(AttachmentName(unit: unit, byteCount: byteCount))
        rows.namesOfUnit[unit, default: []].insert(id)
    }
    func attachmentNames(_ id: String) -> [AttachmentName] { (rows.names[id] ?? []).sorted { $0.unit < $1.unit } }

    func attachmentIDs(ofUnit unit: String, after id: String, limit: Int) -> [String] {
        Array((rows.namesOfUnit[unit] ?? []).filter { $0 > id }.sorted().prefix(limit))
    }

    func addRedaction(_ id: String, at place: EntryPlace) {
        guard !rows.redactions.contains(where: { $0.id == id && $0.place.origin == place.origin }) else { return }
        rows.redactions.append(WardRedaction(id: id, place: place))
    }
    func redactions(of id: String?) -> [WardRedaction] {
        rows.redactions.filter { id == nil || $0.id == id }
            .sorted { $0.id != $1.id ? $0.id < $1.id : $0.place.origin < $1.place.origin }
    }

    func addRefusedPush(_ push: RefusedPush) {
        let kept = rows.refused.filter { $0.origin == push.origin }
        guard kept.count < Limits.refusedPushes, kept.reduce(push.bytes.count, { $0 + $1.bytes.count }) <= Limits.refusedPushByteCount
        else { return }
        guard !kept.contains(where: { push.repeats($0) }) else { return }
        var push = push
        rows.refusedNumber += 1
        push.number = rows.refusedNumber
        rows.refused.append(push)
    }
    func refusedPush(_ number: Int64) -> RefusedPush? { rows.refused.first { $0.number == number } }
    func refusedPushes(of origin: Origin?) -> [RefusedPush] {
        rows.refused.filter { origin == nil || $0.origin == origin }.sorted { $0.time < $1.time }.map(Self.listed)
    }
    func refusedPushes(below number: Int64?, limit: Int) -> [RefusedPush] {
        rows.refused.filter { $0.number < number ?? .max }.sorted { $0.number > $1.number }.prefix(limit).map(Self.listed)
    }
    func refusedCounts() -> [RefusedCount] {
        Dictionary(grouping: rows.refused) { RefusedCount(origin: $0.origin, reason: $0.reason, count: 0) }
            .map { RefusedCount(origin: $0.key.origin, reason: $0.key.reason, count: Int64($0.value.count)) }
            .sorted { ($0.origin, $0.reason.rawValue) < ($1.origin, $1.reason.rawValue) }
    }
    private static func listed(_ push: RefusedPush) -> RefusedPush {
        var listed = push
        (listed.bytes, listed.entries, listed.riders) = ([], [], [])
        return listed
    }
    func eraseRefusedPushes(of origin: Origin, where hasCome: ([EventID]) throws(StoreFault) -> Bool) throws(StoreFault) {
        var kept: [RefusedPush] = []
        for push in rows.refused {
            if push.origin == origin, try hasCome(push.entries) { continue }
            kept.append(push)
        }
        rows.refused = kept
    }
    func changeRefusedPushes(carrying ids: Set<String>, _ change: ([UInt8]) -> [UInt8]?) {
        for place in rows.refused.indices where rows.refused[place].riders.contains(where: ids.contains) {
            guard let changed = change(rows.refused[place].bytes) else { continue }
            rows.refused[place].bytes = changed
            rows.refused[place].riders.removeAll(where: ids.contains)
        }
    }
}

extension Range<Int64> {
    fileprivate var asInts: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}

/// The tables of merging are those that a ward folds in memory; only the entries' bytes come from the logs.
extension MemoryDistrictTables: MergeStore {
    func insertEvent(_ id: EventID, of unit: String, at place: EntryPlace) throws(StoreFault) -> Bool {
        guard rows.merge.insertEvent(id, of: unit, at: place) else { return false }
        rows.places[unit, default: [:]][id] = place
        return true
    }
    func entryBytes(of id: EventID, of unit: String) throws(StoreFault) -> [UInt8]? {
        guard let place = rows.places[unit]?[id], let log = log(place.origin) else { return nil }
        return entries(of: log.number, place.index..<place.index + 1).first
    }
    func insertChange(_ change: ChangeRow, of unit: String) throws(StoreFault) { rows.merge.insertChange(change, of: unit) }
    func change(_ id: EventID, of unit: String) throws(StoreFault) -> ChangeRow? { rows.merge.change(id, of: unit) }
    func changes(ofRoot root: EventID, of unit: String) throws(StoreFault) -> [ChangeRow] { rows.merge.changes(ofRoot: root, of: unit) }
    func waitingChanges(for target: EventID, of unit: String) throws(StoreFault) -> [ChangeRow] {
        rows.merge.waitingChanges(for: target, of: unit)
    }
    func hasWaitingChanges(of unit: String) throws(StoreFault) -> Bool { rows.merge.hasWaitingChanges(of: unit) }
    func setRoot(_ root: EventID, ofChange id: EventID, of unit: String) throws(StoreFault) {
        rows.merge.setRoot(root, ofChange: id, of: unit)
    }
    func add(_ amount: Int64, to key: SumKey, of unit: String) throws(StoreFault) { rows.merge.add(amount, to: key, of: unit) }
    func add(references: Int64, to key: MemberKey, of unit: String) throws(StoreFault) {
        rows.merge.add(references: references, to: key, of: unit)
    }
    func insert(_ row: LedgerRow, of unit: String) throws(StoreFault) { rows.merge.insert(row, of: unit) }
    func remove(_ row: LedgerRow, of unit: String) throws(StoreFault) { rows.merge.remove(row, of: unit) }
    func removeAll(of unit: String) throws(StoreFault) {
        rows.merge.removeAll(of: unit)
        rows.places[unit] = nil
    }
    func sums(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(StoreFault) -> [SumTotal] {
        rows.merge.sums(edition: edition, halves: halves, of: unit)
    }
    func members(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(StoreFault) -> [SetMember] {
        rows.merge.members(edition: edition, halves: halves, of: unit)
    }
    func newestStock(edition: Int, measure: String, on days: ClosedRange<LocalDay>, of unit: String) throws(StoreFault) -> StockRow? {
        rows.merge.newestStock(edition: edition, measure: measure, on: days, of: unit)
    }
    func newestProgress(
        of key: OccurrenceKey, done: Bool, on days: ClosedRange<LocalDay>, of unit: String
    ) throws(StoreFault) -> ProgressRow? { rows.merge.newestProgress(of: key, done: done, on: days, of: unit) }
    func oldestDone(
        of key: OccurrenceKey, on days: ClosedRange<LocalDay>, after: ProgressPosition?, of unit: String
    ) throws(StoreFault) -> ProgressRow? { rows.merge.oldestDone(of: key, on: days, after: after, of: unit) }
    func progress(of key: OccurrenceKey, on days: ClosedRange<LocalDay>, of unit: String) throws(StoreFault) -> [ProgressRow] {
        rows.merge.progress(of: key, on: days, of: unit)
    }
    func planRows(of unit: String) throws(StoreFault) -> [PlanRow] { rows.merge.planRows(of: unit) }
    func listedRows(of unit: String) throws(StoreFault) -> [ListedRow] { rows.merge.listedRows(of: unit) }
}

/// Heads in a dictionary.
public final class MemoryHeads: HeadsKeeper {
    private let heads = Mutex<[Origin: Checkpoint]>([:])
    public init() {}

    public func head(of origin: Origin) -> Checkpoint? { heads.withLock { $0[origin] } }
    public func all() -> [Checkpoint] { all { _ in true } }
    /// Those that somebody may see, sorted by origin.
    public func all(where isSeen: (Origin) -> Bool) -> [Checkpoint] {
        heads.withLock { heads in heads.values.filter { isSeen($0.origin) } }.sorted { $0.origin < $1.origin }
    }
    public func move(from old: Checkpoint?, to new: Checkpoint) throws(StoreFault) {
        if let old, !new.mayFollow(old) { throw .damaged("the head of \(new.origin) would go back") }
        let moved = heads.withLock { heads in
            guard heads[new.origin] == old else { return false }
            heads[new.origin] = new
            return true
        }
        if !moved { throw .busy("the head of \(new.origin) is another one") }
    }
    public func replace(with other: [Checkpoint]) {
        heads.withLock { heads in heads = Dictionary(other.map { ($0.origin, $0) }) { first, _ in first } }
    }
    /// Puts a head in place whatever is there, as a restored or spoiled file would.
    public func force(_ head: Checkpoint) { heads.withLock { $0[head.origin] = head } }
}

/// The district's own log in an array.
public final class MemoryOwnLog: OwnLogFile {
    private let held = Mutex<[[UInt8]]>([])
    private let note = Mutex<[UInt8]?>(nil)
    public init() {}

    public var size: Int64 { Int64(held.withLock { $0.count }) }
    public func entries(_ range: Range<Int64>) -> [[UInt8]] {
        held.withLock { held in Array(held[range.clamped(to: 0..<Int64(held.count)).asInts]) }
    }
    public var receipt: [UInt8]? { note.withLock { $0 } }
    public func append(_ entries: [[UInt8]], receipt: [UInt8]) {
        held.withLock { $0 += entries }
        note.withLock { $0 = receipt }
    }
    public func setAside(from size: Int64) { held.withLock { $0.removeSubrange(Int(size)...) } }
    /// Loses its end, or is written over.
    public func replace(with entries: [[UInt8]]) { held.withLock { $0 = entries } }
}

/// Attachments in a dictionary; an erased one is `nil`.
public final class MemoryAttachments: AttachmentStore {
    private let held = Mutex<[String: [UInt8]?]>([:])
    public init() {}

    public func restore(from other: MemoryAttachments) {
        let all = other.held.withLock { $0 }
        held.withLock { $0 = all }
    }

    public func attachment(_ id: String) -> [UInt8]? { held.withLock { $0[id] ?? nil } }
    public func isErased(_ id: String) -> Bool { held.withLock { $0[id].map { $0 == nil } ?? false } }
    public func missing(among ids: [String]) -> [String] { held.withLock { held in ids.filter { held[$0] == nil } } }
    public func put(_ attachments: [(id: String, bytes: [UInt8])]) {
        held.withLock { held in for attachment in attachments where held[attachment.id] == nil { held[attachment.id] = attachment.bytes } }
    }
    @discardableResult
    public func erase(_ ids: [String]) -> Bool {
        held.withLock { held in
            let isNew = ids.contains { held[$0].map { $0 != nil } ?? false }
            for id in ids { held[id] = .some(nil) }
            return isNew
        }
    }
    public func forgetErased() {}
    public func spoiled() -> [String] {
        held.withLock { held in held.filter { id, bytes in bytes.map { Attachment.id(of: $0) != id } ?? false }.keys.sorted() }
    }
    public func forget(spoiled id: String) {
        held.withLock { held in if let bytes = held[id] ?? nil, Attachment.id(of: bytes) != id { held[id] = nil } }
    }
    /// Puts other bytes in an attachment's place, as somebody with a hand on the disk would.
    public func spoil(_ id: String, _ bytes: [UInt8]) { held.withLock { $0[id] = bytes } }
}
