/// What one standing event of a ward adds to the ledger: a bounded number of changes, whatever the history.
///
/// Pure, so that taking an event away is applying the same changes with the other sign (design 6).
struct Contribution {
    enum Change: Hashable {
        case sum(SumKey, Int64)
        case member(MemberKey)
        case row(LedgerRow)
    }

    private(set) var changes: [Change] = []

    private let event: Event
    private let id: EventID
    private let half: HalfMonth
    private let register: DistrictRegister

    init(of event: Event, id: EventID, register: DistrictRegister) {
        (self.event, self.id, self.register) = (event, id, register)
        half = HalfMonth(containing: event.on)
        switch event.body {
        case .activityDone(let activity):
            for edition in register.editions.indices { add(activity, edition: edition) }
        case .readingTaken(let reading):
            for edition in register.editions.indices { add(reading, edition: edition) }
        case .taskProgressed(let progress): add(progress)
        case .planAdopted, .taskPlanned, .taskWithdrawn:
            changes.append(
                .row(.plan(PlanRow(id: id, on: event.on, kind: event.body.kind, body: event.body.json.canonicalBytes))))
        // What an attachment said feeds no figure, so erasing it changes none.
        case .logOpened, .eventCorrected, .eventVoided, .attachmentRedacted: break
        case .unitRegistered, .deviceEnrolled, .deviceRevoked, .logSealed, .cataloguePublished, .planAssigned, .planWithdrawn,
            .keysRotated, .userChanged:
            list(.wrongLog)
        }
    }

    private mutating func add(_ activity: Activity, edition: Int) {
        guard let kind = register.editions[edition].activity(activity.activity) else { return list(.activityUnknown, edition) }
        guard activity.quantities.keys.allSatisfy({ $0 == kind.counts || kind.carries.contains($0) }) else {
            return list(.quantityUnfit, edition)
        }
        sum("events", 0, 1, edition)
        sum("activities/all", 0, 1, edition)
        for dimension in kind.dimensions { sum("activities/D" + String(dimension), 0, 1, edition) }
        if let counted = kind.counts { flow(counted, activity.quantities[counted] ?? 1, edition) }
        for (measure, amount) in activity.quantities where measure != kind.counts { flow(measure, amount, edition) }
        if let measure = kind.places {
            for place in activity.places { member(measure, place, edition) }
        }
        for task in activity.tasks { member("active/" + String(activity.year ?? planYear), task, edition) }
    }

    private mutating func add(_ reading: Reading, edition: Int) {
        guard let measure = register.editions[edition].measure(reading.measure) else { return list(.measureUnknown, edition) }
        switch (measure.kind, reading.amount) {
        case (.flow, .value(let value)): flow(measure.id, value, edition)
        case (.ratio, .ratio(let numerator, let denominator)):
            sum(measure.id, 0, numerator, edition)
            sum(measure.id, 1, denominator, edition)
            sum(measure.id, -1, 1, edition)
        case (.stock, .value(let value)): stock(measure.id, value, 0, edition)
        case (.stockRatio, .ratio(let numerator, let denominator)): stock(measure.id, numerator, denominator, edition)
        case (.distribution, .counts(let counts)) where counts.keys.allSatisfy({ Self.score($0) != nil }):
            for (text, count) in counts { sum(measure.id, (Self.score(text) ?? 0) + 2, count, edition) }
            sum(measure.id, -1, 1, edition)
        default: return list(.quantityUnfit, edition)
        }
        sum("events", 0, 1, edition)
        if let task = reading.task { member("named/" + String(reading.year ?? planYear), task, edition) }
    }

    private mutating func add(_ progress: TaskProgress) {
        let occurrence = progress.occurrence?.description ?? ""
        let key = OccurrenceKey(year: progress.year, task: progress.task, occurrence: occurrence)
        changes.append(
            .row(.progress(ProgressRow(key: key, on: event.on, id: id, state: progress.state, percent: progress.percent ?? -1))))
        for edition in register.editions.indices {
            member("progress/" + String(progress.year), occurrence.isEmpty ? progress.task : "\(progress.task)/\(occurrence)", edition)
            if occurrence.isEmpty, progress.state != .notStarted { member("active/" + String(progress.year), progress.task, edition) }
        }
    }

    /// The year of the administrative calendar in which the event's day lies: the plan year of an event that names none.
    private var planYear: Int {
        let (year, month, day) = event.on.yearMonthDay
        return month == 12 && day >= 15 ? year + 1 : year
    }

    /// A score of a distribution: a whole number from 0 that leaves room for its part's offset.
    private static func score(_ text: String) -> Int64? { CountText.read(text).flatMap { $0 <= Limits.largestScore ? $0 : nil } }

    private mutating func flow(_ measure: String, _ amount: Int64, _ edition: Int) {
        sum(measure, 0, amount, edition)
        sum(measure, -1, 1, edition)
    }

    private mutating func sum(_ subject: String, _ part: Int64, _ amount: Int64, _ edition: Int) {
        changes.append(.sum(SumKey(edition: edition, subject: subject, part: part, half: half), amount))
    }

    private mutating func member(_ set: String, _ member: String, _ edition: Int) {
        changes.append(.member(MemberKey(edition: edition, set: set, member: member, half: half)))
    }

    private mutating func stock(_ measure: String, _ first: Int64, _ second: Int64, _ edition: Int) {
        changes.append(.row(.stock(StockRow(edition: edition, measure: measure, on: event.on, id: id, first: first, second: second))))
    }

    /// Lists the event once, by the edition of its own plan year: another edition's opinion is not shown.
    private mutating func list(_ reason: ListedReason, _ edition: Int? = nil) {
        let year: Int? =
            switch event.body {
            case .activityDone(let activity): activity.year
            case .readingTaken(let reading): reading.year
            default: nil
            }
        guard edition == nil || edition == register.edition(ofYear: year ?? planYear) else { return }
        changes.append(.row(.listed(ListedRow(id: id, reason: reason, on: event.on))))
    }
}
