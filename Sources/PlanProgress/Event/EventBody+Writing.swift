extension EventBody {
    public var kind: String {
        switch self {
        case .logOpened: "log.opened"
        case .planAdopted: "plan.adopted"
        case .taskPlanned: "task.planned"
        case .taskWithdrawn: "task.withdrawn"
        case .taskProgressed: "task.progressed"
        case .activityDone: "activity.done"
        case .readingTaken: "reading.taken"
        case .eventCorrected: "event.corrected"
        case .eventVoided: "event.voided"
        case .unitRegistered: "unit.registered"
        case .deviceEnrolled: "device.enrolled"
        case .deviceRevoked: "device.revoked"
        case .logSealed: "log.sealed"
        case .cataloguePublished: "catalogue.published"
        case .planAssigned: "plan.assigned"
        case .planWithdrawn: "plan.withdrawn"
        case .attachmentRedacted: "attachment.redacted"
        case .keysRotated: "keys.rotated"
        case .userChanged: "user.changed"
        }
    }

    /// The body as events.md gives it; optional fields absent, empty lists too.
    public var json: JSON {
        switch self {
        case .logOpened(let body):
            .object(present: [
                ("origin", .string(body.origin.description)), ("unit", .string(body.unit)), ("device", .string(body.device)),
                ("key", .string(body.key.description)), ("continues", body.continues?.json),
            ])
        case .planAdopted(let body): body.json
        case .taskPlanned(let body): .object(present: body.members)
        case .taskWithdrawn(let body): .object(present: body.members)
        case .taskProgressed(let body):
            .object(present: [
                ("year", .integer(Int64(body.year))), ("task", .string(body.task)),
                ("occurrence", body.occurrence.map { .string($0.description) }), ("state", .string(body.state.rawValue)),
                ("percent", body.percent.map { .integer(Int64($0)) }),
            ])
        case .activityDone(let body):
            .object(present: [
                ("activity", .string(body.activity)), ("year", body.year.map { .integer(Int64($0)) }), ("tasks", .codes(body.tasks)),
                ("quantities", body.quantities.isEmpty ? nil : .counts(body.quantities)), ("places", .codes(body.places)),
            ])
        case .readingTaken(let body): body.json
        case .eventCorrected(let body): .object(present: [("of", .string(body.of.description)), ("body", body.body)])
        case .eventVoided(let of): .object(present: [("of", .string(of.description))])
        case .unitRegistered(let body): body.json
        case .deviceEnrolled(let body):
            .object(present: [
                ("origin", .string(body.origin.description)), ("unit", .string(body.unit)), ("key", .string(body.key.description)),
                ("continues", body.continues?.json), ("proxy", body.proxy ? .boolean(true) : nil),
            ])
        case .deviceRevoked(let body), .logSealed(let body):
            .object(present: [("origin", .string(body.origin.description)), ("size", .integer(body.size))])
        case .cataloguePublished(let body):
            .object(present: [
                ("id", .string(body.id)), ("year", .integer(Int64(body.year))), ("digest", .string(body.digest.hex)),
            ])
        case .planAssigned(let units, let body): .object(present: [("units", .codes(units))] + body.members)
        case .planWithdrawn(let units, let body): .object(present: [("units", .codes(units))] + body.members)
        case .attachmentRedacted(let id): .object(present: [("id", .string(id))])
        case .keysRotated(let handover): .object(present: [("note", .string(String(decoding: handover.note.bytes, as: UTF8.self)))])
        case .userChanged(let body):
            .object(present: [
                ("user", .string(body.user)), ("change", .string(body.change.rawValue)), ("role", body.role.map { .string($0) }),
            ])
        }
    }
}

extension JSON {
    /// A list of codes, or nothing where it is empty.
    fileprivate static func codes(_ codes: [String]) -> JSON? { codes.isEmpty ? nil : .array(codes.map { .string($0) }) }

    fileprivate static func counts(_ counts: [String: Int64]) -> JSON {
        .object(counts.sorted { $0.key < $1.key }.map { Member($0.key, .integer($0.value)) })
    }
}

extension PlanAdopted {
    fileprivate var json: JSON {
        .object(present: [
            ("year", .integer(Int64(year))), ("title", .string(title)), ("date", .string(date.description)),
            ("catalogue", .string(catalogue)), ("number", number.map { .string($0) }),
            ("basis", basis.isEmpty ? nil : .array(basis.map { .string($0) })),
            (
                "organs",
                organs.isEmpty ? nil : .object(organs.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
            ),
        ])
    }
}

extension TaskDefinition {
    fileprivate var members: [(String, JSON?)] {
        let (cadenceName, due, periods): (String, LocalDay?, [Occurrence]) =
            switch cadence {
            case .once(let due): ("once", due, [])
            case .standing: ("standing", nil, [])
            case .each(let occurrences): ("each", nil, occurrences)
            }
        return [
            ("year", .integer(Int64(year))), ("task", .string(task)), ("section", .string(section)), ("text", .string(text)),
            ("lead", lead.map { .string($0) }), ("support", .codes(support)), ("dimensions", .codes(dimensions.map(\.description))),
            ("cadence", .string(cadenceName)), ("due", due.map { .string($0.description) }),
            ("periods", periods.isEmpty ? nil : .array(periods.map(\.json))), ("timing", timing.map { .string($0) }),
            ("output", output.map { .string($0) }), ("targets", targets.isEmpty ? nil : .array(targets.map(\.json))),
            ("fulfilledBy", fulfilledByReport ? "report" : nil),
        ]
    }
}

extension TaskDefinition.Occurrence {
    fileprivate var json: JSON {
        .object(present: [("period", .string(period.description)), ("due", due.map { .string($0.description) })])
    }
}

extension TaskTarget {
    fileprivate var json: JSON {
        switch amount {
        case .value(let value):
            .object(present: [("measure", .string(measure)), ("period", .string(period.description)), ("value", .integer(value))])
        case .ratio(let numerator, let denominator):
            .object(present: [
                ("measure", .string(measure)), ("period", .string(period.description)), ("numerator", .integer(numerator)),
                ("denominator", .integer(denominator)),
            ])
        }
    }
}

extension TaskWithdrawal {
    fileprivate var members: [(String, JSON?)] { [("year", .integer(Int64(year))), ("task", .string(task))] }
}

extension Reading {
    fileprivate var json: JSON {
        var members: [(String, JSON?)] = [
            ("measure", .string(measure)), ("year", year.map { .integer(Int64($0)) }), ("task", task.map { .string($0) }),
        ]
        switch amount {
        case .value(let value): members.append(("value", .integer(value)))
        case .ratio(let numerator, let denominator):
            members += [("numerator", .integer(numerator)), ("denominator", .integer(denominator))]
        case .counts(let counts): members.append(("counts", .counts(counts)))
        }
        return .object(present: members)
    }
}

extension UnitRegistration {
    fileprivate var json: JSON {
        .object(present: [
            ("unit", .string(unit)), ("name", .string(name)), ("unitKind", .string(unitKind)), ("code", code.map { .string($0) }),
            ("parent", parent.map { .string($0) }), ("validFrom", .string(validFrom.description)),
            ("validTo", validTo.map { .string($0.description) }),
        ])
    }
}
