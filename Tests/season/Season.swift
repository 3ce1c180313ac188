import PlanProgress

/// A season of believable progress on the plan of 2022: what each ward does, and when somebody types it.
///
/// All of it is made up and says so: in `by`, in its notes, and in the title of the plan of every ward but one. The same
/// seed gives the same happenings on every machine; keys, salts of real homes and the clocks of `ward init` do not matter to any figure.
enum Season {
    /// Three weeks before the plan is signed: the third quarter has begun, the plan has not.
    static let firstDay = day(2022, 6, 16)
    /// The plan's own day.
    static let planDay = day(2022, 7, 7)
    /// The last day of Q3 and of the nine months.
    static let cutOff = day(2022, 9, 14)
    /// A few days into the next quarter: what happens there must not count in 2022-9M.
    static let lastDay = day(2022, 9, 21)

    static let defaultSeed: UInt64 = 2022

    /// Everything that one ward types, in the order in which it is typed.
    static func script(of ward: SeasonWard, seed: UInt64) -> [SeasonItem] {
        var items = activities(of: ward, seed: seed) + readings(of: ward, seed: seed) + progress(of: ward, seed: seed)
        items += mishaps(of: items, in: ward, seed: seed)
        return items.enumerated().sorted { ($0.element.typed, $0.offset) < ($1.element.typed, $1.offset) }.map(\.element)
    }

    static func day(_ year: Int, _ month: Int, _ day: Int) -> LocalDay {
        guard let day = LocalDay(year: year, month: month, day: day) else { preconditionFailure("a day of the season exists") }
        return day
    }

    static var days: [LocalDay] {
        (firstDay.daysSince1970...lastDay.daysSince1970).compactMap { LocalDay(daysSince1970: Int($0)) }
    }

    /// When something of a day is typed: mostly at once, sometimes days later, now and then weeks later.
    static func typed(_ on: LocalDay, at device: SeasonDevice, _ numbers: inout SplitMix64) -> LocalDay {
        let delay =
            switch numbers.number(0...99) {
            case 0..<60: 0
            case 60..<85: numbers.number(1...4)
            case 85..<96: numbers.number(5...12)
            default: numbers.number(13...30)
            }
        return device.typingDay(on.adding(days: delay))
    }
}

/// One thing that somebody types.
struct SeasonItem {
    /// Unique within the ward; the entry's nonce is made from it.
    let key: String
    let device: SeasonDevice
    let typed: LocalDay
    let on: LocalDay
    let what: What
    /// A note that is stored beside the log.
    let note: String?

    enum What {
        case body(EventBody)
        /// Restates the item of this key.
        case correction(of: String, EventBody)
        case void(of: String, reason: String)
    }

    init(_ key: String, at device: SeasonDevice, typed: LocalDay, on: LocalDay, _ what: What, note: String? = nil) {
        (self.key, self.device, self.typed, self.on, self.what, self.note) = (key, device, typed, on, what, note)
    }
}
