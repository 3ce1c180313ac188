/// Why something cannot be recorded as it was asked; when it is thrown, nothing was written.
///
/// The cases carry what a door needs for its own sentence: the code that was given, where it stood, the nearest known one.
public enum RecordFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The plan of that year has no such task.
    case unknownTask(String, year: Int, nearest: String?)
    /// The tasks lie in plans of different years.
    case noYearWithAllTasks([String])
    case occurrenceNeeded(task: String, periods: [PeriodCode])
    case unknownOccurrence(task: String, PeriodCode, periods: [PeriodCode])
    /// The task's cadence has no occurrences.
    case occurrenceNotKept(task: String)
    case percent(Int64)
    case unknownActivity(String, nearest: String?)
    case unknownMeasure(String, nearest: String?)
    case quantityNotCarried(activity: String, measure: String, allowed: [String])
    /// Nobody records a computed or distinct measure: it follows from other records.
    case measureNotRead(String, MeasureKind)
    case amountOfOtherKind(String, MeasureKind)
    case outOfRange(name: String, Int64)
    case score(String)
    case code(name: String, String)
    case repeated(name: String, String)
    case tooMany(name: String, count: Int, limit: Int)
    case tooLong(byteCount: Int)

    public var description: String {
        switch self {
        case .unknownTask(let code, let year, let nearest):
            "the plan of \(year) has no task '\(code)'\(Self.perhaps(nearest)). Nothing was recorded"
        case .noYearWithAllTasks(let codes): "no plan here has all of the tasks \(codes.joined(separator: ", ")). Record them apart"
        case .occurrenceNeeded(let task, let periods):
            "task \(task) is done once a period: name one of \(Self.list(periods)). Nothing was recorded"
        case .unknownOccurrence(let task, let period, let periods):
            "task \(task) has no period \(period): its periods are \(Self.list(periods)). Nothing was recorded"
        case .occurrenceNotKept(let task): "task \(task) has no periods of its own: leave the period out. Nothing was recorded"
        case .percent(let number): "percent runs from 0 to 100, so not \(number). Nothing was recorded"
        case .unknownActivity(let code, let nearest):
            "the catalogue has no activity '\(code)'\(Self.perhaps(nearest)). Nothing was recorded"
        case .unknownMeasure(let code, let nearest): "the catalogue has no measure '\(code)'\(Self.perhaps(nearest)). Nothing was recorded"
        case .quantityNotCarried(let activity, let measure, let allowed):
            "\(activity) does not carry \(measure)\(allowed.isEmpty ? "" : ": only \(allowed.joined(separator: ", "))"). Nothing was recorded"
        case .measureNotRead(let measure, let kind): "\(measure) is \(kind.rawValue): it follows from other records. Nothing was recorded"
        case .amountOfOtherKind(let measure, let kind):
            "\(measure) is of kind \(kind.rawValue) and takes another amount. Nothing was recorded"
        case .outOfRange(let name, let number): "\(name) runs from 0 to \(Limits.largestCount), so not \(number). Nothing was recorded"
        case .score(let text): "a score is a whole number, so not '\(text)'. Nothing was recorded"
        case .code(let name, let text): "\(name) '\(text)' is no code: 1 to 64 bytes without blanks or / \\ + ; \". Nothing was recorded"
        case .repeated(let name, let text): "\(name) names '\(text)' twice. Nothing was recorded"
        case .tooMany(let name, let count, let limit):
            "\(name): \(count), more than the \(limit) that an event may name. Nothing was recorded"
        case .tooLong(let byteCount): "the event has \(byteCount) bytes, more than \(Limits.eventByteCount). Nothing was recorded"
        }
    }

    private static func perhaps(_ nearest: String?) -> String { nearest.map { "; nearest is '\($0)'" } ?? "" }
    private static func list(_ periods: [PeriodCode]) -> String { periods.map(\.description).joined(separator: ", ") }
}

/// What is recorded all the same, and said to the person who records it.
public enum RecordWarning: Hashable, Sendable {
    /// No plan lies here: the code could not be compared with one.
    case noPlan(year: Int)
    case dayAhead(LocalDay, today: LocalDay)
    /// In neither calendar does the plan's year hold the day: figures of the plan do not see the entry.
    case dayOutsideYear(LocalDay, year: Int)
    /// The task becomes done by its report; progress of it counts nothing.
    case fulfilledByReport(task: String)
    /// No measure counts the places of this activity.
    case placesNotCounted(activity: String)
}
