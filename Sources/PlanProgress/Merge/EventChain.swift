/// One original event with every correction and void whose chain of `of` ends at it (events.md 6).
///
/// A correction beats the one that it names; among those that none beats the greatest rank wins, and they are a
/// conflict. A void of the original removes it all; a void of a correction brings back what stood before. A
/// correction whose body does not fit the original's kind counts nothing and beats nothing.
struct EventChain {
    struct Change {
        let id: EventID
        let of: EventID
        let on: LocalDay
        /// The correction's body, or `nil` for a void.
        let body: JSON?
    }

    let root: EventID
    /// The original with the winning correction's `on` and body; `nil` when it is void or no event to this reader.
    let standing: Event?
    /// The correction that won, or the original where none did: what a further correction names.
    let newest: EventID
    /// Corrections that do not fit, those that are in conflict, and an original that cannot be understood.
    let listed: [ListedRow]

    /// Folds the changes, in whatever order they come. `rank` decides among corrections that none beats.
    init(root: EventReading, changes: [Change], rank: (Change) -> some Comparable) {
        self.root = root.id
        let voided = Set(changes.filter { $0.body == nil }.map(\.of))
        guard !voided.contains(root.id) else {
            (standing, newest, listed) = (nil, root.id, [])
            return
        }
        var newest = root.id
        let corrections = changes.filter { $0.body != nil && !voided.contains($0.id) }
        func rows(_ changes: [Change], _ reason: ListedReason) -> [ListedRow] {
            changes.map { ListedRow(id: $0.id, reason: reason, on: $0.on) }
        }
        switch root.content {
        case .malformed:
            standing = nil
            listed = [ListedRow(id: root.id, reason: .malformed, on: root.on)] + rows(corrections, .correctionUnfit)
        case .notUnderstood:
            standing = nil
            listed = [ListedRow(id: root.id, reason: .notUnderstood, on: root.on)] + rows(corrections, .notUnderstood)
        case .event(let event, _):
            var fitting: [(change: Change, body: EventBody)] = []
            var unfit: [Change] = []
            for change in corrections {
                if let body = change.body.flatMap({ Self.body($0, fitting: event) }) {
                    fitting.append((change, body))
                } else {
                    unfit.append(change)
                }
            }
            let beaten = Set(fitting.map(\.change.of))
            let unbeaten = fitting.filter { !beaten.contains($0.change.id) }
            listed = rows(unfit, .correctionUnfit) + (unbeaten.count > 1 ? rows(unbeaten.map(\.change), .conflict) : [])
            var corrected = event
            if let winner = unbeaten.max(by: { rank($0.change) < rank($1.change) }) {
                corrected.on = winner.change.on
                corrected.body = winner.body
                newest = winner.change.id
            }
            standing = corrected
        }
        self.newest = newest
    }

    /// The correction's body read with the original's kind, or `nil` when it has another shape.
    private static func body(_ json: JSON, fitting event: Event) -> EventBody? {
        var unknown = 0
        return try? EventBody(kind: event.body.kind, reading: json, unknownFields: &unknown)
    }
}

extension EventReading.Content {
    /// Whether the event can be neither corrected nor voided (events.md 6), its kind understood or not.
    var isFixed: Bool {
        let kind: String
        switch self {
        case .event(let event, _): kind = event.body.kind
        case .notUnderstood(let name): kind = name
        case .malformed: return false
        }
        return Self.fixedKinds.contains(kind) || kind.hasPrefix("device.")
    }

    private static let fixedKinds: Set<String> = [
        "log.opened", "event.voided", "period.closed", "log.sealed", "attachment.redacted", "report.received", "keys.rotated",
        "user.changed",
    ]
}
