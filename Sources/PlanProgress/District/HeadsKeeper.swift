/// For each log the last cosigned size and root, kept apart from the district's database and never in a backup (design 3.4).
///
/// A push commits, then moves its head, then answers: so a database that was restored from an old backup is behind
/// its heads and shows it. `move` is durable when it returns and compares before it sets; when it throws, the old head stands.
/// One caller at a time.
public protocol HeadsKeeper: Sendable {
    func head(of origin: Origin) throws(StoreFault) -> Checkpoint?
    /// All heads, by origin.
    func all() throws(StoreFault) -> [Checkpoint]
    /// Sets the head to `new` where it is `old` now (`nil`: where there is none); `busy` otherwise. `damaged` where
    /// `new` may not follow `old`: no size is cosigned after a larger one, and none with two roots (S2).
    func move(from old: Checkpoint?, to new: Checkpoint) throws(StoreFault)
}

extension Checkpoint {
    /// Whether a head may move from `old` to here.
    public func mayFollow(_ old: Checkpoint) -> Bool { self == old || (origin == old.origin && size > old.size) }
}

/// The file of the district's own log, in the form of every log, beside heads: the database's copy is extended from it.
///
/// `append` is durable when it returns: the entries first, then the receipt that covers them. Entries of which the receipt does not
/// speak may have been left by a write that failed: whoever finds them appends again, if need be nothing, and they are made durable too.
/// One caller at a time.
public protocol OwnLogFile: Sendable {
    var size: Int64 { get throws(StoreFault) }
    /// The note kept beside the entries, as it lies there; `nil` where there is none.
    var receipt: [UInt8]? { get throws(StoreFault) }
    func entries(_ range: Range<Int64>) throws(StoreFault) -> [[UInt8]]
    /// Adds entries behind the last; `receipt` is the note for the size that they reach.
    func append(_ entries: [[UInt8]], receipt: [UInt8]) throws(StoreFault)
    /// Keeps what begins at `size` elsewhere, durably, and ends there.
    func setAside(from size: Int64) throws(StoreFault)
}

/// Where the bytes of attachments lie, by id: a database of their own, so that erasing one leaves no copy elsewhere.
///
/// `put` is durable when it returns. An erased id is never stored again.
public protocol AttachmentStore: Sendable {
    /// Salt, name and content; `nil` when it is not here.
    func attachment(_ id: String) throws(StoreFault) -> [UInt8]?
    func isErased(_ id: String) throws(StoreFault) -> Bool
    /// Those of the ids that are neither here nor erased, in the order given; no bytes are read for it.
    func missing(among ids: [String]) throws(StoreFault) -> [String]
    /// Stores them together; those that are here already, or erased, are passed over.
    func put(_ attachments: [(id: String, bytes: [UInt8])]) throws(StoreFault)
    /// Erases them, come or not: they are never given out nor stored again. Returns whether bytes of one lay here until now; the
    /// store's journals may hold them until `forgetErased`.
    @discardableResult
    func erase(_ ids: [String]) throws(StoreFault) -> Bool
    /// When it returns, no file of the store holds what was erased before; `busy` where somebody reads.
    func forgetErased() throws(StoreFault)
    /// Those whose bytes are not the ones that the id names, in ascending order; all are read, one at a time.
    func spoiled() throws(StoreFault) -> [String]
    /// Forgets bytes that are not the id's, so that they are missing and may come again; true ones are left.
    func forget(spoiled id: String) throws(StoreFault)
}
