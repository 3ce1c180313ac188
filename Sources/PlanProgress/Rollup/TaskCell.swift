/// How tasks and happenings stand in one dimension, in `common` or in `all` (rollups.md 3).
///
/// `late` and `rescheduled` overlap the states. Completion is done/total, punctuality doneOnTime/done, continuity
/// standingActive/standing: always two integers, never averaged.
public struct TaskCell: Hashable, Sendable {
    public var total, done, doneOnTime, inProgress, blocked, notStarted, late, rescheduled: Int64
    public var standing, standingActive, standingBlocked: Int64
    public var activities: Int64
    /// In a district's cell, how many units have at least one occurrence counted; `nil` in a unit's.
    public var units: Int64?

    public init() {
        (total, done, doneOnTime, inProgress, blocked, notStarted, late, rescheduled) = (0, 0, 0, 0, 0, 0, 0, 0)
        (standing, standingActive, standingBlocked, activities, units) = (0, 0, 0, 0, nil)
    }

    /// The fields that are added, with the names they have in JSON and in `--figure tasks.<name>`.
    public static let fields: [(name: String, path: any (WritableKeyPath<TaskCell, Int64> & Sendable))] = [
        ("total", \.total), ("done", \.done), ("doneOnTime", \.doneOnTime), ("inProgress", \.inProgress), ("blocked", \.blocked),
        ("notStarted", \.notStarted), ("late", \.late), ("rescheduled", \.rescheduled), ("standing", \.standing),
        ("standingActive", \.standingActive), ("standingBlocked", \.standingBlocked), ("activities", \.activities),
    ]

    /// Adds a unit's cell to a district's. Both are bounded by tasks and events, far below 2^63.
    mutating func add(unit cell: TaskCell) {
        for field in Self.fields { self[keyPath: field.path] &+= cell[keyPath: field.path] }
        units = (units ?? 0) + (cell.total > 0 ? 1 : 0)
    }

    var json: JSON {
        .object(present: Self.fields.map { ($0.name, .integer(self[keyPath: $0.path])) } + [("units", units.map { .integer($0) })])
    }
}
