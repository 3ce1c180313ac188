/// The one hand that writes a log: it recovers, asks for permission, appends, adopts.
///
/// Everything it does to the disk goes through the port, so the simulator runs this very code. Not for
/// concurrent use; other processes are kept apart by the home's lock, which each write holds for milliseconds.
public final class LogKeeper {
    public let origin: Origin
    let disk: any LogDisk
    /// The log as last read or written by this keeper.
    public internal(set) var image: LogImage
    /// A failed write leaves its bytes in doubt, so nothing more is written until the log is read again by a new keeper.
    private var isStopped = false
    /// Decided before the first append of a run, and again when the file was changed by another process.
    private var mayAppend = false
    private var signer: SignerKey?
    private var clock = UnitClock()
    /// The receipt file and the district's keys with which `image` was last proved, since the log was read: not proved anew while
    /// both stay the same, for a sync looks at every log here at each of its steps, and a proof takes two signatures.
    private var judged: (note: [UInt8]?, keys: [UInt8]?)?
    /// The first entry's body, since the log was read and it was asked for: entries are only ever appended.
    private var opening: LogOpened??

    /// Reads the log as it lies; changes nothing. A log that is not there is an empty one.
    public init(_ origin: Origin, on disk: any LogDisk) throws(LogFault) {
        (self.origin, self.disk) = (origin, disk)
        image = LogImage(origin: origin, scan: LogScan([]))
        try reload()
    }

    /// The key of this log, or `nil` where it is not here or is spoiled: either way only a continuing log helps.
    public func key() throws(LogFault) -> SignerKey? {
        if signer == nil { signer = try keyFile().flatMap(readKey) }
        return signer
    }

    /// The bytes of a key file in which no key can be read.
    func spoiledKey() throws(LogFault) -> [UInt8]? { try keyFile().flatMap { readKey($0) == nil ? $0 : nil } }

    /// Whether a key file lies here that is not 64 hex digits and LF.
    public var isKeySpoiled: Bool { get throws(LogFault) { try spoiledKey() != nil } }

    /// The key of a log whose entries are of no interest.
    public static func key(of origin: Origin, on disk: any LogDisk) throws(LogFault) -> SignerKey? {
        try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.key(of: origin)) }.flatMap { readKey($0, of: origin) }
    }

    private func keyFile() throws(LogFault) -> [UInt8]? {
        try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.key(of: origin)) }
    }

    private func readKey(_ text: [UInt8]) -> SignerKey? { Self.readKey(text, of: origin) }

    private static func readKey(_ text: [UInt8], of origin: Origin) -> SignerKey? {
        guard text.count == 65, text.last == 0x0A, let seed = Hex.bytes(String(decoding: text.dropLast(), as: UTF8.self)) else {
            return nil
        }
        return SignerKey(name: origin.description, seed: seed)
    }

    /// Reads log, receipt and guard anew.
    public func reload() throws(LogFault) {
        clock = UnitClock()
        (judged, opening) = (nil, nil)
        let bytes = try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.entries(of: origin)) }
        image = LogImage(origin: origin, scan: LogScan(bytes ?? []))
        try readNotes()
    }

    /// Reads what may have changed: receipt and guard, and the log where its length did, for it is only ever appended to.
    ///
    /// Scanning and hashing a log of 10,000 entries takes some 10 ms, which a sync would spend at each of its steps.
    public func refresh() throws(LogFault) {
        let count = try onDisk { () throws(DiskFault) in try disk.byteCount(HomeLayout.entries(of: origin)) }
        guard image.scan.isWhole, (count ?? 0) == image.scan.bytes.count else { return try reload() }
        try readNotes()
    }

    private func readNotes() throws(LogFault) {
        mayAppend = false
        let note = try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.checkpoint(of: origin)) }
        let keys = try onDisk { () throws(DiskFault) in try disk.read(DistrictFile.keys.path) }
        if judged.map({ $0.note != note || $0.keys != keys }) ?? true {
            (image.receipt, image.unprovedReceipt) = (nil, nil)
            if let receipt = note.flatMap({ SignedNote(reading: $0) }) {
                if try proves(receipt, pinned: keys) { image.receipt = receipt } else { image.unprovedReceipt = receipt }
            }
            judged = (note, keys)
        }
        image.guarded = nil
        if let key = try key() {
            let path = HomeLayout.guardFile(of: key.verifier(.log))
            let text = try onDisk { () throws(DiskFault) in try disk.read(path) }
            // A guard that a power cut spoiled is a missing one.
            image.guarded = text.flatMap { String(validating: $0, as: UTF8.self) }.flatMap { Checkpoint(text: $0) }
            if image.guarded?.origin != origin { image.guarded = nil }
        }
    }

    /// Whether what lies in a receipt's place is one: a size in it that a flipped bit made would be taken for received.
    ///
    /// Before a ward has joined no district is pinned, and only the log's own signature can be asked for.
    private func proves(_ note: SignedNote, pinned keys: [UInt8]?) throws(LogFault) -> Bool {
        guard Checkpoint(text: note.text)?.origin == origin else { return false }
        let district = keys.flatMap { DistrictIdentity(pinned: $0, certificate: nil) }
        if let district, district.everCosignedAt(note) == nil { return false }
        // The district's own log outlives its keys: any that was its own may have signed.
        if let district, origin == district.origin { return district.logKeys.contains { $0.verifies(note) } }
        let signer = try key()
        return (opened?.key ?? signer?.verifier(.log))?.verifies(note) ?? true
    }

    private var opened: LogOpened? {
        if let opening { return opening }
        let opened = image.opened
        if image.size > 0 { opening = .some(opened) }
        return opened
    }

    /// Whether this device may append, as things lie; `heads` are the district's heads ever pulled for this log.
    public func permission(heads: [Checkpoint] = []) throws(LogFault) -> AppendPermission {
        let key = try key()
        var known = ([image.guarded].compactMap { $0 } + heads).filter { $0.origin == origin }
        if let checkpoint = image.receiptCheckpoint { known.append(checkpoint) }
        if let opened, let key, opened.key != key.verifier(.log) { return .never(.logWithoutKey) }
        // The guard is at our size in the common case, so one pass over the leaves is what a first append costs;
        // the guard of what is appended then needs the same tree.
        let roots = image.roots(at: Set(known.map(\.size) + [image.size]))
        return AppendPermission(
            hasKey: key != nil, hasLog: image.size > 0 || !image.scan.isWhole, condition: image.condition, size: image.size, known: known,
            root: { roots[$0] ?? MerkleTree.emptyRoot })
    }

    /// The tree of the first `size` entries, computed once.
    public func tree(at size: Int64) -> CompactRange { image.settledTree(at: size) }

    /// Takes the lock, cuts a torn tail, and makes sure of all that is read: what is sent must survive a power cut here.
    ///
    /// Recovers the kill between `append` and `synchronize`: the guard is then behind the log.
    @discardableResult
    public func settle(heads: [Checkpoint] = []) throws(LogFault) -> AppendPermission {
        try locked { () throws(LogFault) in try prepare(heads: heads) }
    }

    /// Appends events in one write and one `fdatasync`: when it returns, all of them survive a power cut.
    ///
    /// Each draft's `at` is set by `EventClock` from `now`. When it throws, none was acknowledged; a later
    /// recovery may find whole lines of it, and they are then kept.
    public func append(_ drafts: [Event], now: Int64, heads: [Checkpoint] = []) throws(LogFault) -> [LogEntry] {
        guard !drafts.isEmpty else { return [] }
        return try locked { () throws(LogFault) in
            if case .never(let refusal) = try prepare(heads: heads) { throw .neverAppend(origin, refusal) }
            var newest = try clock.newest(image, on: disk, now: now)
            var entries: [LogEntry] = []
            for draft in drafts {
                var event = draft
                event.at = EventClock.at(now: now, newest: newest)
                newest = [event.at]
                entries.append(try entry(event, at: image.size + Int64(entries.count)))
            }
            try write(entries.map { $0.bytes[...] })
            return entries
        }
    }

    /// Appends what this log does not hold of another of its unit, from entry `index` on, byte for byte.
    public func bringOver(_ old: LogImage, from index: Int64, heads: [Checkpoint]) throws(LogFault) {
        try locked { () throws(LogFault) in
            if case .never(let refusal) = try prepare(heads: heads) { throw .neverAppend(origin, refusal) }
            try bring(Healing.entries(of: old.scan, from: index, notIn: ids).bring)
        }
    }

    // MARK: Steps, each under the lock

    func locked<T>(_ work: () throws(LogFault) -> T) throws(LogFault) -> T { try disk.underHomeLock(work) }

    /// The log in which this one goes on, if a healing was begun or done since the caller read `config`.
    ///
    /// What was appended here after it would lie behind the seal, pushed and counted nowhere.
    private func successor() throws(LogFault) -> Origin? {
        if let healing = try Healer(on: disk).pending() { return healing.new }
        let text = try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.config) }
        let config = text.flatMap { String(validating: $0, as: UTF8.self) }.flatMap { HomeConfig(text: $0) }
        return config.flatMap { $0.origin == origin ? nil : $0.origin }
    }

    private func prepare(heads: [Checkpoint]) throws(LogFault) -> AppendPermission {
        guard !isStopped else { throw .stopped(origin) }
        if let successor = try successor() { return .never(.continued(by: successor)) }
        let count = try onDisk { () throws(DiskFault) in try disk.byteCount(HomeLayout.entries(of: origin)) }
        // A tail that was seen without the lock may have been cut since, and a line as long as it be there now.
        if !image.scan.isWhole || (count ?? 0) != image.scan.bytes.count { try reload() }
        if mayAppend { return .append }
        if image.condition == .tornTail { try cutTornTail() }
        let permission = try permission(heads: heads)
        guard permission == .append else { return permission }
        if image.guarded?.size != image.size {
            try stopping { () throws(DiskFault) in try disk.synchronize(HomeLayout.entries(of: origin)) }
            try writeGuard()
        }
        mayAppend = true
        return .append
    }

    /// Recovers a power cut in the middle of a write: the tail was never acknowledged.
    func cutTornTail() throws(LogFault) {
        let scan = image.scan
        let path = HomeLayout.entries(of: origin)
        try stopping { () throws(DiskFault) in
            try disk.quarantine(Array(scan.bytes[scan.goodByteCount...]), of: origin, as: "torn-at-\(scan.size)")
            try disk.truncate(path, to: scan.goodByteCount)
            try disk.synchronize(path)
        }
        try reload()
    }

    /// Lines for these entries behind the last: one write, one `fdatasync`, then the guard.
    func write(_ entries: [ArraySlice<UInt8>]) throws(LogFault) {
        guard !isStopped else { throw .stopped(origin) }
        let path = HomeLayout.entries(of: origin)
        var next = image
        next.append(entries)
        let lines = Array(next.scan.lines(from: image.size, to: next.size))
        try stopping { () throws(DiskFault) in
            try disk.append(lines, to: path)
            try disk.synchronize(path)
        }
        image = next
        try writeGuard()
    }

    /// The guard may be behind or lost, so it costs no `fsync`; failing to write it stops nothing.
    ///
    /// Never lowered: entries that it knows of and that did not come back are lost, and a healing must say so.
    func writeGuard() throws(LogFault) {
        guard let key = try key(), image.guarded?.size ?? 0 <= image.size else { return }
        let checkpoint = Checkpoint(origin: origin, size: image.size, root: tree(at: image.size).root)
        try? disk.replaceLoosely(HomeLayout.guardFile(of: key.verifier(.log)), with: Array(checkpoint.text.utf8))
        image.guarded = checkpoint
    }

    /// A failed write or `fsync` is reported once and never retried by this keeper.
    func stopping(_ work: () throws(DiskFault) -> Void) throws(LogFault) {
        do throws(DiskFault) {
            try work()
        } catch {
            isStopped = true
            throw .disk(error)
        }
    }

    private func entry(_ event: Event, at index: Int64) throws(LogFault) -> LogEntry {
        let bytes = event.bytes
        guard bytes.count <= Limits.eventByteCount else { throw .tooLong(byteCount: bytes.count) }
        let reading = EventReading(of: bytes)
        if case .malformed(let fault) = reading.content { throw .unreadable(fault) }
        return LogEntry(origin: origin, index: index, id: reading.id, bytes: bytes)
    }
}

/// An event at its place in a log, in the bytes that the log keeps.
public struct LogEntry: Hashable, Sendable {
    public let origin: Origin
    public let index: Int64
    public let id: EventID
    public let bytes: [UInt8]

    public init(origin: Origin, index: Int64, id: EventID, bytes: [UInt8]) {
        (self.origin, self.index, self.id, self.bytes) = (origin, index, id, bytes)
    }
}
