import ArgumentParser
import LogFiles
import PlanProgress

/// `ward checkpoint`: this device's log as it stands, signed, for whoever pushes or compares by hand.
struct CheckpointCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "checkpoint", abstract: say.help.checkpoint) }
    @OptionGroup var home: HomeOptions

    func run() throws {
        let workplace = try Workplace(home)
        Console.data(try inHome { () throws(HomeFault) in try workplace.home.deviceLog().checkpoint().bytes })
    }
}
