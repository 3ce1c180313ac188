public import PlanProgress

/// A district that is set up on any store: its keys, its own log with itself and two wards, heads and attachments.
public struct SampleDistrict: Sendable {
    public let store: any DistrictStore
    public let heads = MemoryHeads()
    public let ownLog = MemoryOwnLog()
    public let attachments = MemoryAttachments()
    public let keys: DistrictKeys
    public let identity: DistrictIdentity

    public static let wards = ["duong-noi", "phu-la"]
    public static let now: Int64 = 1_664_000_000_000

    /// Sets the store up as `district init` and `district unit import` do.
    public init(on store: any DistrictStore) throws {
        self.store = store
        guard let receipts = SignerKey(name: "ha-dong/receipts", seed: Array(repeating: 201, count: 32)),
            let log = SignerKey(name: "ha-dong/ha-dong/quan", seed: Array(repeating: 202, count: 32)),
            let identity = DistrictKeys(receipts: receipts, log: log).identity(certificate: nil), let origin = identity.origin,
            let from = LocalDay("2021-12-15")
        else { throw StoreFault.damaged("sample keys") }
        keys = DistrictKeys(receipts: receipts, log: log)
        self.identity = identity
        let keys = keys
        try store.write { tables throws(StoreFault) in
            try tables.setIdentity(identity)
            _ = try tables.addLog(origin, key: identity.log)
            var register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
            let units =
                [UnitRegistration(unit: "ha-dong", name: "Quận Hà Đông", unitKind: "quận", validFrom: LocalDay.earliest)]
                + Self.wards.map {
                    UnitRegistration(unit: $0, name: "Phường \($0)", unitKind: "phường", parent: "ha-dong", validFrom: from)
                }
            _ = try DistrictLog.append(
                [.init(.logOpened(LogOpened(origin: origin, key: identity.log)))] + units.map { .init(.unitRegistered($0)) }, keys: keys,
                register: &register, now: Self.now, nonce: { [1, 2, 3, 4, 5, 6] }, to: tables)
        }
        try DistrictLog.follow(store, file: ownLog, heads: heads)
    }

    public func register() throws -> DistrictRegister {
        try store.read { tables throws(StoreFault) in try DistrictLog.register(in: tables, shipped: .papi2022, catalogues: []) }
    }

    /// Enrols a device as a code would, for tests that are about something else.
    public func enrol(_ device: SampleDevice, continues: LogReference? = nil) throws {
        let enrolment = DeviceEnrolment(origin: device.origin, key: device.signer.verifier(.log), continues: continues)
        try append([.init(.deviceEnrolled(enrolment))])
    }

    /// Appends decisions to the district's own log.
    public func append(_ drafts: [DistrictLog.Draft]) throws {
        var register = try register()
        let keys = keys
        try store.write { tables throws(StoreFault) in
            _ = try DistrictLog.append(
                drafts, keys: keys, register: &register, now: Self.now, nonce: { [6, 5, 4, 3, 2, 1] }, to: tables)
        }
    }

    /// Takes in a push, and moves its head as the aggregator does.
    public func take(_ push: PushRequest, time: Int64 = now / 1000) throws -> PushOutcome {
        let register = try register()
        let head = heads.head(of: push.origin)
        let keys = keys
        let outcome = try store.write { tables throws(StoreFault) in
            try DistrictIngest.take(push, raw: push.bytes, head: head, keys: keys, register: register, time: time, into: tables)
        }
        if case .held(_, let checkpoint) = outcome, head != checkpoint { try heads.move(from: head, to: checkpoint) }
        return outcome
    }
}

extension SampleDistrict {
    /// The origin of a device that is enrolled nowhere.
    public static var origin: Origin {
        guard let origin = Origin("ha-dong/duong-noi/may-9") else { preconditionFailure("a sample name keeps its grammar") }
        return origin
    }
}
