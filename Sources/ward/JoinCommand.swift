import ArgumentParser
import LogFiles
import PlanProgress

/// `ward join URL CODE`: checks the district against the code, pins it, then enrols; keeps what was recorded before.
struct JoinCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "join", abstract: say.help.join) }
    @OptionGroup var home: HomeOptions
    @Argument(help: ArgumentHelp(say.help.url, valueName: "url")) var url: String
    @Argument(help: ArgumentHelp(say.help.code, valueName: "code")) var code: String
    @Option(help: ArgumentHelp(say.help.ca, valueName: "file|system")) var ca: String?

    func run() throws {
        guard let address = DistrictAddress(url) else { throw Failure(code: .usage, sentence: say.badAddress(url)) }
        guard let code = InvitationCode(code) else { throw Failure(code: .usage, sentence: say.badCode) }
        var home = try Workplace(home).home
        try inHome { () throws(HomeFault) in try home.lockSync() }
        defer { home.unlockSync() }
        // Written first where no district is pinned yet: cut after the enrolment, the home would know its token and not the way.
        if try inHome({ () throws(HomeFault) in try home.districtIdentity() }) == nil { try remember(address, in: &home) }
        let authority = ca.map { $0 == "system" ? $0 : Environment.absolute($0) }
        let isJoined = try inHome { () throws(HomeFault) in try home.token() } != nil
        let outcome = Travel(home).join(address, code: code, authority: authority)
        guard outcome.ending == .done else {
            throw Failure(code: ExitStatus(rawValue: outcome.exitCode) ?? .failed, sentence: say.notJoined(outcome, at: address))
        }
        do throws(Failure) { try remember(address, in: &home) } catch { throw error.besides(say.continued(outcome)) }
        guard let code = ExitStatus(rawValue: outcome.exitCode), code == .done else {
            throw Failure(code: ExitStatus(rawValue: outcome.exitCode) ?? .failed, sentence: say.joined(outcome))
        }
        Console.say(isJoined && outcome.continued == nil ? say.joinedBefore : say.joined(outcome))
    }

    private func remember(_ address: DistrictAddress, in home: inout Home) throws(Failure) {
        let authority = ca.map { $0 == "system" ? $0 : Environment.absolute($0) }
        try inHome { () throws(HomeFault) in
            // A healing in the run may have changed the file: what lies there now is what is changed.
            home = try Home(opening: home.disk, named: home.path, surroundings: home.surroundings)
            try home.update { config in
                config["district"] = address.description
                config["ca"] = authority ?? config["ca"]
            }
        }
    }
}
