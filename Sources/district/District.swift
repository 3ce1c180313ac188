import ArgumentParser
import Glibc
import Intake

/// The district's command: takes in what its wards push, and shows what it adds up to.
@main
struct District: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "district",
        abstract: "Máy chủ của quận: nhận nhật ký của các phường, tổng hợp theo chỉ số nội dung PAPI.",
        discussion: "The district's aggregator: takes in wards' logs and rolls them up by PAPI dimension.",
        subcommands: [
            Initialize.self, UnitCommand.self, Invite.self, DeviceCommand.self, UserCommand.self, PlanCommand.self, ShowCertificate.self,
            Serve.self, ShowRollup.self, Explain.self, Export.self, Verify.self, Erase.self, Backup.self, Restore.self,
            HeadsCommand.self, BundleCommand.self, KeyCommand.self,
        ])

    /// Everything that a command makes is its owner's alone: SQLite gives its files the mode that the mask leaves.
    static func main() async {
        umask(0o077)
        let arguments = TypedArguments.settled(CommandLine.arguments.dropFirst())
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch { leave(with: error, arguments) }
    }

    /// What the argument parser has to say: help on standard output, anything else with our sentence under its own words.
    private static func leave(with error: any Error, _ arguments: [String]) -> Never {
        let (code, text) = (exitCode(for: error), fullMessage(for: error))
        var output = CommandOutput()
        output.status = code.rawValue
        if code.isSuccess {
            output.print(text)
        } else if !text.isEmpty {
            output.advise(text)
            output.advise(Sentences.nothingDone, in: .asked(in: arguments))
            output.status = 64
        }
        output.emit()
        Glibc.exit(output.status)
    }
}
