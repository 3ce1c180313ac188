extension DistrictIngest {
    /// Takes back entries of the district's own log that a ward holds and this copy has forgotten (design 3.4, giving back).
    ///
    /// Judged as any push, by the key that signs that log. The size is cosigned anew, by the same root as before. Where the district
    /// has decided something else at that place since, both stand proved and nothing is taken.
    public static func takeOwnLog(
        _ push: PushRequest, raw: [UInt8], head: Checkpoint?, keys: DistrictKeys, register: inout DistrictRegister, time: Int64,
        into tables: any DistrictTables
    ) throws(StoreFault) -> PushOutcome {
        let log = try DistrictLog.own(in: tables)
        // Whichever of the district's keys signed the copy: the one of its day.
        let signers = [keys.log.verifier(.log)] + register.handovers.map(\.former.log)
        let key = signers.first { $0.verifies(push.checkpoint) } ?? log.key
        let held = HeldLog(origin: log.origin, key: key, size: log.size, head: head)
        switch try PushJudge.judge(push, held: held, tree: StoredTree(tables: tables, log: log)) {
        case .refuse(let refusal):
            if case .fork(let index) = refusal, let signed = Checkpoint(text: push.checkpoint.text) {
                try tables.addRefusedPush(
                    RefusedPush(origin: log.origin, time: time, reason: .fork, index: index, signed: signed, bytes: raw).reading(push))
            }
            return .refused(refusal.problem)
        case .repeated: break
        // A former pair vouches for what it signed while it was today's, and all of that is held: the handover lies behind it, and what
        // tells of the handover is held. Whoever got hold of it since has nothing to say.
        case .accept where !keys.log.verifier(.log).verifies(push.checkpoint): return .refused(PushRefusal.badSignature.problem)
        case .accept(let accepted):
            // What is given back in several pushes was signed at its end; its beginning the district signs itself.
            guard accepted.mayCosign || !push.rest.isEmpty else { return .storedWithoutReceipt }
            let entries = accepted.positions.map { Array(push.entries[$0]) }
            try DistrictLog.take(entries, keys: keys, register: &register, time: time, to: tables)
        }
        let now = try DistrictLog.own(in: tables)
        guard let receipt = try tables.newestReceipt(of: now.number), receipt.size == now.size else { return .storedWithoutReceipt }
        return .held(receipt, now.checkpoint)
    }
}
