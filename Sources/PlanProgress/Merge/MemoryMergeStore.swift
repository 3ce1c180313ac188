/// A `MergeStore` in memory: for a ward's own figures, for the recompute, for explanations and for simulation.
///
/// It keeps every entry's bytes and place, so give it one unit at a time where a district is large.
public struct MemoryMergeStore: MergeStore, Sendable {
    public typealias Failure = Never

    private var units: [String: Unit] = [:]

    private struct Unit: Sendable {
        var places: [EventID: EntryPlace] = [:]
        var bytes: [EventID: [UInt8]] = [:]
        var changes: [EventID: ChangeRow] = [:]
        var changesOfRoot: [EventID: Set<EventID>] = [:]
        var waiting: [EventID: Set<EventID>] = [:]
        var sums: [SumKey: Int64] = [:]
        var members: [MemberKey: Int64] = [:]
        var stocks: [StockKey: [StockRow]] = [:]
        var progress: [OccurrenceKey: [ProgressRow]] = [:]
        var plan: [PlanRow] = []
        var listed: Set<ListedRow> = []
    }

    private struct StockKey: Hashable, Sendable {
        let edition: Int
        let measure: String
    }

    /// The bytes of entries that `take` is about to see, by event: a store of logs has them already.
    private var staged: [Digest: [UInt8]] = [:]

    public init() {}

    /// Merges the entries of one log from index `from` on.
    public mutating func merge(_ entries: some Sequence<[UInt8]>, of origin: Origin, from first: Int64 = 0, by merge: inout Merge) {
        var index = first
        for bytes in entries {
            let hash = MerkleTree.leaf(bytes)
            staged[hash] = bytes
            merge.take(bytes[...], hash: hash, at: EntryPlace(origin: origin, index: index), into: &self)
            staged[hash] = nil
            index += 1
        }
    }

    /// All that a unit's figures are read from: stores of equal sets of events hold equal ones, however these came (design 6).
    public struct Ledger: Hashable, Sendable {
        let sums: [SumKey: Int64]
        let members: [MemberKey: Int64]
        let rows: Set<LedgerRow>
    }

    public func ledger(of unit: String) -> Ledger {
        let held = units[unit] ?? Unit()
        var rows = Set(held.plan.map { LedgerRow.plan($0) })
        rows.formUnion(held.listed.map { .listed($0) })
        rows.formUnion(held.stocks.values.joined().map { .stock($0) })
        rows.formUnion(held.progress.values.joined().map { .progress($0) })
        return Ledger(sums: held.sums, members: held.members, rows: rows)
    }

    /// Where the event's first copy lies.
    public func place(of id: EventID, of unit: String) -> EntryPlace? { units[unit]?.places[id] }
    /// Every event of the unit that is here, in the order of the ids.
    public func events(of unit: String) -> [EventID] { (units[unit]?.places.keys).map { $0.sorted() } ?? [] }

    public mutating func insertEvent(_ id: EventID, of unit: String, at place: EntryPlace) -> Bool {
        guard units[unit, default: Unit()].places[id] == nil else { return false }
        units[unit, default: Unit()].places[id] = place
        units[unit, default: Unit()].bytes[id] = staged[id.hash]
        return true
    }

    public func entryBytes(of id: EventID, of unit: String) -> [UInt8]? { units[unit]?.bytes[id] }

    public mutating func insertChange(_ change: ChangeRow, of unit: String) {
        units[unit, default: Unit()].changes[change.id] = change
        if let root = change.root {
            units[unit, default: Unit()].changesOfRoot[root, default: []].insert(change.id)
        } else {
            units[unit, default: Unit()].waiting[change.of, default: []].insert(change.id)
        }
    }

    public func change(_ id: EventID, of unit: String) -> ChangeRow? { units[unit]?.changes[id] }

    public func changes(ofRoot root: EventID, of unit: String) -> [ChangeRow] {
        (units[unit]?.changesOfRoot[root] ?? []).sorted().compactMap { units[unit]?.changes[$0] }
    }

    public func waitingChanges(for target: EventID, of unit: String) -> [ChangeRow] {
        (units[unit]?.waiting[target] ?? []).sorted().compactMap { units[unit]?.changes[$0] }
    }

    public func hasWaitingChanges(of unit: String) -> Bool { units[unit]?.waiting.isEmpty == false }

    public mutating func setRoot(_ root: EventID, ofChange id: EventID, of unit: String) {
        guard var change = units[unit]?.changes[id] else { return }
        units[unit]?.waiting[change.of]?.remove(id)
        if units[unit]?.waiting[change.of]?.isEmpty == true { units[unit]?.waiting[change.of] = nil }
        change.root = root
        insertChange(change, of: unit)
    }

    public mutating func add(_ amount: Int64, to key: SumKey, of unit: String) {
        let sum = (units[unit]?.sums[key] ?? 0) &+ amount
        units[unit, default: Unit()].sums[key] = sum == 0 ? nil : sum
    }

    public mutating func add(references: Int64, to key: MemberKey, of unit: String) {
        let count = (units[unit]?.members[key] ?? 0) + references
        units[unit, default: Unit()].members[key] = count == 0 ? nil : count
    }

    public mutating func insert(_ row: LedgerRow, of unit: String) {
        switch row {
        case .stock(let row):
            let key = StockKey(edition: row.edition, measure: row.measure)
            units[unit, default: Unit()].stocks[key, default: []].insert(row) { ($0.on, $0.id) < ($1.on, $1.id) }
        case .progress(let row): units[unit, default: Unit()].progress[row.key, default: []].insert(row) { $0.position < $1.position }
        case .plan(let row): units[unit, default: Unit()].plan.insert(row) { $0.id < $1.id }
        case .listed(let row): units[unit, default: Unit()].listed.insert(row)
        }
    }

    public mutating func remove(_ row: LedgerRow, of unit: String) {
        switch row {
        case .stock(let row): units[unit]?.stocks[StockKey(edition: row.edition, measure: row.measure)]?.removeAll { $0 == row }
        case .progress(let row): units[unit]?.progress[row.key]?.removeAll { $0 == row }
        case .plan(let row): units[unit]?.plan.removeAll { $0 == row }
        case .listed(let row): units[unit]?.listed.remove(row)
        }
    }

    public mutating func removeAll(of unit: String) { units[unit] = nil }

    public func sums(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) -> [SumTotal] {
        var totals: [Subject: Int64] = [:]
        for (key, amount) in units[unit]?.sums ?? [:] where key.edition == edition && halves.contains(key.half) {
            totals[Subject(subject: key.subject, part: key.part), default: 0] &+= amount
        }
        return totals.sorted { ($0.key.subject, $0.key.part) < ($1.key.subject, $1.key.part) }
            .map { SumTotal(subject: $0.key.subject, part: $0.key.part, amount: $0.value) }
    }

    private struct Subject: Hashable {
        let subject: String
        let part: Int64
    }

    public func members(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) -> [SetMember] {
        var found: Set<SetMember> = []
        for (key, count) in units[unit]?.members ?? [:] where key.edition == edition && halves.contains(key.half) && count > 0 {
            found.insert(SetMember(set: key.set, member: key.member))
        }
        return found.sorted { ($0.set, $0.member) < ($1.set, $1.member) }
    }

    public func newestStock(edition: Int, measure: String, on days: ClosedRange<LocalDay>, of unit: String) -> StockRow? {
        units[unit]?.stocks[StockKey(edition: edition, measure: measure)]?.last { days.contains($0.on) }
    }

    public func newestProgress(
        of key: OccurrenceKey, done: Bool, on days: ClosedRange<LocalDay>, of unit: String
    ) -> ProgressRow? {
        units[unit]?.progress[key]?.last { ($0.state == .done) == done && days.contains($0.on) }
    }

    public func oldestDone(
        of key: OccurrenceKey, on days: ClosedRange<LocalDay>, after: ProgressPosition?, of unit: String
    ) -> ProgressRow? {
        units[unit]?.progress[key]?.first { row in
            row.state == .done && days.contains(row.on) && after.map { $0 < row.position } ?? true
        }
    }

    public func progress(of key: OccurrenceKey, on days: ClosedRange<LocalDay>, of unit: String) -> [ProgressRow] {
        units[unit]?.progress[key]?.filter { days.contains($0.on) } ?? []
    }

    public func planRows(of unit: String) -> [PlanRow] { units[unit]?.plan ?? [] }

    public func listedRows(of unit: String) -> [ListedRow] {
        (units[unit]?.listed ?? []).sorted { ($0.id, $0.reason.rawValue) < ($1.id, $1.reason.rawValue) }
    }
}

extension Array {
    /// Inserts at the place that keeps the array sorted; what is appended in order costs nothing.
    fileprivate mutating func insert(_ element: Element, by precedes: (Element, Element) -> Bool) {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if precedes(self[middle], element) { low = middle + 1 } else { high = middle }
        }
        insert(element, at: low)
    }
}
