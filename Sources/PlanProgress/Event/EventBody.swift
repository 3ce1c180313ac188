/// The kinds that this version understands, each with its own fields (events.md 3 and 4).
///
/// Every other kind is kept as bytes and counted as not understood.
public enum EventBody: Hashable, Sendable {
    case logOpened(LogOpened)
    case planAdopted(PlanAdopted)
    case taskPlanned(TaskDefinition)
    case taskWithdrawn(TaskWithdrawal)
    case taskProgressed(TaskProgress)
    case activityDone(Activity)
    case readingTaken(Reading)
    case eventCorrected(Correction)
    case eventVoided(of: EventID)
    case unitRegistered(UnitRegistration)
    case deviceEnrolled(DeviceEnrolment)
    case deviceRevoked(LogEnd)
    case logSealed(LogEnd)
    case cataloguePublished(CataloguePublication)
    case planAssigned(units: [String], TaskDefinition)
    case planWithdrawn(units: [String], TaskWithdrawal)
    /// Its bytes are erased wherever they lie, and nothing else changes.
    case attachmentRedacted(id: String)
    /// The district goes on with other keys.
    case keysRotated(KeyHandover)
    case userChanged(UserChange)
}

/// What became of one who may log in to the district's pages. A password is in no event, in no form.
public struct UserChange: Hashable, Sendable {
    /// The name with which the user logs in.
    public let user: String
    public let change: Change
    /// `reader`, `reviewer`, `administrator`, or what a later version knows; with `added` and `role`.
    public let role: String?

    public enum Change: String, Hashable, Sendable, CaseIterable { case added, role, password, removed }

    /// `nil` where a role is missing or too much, or a name leaves the grammar of codes.
    public init?(user: String, _ change: Change, role: String? = nil) {
        guard Code.isValid(user), (role != nil) == (change == .added || change == .role), role.map({ Code.isValid($0) }) ?? true else {
            return nil
        }
        (self.user, self.change, self.role) = (user, change, role)
    }
}

/// Index 0 of every log, and nowhere else.
public struct LogOpened: Hashable, Sendable {
    public let origin: Origin
    public let unit, device: String
    public let key: VerifierKey
    public let continues: LogReference?

    public init(origin: Origin, key: VerifierKey, continues: LogReference? = nil) {
        (self.origin, unit, device, self.key, self.continues) = (origin, origin.unit, origin.device, key, continues)
    }
}

/// A log as it lay somewhere: origin, size and root.
public struct LogReference: Hashable, Sendable {
    public let origin: Origin
    public let size: Int64
    public let root: Digest

    public init(origin: Origin, size: Int64, root: Digest) {
        (self.origin, self.size, self.root) = (origin, size, root)
    }

    var json: JSON {
        .object(present: [("origin", .string(origin.description)), ("size", .integer(size)), ("root", .string(root.base64))])
    }
}

/// A unit's plan for a year, as its own title page names it.
public struct PlanAdopted: Hashable, Sendable {
    public var year: Int
    public var title: String
    public var date: LocalDay
    /// The catalogue's id, such as `papi-2022`.
    public var catalogue: String
    public var number: String?
    public var basis: [String]
    /// Organs beyond the catalogue's: code and name.
    public var organs: [String: String]

    public init(
        year: Int, title: String, date: LocalDay, catalogue: String, number: String? = nil, basis: [String] = [],
        organs: [String: String] = [:]
    ) {
        (self.year, self.title, self.date, self.catalogue) = (year, title, date, catalogue)
        (self.number, self.basis, self.organs) = (number, basis, organs)
    }
}

/// A task as a plan states it: the body of `task.planned`, and of `plan.assigned` with its units.
public struct TaskDefinition: Hashable, Sendable {
    public var year: Int
    public var task: String
    public var section: String
    public var text: String
    /// The organ that leads; the code of the catalogue or of the plan. `nil` only in a `plan.assigned` that
    /// leaves it to the ward.
    public var lead: String?
    public var support: [String]
    /// `D1`…`D8`, or PAPI's sub-dimensions such as `2.2`.
    public var dimensions: [DimensionCode]
    public var cadence: Cadence
    /// The plan's own words on time, where it says any.
    public var timing: String?
    public var output: String?
    public var targets: [TaskTarget]
    public var fulfilledByReport: Bool

    public enum Cadence: Hashable, Sendable {
        case once(due: LocalDay?)
        case standing
        case each([Occurrence])
    }

    public struct Occurrence: Hashable, Sendable {
        public let period: PeriodCode
        public let due: LocalDay?
        public init(period: PeriodCode, due: LocalDay? = nil) {
            (self.period, self.due) = (period, due)
        }
    }

    public init(
        year: Int, task: String, section: String, text: String, lead: String?, support: [String] = [],
        dimensions: [DimensionCode], cadence: Cadence, timing: String? = nil, output: String? = nil,
        targets: [TaskTarget] = [], fulfilledByReport: Bool = false
    ) {
        (self.year, self.task, self.section, self.text, self.lead) = (year, task, section, text, lead)
        (self.support, self.dimensions, self.cadence, self.timing) = (support, dimensions, cadence, timing)
        (self.output, self.targets, self.fulfilledByReport) = (output, targets, fulfilledByReport)
    }
}

/// A figure that a plan asks for; never invented.
public struct TaskTarget: Hashable, Sendable {
    public let measure: String
    public let period: PeriodCode
    public let amount: Amount

    public enum Amount: Hashable, Sendable {
        case value(Int64)
        case ratio(numerator: Int64, denominator: Int64)
    }

    public init(measure: String, period: PeriodCode, amount: Amount) {
        (self.measure, self.period, self.amount) = (measure, period, amount)
    }
}

/// `D2`, or finer as PAPI's own sub-dimension `2.2`, which rolls up to `D2`.
public struct DimensionCode: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// 1…8.
    public let number: Int

    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        switch bytes.count {
        case 2 where bytes[0] == UInt8(ascii: "D") && (49...56).contains(bytes[1]): number = Int(bytes[1]) - 48
        case 3 where bytes[1] == UInt8(ascii: ".") && (49...56).contains(bytes[0]) && (49...57).contains(bytes[2]):
            number = Int(bytes[0]) - 48
        default: return nil
        }
        description = String(text)
    }

    public static let all: [DimensionCode] = (1...8).compactMap { DimensionCode("D\($0)") }
}

/// A task that is taken out of a plan from the event's day on.
public struct TaskWithdrawal: Hashable, Sendable {
    public let year: Int
    public let task: String
    public init(year: Int, task: String) {
        (self.year, self.task) = (year, task)
    }
}

/// Where a task, or one occurrence of it, stands.
public struct TaskProgress: Hashable, Sendable {
    public var year: Int
    public var task: String
    /// Needed where the task's cadence is `each`.
    public var occurrence: PeriodCode?
    public var state: TaskState
    /// 0–100; shown for the task, never averaged across tasks.
    public var percent: Int?

    public init(year: Int, task: String, occurrence: PeriodCode? = nil, state: TaskState, percent: Int? = nil) {
        (self.year, self.task, self.occurrence, self.state, self.percent) = (year, task, occurrence, state, percent)
    }
}

/// The four states that a clerk reports; lateness is computed, never said.
public enum TaskState: String, Hashable, Sendable, CaseIterable {
    case notStarted, inProgress, blocked, done
}

/// Something was done: one happening, which may serve several tasks and counts once.
public struct Activity: Hashable, Sendable {
    public var activity: String
    public var year: Int?
    public var tasks: [String]
    public var quantities: [String: Int64]
    public var places: [String]

    public init(activity: String, year: Int? = nil, tasks: [String] = [], quantities: [String: Int64] = [:], places: [String] = []) {
        (self.activity, self.year, self.tasks, self.quantities, self.places) = (activity, year, tasks, quantities, places)
    }
}

/// Something was counted or read off.
public struct Reading: Hashable, Sendable {
    public var measure: String
    public var year: Int?
    public var task: String?
    public var amount: Amount

    public enum Amount: Hashable, Sendable {
        case value(Int64)
        case ratio(numerator: Int64, denominator: Int64)
        /// How many gave each score.
        case counts([String: Int64])
    }

    public init(measure: String, year: Int? = nil, task: String? = nil, amount: Amount) {
        (self.measure, self.year, self.task, self.amount) = (measure, year, task, amount)
    }
}

/// Restates its target: the correction's `on` and body replace the target's.
public struct Correction: Hashable, Sendable {
    public let of: EventID
    /// Read with the target's kind, once the target is here.
    public let body: JSON
    public init(of: EventID, body: JSON) {
        (self.of, self.body) = (of, body)
    }
}

/// A unit of the dated tree, with its title and its parent.
public struct UnitRegistration: Hashable, Sendable {
    public var unit, name: String
    /// Such as `phường`, `quận`: titles come from data.
    public var unitKind: String
    /// The statistics office's code: an attribute, reused for other places, never a key.
    public var code: String?
    public var parent: String?
    public var validFrom: LocalDay
    public var validTo: LocalDay?

    public init(
        unit: String, name: String, unitKind: String, code: String? = nil, parent: String? = nil, validFrom: LocalDay,
        validTo: LocalDay? = nil
    ) {
        (self.unit, self.name, self.unitKind, self.code) = (unit, name, unitKind, code)
        (self.parent, self.validFrom, self.validTo) = (parent, validFrom, validTo)
    }
}

/// A device's log and key, let in for a unit.
public struct DeviceEnrolment: Hashable, Sendable {
    public let origin: Origin
    public let unit: String
    public let key: VerifierKey
    public let continues: LogReference?
    /// The district enters for the unit, from its paper.
    public let proxy: Bool

    public init(origin: Origin, key: VerifierKey, continues: LogReference? = nil, proxy: Bool = false) {
        (self.origin, unit, self.key, self.continues, self.proxy) = (origin, origin.unit, key, continues, proxy)
    }
}

/// Entries of the log from `size` on do not stand.
public struct LogEnd: Hashable, Sendable {
    public let origin: Origin
    public let size: Int64
    public init(origin: Origin, size: Int64) {
        (self.origin, self.size) = (origin, size)
    }
}

/// The catalogue that holds from here on, by its digest; its bytes are the attachment.
public struct CataloguePublication: Hashable, Sendable {
    public let id: String
    public let year: Int
    /// Plain SHA-256 of the catalogue's bytes, which are the event's attachment.
    public let digest: Digest
    public init(id: String, year: Int, digest: Digest) {
        (self.id, self.year, self.digest) = (id, year, digest)
    }
}
