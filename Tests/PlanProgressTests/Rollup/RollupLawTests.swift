import PlanProgress
import TestSupport
import Testing

/// Two implementations of one document: the incremental one must say the same bytes as the one that walks all events.
@Suite struct `The rollup of a random district` {
    @Test(arguments: UInt64(1)...30) func `is what the documents say, byte for byte`(_ seed: UInt64) throws {
        let district = RandomDistrict(seed: seed)
        let naive = district.naive
        var store = MemoryMergeStore()
        merge(district.wardLogs.map { Batch(origin: $0.0, first: 0, entries: $0.1) }, of: district, into: &store)
        var random = SeededRandom(seed: seed)
        for _ in 0..<8 { try compare(Question(of: district, &random), district, naive, &store) }
    }

    @Test(arguments: UInt64(101)...102) func `is so for every period code in both calendars`(_ seed: UInt64) throws {
        let district = RandomDistrict(seed: seed, eventsPerLog: 15)
        let naive = district.naive
        var store = MemoryMergeStore()
        merge(district.wardLogs.map { Batch(origin: $0.0, first: 0, entries: $0.1) }, of: district, into: &store)
        for calendar in PeriodCalendar.allCases {
            for code in PeriodCode.all(in: 2022) {
                let period = try #require(Period(code, calendar))
                try compare(Question(period: period, asOf: period.lastDay.adding(days: 1), unit: nil), district, naive, &store)
            }
        }
    }

    /// S3, S4, S10: a set of events has one value, whoever brings them, in whatever pieces, however often.
    @Test(arguments: UInt64(201)...216) func `does not know how its events arrived`(_ seed: UInt64) throws {
        let district = RandomDistrict(seed: seed)
        var random = SeededRandom(seed: seed)
        var once = MemoryMergeStore()
        merge(district.wardLogs.map { Batch(origin: $0.0, first: 0, entries: $0.1) }, of: district, into: &once)
        var pieces: [Batch] = []
        for (origin, entries) in district.wardLogs {
            var from = 0
            while from < entries.count {
                let to = min(entries.count, from + Int.random(in: 1...9, using: &random))
                let piece = Batch(origin: origin, first: Int64(from), entries: Array(entries[from..<to]))
                pieces.append(piece)
                if random.oneIn(3) { pieces.append(piece) }
                from = to
            }
        }
        pieces.shuffle(using: &random)
        var often = MemoryMergeStore()
        for piece in pieces { merge([piece], of: district, into: &often) }
        for _ in 0..<6 {
            let question = try Question(of: district, &random)
            let (left, right) = (question.real(district, &once), question.real(district, &often))
            #expect(left?.canonicalText == right?.canonicalText, "seed \(seed), \(question)")
        }
    }

    private func compare(_ question: Question, _ district: RandomDistrict, _ naive: NaiveDistrict, _ store: inout MemoryMergeStore) throws {
        let real = question.real(district, &store)
        let expected = naive.rollup(question.period, asOf: question.asOf, unit: question.unit)
        if real?.canonicalBytes != expected?.canonicalBytes {
            Issue.record("seed \(district.seed), \(question): \(JSONDifference.first(real, expected) ?? "?")")
        }
    }
}

/// What is asked of a district: a period, a day, and the whole or one unit.
private struct Question: CustomStringConvertible {
    let period: Period
    let asOf: LocalDay
    let unit: String?

    init(period: Period, asOf: LocalDay, unit: String?) { (self.period, self.asOf, self.unit) = (period, asOf, unit) }

    init(of district: RandomDistrict, _ random: inout SeededRandom) throws {
        let codes = PeriodCode.all(in: random.oneIn(6) ? 2023 : 2022)
        let code = codes[Int.random(in: 0..<codes.count, using: &random)]
        period = try #require(Period(code, random.oneIn(3) ? .statistical : .administrative))
        let days = [1, 1, 40, 0, -1, -20, -400]
        asOf = period.lastDay.adding(days: days[Int.random(in: 0..<days.count, using: &random)])
        unit = random.oneIn(4) ? district.wardLogs.randomElement(using: &random)?.0.unit : nil
    }

    func real(_ district: RandomDistrict, _ store: inout MemoryMergeStore) -> JSON? {
        Rollup.read(period: period, asOf: asOf, unit: unit, cut: district.cut, register: district.register, from: &store)?.json
    }

    var description: String { "\(period.code) \(period.calendar) as of \(asOf), \(unit ?? "district")" }
}

private struct Batch {
    let origin: Origin
    let first: Int64
    let entries: [[UInt8]]
}

/// One transaction: what is gathered is written at its end.
private func merge(_ batches: [Batch], of district: RandomDistrict, into store: inout MemoryMergeStore) {
    var merge = Merge(register: district.register)
    for batch in batches { store.merge(batch.entries, of: batch.origin, from: batch.first, by: &merge) }
    merge.finish(into: &store)
}

/// A law on poor input proves little: what the seeds bring up is counted.
@Suite struct `The random districts` {
    @Test func `hold every oddity and every kind of figure`() throws {
        let periods = try ["2022-Y", "2022-M05", "2022-M11"].map { try #require(PeriodCode($0).flatMap { Period($0, .administrative) }) }
        var reasons: Set<String> = []
        var kinds: Set<String> = []
        var sums: [String: Int64] = [:]
        for seed in UInt64(1)...30 {
            let naive = RandomDistrict(seed: seed).naive
            for period in periods {
                let value = try #require(naive.rollup(period, asOf: period.lastDay.adding(days: 1)))
                reasons.formUnion((value["listed"]?.array ?? []).compactMap { $0["reason"]?.string })
                kinds.formUnion((value["figures"]?["measures"]?.array ?? []).compactMap { $0["kind"]?.string })
                for member in value["figures"]?["all"]?.members ?? [] { sums[member.name, default: 0] += member.value.integer ?? 0 }
            }
        }
        let beyondEvents = ["taskUnknown", "occurrenceUnfit", "fulfilledByReport", "overflow"]
        #expect(reasons == Set(ListedReason.allCases.map(\.rawValue) + beyondEvents))
        #expect(kinds == Set(MeasureKind.allCases.map(\.rawValue)))
        #expect(sums.count == 13 && sums.allSatisfy { $0.value >= 3 }, "\(sums)")
    }
}
