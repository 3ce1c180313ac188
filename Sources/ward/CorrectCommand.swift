import ArgumentParser
import PlanProgress

/// `ward correct EVENT …`: restates a record; what is not given stays, its day too.
struct CorrectCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "correct", abstract: say.help.correct) }
    @OptionGroup var home: HomeOptions
    @Argument(help: ArgumentHelp(say.help.event, valueName: "event")) var event: String
    @Argument(help: ArgumentHelp(say.help.correctedCode, valueName: "code")) var code: String?
    @Option(help: ArgumentHelp(say.help.kind, valueName: "task|activity|reading")) var kind: String?
    @OptionGroup var progress: TaskFields
    @OptionGroup var happening: ActivityFields
    @OptionGroup var reading: ReadingFields
    @Option(help: ArgumentHelp(say.help.activityTask, valueName: "code")) var task: [String] = []
    @OptionGroup var plan: YearOption
    @OptionGroup var entry: EntryOptions

    func run() throws { try Correcting(self).run() }
}

/// `ward void EVENT --reason TEXT`: the record counts no longer; it stays in the log.
struct VoidCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "void", abstract: say.help.void) }
    @OptionGroup var home: HomeOptions
    @Argument(help: ArgumentHelp(say.help.event, valueName: "event")) var event: String
    @Option(help: ArgumentHelp(say.help.reason, valueName: "text")) var reason: String
    @Option(help: ArgumentHelp(say.help.on, valueName: "day")) var on: String?
    @Option(help: ArgumentHelp(say.help.by, valueName: "role")) var by: String?

    func run() throws { try Voiding(home).run(event: event, reason: reason, on: try Typed.optionalDay(on, option: "--on"), by: by) }
}
