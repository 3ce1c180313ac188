/// What a sync needs to know of a ward's disk, read at once.
public struct WardState: Sendable {
    /// The log that this device writes.
    public var origin: Origin
    /// Entries in it, each with its `fdatasync` behind it.
    public var size: Int64
    /// The newest receipt of this log, cosigned by the pinned district.
    public var receipt: SignedNote?
    /// The largest size of this log that anything here knows of: receipt, guard, heads. Beyond `size` the log was shortened.
    public var knownSize: Int64
    /// The district's keys as pinned when the ward joined; `nil` before.
    public var district: DistrictIdentity?
    public var token: String?
    /// When it came, by the clock of this machine, UTC milliseconds; `nil` where that is not known.
    public var tokenTime: Int64?
    /// What the district last said.
    public var heads: HeadsText?
    /// Entries here of every log pulled, without our own.
    public var copies: [Origin: Int64]
    /// The size that the receipt of each of them proves, where all of it lies here: what can be given back.
    public var copyReceipts: [Origin: Int64] = [:]
    /// Logs that this device wrote and now continues in another: theirs stays as it lies, whatever the district holds under
    /// that name, for a twin of this device may have written it on.
    public var earlierLogs: Set<Origin> = []
    /// Those of them of which the district may lack entries that their receipt cannot prove to it, and ours has not brought yet: from
    /// where on, by `heads`.
    public var forgottenEarlierLogs: [Origin: Int64] = [:]
    /// Copies that lie here and whose receipt is lost, spoiled or older than they are: it is asked for again.
    public var uncoveredCopies: Set<Origin> = []
    /// What entries of our log, and of those that it continues, name and the district is not known to hold; ours first, by index.
    public var waitingAttachments: [WaitingAttachment]
    /// Logs that lie here and that the disk does not give: left alone, and told.
    public var unreadableCopies: Set<Origin> = []
    /// The enrolment that a join or a healing has prepared and the district has not yet answered.
    public var pendingEnrolment: SignedNote?

    public init(
        origin: Origin, size: Int64, receipt: SignedNote? = nil, knownSize: Int64? = nil, district: DistrictIdentity? = nil,
        token: String? = nil, heads: HeadsText? = nil, copies: [Origin: Int64] = [:], waitingAttachments: [WaitingAttachment] = [],
        pendingEnrolment: SignedNote? = nil
    ) {
        (self.origin, self.size, self.receipt, self.knownSize) = (origin, size, receipt, knownSize ?? size)
        (self.district, self.token, self.heads, self.copies) = (district, token, heads, copies)
        (self.waitingAttachments, self.pendingEnrolment) = (waitingAttachments, pendingEnrolment)
    }

    /// The size that the newest receipt proves, 0 without one.
    public var receiptSize: Int64 { receipt.flatMap { Checkpoint(text: $0.text)?.size } ?? 0 }

    /// Attachments of logs that ours continues which the district once did not take, for it had no such entry: sent again only where
    /// it says that it lacks them.
    public var refusedAttachments: Set<String> = []

    /// Whether the entry that names it lies at the district, as far as its heads say.
    func isAtDistrict(_ attachment: WaitingAttachment) -> Bool {
        guard let earlier = attachment.earlier else { return attachment.index < receiptSize }
        return attachment.index < heads?[earlier]?.checkpoint.size ?? 0
    }

    /// Those whose entry the district holds: it takes them, and can say whether it has them already.
    public var arrivedAttachments: [WaitingAttachment] { waitingAttachments.filter { $0.earlier != nil || $0.index < receiptSize } }
}

/// An attachment on its way.
public struct WaitingAttachment: Hashable, Sendable {
    public let id: String
    /// Salt, name and content.
    public let byteCount: Int64
    /// The entry of our own log that names it; where several do, the first.
    public let index: Int64
    /// The log of that entry where it is one that ours continues. A healing brings all that the district does not hold, so what
    /// our own log does not name has arrived there.
    public let earlier: Origin?

    public init(id: String, byteCount: Int64, index: Int64, earlier: Origin? = nil) {
        (self.id, self.byteCount, self.index, self.earlier) = (id, byteCount, index, earlier)
    }

    /// Its entry, as a person is told of it.
    public var place: String { earlier.map { "\(index) (\($0))" } ?? "\(index)" }
}

/// Why a ward's disk did not do what a sync asked. Nothing half-done remains: the command may be given again.
public enum WardStoreFault: Error, Hashable, Sendable {
    /// The log or a copy is damaged: `ward repair`. Exit code 65.
    case damaged(String)
    /// Full, read-only or unreadable. Exit code 74.
    case disk(String)
    /// Another process holds the home for longer than a moment. Exit code 75.
    case busy(String)
}

/// What a sync keeps on a ward's disk, and reads from it.
///
/// Every method that writes is durable when it returns (file and folder synced) and atomic: after a power cut the old
/// state or the new one is there. It takes `lock` only for that moment, so that `record` never waits for a sync; so the
/// log may grow between two calls, and never shrinks. Whoever calls holds `sync.lock` for the whole run. What is
/// handed over to be kept was verified by the caller, against a cosignature of the pinned district; the store
/// checks only what it alone can see: that a copy is extended and nothing is overwritten.
public protocol WardStore: AnyObject {
    /// Lines that could not be read when this store continued a log, since it was made; their bytes lie in `quarantine/`.
    var spoiledLines: Int { get }

    /// Attachments whose bytes could not be overwritten when they were erased, since this store was made; counted whatever failed after.
    var notOverwritten: Int { get }

    func state() throws(WardStoreFault) -> WardState

    /// Entries of a log that lies here, from `range.lowerBound`, as many as fit in `byteLimit` with their LF, at least one.
    func entries(of origin: Origin, in range: Range<Int64>, byteLimit: Int) throws(WardStoreFault) -> EntryBatch

    /// The tree of the first `size` entries of a log that lies here; of no log here, only size 0.
    func range(of origin: Origin, at size: Int64) throws(WardStoreFault) -> CompactRange

    /// The newest receipt of a log that lies here.
    func receipt(of origin: Origin) throws(WardStoreFault) -> SignedNote?

    /// The note of that checkpoint of our own log, signed by our key.
    func sign(_ checkpoint: Checkpoint) throws(WardStoreFault) -> SignedNote

    /// The attachment's bytes, salt first; `nil` when it is not here (erased, or only named) or cannot be read.
    func attachment(_ id: String) throws(WardStoreFault) -> [UInt8]?

    /// The district holds these attachments: they wait no longer.
    func markHeld(attachments ids: [String]) throws(WardStoreFault)

    /// The district lacks these attachments: those of them that our log names wait again, whatever was marked before.
    func markLacking(attachments ids: Set<String>) throws(WardStoreFault)

    /// The district does not take these attachments of logs that ours continues: they wait no longer.
    func markRefused(attachments ids: [String]) throws(WardStoreFault)

    /// Keeps a verified receipt of a log that lies here whole at least to the receipt's size. An older one never replaces a newer.
    func keep(receipt: SignedNote, of origin: Origin) throws(WardStoreFault)

    /// Appends verified entries to a copy, or to our own log that had lost its end, and keeps the receipt that covers them.
    ///
    /// `from` is the size that lies here; otherwise nothing is written and `.busy` is thrown. For our own log the guard is
    /// raised to where it reaches now, never lowered, and the log may be written again.
    func adopt(_ entries: EntryBatch, from: Int64, of origin: Origin, receipt: SignedNote) throws(WardStoreFault)

    /// The district's copy of a log does not extend the one here: ours stays, and this note is kept in `quarantine/` beside
    /// the one we hold.
    func quarantine(_ note: SignedNote, of origin: Origin) throws(WardStoreFault)

    func keep(heads: HeadsText) throws(WardStoreFault)

    /// Continues our log in a new one from entry `index` on, or from where the newest receipt ends when the district
    /// named none (design 3.4, steps 1 to 4 and the note of 5).
    ///
    /// Afterwards `state()` tells the new origin and its `pendingEnrolment`. May be cut anywhere and called again. `code` is
    /// the secret of an invitation, for a log whose old key is lost, revoked or was never enrolled.
    func heal(from index: Int64?, code: String?) throws(WardStoreFault)

    /// Appends to our log what lies here from entry `index` on of another of this unit, but for what ours holds; attachments that it
    /// names are asked about again. May be cut anywhere and called again.
    func bringOver(_ origin: Origin, from index: Int64) throws(WardStoreFault)

    /// Pins the district: none that does not follow the pinned one (`DistrictIdentity.follows`) is ever put in its place.
    func keep(district: DistrictIdentity) throws(WardStoreFault)

    /// Keeps the key to which bundles are sealed.
    func keep(bundleKey: BundleKey) throws(WardStoreFault)

    /// Signs the enrolment of this log with an invitation's secret and keeps it as pending, so that it can be sent again.
    func prepareEnrolment(code: String) throws(WardStoreFault)

    /// Signs the request for a new token with our enrolled key and keeps it as pending. Where the district does not know the old one any
    /// more, it was restored: `forgettingHeld` takes no attachment for held until the district has said so again.
    func prepareRenewal(forgettingHeld: Bool) throws(WardStoreFault)

    /// Keeps token and roster; no enrolment is pending any more.
    func keep(enrolment: EnrolmentAnswer) throws(WardStoreFault)

    /// Keeps how the run ended, for `ward status`. `now` and `nextTry` are UTC milliseconds.
    func keep(outcome: SyncOutcome, now: Int64) throws(WardStoreFault)
}
