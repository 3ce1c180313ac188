public import PlanProgress

/// A small district that a test writes event by event: units with enrolled devices, and what the district decides.
///
/// Moments and nonces count up, so that the same calls give the same bytes everywhere.
public struct WrittenDistrict {
    public let id = "ha-dong"
    public private(set) var districtLog: [[UInt8]] = []
    /// By origin, in the order of enrolment.
    public private(set) var wardLogs: [(origin: Origin, entries: [[UInt8]])] = []
    private var catalogues: [Catalogue] = []
    /// The next event's `at`: one second after the last.
    private var clock: Int64 = 1_646_000_000_000
    private var drawn = 0

    public init(units: [String] = ["duong-noi", "phu-la"]) {
        if let own = Origin(ofDistrict: id) { districtLog = [opening(of: own)] }
        decide(
            .unitRegistered(UnitRegistration(unit: id, name: "Quận Hà Đông", unitKind: "quận", validFrom: day("2021-12-15"))),
            on: "2021-12-15")
        for unit in units {
            register(unit)
            enrol(unit, device: "may-1")
        }
    }

    // MARK: What is said

    /// An event of a ward, appended to the log of its device; its id.
    @discardableResult
    public mutating func say(
        _ body: EventBody, on: String, at: Int64? = nil, unit: String = "duong-noi", device: String = "may-1"
    ) -> EventID {
        append(line(body, on: on, at: at), unit: unit, device: device)
    }

    /// An event of the district, appended to its own log; its id.
    @discardableResult
    public mutating func decide(_ body: EventBody, on: String, at: Int64? = nil) -> EventID {
        let bytes = line(body, on: on, at: at)
        districtLog.append(bytes)
        return EventReading(of: bytes).id
    }

    /// A line as it is, whatever it says.
    @discardableResult
    public mutating func append(_ bytes: [UInt8], unit: String = "duong-noi", device: String = "may-1") -> EventID {
        guard let place = wardLogs.firstIndex(where: { $0.origin.unit == unit && $0.origin.device == device }) else {
            preconditionFailure("\(unit)/\(device) is enrolled before it says anything")
        }
        wardLogs[place].entries.append(bytes)
        return EventReading(of: bytes).id
    }

    /// The bytes of an event that is in no log yet.
    public mutating func line(_ body: EventBody, on: String, at: Int64? = nil) -> [UInt8] {
        clock += 1000
        drawn += 1
        return Event(at: at ?? clock, on: day(on), by: "van-phong", nonce: SampleEvents.nonce(drawn), body: body).bytes
    }

    public func entry(_ id: EventID) -> [UInt8]? {
        (wardLogs.flatMap(\.entries) + districtLog).first { EventReading(of: $0).id == id }
    }

    public mutating func register(_ unit: String, from: String = "2021-12-15", to: String? = nil) {
        let body = UnitRegistration(
            unit: unit, name: "Phường \(unit)", unitKind: "phường", parent: id, validFrom: day(from), validTo: to.map(day))
        decide(.unitRegistered(body), on: from)
    }

    public mutating func enrol(_ unit: String, device: String) {
        guard let origin = Origin(district: id, unit: unit, device: device) else { preconditionFailure("\(unit)/\(device) is an origin") }
        decide(.deviceEnrolled(DeviceEnrolment(origin: origin, key: key(of: origin))), on: "2021-12-15")
        wardLogs.append((origin, [opening(of: origin)]))
    }

    /// Publishes a catalogue and makes its bytes known.
    public mutating func publish(_ catalogue: Catalogue, year: Int, on: String) {
        catalogues.append(catalogue)
        decide(.cataloguePublished(CataloguePublication(id: catalogue.id, year: year, digest: catalogue.digest)), on: on)
    }

    private mutating func opening(of origin: Origin) -> [UInt8] {
        line(.logOpened(LogOpened(origin: origin, key: key(of: origin))), on: "2021-12-15")
    }

    private func key(of origin: Origin) -> VerifierKey {
        guard let key = SignerKey(name: origin.description, seed: Array(repeating: 3, count: 32)) else {
            preconditionFailure("an origin is the name of a key")
        }
        return key.verifier(.log)
    }

    private func day(_ text: String) -> LocalDay {
        guard let day = LocalDay(text) else { preconditionFailure("\(text) is a day") }
        return day
    }

    // MARK: What it adds up to

    public var register: DistrictRegister {
        var register = DistrictRegister(district: id, shipped: .papi2022, catalogues: catalogues)
        for entry in districtLog { register.take(entry) }
        return register
    }

    public var naive: NaiveDistrict {
        NaiveDistrict(
            id: id, districtLog: districtLog, wardLogs: wardLogs.map { ($0.origin, $0.entries) }, shipped: .papi2022, catalogues: catalogues
        )
    }

    /// Every log with the district's own, by origin.
    public var allLogs: [(origin: Origin, entries: [[UInt8]])] {
        (wardLogs + (Origin(ofDistrict: id).map { [(origin: $0, entries: districtLog)] } ?? [])).sorted { $0.origin < $1.origin }
    }

    /// The program's value, merged log by log.
    public func rollup(_ period: Period, asOf: LocalDay, unit: String? = nil) -> Rollup? {
        let register = register
        var store = MemoryMergeStore()
        var merge = Merge(register: register)
        for (origin, entries) in wardLogs { store.merge(entries, of: origin, by: &merge) }
        merge.finish(into: &store)
        let cut = allLogs.map { origin, entries in
            var tree = CompactRange()
            for entry in entries { tree.append(leaf: MerkleTree.leaf(entry)) }
            return LogReference(origin: origin, size: tree.size, root: tree.root)
        }
        return Rollup.read(period: period, asOf: asOf, unit: unit, cut: cut, register: register, from: &store)
    }
}

extension JSON {
    /// The value at a path of member names and, in arrays, of the `id`, `code` or index of an item: `measures/m.meeting.count/value`.
    public func at(_ path: String) -> JSON? {
        path.split(separator: "/").reduce(Optional(self)) { value, step in
            guard let items = value?.array else { return value?[String(step)] }
            if let index = Int(step) { return items.indices.contains(index) ? items[index] : nil }
            return items.first { ($0["id"] ?? $0["code"])?.string == String(step) }
        }
    }

    /// The numbers of an object, without those that are zero: what a cell says.
    public var counted: [String: Int64] {
        Dictionary(uniqueKeysWithValues: (members ?? []).compactMap { member in member.value.integer.map { (member.name, $0) } })
            .filter { $0.value != 0 }
    }
}
