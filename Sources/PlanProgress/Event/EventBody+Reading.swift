extension EventBody {
    private static let kinds: Set<String> = [
        "log.opened", "plan.adopted", "task.planned", "task.withdrawn", "task.progressed", "activity.done", "reading.taken",
        "event.corrected", "event.voided", "unit.registered", "device.enrolled", "device.revoked", "log.sealed",
        "catalogue.published", "plan.assigned", "plan.withdrawn", "attachment.redacted", "keys.rotated", "user.changed",
    ]

    public static func knows(_ kind: String) -> Bool { kinds.contains(kind) }

    /// Reads the body of a known kind; fields that it does not know are counted and ignored.
    public init(kind: String, reading json: JSON, unknownFields: inout Int) throws(Malformation) {
        var fields = try Fields(json, of: "body")
        switch kind {
        case "log.opened": self = .logOpened(try LogOpened(&fields))
        case "plan.adopted": self = .planAdopted(try PlanAdopted(&fields))
        case "task.planned": self = .taskPlanned(try TaskDefinition(&fields, leadNeeded: true))
        case "task.withdrawn": self = .taskWithdrawn(try TaskWithdrawal(&fields))
        case "task.progressed": self = .taskProgressed(try TaskProgress(&fields))
        case "activity.done": self = .activityDone(try Activity(&fields))
        case "reading.taken": self = .readingTaken(try Reading(&fields))
        case "event.corrected":
            let of = try fields.eventID()
            let body = try fields.value("body")
            guard body.members != nil else { throw .form(field: "body") }
            self = .eventCorrected(Correction(of: of, body: body))
        case "event.voided": self = .eventVoided(of: try fields.eventID())
        case "unit.registered": self = .unitRegistered(try UnitRegistration(&fields))
        case "device.enrolled": self = .deviceEnrolled(try DeviceEnrolment(&fields))
        case "device.revoked": self = .deviceRevoked(try LogEnd(&fields))
        case "log.sealed": self = .logSealed(try LogEnd(&fields))
        case "catalogue.published":
            self = .cataloguePublished(
                CataloguePublication(id: try fields.code("id"), year: try fields.year(), digest: try fields.digest("digest")))
        case "plan.assigned":
            let units = try fields.units()
            self = .planAssigned(units: units, try TaskDefinition(&fields, leadNeeded: false))
        case "plan.withdrawn":
            let units = try fields.units()
            self = .planWithdrawn(units: units, try TaskWithdrawal(&fields))
        case "attachment.redacted":
            let id = try fields.text("id")
            guard AttachmentReference.isID(id) else { throw .form(field: "id") }
            self = .attachmentRedacted(id: id)
        case "keys.rotated":
            let note = SignedNote(reading: Array(try fields.text("note").utf8))
            guard let handover = note.flatMap({ KeyHandover(reading: $0) }) else { throw .form(field: "note") }
            self = .keysRotated(handover)
        case "user.changed":
            let (user, word, role) = (try fields.code("user"), try fields.text("change"), try fields.optionalText("role"))
            let body = UserChange.Change(rawValue: word).flatMap { UserChange(user: user, $0, role: role) }
            guard let body else { throw .form(field: "change") }
            self = .userChanged(body)
        default: throw .form(field: "kind")
        }
        unknownFields += fields.unknownCount
    }
}

extension LogReference {
    init(reading json: JSON) throws(Malformation) {
        var fields = try Fields(json, of: "continues")
        let origin = try fields.origin()
        let size = try fields.integer("size", in: 0...Limits.largestInteger)
        guard let root = Digest(base64: try fields.text("root")) else { throw .form(field: "root") }
        self.init(origin: origin, size: size, root: root)
    }

    static func optional(_ fields: inout Fields) throws(Malformation) -> LogReference? {
        guard let json = fields.optional("continues") else { return nil }
        return try LogReference(reading: json)
    }
}

extension LogOpened {
    init(_ fields: inout Fields) throws(Malformation) {
        let origin = try fields.origin()
        guard try fields.unit() == origin.unit else { throw .form(field: "unit") }
        guard try fields.text("device") == origin.device else { throw .form(field: "device") }
        let key = try fields.key()
        guard key.name == origin.description, key.type == .log else { throw .form(field: "key") }
        self.init(origin: origin, key: key, continues: try LogReference.optional(&fields))
    }
}

extension DeviceEnrolment {
    init(_ fields: inout Fields) throws(Malformation) {
        let origin = try fields.origin()
        guard try fields.unit() == origin.unit else { throw .form(field: "unit") }
        let key = try fields.key()
        guard key.name == origin.description, key.type == .log else { throw .form(field: "key") }
        let continues = try LogReference.optional(&fields)
        let proxy = fields.optional("proxy")
        guard proxy == nil || proxy?.boolean != nil else { throw .form(field: "proxy") }
        self.init(origin: origin, key: key, continues: continues, proxy: proxy?.boolean ?? false)
    }
}

extension LogEnd {
    init(_ fields: inout Fields) throws(Malformation) {
        self.init(origin: try fields.origin(), size: try fields.integer("size", in: 0...Limits.largestInteger))
    }
}

extension PlanAdopted {
    init(_ fields: inout Fields) throws(Malformation) {
        let year = try fields.year()
        let title = try fields.text("title")
        let date = try fields.day("date")
        let catalogue = try fields.code("catalogue")
        let number = try fields.optionalText("number")
        let basis = try fields.optionalArray("basis") { value throws(Malformation) in
            guard let text = value.string else { throw .form(field: "basis") }
            return text
        }
        var organs: [String: String] = [:]
        if let json = fields.optional("organs") {
            guard let members = json.members else { throw .form(field: "organs") }
            for member in members {
                guard Code.isValid(member.name), let name = member.value.string else { throw .form(field: "organs") }
                organs[member.name] = name
            }
        }
        self.init(
            year: year, title: title, date: date, catalogue: catalogue, number: number, basis: basis ?? [], organs: organs)
    }
}

extension TaskDefinition {
    init(_ fields: inout Fields, leadNeeded: Bool) throws(Malformation) {
        let year = try fields.year()
        let task = try fields.code("task")
        let section = try fields.text("section")
        let text = try fields.text("text")
        let lead = try fields.optionalCode("lead")
        guard lead != nil || !leadNeeded else { throw .missing(field: "lead") }
        let support = try fields.codes("support")
        var dimensions: [DimensionCode] = []
        for code in try fields.codes("dimensions") {
            guard let dimension = DimensionCode(code) else { throw .form(field: "dimensions") }
            dimensions.append(dimension)
        }
        guard !dimensions.isEmpty else { throw .form(field: "dimensions") }
        let cadence = try Self.cadence(&fields)
        let timing = try fields.optionalText("timing")
        let output = try fields.optionalText("output")
        let targets = try fields.optionalArray("targets") { value throws(Malformation) in try TaskTarget(reading: value) }
        let fulfilledBy = try fields.optionalText("fulfilledBy")
        guard fulfilledBy == nil || fulfilledBy == "report" else { throw .form(field: "fulfilledBy") }
        self.init(
            year: year, task: task, section: section, text: text, lead: lead, support: support, dimensions: dimensions,
            cadence: cadence, timing: timing, output: output, targets: targets ?? [], fulfilledByReport: fulfilledBy != nil)
    }

    private static func cadence(_ fields: inout Fields) throws(Malformation) -> Cadence {
        let name = try fields.text("cadence")
        let due = try fields.optionalDay("due")
        let periods = try fields.optionalArray("periods") { value throws(Malformation) in
            var fields = try Fields(value, of: "periods")
            guard let period = PeriodCode(try fields.text("period")) else { throw .form(field: "period") }
            return Occurrence(period: period, due: try fields.optionalDay("due"))
        }
        switch (name, periods) {
        case ("once", nil): return .once(due: due)
        case ("standing", nil) where due == nil: return .standing
        case ("each", let periods?) where due == nil && !periods.isEmpty && Set(periods.map(\.period)).count == periods.count:
            return .each(periods)
        default: throw .form(field: "cadence")
        }
    }
}

extension TaskTarget {
    init(reading json: JSON) throws(Malformation) {
        var fields = try Fields(json, of: "targets")
        let measure = try fields.code("measure")
        guard let period = PeriodCode(try fields.text("period")) else { throw .form(field: "period") }
        if let value = try fields.optionalInteger("value", in: 0...Limits.largestCount) {
            self.init(measure: measure, period: period, amount: .value(value))
        } else {
            let numerator = try fields.count("numerator")
            self.init(
                measure: measure, period: period,
                amount: .ratio(numerator: numerator, denominator: try fields.count("denominator")))
        }
    }
}

extension TaskWithdrawal {
    init(_ fields: inout Fields) throws(Malformation) { self.init(year: try fields.year(), task: try fields.code("task")) }
}

extension TaskProgress {
    init(_ fields: inout Fields) throws(Malformation) {
        let year = try fields.year()
        let task = try fields.code("task")
        let occurrence = try fields.optionalText("occurrence")
        let period = occurrence.flatMap { PeriodCode($0) }
        guard (occurrence == nil) == (period == nil) else { throw .form(field: "occurrence") }
        guard let state = TaskState(rawValue: try fields.text("state")) else { throw .form(field: "state") }
        let percent = try fields.optionalInteger("percent", in: 0...100)
        self.init(year: year, task: task, occurrence: period, state: state, percent: percent.map(Int.init))
    }
}

extension Activity {
    init(_ fields: inout Fields) throws(Malformation) {
        self.init(
            activity: try fields.code("activity"), year: try fields.optionalYear(), tasks: try fields.codes("tasks"),
            quantities: try fields.counts("quantities") ?? [:],
            places: try fields.codes("places", atMost: Limits.placesPerEvent))
    }
}

extension Reading {
    init(_ fields: inout Fields) throws(Malformation) {
        let measure = try fields.code("measure")
        let year = try fields.optionalYear()
        let task = try fields.optionalCode("task")
        let value = try fields.optionalInteger("value", in: 0...Limits.largestCount)
        let numerator = try fields.optionalInteger("numerator", in: 0...Limits.largestCount)
        let denominator = try fields.optionalInteger("denominator", in: 0...Limits.largestCount)
        let counts = try fields.counts("counts")
        switch (value, numerator, denominator, counts) {
        case (let value?, nil, nil, nil): self.init(measure: measure, year: year, task: task, amount: .value(value))
        case (nil, let numerator?, let denominator?, nil):
            self.init(measure: measure, year: year, task: task, amount: .ratio(numerator: numerator, denominator: denominator))
        case (nil, nil, nil, let counts?) where !counts.isEmpty:
            self.init(measure: measure, year: year, task: task, amount: .counts(counts))
        default: throw .form(field: "value")
        }
    }
}

extension UnitRegistration {
    init(_ fields: inout Fields) throws(Malformation) {
        let unit = try fields.unit()
        let name = try fields.text("name")
        let kind = try fields.text("unitKind")
        let code = try fields.optionalCode("code")
        let parent = try fields.optionalText("parent")
        if let parent, !Origin.isUnit(parent) { throw .form(field: "parent") }
        let validFrom = try fields.day("validFrom")
        let validTo = try fields.optionalDay("validTo")
        self.init(unit: unit, name: name, unitKind: kind, code: code, parent: parent, validFrom: validFrom, validTo: validTo)
    }
}
