import PlanProgress
import TestSupport
import Testing

/// Whoever asks where a number comes from gets events that add up to it: for every figure there is.
@Suite struct `The explanation of a figure` {
    @Test(arguments: UInt64(301)...304) func `adds up to it, and it is the rollup's`(_ seed: UInt64) throws {
        let district = RandomDistrict(seed: seed, eventsPerLog: 20)
        var store = MemoryMergeStore()
        var merge = Merge(register: district.register)
        for (origin, entries) in district.wardLogs { store.merge(entries, of: origin, by: &merge) }
        merge.finish(into: &store)
        let period = try #require(PeriodCode("2022-9M").flatMap { Period($0, .administrative) })
        let asOf = period.lastDay.adding(days: 1)
        let register = district.register
        let catalogue = register.editions[register.edition(ofYear: 2022)]
        let value = try #require(district.naive.rollup(period, asOf: asOf))
        let overflown = Set((value["listed"]?.array ?? []).compactMap { $0["measure"]?.string })

        for name in FigureName.all(in: catalogue) where !overflown.contains(name) {
            // A measure is the same in each of its dimensions; a task's cell is another in each.
            for place in name.hasPrefix("m.") ? ["all"] : ["all", "common", "D2", "D5"] {
                guard let figure = FigureName(name, dimension: place, catalogue: catalogue) else { continue }
                let explanation = Explanation(
                    figure: figure, period: period, asOf: asOf, register: register,
                    units: register.units(on: period.firstDay...period.lastDay),
                    source: { _ in store })
                let expected = try figureInValue(value, name, place)
                #expect(explanation.value == expected.first, "seed \(seed), \(name) in \(place)")
                #expect((explanation.second ?? 0) == expected.second, "seed \(seed), \(name) in \(place)")
                #expect(explanation.sum.first == expected.first, "seed \(seed), rows of \(name) in \(place)")
                #expect(explanation.sum.second == expected.second, "seed \(seed), rows of \(name) in \(place)")
            }
        }
    }

    /// What the district's value says under a figure's name: zero where nothing stands.
    private func figureInValue(_ value: JSON, _ name: String, _ place: String) throws -> (first: Int64, second: Int64) {
        let figures = try #require(value["figures"])
        if name == "activities" || name.hasPrefix("tasks.") {
            let dimension = figures["dimensions"]?.array?.first { $0["code"]?.string == place }?["tasks"]
            let cell = try #require(dimension ?? figures[place])
            return (try #require(cell[name == "activities" ? name : String(name.dropFirst(6))]?.integer), 0)
        }
        guard let measure = figures["measures"]?.array?.first(where: { $0["id"]?.string == name }) else { return (0, 0) }
        let first = measure["value"] ?? measure["numerator"] ?? measure["count"]
        return (try #require(first?.integer), measure["denominator"]?.integer ?? 0)
    }
}
