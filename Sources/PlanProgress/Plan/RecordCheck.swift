/// Checks what a person is about to record against the plan and the catalogue, before anything is written.
///
/// Only what can be known here is refused: a ward that has no plan yet may record any task. The district
/// refuses nothing for such a reason, so a mistake that passes is listed there and counts nothing.
public struct RecordCheck: Sendable {
    private let catalogue: Catalogue
    /// By year, then by code: the tasks that stand.
    private let tasks: [Int: [String: TaskDefinition]]

    /// What may be recorded, and what to tell the person all the same.
    public struct Checked: Hashable, Sendable {
        public let body: EventBody
        public let warnings: [RecordWarning]
    }

    public init(catalogue: Catalogue, tasks: [TaskDefinition]) {
        self.catalogue = catalogue
        self.tasks = Dictionary(grouping: tasks, by: \.year).mapValues { definitions in
            Dictionary(definitions.map { ($0.task, $0) }, uniquingKeysWith: { _, last in last })
        }
    }

    /// Where a task, or one occurrence of it, stands. Without a year, the newest plan that has the task is meant.
    public func progress(
        of task: String, year: Int?, occurrence: PeriodCode?, state: TaskState, percent: Int64?, on day: LocalDay
    ) throws(RecordFault) -> Checked {
        if let percent, !(0...100).contains(percent) { throw .percent(percent) }
        let plan = try resolve([task], year: year, on: day)
        var warnings = plan.warnings
        // A state stands from the day it was reached, however early; an occurrence is taken until it is due, which may be later.
        if occurrence == nil, tasks[plan.year] != nil, day.yearMonthDay.year > plan.year {
            warnings.append(.dayOutsideYear(day, year: plan.year))
        }
        if let definition = tasks[plan.year]?[task] {
            try check(occurrence, of: definition)
            if definition.fulfilledByReport { warnings.append(.fulfilledByReport(task: task)) }
        }
        let body = TaskProgress(year: plan.year, task: task, occurrence: occurrence, state: state, percent: percent.map { Int($0) })
        return Checked(body: .taskProgressed(body), warnings: warnings)
    }

    /// Something that was done, for any number of tasks of one year.
    public func activity(
        _ id: String, tasks codes: [String], year: Int?, quantities: [(measure: String, count: Int64)], places: [String], on day: LocalDay
    ) throws(RecordFault) -> Checked {
        guard let kind = catalogue.activity(id) else {
            throw .unknownActivity(id, nearest: Nearest.suggestion(for: id, among: catalogue.activities.map(\.id)))
        }
        var counts: [String: Int64] = [:]
        for (measure, count) in quantities {
            guard catalogue.measure(measure) != nil else { throw unknownMeasure(measure) }
            guard kind.mayCarry(measure) else {
                let allowed = ([kind.counts].compactMap { $0 } + kind.carries).sorted()
                throw .quantityNotCarried(activity: id, measure: measure, allowed: allowed)
            }
            guard counts.updateValue(try inRange(count, measure), forKey: measure) == nil else {
                throw .repeated(name: "quantity", measure)
            }
        }
        try check(places, named: "place")
        guard places.count <= Limits.placesPerEvent else {
            throw .tooMany(name: "place", count: places.count, limit: Limits.placesPerEvent)
        }
        let plan = codes.isEmpty ? (year: year, warnings: []) : try resolve(codes, year: year, on: day)
        let outside = Self.outside(plan.year, day, named: !codes.isEmpty && plan.warnings.isEmpty)
        let idle: [RecordWarning] = !places.isEmpty && kind.places == nil ? [.placesNotCounted(activity: id)] : []
        let body = Activity(activity: id, year: plan.year, tasks: codes, quantities: counts, places: places)
        return Checked(body: .activityDone(body), warnings: plan.warnings + outside + idle)
    }

    /// Something that was counted or read off.
    public func reading(
        _ id: String, task: String?, year: Int?, amount: Reading.Amount, on day: LocalDay
    ) throws(RecordFault) -> Checked {
        guard let measure = catalogue.measure(id) else { throw unknownMeasure(id) }
        if [.computed, .distinct].contains(measure.kind) { throw .measureNotRead(id, measure.kind) }
        guard measure.kind.accepts(amount) else { throw .amountOfOtherKind(id, measure.kind) }
        switch amount {
        case .value(let value): _ = try inRange(value, "value")
        case .ratio(let numerator, let denominator):
            _ = try inRange(numerator, "numerator")
            _ = try inRange(denominator, "denominator")
        case .counts(let counts):
            for (score, count) in counts.sorted(by: { $0.key < $1.key }) {
                guard CountText.read(score) != nil else { throw .score(score) }
                _ = try inRange(count, score)
            }
        }
        var plan: (year: Int?, warnings: [RecordWarning]) = (year, [])
        if let task { plan = try resolve([task], year: year, on: day) }
        let outside = Self.outside(plan.year, day, named: task != nil && plan.warnings.isEmpty)
        return Checked(
            body: .readingTaken(Reading(measure: id, year: plan.year, task: task, amount: amount)), warnings: plan.warnings + outside)
    }

    /// The year meant: the one given, else of the newest plan that has all of the tasks; without a plan, that of the day.
    private func resolve(
        _ codes: [String], year: Int?, on day: LocalDay
    ) throws(RecordFault) -> (year: Int, warnings: [RecordWarning]) {
        try check(codes, named: "task")
        let years = year.map { [$0] } ?? tasks.keys.sorted(by: >)
        if let found = years.first(where: { year in codes.allSatisfy { tasks[year]?[$0] != nil } }) {
            return (found, [])
        }
        let asked = year ?? years.first ?? day.yearMonthDay.year
        guard let known = tasks[asked] else { return (asked, [.noPlan(year: asked)]) }
        guard let unknown = codes.first(where: { code in !tasks.values.contains { $0[code] != nil } || known[code] == nil && year != nil })
        else { throw .noYearWithAllTasks(codes) }
        throw .unknownTask(unknown, year: asked, nearest: Nearest.suggestion(for: unknown, among: known.keys.sorted()))
    }

    /// The warning where neither calendar puts the day into the plan's year; the administrative one begins on 15 December before it.
    private static func outside(_ planYear: Int?, _ day: LocalDay, named: Bool) -> [RecordWarning] {
        guard let planYear, named else { return [] }
        let (year, month, dayOfMonth) = day.yearMonthDay
        let isInside = year == planYear || (year == planYear - 1 && month == 12 && dayOfMonth >= 15)
        return isInside ? [] : [.dayOutsideYear(day, year: planYear)]
    }

    private func check(_ occurrence: PeriodCode?, of definition: TaskDefinition) throws(RecordFault) {
        guard case .each(let occurrences) = definition.cadence else {
            if occurrence != nil { throw .occurrenceNotKept(task: definition.task) }
            return
        }
        let periods = occurrences.map(\.period)
        guard let occurrence else { throw .occurrenceNeeded(task: definition.task, periods: periods) }
        if !periods.contains(occurrence) { throw .unknownOccurrence(task: definition.task, occurrence, periods: periods) }
    }

    private func check(_ codes: [String], named name: String) throws(RecordFault) {
        var seen: Set<String> = []
        for code in codes {
            guard Code.isValid(code) else { throw .code(name: name, code) }
            guard seen.insert(code).inserted else { throw .repeated(name: name, code) }
        }
    }

    private func inRange(_ count: Int64, _ name: String) throws(RecordFault) -> Int64 {
        guard (0...Limits.largestCount).contains(count) else { throw .outOfRange(name: name, count) }
        return count
    }

    private func unknownMeasure(_ id: String) -> RecordFault {
        .unknownMeasure(id, nearest: Nearest.suggestion(for: id, among: catalogue.measures.map(\.id)))
    }
}
