public import PlanProgress

/// The log that this device writes: the way to record.
///
/// Not for concurrent use in one process; other processes are kept apart by the home's lock.
public final class DeviceLog {
    private let keeper: LogKeeper
    private let heads: [Checkpoint]
    private let surroundings: Surroundings

    init(keeper: LogKeeper, heads: [Checkpoint], surroundings: Surroundings) {
        (self.keeper, self.heads, self.surroundings) = (keeper, heads, surroundings)
    }

    public var origin: Origin { keeper.origin }
    /// The log as last read or written here.
    public var image: LogImage { keeper.image }

    /// Records events in one write: when it returns, all of them survive a power cut; when it throws, none was acknowledged.
    ///
    /// `at` of each draft is replaced by what `EventClock` makes of the clock (`now`, or the surroundings' own).
    /// Attachments that the events name are stored before.
    public func append(_ drafts: [Event], now: Int64? = nil) throws(HomeFault) -> [LogEntry] {
        try inHome { () throws(LogFault) in try keeper.append(drafts, now: now ?? surroundings.now(), heads: heads) }
    }

    /// Records one event.
    public func append(_ draft: Event, now: Int64? = nil) throws(HomeFault) -> LogEntry {
        let entries = try append([draft], now: now)
        return entries[0]
    }

    /// Whether this device may go on in this log; cuts a torn tail, and makes durable what is about to be sent.
    public func permission() throws(HomeFault) -> AppendPermission {
        try inHome { () throws(LogFault) in try keeper.settle(heads: heads) }
    }

    /// The largest size of this log that receipt, guard or heads speak of.
    func knownSize() throws(HomeFault) -> Int64 {
        let sizes = [keeper.image.receiptCheckpoint, keeper.image.guarded].compactMap { $0?.size } + heads.map(\.size)
        return sizes.max() ?? 0
    }

    /// The log as it stands, signed: what `ward checkpoint` prints.
    public func checkpoint() throws(HomeFault) -> SignedNote {
        if case .never(let refusal) = try permission() { throw .log(.neverAppend(origin, refusal)) }
        let key = try inHome { () throws(LogFault) in try keeper.key() }
        guard let key else { throw .log(.neverAppend(origin, .logWithoutKey)) }
        return key.signing(keeper.image.checkpoint(at: keeper.image.size).note)
    }
}
