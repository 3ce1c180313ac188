import PlanProgress

/// One measure's figure, of a unit or added over units (rollups.md 4).
enum NaiveFigure {
    case value(Int64)
    case ratio(Int64, Int64)
    case counts([String: Int64])
}

/// A happening that counts.
struct NaiveHappening {
    let fact: NaiveFact
    let body: Activity
    let kind: ActivityKind
    /// The year whose tasks it serves: the one it names, else the administrative year of its day.
    let planYear: Int
}

extension NaiveDistrict {
    /// The counted happenings of a unit in a period.
    func activities(of unit: String, _ period: Period, _ catalogue: Catalogue) -> [NaiveHappening] {
        facts(of: unit).compactMap { fact in
            guard case .activityDone(let body) = fact.body, period.contains(fact.on), fault(of: fact, catalogue) == nil,
                let kind = catalogue.activity(body.activity)
            else { return nil }
            return NaiveHappening(fact: fact, body: body, kind: kind, planYear: body.year ?? administrativeYear(of: fact.on))
        }
    }

    /// The counted readings of a unit, of every day.
    func readings(of unit: String, _ catalogue: Catalogue) -> [(fact: NaiveFact, body: Reading)] {
        facts(of: unit).compactMap { fact in
            guard case .readingTaken(let body) = fact.body, fault(of: fact, catalogue) == nil else { return nil }
            return (fact, body)
        }
    }

    /// Why a happening or reading does not count under a catalogue, or `nil` (events.md 5).
    func fault(of fact: NaiveFact, _ catalogue: Catalogue) -> String? {
        switch fact.body {
        case .activityDone(let body):
            guard let kind = catalogue.activity(body.activity) else { return "activityUnknown" }
            let allowed = kind.carries + [kind.counts].compactMap { $0 }
            return body.quantities.keys.allSatisfy(allowed.contains) ? nil : "quantityUnfit"
        case .readingTaken(let body):
            guard let measure = catalogue.measure(body.measure) else { return "measureUnknown" }
            switch (measure.kind, body.amount) {
            case (.flow, .value), (.stock, .value), (.ratio, .ratio), (.stockRatio, .ratio): return nil
            case (.distribution, .counts(let counts)):
                let scores = counts.keys.compactMap { CountText.read($0) }
                return scores.count == counts.count && scores.allSatisfy { $0 <= 1_000_000 } ? nil : "quantityUnfit"
            default: return "quantityUnfit"
            }
        default: return nil
        }
    }

    /// Why a happening or reading is listed: by the catalogue of the plan year that it names, else of its day's.
    func fault(of fact: NaiveFact) -> String? {
        switch fact.body {
        case .activityDone(let body): fault(of: fact, catalogue(of: body.year ?? administrativeYear(of: fact.on)))
        case .readingTaken(let body): fault(of: fact, catalogue(of: body.year ?? administrativeYear(of: fact.on)))
        default: nil
        }
    }

    /// The administrative year runs from 15 December of the year before to 14 December.
    func administrativeYear(of day: LocalDay) -> Int {
        let (year, month, dayOfMonth) = day.yearMonthDay
        return month == 12 && dayOfMonth >= 15 ? year + 1 : year
    }

    /// A unit's measures, as far as something feeds them.
    func measures(of unit: UnitRegistration, _ period: Period, asOf: LocalDay, tasks: NaiveCell) -> [String: NaiveFigure] {
        let catalogue = catalogue(of: period.code.year)
        let happenings = activities(of: unit.unit, period, catalogue)
        let readings = readings(of: unit.unit, catalogue)
        var figures: [String: NaiveFigure] = [:]
        for measure in catalogue.measures {
            let inPeriod = readings.filter { $0.body.measure == measure.id && period.contains($0.fact.on) }.map(\.body.amount)
            switch measure.kind {
            case .flow:
                var parts: [Int64] = inPeriod.compactMap { if case .value(let value) = $0 { value } else { nil } }
                for happening in happenings {
                    if let quantity = happening.body.quantities[measure.id] {
                        parts.append(quantity)
                    } else if happening.kind.counts == measure.id {
                        parts.append(1)
                    }
                }
                if !parts.isEmpty { figures[measure.id] = .value(parts.reduce(0, +)) }
            case .ratio:
                let parts = inPeriod.compactMap { if case .ratio(let top, let bottom) = $0 { (top, bottom) } else { nil } }
                if !parts.isEmpty { figures[measure.id] = .ratio(parts.map(\.0).reduce(0, +), parts.map(\.1).reduce(0, +)) }
            case .distribution:
                var sum: [String: Int64] = [:]
                for case .counts(let counts) in inPeriod { sum.merge(counts, uniquingKeysWith: +) }
                if !inPeriod.isEmpty { figures[measure.id] = .counts(sum) }
            case .stock, .stockRatio:
                let newest = readings.filter {
                    $0.body.measure == measure.id && period.firstDayOfYear <= $0.fact.on && $0.fact.on <= period.lastDay
                        && $0.fact.on <= asOf
                }.max { ($0.fact.on, $0.fact.id) < ($1.fact.on, $1.fact.id) }
                guard let newest, !unit.hasEnded(by: period) else { continue }
                switch newest.body.amount {
                case .value(let value): figures[measure.id] = .value(value)
                case .ratio(let top, let bottom): figures[measure.id] = .ratio(top, bottom)
                case .counts: continue
                }
            case .distinct:
                let places = Set(happenings.filter { $0.kind.places == measure.id }.flatMap(\.body.places))
                if !places.isEmpty { figures[measure.id] = .value(Int64(places.count)) }
            case .computed:
                if tasks["total"] == 0 { continue }
                switch measure.id {
                case "m.task.created": figures[measure.id] = .value(tasks["total"])
                case "m.task.done.rate": figures[measure.id] = .ratio(tasks["done"], tasks["total"])
                case "m.task.late": figures[measure.id] = .value(tasks["late"])
                default: break
                }
            }
        }
        return figures
    }
}

extension NaiveFigure {
    /// The larger figures are checked when they are written; integers of this size cannot trap here before.
    func adding(_ other: NaiveFigure) -> NaiveFigure {
        switch (self, other) {
        case (.value(let left), .value(let right)): .value(left + right)
        case (.ratio(let top, let bottom), .ratio(let otherTop, let otherBottom)): .ratio(top + otherTop, bottom + otherBottom)
        case (.counts(let left), .counts(let right)): .counts(left.merging(right, uniquingKeysWith: +))
        default: self
        }
    }

    /// The members that it has in a value, or `nil` where one of them is beyond 2^53−1.
    var members: [(String, JSON?)]? {
        let largest: Int64 = 9_007_199_254_740_991
        switch self {
        case .value(let value): return value <= largest ? [("value", .integer(value))] : nil
        case .ratio(let top, let bottom):
            return top <= largest && bottom <= largest ? [("numerator", .integer(top)), ("denominator", .integer(bottom))] : nil
        case .counts(let counts):
            var (sum, count): (Int64, Int64) = (0, 0)
            for (score, times) in counts {
                let product = (CountText.read(score) ?? 0).multipliedReportingOverflow(by: times)
                let added = sum.addingReportingOverflow(product.partialValue)
                count += times
                if product.overflow || added.overflow || added.partialValue > largest || count > largest { return nil }
                sum = added.partialValue
            }
            let given = counts.filter { $0.value > 0 }
            let sorted = given.sorted { bytewise($0.key, $1.key) }.map { JSON.Member($0.key, .integer($0.value)) }
            return [("counts", .object(sorted)), ("sum", .integer(sum)), ("count", .integer(count))]
        }
    }
}
