/// What the district's own log has decided: its units, devices, ends of logs, catalogues and assignments.
///
/// A fold of one log, kept in memory: a district writes some hundreds of events a year. Among them the index
/// decides (design 6), so entries are taken in order. A correction or void folds the log anew.
public struct DistrictRegister: Sendable {
    public let district: String
    /// How many entries of the district's log have been taken.
    public private(set) var size: Int64 = 0
    public private(set) var units: [String: UnitRegistration] = [:]
    public private(set) var devices: [Origin: DeviceEnrolment] = [:]
    /// The smallest size that a `log.sealed` or `device.revoked` names, by log.
    public private(set) var ends: [Origin: Int64] = [:]
    /// The logs of which a `device.revoked` names the end.
    public private(set) var revoked: Set<Origin> = []
    /// The shipped catalogue first, then the published ones in the order of their entries. Rows of the merge
    /// are kept under the place in this list.
    public private(set) var editions: [Catalogue]
    /// What the district assigned to or withdrew from each unit, in the order of the entries.
    public private(set) var decisions: [String: [PlanDecision]] = [:]
    /// What the district's log redacts.
    public private(set) var redactions = Redactions()
    /// How the district came by its keys of today: each begins with the pair to which the one before it led.
    public private(set) var handovers: [KeyHandover] = []
    /// What became of each who may log in, by the name for it.
    public private(set) var users: [String: UserStanding] = [:]
    /// What did not count in the district's log.
    public var listed: [ListedRow] { folded + redactions.listed }

    private var folded: [ListedRow] = []

    private var entries: [EventReading] = []
    private var indexes: [EventID: Int] = [:]
    /// Where corrections and voids lie in `entries`.
    private var changeIndexes: [Int] = []
    private var known: [Digest: Catalogue]
    private var editionOfYear: [Int: Int] = [:]
    private var missingOfYear: [Int: Digest] = [:]

    /// One assignment or withdrawal that names the unit.
    public struct PlanDecision: Hashable, Sendable {
        public let id: EventID
        public let on: LocalDay
        public let content: Content
        public enum Content: Hashable, Sendable {
            case assigned(TaskDefinition)
            case withdrawn(TaskWithdrawal)
        }
    }

    /// A register of no entries. `catalogues` are those whose bytes are at hand beside the shipped one.
    public init(district: String, shipped: Catalogue, catalogues: [Catalogue] = []) {
        self.district = district
        editions = [shipped]
        known = [shipped.digest: shipped]
        for catalogue in catalogues { known[catalogue.digest] = catalogue }
    }

    /// Makes a catalogue's bytes known; to be called before the entry that publishes it is taken.
    public mutating func offer(_ catalogue: Catalogue) { known[catalogue.digest] = catalogue }

    /// Takes the next entry of the district's log.
    public mutating func take(_ bytes: some Collection<UInt8>) {
        let entry = EventReading(of: bytes)
        size += 1
        // The same bytes twice are one event: the first place counts.
        guard indexes[entry.id] == nil else { return entries.append(entry) }
        indexes[entry.id] = entries.count
        entries.append(entry)
        redactions.take(bytes, entry, at: size - 1)
        if case .event(let event, _) = entry.content {
            switch event.body {
            case .eventCorrected, .eventVoided:
                changeIndexes.append(entries.count - 1)
                return foldAnew()
            default: break
            }
        }
        // An entry that waits for this one can only be a correction or a void of it.
        if waiting.contains(entry.id) { foldAnew() } else { apply(entries.count - 1) }
    }

    /// Whether the entry at that place counts: enrolled with its unit, and below every end (events.md 6).
    public func stands(_ place: EntryPlace) -> Bool {
        guard let device = devices[place.origin], device.unit == place.origin.unit else { return false }
        return place.index < ends[place.origin] ?? .max
    }

    /// The place in `editions` of the catalogue that a rollup of this plan year uses.
    public func edition(ofYear year: Int) -> Int { editionOfYear[year] ?? 0 }

    /// The catalogue that was published last for this plan year, where its bytes are not here: figures of that year must
    /// not be computed.
    public func missingCatalogue(ofYear year: Int) -> Digest? { missingOfYear[year] }

    /// The units below the district that are in the tree on any day of the range, in byte order of their ids.
    public func units(on days: ClosedRange<LocalDay>) -> [UnitRegistration] {
        units.values.filter { unit in
            unit.unit != district && unit.unit != units[district]?.parent && unit.validFrom <= days.upperBound
                && (unit.validTo ?? days.upperBound) >= days.lowerBound
        }.sorted { $0.unit.utf8.lexicographicallyPrecedes($1.unit.utf8) }
    }

    /// The event of the district's log as a row of an explanation: an assignment that defines a task.
    func row(of id: EventID, unit: String, subject: String, amount: Int64, second: Int64?) -> Explanation.Row? {
        guard let index = indexes[id], case .event(let event, _) = entries[index].content, let origin = Origin(ofDistrict: district)
        else { return nil }
        return Explanation.Row(
            unit: unit, event: id, place: EntryPlace(origin: origin, index: Int64(index)), on: event.on, at: id.at, by: event.by,
            kind: event.body.kind, topic: nil, subject: subject, amount: amount, second: second, isCorrected: false, isProxy: false)
    }

    // MARK: Folding

    private var waiting: Set<EventID> = []

    private mutating func foldAnew() {
        (units, devices, ends, decisions, folded) = ([:], [:], [:], [:], [])
        (editions, editionOfYear, missingOfYear, waiting) = ([editions[0]], [:], [:], [])
        (handovers, users, revoked) = ([], [:], [])
        for index in entries.indices where indexes[entries[index].id] == index { apply(index) }
    }

    private mutating func apply(_ index: Int) {
        let entry = entries[index]
        if case .event(let event, _) = entry.content {
            switch event.body {
            case .eventCorrected(let correction): return noteChange(entry.id, of: correction.of, on: event.on)
            case .eventVoided(let of): return noteChange(entry.id, of: of, on: event.on)
            case .logOpened:
                if index != 0 { list(entry.id, .misplaced, event.on) }
                return
            default: break
            }
        }
        let chain = EventChain(root: entry, changes: entry.content.isFixed ? [] : changes(ofRoot: entry.id)) { indexes[$0.id] ?? 0 }
        folded += chain.listed
        if let standing = chain.standing { decide(standing, id: entry.id) }
    }

    /// Lists a correction or void that counts nothing; one that counts is seen with the event that it reaches.
    private mutating func noteChange(_ id: EventID, of target: EventID, on: LocalDay) {
        var end = target
        while let index = indexes[end], case .event(let event, _) = entries[index].content, case .eventCorrected(let next) = event.body {
            end = next.of
        }
        guard let index = indexes[end] else {
            waiting.insert(end)
            return list(id, .targetUnknown, on)
        }
        if entries[index].content.isFixed { list(id, .targetFixed, on) }
    }

    /// Every correction and void whose chain ends at `root`, wherever in the log it lies.
    private func changes(ofRoot root: EventID) -> [EventChain.Change] {
        var found: [EventChain.Change] = []
        var inside: Set<EventID> = [root]
        var rest = changeIndexes
        var before = -1
        while before != found.count {
            before = found.count
            rest.removeAll { index in
                guard case .event(let event, _) = entries[index].content else { return true }
                switch event.body {
                case .eventCorrected(let correction) where inside.contains(correction.of):
                    found.append(EventChain.Change(id: entries[index].id, of: correction.of, on: event.on, body: correction.body))
                    inside.insert(entries[index].id)
                    return true
                case .eventVoided(let of) where inside.contains(of):
                    found.append(EventChain.Change(id: entries[index].id, of: of, on: event.on, body: nil))
                    return true
                default: return false
                }
            }
        }
        return found
    }

    private mutating func decide(_ event: Event, id: EventID) {
        switch event.body {
        case .unitRegistered(let unit): units[unit.unit] = unit
        case .deviceEnrolled(let device): devices[device.origin] = device
        case .deviceRevoked(let end), .logSealed(let end):
            ends[end.origin] = min(ends[end.origin] ?? .max, end.size)
            if case .deviceRevoked = event.body { revoked.insert(end.origin) }
        case .cataloguePublished(let publication): publish(publication)
        case .planAssigned(let units, let definition):
            for unit in units { decisions[unit, default: []].append(PlanDecision(id: id, on: event.on, content: .assigned(definition))) }
        case .planWithdrawn(let units, let withdrawal):
            for unit in units { decisions[unit, default: []].append(PlanDecision(id: id, on: event.on, content: .withdrawn(withdrawal))) }
        case .planAdopted, .taskPlanned, .taskWithdrawn, .taskProgressed, .activityDone, .readingTaken: list(id, .wrongLog, event.on)
        case .keysRotated(let handover):
            guard (handovers + [handover]).lead(to: handover.next), handover.former.log.name == Origin(ofDistrict: district)?.description
            else { return list(id, .misplaced, event.on) }
            handovers.append(handover)
        case .userChanged(let change): users[change.user, default: UserStanding()].take(change, at: indexes[id].map { Int64($0) } ?? 0)
        case .logOpened, .eventCorrected, .eventVoided, .attachmentRedacted: break
        }
    }

    private mutating func publish(_ publication: CataloguePublication) {
        guard let catalogue = known[publication.digest] else {
            missingOfYear[publication.year] = publication.digest
            return
        }
        missingOfYear[publication.year] = nil
        let place = editions.firstIndex { $0.digest == catalogue.digest } ?? editions.count
        if place == editions.count { editions.append(catalogue) }
        editionOfYear[publication.year] = place
    }

    private mutating func list(_ id: EventID, _ reason: ListedReason, _ on: LocalDay?) {
        folded.append(ListedRow(id: id, reason: reason, on: on))
    }
}

extension UnitRegistration {
    /// Both ends inclusive.
    func isInTree(on day: LocalDay) -> Bool { validFrom <= day && validTo.map { day <= $0 } ?? true }
}
