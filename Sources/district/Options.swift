public import ArgumentParser
import Glibc
public import PlanProgress
public import Reports

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: "Thư mục dữ liệu (the data folder); WARDLOG_HOME, ~/.wardlog.")
    var home: String?
    @Option(help: "vi | en")
    var lang: Language?

    var language: Language { lang ?? .ofTheMachine }

    var folder: DistrictFolder {
        DistrictFolder(path: home ?? Environment["WARDLOG_HOME"] ?? (Environment["HOME"] ?? ".") + "/.wardlog")
    }
}

/// What a command that prints data takes.
struct FormatOptions: ParsableArguments {
    @Option(help: "table | json | csv")
    var format: Format = .table
}

enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
}

extension Language: ExpressibleByArgument {
    static var ofTheMachine: Self { (Environment["LANG"] ?? "").hasPrefix("en") ? .en : .vi }

    /// What is asked for in arguments that the parser does not understand.
    static func asked(in arguments: [String]) -> Self {
        let place = arguments.firstIndex(of: "--lang").map { arguments.index(after: $0) }
        let word = place.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil }
        return word.flatMap { Self(rawValue: $0) } ?? .ofTheMachine
    }
}

extension LocalDay: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension PeriodCode: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension PeriodCalendar: ExpressibleByArgument {}

extension Origin: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// The process's environment, read once a name.
enum Environment {
    static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// This machine's name, as other machines of the office may know it.
    static var hostName: String? {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
