/// How far each erasure has come: what the district's log and the wards' say of it. Pure; the same on a ward's PC and at the district.
///
/// A place confirms by `attachment.redacted` in its own log. Asked of are the devices whose logs name the attachment, or that
/// continue such a log; any other device that held a copy confirms unasked.
public struct ErasureReport: Sendable {
    /// One erasure.
    public struct Row: Hashable, Sendable {
        public let attachment: String
        /// The unit that names it; `nil` where no entry here does, and the word waits for one.
        public let unit: String?
        /// The first event that names it.
        public let event: EventID?
        /// Whether the district's log redacts it: then it is erased there, and every device of the unit will be told.
        public let district: Bool
        /// By origin.
        public let devices: [Device]

        /// Every place that is still in use has confirmed.
        public var isDone: Bool { district && !devices.contains { $0.state == .waiting } }
    }

    /// A device that is asked to erase.
    public struct Device: Hashable, Sendable {
        public let origin: Origin
        public let state: State

        public enum State: String, Hashable, Sendable {
            case confirmed, waiting
            /// Revoked, or sealed and never continued: nobody will confirm for its disk.
            case ended
        }
    }

    private let register: DistrictRegister
    private var named: [String: [(place: EntryPlace, event: EventID)]] = [:]
    /// Where each log first redacts it.
    private var words: [String: [Origin: Int64]] = [:]

    public init(register: DistrictRegister) { self.register = register }

    /// Takes an entry of any log, the district's own too.
    public mutating func take(_ entry: ArraySlice<UInt8>, at place: EntryPlace) {
        guard entry.holds(AttachmentReference.stem) else { return }
        for reference in AttachmentReference.named(in: entry) {
            named[reference.id, default: []].append((place, EventReading(of: entry).id))
        }
        guard !place.origin.isDistrictLog, let id = AttachmentReference.redacted(by: entry) else { return }
        let first = words[id, default: [:]][place.origin] ?? place.index
        words[id, default: [:]][place.origin] = min(first, place.index)
    }

    /// A row for each attachment that any log redacts, by unit, then by attachment.
    public var rows: [Row] {
        let ids = Set(words.keys).union(register.redactions.ids)
        return ids.map { id in
            let first = named[id]?.min {
                $0.place.origin != $1.place.origin ? $0.place.origin < $1.place.origin : $0.place.index < $1.place.index
            }
            return Row(
                attachment: id, unit: first?.place.origin.unit, event: first?.event, district: register.redactions[id] != nil,
                devices: devices(for: id))
        }.sorted { ($0.unit ?? "", $0.attachment) < ($1.unit ?? "", $1.attachment) }
    }

    private func devices(for id: String) -> [Device] {
        var states: [Origin: Device.State] = [:]
        for (place, _) in named[id] ?? [] where !place.origin.isDistrictLog {
            let inUse = devicesInUse(holding: place)
            for device in inUse { states[device] = confirms(id, device) ? .confirmed : .waiting }
            if inUse.isEmpty { states[place.origin] = confirms(id, place.origin) ? .confirmed : .ended }
        }
        for origin in words[id]?.keys.sorted() ?? [] where states[origin] == nil && register.ends[origin] == nil {
            states[origin] = .confirmed
        }
        return states.sorted { $0.key < $1.key }.map { Device(origin: $0.key, state: $0.value) }
    }

    /// The log itself, or those that continue it with that entry, as far as they still take entries.
    private func devicesInUse(holding place: EntryPlace) -> [Origin] {
        let enrolled = register.devices.keys.filter { reaches(place, from: $0) }
        // Before a ward has joined, its own log is enrolled nowhere.
        return Set(enrolled).union([place.origin]).filter { register.ends[$0] == nil }.sorted()
    }

    /// Whether the log of `origin` holds that entry, itself or in what it continues.
    private func reaches(_ place: EntryPlace, from origin: Origin) -> Bool {
        chain(of: origin).contains { $0.origin == place.origin && place.index < $0.size }
    }

    /// A copy of a disk that was made before a log redacted has not confirmed by it: only what it continues is its own.
    private func confirms(_ id: String, _ origin: Origin) -> Bool {
        guard let words = words[id] else { return false }
        return chain(of: origin).contains { log in words[log.origin].map { $0 < log.size } ?? false }
    }

    /// The log and those that it continues, each with how much of it is this device's.
    private func chain(of origin: Origin) -> [(origin: Origin, size: Int64)] {
        var chain: [(origin: Origin, size: Int64)] = [(origin, .max)]
        // A forged chain could be a ring.
        while let next = register.devices[chain[chain.count - 1].origin]?.continues, !chain.contains(where: { $0.origin == next.origin }) {
            chain.append((next.origin, next.size))
        }
        return chain
    }
}

extension ErasureReport {
    /// The rows as `ward erase --list` and `district erase --list` print them.
    public var json: JSON {
        let rows = rows.map { row in
            JSON.object(present: [
                ("attachment", .string(row.attachment)), ("unit", row.unit.map { .string($0) }),
                ("event", row.event.map { .string($0.description) }), ("district", .boolean(row.district)),
                ("done", .boolean(row.isDone)),
                (
                    "devices",
                    .array(
                        row.devices.map {
                            .object(present: [("origin", .string($0.origin.description)), ("state", .string($0.state.rawValue))])
                        })
                ),
            ])
        }
        return .object(present: [("schema", "wardlog.erasures/1"), ("erasures", .array(rows))])
    }
}

extension ErasureReport {
    /// The report of a district: only the logs of units whose attachments some log redacts are read.
    public static func read(from tables: any DistrictTables, register: DistrictRegister) throws(StoreFault) -> ErasureReport {
        var report = ErasureReport(register: register)
        var units: Set<String> = []
        var ids = register.redactions.ids
        for word in try tables.redactions(of: nil) {
            ids.insert(word.id)
            units.insert(word.place.origin.unit)
        }
        for id in ids { units.formUnion(try tables.attachmentNames(id).map(\.unit)) }
        for unit in units.sorted() {
            for log in try tables.logs(ofUnit: unit) {
                for (index, entry) in try tables.entries(of: log.number, 0..<log.size).enumerated() {
                    report.take(entry[...], at: EntryPlace(origin: log.origin, index: Int64(index)))
                }
            }
        }
        return report
    }
}
