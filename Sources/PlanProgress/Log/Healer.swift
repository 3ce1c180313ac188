/// Carries a healing out on a disk: one procedure for every accident, which may be cut anywhere and started again.
///
/// Order of effects: journal; key; new log with all entries; what cannot be brought over, to `quarantine/`; `config`;
/// the old log cut to its good lines; journal removed. Each step looks first at what is there, so a second run
/// ends in the same set of events. Each call holds the home's lock while it works, so that no other process
/// records in the old log what the new one has not seen, and no two finish one healing at once. Whoever calls holds none.
public struct Healer {
    private let disk: any LogDisk

    public init(on disk: any LogDisk) { self.disk = disk }

    /// What the new log's first entry and key need that the centre cannot have: a clock and randomness.
    public struct Draws: Sendable {
        public var now: Int64
        public var on: LocalDay
        public var by: String
        /// 32 random bytes.
        public var seed: [UInt8]
        /// 8 characters base64url.
        public var nonce: String

        public init(now: Int64, on: LocalDay, by: String, seed: [UInt8], nonce: String) {
            (self.now, self.on, self.by, self.seed, self.nonce) = (now, on, by, seed, nonce)
        }
    }

    /// What a clerk is told.
    public struct Outcome: Hashable, Sendable {
        public let healing: Healing
        /// Entries of the old log that stand in the new one.
        public let brought: Int
        /// Lines that could not be saved; their bytes lie in `quarantine/`.
        public let lost: Int
    }

    /// The healing that was begun and not finished.
    public func pending() throws(LogFault) -> Healing? {
        let text = try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.healing) }
        return text.flatMap { String(validating: $0, as: UTF8.self) }.flatMap { Healing(text: $0) }
    }

    /// Writes the decision down. One that was begun is never replaced by another.
    public func begin(_ healing: Healing) throws(LogFault) {
        try disk.underHomeLock { () throws(LogFault) in
            guard try pending() == nil else { return }
            try onDisk { () throws(DiskFault) in try disk.replace(HomeLayout.healing, with: Array(healing.text.utf8)) }
        }
    }

    /// Does what the journal says, from wherever it was cut; `nil` when none was begun.
    public func finish(_ draws: Draws) throws(LogFault) -> Outcome? {
        // Asked first without the lock, for every command asks; asked again under it, for another process may have finished.
        guard try pending() != nil else { return nil }
        return try disk.underHomeLock { () throws(LogFault) in
            try pending().map { healing throws(LogFault) in try carryOut(healing, draws) }
        }
    }

    private func carryOut(_ healing: Healing, _ draws: Draws) throws(LogFault) -> Outcome {
        let keeper = try LogKeeper(healing.new, on: disk)
        var lost = 0
        if try named() == healing.new {
            // Recovers a power cut that undid the journal's removal: the new log is whole and in use by now, and what was
            // recorded in it is never cut, whatever became of it since. The name must last as long as the journal does.
            try onDisk { () throws(DiskFault) in try disk.synchronizeFolder(HomeLayout.config.folder) }
        } else {
            lost = try write(keeper, healing, draws)
            try switchConfig(to: healing.new)
        }
        for source in healing.sources {
            try cutToGoodLines(source.origin)
            try LogKeeper(source.origin, on: disk).setSpoiledKeyAside()
        }
        try onDisk { () throws(DiskFault) in try disk.remove(HomeLayout.healing) }
        return Outcome(healing: healing, brought: Int(keeper.image.size) - 1, lost: lost)
    }

    /// Key, first entry, and what is brought over; gives how many lines could not be.
    private func write(_ keeper: LogKeeper, _ healing: Healing, _ draws: Draws) throws(LogFault) -> Int {
        let key = try makeKey(of: healing.new, seed: draws.seed)
        try keeper.makeEntriesFile()
        try keeper.open(key: key, continuing: healing.continues, draws)
        var lost = 0
        for source in healing.sources {
            let old = try LogKeeper(source.origin, on: disk).image.scan
            var held = keeper.ids
            for other in healing.sources where other != source {
                held.formUnion(try LogKeeper(other.origin, on: disk).ids(before: other.from))
            }
            let (bring, unsaved) = Healing.entries(of: old, from: source.from, notIn: held)
            try keeper.bring(bring)
            lost += unsaved.count
            if !old.isWhole { try quarantineRest(of: old, origin: source.origin) }
        }
        return lost
    }

    /// The log that `config` names.
    private func named() throws(LogFault) -> Origin? {
        let text = try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.config) }
        return text.flatMap { String(validating: $0, as: UTF8.self) }.flatMap { HomeConfig(text: $0) }?.origin
    }

    /// Recovers the kill between journal and key: a key that is there is kept, for its log may have begun.
    private func makeKey(of origin: Origin, seed: [UInt8]) throws(LogFault) -> SignerKey {
        let keeper = try LogKeeper(origin, on: disk)
        if let key = try keeper.key() { return key }
        return try keeper.makeKey(seed: seed)
    }

    private func quarantineRest(of scan: LogScan, origin: Origin) throws(LogFault) {
        try onDisk { () throws(DiskFault) in
            _ = try disk.quarantine(Array(scan.bytes[scan.goodByteCount...]), of: origin, as: "damaged-at-\(scan.size)")
        }
    }

    private func switchConfig(to origin: Origin) throws(LogFault) {
        let text = try onDisk { () throws(DiskFault) in try disk.read(HomeLayout.config) }
        guard let config = text.flatMap({ String(validating: $0, as: UTF8.self) }).flatMap({ HomeConfig(text: $0) }) else {
            throw .missing(origin)
        }
        guard config.origin != origin else { return }
        try onDisk { () throws(DiskFault) in
            try disk.makeFolder(HomeLayout.folder(of: config.origin))
            try disk.replace(HomeLayout.continued(config.origin), with: Array("\(origin)\n".utf8))
            try disk.replace(HomeLayout.config, with: Array(config.writing(origin).text.utf8))
        }
    }

    /// The good prefix stays as the old log; what is cut lies in `quarantine/` and, where it could be saved, in the new log.
    private func cutToGoodLines(_ origin: Origin) throws(LogFault) {
        let scan = try LogKeeper(origin, on: disk).image.scan
        guard !scan.isWhole else { return }
        try quarantineRest(of: scan, origin: origin)
        try onDisk { () throws(DiskFault) in
            try disk.truncate(HomeLayout.entries(of: origin), to: scan.goodByteCount)
            try disk.synchronize(HomeLayout.entries(of: origin))
        }
    }
}

extension LogKeeper {
    /// Puts a key beside a log that has none; 64 hex digits and LF.
    public func makeKey(seed: [UInt8]) throws(LogFault) -> SignerKey {
        let path = HomeLayout.key(of: origin)
        try setSpoiledKeyAside()
        try stopping { () throws(DiskFault) in
            try disk.makeFolder(path.folder)
            try disk.replace(path, with: Array((Hex.text(seed) + "\n").utf8))
        }
        guard let key = try key() else { throw .key(origin) }
        return key
    }

    /// Moves a key file that nobody can read to `quarantine/`; no other file is touched.
    func setSpoiledKeyAside() throws(LogFault) {
        guard let bytes = try spoiledKey() else { return }
        try stopping { () throws(DiskFault) in
            try disk.quarantine(bytes, of: origin, as: "key")
            try disk.remove(HomeLayout.key(of: origin))
        }
    }

    /// Begins a log of this device: key, file, first entry. A beginning that was cut is finished.
    public func start(_ draws: Healer.Draws) throws(LogFault) {
        let key = if let key = try key() { key } else { try makeKey(seed: draws.seed) }
        try makeEntriesFile()
        try disk.underHomeLock { () throws(LogFault) in try open(key: key, continuing: nil, draws) }
    }

    /// Writes the first entry, unless it is there; under the home's lock.
    func open(key: SignerKey, continuing old: Checkpoint?, _ draws: Healer.Draws) throws(LogFault) {
        try reload()
        // Nothing of a log that is being begun was acknowledged: what a power cut spoiled is written again.
        if !image.scan.isWhole { try cutTornTail() }
        guard image.size == 0 else { return }
        let continues = old.map { LogReference(origin: $0.origin, size: $0.size, root: $0.root) }
        let event = Event(
            at: EventClock.at(now: draws.now, newest: []), on: draws.on, by: draws.by, nonce: draws.nonce,
            body: .logOpened(LogOpened(origin: origin, key: key.verifier(.log), continues: continues)))
        try write([event.bytes[...]])
    }

    /// The ids that this log holds.
    var ids: Set<EventID> { ids(before: image.size) }

    func ids(before end: Int64) -> Set<EventID> {
        Set((0..<min(end, image.size)).map { EventReading(of: image.scan.entry($0)).id })
    }

    /// Appends bytes of another log as they are, a group at a time; under the home's lock since this log was read.
    func bring(_ entries: [ArraySlice<UInt8>]) throws(LogFault) {
        for start in stride(from: 0, to: entries.count, by: Limits.pushEntries) {
            try write(Array(entries[start..<min(start + Limits.pushEntries, entries.count)]))
        }
    }
}
