import PlanProgress

extension Season {
    /// What people put right afterwards: wrong quantities, wrong days, things typed twice.
    ///
    /// A correction may come from another device of the ward than the entry; some correct a correction, some take a correction back.
    static func mishaps(of items: [SeasonItem], in ward: SeasonWard, seed: UInt64) -> [SeasonItem] {
        var numbers = SplitMix64(seed: seed, "mishap", ward.unit)
        var more: [SeasonItem] = []
        for item in items {
            guard case .body(.activityDone(let activity)) = item.what else { continue }
            let device = numbers.pick(ward.devices)
            let later = device.typingDay(item.typed.adding(days: numbers.number(1...10)))
            switch numbers.number(0...999) {
            case 0..<35: more += quantity(of: item, activity, at: device, on: later, &numbers)
            case 35..<47:
                // The day was wrong: three weeks earlier, which is another half-month.
                let day = max(item.on.adding(days: -numbers.number(8...21)), planDay)
                more.append(
                    SeasonItem(item.key + ".day", at: device, typed: later, on: day, .correction(of: item.key, .activityDone(activity))))
            case 47..<65:
                let again = item.device.typingDay(item.typed.adding(days: 1))
                more.append(SeasonItem(item.key + ".twice", at: item.device, typed: again, on: item.on, item.what))
                more.append(
                    SeasonItem(
                        item.key + ".void", at: device, typed: max(later, device.typingDay(again.adding(days: 1))), on: item.on,
                        .void(of: item.key + ".twice", reason: "Nhập trùng (số liệu mô phỏng).")))
            default: break
            }
        }
        return more
    }

    private static func quantity(
        of item: SeasonItem, _ activity: Activity, at device: SeasonDevice, on typed: LocalDay, _ numbers: inout SplitMix64
    ) -> [SeasonItem] {
        guard let measure = activity.quantities.keys.sorted().last else { return [] }
        func restated() -> EventBody {
            var body = activity
            body.quantities[measure] = Int64(numbers.number(1...60))
            return .activityDone(body)
        }
        let first = SeasonItem(item.key + ".fix", at: device, typed: typed, on: item.on, .correction(of: item.key, restated()))
        let next = device.typingDay(typed.adding(days: numbers.number(1...4)))
        switch numbers.number(0...9) {
        case 0..<3:
            return [
                first, SeasonItem(item.key + ".fix.fix", at: device, typed: next, on: item.on, .correction(of: first.key, restated())),
            ]
        case 3..<5:
            return [
                first,
                SeasonItem(
                    item.key + ".unfix", at: device, typed: next, on: item.on,
                    .void(of: first.key, reason: "Số liệu ban đầu đúng (số liệu mô phỏng).")),
            ]
        default: return [first]
        }
    }
}
