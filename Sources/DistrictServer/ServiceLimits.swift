import Hummingbird
import PlanProgress

/// What a served district lets a stranger or a broken client ask of it, in one place, with the reason for each number.
///
/// What an event, a push or an attachment may hold is in `Limits`; here stands what connections and callers may do.
public struct ServiceLimits: Sendable {
    // MARK: A request's head

    /// The request line's address, or one header field's value: a token is 43 bytes, a session's cookie under a hundred, the longest address under 300.
    public var fieldByteCount = 8 * 1024
    /// All header fields of a request together; browsers send one to two kilobytes.
    public var headByteCount = 16 * 1024
    /// Header fields of a request; browsers send some twenty.
    public var fieldCount = 64

    // MARK: A connection

    /// How long a connection may be silent, and how long a head or a TLS handshake may take: a line that died in the night
    /// must not hold a place (design 4).
    public var idleSeconds: Int64 = 10
    /// Bytes of a body that are read at all, refused or not; a route takes less. An attachment is the largest.
    public var bodyByteCount = Limits.attachmentByteCount + Limits.pushOverheadByteCount
    /// A body, or an answer's reader, slower than this is ended. A quarter of a 64 kbit/s line: two computers share one there.
    public var leastBytesPerSecond = 2 * 1024
    /// What a body or a reader may lag behind that rate: a minute of a line that is cut and comes back.
    public var lagSeconds = 60
    /// Connections at once; more wait in the system's queue. Half of the 1,024 files that a process may open on Debian.
    public var connections = 512
    /// Connections at once from one address: browsers open six, and an office of some wards sits behind one address.
    public var connectionsPerAddress = 64
    /// How long a body that is still on its way is waited for once the server has been told to end.
    public var farewellSeconds: Int64 = 10

    // MARK: Callers

    /// Requests without a known token or session, by address: `ward join` needs two, a page and its style two, a wrong setting one a minute.
    public var strangers = RateGuard.Rate(burst: 600, perSecond: 10)
    /// Requests of one device: a healing pushes hundreds of batches, each of which costs the district fifty milliseconds.
    public var device = RateGuard.Rate(burst: 1200, perSecond: 20)
    /// A proxy on this machine speaks for everyone, so loopback is told apart no further; tests ask for it.
    public var spares = { @Sendable (address: String) in address.isEmpty || address == "::1" || address.hasPrefix("127.") }

    // MARK: Work

    /// Pushes at once, in all their stages; each holds its body as sent, some hundred kilobytes.
    public var pushes = 32
    /// Pushes at once whose body is inflated, four megabytes each.
    public var inflatedPushes = 3
    /// Attachments at once on their way in, up to 20 MiB each; memory fills only as they come.
    public var uploads = 8
    /// Those of one ward, or from one address: at 64 kbit/s a large one takes most of an hour, and nobody may hold all places that long.
    public var uploadShare = 2
    /// Large answers (entries, attachments) at once on their way out, up to 20 MiB each.
    public var downloads = 8
    /// Those to one ward, or to one address: an office of some wards sits behind one.
    public var downloadShare = 4
    /// Refused pushes at once on their way to reviewers, one of a device, up to 4 MiB each.
    public var inspections = 4
    /// Reviewers' answers that are made or wait to be, two at a time: each may hold a whole rollup, and takes up to some seconds.
    public var reviews = 16
    /// Works that wait for the one writer; a transaction takes up to a tenth of a second, so nobody waits much over a second.
    public var writerQueue = 16
    /// Room on the district's disk below which it is no longer well: a few nights of a whole district.
    public var freeByteCount: Int64 = 256 * 1024 * 1024

    public init() {}
}
