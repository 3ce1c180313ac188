/// One district's or unit's figures for a period: the one value that screen, API and every export show.
///
/// Integers and text only, every array in a stated order: the same events, catalogue, rules and `asOf` give
/// the same bytes on every machine (rollups.md 11).
public struct Rollup: Sendable {
    /// Counts up whenever the meaning of any event or figure changes in code.
    public static let rules: Int64 = 1

    public let district: Name
    /// The one unit that was asked for, or `nil` for the district.
    public let unit: Name?
    public let period: Period
    public let asOf: LocalDay
    public let catalogue: Catalogue
    /// What the figures are computed from, sorted by origin.
    public let cut: [LogReference]
    public let coverage: Coverage
    /// The district's, or the one unit's.
    public let all, common: TaskCell
    public let dimensions: [TaskCell]
    public let measures: [MeasureFigure]
    /// Each unit's, in byte order of ids; empty where one unit was asked for.
    public let units: [UnitRollup]
    public let listed: [ListedItem]

    public struct Name: Hashable, Sendable {
        public let id, name: String
        public init(id: String, name: String) {
            (self.id, self.name) = (id, name)
        }
    }

    /// Who has figures: missing is not zero.
    public struct Coverage: Hashable, Sendable {
        public let units: Int
        public let reporting: Int
        /// Units without a counted event in the period, in byte order.
        public let silent: [String]
    }

    public struct UnitRollup: Sendable {
        public let name: Name
        public let figures: UnitFigures
    }

    /// Puts the units' figures together.
    ///
    /// - Parameters:
    ///   - figures: of every unit of the tree in the period, in byte order of ids; of one unit when `unit` is asked for.
    ///   - cut: of every log held.
    public init(
        period: Period, asOf: LocalDay, unit: String? = nil, figures: [UnitFigures], cut: [LogReference], register: DistrictRegister
    ) {
        func name(_ id: String) -> Name { Name(id: id, name: register.units[id]?.name ?? id) }
        district = name(register.district)
        self.unit = unit.map(name)
        self.period = period
        self.asOf = asOf
        catalogue = register.editions[register.edition(ofYear: period.code.year)]
        self.cut = cut.sorted { $0.origin < $1.origin }
        // A unit that ended within the period is shown, but no longer expected (rollups.md 9).
        let expected = figures.filter { register.units[$0.unit]?.isInTree(on: period.lastDay) ?? false }
        let silent = expected.filter { !$0.isReporting }.map(\.unit)
        coverage = Coverage(units: expected.count, reporting: expected.count - silent.count, silent: silent)
        var listed = figures.flatMap(\.listed)
        if unit != nil, let only = figures.first {
            (all, common, dimensions, measures, units) = (only.all, only.common, only.dimensions, only.measures, [])
        } else {
            (all, common, dimensions) = Self.cells(of: figures)
            measures = Self.measures(of: figures, listed: &listed, district: register.district)
            units = figures.map { UnitRollup(name: name($0.unit), figures: $0) }
            listed += register.listed.filter { $0.on.map(period.contains) ?? true }
                .map { ListedItem(unit: register.district, subject: .event($0.id), reason: $0.reason.rawValue) }
        }
        self.listed = listed.sorted { $0.order < $1.order }
    }

    private static func cells(of figures: [UnitFigures]) -> (TaskCell, TaskCell, [TaskCell]) {
        var (all, common) = (TaskCell(), TaskCell())
        var dimensions = [TaskCell](repeating: TaskCell(), count: 8)
        all.units = 0
        common.units = 0
        for place in dimensions.indices { dimensions[place].units = 0 }
        for unit in figures {
            all.add(unit: unit.all)
            common.add(unit: unit.common)
            for place in dimensions.indices { dimensions[place].add(unit: unit.dimensions[place]) }
        }
        return (all, common, dimensions)
    }

    private static func measures(of figures: [UnitFigures], listed: inout [ListedItem], district: String) -> [MeasureFigure] {
        var sums: [String: MeasureFigure] = [:]
        var spoiled: Set<String> = []
        // Where a unit's sum does not fit the district's does not either: the others alone would be a smaller, false figure.
        for item in listed where item.reason == "overflow" {
            if case .measure(let id) = item.subject { spoiled.insert(id) }
        }
        for figure in figures.flatMap(\.measures) where !spoiled.contains(figure.id) {
            var figure = figure
            figure.units = 1
            guard let sum = sums[figure.id] else {
                sums[figure.id] = figure
                continue
            }
            if let next = sum.adding(figure) {
                sums[figure.id] = next
            } else {
                sums[figure.id] = nil
                spoiled.insert(figure.id)
            }
        }
        for id in spoiled { listed.append(ListedItem(unit: district, subject: .measure(id), reason: "overflow")) }
        return sums.values.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }

    /// Binds reports and closings: SHA-256 of `figures`.
    public var figuresDigest: Digest { Digest(of: figuresJSON.canonicalBytes) }
}

extension Rollup {
    /// Reads the figures of every unit of the tree in the period (or of the one asked for) and puts them together.
    ///
    /// `nil` when `unit` is asked for and is in the tree on no day of the period.
    public static func read<Store: MergeStore>(
        period: Period, asOf: LocalDay, unit: String? = nil, cut: [LogReference], register: DistrictRegister, from store: inout Store
    ) throws(Store.Failure) -> Rollup? {
        let units = register.units(on: period.firstDay...period.lastDay).filter { unit == nil || $0.unit == unit }
        guard unit == nil || !units.isEmpty else { return nil }
        var figures: [UnitFigures] = []
        for one in units {
            figures.append(try UnitFigures.read(unit: one, period: period, asOf: asOf, register: register, from: &store))
        }
        return Rollup(period: period, asOf: asOf, unit: unit, figures: figures, cut: cut, register: register)
    }
}
