public import PlanProgress

/// Drafts of a ward's events from a seed: of few codes, days and moments, so that they meet; changes of one another among them.
public struct RandomFacts {
    private var events: RandomEvents

    public init(seed: UInt64) { events = RandomEvents(seed: seed, catalogue: .papi2022) }

    /// Something that a ward plans, does or reads off; `number` makes it differ from every other draft.
    public mutating func fact(_ number: Int) -> Event { draft(events.event(events.body()), number) }

    /// A correction or a void of one of `known`, or now and then of an event that is nowhere.
    public mutating func change(of known: [[UInt8]], _ number: Int) -> Event {
        let nowhere = SampleEvents.progress(number, at: 1).bytes
        let lines = events.changes(of: known.isEmpty ? [nowhere] : known, count: 1, foreign: nowhere)
        return draft(lines.first ?? nowhere, number)
    }

    /// A line as another program, or a later one, might have written it: most count nothing, and each is carried as it is.
    public mutating func odd() -> [UInt8] {
        if events.random.oneIn(3) { return events.odd() }
        let text = String(decoding: events.event(events.body()), as: UTF8.self)
        return Array(text.replacing("\":", with: "\": ").utf8)
    }

    /// What a district assigns.
    public mutating func definition() -> TaskDefinition { events.definition() }
    public mutating func withdrawal() -> TaskWithdrawal { TaskWithdrawal(year: events.year(), task: events.pick(RandomEvents.tasks)) }

    private func draft(_ bytes: [UInt8], _ number: Int) -> Event {
        guard case .event(var event, _) = EventReading(of: bytes).content else { return SampleEvents.progress(number) }
        event.nonce = SampleEvents.nonce(number)
        return event
    }
}
