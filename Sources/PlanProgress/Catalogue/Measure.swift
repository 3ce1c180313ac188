/// Something that is counted, read off or computed (rollups.md 4).
public struct Measure: Hashable, Sendable {
    /// Such as `m.meeting.count`.
    public let id: String
    public let name, englishName: String
    /// What one of it is, in Vietnamese, such as `cuộc`; `%` for rates, which keep both parts all the same.
    public let unit: String
    public let kind: MeasureKind
    /// 1…8, ascending, without repetition.
    public let dimensions: [Int]
    /// For `distinct`: the activities whose places are united, sorted; empty for every other kind.
    public let fedBy: [String]
    public let source: String
}

/// How readings and happenings of a measure become one figure (rollups.md 4).
public enum MeasureKind: String, Hashable, Sendable, CaseIterable {
    /// Added over days and units.
    case flow
    /// The newest reading of the year, added over units.
    case stock
    /// Numerators and denominators added apart.
    case ratio
    /// Both parts of the newest reading, added over units.
    case stockRatio
    /// How many gave each score, added.
    case distribution
    /// The size of a union of places.
    case distinct
    /// From tasks, findings, procedures and reports alone; nobody writes it.
    case computed

    /// Whether `reading.taken` of such a measure may carry the amount; any other makes the event malformed.
    public func accepts(_ amount: Reading.Amount) -> Bool {
        switch (self, amount) {
        case (.flow, .value), (.stock, .value), (.ratio, .ratio), (.stockRatio, .ratio), (.distribution, .counts): true
        default: false
        }
    }
}

/// Something that can be done and recorded as a happening (events.md 5).
public struct ActivityKind: Hashable, Sendable {
    /// Such as `meeting.held`.
    public let id: String
    public let name, englishName: String
    /// 1…8, ascending, without repetition.
    public let dimensions: [Int]
    /// The flow measure that one happening adds 1 to, unless its quantities name another number.
    public let counts: String?
    /// The flow measures that its quantities may name beside `counts`.
    public let carries: [String]
    /// The distinct measure that its places feed.
    public let places: String?
    public let source: String

    /// Whether a happening may carry a quantity of the measure; any other makes the event malformed.
    public func mayCarry(_ measure: String) -> Bool { measure == counts || carries.contains(measure) }
}
