/// The events that add up to one figure: what a reader gets who asks where a number comes from (rollups.md 11).
public struct Explanation: Sendable {
    public let figure: FigureName
    public let period: Period
    public let asOf: LocalDay
    /// What the figure is: the rows add up to it. `second` is a rate's denominator.
    public let value: Int64
    public let second: Int64?
    /// By unit, then day, then event.
    public let rows: [Row]

    /// One event and what it gives to the figure.
    public struct Row: Hashable, Sendable {
        public let unit: String
        public let event: EventID
        /// Where the event's first copy lies.
        public let place: EntryPlace
        public let on: LocalDay
        public let at: Int64
        public let by: String
        public let kind: String
        /// The activity or measure that the event is about, as it stands; none for tasks.
        public let topic: String?
        /// The task, place or score that it counts for, if the figure has such.
        public let subject: String?
        public let amount: Int64
        public let second: Int64?
        /// The event restates an earlier one: the correction that stands.
        public let isCorrected: Bool
        /// The district entered it for the ward, from the ward's paper.
        public let isProxy: Bool
    }
}

/// What can be asked of a rollup: `tasks.<field>`, `activities`, or a measure's id, in a dimension, `common` or `all`.
public struct FigureName: Hashable, Sendable {
    public let name: String
    public let place: Place

    public enum Place: Hashable, Sendable {
        case all, common
        /// 1…8.
        case dimension(Int)
    }

    /// `nil` where no figure has the name, or has it in that dimension. `dimension` is `D1`…`D8`, `common`, `all` or absent.
    public init?(_ name: String, dimension: String?, catalogue: Catalogue) {
        switch dimension {
        case nil, "all": place = .all
        case "common": place = .common
        case let text?:
            guard let code = DimensionCode(text), code.description.hasPrefix("D") else { return nil }
            place = .dimension(code.number)
        }
        let taskFields = TaskCell.fields.map { "tasks.\($0.name)" }
        if name == "activities" {
            self.name = "tasks.activities"
        } else if taskFields.contains(name) {
            self.name = name
        } else {
            guard let measure = catalogue.measure(name), place != .common else { return nil }
            if case .dimension(let number) = place, !measure.dimensions.contains(number) { return nil }
            self.name = name
        }
    }

    /// Every word that `--dimension` takes.
    public static let dimensions = (1...8).map { "D\($0)" } + ["common", "all"]

    /// Every name that `--figure` takes: for suggestions and help.
    public static func all(in catalogue: Catalogue) -> [String] {
        ["activities"] + TaskCell.fields.map { "tasks.\($0.name)" } + catalogue.measures.map(\.id)
    }

    /// The field of a task cell, for a `tasks.` figure.
    var taskField: WritableKeyPath<TaskCell, Int64>? { TaskCell.fields.first { "tasks.\($0.name)" == name }?.path }
}

extension Explanation {
    /// Puts the units' rows together.
    ///
    /// - Parameter sources: each unit with a store that holds its entries: one unit at a time is enough.
    public init(
        figure: FigureName, period: Period, asOf: LocalDay, register: DistrictRegister, units: [UnitRegistration],
        source: (UnitRegistration) throws -> MemoryMergeStore
    ) rethrows {
        var rows: [Row] = []
        var (value, second) = (Int64(0), Int64(0))
        for unit in units {
            var store = try source(unit)
            let reader = ExplanationReader(
                figure: figure, period: period, asOf: asOf, register: register, unit: unit, events: store.standingEvents(of: unit.unit))
            let figures = UnitFigures.read(unit: unit, period: period, asOf: asOf, register: register, from: &store)
            let part = reader.value(in: figures)
            value &+= part.first
            second &+= part.second ?? 0
            rows += reader.rows(figures: figures, store: store)
        }
        self.figure = figure
        self.period = period
        self.asOf = asOf
        self.value = value
        let kind = register.editions[register.edition(ofYear: period.code.year)].measure(figure.name)?.kind
        self.second = kind == .ratio || kind == .stockRatio || figure.name == "m.task.done.rate" ? second : nil
        self.rows = rows.sorted { ($0.unit, $0.on, $0.event, $0.subject ?? "") < ($1.unit, $1.on, $1.event, $1.subject ?? "") }
    }

    /// What the rows add up to; equal to `value` and `second`, or the program is wrong.
    public var sum: (first: Int64, second: Int64) {
        rows.reduce((0, 0)) { ($0.0 &+ $1.amount, $0.1 &+ ($1.second ?? 0)) }
    }
}

/// An original event as it stands, corrections in place.
public struct StandingEvent: Sendable {
    public let id: EventID
    public let event: Event
    public let isCorrected: Bool
}

extension MemoryMergeStore {
    /// The unit's originals that are not void, in the order of (`on`, id): what `S` of rollups.md 1 holds.
    public func standingEvents(of unit: String) -> [StandingEvent] {
        var found: [StandingEvent] = []
        for id in events(of: unit) {
            guard let bytes = entryBytes(of: id, of: unit) else { continue }
            let reading = EventReading(of: bytes, hash: id.hash)
            guard case .event(let event, _) = reading.content else { continue }
            switch event.body {
            case .eventCorrected, .eventVoided, .logOpened: continue
            default: break
            }
            let changes = changes(ofRoot: id, of: unit).compactMap { row -> EventChain.Change? in
                guard let bytes = entryBytes(of: row.id, of: unit),
                    case .event(let change, _) = EventReading(of: bytes, hash: row.id.hash).content
                else { return nil }
                guard case .eventCorrected(let correction) = change.body else {
                    return EventChain.Change(id: row.id, of: row.of, on: change.on, body: nil)
                }
                return EventChain.Change(id: row.id, of: row.of, on: change.on, body: correction.body)
            }
            guard let standing = EventChain(root: reading, changes: changes, rank: { $0.id }).standing else { continue }
            found.append(StandingEvent(id: id, event: standing, isCorrected: standing != event))
        }
        return found.sorted { ($0.event.on, $0.id) < ($1.event.on, $1.id) }
    }
}
