public import PlanProgress

/// The log that this device writes: the way to record.
///
/// Not for concurrent use in one process; other processes are kept apart by the home's lock.
public final class DeviceLog {
    private var home: Home
    private(set) var keeper: LogKeeper
    private var heads: [Checkpoint]

    /// Reads the log that the home names.
    init(of home: Home) throws(HomeFault) {
        self.home = home
        keeper = try inHome { () throws(LogFault) in try LogKeeper(home.origin, on: home.disk) }
        heads = try home.heads().map { [$0.checkpoint] } ?? []
    }

    /// Another one after `append` or `permission`, where another process healed meanwhile.
    public var origin: Origin { keeper.origin }
    /// The log as last read or written here.
    public var image: LogImage { keeper.image }

    /// Reads anew what another process may have changed since: the log's new end, receipt, guard, heads.
    func refresh() throws(HomeFault) {
        try inHome { () throws(LogFault) in try keeper.refresh() }
        heads = try home.heads().map { [$0.checkpoint] } ?? []
    }

    /// Records events in one write: when it returns, all of them survive a power cut; when it throws, none was acknowledged.
    ///
    /// `at` of each draft is replaced by what `EventClock` makes of the clock (`now`, or the surroundings' own).
    /// Attachments that the events name are stored before.
    public func append(_ drafts: [Event], now: Int64? = nil) throws(HomeFault) -> [LogEntry] {
        let now = now ?? home.surroundings.now()
        do {
            return try inHome { () throws(LogFault) in try keeper.append(drafts, now: now, heads: heads) }
        } catch .log(.neverAppend(_, .continued)) {
            try follow()
            return try inHome { () throws(LogFault) in try keeper.append(drafts, now: now, heads: heads) }
        }
    }

    /// Appends what our log does not hold of another of this unit; never to one that is shorter than the heads say.
    func bringOver(_ old: LogImage, from index: Int64) throws(HomeFault) {
        try inHome { () throws(LogFault) in try keeper.bringOver(old, from: index, heads: heads) }
    }

    /// Records one event.
    public func append(_ draft: Event, now: Int64? = nil) throws(HomeFault) -> LogEntry {
        let entries = try append([draft], now: now)
        return entries[0]
    }

    /// Whether this device may go on in this log; cuts a torn tail, and makes durable what is about to be sent.
    public func permission() throws(HomeFault) -> AppendPermission {
        let permission = try inHome { () throws(LogFault) in try keeper.settle(heads: heads) }
        guard case .never(.continued) = permission else { return permission }
        try follow()
        return try inHome { () throws(LogFault) in try keeper.settle(heads: heads) }
    }

    /// Goes over to the log in which another process has continued this one since it was opened.
    private func follow() throws(HomeFault) {
        let next = try Home(opening: home.disk, named: home.path, surroundings: home.surroundings).deviceLog()
        (home, keeper, heads) = (next.home, next.keeper, next.heads)
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
