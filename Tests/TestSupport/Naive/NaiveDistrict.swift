public import PlanProgress

/// A district's figures computed the slow way, written from events.md and rollups.md alone.
///
/// The second implementation that the real one is held against: no cells, no increments, no index; for every
/// value it walks all events again. Where the two differ, the documents say which is wrong.
public struct NaiveDistrict {
    public let id: String
    let catalogues: [Digest: Catalogue]
    /// The catalogue that ships with the program: used before any is published.
    let shipped: Catalogue
    /// Every log held with its entries, the district's own among them, sorted by origin.
    let logs: [(origin: Origin, entries: [[UInt8]])]
    /// The events that count, corrected bodies in place and voided ones taken out: `S` of rollups.md 1.
    let facts: [NaiveFact]
    private let factsByUnit: [String: [NaiveFact]]
    /// What the district itself says, in the order of its log.
    let districtFacts: [NaiveFact]
    /// What does not count, or conflicts, and why.
    let remarks: [NaiveRemark]

    public init(
        id: String, districtLog: [[UInt8]], wardLogs: [(Origin, [[UInt8]])], shipped: Catalogue, catalogues: [Catalogue] = []
    ) {
        self.id = id
        self.shipped = shipped
        self.catalogues = Dictionary(catalogues.map { ($0.digest, $0) }) { first, _ in first }
        var logs = wardLogs.map { (origin: $0.0, entries: $0.1) }
        if let own = Origin(district: id, unit: id, device: "quan") { logs.append((origin: own, entries: districtLog)) }
        self.logs = logs.sorted { $0.origin < $1.origin }

        let district = NaiveUnitEvents(
            of: id, copies: districtLog.enumerated().map { (index: $0.offset, bytes: $0.element) }, isDistrict: true)
        var facts = district.facts
        var remarks = district.remarks
        for unit in Set(wardLogs.map { $0.0.unit }) where unit != id {
            var copies: [(index: Int, bytes: [UInt8])] = []
            for (origin, entries) in wardLogs where origin.unit == unit {
                let standing = Self.standingCount(of: origin, among: district.facts)
                copies += entries.prefix(standing).enumerated().map { (index: $0.offset, bytes: $0.element) }
            }
            let events = NaiveUnitEvents(of: unit, copies: copies, isDistrict: false)
            facts += events.facts
            remarks += events.remarks
        }
        self.facts = facts
        self.remarks = remarks
        factsByUnit = Dictionary(grouping: facts, by: \.unit)
        districtFacts = (factsByUnit[id] ?? []).sorted { $0.index < $1.index }
    }

    /// How many entries of a log stand: none before it is enrolled, and none from the smallest size that ends it (events.md 6).
    private static func standingCount(of origin: Origin, among facts: [NaiveFact]) -> Int {
        var enrolled = false
        var end = Int.max
        for fact in facts {
            switch fact.body {
            case .deviceEnrolled(let body) where body.origin == origin: enrolled = true
            case .deviceRevoked(let body) where body.origin == origin: end = min(end, Int(body.size))
            case .logSealed(let body) where body.origin == origin: end = min(end, Int(body.size))
            default: break
            }
        }
        return enrolled ? end : 0
    }

    /// The catalogue of a plan year: the last that the district published for it, else the shipped one.
    func catalogue(of year: Int) -> Catalogue {
        var chosen = shipped
        for fact in districtFacts {
            if case .cataloguePublished(let body) = fact.body, body.year == year, let found = catalogues[body.digest] { chosen = found }
        }
        return chosen
    }

    func facts(of unit: String) -> [NaiveFact] { factsByUnit[unit] ?? [] }

    /// The units below the district, each as last registered: without the district itself and its own parent, sorted by id.
    var units: [UnitRegistration] {
        var units: [String: UnitRegistration] = [:]
        for fact in districtFacts {
            if case .unitRegistered(let body) = fact.body { units[body.unit] = body }
        }
        let parent = units[id]?.parent
        return units.values.filter { $0.unit != id && $0.unit != parent }.sorted { bytewise($0.unit, $1.unit) }
    }

    /// The district's name as it registered itself, else its id.
    var name: String {
        var name = id
        for fact in districtFacts {
            if case .unitRegistered(let body) = fact.body, body.unit == id { name = body.name }
        }
        return name
    }
}

/// Whether one text stands before another by its bytes, the only order that values know.
func bytewise(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

extension UnitRegistration {
    func stands(on day: LocalDay) -> Bool { validFrom <= day && day <= validTo ?? .latest }

    func stands(onAnyDayOf period: Period) -> Bool { validFrom <= period.lastDay && period.firstDay <= validTo ?? .latest }

    /// Whether the unit has ended when the period does: then it has no stock and no unfinished task (rollups.md 10).
    func hasEnded(by period: Period) -> Bool { validTo.map { $0 < period.lastDay } ?? false }
}
