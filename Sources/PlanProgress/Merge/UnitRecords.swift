/// What a unit's logs say as they lie here, with corrections in place and voided events taken out (events.md 6).
///
/// A ward's own view, for its commands: it takes every log of the unit as standing, since only the district's log can
/// end one. Figures come from `Merge`, never from here.
public struct UnitRecords: Sendable {
    private var events: [EventID: Event] = [:]
    /// Targets, and the corrections and voids that name them.
    private var changes: [EventID: [EventID]] = [:]

    /// A record as it stands.
    public struct Standing: Hashable, Sendable {
        /// The event that was recorded first.
        public let original: EventID
        /// What a further correction names, so that it beats the present one and no conflict is listed.
        public let newest: EventID
        /// The original with the present `on` and body.
        public let event: Event
    }

    /// What the digits that a person gave mean.
    public enum Found: Hashable, Sendable {
        case none
        case several([EventID])
        case one(EventID)
    }

    public init() {}

    /// Adds one entry of any log of the unit; the same event twice is one.
    public mutating func add(_ entry: some Collection<UInt8>) {
        let reading = EventReading(of: entry)
        guard case .event(let event, _) = reading.content, events.updateValue(event, forKey: reading.id) == nil else { return }
        switch event.body {
        case .eventCorrected(let correction): changes[correction.of, default: []].append(reading.id)
        case .eventVoided(let of): changes[of, default: []].append(reading.id)
        default: break
        }
    }

    /// Finds an event by its whole id, or by eight or more digits: those that the id begins with, or any run in its hash.
    public func find(_ digits: String) -> Found {
        if let id = EventID(digits) { return events[id] == nil ? .none : .one(id) }
        guard digits.utf8.count >= 8, digits.utf8.allSatisfy({ Hex.digit($0) != nil }) else { return .none }
        let found = events.keys.filter { $0.description.hasPrefix(digits) || $0.hash.hex.contains(digits) }.sorted()
        return found.count == 1 ? .one(found[0]) : found.isEmpty ? .none : .several(found)
    }

    public subscript(id: EventID) -> Event? { events[id] }

    /// The record that `id`, an original or any of its corrections, belongs to; `nil` when it is voided or not here.
    public func standing(_ id: EventID) -> Standing? {
        guard let root = root(of: id), let original = events[root] else { return nil }
        let reading = EventReading(id: root, content: .event(original, unknownFields: 0), on: original.on)
        let chain = EventChain(root: reading, changes: changes(ofRoot: root)) { $0.id }
        return chain.standing.map { Standing(original: root, newest: chain.newest, event: $0) }
    }

    /// Whether a void names this very event; a correction falls with its original too, which `standing` tells.
    public func isVoided(_ id: EventID) -> Bool {
        (changes[id] ?? []).contains { change in
            if case .eventVoided? = events[change]?.body { true } else { false }
        }
    }

    /// The rows of which `UnitPlan` makes the unit's plan: what was adopted, planned and withdrawn, as corrected.
    public var planRows: [PlanRow] {
        all.compactMap { standing in
            switch standing.event.body {
            case .planAdopted, .taskPlanned, .taskWithdrawn:
                let body = standing.event.body
                return PlanRow(id: standing.original, on: standing.event.on, kind: body.kind, body: body.json.canonicalBytes)
            default: return nil
            }
        }
    }

    /// Every record that stands, in the order of its original's id; corrections and voids are no records.
    public var all: [Standing] {
        let originals = events.filter { _, event in
            switch event.body {
            case .eventCorrected, .eventVoided: false
            default: true
            }
        }
        return originals.keys.sorted().compactMap { standing($0) }
    }

    /// What the record that `id` belongs to names as attachments, those of its corrections and voids among them: a clerk who erases a
    /// record's words means them wherever they were added.
    public func attachments(ofRecord id: EventID) -> [AttachmentReference] {
        guard let root = root(of: id) else { return [] }
        let events = [root] + changes(ofRoot: root).map(\.id).sorted()
        var seen: Set<String> = []
        return events.flatMap { self.events[$0]?.attachments ?? [] }.filter { seen.insert($0.id).inserted }
    }

    /// The original at the end of the chain of `of`; bounded, for a forged chain could be a ring.
    private func root(of id: EventID) -> EventID? {
        var (id, steps) = (id, 0)
        while let event = events[id], case .eventCorrected(let correction) = event.body {
            id = correction.of
            steps += 1
            if steps > events.count { return nil }
        }
        return events[id] == nil ? nil : id
    }

    private func changes(ofRoot root: EventID) -> [EventChain.Change] {
        var found: [EventChain.Change] = []
        var next = changes[root] ?? []
        while let id = next.popLast() {
            guard let event = events[id] else { continue }
            switch event.body {
            case .eventCorrected(let correction):
                found.append(EventChain.Change(id: id, of: correction.of, on: event.on, body: correction.body))
                next += changes[id] ?? []
            case .eventVoided(let of): found.append(EventChain.Change(id: id, of: of, on: event.on, body: nil))
            default: break
            }
        }
        return found
    }
}
