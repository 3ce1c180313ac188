/// Finds, among one unit's standing events, those that make one figure.
struct ExplanationReader {
    let figure: FigureName
    let period: Period
    let asOf: LocalDay
    let register: DistrictRegister
    let unit: UnitRegistration
    let events: [StandingEvent]

    private var edition: Int { register.edition(ofYear: period.code.year) }

    /// The figure as the unit's rollup has it.
    func value(in figures: UnitFigures) -> (first: Int64, second: Int64?) {
        if let field = figure.taskField {
            switch figure.place {
            case .all: return (figures.all[keyPath: field], nil)
            case .common: return (figures.common[keyPath: field], nil)
            case .dimension(let number): return (figures.dimensions[number - 1][keyPath: field], nil)
            }
        }
        guard let measure = figures.measures.first(where: { $0.id == figure.name }) else { return (0, nil) }
        switch measure.amount {
        case .value(let value): return (value, nil)
        case .ratio(let numerator, let denominator): return (numerator, denominator)
        case .distribution: return (measure.scoreSum?.count ?? 0, nil)
        }
    }

    func rows(figures: UnitFigures, store: MemoryMergeStore) -> [Explanation.Row] {
        if let field = figure.taskField {
            return figure.name == "tasks.activities" ? happenings(store) : tasks(figures, field, store)
        }
        switch register.editions[edition].measure(figure.name)?.kind {
        case .flow, .ratio, .distribution: return sums(store)
        case .distinct: return places(store)
        case .stock, .stockRatio: return stock(store)
        case .computed: return computed(figures, store)
        case nil: return []
        }
    }

    // MARK: Sums

    private func happenings(_ store: MemoryMergeStore) -> [Explanation.Row] {
        let subject: String
        switch figure.place {
        case .all: subject = "activities/all"
        case .common: return []
        case .dimension(let number): subject = "activities/D\(number)"
        }
        return events.compactMap { event in
            let amount = sum(of: event, subject, 0)
            return amount == 0 ? nil : row(event, amount: amount, store: store)
        }
    }

    private func sums(_ store: MemoryMergeStore) -> [Explanation.Row] {
        let kind = register.editions[edition].measure(figure.name)?.kind
        return events.compactMap { event in
            guard sum(of: event, figure.name, -1) > 0 else { return nil }
            switch kind {
            case .ratio:
                return row(event, amount: sum(of: event, figure.name, 0), second: sum(of: event, figure.name, 1), store: store)
            case .distribution: return row(event, amount: sum(of: event, figure.name, from: 2), store: store)
            default: return row(event, amount: sum(of: event, figure.name, 0), store: store)
            }
        }
    }

    private func sum(of event: StandingEvent, _ subject: String, _ part: Int64) -> Int64 {
        guard period.contains(event.event.on) else { return 0 }
        return Contribution(of: event.event, id: event.id, register: register).changes.reduce(0) { sum, change in
            guard case .sum(let key, let amount) = change, key.edition == edition, key.subject == subject, key.part == part else {
                return sum
            }
            return sum &+ amount
        }
    }

    private func sum(of event: StandingEvent, _ subject: String, from part: Int64) -> Int64 {
        Contribution(of: event.event, id: event.id, register: register).changes.reduce(0) { sum, change in
            guard case .sum(let key, let amount) = change, key.edition == edition, key.subject == subject, key.part >= part else {
                return sum
            }
            return sum &+ amount
        }
    }

    /// The first event of the period that names each place counts for it.
    private func places(_ store: MemoryMergeStore) -> [Explanation.Row] {
        var seen: Set<String> = []
        return events.flatMap { event in
            members(of: event, set: figure.name).filter { seen.insert($0).inserted }
                .map { row(event, subject: $0, amount: 1, store: store) }
        }
    }

    private func members(of event: StandingEvent, set: String) -> [String] {
        guard period.contains(event.event.on) else { return [] }
        return Contribution(of: event.event, id: event.id, register: register).changes.compactMap { change in
            guard case .member(let key) = change, key.edition == edition, key.set == set else { return nil }
            return key.member
        }
    }

    private func stock(_ store: MemoryMergeStore) -> [Explanation.Row] {
        guard !(unit.validTo.map { $0 < period.lastDay } ?? false) else { return [] }
        let last = min(period.lastDay, asOf)
        for event in events.reversed() where period.firstDayOfYear <= event.event.on && event.event.on <= last {
            for change in Contribution(of: event.event, id: event.id, register: register).changes {
                if case .row(.stock(let stock)) = change, stock.edition == edition, stock.measure == figure.name {
                    let isRatio = register.editions[edition].measure(figure.name)?.kind == .stockRatio
                    return [row(event, amount: stock.first, second: isRatio ? stock.second : nil, store: store)]
                }
            }
        }
        return []
    }

    // MARK: Tasks

    private func tasks(_ figures: UnitFigures, _ field: WritableKeyPath<TaskCell, Int64>, _ store: MemoryMergeStore) -> [Explanation.Row] {
        figures.outcomes.compactMap { outcome in
            guard counts(outcome), outcome.cell[keyPath: field] != 0 else { return nil }
            return row(of: outcome, amount: 1, store: store)
        }
    }

    private func counts(_ outcome: TaskOutcome) -> Bool {
        switch figure.place {
        case .all: true
        case .common: outcome.isCommon
        case .dimension(let number): !outcome.isCommon && outcome.dimensions.contains(number)
        }
    }

    private func computed(_ figures: UnitFigures, _ store: MemoryMergeStore) -> [Explanation.Row] {
        figures.outcomes.compactMap { outcome in
            let cell = outcome.cell
            guard cell.total > 0 else { return nil }
            switch figure.name {
            case "m.task.created": return row(of: outcome, amount: 1, store: store)
            case "m.task.late": return cell.late > 0 ? row(of: outcome, amount: 1, store: store) : nil
            case "m.task.done.rate": return row(of: outcome, amount: cell.done, second: 1, store: store)
            default: return nil
            }
        }
    }

    /// The event that decides the outcome: the progress, the first work of a standing task, or else the definition.
    private func row(of outcome: TaskOutcome, amount: Int64, second: Int64? = nil, store: MemoryMergeStore) -> Explanation.Row? {
        let subject: String =
            switch outcome.content {
            case .occurrence(let code?, _, _, _, _, _): "\(outcome.task)/\(code)"
            default: outcome.task
            }
        if case .standing(true, _) = outcome.content, figure.taskField == \TaskCell.standingActive,
            let first = events.first(where: { members(of: $0, set: "active/\(period.code.year)").contains(outcome.task) })
        {
            return row(first, subject: subject, amount: amount, second: second, store: store)
        }
        let decides = figure.taskField != \TaskCell.standing && figure.taskField != \TaskCell.rescheduled ? outcome.decidedBy : nil
        if let id = decides ?? (outcome.isAssigned ? nil : outcome.definedBy), let event = events.first(where: { $0.id == id }) {
            return row(event, subject: subject, amount: amount, second: second, store: store)
        }
        return register.row(of: outcome.definedBy, unit: unit.unit, subject: subject, amount: amount, second: second)
    }

    private func row(
        _ event: StandingEvent, subject: String? = nil, amount: Int64, second: Int64? = nil, store: MemoryMergeStore
    ) -> Explanation.Row {
        guard let place = store.place(of: event.id, of: unit.unit) else {
            preconditionFailure("a standing event has a place: it was read from there")
        }
        return Explanation.Row(
            unit: unit.unit, event: event.id, place: place, on: event.event.on, at: event.id.at, by: event.event.by,
            kind: event.event.body.kind, topic: event.event.body.topic, subject: subject, amount: amount, second: second,
            isCorrected: event.isCorrected, isProxy: register.devices[place.origin]?.proxy ?? false)
    }
}

extension EventBody {
    /// The code of the activity or measure that it is about.
    fileprivate var topic: String? {
        switch self {
        case .activityDone(let activity): activity.activity
        case .readingTaken(let reading): reading.measure
        default: nil
        }
    }
}
