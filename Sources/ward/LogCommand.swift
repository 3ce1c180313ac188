import ArgumentParser
import LogFiles
import PlanProgress

/// `ward log`: the entries of one log, for a person, or in their exact bytes.
struct LogCommand: ParsableCommand {
    enum Form: String, ExpressibleByArgument, CaseIterable { case table, json, csv, ndjson }

    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "log", abstract: say.help.log) }
    @OptionGroup var home: HomeOptions
    @Option(help: ArgumentHelp(say.help.origin, valueName: "origin")) var origin: String?
    @Option(help: ArgumentHelp(say.help.logForm)) var format: Form = .table

    func run() throws {
        let workplace = try Workplace(home)
        let origin = try origin.map { text throws(Failure) in
            guard let origin = Origin(text) else { throw Failure(code: .usage, sentence: say.badOrigin(text)) }
            return origin
        }
        guard let log = try inHome({ () throws(HomeFault) in try workplace.home.log(origin ?? workplace.home.origin) }) else {
            throw Failure(code: .failed, sentence: say.noLog(origin ?? workplace.home.origin))
        }
        switch format {
        case .ndjson: Console.data(log.scan.wireBytes(from: 0, to: log.size))
        case .json: Console.data(Self.json(log).canonicalText)
        case .table:
            for line in TextTable(rows: try rows(log, in: workplace)).lines(within: Console.width, breaking: 4) { Console.data(line) }
            if let old = log.opened?.continues?.origin { Console.say(say.earlierLog(old)) }
        case .csv: for row in try rows(log, in: workplace) { Console.data(row.map(CSV.cell).joined(separator: ";")) }
        }
        if !log.scan.isWhole { throw Failure(code: .damaged, sentence: say.damagedLog(log.origin, at: log.size)) }
    }

    /// The entry itself where it is JSON of ours, else its bytes in base64.
    private static func json(_ log: LogImage) -> JSON {
        let entries = (0..<log.size).map { index in
            let bytes = log.scan.entry(index)
            let event = try? JSON(reading: bytes)
            return JSON.object(present: [
                ("index", .integer(index)), ("id", .string(EventReading(of: bytes).id.description)), ("event", event),
                ("bytes", event == nil ? .string(Base64.text(Array(bytes))) : nil),
            ])
        }
        return .object(present: [
            ("schema", "wardlog.log/1"), ("origin", .string(log.origin.description)), ("size", .integer(log.size)),
            ("entries", .array(entries)),
        ])
    }

    private func rows(_ log: LogImage, in workplace: Workplace) throws(Failure) -> [[String]] {
        let redacted = try inHome { () throws(HomeFault) in try workplace.home.redactions() }.ids
        return [say.logHeader]
            + (0..<log.size).map { index in
                let reading = EventReading(of: log.scan.entry(index))
                let hash = String(reading.id.hash.hex.prefix(12))
                guard case .event(let event, _) = reading.content else { return ["\(index)", "", "", say.notUnderstood, "", hash] }
                return ["\(index)", event.on.vietnamese, event.by, say.kind(event.body), Self.content(of: event, redacted), hash]
            }
    }

    /// What was recorded; where words beside it were erased, that they were.
    private static func content(of event: Event, _ redacted: Set<String>) -> String {
        let erased = event.attachments.filter { redacted.contains($0.id) }.map { "\(say.role($0.role)) \(say.erasedContent)" }
        return ([say.summary(event.body)] + erased).joined(separator: " · ")
    }
}
