import ArgumentParser
import PlanProgress

/// What every command takes: where the data lies, and the language.
struct HomeOptions: ParsableArguments {
    @Option(help: ArgumentHelp(say.help.home, valueName: "dir")) var home: String?
    // Read by Language before parsing begins; declared here so that the parser lets it pass.
    @Option(help: ArgumentHelp(say.help.lang, valueName: "vi|en")) var lang: String?

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil { throw ValidationError(say.unknownLanguage(lang)) }
    }
}

/// How data is printed.
struct FormatOptions: ParsableArguments {
    enum Form: String, ExpressibleByArgument, CaseIterable { case table, json, csv }
    @Option(help: ArgumentHelp(say.help.format)) var format: Form = .table
}

/// What every record takes beside its own fields.
struct EntryOptions: ParsableArguments {
    @Option(help: ArgumentHelp(say.help.on, valueName: "day")) var on: String?
    @Option(help: ArgumentHelp(say.help.by, valueName: "role")) var by: String?
    @Option(help: ArgumentHelp(say.help.subject, valueName: "text")) var subject: String?
    @Option(help: ArgumentHelp(say.help.note, valueName: "text")) var note: String?
    @Option(help: ArgumentHelp(say.help.attach, valueName: "file")) var attach: [String] = []
}

/// Reads what people type, once for every command; a value that is none ends the command with 64.
enum Typed {
    /// `2022-08-12`, or as people write it, `12/08/2022` and `12/8/2022`.
    static func day(_ text: String, option: String) throws(Failure) -> LocalDay {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 3, let day = number(parts[0], digits: 1...2), let month = number(parts[1], digits: 1...2),
            let year = number(parts[2], digits: 4...4), let found = LocalDay(year: year, month: month, day: day)
        {
            return found
        }
        guard let day = LocalDay(text) else { throw Failure(code: .usage, sentence: say.noSuchDay(text, option: option)) }
        return day
    }

    static func optionalDay(_ text: String?, option: String) throws(Failure) -> LocalDay? {
        guard let text else { return nil }
        return try day(text, option: option)
    }

    static func integer(_ text: String, option: String) throws(Failure) -> Int64 {
        // A sign is read so that the sentence can say which bound was passed.
        guard let number = Int64(text) else { throw Failure(code: .usage, sentence: say.noNumber(text, option: option)) }
        return number
    }

    static func year(_ text: String?) throws(Failure) -> Int? {
        guard let text else { return nil }
        let year = try integer(text, option: "--year")
        guard (2000...2199).contains(year) else { throw Failure(code: .usage, sentence: say.noYear(text)) }
        return Int(year)
    }

    static func period(_ text: String?, option: String) throws(Failure) -> PeriodCode? {
        guard let text else { return nil }
        guard let code = PeriodCode(text) else { throw Failure(code: .usage, sentence: say.noPeriod(text, option: option)) }
        return code
    }

    static func state(_ text: String) throws(Failure) -> TaskState {
        if let state = TaskState(rawValue: text) { return state }
        let nearest = Nearest.suggestion(for: text, among: TaskState.allCases.map(\.rawValue))
        throw Failure(code: .usage, sentence: say.noState(text, nearest: nearest))
    }

    /// `NAME=N`, the last `=` parts them.
    static func pair(_ text: String, option: String) throws(Failure) -> (name: String, count: Int64) {
        guard let equals = text.lastIndex(of: "="), equals != text.startIndex else {
            throw Failure(code: .usage, sentence: say.noPair(text, option: option))
        }
        return (String(text[..<equals]), try integer(String(text[text.index(after: equals)...]), option: option))
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
