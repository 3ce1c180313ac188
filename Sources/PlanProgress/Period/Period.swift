/// A period code with its days in one calendar, both ends inclusive, +07:00.
public struct Period: Hashable, Sendable {
    public let code: PeriodCode
    public let calendar: PeriodCalendar
    public let firstDay, lastDay: LocalDay

    /// `nil` only where the days leave 2000…2199 (the administrative January of 2000).
    public init?(_ code: PeriodCode, _ calendar: PeriodCalendar) {
        let (first, last) = (code.months.lowerBound, code.months.upperBound)
        switch calendar {
        case .administrative:
            let (year, month) = first == 1 ? (code.year - 1, 12) : (code.year, first - 1)
            guard let from = LocalDay(year: year, month: month, day: 15),
                let to = LocalDay(year: code.year, month: last, day: 14)
            else { return nil }
            (firstDay, lastDay) = (from, to)
        case .statistical:
            let (year, month) = last == 12 ? (code.year + 1, 1) : (code.year, last + 1)
            guard let from = LocalDay(year: code.year, month: first, day: 1), let next = LocalDay(year: year, month: month, day: 1)
            else { return nil }
            (firstDay, lastDay) = (from, next.adding(days: -1))
        }
        (self.code, self.calendar) = (code, calendar)
    }

    public func contains(_ day: LocalDay) -> Bool { firstDay <= day && day <= lastDay }

    /// The first day of this period's year in its calendar: where a stock's readings begin to count (rollups.md 4).
    public var firstDayOfYear: LocalDay {
        switch calendar {
        case .administrative: LocalDay(year: code.year - 1, month: 12, day: 15) ?? firstDay
        case .statistical: LocalDay(year: code.year, month: 1, day: 1) ?? firstDay
        }
    }

    /// The half-months that the period unites.
    public var halfMonths: ClosedRange<HalfMonth> { HalfMonth(containing: firstDay)...HalfMonth(containing: lastDay) }

    /// The day as of which the period is read unless another is asked for: the earlier of `today` and the day after its last.
    public func defaultAsOf(today: LocalDay) -> LocalDay { min(today, lastDay.adding(days: 1)) }
}

/// The 1st–14th or the 15th–end of a month: the largest span that both calendars cut nowhere (design 6).
public struct HalfMonth: Hashable, Comparable, Sendable {
    /// Twice the months since January of year 0, plus one for the second half.
    public let ordinal: Int32

    public init(ordinal: Int32) { self.ordinal = ordinal }

    public init(containing day: LocalDay) {
        let (year, month, day) = day.yearMonthDay
        ordinal = Int32((year * 12 + month - 1) * 2 + (day >= 15 ? 1 : 0))
    }

    public static func < (left: HalfMonth, right: HalfMonth) -> Bool { left.ordinal < right.ordinal }
}
