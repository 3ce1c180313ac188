/// How one occurrence of a task, or one standing task, stands in a period, and which events say so.
public struct TaskOutcome: Hashable, Sendable {
    public let task: String
    /// 1…8, without repetition.
    public let dimensions: Set<Int>
    public let lead: String?
    public let content: Content
    /// The event that defines the task, in the district's log when `isAssigned`.
    public let definedBy: EventID
    public let isAssigned: Bool
    /// The progress event that decides the state, if any.
    public let decidedBy: EventID?
    /// Of the deciding event, 0–100.
    public let percent: Int?

    public enum Content: Hashable, Sendable {
        case occurrence(PeriodCode?, state: TaskState, due: LocalDay?, onTime: Bool, late: Bool, rescheduled: Bool)
        case standing(active: Bool, blocked: Bool)
    }

    /// A task of all eight dimensions counts in `common` instead of in each.
    public var isCommon: Bool { dimensions.count == 8 }

    /// What it adds to each cell in which it counts.
    var cell: TaskCell {
        var cell = TaskCell()
        switch content {
        case .occurrence(_, let state, _, let onTime, let late, let rescheduled):
            cell.total = 1
            switch state {
            case .notStarted: cell.notStarted = 1
            case .inProgress: cell.inProgress = 1
            case .blocked: cell.blocked = 1
            case .done: cell.done = 1
            }
            if onTime { cell.doneOnTime = 1 }
            if late { cell.late = 1 }
            if rescheduled { cell.rescheduled = 1 }
        case .standing(let active, let blocked):
            cell.standing = 1
            if active { cell.standingActive = 1 }
            if blocked { cell.standingBlocked = 1 }
        }
        return cell
    }
}

/// Reads the outcomes of one unit's tasks from the ordered tables: some seeks a task, whatever the history.
struct TaskOutcomes {
    let period: Period
    let asOf: LocalDay
    let catalogue: Catalogue

    /// The last day whose events may decide a state (rollups.md 2).
    private var bound: LocalDay { min(period.lastDay, asOf) }

    func read<Store: MergeStore>(
        _ task: PlannedTask, active: Bool, of unit: String, from store: inout Store
    ) throws(Store.Failure) -> [TaskOutcome] {
        guard task.definition.year == period.code.year, task.exists(in: period) else { return [] }
        switch task.definition.cadence {
        case .standing:
            let key = OccurrenceKey(year: task.definition.year, task: task.definition.task, occurrence: "")
            let last = try newest(of: key, on: LocalDay.earliest...bound, unit, &store)
            let blocked = !active && last?.state == .blocked
            return [outcome(task, .standing(active: active, blocked: blocked), last)]
        case .once: return [try occurrence(nil, of: task, unit, &store)]
        case .each(let occurrences):
            var outcomes: [TaskOutcome] = []
            for occurrence in occurrences {
                guard let own = Period(occurrence.period, period.calendar), own.lastDay <= period.lastDay else { continue }
                outcomes.append(try self.occurrence(occurrence.period, of: task, unit, &store))
            }
            return outcomes
        }
    }

    private func occurrence<Store: MergeStore>(
        _ code: PeriodCode?, of task: PlannedTask, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) -> TaskOutcome {
        let key = OccurrenceKey(year: task.definition.year, task: task.definition.task, occurrence: code?.description ?? "")
        let due = task.due(of: code, catalogue: catalogue)
        // A report fulfils it: progress of it counts nothing, and reports are not understood yet.
        let spans = task.definition.fulfilledByReport ? [] : spans(of: code, due: due.judged)
        let last = try newest(in: spans, of: key, unit, &store)
        let state = last?.state ?? .notStarted
        let since = state == .done ? try beginOfDone(in: spans, of: key, unit, &store) : nil
        let onTime = since.map { day in due.judged.map { day <= $0 } ?? true } ?? false
        let late = state != .done && due.judged.map { $0 < asOf } ?? false
        return outcome(
            task, .occurrence(code, state: state, due: due.present, onTime: onTime, late: late, rescheduled: due.moved), last)
    }

    private func outcome(_ task: PlannedTask, _ content: TaskOutcome.Content, _ last: ProgressRow?) -> TaskOutcome {
        TaskOutcome(
            task: task.definition.task, dimensions: Set(task.definition.dimensions.map(\.number)), lead: task.definition.lead,
            content: content, definedBy: task.definedBy, isAssigned: task.isAssigned, decidedBy: last?.id,
            percent: last.flatMap { $0.percent >= 0 ? $0.percent : nil })
    }

    // MARK: The order of an occurrence's events

    /// Days whose events follow one another: by (`on`, `at`, id), or as of one day and so by (`at`, id) alone.
    private struct Span {
        let days: ClosedRange<LocalDay>
        let asOneDay: Bool
    }

    /// An event of period p's occurrence after p's last day and not after the day it is judged by is taken as of that last day.
    private func spans(of code: PeriodCode?, due: LocalDay?) -> [Span] {
        guard let code, let own = Period(code, period.calendar), bound >= own.lastDay, let due, due > own.lastDay else {
            return [Span(days: LocalDay.earliest...bound, asOneDay: false)]
        }
        var spans = [
            Span(days: LocalDay.earliest...own.lastDay.adding(days: -1), asOneDay: false), Span(days: own.lastDay...due, asOneDay: true),
        ]
        if due < bound { spans.append(Span(days: due.adding(days: 1)...bound, asOneDay: false)) }
        return spans
    }

    private func newest<Store: MergeStore>(
        in spans: [Span], of key: OccurrenceKey, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) -> ProgressRow? {
        for span in spans.reversed() {
            let row =
                span.asOneDay
                ? try store.progress(of: key, on: span.days, of: unit).max { $0.id < $1.id }
                : try newest(of: key, on: span.days, unit, &store)
            if let row { return row }
        }
        return nil
    }

    private func newest<Store: MergeStore>(
        of key: OccurrenceKey, on days: ClosedRange<LocalDay>, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) -> ProgressRow? {
        let done = try store.newestProgress(of: key, done: true, on: days, of: unit)
        let other = try store.newestProgress(of: key, done: false, on: days, of: unit)
        guard let done, let other else { return done ?? other }
        return done.position < other.position ? other : done
    }

    /// The day of the event that first reached the present unbroken `done`; the newest event is known to say `done`.
    private func beginOfDone<Store: MergeStore>(
        in spans: [Span], of key: OccurrenceKey, _ unit: String, _ store: inout Store
    ) throws(Store.Failure) -> LocalDay? {
        var begin: LocalDay?
        for span in spans.reversed() {
            if span.asOneDay {
                let rows = try store.progress(of: key, on: span.days, of: unit).sorted { $0.id < $1.id }
                let run = rows.reversed().prefix { $0.state == .done }
                if let first = run.last { begin = first.on }
                if run.count < rows.count { return begin }
            } else {
                let other = try store.newestProgress(of: key, done: false, on: span.days, of: unit)
                let first = try store.oldestDone(of: key, on: span.days, after: other?.position, of: unit)
                if let first { begin = first.on }
                if other != nil { return begin }
            }
        }
        return begin
    }
}
