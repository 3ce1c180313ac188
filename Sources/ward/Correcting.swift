import LogFiles
import PlanProgress

/// Restates a record: reads what stands, puts in what is given, checks it as a new record is checked.
struct Correcting {
    private let command: CorrectCommand
    private let workplace: Workplace

    init(_ command: CorrectCommand) throws(Failure) {
        self.command = command
        workplace = try Workplace(writing: command.home)
    }

    func run() throws(Failure) {
        let records = try workplace.records()
        let standing = try find(in: records)
        let day = try Typed.optionalDay(command.entry.on, option: "--on") ?? standing?.event.on
        // Never today: a correction that moves its record to another month must be asked for.
        guard let day else { throw Failure(code: .usage, sentence: say.kindNeeded) }
        let checked = try restated(standing?.event.body, on: day)
        let entry = command.entry
        if let standing, standing.event.body == checked.body, standing.event.on == day, entry.texts.isEmpty, entry.attach.isEmpty {
            throw Failure(code: .failed, sentence: say.nothingToCorrect)
        }
        guard let target = standing?.newest ?? EventID(command.event) else { throw Failure(code: .usage, sentence: say.kindNeeded) }
        var warnings = checked.warnings
        let today = workplace.home.surroundings.today
        if day > today { warnings.append(.dayAhead(day, today: today)) }
        try workplace.append(
            .eventCorrected(Correction(of: target, body: checked.body.json)), on: day, by: entry.by, texts: entry.texts,
            files: entry.attach,
            warnings: warnings)
    }

    /// The record that stands, or `nil` for one that is not here and is named by its whole id.
    private func find(in records: UnitRecords) throws(Failure) -> UnitRecords.Standing? {
        guard let id = try workplace.identify(command.event, in: records) else {
            guard command.kind != nil, command.code != nil, command.entry.on != nil else {
                throw Failure(code: .usage, sentence: say.kindNeeded)
            }
            return nil
        }
        guard let standing = records.standing(id) else { throw Failure(code: .usage, sentence: say.voidedAlready(command.event)) }
        return standing
    }

    private func restated(_ body: EventBody?, on day: LocalDay) throws(Failure) -> RecordCheck.Checked {
        let check = RecordCheck(catalogue: workplace.catalogue, tasks: try workplace.standingTasks())
        let code = command.code.map(NFC.normalized)
        switch (body, command.kind) {
        case (.taskProgressed(let old)?, _): return try progress(old, code ?? old.task, check, day)
        case (.activityDone(let old)?, _): return try activity(old, code ?? old.activity, check, day)
        case (.readingTaken(let old)?, _): return try reading(old, code ?? old.measure, check, day)
        case (let body?, _): throw Failure(code: .usage, sentence: say.notCorrectable(body.kind))
        case (nil, "task"): return try progress(nil, code ?? "", check, day)
        case (nil, "activity"): return try activity(nil, code ?? "", check, day)
        case (nil, "reading"): return try reading(nil, code ?? "", check, day)
        case (nil, _): throw Failure(code: .usage, sentence: say.kindNeeded)
        }
    }

    private func progress(_ old: TaskProgress?, _ code: String, _ check: RecordCheck, _ day: LocalDay) throws(Failure)
        -> RecordCheck.Checked
    {
        try refuse(Given(command).activity + Given(command).reading + Given(command).tasks, kind: "task")
        let fields = command.progress
        let state = try fields.state.map { text throws(Failure) in try Typed.state(text) } ?? old?.state
        guard let state else { throw Failure(code: .usage, sentence: say.stateNeeded) }
        let percent = try fields.checkedPercent() ?? old?.percent.map(Int64.init)
        let occurrence = try Typed.period(fields.occurrence, option: "--occurrence") ?? old?.occurrence
        let year = try command.plan.checked() ?? old?.year
        return try checked { () throws(RecordFault) in
            try check.progress(of: code, year: year, occurrence: occurrence, state: state, percent: percent, on: day)
        }
    }

    private func activity(_ old: Activity?, _ code: String, _ check: RecordCheck, _ day: LocalDay) throws(Failure) -> RecordCheck.Checked {
        try refuse(Given(command).progress + Given(command).reading, kind: "activity")
        // A quantity that is not named again stays, unless another activity is meant, which may not carry it.
        var quantities = old?.activity == code ? old?.quantities ?? [:] : [:]
        for (measure, count) in try command.happening.quantities() { quantities[measure] = count }
        let tasks = command.task.isEmpty ? old?.tasks ?? [] : command.task.map(NFC.normalized)
        let places = command.happening.place.isEmpty ? old?.places ?? [] : command.happening.place.map(NFC.normalized)
        let year = try command.plan.checked() ?? old?.year
        let sorted = quantities.sorted { $0.key < $1.key }.map { (measure: $0.key, count: $0.value) }
        return try checked { () throws(RecordFault) in
            try check.activity(code, tasks: tasks, year: year, quantities: sorted, places: places, on: day)
        }
    }

    private func reading(_ old: Reading?, _ code: String, _ check: RecordCheck, _ day: LocalDay) throws(Failure) -> RecordCheck.Checked {
        try refuse(Given(command).progress + Given(command).activity, kind: "reading")
        guard let amount = try command.reading.amount() ?? old?.amount else { throw Failure(code: .usage, sentence: say.amountNeeded) }
        guard command.task.count <= 1 else { throw Failure(code: .usage, sentence: say.fault(.repeated(name: "--task", command.task[1]))) }
        let task = command.task.first.map(NFC.normalized) ?? old?.task
        let year = try command.plan.checked() ?? old?.year
        return try checked { () throws(RecordFault) in try check.reading(code, task: task, year: year, amount: amount, on: day) }
    }

    private func checked(_ work: () throws(RecordFault) -> RecordCheck.Checked) throws(Failure) -> RecordCheck.Checked {
        do throws(RecordFault) { return try work() } catch { throw Failure(code: .usage, sentence: say.fault(error)) }
    }

    private func refuse(_ given: [String], kind: String) throws(Failure) {
        if !given.isEmpty { throw Failure(code: .usage, sentence: say.optionOfOtherKind(given, kind: kind)) }
    }

    /// Which options of each kind were given, by name.
    private struct Given {
        let progress, activity, reading, tasks: [String]

        init(_ command: CorrectCommand) {
            func names(_ options: [(String, Bool)]) -> [String] { options.filter(\.1).map(\.0) }
            let (task, happening, amount) = (command.progress, command.happening, command.reading)
            progress = names([("--state", task.state != nil), ("--percent", task.percent != nil), ("--occurrence", task.occurrence != nil)])
            activity = names([("--quantity", !happening.quantity.isEmpty), ("--place", !happening.place.isEmpty)])
            reading = names([
                ("--value", amount.value != nil), ("--numerator", amount.numerator != nil), ("--denominator", amount.denominator != nil),
                ("--count", !amount.count.isEmpty),
            ])
            tasks = names([("--task", !command.task.isEmpty)])
        }
    }
}

/// Takes a record out of every figure; the entry itself stays.
struct Voiding {
    private let workplace: Workplace

    init(_ home: HomeOptions) throws(Failure) { workplace = try Workplace(writing: home) }

    func run(event digits: String, reason: String, on: LocalDay?, by: String?) throws(Failure) {
        // Whoever reads the log a year later asks why.
        guard !reason.allSatisfy(\.isWhitespace) else { throw Failure(code: .usage, sentence: say.reasonNeeded) }
        let records = try workplace.records()
        let id = try workplace.identify(digits, in: records)
        if let id {
            switch records[id]?.body {
            case .logOpened?, .eventVoided?, .attachmentRedacted?:
                throw Failure(code: .usage, sentence: say.notCorrectable(records[id]?.body.kind ?? ""))
            default: break
            }
            guard records.standing(id) != nil, !records.isVoided(id) else {
                throw Failure(code: .usage, sentence: say.voidedAlready(digits))
            }
        }
        // A target that is not here is voided all the same: the void waits at the district until it arrives.
        guard let target = id ?? EventID(digits) else { throw Failure(code: .usage, sentence: say.noEvent(digits)) }
        let day: LocalDay
        if let on { day = on } else { day = try workplace.day(nil) }
        try workplace.append(.eventVoided(of: target), on: day, by: by, texts: [(.reason, NFC.normalized(reason))])
    }
}

extension Workplace {
    /// The event that the digits mean; `nil` for a whole id that is not here. Anything else ends the command.
    func identify(_ digits: String, in records: UnitRecords) throws(Failure) -> EventID? {
        let digits = digits.lowercased()
        switch records.find(digits) {
        case .one(let id): return id
        case .several(let ids): throw Failure(code: .usage, sentence: say.severalEvents(digits, ids))
        case .none:
            if EventID(digits) != nil { return nil }
            throw Failure(code: .usage, sentence: digits.utf8.count < 8 ? say.shortDigits(digits) : say.noEvent(digits))
        }
    }
}
