/// Where a district keeps its copy of every log and what follows from it: one port, an engine a room.
///
/// `write` is one transaction: when it returns, all that `work` did survives a power cut; when it throws, none
/// of it happened. `read` sees one moment of the database, whatever is written meanwhile. Both block: callers
/// run them on a thread of their own. Calls of `write` come one after another, never two at a time.
public protocol DistrictStore: Sendable {
    func write<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result
    func read<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result
    /// When it returns, no file of the store holds bytes that were deleted or replaced before, its journals included.
    func forgetErased() throws(StoreFault)
}

/// The tables of a district inside one transaction. Valid only while the closure that was given it runs.
///
/// Ordered where it says so. What is written is seen by every later call in the same transaction. The tables of
/// merging are among them, so that entries and what follows from them are kept together or not at all.
public protocol DistrictTables: AnyObject, MergeStore where Failure == StoreFault {
    /// Which district this is; `nil` before `district init`.
    func identity() throws(StoreFault) -> DistrictIdentity?
    /// Says which district this is: once, and again with each handover of its keys.
    func setIdentity(_ identity: DistrictIdentity) throws(StoreFault)
    /// What the rows of merging were computed by; `nil` before the first entry.
    func mergeBasis() throws(StoreFault) -> MergeBasis?
    func setMergeBasis(_ basis: MergeBasis) throws(StoreFault)

    func log(_ origin: Origin) throws(StoreFault) -> LogRecord?
    /// The logs of a unit, or all of them, by origin.
    func logs(ofUnit unit: String?) throws(StoreFault) -> [LogRecord]
    /// Opens a log that is not here yet, empty.
    func addLog(_ origin: Origin, key: VerifierKey) throws(StoreFault) -> LogRecord
    /// Keeps the record's size, hashes, end and revocation; origin, number and key never change.
    func update(_ log: LogRecord) throws(StoreFault)

    /// Stores entries at `index` and after, byte for byte. An index that is taken is a fault of the caller.
    func append(_ entries: [ArraySlice<UInt8>], to log: Int64, at index: Int64) throws(StoreFault)
    /// The entries of a half-open range, in order. Fewer where the log ends earlier.
    func entries(of log: Int64, _ range: Range<Int64>) throws(StoreFault) -> [[UInt8]]
    /// Keeps the root of the 256 leaves from `tile * 256` on.
    func addTile(_ tile: Int64, root: Digest, to log: Int64) throws(StoreFault)
    /// The roots of the first `count` tiles, in order.
    func tiles(of log: Int64, count: Int64) throws(StoreFault) -> [Digest]

    /// Keeps the note that the district cosigned at that size; one size has one note for ever.
    func addReceipt(_ receipt: StoredReceipt, of log: Int64) throws(StoreFault)
    /// The receipt of the smallest size that is at least `size`: when the district first held that many entries.
    func receipt(of log: Int64, covering size: Int64) throws(StoreFault) -> StoredReceipt?
    /// The receipt of the largest size.
    func newestReceipt(of log: Int64) throws(StoreFault) -> StoredReceipt?

    /// Keeps a code's digest, never the code.
    func addInvitation(_ invitation: Invitation) throws(StoreFault)
    func invitation(secret digest: Digest) throws(StoreFault) -> Invitation?
    /// Burns a code for the log that used it.
    func burnInvitation(secret digest: Digest, for origin: Origin) throws(StoreFault)
    /// Forgets every code: in a restored database one that was used since would be good again.
    func forgetInvitations() throws(StoreFault)

    /// Keeps a token's digest, never the token.
    func addToken(_ token: AccessToken) throws(StoreFault)
    func token(digest: Digest) throws(StoreFault) -> AccessToken?
    /// Those of a log, in the order in which they were added.
    func tokens(of origin: Origin) throws(StoreFault) -> [AccessToken]
    func noteUse(ofToken digest: Digest) throws(StoreFault)
    func removeToken(digest: Digest) throws(StoreFault)
    /// Keeps what an enrolment was granted for, by `EnrolmentRequest.digest`; once kept, it stays.
    func addRequest(_ digest: Digest, of origin: Origin) throws(StoreFault)
    /// Whether the request has served.
    func isSpent(request digest: Digest) throws(StoreFault) -> Bool
    /// Every request of that log that was kept so far has served.
    func spendRequests(of origin: Origin) throws(StoreFault)
    /// Every token of that log now has that scope; `nil` removes them.
    func setScope(_ scope: AccessToken.Scope?, ofTokensOf origin: Origin) throws(StoreFault)

    /// Remembers that a stored entry of the unit names an attachment of that many bytes.
    func addAttachmentName(_ id: String, unit: String, byteCount: Int64) throws(StoreFault)
    /// Which units name the attachment, and with how many bytes; by unit.
    func attachmentNames(_ id: String) throws(StoreFault) -> [AttachmentName]
    /// The ids that stored entries of a unit name, in ascending order: the first `limit` of those above `id`, for they may be a million.
    func attachmentIDs(ofUnit unit: String, after id: String, limit: Int) throws(StoreFault) -> [String]

    /// Remembers that the entry of a ward's log at `place` redacts an attachment; of several in one log the first stays.
    func addRedaction(_ id: String, at place: EntryPlace) throws(StoreFault)
    /// Where wards' logs redact that attachment, or any; by id, then origin.
    func redactions(of id: String?) throws(StoreFault) -> [WardRedaction]

    /// Keeps a refused push whole for the reviewer, under a number that no other ever has; not one that repeats another, nor where the
    /// log's kept ones would pass a limit, in bytes or in number.
    func addRefusedPush(_ push: RefusedPush) throws(StoreFault)
    /// The refused pushes of a log, or of all, without their bytes, by time.
    func refusedPushes(of origin: Origin?) throws(StoreFault) -> [RefusedPush]
    /// The newest of them without their bytes, the newest first: at most `limit`, of all or of those with a number below that one.
    func refusedPushes(below number: Int64?, limit: Int) throws(StoreFault) -> [RefusedPush]
    /// How many are kept of each log and for what; by origin, then reason.
    func refusedCounts() throws(StoreFault) -> [RefusedCount]
    /// One of them with its bytes and the ids of its entries, by the number that the list gave it.
    func refusedPush(_ number: Int64) throws(StoreFault) -> RefusedPush?
    /// Erases those refused pushes of a log of whose entries `hasCome` says that nothing is missing any more; their bytes are not read.
    func eraseRefusedPushes(of origin: Origin, where hasCome: ([EventID]) throws(StoreFault) -> Bool) throws(StoreFault)
    /// Replaces the bytes of those kept pushes in which one of the attachments rides, where `change` gives others: they ride no more.
    func changeRefusedPushes(carrying ids: Set<String>, _ change: ([UInt8]) -> [UInt8]?) throws(StoreFault)
}

/// Why a store cannot do its work. When it is thrown, the transaction has not happened.
public enum StoreFault: Error, Equatable, CustomStringConvertible {
    /// The disk is full, or cannot be read or written.
    case disk(String)
    /// Another process holds the file.
    case busy(String)
    /// What is stored contradicts itself, or is not a store of this program.
    case damaged(String)
    /// A decision that no event can hold: something that was typed is outside its form.
    case unfit(String)
    /// A decision that was committed, and whose consequences are still to come: the own log's file, or an erasure.
    case decided(String)
    /// The catalogue that a plan year is counted by was published, and its bytes are not here.
    case catalogueMissing(year: Int, digest: Digest)
    /// The figures that are kept were computed by other rules or catalogues than this program's.
    case otherRules

    /// The same fault where it came after a commit: nobody is to hear that nothing was changed.
    public var afterDecision: StoreFault {
        switch self {
        case .disk(let reason), .busy(let reason), .damaged(let reason): .decided(reason)
        case .unfit, .decided, .catalogueMissing, .otherRules: self
        }
    }

    public var description: String {
        switch self {
        case .disk(let reason):
            "the district's database could not be read or written (\(reason)); nothing of this step was stored. Check the disk and run it again."
        case .busy(let reason):
            "another process holds the district's database (\(reason)); nothing was changed. Try again when it has ended."
        case .damaged(let reason):
            "the district's database is damaged (\(reason)); nothing was changed. Stop the server and restore the last backup beside this file."
        case .unfit(let reason): "this cannot be recorded (\(reason)); nothing was changed. Mend what was typed and run it again."
        case .decided(let reason):
            "the decision is recorded and stands; what follows from it is not done yet (\(reason)). "
                + "It is done with the next write or the next start of 'district serve'. Do not run the command again."
        case .catalogueMissing(let year, let digest):
            "catalogue \(digest.hex.prefix(16)) was published for \(year) and is not here: the figures of that year cannot be computed. "
                + "Nothing was changed. Put the district's attachments back from where they were kept."
        case .otherRules:
            "the figures kept here were computed by another version of this program; nothing was changed. "
                + "Start 'district serve' with this version: it computes them anew."
        }
    }
}
