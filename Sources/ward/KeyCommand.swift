import ArgumentParser
import LogFiles
import PlanProgress

/// `ward key rotate`: goes on in a new log under a new key, signed over by the old one.
///
/// The same procedure as after an accident (design 3.4): the district seals the old log at the next sync. Where the old
/// key may be in foreign hands the district must also revoke the old log, for until then that key could ask to continue it.
struct KeyCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "key", abstract: say.help.key, subcommands: [Rotate.self])
    }

    struct Rotate: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "rotate", abstract: say.help.keyRotate) }
        @OptionGroup var home: HomeOptions

        func run() throws {
            var home = try Workplace(home).home
            try inHome { () throws(HomeFault) in try home.lockSync() }
            defer { home.unlockSync() }
            guard try inHome({ () throws(HomeFault) in try home.token() }) != nil else {
                throw Failure(code: .refused, sentence: say.noKeyToRotate)
            }
            let old = home.origin
            // What the disk spoiled is mended first: a healing would bring over what is left of it.
            guard case .append = try inHome({ () throws(HomeFault) in try home.deviceLog().permission() }) else {
                throw Failure(code: .damaged, sentence: say.repairFirst)
            }
            try inHome { () throws(HomeFault) in _ = try home.heal(answered: nil) }
            Console.data(home.origin.description)
            Console.say(say.keyRotated(from: old, to: home.origin))
        }
    }
}
