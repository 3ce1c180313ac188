import LogFiles
import PlanProgress
import TestSupport

@testable import simulate

/// A district, a PC that has recorded and not sent, and its neighbour that has sent, made the same way each time.
struct Bench {
    let district: SimulatedDistrict
    let device, neighbour: SimulatedDevice
    private(set) var twin: SimulatedDevice?
    var acknowledged: Set<[UInt8]> = []

    struct Impossible: Error {}

    init(seed: UInt64) throws {
        district = try SimulatedDistrict(seed: seed, units: ["duong-noi"], defect: nil)
        device = try Self.install("may-1", at: district, seed: seed)
        neighbour = try Self.install("may-2", at: district, seed: seed + 1)
        try record(3, on: neighbour, number: 100)
        guard sync(neighbour) == .done, sync(device) == .done else { throw Impossible() }
        let note = try device.home().store(name: "ghi chú.txt", type: "text/plain", content: Array("ghi chú".utf8), role: .note)
        try record(4, on: device, number: 200, attachment: note)
        try record(2, on: neighbour, number: 300)
        guard sync(neighbour) == .done else { throw Impossible() }
    }

    /// The same once more: what is done to it is not done to the other.
    init(copying other: Bench) {
        district = SimulatedDistrict(copying: other.district)
        (device, neighbour) = (other.device.copy("may-1", seed: 21), other.neighbour.copy("may-2", seed: 22))
        twin = other.twin?.copy("twin", seed: 23)
        acknowledged = other.acknowledged
    }

    var devices: [SimulatedDevice] { [device, neighbour] + [twin].compactMap(\.self) }

    private static func install(_ name: String, at district: SimulatedDistrict, seed: UInt64) throws -> SimulatedDevice {
        guard let origin = Origin(district: "ha-dong", unit: "duong-noi", device: name) else { throw Impossible() }
        let disk = MemoryDisk(seed: seed)
        let device = SimulatedDevice(name, unit: "duong-noi", disk: disk, seed: seed)
        let home = try Home.create(on: disk, named: name, config: HomeConfig(origin: origin), surroundings: device.surroundings)
        try WardFiles(home).keep(district: district.identity)
        try WardFiles(home).prepareEnrolment(code: district.invite("duong-noi"))
        return device
    }

    mutating func record(_ count: Int, on device: SimulatedDevice, number: Int, attachment: AttachmentReference? = nil) throws {
        var drafts = (0..<count).map { SampleEvents.progress(number + $0) }
        if let attachment { drafts[0].attachments = [attachment] }
        acknowledged.formUnion(try device.home().deviceLog().append(drafts).map(\.bytes))
    }

    @discardableResult
    func sync(_ device: SimulatedDevice, over line: (any Transport)? = nil) -> SyncOutcome.Ending? {
        guard let home = try? device.home() else { return nil }
        return SyncPerformer<WardFiles, AnyLine>(store: WardFiles(home), line: AnyLine(line ?? district)).run(
            in: SyncSurroundings(now: { device.time }, wait: { _ in }, seed: 1)
        ).ending
    }

    /// A second machine with the same disk.
    mutating func makeTwin() { twin = device.copy("twin", seed: 77) }

    /// Both go on in the same log, and the second machine sends first: the device's next push proves a fork.
    mutating func fork() throws {
        makeTwin()
        guard let twin else { return }
        try record(2, on: twin, number: 400)
        try record(1, on: device, number: 450)
        guard sync(twin) == .done else { throw Impossible() }
    }

    /// What is wrong after everybody repaired and sent: nothing may be missing, nothing be there that nobody recorded.
    func faultsAtRest() throws -> [String] {
        try district.start()
        for device in devices {
            var home = try device.home()
            if case .heal = try home.repairNeed() { try home.heal(answered: nil) }
            sync(device)
        }
        var faults = devices.compactMap { device in
            let ending = sync(device)
            return ending == .done ? nil : "\(device.name) ends with \(ending.map { "\($0)" } ?? "nothing")"
        }
        let logs = try district.memory.read { tables throws(StoreFault) in
            var logs: [(LogRecord, [[UInt8]])] = []
            for log in try tables.logs(ofUnit: "duong-noi") { logs.append((log, try tables.entries(of: log.number, 0..<log.size))) }
            return logs
        }
        let standing = logs.flatMap { log, entries in
            entries.enumerated().filter { district.register.stands(EntryPlace(origin: log.origin, index: Int64($0.offset))) }.map(\.element)
        }
        let events = standing.filter { entry in
            guard case .event(let event, _) = EventReading(of: entry).content, case .logOpened = event.body else { return true }
            return false
        }
        if !acknowledged.isSubset(of: Set(events)) { faults.append("\(acknowledged.subtracting(events).count) acknowledged do not count") }
        let strange = Set(events).subtracting(acknowledged)
        // What was written and not acknowledged may be kept; an event that nobody recorded may not.
        for entry in strange where !String(decoding: entry, as: UTF8.self).contains("task.progressed") { faults.append("a strange event") }
        for entry in events {
            for reference in AttachmentReference.named(in: entry) where district.attachments.attachment(reference.id) == nil {
                faults.append("attachment \(reference.id) is missing")
            }
        }
        return faults + district.watch.failures
    }
}

/// Any transport, where a generic one is asked for.
final class AnyLine: Transport {
    private let inner: any Transport
    init(_ inner: any Transport) { self.inner = inner }
    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> { inner.answer(to: request) }
}

/// A line on which the n-th request does not arrive, or its answer does not come back.
final class LineCutAt: Transport {
    private let inner: any Transport
    private let number: Int
    private let isCarriedOut: Bool
    private(set) var count = 0

    init(to inner: any Transport, number: Int, isCarriedOut: Bool) {
        (self.inner, self.number, self.isCarriedOut) = (inner, number, isCarriedOut)
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        count += 1
        guard count >= number else { return inner.answer(to: request) }
        if count == number, isCarriedOut { _ = inner.answer(to: request) }
        return .failure(.interrupted("cut"))
    }
}
