/// One device as the district knows it: its log, its last receipt, and what became of it.
public struct DeviceState: Hashable, Sendable {
    public let log: LogRecord
    public let receipt: StoredReceipt?
    public let continues: Origin?
    public let isProxy: Bool

    /// Every enrolled device, by origin.
    public static func all(in tables: any DistrictTables, register: DistrictRegister) throws(StoreFault) -> [DeviceState] {
        var devices: [DeviceState] = []
        for log in try tables.logs(ofUnit: nil) {
            guard let enrolment = register.devices[log.origin] else { continue }
            devices.append(
                DeviceState(
                    log: log, receipt: try tables.newestReceipt(of: log.number), continues: enrolment.continues?.origin,
                    isProxy: enrolment.proxy))
        }
        return devices
    }

    /// The stable words of `state` in JSON.
    public enum State: String, Hashable, Sendable { case enrolled, sealed, revoked }

    public var state: State { log.isRevoked ? .revoked : log.end != nil ? .sealed : .enrolled }

    public var json: JSON {
        .object(present: [
            ("origin", .string(log.origin.description)), ("unit", .string(log.origin.unit)), ("size", .integer(log.size)),
            ("state", .string(state.rawValue)), ("end", log.end.map { .integer($0) }),
            ("receipt", receipt.map { .object(present: [("size", .integer($0.size)), ("time", .integer($0.time))]) }),
            ("continues", continues.map { .string($0.description) }), ("proxy", isProxy ? .boolean(true) : nil),
        ])
    }
}

extension DistrictRegister {
    /// Whether a log of which fewer entries are held than were cosigned still waits for the rest: not once it was sealed at what is
    /// here and another log continues it, which brings whatever its device had.
    public func isRecovering(_ origin: Origin, held: Int64, head: Int64) -> Bool {
        guard held < head else { return false }
        return (ends[origin] ?? .max) > held || !devices.values.contains { $0.continues?.origin == origin }
    }

    /// Every device that continues the log, directly or through others, by origin.
    public func descendants(of origin: Origin) -> [Origin] {
        var found: Set<Origin> = []
        var open = [origin]
        while let parent = open.popLast() {
            for device in devices.values where device.continues?.origin == parent && found.insert(device.origin).inserted {
                open.append(device.origin)
            }
        }
        return found.sorted()
    }
}
