/// Which days count as working days: Monday to Friday, without holidays, with swapped working days.
///
/// Holidays and swaps are dated data of a catalogue, never a rule of this program: the state announces them year by year.
public struct WorkingDays: Sendable {
    private let holidays, swapped: Set<LocalDay>

    /// A swapped day is worked even on a weekend; a day in both lists is a holiday.
    public init(holidays: some Sequence<LocalDay> = [], swapped: some Sequence<LocalDay> = []) {
        (self.holidays, self.swapped) = (Set(holidays), Set(swapped))
    }

    public func contains(_ day: LocalDay) -> Bool {
        !holidays.contains(day) && (day.weekday <= 5 || swapped.contains(day))
    }

    /// The working day that comes `count` working days after `day`, which itself is not counted.
    ///
    /// Looks ahead one year at most: a list of holidays that leaves no working day in a year is a mistake of
    /// its file, and then the last day looked at is the answer.
    public func day(_ count: Int, after day: LocalDay) -> LocalDay {
        var (day, left) = (day, count)
        for _ in 0..<366 where left > 0 {
            day = day.adding(days: 1)
            if contains(day) { left -= 1 }
        }
        return day
    }
}

extension Catalogue {
    public var workingDays: WorkingDays { WorkingDays(holidays: holidays.map(\.day), swapped: swappedWorkingDays.map(\.day)) }

    /// The day by which the report of a period is due: so many working days after its cut-off.
    ///
    /// Always by the administrative calendar, whichever the figures are shown in (rollups.md 2). A kind of report
    /// may have a rule of its own; every other period follows the catalogue's. `nil` only where the
    /// cut-off lies outside 2000…2199. Source: Nghị định 09/2019/NĐ-CP, điều 8 khoản 5.
    public func dueDay(of code: PeriodCode) -> LocalDay? {
        guard let period = Period(code, .administrative) else { return nil }
        let kind = reportKinds.first { $0.period.months == code.months }
        return workingDays.day(kind?.workingDaysAfterCutOff ?? dueRule.workingDaysAfterCutOff, after: period.lastDay)
    }
}
