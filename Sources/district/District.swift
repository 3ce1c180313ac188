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
            HeadsCommand.self, BundleCommand.self,
        ])

    /// Everything that a command makes is its owner's alone: SQLite gives its files the mode that the mask leaves.
    static func main() async {
        umask(0o077)
        await main(TypedArguments.settled(CommandLine.arguments.dropFirst()))
    }
}
