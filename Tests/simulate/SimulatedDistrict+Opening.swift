import PlanProgress
import TestSupport

/// How it dies, opens again, and comes back as it was yesterday.
extension SimulatedDistrict {
    /// What lies on another disk since some night.
    struct Backup {
        let memory = MemoryDistrictStore()
        let attachments = MemoryAttachments()
        let heads: [Checkpoint]
        /// Of the version that made it.
        let unknownKinds: Set<String>
    }

    func die() { isUp = false }

    /// Opens as `district serve` does; throws where that would not start. Killed at a statement of it, it is still down.
    func start(dyingAtStatement number: Int? = nil) throws {
        guard !isUp else { return }
        trouble = number.map { .deathAtStatement($0) }
        defer { trouble = nil }
        do throws(DistrictOpening.Fault) {
            let opening = opening
            register = try EventReading.$unknownKinds.withValue(unknownKinds) {
                Result { () throws(DistrictOpening.Fault) in try opening.open() }
            }.get()
        } catch {
            if number != nil, error == .store(FaultyStore.fault) { return }
            throw error
        }
        owedErasures = []
        isUp = true
        watch.compare(self)
    }

    private var opening: DistrictOpening {
        DistrictOpening(
            store: store, heads: heads, ownLog: ownLog, attachments: attachments, keys: keys, shipped: .papi2022, now: now,
            nonce: { self.random.bytes(6) })
    }

    func backUp() {
        let made = Backup(heads: heads.all(), unknownKinds: unknownKinds)
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
        if backup.unknownKinds != unknownKinds { try markAsOfAnotherVersion() }
    }

    /// The file of heads is lost but for `kept`; a person has it made anew, for without it the district does not start.
    func loseHeads(butFor kept: [Checkpoint]) throws {
        isUp = false
        trouble = nil
        heads.replace(with: kept)
        do {
            try start()
            watch.failures.append("the district starts without the head of its own log")
        } catch DistrictOpening.Fault.headsMissing {}
        let anew = try memory.read { tables throws(StoreFault) in try HeadsRebuilding.heads(in: tables, keeping: kept) }
        heads.replace(with: anew)
        // A log that was recovering has no head that says so any more: what was cosigned since the backup is known to wards only (S2 is
        // at risk, as the command says).
        if watch.forget(beyond: anew) { headsForgotten += 1 }
    }

    /// Another version of the program takes this one's place.
    func upgrade() throws {
        isUp = false
        trouble = nil
        unknownKinds = []
        try markAsOfAnotherVersion()
    }

    /// Its rules were others, and it has written so beside its rows.
    private func markAsOfAnotherVersion() throws {
        try memory.write { tables throws(StoreFault) in
            guard let basis = try tables.mergeBasis() else { return }
            try tables.setMergeBasis(MergeBasis(rules: Rollup.rules - 1, editions: basis.editions))
        }
    }

    // MARK: A stick

    /// Answers the bundle of a device's, as `district bundle import` does; throws where nothing of it is used.
    func answers(to bundle: [UInt8]) async throws -> [UInt8] {
        var enrols = false
        let header = try BundleReader.verify(
            MemoryStick(bundle), title: BundleHeader.requestTitle, seeing: { enrols = enrols || $0.words == ["enrol"] }
        ) { header, note in
            if case .device(let key, _) = header.sender { key.verifies(note) } else { false }
        }
        guard case .device(let key, _) = header.sender,
            let back = BundleHeader(district: "ha-dong", origin: header.origin, sender: .district, time: now)
        else { throw BundleFault.otherDistrict(header.district) }
        let held = try memory.read { tables throws(StoreFault) in try tables.log(header.origin) }
        guard enrols || held?.key == key else { throw BundleFault.unknownDevice(header.origin) }
        carrier = (header.origin, key)
        defer { carrier = nil }
        let stick = MemoryStick()
        let reader = try BundleReader(MemoryStick(bundle), title: BundleHeader.requestTitle)
        let time = now / 1000
        _ = try await BundleVisit.carry(
            reader, answers: try BundleWriter(back, to: stick), isSigned: { key.verifies($0) },
            finish: { [keys] in keys.receipts.cosigning($0, time: time) }
        ) { request throws(BundleFault) in
            do throws(TransportFailure) { return try self.answer(to: request).get() } catch { throw .disk("\(error)") }
        }
        return stick.bytes
    }

    /// `district heads accept`: nobody has what this log's head speaks of.
    func acceptLoss(of origin: Origin) throws {
        let held = try memory.read { tables throws(StoreFault) in try tables.log(origin)?.size ?? 0 }
        try append([.logSealed(LogEnd(origin: origin, size: held))])
    }
}
