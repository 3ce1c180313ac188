import ArgumentParser
import LogFiles
import PlanProgress

/// `ward repair`: mends what the disk spoiled, from the district where it has it, else by a continuing log.
struct RepairCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "repair", abstract: say.help.repair) }
    @OptionGroup var home: HomeOptions

    func run() throws {
        let workplace = try Workplace(home)
        var home = workplace.home
        try inHome { () throws(HomeFault) in try home.lockSync() }
        defer { home.unlockSync() }
        let need = try inHome { () throws(HomeFault) in try home.repairNeed() }
        switch need {
        case .nothing, .cut: Console.say(say.repaired(need))
        case .heal: try heal(&home)
        case .fetch:
            let outcome = Travel(home, repairing: true).sync()
            if case .append = try inHome({ () throws(HomeFault) in try home.deviceLog().permission() }) {
                Console.say(outcome.continued == nil ? say.repaired(need) : String(say.continued(outcome).dropFirst()))
            } else if outcome.ending == .done || outcome.ending == .notJoined {
                // The district answered, or there is none to ask: nobody else has these entries.
                try heal(&home)
            } else {
                throw Failure(
                    code: ExitStatus(rawValue: outcome.exitCode) ?? .later,
                    sentence: say.notSynced(outcome, scheduled: Nightly.next(of: home)))
            }
        }
    }

    private func heal(_ home: inout Home) throws(Failure) {
        let missing = try inHome { () throws(HomeFault) in try home.missingEntryCount() }
        let healed = try inHome { () throws(HomeFault) in try home.heal(answered: nil) }
        Console.say(say.repaired(.heal(.continued(by: home.origin))))
        if let healed, healed.lost > 0 { Console.say(say.lost(healed.lost)) }
        if missing > 0 { Console.say(say.lostEntries(missing)) }
    }
}
