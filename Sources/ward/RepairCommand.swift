import ArgumentParser
import LogFiles
import PlanProgress

/// `ward repair`: mends what the disk spoiled, from the district where it has it, else by a continuing log.
///
/// Mended at the price of entries that are gone, it ends with 65: whoever runs it from a script learns that something is to be recorded again.
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
                let more = say.continued(outcome)
                let said = outcome.continued == nil ? say.repaired(need) + more : String(more.dropFirst())
                let code: ExitStatus = outcome.hasLost ? .damaged : outcome.notOverwritten > 0 ? .disk : .done
                guard code == .done else { throw Failure(code: code, sentence: said) }
                Console.say(said)
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
        let healedHome = home
        Console.say(say.repaired(.heal(.continued(by: home.origin))))
        for origin in try inHome({ () throws(HomeFault) in try healedHome.unreadableLogs() }) { Console.say(say.leftOut(origin)) }
        let spoiled = healed?.lost ?? 0
        let lost = (spoiled > 0 ? [say.lost(spoiled)] : []) + (missing > 0 ? [say.lostEntries(missing)] : [])
        if !lost.isEmpty { throw Failure(code: .damaged, sentence: lost.joined(separator: "\n")) }
    }
}
