import ArgumentParser
import LogFiles
import PlanProgress

/// `ward status`: the plan at a glance, what is late, and how far the district has received it.
struct StatusCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "status", abstract: say.help.status) }
    @OptionGroup var home: HomeOptions
    @OptionGroup var plan: YearOption
    @OptionGroup var form: FormatOptions

    func run() throws {
        let status = try WardStatus(try Workplace(home), year: try plan.checked())
        switch form.format {
        case .json: Console.data(status.json.canonicalText)
        case .csv: for row in status.rows { Console.data(row.map(CSV.cell).joined(separator: ";")) }
        case .table: for line in status.lines { Console.data(line) }
        }
    }
}

/// Everything that `ward status` shows, read at once.
struct WardStatus {
    private let workplace: Workplace
    private let figures: UnitFigures?
    private let period: Period?
    private let own: LogImage
    private let lastSync: LastSync?
    private let attachments: OutgoingAttachments
    private let permission: AppendPermission
    private let receivedAt: Int64?
    private let lostEntries: Int64

    init(_ workplace: Workplace, year: Int?) throws(Failure) {
        self.workplace = workplace
        let plan = try workplace.plan(year: year)
        period = plan.flatMap { PeriodCode("\($0.year)-Y") }.flatMap { Period($0, .administrative) }
        figures = try period.map { period throws(Failure) in try workplace.figures(of: period) }
        let home = workplace.home
        (own, lastSync, permission, attachments, receivedAt, lostEntries) = try inHome { () throws(HomeFault) in
            let log = try home.deviceLog()
            let permission = try log.permission()
            let image = log.image
            let cosigned = try home.districtIdentity().flatMap { district in image.receipt.flatMap { district.everCosignedAt($0) } }
            return (
                image, try home.lastSync(), permission, try home.outgoingAttachments(), cosigned, try Self.lostEntries(home, image)
            )
        }
    }

    private var receivedSize: Int64 { receivedAt == nil ? 0 : own.receiptCheckpoint?.size ?? 0 }
    private var now: Int64 { workplace.home.surroundings.now() }

    var lines: [String] {
        let name = workplace.home.config["name"] ?? workplace.unit
        return ["\(TextTable.shown(name)) · \(own.origin)"] + planLines + [""] + districtLines + warningLines
    }

    private var planLines: [String] {
        guard let figures, let period else { return [say.noPlan] }
        let late = figures.outcomes.compactMap { outcome -> String? in
            guard case .occurrence(let occurrence, _, let due, _, true, _) = outcome.content else { return nil }
            return say.lateTask(outcome.task, occurrence: occurrence, due: due)
        }
        return [say.planAtAGlance(figures.all, year: period.code.year)]
            + (late.isEmpty ? [say.nothingLate] : [say.late] + late.map { "  \($0)" })
    }

    private var districtLines: [String] {
        // What opens a log was recorded by nobody.
        let received = max(0, receivedSize - 1)
        let total = max(0, own.size - 1)
        let waiting = total - received
        var lines = [
            say.received(received, of: total, at: receivedAt.map { $0 * 1000 }, now: now, continuing: own.opened?.continues?.origin)
        ]
        if waiting > 0 || !attachments.waiting.isEmpty { lines.append(say.waitingHere(waiting, attachments.waiting.count)) }
        if let lastSync {
            let scheduled = lastSync.exitCode == 0 ? nil : Nightly.next(of: workplace.home)
            lines.append(say.lastSync(lastSync, scheduled: scheduled))
        }
        return lines
    }

    private var warningLines: [String] {
        let told =
            (lostEntries == 0 ? [] : ["", say.lostEntries(lostEntries)])
            + (attachments.refused.isEmpty ? [] : ["", say.attachmentsRefused(attachments.refused)])
        guard case .never(let refusal) = permission else { return told }
        return told + ["", say.home(.log(.neverAppend(own.origin, refusal)))]
    }

    /// For a month after the log was continued: long enough to be read, and to have recorded again what is gone.
    private static func lostEntries(_ home: Home, _ own: LogImage) throws(HomeFault) -> Int64 {
        guard own.size > 0, let opened = EventClock.at(of: own.scan.entry(0)),
            home.surroundings.now() - opened < 31 * 86_400_000
        else { return 0 }
        return try home.entriesLostBefore(own)
    }

    /// A task a row, for a spreadsheet.
    var rows: [[String]] {
        [say.statusHeader]
            + (figures?.outcomes ?? []).map { outcome in
                switch outcome.content {
                case .occurrence(let occurrence, let state, let due, _, let late, _):
                    [
                        outcome.task, occurrence?.description ?? "", say.state(state), outcome.percent.map { "\($0)" } ?? "",
                        due?.vietnamese ?? "", late ? say.lateWord : "",
                    ]
                case .standing(let active, let blocked):
                    [outcome.task, "", say.standing(active: active, blocked: blocked), outcome.percent.map { "\($0)" } ?? "", "", ""]
                }
            }
    }

    var json: JSON {
        .object(present: [
            ("schema", "wardlog.status/1"), ("origin", .string(own.origin.description)), ("size", .integer(own.size)),
            ("received", .integer(receivedSize)), ("receivedAt", receivedAt.map { .integer($0) }),
            ("waitingAttachments", .integer(Int64(attachments.waiting.count))),
            ("refusedAttachments", .integer(Int64(attachments.refused.count))), ("lostEntries", .integer(lostEntries)),
            ("mayRecord", .boolean(permission == .append)),
            (
                "plan",
                figures.map { figures in
                    .object(present: [
                        ("period", period.map { .string($0.code.description) }), ("total", .integer(figures.all.total)),
                        ("done", .integer(figures.all.done)), ("late", .integer(figures.all.late)),
                        ("standing", .integer(figures.all.standing)),
                        ("standingActive", .integer(figures.all.standingActive)), ("activities", .integer(figures.all.activities)),
                    ])
                }
            ),
            (
                "lastSync",
                lastSync.map { last in
                    .object(present: [
                        ("at", .integer(last.at)), ("exit", .integer(Int64(last.exitCode))), ("ending", .string(last.ending)),
                        ("waiting", .integer(last.waitingEntries)), ("nextTry", last.nextTry.map { .integer($0) }),
                    ])
                }
            ),
        ])
    }
}

extension Workplace {
    /// The unit's own figures from what lies here; every log of the unit stands, whether or not the district has let it in yet.
    func figures(of period: Period) throws(Failure) -> UnitFigures {
        var register = try register()
        let logs = try unitLogs()
        func note(_ body: EventBody) { register.take(Event(at: 0, on: LocalDay.earliest, by: "ward", nonce: "AAAAAAAA", body: body).bytes) }
        if register.units[unit] == nil {
            note(.unitRegistered(UnitRegistration(unit: unit, name: unit, unitKind: "ward", validFrom: LocalDay.earliest)))
        }
        for log in logs where register.devices[log.origin] == nil {
            if let key = log.opened?.key { note(.deviceEnrolled(DeviceEnrolment(origin: log.origin, key: key))) }
        }
        var store = MemoryMergeStore()
        var merge = Merge(register: register)
        for log in logs { store.merge((0..<log.size).map { Array(log.scan.entry($0)) }, of: log.origin, by: &merge) }
        merge.finish(into: &store)
        guard let registration = register.units[unit] else { preconditionFailure("the unit was registered above") }
        let asOf = period.defaultAsOf(today: home.surroundings.today)
        return UnitFigures.read(unit: registration, period: period, asOf: asOf, register: register, from: &store)
    }
}
