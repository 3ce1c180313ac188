import LogFiles
import PlanProgress
import TestSupport

/// The invariants of a world.
extension World {
    /// What the ward was told is recorded and lies in no log of it, at the district or on a disk, where healing could still save it.
    func lost(of ward: SimulatedWard) -> [HashedBytes] {
        var lost = ward.acknowledged.search
        for log in logs(of: ward.name) { for entry in log.entries { lost.find(entry) } }
        for device in ward.devices where !lost.isEmpty {
            for path in device.disk.logs where !lost.isEmpty {
                guard let bytes = try? device.disk.read(path) else { continue }
                let scan = LogScan(bytes)
                for index in 0..<scan.size { lost.find(scan.entry(index)) }
                if scan.isWhole || lost.isEmpty { continue }
                for entry in LogRest(of: scan).salvage(from: bytes).entries { lost.find(entry) }
            }
        }
        return lost.left
    }

    /// What the district holds of a unit, or of all.
    private func logs(of unit: String?) -> [(origin: Origin, entries: [[UInt8]])] {
        let found = try? district.memory.read { tables throws(StoreFault) in
            var found: [(origin: Origin, entries: [[UInt8]])] = []
            for log in try tables.logs(ofUnit: unit) { found.append((log.origin, try tables.entries(of: log.number, 0..<log.size))) }
            return found
        }
        return found ?? []
    }

    /// S5, after every step in which something could be lost; and S1, for a power cut takes what was not durable.
    ///
    /// Only where a log became anything but longer since it was last asked: what lies in a log stays there.
    func checkNothingIsLost(in ward: SimulatedWard) {
        let changes = [district.restores] + ward.devices.map(\.logChanges)
        if ward.checked == changes { return }
        ward.checked = changes
        let lost = lost(of: ward)
        if let first = lost.first { fail("S5: \(lost.count) acknowledged, such as \(first), are nowhere") }
    }

    /// Faults stop; after a bounded number of rounds everything is cosigned (S9), and S3 to S6 and S10 hold.
    func settle() throws {
        stepNumber += 1
        random = SeededRandom(seed: seed &* 1_000_003)
        district.trouble = nil
        try upgradeAll()
        startDistrict()
        for ward in wards {
            try settle(ward)
            checkNothingIsLost(in: ward)
            checkHeld(of: ward)
            checkAttachments(of: ward)
        }
        for device in wards.flatMap(\.devices) { try checkCopies(of: device) }
        checkRefusedPushes()
        failures += district.watch.failures.map { "\(place): \($0)" }
        if failures.isEmpty { try checkFigures() }
    }

    private func settle(_ ward: SimulatedWard) throws {
        for device in ward.devices {
            device.disk.restart()
            (device.desk, device.clock) = (nil, .right)
            device.setTime(now)
        }
        var waiting = ward.devices
        var endings: [SyncOutcome.Ending?] = []
        for round in 0..<8 where !waiting.isEmpty {
            var isLate = false
            for device in waiting {
                repair(device)
                guard case .refused = sync(device, faults: 0) else { continue }
                try giveCode(to: device)
                isLate = true
            }
            // Twice for all at the end: each then holds what the others sent after it.
            endings = ward.devices.map { sync($0, faults: 0) }
            // Who enrols only now sends what a twin under the same name has not seen.
            waiting = zip(ward.devices, endings).filter { isLate || !isAtRest($0.1, $0.0) }.map(\.0)
            // Nobody brings what a restored district lacks: a person says so.
            for (device, ending) in zip(ward.devices, endings) where ending == .recovering && round > 2 {
                let origin = try device.home().origin
                try district.acceptLoss(of: origin)
                note("the loss of \(origin) accepted")
            }
        }
        if !waiting.isEmpty { fail("S9: \(waiting.map(\.name)) are not done after 8 rounds: \(endings.compactMap(\.self))") }
    }

    /// An attachment whose bytes a disaster destroyed can never be sent: the run says so and all else is done.
    private func isAtRest(_ ending: SyncOutcome.Ending?, _ device: SimulatedDevice) -> Bool {
        if ending == .done { return true }
        // With its heads the district forgot what it had cosigned, and took a twin's branch: the older copy stays, and is told of.
        if case .unproved = ending, district.headsForgotten > 0 { return true }
        guard case .attachmentsLost(let lost) = ending else { return false }
        return !lost.contains { device.disk.holds(HomeLayout.attachment($0.id)) }
    }

    /// S5 and S6 at rest: all that was acknowledged is at the district and stands, and no log there differs from its device's.
    private func checkHeld(of ward: SimulatedWard) {
        let logs = logs(of: ward.name)
        var missing = ward.acknowledged.search
        for log in logs {
            for (index, entry) in log.entries.enumerated() {
                let place = EntryPlace(origin: log.origin, index: Int64(index))
                if district.register.stands(place) || cuts.contains(log.origin) { missing.find(entry) }
            }
        }
        // Beyond a person's cut: given up, whether it had come back after a restore or not.
        for origin in cuts where origin.unit == ward.name {
            for device in ward.devices {
                guard let bytes = try? device.disk.read(HomeLayout.entries(of: origin)) else { continue }
                let scan = LogScan(bytes)
                for index in 0..<scan.size { missing.find(scan.entry(index)) }
            }
        }
        if let first = missing.left.first {
            fail("S5: \(missing.count) do not count at the district, such as \(first) at \(places(of: first.bytes, in: ward))")
        }
        // A log ends where another continues it, and none holds another's opening.
        for (origin, enrolment) in district.register.devices where origin.unit == ward.name {
            guard let old = enrolment.continues?.origin, district.register.ends[old] == nil else { continue }
            fail("\(old) has no end, and \(origin) continues it")
        }
        let opening = Array("\"log.opened\"".utf8)
        for log in logs {
            for entry in log.entries.dropFirst() where entry[...].holds(opening) { fail("S3: \(log.origin) holds \(HashedBytes(entry))") }
        }
        for device in ward.devices {
            guard let image = try? device.home().deviceLog().image else { return fail("\(device.name) cannot be read") }
            let mine = (0..<image.size).map { Array(image.scan.entry($0)) }
            let held = logs.first { $0.origin == image.origin }?.entries
            if held != mine {
                let parts = zip(mine, held ?? []).prefix { $0 == $1 }.count
                fail("S6: \(image.origin) at the district (\(held?.count ?? 0)) is not \(device.name)'s (\(mine.count)) from \(parts) on")
            }
        }
    }

    /// S8 at rest: what is redacted lies on no disk and not at the district; and what a device's own log names and it has, is there.
    private func checkAttachments(of ward: SimulatedWard) {
        // What the last of them redacted reaches the others with their next sync.
        for device in ward.devices { sync(device, faults: 0) }
        let redacted = district.register.redactions.ids
        for id in redacted where district.attachments.attachment(id) != nil { fail("S8: \(id) is redacted and at the district") }
        for device in ward.devices {
            let here = Set(device.disk.paths.filter { $0.path.hasPrefix("attachments/") }.map { String($0.path.dropFirst(12)) })
            if let left = redacted.intersection(here).min() { fail("S8: \(left) is redacted and lies on \(device.name)") }
            guard let scan = try? device.home().deviceLog().image.scan else { continue }
            for id in (0..<scan.size).flatMap({ AttachmentReference.named(in: scan.entry($0)).map(\.id) })
            where here.contains(id) && district.attachments.attachment(id) == nil && !redacted.contains(id) {
                fail("S5: \(id) lies on \(device.name) and not at the district")
            }
        }
    }

    /// S8: a push that was kept for the reviewer holds nothing that was redacted since.
    func checkRefusedPushes() {
        let redacted = district.register.redactions.ids
        let kept = try? district.memory.read { tables throws(StoreFault) in
            try tables.refusedPushes(of: nil).map { push throws(StoreFault) in try tables.refusedPush(push.number)?.bytes ?? [] }
        }
        for bytes in kept ?? [] {
            guard let push = try? PushRequest(reading: bytes) else { continue }
            for rider in push.attachments where redacted.contains(rider.id) { fail("S8: \(rider.id) is redacted and in a refused push") }
        }
    }

    /// Where an entry lies, for whoever reads a failure.
    private func places(of entry: [UInt8], in ward: SimulatedWard) -> [String] {
        ward.devices.flatMap { device in
            device.disk.logs.flatMap { path in
                let scan = LogScan((try? device.disk.read(path)) ?? [])
                return (0..<scan.size).filter { Array(scan.entry($0)) == entry }.map { "\(device.name):\(path.path) \($0)" }
            }
        }
    }

    /// S3, S4 and S10: what is stored of each unit is what any other order of arrival leaves, and the figures read from it are those of a
    /// naive reading of the logs.
    func checkFigures() throws {
        let all = logs(of: nil)
        for (unit, logs) in Dictionary(grouping: all.filter { !$0.origin.isDistrictLog }, by: { $0.origin.unit }).sorted(by: {
            $0.key < $1.key
        }) {
            let held = district.memory.ledger(of: unit)
            if held != shuffled(logs).ledger(of: unit) { fail("S4: \(unit) has other rows than a recompute in another order") }
        }
        let naive = NaiveDistrict(
            id: "ha-dong", districtLog: all.first { $0.origin.isDistrictLog }?.entries ?? [],
            wardLogs: all.filter { !$0.origin.isDistrictLog && !$0.entries.isEmpty }.map { ($0.origin, $0.entries) }, shipped: .papi2022)
        // The whole year, to which nearly every event belongs, and a part of it.
        let codes = PeriodCode.all(in: 2022)
        for code in [codes.last, codes.randomElement(using: &random)].compactMap(\.self) {
            guard let period = Period(code, random.oneIn(3) ? .statistical : .administrative) else { continue }
            let asOf = period.lastDay.adding(days: [1, 1, 40, -1, -20][Int.random(in: 0..<5, using: &random)])
            let stored = try district.memory.read { tables throws(StoreFault) in
                try DistrictReading(tables, register: district.register).rollup(period, asOf: asOf)?.json
            }
            let expected = naive.rollup(period, asOf: asOf)
            if let difference = JSONDifference.first(stored, expected) { fail("S3: \(code) as of \(asOf): \(difference)") }
        }
    }

    /// A unit's logs merged in pieces of any order.
    private func shuffled(_ logs: [(origin: Origin, entries: [[UInt8]])]) -> MemoryMergeStore {
        var pieces = logs.flatMap { log in
            stride(from: 0, to: log.entries.count, by: 7).map { (log.origin, $0, log.entries[$0..<min($0 + 7, log.entries.count)]) }
        }
        pieces.shuffle(using: &random)
        var store = MemoryMergeStore()
        for (origin, first, entries) in pieces {
            var merge = Merge(register: district.register)
            store.merge(entries, of: origin, from: Int64(first), by: &merge)
            merge.finish(into: &store)
        }
        return store
    }
}
