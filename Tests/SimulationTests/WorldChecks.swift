import LogFiles
import PlanProgress
import TestSupport

extension World {
    /// Every entry that lies in some log, at the district or on a disk, those included that healing can still save.
    func everywhere() -> Set<[UInt8]> {
        var found = Set(district.inner.logs.values.flatMap(\.entries))
        for device in devices {
            for path in device.disk.paths where path.path.hasSuffix("/entries.log") {
                guard let bytes = try? device.disk.read(path) else { continue }
                let scan = LogScan(bytes)
                for index in 0..<scan.size { found.insert(Array(scan.entry(index))) }
                if !scan.isWhole { found.formUnion(LogRest(of: scan).salvage(from: bytes).entries.map { Array($0) }) }
            }
        }
        return found
    }

    /// S5, after every step; and S1, for a power cut takes what was not durable.
    func checkNothingIsLost() {
        let lost = acknowledged.subtracting(everywhere())
        if let first = lost.first { fail("S5: \(lost.count) acknowledged, such as \(String(decoding: first, as: UTF8.self)), are nowhere") }
        failures += district.failures.map { "seed \(seed): \($0)" }
        district.failures = []
    }

    /// Faults stop; after a bounded number of rounds everything is cosigned (S9), and S3, S5 and S6 hold.
    func settle() throws {
        var waiting = Array(devices.indices)
        for round in 0..<8 where !waiting.isEmpty {
            for index in waiting {
                devices[index].disk.restart()
                repair(devices[index])
                if case .refused = sync(devices[index], faults: 0) { try giveCode(to: devices[index]) }
            }
            // Twice for all at the end: each then holds what the others sent after it.
            waiting = devices.indices.filter { sync(devices[$0], faults: 0) != .done }
            note("round \(round): \(waiting.count) left")
        }
        if !waiting.isEmpty { fail("S9: \(waiting.map { devices[$0].name }) are not done after 8 rounds") }
        checkNothingIsLost()
        let held = Set(district.inner.logs.values.flatMap(\.entries))
        if !acknowledged.isSubset(of: held) { fail("S5: not at the district: \(places(of: acknowledged.subtracting(held)))") }
        for device in devices {
            let image = try device.home().deviceLog().image
            let mine = (0..<image.size).map { Array(image.scan.entry($0)) }
            if district.inner.logs[image.origin]?.entries != mine { fail("S6: \(image.origin) at the district is not \(device.name)'s") }
        }
        checkFigures()
    }

    /// Where entries lie, for whoever reads a failure.
    private func places(of entries: Set<[UInt8]>) -> [String] {
        devices.flatMap { device in
            device.disk.paths.filter { $0.path.hasSuffix("/entries.log") }.flatMap { path in
                let scan = LogScan((try? device.disk.read(path)) ?? [])
                return (0..<scan.size).filter { entries.contains(Array(scan.entry($0))) }.map { "\(device.name):\(path.path) \($0)" }
            }
        }
    }

    /// The key is lost or the log was revoked: a person hands out a code (design 3.4).
    private func giveCode(to device: Device) throws {
        let secret = "0123456789"
        district.inner.codes.insert(secret)
        try WardFiles(device.home()).prepareEnrolment(code: secret)
        note("\(device.name): got a code")
    }

    /// S3 and S4: merged in two orders, every event counts once, as a naive count over the set says.
    private func checkFigures() {
        let catalogue = Catalogue.papi2022
        var register = DistrictRegister(district: "ha-dong", shipped: catalogue)
        let logs = district.inner.logs.filter { !$0.key.isDistrictLog }.sorted { $0.key < $1.key }
        for (number, log) in logs.enumerated() {
            register.take(
                SampleEvents.with(.deviceEnrolled(DeviceEnrolment(origin: log.key, key: log.value.key)), number: 1000 + number).bytes)
            if let end = log.value.end {
                register.take(SampleEvents.with(.logSealed(LogEnd(origin: log.key, size: end)), number: 2000 + number).bytes)
            }
        }
        func total(_ logs: [(key: Origin, value: MemoryDistrict.Log)]) -> Int64 {
            var store = MemoryMergeStore()
            for log in logs {
                var merge = Merge(register: register)
                store.merge(log.value.entries, of: log.key, by: &merge)
                merge.finish(into: &store)
            }
            return store.sums(edition: 0, halves: HalfMonth(containing: .earliest)...HalfMonth(containing: .latest), of: "duong-noi").filter
            { $0.subject == "m.broadcast.items" && $0.part == 0 }
            .reduce(0) { $0 + $1.amount }
        }
        let (forward, backward) = (total(logs), total(logs.reversed()))
        if forward != backward { fail("S4: \(forward) in one order of logs, \(backward) in the other") }
        let naive = naiveTotal(Set(logs.flatMap(\.value.entries)))
        if forward != naive { fail("S3: \(forward) counted, \(naive) in the set") }
    }

    private func naiveTotal(_ entries: Set<[UInt8]>) -> Int64 {
        var activities: Set<EventID> = []
        var voided: Set<EventID> = []
        for entry in entries {
            let reading = EventReading(of: entry)
            guard case .event(let event, _) = reading.content else { continue }
            switch event.body {
            case .activityDone: activities.insert(reading.id)
            case .eventVoided(let of): voided.insert(of)
            default: continue
            }
        }
        return Int64(activities.subtracting(voided).count)
    }
}

/// A district whose receipts are watched: per log one root a size, and no size after a larger one (S2).
final class WatchedDistrict: Transport {
    let inner: MemoryDistrict
    var failures: [String] = []
    private var roots: [Checkpoint: Digest] = [:]
    private var largest: [Origin: Int64] = [:]

    init(_ inner: MemoryDistrict) { self.inner = inner }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        let answer = inner.answer(to: request)
        for (origin, log) in inner.logs {
            guard let receipt = log.receipt, let checkpoint = Checkpoint(text: receipt.text) else { continue }
            let place = Checkpoint(origin: origin, size: checkpoint.size, root: MerkleTree.emptyRoot)
            if let root = roots[place], root != checkpoint.root { failures.append("S2: two roots of \(origin) at \(checkpoint.size)") }
            if checkpoint.size < largest[origin] ?? 0 {
                failures.append("S2: \(origin) cosigned at \(checkpoint.size) after \(largest[origin] ?? 0)")
            }
            roots[place] = checkpoint.root
            largest[origin] = max(largest[origin] ?? 0, checkpoint.size)
        }
        return answer
    }
}
