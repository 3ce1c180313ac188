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

    /// The original with the winning correction's `on` and body; `nil` when it is void.
    let standing: Event?
    /// The correction that won, or the original where none did: what a further correction names.
    let newest: EventID
    /// Corrections that do not fit, and those that are in conflict, with the day they speak of.
    let listed: [ListedRow]

    /// Folds the changes, in whatever order they come. `rank` decides among corrections that none beats.
    init(root: EventID, event: Event, changes: [Change], rank: (Change) -> some Comparable) {
        let voided = Set(changes.filter { $0.body == nil }.map(\.of))
        var listed: [ListedRow] = []
        var fitting: [(change: Change, body: EventBody)] = []
        for change in changes where !voided.contains(change.id) {
            guard let json = change.body else { continue }
            if let body = Self.body(json, fitting: event) {
                fitting.append((change, body))
            } else {
                listed.append(ListedRow(id: change.id, reason: .correctionUnfit, on: change.on))
            }
        }
        guard !voided.contains(root) else {
            self.standing = nil
            self.newest = root
            self.listed = []
            return
        }
        let beaten = Set(fitting.map(\.change.of))
        let unbeaten = fitting.filter { !beaten.contains($0.change.id) }
        if unbeaten.count > 1 { listed += unbeaten.map { ListedRow(id: $0.change.id, reason: .conflict, on: $0.change.on) } }
        self.listed = listed
        guard let winner = unbeaten.max(by: { rank($0.change) < rank($1.change) }) else {
            standing = event
            newest = root
            return
        }
        var corrected = event
        corrected.on = winner.change.on
        corrected.body = winner.body
        standing = corrected
        newest = winner.change.id
    }

    /// The correction's body read with the original's kind, or `nil` when it has another shape.
    private static func body(_ json: JSON, fitting event: Event) -> EventBody? {
        var unknown = 0
        return try? EventBody(kind: event.body.kind, reading: json, unknownFields: &unknown)
    }
}
