import ArgumentParser
import LogFiles
import PlanProgress

/// `ward init`: a data folder with a log of its own; works offline, before any district knows of it.
struct InitCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "init", abstract: say.help.initialise) }
    @OptionGroup var home: HomeOptions
    @Option(help: ArgumentHelp(say.help.district, valueName: "id")) var district: String
    @Option(help: ArgumentHelp(say.help.unit, valueName: "id")) var unit: String
    @Option(help: ArgumentHelp(say.help.device, valueName: "name")) var device: String
    @Option(help: ArgumentHelp(say.help.name, valueName: "text")) var name: String?
    @Option(help: ArgumentHelp(say.help.initBy, valueName: "role")) var by: String?

    func run() throws {
        guard let origin = Origin(district: district, unit: unit, device: device), !origin.isDistrictLog, !device.contains(".") else {
            let wrong = [district, unit].first { !Origin.isUnit($0) } ?? device
            throw Failure(code: .usage, sentence: say.badOrigin(wrong))
        }
        let by = by.map(NFC.normalized)
        if let by, !Code.isValid(by) { throw Failure(code: .usage, sentence: say.badCode(by, option: "--by")) }
        let config = HomeConfig(origin: origin, by: by, name: name.map(NFC.normalized))
        let made = try inHome { () throws(HomeFault) in
            try Home.create(at: home.path, guards: Home.guardsFolder(environment: Environment.folders), config: config)
        }
        Console.say(say.initialised(made.origin, at: home.path))
    }
}
