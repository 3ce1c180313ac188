/// A refused push beside what the district holds of its log: what a reviewer judges it by (design 3.4).
public struct RefusedEvidence: Hashable, Sendable {
    /// Without its bytes, of which there may be four million.
    public let push: RefusedPush
    /// How many they are.
    public let byteCount: Int
    /// The log as it is held.
    public let log: LogRecord
    /// What its device signed with the push, as it came; `nil` where what is kept begins as no push.
    public let sent: SignedNote?
    /// What its device signed and the district cosigned of the same log: the first that covers the index in question, so that of a fork
    /// both notes speak of that entry; the newest where none does, and `nil` where nothing was cosigned yet.
    public let held: StoredReceipt?
    /// Those of the push's entries, but a log's opening, that stand in no log of the unit yet: once none is left the push is erased.
    public let missingCount: Int

    /// The push of that number with its evidence, at one moment; `nil` where none is kept.
    ///
    /// A look-up for each of up to 4,096 entries, some ten microseconds each: to be asked for one push, never for a list.
    public static func read(_ number: Int64, from tables: any DistrictTables) throws(StoreFault) -> RefusedEvidence? {
        guard var push = try tables.refusedPush(number) else { return nil }
        guard let log = try tables.log(push.origin) else { throw .damaged("a push is kept of \(push.origin), which is no log") }
        var held = try tables.receipt(of: log.number, covering: push.index + 1)
        if held == nil { held = try tables.newestReceipt(of: log.number) }
        var (store, missing): (any DistrictTables, Set<EventID>) = (tables, [])
        for id in push.entries where try store.entryBytes(of: id, of: push.origin.unit) == nil { missing.insert(id) }
        let bytes = push.bytes
        push.bytes = []
        return RefusedEvidence(
            push: push, byteCount: bytes.count, log: log, sent: PushRequest.checkpoint(of: bytes), held: held, missingCount: missing.count)
    }
}

/// A log that a device went on from in another one, and whether it had gone another way than what the district holds.
public struct ContinuedLog: Hashable, Sendable {
    public let origin: Origin
    /// The log that it continues, as its device had it.
    public let former: LogReference
    /// How many entries of the former one the district holds.
    public let heldSize: Int64
    /// When the district first held an entry of it, Unix seconds; `nil` before.
    public let time: Int64?
    public let standing: Standing

    /// How the two copies of the former log lie to each other.
    public enum Standing: String, Hashable, Sendable, CaseIterable {
        /// The district's begins with the device's.
        case same
        /// Another root at the device's size: two histories.
        case fork
        /// The device's was longer, and of what is here alone nobody can tell whether it began with the district's.
        case longer
    }

    /// The newest first, at most `limit`; those of which nothing has come yet stand before all.
    public static func newest(
        _ limit: Int, from tables: any DistrictTables, register: DistrictRegister
    ) throws(StoreFault) -> [ContinuedLog] {
        var found: [(enrolment: DeviceEnrolment, former: LogReference, time: Int64?)] = []
        for device in register.devices.values {
            guard let former = device.continues else { continue }
            let log = try tables.log(device.origin)
            found.append(
                (device, former, try log.flatMap { log throws(StoreFault) in try tables.receipt(of: log.number, covering: 1) }?.time))
        }
        found.sort { ($1.time ?? .max, $1.enrolment.origin) < ($0.time ?? .max, $0.enrolment.origin) }
        var logs: [ContinuedLog] = []
        for (enrolment, former, time) in found.prefix(limit) {
            guard let log = try tables.log(former.origin) else { continue }
            var standing = Standing.longer
            if former.size <= log.size {
                standing = try StoredTree(tables: tables, log: log).range(at: former.size).root == former.root ? .same : .fork
            }
            logs.append(ContinuedLog(origin: enrolment.origin, former: former, heldSize: log.size, time: time, standing: standing))
        }
        return logs
    }
}
