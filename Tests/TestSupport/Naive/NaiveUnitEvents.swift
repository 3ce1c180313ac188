import PlanProgress

/// An event as it counts: its corrected day and body, at its own place in every order.
struct NaiveFact {
    let unit: String
    let id: EventID
    /// The place in the district's own log, where that decides.
    let index: Int
    let on: LocalDay
    let body: EventBody
}

/// An event that does not count, or conflicts.
struct NaiveRemark {
    let unit: String
    let id: EventID
    /// `nil` where no day can be read.
    let on: LocalDay?
    let reason: String
}

/// One unit's standing events with corrections and voids carried out (events.md 6).
struct NaiveUnitEvents {
    private(set) var facts: [NaiveFact] = []
    private(set) var remarks: [NaiveRemark] = []

    private let unit: String
    private let isDistrict: Bool
    /// By id: equal bytes in several logs of a unit are one event.
    private var entries: [EventID: Entry] = [:]
    private var voided: Set<EventID> = []
    /// Attachments of catalogues and closings, which nobody may redact.
    private var computedFrom: Set<String> = []

    private struct Entry {
        let content: EventReading.Content
        let on: LocalDay?
        var firstIndex: Int
    }

    init(of unit: String, copies: [(index: Int, bytes: [UInt8])], isDistrict: Bool) {
        (self.unit, self.isDistrict) = (unit, isDistrict)
        for (index, bytes) in copies {
            let reading = EventReading(of: bytes)
            let entry = Entry(content: reading.content, on: Self.readableDay(bytes), firstIndex: index)
            entries[reading.id] =
                entries[reading.id].map {
                    Entry(content: $0.content, on: $0.on, firstIndex: min($0.firstIndex, index))
                } ?? entry
        }
        if isDistrict {
            for (_, bytes) in copies {
                guard let json = try? JSON(reading: bytes), ["catalogue.published", "period.closed"].contains(json["kind"]?.string) else {
                    continue
                }
                for attachment in json["attachments"]?.array ?? [] { computedFrom.insert(attachment["id"]?.string ?? "") }
            }
        }
        carryOutVoids()
        let corrections = fittingCorrections()
        for (id, entry) in entries where !voided.contains(id) { take(id, entry, corrections: corrections) }
    }

    /// The day that a line speaks of, even where the rest of it cannot be understood.
    private static func readableDay(_ bytes: [UInt8]) -> LocalDay? {
        guard bytes.count <= Limits.eventByteCount, let json = try? JSON(reading: bytes) else { return nil }
        return json["on"]?.string.flatMap { LocalDay($0) }
    }

    /// A void counts once the whole chain of what it names is here and ends at an event that may be changed.
    private mutating func carryOutVoids() {
        for (id, entry) in entries {
            guard case .event(let event, _) = entry.content, case .eventVoided(let target) = event.body else { continue }
            if original(of: target, for: id, on: entry.on) != nil { voided.insert(target) }
        }
    }

    /// `of` followed to its end, or `nil` where that is not here or cannot be changed: then the change is remarked on.
    private mutating func original(of target: EventID, for change: EventID, on: LocalDay?) -> EventID? {
        var original = target
        while case .event(let event, _)? = entries[original]?.content, case .eventCorrected(let earlier) = event.body {
            original = earlier.of
        }
        guard let end = entries[original] else {
            remark(change, on, "targetUnknown")
            return nil
        }
        if Self.isFixed(end.content) {
            remark(change, on, "targetFixed")
            return nil
        }
        return original
    }

    private static func isFixed(_ content: EventReading.Content) -> Bool {
        let kind: String
        switch content {
        case .event(let event, _): kind = event.body.kind
        case .notUnderstood(let name): kind = name
        case .malformed: return false
        }
        let fixed = [
            "log.opened", "event.voided", "period.closed", "log.sealed", "attachment.redacted", "report.received", "keys.rotated",
            "user.changed",
        ]
        return fixed.contains(kind) || kind.hasPrefix("device.")
    }

    private struct FittingCorrection {
        let id: EventID
        let index: Int
        let of, original: EventID
        let on: LocalDay
        let body: EventBody
    }

    /// The corrections that nobody voided and whose body is one of their original's kind.
    private mutating func fittingCorrections() -> [FittingCorrection] {
        var fitting: [FittingCorrection] = []
        for (id, entry) in entries where !voided.contains(id) {
            guard case .event(let event, _) = entry.content, case .eventCorrected(let correction) = event.body else { continue }
            guard let original = original(of: correction.of, for: id, on: entry.on), let target = entries[original] else { continue }
            if voided.contains(original) { continue }
            var unknownFields = 0
            if case .notUnderstood = target.content {
                remark(id, entry.on, "notUnderstood")
                continue
            }
            guard case .event(let subject, _) = target.content,
                let body = try? EventBody(kind: subject.body.kind, reading: correction.body, unknownFields: &unknownFields)
            else {
                remark(id, entry.on, "correctionUnfit")
                continue
            }
            fitting.append(
                FittingCorrection(id: id, index: entry.firstIndex, of: correction.of, original: original, on: event.on, body: body))
        }
        return fitting
    }

    private mutating func take(_ id: EventID, _ entry: Entry, corrections: [FittingCorrection]) {
        switch entry.content {
        case .malformed: remark(id, entry.on, "malformed")
        case .notUnderstood: remark(id, entry.on, "notUnderstood")
        case .event(let event, _):
            switch event.body {
            case .eventVoided, .eventCorrected: return
            case .logOpened:
                if entry.firstIndex > 0 { remark(id, entry.on, "misplaced") }
                return
            default: break
            }
            let mine = corrections.filter { $0.original == id }
            let unbeaten = mine.filter { candidate in !mine.contains { $0.of == candidate.id } }
                .sorted { isDistrict ? $0.index < $1.index : $0.id < $1.id }
            if unbeaten.count > 1 { for one in unbeaten { remark(one.id, one.on, "conflict") } }
            if case .attachmentRedacted(let attachment) = event.body {
                if isDistrict, computedFrom.contains(attachment) { remark(id, event.on, "targetFixed") }
                return
            }
            let on = unbeaten.last?.on ?? event.on
            let body = unbeaten.last?.body ?? event.body
            if Self.isDistrictKind(body) == isDistrict {
                facts.append(NaiveFact(unit: unit, id: id, index: entry.firstIndex, on: on, body: body))
            } else {
                remark(id, on, "wrongLog")
            }
        }
    }

    /// The kinds of events.md 4, which count only in the district's log.
    private static func isDistrictKind(_ body: EventBody) -> Bool {
        switch body {
        case .unitRegistered, .deviceEnrolled, .deviceRevoked, .logSealed, .cataloguePublished, .planAssigned, .planWithdrawn,
            .keysRotated, .userChanged:
            true
        default: false
        }
    }

    private mutating func remark(_ id: EventID, _ on: LocalDay?, _ reason: String) {
        remarks.append(NaiveRemark(unit: unit, id: id, on: on, reason: reason))
    }
}
