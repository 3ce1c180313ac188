import LogFiles
import PlanProgress

/// Writes one record: everything is checked and every file read before the first byte is written.
struct Recording {
    private let workplace: Workplace
    private let entry: EntryOptions

    init(_ home: HomeOptions, _ entry: EntryOptions) throws(Failure) {
        workplace = try Workplace(writing: home)
        self.entry = entry
    }

    /// Checks what is asked against plan and catalogue, appends it, and prints its id.
    func record(_ make: (RecordCheck, LocalDay) throws(RecordFault) -> RecordCheck.Checked) throws(Failure) {
        let day = try workplace.day(entry.on)
        let check = RecordCheck(catalogue: workplace.catalogue, tasks: try workplace.standingTasks())
        let checked: RecordCheck.Checked
        do throws(RecordFault) { checked = try make(check, day) } catch { throw Failure(code: .usage, sentence: say.fault(error)) }
        var warnings = checked.warnings
        let today = workplace.home.surroundings.today
        if day > today { warnings.append(.dayAhead(day, today: today)) }
        try workplace.append(checked.body, on: day, by: entry.by, texts: entry.texts, files: entry.attach, warnings: warnings)
    }
}

extension EntryOptions {
    /// What goes beside the log as text, in NFC; an empty one is none.
    var texts: [(role: AttachmentReference.Role, text: String)] {
        [(.subject, subject), (.note, note)].compactMap { role, text in
            text.flatMap { $0.isEmpty ? nil : (role, NFC.normalized($0)) }
        }
    }
}

extension Workplace {
    /// The day that a record speaks of: the one given, else today, unless the clock is plainly wrong (design 4).
    func day(_ option: String?) throws(Failure) -> LocalDay {
        if let day = try Typed.optionalDay(option, option: "--on") { return day }
        let now = home.surroundings.now()
        let today = LocalDay(utcMilliseconds: now)
        guard let today, let buildDay = LocalDay(Build.day), today >= buildDay, try newestAt() < now + 86_400_000 else {
            throw Failure(code: .failed, sentence: say.clockWrong(now))
        }
        return today
    }

    /// Appends one event with its attachments, which are durable before the entry that names them; prints the id alone.
    func append(
        _ body: EventBody, on day: LocalDay, by: String?, texts: [(role: AttachmentReference.Role, text: String)], files: [String] = [],
        warnings: [RecordWarning] = []
    ) throws(Failure) {
        var event = try draft(body, on: day, by: by)
        let attachments = try attachments(texts: texts, files: files)
        // A reference is at most 43 + 127 characters and the words around them.
        let byteCount = event.bytes.count + attachments.count * 280
        guard byteCount <= Limits.eventByteCount else { throw Failure(code: .damaged, sentence: say.fault(.tooLong(byteCount: byteCount))) }
        for warning in warnings { Console.say(say.warning(warning)) }
        for attachment in attachments {
            let reference = try inHome { () throws(HomeFault) in
                try home.store(name: attachment.name, type: attachment.type, content: attachment.content, role: attachment.role)
            }
            event.attachments.append(reference)
        }
        let recorded = try append([event])[0]
        Console.data(recorded.id.description)
        if Console.isTerminal { Console.say(say.recorded) }
    }

    /// An event of this device, but for its attachments; `at` is set where it is appended.
    func draft(_ body: EventBody, on day: LocalDay, by: String?) throws(Failure) -> Event {
        let role = by.map(NFC.normalized) ?? home.config.by
        guard Code.isValid(role) else { throw Failure(code: .usage, sentence: say.badCode(role, option: "--by")) }
        return Event(at: 0, on: day, by: role, nonce: home.surroundings.nonce(), catalogue: catalogue.reference, body: body)
    }

    private struct Piece {
        let name, type: String
        let content: [UInt8]
        let role: AttachmentReference.Role
    }

    private func attachments(texts: [(role: AttachmentReference.Role, text: String)], files: [String]) throws(Failure) -> [Piece] {
        var pieces = texts.map { Piece(name: "\($0.role.rawValue).txt", type: "text/plain", content: Array($0.text.utf8), role: $0.role) }
        for path in files {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let content = try Files.read(path, limit: Limits.attachmentByteCount)
            guard 17 + NFC.normalized(name).utf8.count + content.count <= Limits.attachmentByteCount,
                NFC.normalized(name).utf8.count <= Limits.attachmentNameByteCount
            else { throw Failure(code: .usage, sentence: say.largeAttachment(path)) }
            pieces.append(Piece(name: name, type: MediaType.of(name), content: content, role: .evidence))
        }
        for piece in pieces where piece.content.count > Limits.attachmentByteCount - 300 {
            throw Failure(code: .usage, sentence: say.largeAttachment(piece.name))
        }
        return pieces
    }

    /// The newest `at` in the unit's logs here that the district does not disprove; none is parsed.
    private func newestAt() throws(Failure) -> Int64 {
        let logs = try unitLogs()
        let district = try inHome { () throws(HomeFault) in try home.districtIdentity() }
        return logs.compactMap { log in log.newestAt(cosignedAt: log.receipt.flatMap { district?.everCosignedAt($0) }) }.max() ?? 0
    }
}

/// What a file is, by the end of its name: for whoever opens it later; nothing depends on it.
enum MediaType {
    static func of(_ name: String) -> String {
        let known = [
            "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "txt": "text/plain",
            "csv": "text/csv", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "mp3": "audio/mpeg", "mp4": "video/mp4",
        ]
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return known[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }
}
