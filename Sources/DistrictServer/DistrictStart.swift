import PlanProgress

/// A district opened for service by what `DistrictOpening` compares; its faults in the words of whoever runs the server.
enum DistrictStart {
    /// Checks all of it and returns the fold of the district's own log.
    static func check(_ parts: DistrictParts) throws(DistrictServerError) -> DistrictRegister {
        let opening = DistrictOpening(
            store: parts.store, heads: parts.heads, ownLog: parts.ownLog, attachments: parts.attachments, keys: parts.keys,
            shipped: parts.shipped, now: parts.clock(), nonce: { parts.random(6) })
        do throws(DistrictOpening.Fault) { return try opening.open() } catch {
            switch error {
            case .store(let fault): throw .store(fault)
            case .notSetUp: throw .notSetUp
            case .otherKeys(let district): throw .otherKeys(district: district)
            case .headsMissing(let own): throw .headsMissing(path: "heads/heads (\(own))")
            case .headsContradict(let origin, let size): throw .headsContradict(origin: origin, size: size)
            case .ownLogContradicts(let size): throw .ownLogContradicts(size: size)
            }
        }
    }
}
