import PlanProgress
import TestSupport
import Testing

/// S8: erasing changes no figure and no root.
@Suite struct `Redactions in a random district` {
    @Test func `change no figure, and nothing that is listed of its wards`() throws {
        for seed in UInt64(1)...40 {
            let district = RandomDistrict(seed: seed)
            var random = SeededRandom(seed: seed)
            for code in ["2022-Y", "2022-M05", "2022-H1"] {
                let period = try #require(PeriodCode(code).flatMap { Period($0, .administrative) })
                let plain = merged(district) { $0 }
                // A redaction of something that is named here, elsewhere or nowhere, at any place of any log.
                let redacted = merged(district) { entries in
                    var entries = entries
                    for number in 0..<3 {
                        let id = PlanProgress.Attachment.id(of: [UInt8.random(in: 0...9, using: &random)])
                        let event = SampleEvents.with(.attachmentRedacted(id: id), number: number + Int(seed) * 10)
                        entries.insert(event.bytes, at: Int.random(in: min(1, entries.count)...entries.count, using: &random))
                    }
                    return entries
                }
                let values = [plain, redacted].map { store in
                    var store = store
                    return Rollup.read(
                        period: period, asOf: period.lastDay.adding(days: 1), unit: nil, cut: district.cut, register: district.register,
                        from: &store)?.json
                }
                #expect(values[0] != nil && values[0] == values[1], "seed \(seed), \(code)")
            }
        }
    }

    /// Every ward's log, its entries as `change` makes them; where an entry stands decides nothing but for logs that end early.
    private func merged(_ district: RandomDistrict, _ change: ([[UInt8]]) -> [[UInt8]]) -> MemoryMergeStore {
        var store = MemoryMergeStore()
        var merge = Merge(register: district.register)
        for (origin, entries) in district.wardLogs where district.register.ends[origin] == nil {
            store.merge(change(entries), of: origin, from: 0, by: &merge)
        }
        merge.finish(into: &store)
        return store
    }
}
