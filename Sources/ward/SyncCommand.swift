import ArgumentParser
import LogFiles
import PlanProgress

/// `ward sync`: pushes and pulls, at once or at this device's share of a window.
struct SyncCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "sync", abstract: say.help.sync) }
    @OptionGroup var home: HomeOptions
    @Flag(help: ArgumentHelp(say.help.quiet)) var quiet = false
    @Option(help: ArgumentHelp(say.help.window, valueName: "60m")) var window: String?

    func run() throws {
        let seconds = try window.map { text throws(Failure) in
            guard let seconds = Span.seconds(text) else { throw Failure(code: .usage, sentence: say.noSpan(text, option: "--window")) }
            return seconds
        }
        let workplace = try Workplace(home)
        if let seconds { Travel.wait(milliseconds: NightlyShare.milliseconds(of: workplace.home.origin, window: Int64(seconds) * 1000)) }
        try inHome { () throws(HomeFault) in try workplace.home.lockSync() }
        defer { workplace.home.unlockSync() }
        let outcome = Travel(workplace.home).sync()
        if !outcome.divergedLogs.isEmpty { Console.say(say.diverged(outcome.divergedLogs)) }
        guard let code = ExitStatus(rawValue: outcome.exitCode), code == .done else {
            throw Failure(
                code: ExitStatus(rawValue: outcome.exitCode) ?? .failed,
                sentence: say.notSynced(outcome, scheduled: Nightly.next(of: workplace.home)))
        }
        if !quiet || outcome.continued != nil { Console.say(say.synced(outcome)) }
    }
}
