import LogFiles
import LogSync
import PlanProgress

/// The keys that a handover leads to, in one file until they are in the places of the former ones: `keys/next`.
///
/// The seeds of `receipts`, of the district's own log and of `bundles`, a line each. The file is written before the district's log
/// says anything, and removed when all three are in their places; so a crash at any line leaves the former keys, or the next ones
/// and this file, and whoever opens the home takes them up.
struct NextKeys {
    private let seeds: [[UInt8]]
    let keys: DistrictKeys
    let bundles: SealingKey

    static let path = DiskPath("keys/next")

    private init?(_ seeds: [[UInt8]], of origin: Origin) {
        guard seeds.count == 3, let keys = DistrictKeys(of: origin, receipts: seeds[0], log: seeds[1]),
            let bundles = SealingKey(seed: seeds[2])
        else { return nil }
        (self.seeds, self.keys, self.bundles) = (seeds, keys, bundles)
    }

    /// Those of a handover that was begun, if there was one.
    init?(in folder: DistrictFolder, of origin: Origin) throws(CommandFailure) {
        let seeds = try folder.seeds(Self.path)
        if seeds.isEmpty { return nil }
        self.init(seeds, of: origin)
    }

    /// Draws three and keeps them.
    ///
    /// What lies there already of a handover that failed is taken: a commit that a disk refused to confirm may yet be found done, and
    /// then those are the keys. Unless they were the district's once: a restore has put those there.
    static func drawn(
        in folder: DistrictFolder, of origin: Origin, after handovers: [KeyHandover]
    ) throws(CommandFailure) -> NextKeys {
        if let begun = try NextKeys(in: folder, of: origin), !handovers.contains(where: { [$0.former, $0.next].contains(begun.keys.pair) })
        {
            return begun
        }
        try folder.keep((0..<3).map { _ in Surroundings.machine.random(32) }, in: path)
        guard let next = try NextKeys(in: folder, of: origin) else { throw Sentences.keysUnreadable(folder.path) }
        return next
    }

    /// Puts them in the places of the former ones, which are gone then but for the one that opens bundles.
    ///
    /// May be cut anywhere and done again: what is in its place already is passed over.
    func takePlace(in folder: DistrictFolder, of origin: Origin) throws(CommandFailure) {
        let former = try folder.seed(DistrictFolder.bundlesKey)
        if let former, former != seeds[2] {
            let known = try folder.seeds(DistrictFolder.formerBundlesKeys)
            if !known.contains(former) { try folder.keep([former] + known, in: DistrictFolder.formerBundlesKeys) }
        }
        try folder.keep([seeds[2]], in: DistrictFolder.bundlesKey)
        try folder.keep([seeds[1]], in: HomeLayout.key(of: origin))
        try folder.keep([seeds[0]], in: DistrictFolder.receiptsKey)
        try translating { () throws(DiskFault) in try folder.disk.remove(Self.path) }
    }
}

extension DistrictFolder {
    /// Recovers a crash between the handover's commit and the keys in their places.
    ///
    /// The database says which keys are the district's, and where it was restored since, the file of the district's own log.
    func finishHandover(of identity: DistrictIdentity) throws(CommandFailure) {
        guard let origin = identity.origin, let next = try NextKeys(in: self, of: origin) else { return }
        // Keys that were the district's once, and are no more, stay where a restore has put them.
        if next.keys.pair == (try pairOfToday(identity)) { try next.takePlace(in: self, of: origin) }
    }

    /// The pair that the database's own leads to, by what the file of the district's own log says beyond it.
    func pairOfToday(_ identity: DistrictIdentity) throws(CommandFailure) -> DistrictKeyPair? {
        guard let origin = identity.origin else { return nil }
        let announced = try announced(by: origin)
        return announced.contains { $0.former == identity.pair } ? announced.last?.next : identity.pair
    }

    private func announced(by origin: Origin) throws(CommandFailure) -> [KeyHandover] {
        let entries = try translating { () throws(StoreFault) -> [[UInt8]] in
            let file = OwnLogKeeper(origin, on: disk)
            // What the receipt beside them does not cover the opening does not believe either.
            let note = try file.receipt.flatMap { SignedNote(reading: $0) }
            let covered = note.flatMap { Checkpoint(text: $0.text) }?.size ?? 0
            return try file.entries(0..<min(covered, try file.size))
        }
        return entries.compactMap { entry in
            guard case .event(let event, _) = EventReading(of: entry).content, case .keysRotated(let handover) = event.body else {
                return nil
            }
            return handover
        }
    }
}
