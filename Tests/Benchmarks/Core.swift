import Foundation
import Glibc
import LogFiles
import PlanProgress

/// What one process does without a network: appending, reading and folding events.
struct Core {
    let folder: String

    /// `record` in a process against a bare `write` and `fdatasync` of the same bytes, p50 of each.
    func append(into report: inout Report, count: Int) throws {
        var workload = Workload(unit: "duong-noi")
        let home = try Homes.make(at: folder + "/append", unit: "duong-noi", device: "may-1")
        let log = try home.deviceLog()
        var ours: [Double] = []
        var lines: [[UInt8]] = []
        for event in workload.events(count) {
            var bytes: [UInt8] = []
            ours.append(
                try Child.seconds {
                    bytes = try log.append(event).bytes
                })
            lines.append(LogLine.encode(bytes, after: 0).line)
        }
        let file = open(folder + "/bare", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        let bare = lines.map { line in
            Child.seconds {
                _ = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                fdatasync(file)
            }
        }
        report.add(
            "append", ours: ours.median * 1e6, peer: bare.median * 1e6, unit: "µs", against: "bare write + fdatasync", aim: "≤ 1.3 ×")
    }

    /// How fast events are read, and folded in memory: the bounds of ingest and recompute.
    func fold(into report: inout Report, count: Int) {
        var workload = Workload(unit: "duong-noi")
        let entries = workload.events(count).map(\.bytes)
        var understood = 0
        let read = Child.seconds {
            for entry in entries { if case .event = EventReading(of: entry).content { understood += 1 } }
        }
        precondition(understood == count, "the workload is made of events that are understood")
        var register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
        guard let origin = Origin("ha-dong/duong-noi/may-1"),
            let key = SignerKey(name: origin.description, seed: .init(repeating: 7, count: 32))
        else { preconditionFailure("the origin is well formed") }
        let enrolled = EventBody.deviceEnrolled(DeviceEnrolment(origin: origin, key: key.verifier(.log)))
        register.take(Event(at: 0, on: .earliest, by: "noi-vu", nonce: "AAAAAAAA", body: enrolled).bytes)
        var store = MemoryMergeStore()
        let fold = Child.seconds {
            var merge = Merge(register: register)
            store.merge(entries, of: origin, by: &merge)
            merge.finish(into: &store)
        }
        report.add(
            "fold in memory", ours: Double(count) / fold / 1000, peer: Double(count) / read / 1000, unit: "k events/s",
            against: "reading the same events alone", aim: "–")
    }
}

/// Homes of wards, made as `ward init` makes them.
enum Homes {
    static func make(at path: String, unit: String, device: String) throws -> Home {
        guard let origin = Origin(district: "ha-dong", unit: unit, device: device) else {
            preconditionFailure("the workload's units are well formed")
        }
        return try Home.create(at: path, guards: path + ".guards/wardlog/guards", config: HomeConfig(origin: origin))
    }

    static func open(_ path: String) throws -> Home { try Home(opening: path, guards: path + ".guards/wardlog/guards") }

    /// Records `count` events of the workload in groups, as a bulk import does.
    static func fill(_ home: Home, from workload: inout Workload, count: Int) throws {
        let log = try home.deviceLog()
        for start in stride(from: 0, to: count, by: 500) {
            let events = workload.events(min(500, count - start))
            for (event, entry) in zip(events, try log.append(events)) { workload.recorded(entry.id, event) }
        }
    }
}
