import PlanProgress

/// A ward of the season: how large it is, how eager, with which devices. All of it is made up but id and name.
struct SeasonWard {
    let unit: String
    /// 1…3.
    let devices: [SeasonDevice]
    /// How much of what could be done is done, in percent.
    let zeal: Int
    /// Codes of its neighbourhoods, `tdp-01`…; how many there are is made up.
    let neighbourhoods: [String]
    /// Made up: the wards' numbers of 2022 are not published.
    let people: Int
    /// One ward records and never syncs, so that a missing figure can be told from a zero.
    let syncs: Bool

    init(_ unit: String, seed: UInt64) {
        var numbers = SplitMix64(seed: seed, "ward", unit)
        self.unit = unit
        let deviceCount = unit == "duong-noi" ? 3 : numbers.number(1...3)
        zeal = unit == "duong-noi" ? 95 : numbers.number(40...90)
        neighbourhoods = (1...numbers.number(9...24)).map { $0 < 10 ? "tdp-0\($0)" : "tdp-\($0)" }
        people = numbers.number(140...320) * 100
        syncs = unit != "bien-giang"
        devices = (1...deviceCount).map { SeasonDevice($0, of: unit, seed: seed) }
    }

    /// The plan file that the ward adopts: its own is known of one ward only.
    var planFile: String { unit == "duong-noi" ? "duong-noi-2022.yaml" : "ha-dong-simulated-2022.yaml" }
}

/// A device of a ward: who sits at it, when it is away, and what its clock shows.
struct SeasonDevice {
    /// From 1.
    let number: Int
    /// Roles that say of themselves that they are made up.
    let by: String
    /// Weeks in which nobody types at it (a broken line, a holiday); what happened then is typed afterwards.
    let away: [ClosedRange<LocalDay>]
    let clock: SeasonClock

    var name: String { "may-\(number)" }

    init(_ number: Int, of unit: String, seed: UInt64) {
        var numbers = SplitMix64(seed: seed, "device", unit, "\(number)")
        self.number = number
        by = ["mo-phong.van-phong", "mo-phong.van-hoa-xa-hoi", "mo-phong.mttq"][number - 1]
        away = (0..<numbers.number(0...2)).map { _ in
            let start = Season.firstDay.adding(days: numbers.number(14...70))
            return start...start.adding(days: numbers.number(6...13))
        }
        clock = SeasonClock(of: unit, device: number, driftSeconds: numbers.number(-90...90))
    }

    /// The day on which somebody can type what is ready on `day`.
    func typingDay(_ day: LocalDay) -> LocalDay {
        var day = day
        for _ in 0..<60 {
            if let week = away.first(where: { $0.contains(day) }) {
                day = week.upperBound.adding(days: 1)
            } else if day.weekday > 5 {
                day = day.adding(days: 1)
            } else {
                return day
            }
        }
        return day
    }
}

/// What a device's clock shows; no figure may hang on it.
enum SeasonClock {
    case drifting(seconds: Int)
    /// A dead battery: it starts in 1970 until somebody sets it.
    case startsIn1970(until: LocalDay)
    /// Somebody mistyped the year.
    case shows2099(on: ClosedRange<LocalDay>)
    case aDayBehind(on: ClosedRange<LocalDay>)

    init(of unit: String, device: Int, driftSeconds: Int) {
        let first = Season.firstDay
        self =
            switch (unit, device) {
            case ("mo-lao", 1): .startsIn1970(until: first.adding(days: 35))
            case ("van-quan", 1): .shows2099(on: first.adding(days: 39)...first.adding(days: 43))
            case ("la-khe", 1): .aDayBehind(on: first.adding(days: 53)...first.adding(days: 57))
            case ("phuc-la", 1): .drifting(seconds: 600)
            default: .drifting(seconds: driftSeconds)
            }
    }

    /// UTC milliseconds that the clock shows on a day, so many minutes after midnight.
    func milliseconds(on day: LocalDay, minute: Int) -> Int64 {
        let right = day.startUTCMilliseconds + Int64(minute) * 60_000
        switch self {
        case .drifting(let seconds): return right + Int64(seconds) * 1000
        case .startsIn1970(let until): return day < until ? Int64(minute) * 60_000 : right
        case .shows2099(let days):
            guard days.contains(day) else { return right }
            return right + (2099 - 2022) * 365 * 86_400_000
        case .aDayBehind(let days): return days.contains(day) ? right - 86_400_000 : right
        }
    }
}
