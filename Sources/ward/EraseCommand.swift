import ArgumentParser
import LogFiles
import PlanProgress

/// `ward erase EVENT --yes`: the words and files of a record go for ever; the record and every figure stay.
struct EraseCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "erase", abstract: say.help.erase) }
    @OptionGroup var home: HomeOptions
    @Argument(help: ArgumentHelp(say.help.event, valueName: "event")) var event: String?
    // An id may begin with a hyphen.
    @Option(parsing: .unconditionalSingleValue, help: ArgumentHelp(say.help.eraseAttachment, valueName: "id")) var attachment: [String] = []
    @Flag(help: ArgumentHelp(say.help.eraseYes)) var yes = false
    @Flag(help: ArgumentHelp(say.help.eraseList)) var list = false
    @Option(help: ArgumentHelp(say.help.on, valueName: "day")) var on: String?
    @Option(help: ArgumentHelp(say.help.by, valueName: "role")) var by: String?
    @OptionGroup var form: FormatOptions

    func run() throws {
        switch (event, list) {
        case (nil, true): try printList()
        case (let event?, false): try Erasing(home).run(event: event, only: attachment, isSure: yes, on: on, by: by)
        default: throw Failure(code: .usage, sentence: say.eraseWhat)
        }
    }

    private func printList() throws {
        let report = try Workplace(home).erasures()
        switch form.format {
        case .json: Console.data(report.json.canonicalText)
        case .csv: for row in say.erasureRows(report) { Console.data(row.map(CSV.cell).joined(separator: ";")) }
        case .table: for line in TextTable(rows: say.erasureRows(report)).lines { Console.data(line) }
        }
    }
}

/// Records that attachments are redacted, then erases them here: cut between the two, the next sync or the same command does the rest.
struct Erasing {
    private let workplace: Workplace

    init(_ home: HomeOptions) throws(Failure) { workplace = try Workplace(writing: home) }

    func run(event digits: String, only wanted: [String], isSure: Bool, on: String?, by: String?) throws(Failure) {
        let records = try workplace.records()
        guard let id = try workplace.identify(digits, in: records) else { throw Failure(code: .usage, sentence: say.noEvent(digits)) }
        let chosen = try chosen(among: records.attachments(ofRecord: id), wanted, of: digits)
        let redactions = try inHome { () throws(HomeFault) in try workplace.home.redactions() }
        for reference in chosen {
            let isErased = redactions.ids.contains(reference.id)
            let isUnreadable = try inHome { () throws(HomeFault) in try workplace.home.isUnreadable(attachment: reference.id) }
            let content = isErased ? nil : workplace.home.attachment(reference.id)
            Console.data(say.attachment(reference, content, isErased: isErased, isUnreadable: isUnreadable))
        }
        let new = chosen.filter { !redactions.ids.contains($0.id) }
        guard !new.isEmpty else {
            let left = try erase(chosen)
            Console.say(say.erasedBefore)
            return try tell(left)
        }
        guard isSure else { throw Failure(code: .usage, sentence: say.eraseSure(new.count)) }
        let day = try workplace.day(on)
        let recorded = try workplace.append(
            new.map { reference throws(Failure) in try workplace.draft(.attachmentRedacted(id: reference.id), on: day, by: by) })
        let left = try erase(chosen)
        for entry in recorded { Console.data(entry.id.description) }
        Console.say(say.erased(new.count))
        try tell(left)
    }

    /// The record stands and the names are gone; a person must know that the bytes may not be.
    private func tell(_ notOverwritten: Int) throws(Failure) {
        if notOverwritten > 0 { throw Failure(code: .disk, sentence: say.notOverwritten(notOverwritten)) }
    }

    /// All of them, or those whose ids hold what was given.
    private func chosen(among all: [AttachmentReference], _ wanted: [String], of digits: String) throws(Failure) -> [AttachmentReference] {
        guard !all.isEmpty else { throw Failure(code: .usage, sentence: say.noAttachments(digits)) }
        if wanted.isEmpty { return all }
        var chosen: [AttachmentReference] = []
        for part in wanted {
            let found = all.filter { part.utf8.count >= 8 && $0.id.contains(part) }
            guard found.count == 1, let one = found.first else { throw Failure(code: .usage, sentence: say.noAttachment(part)) }
            if !chosen.contains(one) { chosen.append(one) }
        }
        return chosen
    }

    /// How many of them could only be unlinked.
    private func erase(_ references: [AttachmentReference]) throws(Failure) -> Int {
        var count = 0
        for reference in references {
            let erasing = try inHome { () throws(HomeFault) in try workplace.home.erase(attachment: reference.id) }
            if erasing == .onlyUnlinked { count += 1 }
        }
        return count
    }
}

extension Workplace {
    /// How far the unit's erasures have come, as far as this machine was told.
    func erasures() throws(Failure) -> ErasureReport {
        var report = ErasureReport(register: try register())
        for log in try unitLogs() {
            for index in 0..<log.size { report.take(log.scan.entry(index), at: EntryPlace(origin: log.origin, index: index)) }
        }
        return report
    }
}
