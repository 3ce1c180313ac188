import ArgumentParser
import PlanProgress

/// The plan's year, where the newest one is not meant.
struct YearOption: ParsableArguments {
    @Option(help: ArgumentHelp(say.help.year, valueName: "year")) var year: String?

    func checked() throws(Failure) -> Int? { try Typed.year(year) }
}

/// The fields of a task's progress; `correct` takes the same ones, so no name stands in two groups.
struct TaskFields: ParsableArguments {
    @Option(help: ArgumentHelp(say.help.state, valueName: "notStarted|inProgress|blocked|done")) var state: String?
    @Option(help: ArgumentHelp(say.help.percent, valueName: "0-100")) var percent: String?
    @Option(help: ArgumentHelp(say.help.occurrence, valueName: "period")) var occurrence: String?

    func checkedPercent() throws(Failure) -> Int64? {
        guard let percent else { return nil }
        let number = try Typed.integer(percent, option: "--percent")
        guard (0...100).contains(number) else { throw Failure(code: .usage, sentence: say.fault(.percent(number))) }
        return number
    }
}

/// The fields of something that was done.
struct ActivityFields: ParsableArguments {
    @Option(help: ArgumentHelp(say.help.quantity, valueName: "measure=n")) var quantity: [String] = []
    @Option(help: ArgumentHelp(say.help.place, valueName: "code")) var place: [String] = []

    func quantities() throws(Failure) -> [(measure: String, count: Int64)] {
        var quantities: [(measure: String, count: Int64)] = []
        for text in quantity {
            let (name, count) = try Typed.pair(text, option: "--quantity")
            quantities.append((name, count))
        }
        return quantities
    }
}

/// The one amount of something that was counted or read off.
struct ReadingFields: ParsableArguments {
    @Option(help: ArgumentHelp(say.help.value, valueName: "n")) var value: String?
    @Option(help: ArgumentHelp(say.help.numerator, valueName: "n")) var numerator: String?
    @Option(help: ArgumentHelp(say.help.denominator, valueName: "n")) var denominator: String?
    @Option(help: ArgumentHelp(say.help.count, valueName: "score=n")) var count: [String] = []

    /// `nil` where none is given; half of a ratio, or two kinds at once, is a usage error.
    func amount() throws(Failure) -> Reading.Amount? {
        let isRatio = numerator != nil || denominator != nil
        guard [value != nil, isRatio, !count.isEmpty].filter({ $0 }).count <= 1 else {
            throw Failure(code: .usage, sentence: say.oneAmount)
        }
        if let value { return .value(try Typed.integer(value, option: "--value")) }
        if isRatio {
            guard let numerator, let denominator else { throw Failure(code: .usage, sentence: say.bothParts) }
            return .ratio(
                numerator: try Typed.integer(numerator, option: "--numerator"),
                denominator: try Typed.integer(denominator, option: "--denominator"))
        }
        if count.isEmpty { return nil }
        var counts: [String: Int64] = [:]
        for text in count {
            let (score, number) = try Typed.pair(text, option: "--count")
            guard counts.updateValue(number, forKey: score) == nil else {
                throw Failure(code: .usage, sentence: say.fault(.repeated(name: "--count", score)))
            }
        }
        return .counts(counts)
    }
}
