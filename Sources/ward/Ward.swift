import ArgumentParser
import Glibc
import Intake
import PlanProgress

/// The ward's command: parses, calls one thing, prints one thing.
@main
struct Ward: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "ward", abstract: say.help.ward, discussion: say.help.wardDiscussion, version: Build.version,
            subcommands: [
                InitCommand.self, JoinCommand.self, PlanCommand.self, RecordCommand.self, CorrectCommand.self, VoidCommand.self,
                EraseCommand.self,
                StatusCommand.self, LogCommand.self, CodesCommand.self, VerifyCommand.self, SyncCommand.self, RepairCommand.self,
                CheckpointCommand.self,
                ScheduleCommand.self, KeyCommand.self, BundleCommand.self,
            ])
    }

    /// The only way out: every failure leaves here, with its sentence on standard error and its exit status.
    static func main() {
        signal(SIGPIPE, SIG_DFL)
        do {
            var command = try parseAsRoot(TypedArguments.settled(CommandLine.arguments.dropFirst()))
            try command.run()
        } catch let failure as Failure {
            Console.say(failure.sentence)
            Glibc.exit(failure.code.rawValue)
        } catch {
            leave(with: error)
        }
    }

    /// What the argument parser has to say: help on standard output, anything else with our sentence under its own words.
    private static func leave(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if code.isSuccess {
            Console.data(text)
            Glibc.exit(0)
        }
        Console.say(text)
        Console.say(say.nothingDone)
        Glibc.exit(ExitStatus.usage.rawValue)
    }
}
