/// What one unit's events add up to in one period, read from the ordered tables (rollups.md 3, 4, 9, 11).
public struct UnitFigures: Sendable {
    public let unit: String
    public internal(set) var all = TaskCell()
    /// Tasks of all eight dimensions ("Nhiệm vụ chung").
    public internal(set) var common = TaskCell()
    /// D1…D8.
    public internal(set) var dimensions = [TaskCell](repeating: TaskCell(), count: 8)
    /// In byte order of their ids.
    public internal(set) var measures: [MeasureFigure] = []
    /// Whether anything counted has `on` in the period: missing is not zero.
    public internal(set) var isReporting = false
    /// Each task as it stands, in byte order of codes.
    public internal(set) var outcomes: [TaskOutcome] = []
    /// What did not count, and why.
    public internal(set) var listed: [ListedItem] = []

    init(unit: String) { self.unit = unit }

    /// SHA-256 of the figures' canonical bytes: what a report binds, the same from other logs that say the same.
    public var digest: Digest { Digest(of: json.canonicalBytes) }

    var json: JSON { FiguresJSON.object(all: all, common: common, dimensions: dimensions, measures: measures, units: nil) }
}

extension UnitFigures {
    /// Reads the unit's figures of `period` as of `asOf`; `register` names its tree, catalogue and assignments.
    public static func read<Store: MergeStore>(
        unit: UnitRegistration, period: Period, asOf: LocalDay, register: DistrictRegister, from store: inout Store
    ) throws(Store.Failure) -> UnitFigures {
        var figures = UnitFigures(unit: unit.unit)
        let edition = register.edition(ofYear: period.code.year)
        let hasEnded = unit.validTo.map { $0 < period.lastDay } ?? false
        let sums = try store.sums(edition: edition, halves: period.halfMonths, of: unit.unit)
        let members = try store.members(edition: edition, halves: period.halfMonths, of: unit.unit)
        let sets = bySet(members)
        let rows = PlanRow.byYear(try store.planRows(of: unit.unit))
        let decisions = register.decisions[unit.unit] ?? []
        let plan = UnitPlan(year: period.code.year, rows: rows[period.code.year] ?? [], decisions: decisions)
        figures.isReporting = sums.contains { $0.subject == "events" && $0.amount > 0 }
        try figures.readTasks(plan, sets, period, asOf, register.editions[edition], hasEnded: hasEnded, &store)
        figures.addActivities(sums)
        try figures.readMeasures(sums, members, period, asOf, edition, register, hasEnded: hasEnded, &store)
        figures.list(try store.listedRows(of: unit.unit), period)
        figures.list(plan, sets, period)
        for year in Self.otherYears(sets, rows, period) {
            figures.list(UnitPlan(year: year, rows: rows[year] ?? [], decisions: decisions), sets, period)
        }
        figures.listed.sort { $0.order < $1.order }
        return figures
    }

    private mutating func readTasks<Store: MergeStore>(
        _ plan: UnitPlan, _ sets: [String: [String]], _ period: Period, _ asOf: LocalDay, _ catalogue: Catalogue, hasEnded: Bool,
        _ store: inout Store
    ) throws(Store.Failure) {
        let active = Set(Self.subjects(sets, "active", plan.year))
        let reader = TaskOutcomes(period: period, asOf: asOf, catalogue: catalogue)
        for task in plan.tasks {
            for outcome in try reader.read(task, active: active.contains(task.definition.task), of: unit, from: &store) {
                // A unit that ended has no unfinished task (rollups.md 10).
                if hasEnded, outcome.cell.done == 0 { continue }
                outcomes.append(outcome)
                all.add(outcome.cell)
                if outcome.isCommon {
                    common.add(outcome.cell)
                } else {
                    for number in outcome.dimensions { dimensions[number - 1].add(outcome.cell) }
                }
            }
        }
        if Self.subjects(sets, "progress", plan.year).contains(where: plan.counts(progressOf:)) { isReporting = true }
    }

    private mutating func addActivities(_ sums: [SumTotal]) {
        for sum in sums where sum.part == 0 && sum.subject.hasPrefix("activities/") {
            let place = sum.subject.dropFirst("activities/".count)
            if place == "all" {
                all.activities = sum.amount
            } else if let code = DimensionCode(place) {
                dimensions[code.number - 1].activities = sum.amount
            }
        }
    }

    private mutating func readMeasures<Store: MergeStore>(
        _ sums: [SumTotal], _ members: [SetMember], _ period: Period, _ asOf: LocalDay, _ edition: Int, _ register: DistrictRegister,
        hasEnded: Bool, _ store: inout Store
    ) throws(Store.Failure) {
        var parts: [String: [Int64: Int64]] = [:]
        for sum in sums { parts[sum.subject, default: [:]][sum.part] = sum.amount }
        var places: [String: Int64] = [:]
        for member in members { places[member.set, default: 0] += 1 }
        let stockDays = period.firstDayOfYear <= asOf ? period.firstDayOfYear...min(period.lastDay, asOf) : nil
        for measure in register.editions[edition].measures {
            let amount: MeasureFigure.Amount?
            switch measure.kind {
            case .flow, .ratio, .distribution: amount = parts[measure.id].flatMap { Self.amount(measure.kind, $0) }
            case .distinct: amount = places[measure.id].map { .value($0) }
            case .stock, .stockRatio:
                guard !hasEnded, let stockDays else { continue }
                let row = try store.newestStock(edition: edition, measure: measure.id, on: stockDays, of: unit)
                amount = row.map { measure.kind == .stock ? .value($0.first) : .ratio(numerator: $0.first, denominator: $0.second) }
            case .computed: amount = computed(measure.id)
            }
            guard let amount else { continue }
            let figure = MeasureFigure(id: measure.id, kind: measure.kind, dimensions: measure.dimensions, amount: amount, units: nil)
            if figure.fits {
                measures.append(figure)
            } else {
                listed.append(ListedItem(unit: unit, subject: .measure(measure.id), reason: "overflow"))
            }
        }
        measures.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }

    /// The amount of a summed measure, or `nil` when no counted event feeds it.
    private static func amount(_ kind: MeasureKind, _ parts: [Int64: Int64]) -> MeasureFigure.Amount? {
        guard parts[-1] ?? 0 > 0 else { return nil }
        switch kind {
        case .ratio: return .ratio(numerator: parts[0] ?? 0, denominator: parts[1] ?? 0)
        case .distribution:
            var counts: [Int64: Int64] = [:]
            for (part, count) in parts where part >= 2 { counts[part - 2] = count }
            return .distribution(counts)
        default: return .value(parts[0] ?? 0)
        }
    }

    /// The computed measures of tasks; those of findings, procedures and reports come with their kinds.
    private func computed(_ id: String) -> MeasureFigure.Amount? {
        guard all.total > 0 else { return nil }
        switch id {
        case "m.task.created": return .value(all.total)
        case "m.task.done.rate": return .ratio(numerator: all.done, denominator: all.total)
        case "m.task.late": return .value(all.late)
        default: return nil
        }
    }

}

extension MeasureFigure {
    /// Whether every part lies within 0…2^53−1. A cell wraps only beyond nine million events of the largest
    /// count in one half-month of one unit, which no log of a ward holds.
    var fits: Bool {
        let valid = 0...Limits.largestInteger
        switch amount {
        case .value(let value): return valid.contains(value)
        case .ratio(let numerator, let denominator): return valid.contains(numerator) && valid.contains(denominator)
        case .distribution(let counts): return counts.values.allSatisfy(valid.contains) && scoreSum != nil
        }
    }
}

extension TaskCell {
    mutating func add(_ cell: TaskCell) { for field in Self.fields { self[keyPath: field.path] += cell[keyPath: field.path] } }
}
