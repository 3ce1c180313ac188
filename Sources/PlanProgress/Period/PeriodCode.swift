/// A reporting period's name: `2022-M01`…`2022-M12`, `2022-Q1`…`Q4`, `2022-H1`, `2022-H2`, `2022-9M`, `2022-Y`.
///
/// The same code means other days in each calendar (rollups.md 2).
public struct PeriodCode: Hashable, Sendable, CustomStringConvertible {
    public let year: Int
    /// The months of the year that the period unites, 1…12.
    public let months: ClosedRange<Int>

    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, let year = CountText.read(parts[0]), (2000...2199).contains(year),
            let months = Self.months(of: String(parts[1]))
        else { return nil }
        self.init(year: Int(year), months: months)
    }

    private init(year: Int, months: ClosedRange<Int>) {
        (self.year, self.months) = (year, months)
    }

    /// Every code of a year: twelve months, four quarters, two halves, nine months, the year.
    public static func all(in year: Int) -> [PeriodCode] {
        names.map { PeriodCode(year: year, months: $0.months) }
    }

    public var description: String {
        guard let name = Self.names.first(where: { $0.months == months })?.name else {
            preconditionFailure("a period is made from a name only")
        }
        return "\(year)-\(name)"
    }

    private static func months(of name: String) -> ClosedRange<Int>? { names.first { $0.name == name }?.months }

    private static let names: [(name: String, months: ClosedRange<Int>)] =
        (1...12).map { ($0 < 10 ? "M0\($0)" : "M\($0)", $0...$0) }
        + (1...4).map { ("Q\($0)", ($0 * 3 - 2)...($0 * 3)) }
        + [("H1", 1...6), ("H2", 7...12), ("9M", 1...9), ("Y", 1...12)]
}

/// Which days a period's months are.
public enum PeriodCalendar: String, Hashable, Sendable, CaseIterable {
    /// From the 15th of the month before to the 14th. Source: Nghị định 09/2019/NĐ-CP, điều 12.
    case administrative
    /// Calendar months. Source: Nghị định 60/2018/NĐ-CP (statistical reports).
    case statistical
}
