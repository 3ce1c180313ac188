import Glibc

/// The two languages in which `ward` speaks: Vietnamese unless English is asked for.
enum Language: String {
    case vietnamese = "vi"
    case english = "en"

    /// Chosen before arguments are parsed, for help and parsing errors speak too: `--lang`, else `LANG`.
    static let ofThisProcess = Language(arguments: CommandLine.arguments, variable: getenv("LANG").map { String(cString: $0) })

    init(arguments: [String], variable: String?) {
        for (position, argument) in arguments.enumerated() {
            if argument == "--lang", position + 1 < arguments.count, let asked = Language(rawValue: arguments[position + 1]) {
                self = asked
                return
            }
            if argument.hasPrefix("--lang="), let asked = Language(rawValue: String(argument.dropFirst(7))) {
                self = asked
                return
            }
        }
        self = variable?.hasPrefix("en") == true ? .english : .vietnamese
    }
}
