import ArgumentParser
import PlanProgress

/// `ward plan …`: the plan that progress is recorded on.
struct PlanCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "plan", abstract: say.help.plan, subcommands: [Import.self, Show.self, Change.self])
    }

    struct Import: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "import", abstract: say.help.planImport) }
        @OptionGroup var home: HomeOptions
        @Argument(help: ArgumentHelp(say.help.planFile, valueName: "file.yaml")) var file: String
        @Option(help: ArgumentHelp(say.help.planOn, valueName: "day")) var on: String?
        @Option(help: ArgumentHelp(say.help.by, valueName: "role")) var by: String?

        func run() throws { try PlanImport(home).run(file: file, on: try Typed.optionalDay(on, option: "--on"), by: by) }
    }

    struct Show: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "show", abstract: say.help.planShow) }
        @OptionGroup var home: HomeOptions
        @OptionGroup var plan: YearOption
        @OptionGroup var form: FormatOptions

        func run() throws { try PlanShow(home).run(year: try plan.checked(), form: form.format) }
    }

    /// `set`: the organ or the day of one task, as the ward decides them.
    struct Change: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "set", abstract: say.help.planSet) }
        @OptionGroup var home: HomeOptions
        @Argument(help: ArgumentHelp(say.help.taskCode, valueName: "code")) var task: String
        @OptionGroup var plan: YearOption
        @Option(help: ArgumentHelp(say.help.due, valueName: "day")) var due: String?
        @Option(help: ArgumentHelp(say.help.lead, valueName: "organ")) var lead: String?
        @Option(help: ArgumentHelp(say.help.support, valueName: "organ")) var support: [String] = []
        @OptionGroup var entry: EntryOptions

        func run() throws {
            let change = TaskChange(
                task: NFC.normalized(task), due: try Typed.optionalDay(due, option: "--due"), lead: lead.map(NFC.normalized),
                support: support.isEmpty ? nil : support.map(NFC.normalized))
            try PlanSetting(home, entry).run(change, year: try plan.checked())
        }
    }
}
