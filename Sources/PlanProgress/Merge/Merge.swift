/// Folds wards' entries into a `MergeStore`: the state is a pure function of the set of events (design 6).
///
/// Use one value for one transaction: `take` every new entry, then `finish`. Sums and references are gathered
/// in memory and written once, in a stated order, so that a batch costs its distinct cells and not its events. So are
/// originals that the batch corrects or voids: each is taken out once and put back once, however many changes name it.
public struct Merge {
    private let register: DistrictRegister
    private var sums: [UnitKey<SumKey>: Int64] = [:]
    private var members: [UnitKey<MemberKey>: Int64] = [:]
    /// Originals whose chains grow in this batch: nothing of theirs is in the store or gathered here until `finish`.
    private var grown: Set<UnitKey<EventID>> = []
    /// What this batch has found to lie behind targets that are no changes themselves.
    private var roots: [UnitKey<EventID>: Root] = [:]
    /// Whether a unit has changes that wait; asked of the store once a batch.
    private var waits: [String: Bool] = [:]

    private struct UnitKey<Key: Hashable & Sendable>: Hashable {
        let unit: String
        let key: Key

        /// A batch is one unit's as a rule: hashing its name for each event would tell nothing apart.
        func hash(into hasher: inout Hasher) { key.hash(into: &hasher) }
    }

    public init(register: DistrictRegister) { self.register = register }

    /// Merges one entry of a ward's log; an entry that does not stand, or a copy of an event that is here, changes nothing.
    public mutating func take<Store: MergeStore>(
        _ bytes: ArraySlice<UInt8>, at place: EntryPlace, into store: inout Store
    ) throws(Store.Failure) {
        try take(bytes, hash: MerkleTree.leaf(bytes), at: place, into: &store)
    }

    /// The same where the leaf hash is known, as it is when a push was judged.
    public mutating func take<Store: MergeStore>(
        _ bytes: ArraySlice<UInt8>, hash: Digest, at place: EntryPlace, into store: inout Store
    ) throws(Store.Failure) {
        guard register.stands(place) else { return }
        let unit = place.origin.unit
        let reading = EventReading(of: bytes, hash: hash)
        guard try store.insertEvent(reading.id, of: unit, at: place) else {
            // A log's opening that came first as a copy elsewhere has its own place now.
            if place.index == 0, case .event(let event, _) = reading.content, case .logOpened = event.body {
                try store.remove(.listed(ListedRow(id: reading.id, reason: .misplaced, on: event.on)), of: unit)
            }
            return
        }
        switch reading.content {
        case .malformed: try list(reading.id, .malformed, reading.on, unit, &store)
        case .notUnderstood: try list(reading.id, .notUnderstood, reading.on, unit, &store)
        case .event(let event, _):
            switch event.body {
            case .eventCorrected(let correction):
                try takeChange(.init(id: reading.id, of: correction.of, on: event.on, body: correction.body), unit, &store)
            case .eventVoided(let of): try takeChange(.init(id: reading.id, of: of, on: event.on, body: nil), unit, &store)
            case .logOpened: if place.index != 0 { try list(reading.id, .misplaced, event.on, unit, &store) }
            default: try apply(event, id: reading.id, sign: 1, unit, &store)
            }
        }
        if try waits(unit, &store) { try resolve(reading.id, unit, &store) }
    }

    /// Writes what was gathered. Nothing of the batch is whole before this returns.
    public mutating func finish<Store: MergeStore>(into store: inout Store) throws(Store.Failure) {
        for root in grown.sorted(by: { ($0.unit, $0.key) < ($1.unit, $1.key) }) {
            if let chain = try chain(of: root.key, root.unit, &store) { try put(chain, sign: 1, root.unit, &store) }
        }
        (grown, roots) = ([], [:])
        let orderedSums = sums.filter { $0.value != 0 }.sorted { Self.order($0.key, $1.key) }
        for (key, amount) in orderedSums { try store.add(amount, to: key.key, of: key.unit) }
        let orderedMembers = members.filter { $0.value != 0 }.sorted { Self.order($0.key, $1.key) }
        for (key, count) in orderedMembers { try store.add(references: count, to: key.key, of: key.unit) }
        sums = [:]
        members = [:]
    }

    // MARK: Corrections and voids

    private mutating func takeChange<Store: MergeStore>(
        _ change: EventChain.Change, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) {
        func row(_ root: EventID?) -> ChangeRow { ChangeRow(id: change.id, of: change.of, root: root, isVoid: change.body == nil) }
        switch try root(of: change.of, unit, &store) {
        case .fixed: try list(change.id, .targetFixed, change.on, unit, &store)
        case .unknown:
            try store.insertChange(row(nil), of: unit)
            try list(change.id, .targetUnknown, change.on, unit, &store)
            waits[unit] = true
        case .original(let root):
            try takeOut(root, unit, &store)
            try store.insertChange(row(root), of: unit)
        }
    }

    private enum Root {
        case original(EventID)
        /// Of a kind that cannot be changed, or a change that counts nothing itself.
        case fixed
        case unknown
    }

    /// Follows `of` one step: a change in the store carries its root, so no chain is ever walked.
    private mutating func root<Store: MergeStore>(
        of target: EventID, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) -> Root {
        if let known = roots[UnitKey(unit: unit, key: target)] { return known }
        if let change = try store.change(target, of: unit) {
            if change.isVoid || change.root == target { return .fixed }
            return change.root.map { .original($0) } ?? .unknown
        }
        guard let bytes = try store.entryBytes(of: target, of: unit) else { return .unknown }
        let content = EventReading(of: bytes, hash: target.hash).content
        // A correction that is no change in the store was refused as one of something fixed.
        if case .event(let event, _) = content, case .eventCorrected = event.body { return .fixed }
        let root = content.isFixed ? Root.fixed : .original(target)
        roots[UnitKey(unit: unit, key: target)] = root
        return root
    }

    /// Gives the changes that waited for `arrived` their root, and then those that waited for them.
    private mutating func resolve<Store: MergeStore>(_ arrived: EventID, _ unit: String, _ store: inout Store) throws(Store.Failure) {
        var open = [arrived]
        while let target = open.popLast() {
            for row in try store.waitingChanges(for: target, of: unit) {
                let on = try change(row, unit, &store)?.on
                switch try root(of: target, unit, &store) {
                case .unknown: continue
                case .fixed:
                    // Its own id as root: it reaches nothing, waits no more, and names nothing that stands.
                    try store.setRoot(row.id, ofChange: row.id, of: unit)
                    try store.remove(.listed(ListedRow(id: row.id, reason: .targetUnknown, on: on)), of: unit)
                    try list(row.id, .targetFixed, on, unit, &store)
                case .original(let root):
                    try store.remove(.listed(ListedRow(id: row.id, reason: .targetUnknown, on: on)), of: unit)
                    try takeOut(root, unit, &store)
                    try store.setRoot(root, ofChange: row.id, of: unit)
                }
                open.append(row.id)
            }
        }
        waits[unit] = try store.hasWaitingChanges(of: unit)
    }

    /// What a stored change says; `nil` where its entry cannot be read.
    private func change<Store: MergeStore>(
        _ row: ChangeRow, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) -> EventChain.Change? {
        guard let bytes = try store.entryBytes(of: row.id, of: unit),
            case .event(let event, _) = EventReading(of: bytes, hash: row.id.hash).content
        else { return nil }
        var body: JSON?
        if case .eventCorrected(let correction) = event.body { body = correction.body }
        return EventChain.Change(id: row.id, of: row.of, on: event.on, body: body)
    }

    /// Subtracts what the original's chain gives before it grows, at its first change of the batch.
    private mutating func takeOut<Store: MergeStore>(_ root: EventID, _ unit: String, _ store: inout Store) throws(Store.Failure) {
        let key = UnitKey(unit: unit, key: root)
        guard !grown.contains(key), let chain = try chain(of: root, unit, &store) else { return }
        grown.insert(key)
        try put(chain, sign: -1, unit, &store)
    }

    /// The original with all its changes that are here, or `nil` where its bytes are not.
    private func chain<Store: MergeStore>(
        of root: EventID, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) -> EventChain? {
        guard let bytes = try store.entryBytes(of: root, of: unit) else { return nil }
        var changes: [EventChain.Change] = []
        for row in try store.changes(ofRoot: root, of: unit) {
            if let change = try change(row, unit, &store) { changes.append(change) }
        }
        return EventChain(root: EventReading(of: bytes, hash: root.hash), changes: changes) { $0.id }
    }

    private mutating func put<Store: MergeStore>(
        _ chain: EventChain, sign: Int64, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) {
        for row in chain.listed { try put(.listed(row), sign: sign, unit, &store) }
        if let standing = chain.standing { try apply(standing, id: chain.root, sign: sign, unit, &store) }
    }

    // MARK: The ledger

    private mutating func apply<Store: MergeStore>(
        _ event: Event, id: EventID, sign: Int64, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) {
        for change in Contribution(of: event, id: id, register: register).changes {
            switch change {
            case .sum(let key, let amount): sums[UnitKey(unit: unit, key: key), default: 0] &+= amount &* sign
            case .member(let key): members[UnitKey(unit: unit, key: key), default: 0] += sign
            case .row(let row): try put(row, sign: sign, unit, &store)
            }
        }
    }

    private func put<Store: MergeStore>(_ row: LedgerRow, sign: Int64, _ unit: String, _ store: inout Store) throws(Store.Failure) {
        if sign > 0 { try store.insert(row, of: unit) } else { try store.remove(row, of: unit) }
    }

    private func list<Store: MergeStore>(
        _ id: EventID, _ reason: ListedReason, _ on: LocalDay?, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) {
        try store.insert(.listed(ListedRow(id: id, reason: reason, on: on)), of: unit)
    }

    private mutating func waits<Store: MergeStore>(_ unit: String, _ store: inout Store) throws(Store.Failure) -> Bool {
        if let known = waits[unit] { return known }
        let waiting = try store.hasWaitingChanges(of: unit)
        waits[unit] = waiting
        return waiting
    }

    // Numbers before texts, which are slow to compare: the order of a store's keys.

    private static func order(_ left: UnitKey<SumKey>, _ right: UnitKey<SumKey>) -> Bool {
        if left.unit != right.unit { return left.unit < right.unit }
        if left.key.edition != right.key.edition { return left.key.edition < right.key.edition }
        if left.key.half != right.key.half { return left.key.half < right.key.half }
        if left.key.subject != right.key.subject { return left.key.subject < right.key.subject }
        return left.key.part < right.key.part
    }

    private static func order(_ left: UnitKey<MemberKey>, _ right: UnitKey<MemberKey>) -> Bool {
        if left.unit != right.unit { return left.unit < right.unit }
        if left.key.edition != right.key.edition { return left.key.edition < right.key.edition }
        if left.key.half != right.key.half { return left.key.half < right.key.half }
        if left.key.set != right.key.set { return left.key.set < right.key.set }
        return left.key.member < right.key.member
    }
}
