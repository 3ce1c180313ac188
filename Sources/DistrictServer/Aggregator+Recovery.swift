public import PlanProgress

/// What a district does that was restored from an old backup (design 3.4).
extension Aggregator {
    /// Seals a recovering log at the size at hand, for nobody has the rest; returns that size.
    ///
    /// The size is read in the transaction that writes the decision, so a push that came before it is under it; `unfit` where such a
    /// push has brought the rest.
    public func acceptLoss(of origin: Origin) throws(StoreFault) -> Int64 {
        var held: Int64 = 0
        _ = try append { tables throws(StoreFault) in
            held = try tables.log(origin)?.size ?? 0
            guard try held < parts.heads.head(of: origin)?.size ?? 0, held < register.value.ends[origin] ?? .max else {
                throw .unfit("no entry of \(origin) is missing")
            }
            return [.init(.logSealed(LogEnd(origin: origin, size: held)))]
        }
        return held
    }

    /// Takes back what this district decided and has forgotten, from a ward's copy of its own log.
    func takeOwnLog(_ push: PushRequest, raw: [UInt8]) throws(StoreFault) -> PushOutcome {
        var register = register.value
        let head = try parts.heads.head(of: push.origin)
        let outcome = try parts.store.write { tables throws(StoreFault) in
            try DistrictIngest.takeOwnLog(
                push, raw: raw, head: head, keys: parts.keys, register: &register, time: parts.clock() / 1000, into: tables)
        }
        if isUnsettled(register) { try settle(register, isPatient: true) }
        return outcome
    }
}
