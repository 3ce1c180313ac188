/// What `district verify` finds: every root and signature, and the full recompute against the stored tables.
public struct DistrictAudit: Sendable {
    public private(set) var logCount = 0
    public private(set) var entryCount: Int64 = 0
    public private(set) var periodCount = 0
    /// Each fault as a sentence with the log, index or period; empty when all is sound.
    public private(set) var faults: [String] = []

    /// Reads everything once. `heads` are compared too; `asOf` is a day after every event that is to count.
    public static func run(
        _ tables: any DistrictTables, register: DistrictRegister, identity: DistrictIdentity, heads: [Checkpoint], asOf: LocalDay
    ) throws(StoreFault) -> DistrictAudit {
        var audit = DistrictAudit()
        let logs = try tables.logs(ofUnit: nil)
        let reading = try DistrictReading(tables, register: register)
        let identity = identity.knowing(reading.register.handovers)
        for log in logs {
            // The record of its own log keeps the key that its first entry names.
            let key = log.origin == identity.origin ? identity.logKeys.last : reading.register.devices[log.origin]?.key
            if key != log.key { audit.faults.append("\(log.origin): the key kept is not the one that was enrolled") }
            try audit.compare(log, with: reading.register, in: tables)
            try audit.check(log, in: tables, identity: identity)
        }
        for head in heads {
            let log = logs.first { $0.origin == head.origin }
            // A person has accepted that nobody has the rest.
            if let log, log.size < head.size, reading.register.ends[head.origin] ?? .max <= log.size { continue }
            guard let log, log.size >= head.size else {
                audit.faults.append("\(head.origin): the head says \(head.size) entries, fewer are held")
                continue
            }
            if try DistrictLog.root(of: log, at: head.size, in: tables) != head.root {
                audit.faults.append("\(head.origin): another root than the head's at size \(head.size)")
            }
            let covered = try tables.newestReceipt(of: log.number)?.size ?? 0
            if covered < head.size {
                audit.faults.append("\(head.origin): the newest receipt is for \(covered) entries, the head says \(head.size)")
            }
        }
        try audit.recompute(tables, reading: reading, asOf: asOf)
        return audit
    }

    /// What ends a log and what its tokens open stands in the district's own log: a table that says less lets a revoked device in.
    private mutating func compare(
        _ log: LogRecord, with register: DistrictRegister, in tables: any DistrictTables
    ) throws(StoreFault) {
        let end = register.ends[log.origin]
        if log.end != end {
            func words(_ end: Int64?) -> String { end.map { "an end at \($0)" } ?? "no end" }
            faults.append("\(log.origin): \(words(log.end)) is kept, the district's own log says \(words(end))")
        }
        let isRevoked = register.revoked.contains(log.origin)
        if log.isRevoked != isRevoked {
            faults.append("\(log.origin): the district's own log says that it is \(isRevoked ? "" : "not ")revoked, what is kept does not")
        }
        let isContinued = register.devices.values.contains { $0.continues?.origin == log.origin }
        for token in try tables.tokens(of: log.origin) where (token.scope != .device) != (isRevoked || isContinued) {
            faults.append("\(log.origin): a token opens \(token.scope.rawValue), which the district's own log does not say")
        }
    }

    /// One pass over the entries: their tree and its tiles, and at each receipt's size its root and both signatures.
    private mutating func check(_ log: LogRecord, in tables: any DistrictTables, identity: DistrictIdentity) throws(StoreFault) {
        logCount += 1
        var (range, tile) = (CompactRange(), CompactRange())
        let tiles = try tables.tiles(of: log.number, count: log.size / TileCutter.width)
        var receipt = try tables.receipt(of: log.number, covering: 1)
        while range.size < log.size {
            let entries = try tables.entries(of: log.number, range.size..<min(log.size, range.size + 1024))
            guard !entries.isEmpty else { return faults.append("\(log.origin) \(range.size): the entry is missing") }
            for entry in entries {
                let leaf = MerkleTree.leaf(entry)
                range.append(leaf: leaf)
                tile.append(leaf: leaf)
                if tile.size == TileCutter.width {
                    let number = Int(range.size / TileCutter.width) - 1
                    if number >= tiles.count || tiles[number] != tile.root {
                        faults.append("\(log.origin) \(range.size): the tile kept for the 256 entries before it is not theirs")
                    }
                    tile = CompactRange()
                }
                while let due = receipt, due.size == range.size {
                    check(due, of: log, root: range.root, identity: identity)
                    receipt = try tables.receipt(of: log.number, covering: due.size + 1)
                }
            }
        }
        entryCount += range.size
        if range != log.range { faults.append("\(log.origin): the entries have another root than the one kept at size \(log.size)") }
        if let receipt { faults.append("\(log.origin): a receipt of \(receipt.size) entries, \(log.size) are held") }
    }

    private mutating func check(_ receipt: StoredReceipt, of log: LogRecord, root: Digest, identity: DistrictIdentity) {
        let expected = Checkpoint(origin: log.origin, size: receipt.size, root: root)
        guard let note = SignedNote(reading: receipt.bytes), let checkpoint = Checkpoint(text: note.text) else {
            return faults.append("\(log.origin) \(receipt.size): the receipt cannot be read")
        }
        if checkpoint != expected {
            faults.append("\(log.origin) \(receipt.size): the receipt is of \(checkpoint.origin) at \(checkpoint.size), or of another root")
        }
        let signers = log.origin == identity.origin ? identity.logKeys : [log.key]
        if !signers.contains(where: { $0.verifies(note) }) {
            faults.append("\(log.origin) \(receipt.size): the device's signature does not fit")
        }
        switch identity.everCosignedAt(note) {
        case nil: faults.append("\(log.origin) \(receipt.size): the district's signature does not fit")
        case receipt.time: break
        case .some: faults.append("\(log.origin) \(receipt.size): the time kept is not the one that the district signed")
        }
    }

    /// The years whose figures the event may touch: the administrative one begins on 15 December (rollups.md 2).
    private static func years(of event: Event) -> Set<Int> {
        let (year, month, day) = event.on.yearMonthDay
        var years: Set = [year]
        if month == 12, day >= 15 { years.insert(year + 1) }
        if let planYear = event.body.planYear { years.insert(planYear) }
        return years
    }

    /// Every period of every year that an entry or a plan speaks of, in both calendars, from the entries alone and from the tables.
    private mutating func recompute(_ tables: any DistrictTables, reading: DistrictReading, asOf: LocalDay) throws(StoreFault) {
        guard try tables.mergeBasis() == MergeBasis(reading.register) else { return faults.append(StoreFault.otherRules.description) }
        var stores: [String: MemoryMergeStore] = [:]
        var years: Set<Int> = []
        for unit in Set(try tables.logs(ofUnit: nil).map(\.origin.unit)).subtracting([reading.register.district]).sorted() {
            let store = try reading.merged(unit: unit)
            for event in store.standingEvents(of: unit) { years.formUnion(Self.years(of: event.event)) }
            for row in store.planRows(of: unit) { years.formUnion(row.bodyRead?.planYear.map { [$0] } ?? []) }
            stores[unit] = store
        }
        for decision in reading.register.decisions.values.joined() {
            switch decision.content {
            case .assigned(let definition): years.insert(definition.year)
            case .withdrawn(let withdrawal): years.insert(withdrawal.year)
            }
        }
        for year in years.sorted() {
            if let digest = reading.register.missingCatalogue(ofYear: year) {
                faults.append(StoreFault.catalogueMissing(year: year, digest: digest).description)
                continue
            }
            for code in PeriodCode.all(in: year) {
                for calendar in PeriodCalendar.allCases {
                    guard let period = Period(code, calendar) else { continue }
                    periodCount += 1
                    let day = min(asOf, period.lastDay.adding(days: 1))
                    let stored = try reading.rollup(period, asOf: day)
                    let computed = try reading.recomputed(period, asOf: day, from: stores)
                    if stored?.json.canonicalBytes != computed.json.canonicalBytes {
                        faults.append("\(code) \(calendar.rawValue): the stored rollup is not the recomputed one")
                    }
                }
            }
        }
    }
}

extension EventBody {
    /// The plan year that the event names.
    var planYear: Int? {
        switch self {
        case .planAdopted(let plan): plan.year
        case .taskPlanned(let definition): definition.year
        case .taskWithdrawn(let withdrawal): withdrawal.year
        case .taskProgressed(let progress): progress.year
        case .activityDone(let activity): activity.year
        case .readingTaken(let reading): reading.year
        default: nil
        }
    }
}
