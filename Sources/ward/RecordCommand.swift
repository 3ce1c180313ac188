import ArgumentParser
import PlanProgress

/// `ward record …`: one more line in this device's log. Works offline.
struct RecordCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "record", abstract: say.help.record, subcommands: [Task.self, ActivityDone.self, ReadingTaken.self])
    }

    struct Task: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "task", abstract: say.help.recordTask) }
        @OptionGroup var home: HomeOptions
        @Argument(help: ArgumentHelp(say.help.taskCode, valueName: "code")) var task: String
        @OptionGroup var fields: TaskFields
        @OptionGroup var plan: YearOption
        @OptionGroup var entry: EntryOptions

        func run() throws {
            guard let text = fields.state else { throw Failure(code: .usage, sentence: say.stateNeeded) }
            let (state, percent) = (try Typed.state(text), try fields.checkedPercent())
            let (year, occurrence) = (try plan.checked(), try Typed.period(fields.occurrence, option: "--occurrence"))
            try Recording(home, entry).record { check, day throws(RecordFault) in
                try check.progress(of: NFC.normalized(task), year: year, occurrence: occurrence, state: state, percent: percent, on: day)
            }
        }
    }

    struct ActivityDone: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "activity", abstract: say.help.recordActivity) }
        @OptionGroup var home: HomeOptions
        @Argument(help: ArgumentHelp(say.help.activityCode, valueName: "activity")) var activity: String
        @Option(help: ArgumentHelp(say.help.activityTask, valueName: "code")) var task: [String] = []
        @OptionGroup var fields: ActivityFields
        @OptionGroup var plan: YearOption
        @OptionGroup var entry: EntryOptions

        func run() throws {
            let (quantities, year) = (try fields.quantities(), try plan.checked())
            try Recording(home, entry).record { check, day throws(RecordFault) in
                try check.activity(
                    activity, tasks: task.map(NFC.normalized), year: year, quantities: quantities,
                    places: fields.place.map(NFC.normalized), on: day)
            }
        }
    }

    struct ReadingTaken: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "reading", abstract: say.help.recordReading) }
        @OptionGroup var home: HomeOptions
        @Argument(help: ArgumentHelp(say.help.measureCode, valueName: "measure")) var measure: String
        @OptionGroup var fields: ReadingFields
        @OptionGroup var plan: YearOption
        @Option(help: ArgumentHelp(say.help.readingTask, valueName: "code")) var task: String?
        @OptionGroup var entry: EntryOptions

        func run() throws {
            guard let amount = try fields.amount() else { throw Failure(code: .usage, sentence: say.amountNeeded) }
            let year = try plan.checked()
            try Recording(home, entry).record { check, day throws(RecordFault) in
                try check.reading(measure, task: task.map(NFC.normalized), year: year, amount: amount, on: day)
            }
        }
    }
}
