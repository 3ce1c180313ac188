/// A day of the calendar in Vietnam (+07:00, no daylight saving), such as 2022-09-14.
///
/// Kept as days since 1970-01-01 so that days compare, subtract and fit a column. The range is
/// 2000-01-01 to 2199-12-31 (events.md 1); a day outside it cannot be made.
public struct LocalDay: Hashable, Comparable, Sendable {
    public let daysSince1970: Int32

    /// The day so many days after 1970-01-01, or `nil` outside 2000…2199.
    public init?(daysSince1970: Int) {
        guard (10_957...84_005).contains(daysSince1970) else { return nil }
        self.daysSince1970 = Int32(daysSince1970)
    }

    /// The day of the Gregorian calendar, or `nil` for one that does not exist.
    public init?(year: Int, month: Int, day: Int) {
        guard (2000...2199).contains(year), (1...12).contains(month),
            (1...Self.dayCount(ofMonth: month, in: year)).contains(day)
        else { return nil }
        self.init(daysSince1970: Self.dayNumber(year: year, month: month, day: day))
    }

    /// Reads `YYYY-MM-DD`, ten ASCII characters and nothing else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte) - 48
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The local day of a moment given in UTC milliseconds; `nil` outside 2000…2199.
    public init?(utcMilliseconds: Int64) {
        let local = utcMilliseconds.addingReportingOverflow(7 * 3_600_000)
        guard !local.overflow else { return nil }
        let day = local.partialValue >= 0 ? local.partialValue / 86_400_000 : -1
        self.init(daysSince1970: Int(day))
    }

    public static func < (left: LocalDay, right: LocalDay) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// The day `count` days later (earlier when negative), held to 2000…2199.
    public func adding(days count: Int) -> LocalDay {
        let moved = min(max(Int(daysSince1970) + count, 10_957), 84_005)
        return LocalDay(bounded: Int32(moved))
    }

    /// The first millisecond of this day, in UTC.
    public var startUTCMilliseconds: Int64 { Int64(daysSince1970) * 86_400_000 - 7 * 3_600_000 }

    /// Year, month 1–12 and day 1–31. Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
    public var yearMonthDay: (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSince1970) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Monday is 1, Sunday is 7.
    public var weekday: Int { (Int(daysSince1970) + 3) % 7 + 1 }

    public static let earliest = LocalDay(bounded: 10_957)
    public static let latest = LocalDay(bounded: 84_005)

    private init(bounded: Int32) { daysSince1970 = bounded }

    private static func dayCount(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension LocalDay: CustomStringConvertible {
    /// `YYYY-MM-DD`, as logs and JSON carry it.
    public var description: String {
        let (year, month, day) = yearMonthDay
        return "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))"
    }

    /// `dd/MM/yyyy`, as people read it.
    public var vietnamese: String {
        let (year, month, day) = yearMonthDay
        return "\(Self.twoDigits(day))/\(Self.twoDigits(month))/\(year)"
    }

    /// What a clock shows, for people, though no event can bear that day: one of 1970 most of all. Held to 1970…9999.
    public static func shown(utcMilliseconds: Int64) -> (vietnamese: String, iso: String) {
        let local = min(max(utcMilliseconds, 0), 253_370_000_000_000) + 7 * 3_600_000
        let day = LocalDay(bounded: Int32(local / 86_400_000))
        return (day.vietnamese, day.description)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
