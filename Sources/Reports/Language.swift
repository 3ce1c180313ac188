public import PlanProgress

/// The two languages in which people are spoken to; Vietnamese comes first.
public enum Language: String, Hashable, Sendable, CaseIterable {
    case vi, en

    /// The text in this language.
    public func callAsFunction(_ vietnamese: String, _ english: String) -> String { self == .vi ? vietnamese : english }

    /// 1.234.567 in Vietnamese, 1,234,567 in English: never by a machine's locale.
    public func number(_ value: Int64) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position).isMultiple(of: 3) { text.append(self == .vi ? "." : ",") }
            text.append(digit)
        }
        return text
    }

    /// "3/4", as the two integers that a share is kept as.
    public func share(_ part: Int64, of whole: Int64) -> String { whole == 0 ? "–" : "\(number(part))/\(number(whole))" }

    /// A percentage of two decimals, half up; "–" where there is nothing to divide by, never 0 % (rollups.md 3).
    public func percent(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0, part >= 0 else { return "–" }
        // 10^4 · part may leave 64 bits only beyond 9·10^14, which no count reaches (Limits.largestCount).
        let scaled = part.multipliedReportingOverflow(by: 20_000)
        guard !scaled.overflow else { return "–" }
        let hundredths = (scaled.partialValue + whole) / (2 * whole)
        let (ones, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        let decimals = rest < 10 ? "0\(rest)" : "\(rest)"
        return "\(number(ones))\(self == .vi ? "," : ".")\(decimals) %"
    }

    /// dd/MM/yyyy in Vietnamese, yyyy-MM-dd in English.
    public func day(_ day: LocalDay) -> String { self == .vi ? day.vietnamese : day.description }

    /// "14/09/2022 08:05" of a moment given in Unix seconds, at +07:00.
    public func moment(_ seconds: Int64) -> String {
        guard let day = LocalDay(utcMilliseconds: seconds * 1000) else { return "–" }
        let minutes = (seconds + 7 * 3600) / 60
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(self.day(day)) \(two(minutes / 60 % 24)):\(two(minutes % 60))"
    }
}
