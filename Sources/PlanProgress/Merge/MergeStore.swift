/// The ordered tables that merging writes and a rollup reads, all of them of wards' events.
///
/// Every row belongs to one unit. `Merge` calls a store from one transaction at a time: what it wrote is seen by what
/// it reads next, and either all of a transaction's calls are kept or none. No method interprets what it
/// stores; two stores given the same calls answer alike, in the stated order. The district's own log is not in
/// here: `DistrictRegister` folds it in memory.
public protocol MergeStore {
    associatedtype Failure: Error

    // MARK: Events: which are here, and where a copy lies

    /// Notes a standing copy of an event; `true` when it is the unit's first one, `false` when another is noted already.
    mutating func insertEvent(_ id: EventID, of unit: String, at place: EntryPlace) throws(Failure) -> Bool
    /// The bytes of the event's first noted copy, or `nil` when the unit has none.
    mutating func entryBytes(of id: EventID, of unit: String) throws(Failure) -> [UInt8]?

    // MARK: Corrections and voids

    mutating func insertChange(_ change: ChangeRow, of unit: String) throws(Failure)
    /// The change whose own event id is `id`.
    mutating func change(_ id: EventID, of unit: String) throws(Failure) -> ChangeRow?
    /// All changes whose chain of `of` ends at the original `root`, in the order of their ids.
    mutating func changes(ofRoot root: EventID, of unit: String) throws(Failure) -> [ChangeRow]
    /// The changes that name `target` and whose root is not known yet, in the order of their ids.
    mutating func waitingChanges(for target: EventID, of unit: String) throws(Failure) -> [ChangeRow]
    /// Whether any change of the unit waits: spares a look-up for each new event.
    mutating func hasWaitingChanges(of unit: String) throws(Failure) -> Bool
    mutating func setRoot(_ root: EventID, ofChange id: EventID, of unit: String) throws(Failure)

    // MARK: What the events add up to

    /// Adds to a sum, wrapping; a sum that becomes zero may be dropped.
    mutating func add(_ amount: Int64, to key: SumKey, of unit: String) throws(Failure)
    /// Adds to a member's count of references; at zero the member is gone.
    mutating func add(references: Int64, to key: MemberKey, of unit: String) throws(Failure)
    mutating func insert(_ row: LedgerRow, of unit: String) throws(Failure)
    mutating func remove(_ row: LedgerRow, of unit: String) throws(Failure)

    /// Forgets all of the unit's rows of every table above, so that its entries can be merged anew.
    mutating func removeAll(of unit: String) throws(Failure)

    // MARK: What a rollup reads

    /// The sums of one edition with `half` in the range, added up over it (wrapping), by subject and part in byte order.
    mutating func sums(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(Failure) -> [SumTotal]
    /// The members of every set of one edition with at least one reference in the range, each once, in byte order of set and member.
    mutating func members(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(Failure) -> [SetMember]
    /// The greatest stock reading (`on`, `id`) of the measure with `on` in the range.
    mutating func newestStock(
        edition: Int, measure: String, on days: ClosedRange<LocalDay>, of unit: String
    ) throws(Failure) -> StockRow?
    /// The greatest progress row (`on`, `id`) of the occurrence with `done` as given and `on` in the range.
    mutating func newestProgress(
        of key: OccurrenceKey, done: Bool, on days: ClosedRange<LocalDay>, of unit: String
    ) throws(Failure) -> ProgressRow?
    /// The smallest progress row (`on`, `id`) of the occurrence with state `done`, `on` in the range, above `after` where given.
    mutating func oldestDone(
        of key: OccurrenceKey, on days: ClosedRange<LocalDay>, after: ProgressPosition?, of unit: String
    ) throws(Failure) -> ProgressRow?
    /// The progress rows of the occurrence with `on` in the range, in the order of (`on`, `id`).
    mutating func progress(of key: OccurrenceKey, on days: ClosedRange<LocalDay>, of unit: String) throws(Failure) -> [ProgressRow]
    /// The unit's plan rows, in the order of their ids.
    mutating func planRows(of unit: String) throws(Failure) -> [PlanRow]
    /// What did not count, in the order of (id, reason).
    mutating func listedRows(of unit: String) throws(Failure) -> [ListedRow]
}

/// Where an entry lies.
public struct EntryPlace: Hashable, Sendable {
    public let origin: Origin
    public let index: Int64
    public init(origin: Origin, index: Int64) {
        (self.origin, self.index) = (origin, index)
    }
}

/// A correction or a void. `root` is the original at the end of its chain, once that chain is whole.
public struct ChangeRow: Hashable, Sendable {
    public let id: EventID
    public let of: EventID
    public var root: EventID?
    public let isVoid: Bool
    public init(id: EventID, of: EventID, root: EventID?, isVoid: Bool) {
        (self.id, self.of, self.root, self.isVoid) = (id, of, root, isVoid)
    }
}

/// One sum: a subject's part in a half-month, under one edition of the catalogue.
public struct SumKey: Hashable, Sendable {
    /// The place of the catalogue in `DistrictRegister.editions`.
    public let edition: Int
    /// A measure's id, or `activities/D1`…`activities/D8`, `activities/all`, `events`.
    public let subject: String
    /// 0 value or numerator, 1 denominator; −1 how many events feed the subject; a distribution's score + 2.
    public let part: Int64
    public let half: HalfMonth
    public init(edition: Int, subject: String, part: Int64, half: HalfMonth) {
        (self.edition, self.subject, self.part, self.half) = (edition, subject, part, half)
    }

    /// Subject and half tell nearly all keys of a batch apart; every event hashes several.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(subject)
        hasher.combine(half)
    }
}

/// A sum read over a range of half-months.
public struct SumTotal: Hashable, Sendable {
    public let subject: String
    public let part: Int64
    public let amount: Int64
    public init(subject: String, part: Int64, amount: Int64) {
        (self.subject, self.part, self.amount) = (subject, part, amount)
    }
}

/// One member of a set in a half-month: a place of a distinct measure, or a task that was worked on.
public struct MemberKey: Hashable, Sendable {
    public let edition: Int
    /// A distinct measure's id, or `active/<year>`, `progress/<year>`, `named/<year>`.
    public let set: String
    /// A place, a task, or `<task>/<period>`.
    public let member: String
    public let half: HalfMonth
    public init(edition: Int, set: String, member: String, half: HalfMonth) {
        (self.edition, self.set, self.member, self.half) = (edition, set, member, half)
    }

    /// Member and half tell nearly all keys of a batch apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(member)
        hasher.combine(half)
    }
}

/// A member that some half-month of a range holds.
public struct SetMember: Hashable, Sendable {
    public let set, member: String
    public init(set: String, member: String) {
        (self.set, self.member) = (set, member)
    }
}

/// A row that is kept as it is, found by its place in an order.
public enum LedgerRow: Hashable, Sendable {
    case stock(StockRow)
    case progress(ProgressRow)
    case plan(PlanRow)
    case listed(ListedRow)
}

/// A stock's reading: `second` is the denominator of a `stockRatio`, else 0.
public struct StockRow: Hashable, Sendable {
    public let edition: Int
    public let measure: String
    public let on: LocalDay
    public let id: EventID
    public let first, second: Int64
    public init(edition: Int, measure: String, on: LocalDay, id: EventID, first: Int64, second: Int64) {
        (self.edition, self.measure, self.on, self.id, self.first, self.second) = (edition, measure, on, id, first, second)
    }
}

/// Which task, and which of its occurrences; `occurrence` is empty for `once` and `standing`.
public struct OccurrenceKey: Hashable, Sendable {
    public let year: Int
    public let task: String
    public let occurrence: String
    public init(year: Int, task: String, occurrence: String) {
        (self.year, self.task, self.occurrence) = (year, task, occurrence)
    }
}

/// A place in the order of (`on`, `id`).
public struct ProgressPosition: Hashable, Comparable, Sendable {
    public let on: LocalDay
    public let id: EventID
    public init(on: LocalDay, id: EventID) {
        (self.on, self.id) = (on, id)
    }
    public static func < (left: ProgressPosition, right: ProgressPosition) -> Bool {
        left.on != right.on ? left.on < right.on : left.id < right.id
    }
}

/// One event of progress of an occurrence.
public struct ProgressRow: Hashable, Sendable {
    public let key: OccurrenceKey
    public let on: LocalDay
    public let id: EventID
    public let state: TaskState
    /// 0–100, or −1 where none was given.
    public let percent: Int
    public init(key: OccurrenceKey, on: LocalDay, id: EventID, state: TaskState, percent: Int) {
        (self.key, self.on, self.id, self.state, self.percent) = (key, on, id, state, percent)
    }
    public var position: ProgressPosition { ProgressPosition(on: on, id: id) }
}

/// A `plan.adopted`, `task.planned` or `task.withdrawn` as it stands: few a unit, so kept as JSON.
public struct PlanRow: Hashable, Sendable {
    public let id: EventID
    public let on: LocalDay
    public let kind: String
    /// The body in canonical bytes.
    public let body: [UInt8]
    public init(id: EventID, on: LocalDay, kind: String, body: [UInt8]) {
        (self.id, self.on, self.kind, self.body) = (id, on, kind, body)
    }
}

/// An event that did not count, or counted against another, and why.
public struct ListedRow: Hashable, Sendable {
    public let id: EventID
    public let reason: ListedReason
    /// The day that the event speaks of, where that can be read.
    public let on: LocalDay?
    public init(id: EventID, reason: ListedReason, on: LocalDay?) {
        (self.id, self.reason, self.on) = (id, reason, on)
    }
}

/// Why an event did not count. The words are stable: they stand in the rollup's value.
public enum ListedReason: String, Hashable, Sendable, CaseIterable {
    case malformed
    case notUnderstood
    /// A kind that only the district writes, in a ward's log, or the other way round.
    case wrongLog
    /// `log.opened` at another index than 0, or a handover that does not begin with the keys of its time.
    case misplaced
    case activityUnknown
    case measureUnknown
    /// A quantity that the activity does not carry, or a reading of another form than its measure's.
    case quantityUnfit
    /// The correction's body does not fit its target's kind.
    case correctionUnfit
    /// The target is of a kind that can be neither corrected nor voided, or an attachment that figures were computed from.
    case targetFixed
    /// The target is not here yet.
    case targetUnknown
    /// A ward's word on a task that the district assigned: only lead and support may count.
    case assignedByDistrict
    /// One of several corrections that none beats; the greatest (`at`, id) stands.
    case conflict
}
