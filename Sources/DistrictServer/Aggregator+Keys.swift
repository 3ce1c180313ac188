public import PlanProgress

/// How a district goes on with other keys (SyncProtocol.md, "Other keys").
extension Aggregator {
    /// Hands over to `next`: one entry of the district's own log, signed by the keys of today and by the next ones.
    ///
    /// The caller has made the next ones durable before, for from the commit on only they are the district's; a crash after it leaves
    /// them to be taken up by whoever opens the home. Receipts of before stay as they are and get today's cosignature whenever they
    /// leave (`DistrictKeys.renewed`). Returns what is still to come of it. `unfit` where the keys are another district's or the same.
    public func handOver(to next: DistrictKeys) throws(StoreFault) -> StoreFault? {
        let (keys, now) = (parts.keys, parts.clock())
        guard let handover = KeyHandover(from: keys, to: next, time: max(0, now) / 1000) else {
            throw .unfit("the new keys are not other keys of this district")
        }
        var register = register.value
        try parts.store.write { tables throws(StoreFault) in
            // Signed by the next keys alone: whoever reads that far has read who they are.
            _ = try DistrictLog.append(
                [.init(.keysRotated(handover))], keys: next, register: &register, now: now, nonce: { parts.random(6) }, to: tables)
        }
        // The register first: readers on other threads then find the former pair among the former ones before anything is signed anew.
        self.register.set(register)
        parts.announce(next, after: register.handovers)
        do throws(StoreFault) { try settle(register) } catch { return error.afterDecision }
        return nil
    }
}
