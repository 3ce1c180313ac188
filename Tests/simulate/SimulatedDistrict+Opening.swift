import PlanProgress
import TestSupport

/// How it dies, opens again, and comes back as it was yesterday.
extension SimulatedDistrict {
    /// What lies on another disk since some night.
    struct Backup {
        let memory = MemoryDistrictStore()
        let attachments = MemoryAttachments()
        let heads: [Checkpoint]
    }

    func die() { isUp = false }

    /// Opens as `district serve` does; throws where that would not start. Killed at a statement of it, it is still down.
    func start(dyingAtStatement number: Int? = nil) throws {
        guard !isUp else { return }
        trouble = number.map { .deathAtStatement($0) }
        defer { trouble = nil }
        do throws(DistrictOpening.Fault) {
            register = try DistrictOpening(
                store: store, heads: heads, ownLog: ownLog, attachments: attachments, keys: keys, shipped: .papi2022, now: now,
                nonce: { self.random.bytes(6) }
            ).open()
        } catch {
            if number != nil, error == .store(FaultyStore.fault) { return }
            throw error
        }
        owedErasures = []
        isUp = true
        watch.compare(self)
    }

    func backUp() {
        let made = Backup(heads: heads.all())
        made.memory.restore(from: memory)
        made.attachments.restore(from: attachments)
        backup = made
    }

    /// The machine is lost but for heads and the own log's file; what `district restore` puts in its place knows no token and no code.
    func restore() throws {
        guard let backup else { return }
        isUp = false
        trouble = nil
        restores += 1
        memory.restore(from: backup.memory)
        attachments.restore(from: backup.attachments)
        if defect == .restoresHeads { heads.replace(with: backup.heads) }
        try memory.write { tables throws(StoreFault) in
            for log in try tables.logs(ofUnit: nil) { try tables.setScope(log.isRevoked ? .parking : nil, ofTokensOf: log.origin) }
            try tables.forgetInvitations()
        }
    }

    /// `district heads accept`: nobody has what this log's head speaks of.
    func acceptLoss(of origin: Origin) throws {
        let held = try memory.read { tables throws(StoreFault) in try tables.log(origin)?.size ?? 0 }
        try append([.logSealed(LogEnd(origin: origin, size: held))])
    }
}
