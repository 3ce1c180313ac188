public import PlanProgress

/// A district made up from a seed: three to five units with their logs, and every way in which logs can be odd.
///
/// Healed copies, corrections of corrections, voids, unknown targets, wrong kinds, malformed lines, assigned and
/// withdrawn tasks, two catalogues, seals and revocations, units that ended and units that nobody registered.
public struct RandomDistrict {
    public let id = "ha-dong"
    public let seed: UInt64
    public private(set) var districtLog: [[UInt8]] = []
    public private(set) var wardLogs: [(Origin, [[UInt8]])] = []
    /// The catalogues whose bytes are at hand beside the shipped one.
    public private(set) var catalogues: [Catalogue] = []
    public private(set) var cut: [LogReference] = []
    /// What the district's log decides, folded by the program.
    public private(set) var register: DistrictRegister
    private var events: RandomEvents

    public init(seed: UInt64, eventsPerLog: Int = 40) {
        self.seed = seed
        events = RandomEvents(seed: seed, catalogue: .papi2022)
        register = DistrictRegister(district: id, shipped: .papi2022)
        let units = (1...Int.random(in: 3...5, using: &events.random)).map { "phuong-\($0)" }
        for unit in units { makeLogs(of: unit, about: eventsPerLog) }
        makeDistrictLog(units)
        for catalogue in catalogues { register.offer(catalogue) }
        for entry in districtLog { register.take(entry) }
        cut = allLogs.map { origin, entries in
            var tree = CompactRange()
            for entry in entries { tree.append(leaf: MerkleTree.leaf(entry)) }
            return LogReference(origin: origin, size: tree.size, root: tree.root)
        }
    }

    public var shipped: Catalogue { .papi2022 }

    /// Every log with the district's own: what a cut holds.
    public var allLogs: [(Origin, [[UInt8]])] {
        wardLogs + (Origin(ofDistrict: id).map { [($0, districtLog)] } ?? [])
    }

    public var naive: NaiveDistrict {
        NaiveDistrict(id: id, districtLog: districtLog, wardLogs: wardLogs, shipped: shipped, catalogues: catalogues)
    }

    // MARK: Wards

    private mutating func makeLogs(of unit: String, about count: Int) {
        var lines: [[UInt8]] = []
        for _ in 0..<Int.random(in: count / 2...count * 3 / 2, using: &events.random) {
            lines.append(events.random.oneIn(12) ? events.odd() : events.event(events.body()))
            if events.random.oneIn(20) { lines.append(events.event(.attachmentRedacted(id: events.attachment().id))) }
        }
        let foreign = wardLogs.randomElement(using: &events.random)?.1.randomElement(using: &events.random) ?? events.odd()
        let changes = events.changes(of: lines, count: lines.count / 3, foreign: foreign)
        lines += changes
        // A correction may stand before its target, a line in two logs, and another unit's line in this one.
        lines.shuffle(using: &events.random)
        if events.random.oneIn(3) { lines.append(foreign) }
        let devices = Int.random(in: 1...3, using: &events.random)
        for device in 1...devices {
            guard let origin = Origin(district: id, unit: unit, device: device == 3 ? "may-1.k7qf3m" : "may-\(device)") else { continue }
            var log: [[UInt8]] = events.random.oneIn(10) ? [] : [opening(of: origin)]
            if device == devices {
                log += lines
            } else {
                let part = Int.random(in: 0...lines.count, using: &events.random)
                log += lines.prefix(part)
                // Healed: what the old log holds is appended again, and only some of it leaves this one.
                if !events.random.oneIn(3) { lines.removeFirst(part) } else { lines.removeFirst(part / 2) }
                if events.random.oneIn(8) { lines.append(opening(of: origin)) }
            }
            wardLogs.append((origin, log))
        }
    }

    private mutating func opening(of origin: Origin) -> [UInt8] {
        guard let key = SignerKey(name: origin.description, seed: Array(repeating: 1, count: 32)) else { return events.odd() }
        return events.event(.logOpened(LogOpened(origin: origin, key: key.verifier(.log))))
    }

    // MARK: The district

    private mutating func makeDistrictLog(_ units: [String]) {
        var lines: [[UInt8]] = []
        for unit in units + [id, "ha-noi"] where !events.random.oneIn(12) {
            for _ in 0...(events.random.oneIn(5) ? 1 : 0) {
                let from = events.random.oneIn(4) ? events.day() : .earliest
                let registration = UnitRegistration(
                    unit: unit, name: "Đơn vị \(unit)", unitKind: "phường", parent: unit == id ? "ha-noi" : id, validFrom: from,
                    validTo: events.random.oneIn(4) ? events.day() : nil)
                lines.append(events.event(.unitRegistered(registration)))
            }
        }
        for (origin, log) in wardLogs {
            if !events.random.oneIn(15), let key = SignerKey(name: origin.description, seed: Array(repeating: 1, count: 32)) {
                lines.append(events.event(.deviceEnrolled(DeviceEnrolment(origin: origin, key: key.verifier(.log)))))
            }
            if events.random.oneIn(6) {
                let end = LogEnd(origin: origin, size: Int64.random(in: 0...Int64(log.count + 2), using: &events.random))
                lines.append(events.event(events.random.oneIn(2) ? .logSealed(end) : .deviceRevoked(end)))
            }
        }
        for _ in 0..<Int.random(in: 0...6, using: &events.random) {
            let named = units.filter { _ in events.random.oneIn(2) }
            guard !named.isEmpty else { continue }
            if events.random.oneIn(4) {
                let withdrawal = TaskWithdrawal(year: events.year(), task: events.pick(RandomEvents.tasks))
                lines.append(events.event(.planWithdrawn(units: named, withdrawal)))
            } else {
                lines.append(events.event(.planAssigned(units: named, events.definition())))
            }
        }
        for number in 0..<Int.random(in: 0...2, using: &events.random) { publish(number, in: &lines) }
        for _ in 0..<Int.random(in: 0...2, using: &events.random) {
            lines.append(events.event(.attachmentRedacted(id: events.attachment().id)))
        }
        // One at most: a second one that begins elsewhere would be listed, which is the register's own test.
        if events.random.oneIn(2), let handover = try? SampleKeys.handover(1, 2) { lines.append(events.event(.keysRotated(handover))) }
        if events.random.oneIn(2), let change = UserChange(user: "nguyen.van.a", .added, role: "reader") {
            lines.append(events.event(.userChanged(change)))
        }
        for _ in 0..<2 where events.random.oneIn(2) { lines.append(events.random.oneIn(2) ? events.odd() : events.event(events.body())) }
        lines += events.changes(of: lines, count: Int.random(in: 0...6, using: &events.random), foreign: wardLogs.first?.1.first ?? [])
        lines.shuffle(using: &events.random)
        if let own = Origin(ofDistrict: id) { districtLog = [opening(of: own)] }
        districtLog += lines
    }

    /// A catalogue that differs from the shipped one in what it knows, adds and asks; now and then its bytes are not at hand.
    private mutating func publish(_ number: Int, in lines: inout [[UInt8]]) {
        var text = String(decoding: shipped.bytes, as: UTF8.self)
        let changes = [
            ("\"activity\": \"", "\"activity\": \""),
            ("\"id\": \"training.held\"", "\"id\": \"unknown.done\""),
            ("\"kind\": \"stock\"", "\"kind\": \"flow\""),
            ("\"counts\": \"m.broadcast.items\", \"carries\": [\"m.broadcast.minutes\"], ", "\"counts\": \"m.broadcast.items\", "),
            ("{\"workingDaysAfterCutOff\": 1, \"source\": \"due\"}", "{\"workingDaysAfterCutOff\": 9, \"source\": \"due\"}"),
            ("\"id\": \"m.task.late\"", "\"id\": \"m.unknown\""),
        ]
        for (old, new) in changes where events.random.oneIn(2) { text = text.replacing(old, with: new) }
        text += String(repeating: "\n", count: number + 1)
        guard let catalogue = try? Catalogue(reading: Array(text.utf8)) else { return }
        if !events.random.oneIn(8) { catalogues.append(catalogue) }
        let year = events.random.oneIn(4) ? 2023 : 2022
        lines.append(
            events.event(
                .cataloguePublished(CataloguePublication(id: catalogue.id, year: year, digest: catalogue.digest)),
                attachments: events.random.oneIn(2) ? [events.attachment()] : []))
    }
}
