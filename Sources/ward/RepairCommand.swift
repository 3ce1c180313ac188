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
            let besides = say.continued(outcome)
            let permission: AppendPermission
            do throws(Failure) { permission = try inHome { () throws(HomeFault) in try home.deviceLog().permission() } } catch {
                throw error.besides(besides)
            }
            if permission == .append {
                try tell(outcome, outcome.continued == nil ? say.repaired(need) + besides : String(besides.dropFirst()))
            } else if outcome.ending == .done || outcome.ending == .notJoined {
                // The district answered, or there is none to ask: nobody else has these entries.
                do throws(Failure) { try heal(&home) } catch { throw error.besides(besides) }
                if !besides.isEmpty { try tell(outcome, String(besides.dropFirst())) }
            } else {
                throw Failure(
                    code: ExitStatus(rawValue: outcome.exitCode) ?? .later,
                    sentence: say.notSynced(outcome, scheduled: Nightly.next(of: home)))
            }
        }
    }

    /// The log may be written again: what counts then is what the run met beside it, and not how it ended.
    private func tell(_ outcome: SyncOutcome, _ words: String) throws(Failure) {
        var mended = outcome
        mended.ending = .done
        guard mended.exitCode == 0 else { throw Failure(code: ExitStatus(rawValue: mended.exitCode) ?? .failed, sentence: words) }
        Console.say(words)
    }

    private func heal(_ home: inout Home) throws(Failure) {
        let missing = try inHome { () throws(HomeFault) in try home.missingEntryCount() }
        let healed = try inHome { () throws(HomeFault) in try home.heal(answered: nil) }
        Console.say(say.repaired(.heal(.continued(by: home.origin))))
        let spoiled = healed?.lost ?? 0
        let lost = (spoiled > 0 ? [say.lost(spoiled)] : []) + (missing > 0 ? [say.lostEntries(missing)] : [])
        let healedHome = home
        do throws(Failure) {
            for origin in try inHome({ () throws(HomeFault) in try healedHome.unreadableLogs() }) { Console.say(say.leftOut(origin)) }
        } catch {
            // The disk does not even say which logs it has: what is gone is told all the same.
            throw lost.isEmpty ? error : Failure(code: .damaged, sentence: (lost + [error.sentence]).joined(separator: "\n"))
        }
        if !lost.isEmpty { throw Failure(code: .damaged, sentence: lost.joined(separator: "\n")) }
    }
}
