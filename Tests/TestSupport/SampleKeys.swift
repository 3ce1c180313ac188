public import PlanProgress

/// Keys of a district by number, and the handovers between them.
public enum SampleKeys {
    public static func keys(_ number: UInt8, of district: String = "ha-dong") throws -> DistrictKeys {
        guard let receipts = SignerKey(name: "\(district)/receipts", seed: Array(repeating: 2 * number, count: 32)),
            let log = SignerKey(name: "\(district)/\(district)/quan", seed: Array(repeating: 2 * number + 1, count: 32))
        else { throw StoreFault.damaged("sample keys") }
        return DistrictKeys(receipts: receipts, log: log)
    }

    public static func handover(_ former: UInt8, _ next: UInt8) throws -> KeyHandover {
        guard let handover = KeyHandover(from: try keys(former), to: try keys(next), time: 1_663_200_000) else {
            throw StoreFault.damaged("sample handover")
        }
        return handover
    }

    public static func identity(_ number: UInt8, after handovers: [KeyHandover] = []) throws -> DistrictIdentity {
        guard let identity = try keys(number).identity(certificate: nil) else { throw StoreFault.damaged("sample keys") }
        return identity.knowing(handovers)
    }
}
