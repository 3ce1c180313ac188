public import PlanProgress

/// A home as a sync sees it. Whoever makes one holds `sync.lock` (`Home.lockSync`) for the whole run.
///
/// Holds what it read of each log and the trees it computed, so a step does not cost a scan; another process may append
/// meanwhile, and `state()` reads what grew.
public final class WardFiles: WardStore {
    public private(set) var home: Home
    private var log: DeviceLog?
    private var copies: [Origin: LogKeeper] = [:]
    private var named: [Origin: NamedAttachments] = [:]
    private var redactions = RedactionsHere()
    private var broughtOver = BroughtOver()
    /// What was redacted when this was last carried out.
    private var carriedOut: Set<String> = []
    public private(set) var spoiledLines = 0
    public private(set) var notOverwritten = 0

    /// For `ward repair`: a log whose damage the district holds is told as one that ends before it, and what comes mends it.
    private let isRepairing: Bool

    public init(_ home: Home, repairing: Bool = false) {
        (self.home, isRepairing) = (home, repairing)
    }

    /// As the port says; what the logs here redact is erased and confirmed first; and a log that can never fit again (another root at a known size, no key) is continued at once
    /// (design 3.4), so what is told is then the new log.
    public func state() throws(WardStoreFault) -> WardState {
        try translated { () throws(HomeFault) in
            let log = try ownLog()
            let permission = try log.permission()
            // It waited for the home, and another process may have healed meanwhile.
            if log.origin != home.origin { home = try Home(opening: home.disk, named: home.path, surroundings: home.surroundings) }
            var knownSize = log.image.size
            switch permission {
            case .append:
                try eraseRedacted(log)
                if log.origin != home.origin { home = try Home(opening: home.disk, named: home.path, surroundings: home.surroundings) }
                knownSize = log.image.size
            case .never(.shorter(_, let known)): knownSize = known
            case .never(.keyWithoutLog): knownSize = max(1, try log.knownSize())
            case .never(.otherRoot), .never(.logWithoutKey):
                count(try home.heal(answered: nil))
                return try stateOfHome(log: try ownLog(), knownSize: nil)
            case .never(let refusal):
                guard isRepairing, case .damageHeld(let receiptSize) = log.image.condition else {
                    throw .log(.neverAppend(log.origin, refusal))
                }
                knownSize = receiptSize
            }
            return try stateOfHome(log: log, knownSize: knownSize)
        }
    }

    public func entries(of origin: Origin, in range: Range<Int64>, byteLimit: Int) throws(WardStoreFault) -> EntryBatch {
        let scan = try keeper(of: origin, reaching: range.upperBound).image.scan
        var end = min(range.lowerBound + 1, range.upperBound)
        while end < range.upperBound, scan.byteCount(from: range.lowerBound, to: end + 1) <= byteLimit { end += 1 }
        do {
            return try EntryBatch(reading: scan.wireBytes(from: range.lowerBound, to: end))
        } catch {
            throw .damaged("log \(origin): an entry from \(range.lowerBound) on is longer than a push takes")
        }
    }

    public func range(of origin: Origin, at size: Int64) throws(WardStoreFault) -> CompactRange {
        guard size > 0 else { return CompactRange() }
        return try keeper(of: origin, reaching: size).tree(at: size)
    }

    public func receipt(of origin: Origin) throws(WardStoreFault) -> SignedNote? {
        try translated { () throws(HomeFault) in try keeper(of: origin).image.receipt }
    }

    public func sign(_ checkpoint: Checkpoint) throws(WardStoreFault) -> SignedNote {
        let key = try translated { () throws(HomeFault) in try home.key(of: home.origin) }
        guard let key, checkpoint.origin == home.origin else { throw .damaged("the key of \(checkpoint.origin) is not here") }
        return key.signing(checkpoint.note)
    }

    public func attachment(_ id: String) throws(WardStoreFault) -> [UInt8]? {
        home.attachmentBytes(id)
    }

    public func markHeld(attachments ids: [String]) throws(WardStoreFault) {
        try translated { () throws(HomeFault) in try home.markHeld(ids) }
    }

    public func markLacking(attachments ids: Set<String>) throws(WardStoreFault) {
        try translated { () throws(HomeFault) in try home.markLacking(ids) }
    }

    public func markRefused(attachments ids: [String]) throws(WardStoreFault) {
        try translated { () throws(HomeFault) in try home.markRefused(ids) }
    }

    public func keep(receipt: SignedNote, of origin: Origin) throws(WardStoreFault) {
        _ = try translated { () throws(HomeFault) in
            let keeper = try keeper(of: origin)
            return try inHome { () throws(LogFault) in try keeper.keep(receipt: receipt) }
        }
    }

    public func adopt(_ entries: EntryBatch, from: Int64, of origin: Origin, receipt: SignedNote) throws(WardStoreFault) {
        let adoption = try translated { () throws(HomeFault) in
            let keeper = try keeper(of: origin)
            return try inHome { () throws(LogFault) in
                try keeper.refresh()
                guard isRepairing, case .damageHeld = keeper.image.condition, keeper.image.size == from else {
                    return try keeper.adopt(entries, from: from, receipt: receipt)
                }
                return try keeper.mend(with: entries, receipt: receipt)
            }
        }
        switch adoption {
        case .adopted: return
        case .moved(let size): throw .busy("log \(origin) has \(size) entries by now")
        case .doesNotExtend: throw .damaged("what came of log \(origin) does not extend the \(from) entries here; nothing was written")
        }
    }

    public func quarantine(_ note: SignedNote, of origin: Origin) throws(WardStoreFault) {
        try translated { () throws(HomeFault) in
            let held = try home.log(origin)?.receipt
            try onHomeDisk { () throws(DiskFault) in
                for note in [held, note].compactMap({ $0 }) { try home.disk.quarantine(note.bytes, of: origin, as: "note") }
            }
        }
    }

    public func keep(heads: HeadsText) throws(WardStoreFault) { try keep(heads.bytes, as: .heads) }

    public func heal(from index: Int64?, code: String?) throws(WardStoreFault) {
        try translated { () throws(HomeFault) in count(try home.heal(answered: index)) }
        if let code { try prepareEnrolment(code: code) }
    }

    public func keep(district: DistrictIdentity) throws(WardStoreFault) {
        let known = try translated { () throws(HomeFault) in try home.districtIdentity() }
        guard known.map({ district.follows($0) && district.authority == $0.authority }) ?? true else {
            throw .damaged("this ward has joined another district; its keys are kept")
        }
        if let certificate = district.certificate { try keep(certificate, as: .authority) }
        try keep(district.pinnedLines, as: .keys)
        // What was judged by the keys of before is judged anew.
        if known?.pair != district.pair { (log, copies) = (nil, [:]) }
    }

    public func keep(bundleKey: BundleKey) throws(WardStoreFault) { try keep(bundleKey.note.bytes, as: .bundles) }

    public func prepareEnrolment(code: String) throws(WardStoreFault) {
        guard let note = try translated({ () throws(HomeFault) in try home.enrolmentNote(code: code) }) else {
            throw .damaged("the key of \(home.origin) is not here, so its enrolment cannot be signed")
        }
        try keep(note.bytes, as: .enrolment)
    }

    public func bringOver(_ origin: Origin, from index: Int64) throws(WardStoreFault) {
        try translated { () throws(HomeFault) in
            let (log, old) = (try ownLog(), try keeper(of: origin))
            try inHome { () throws(LogFault) in try old.refresh() }
            // The marks first: cut between them, attachments are asked about again, which is harmless.
            try home.remove(Healing.attachments(of: old.image, from: index), from: .held)
            try log.bringOver(old.image, from: index)
        }
    }

    /// The marks before the request: cut between them, attachments are asked about again, which is harmless.
    public func prepareRenewal(forgettingHeld: Bool) throws(WardStoreFault) {
        let note = try translated { () throws(HomeFault) in try home.renewalNote(of: try ownLog().image) }
        guard let note else { throw .damaged("the key of \(home.origin) is not here, so its request cannot be signed") }
        if forgettingHeld {
            try keep([], as: .held)
            try keep([], as: .refused)
        }
        try keep(note.bytes, as: .enrolment)
    }

    /// The token before the request goes: cut between them, the same request is sent again, which is harmless.
    public func keep(enrolment: EnrolmentAnswer) throws(WardStoreFault) {
        try keep(enrolment.roster.flatMap { $0.canonicalBytes + [0x0A] }, as: .roster)
        if let note = enrolment.bundles { try keep(note.bytes, as: .bundles) }
        try keep(Array("\(home.origin) \(enrolment.token) \(max(0, home.surroundings.now()))\n".utf8), as: .token)
        try translated { () throws(HomeFault) in
            try onHomeDisk { () throws(DiskFault) in try home.disk.remove(DistrictFile.enrolment.path) }
        }
    }

    public func keep(outcome: SyncOutcome, now: Int64) throws(WardStoreFault) {
        try keep(Array(LastSync(outcome, at: now).text.utf8), as: .lastSync)
    }

    // MARK: Private parts

    private func stateOfHome(log: DeviceLog, knownSize: Int64?) throws(HomeFault) -> WardState {
        let image = log.image
        var sizes: [Origin: Int64] = [:]
        var receipts: [Origin: Int64] = [:]
        var uncovered: Set<Origin> = []
        var unreadable: Set<Origin> = []
        for origin in try home.origins() where origin != log.origin {
            guard let copy = readable(origin, anew: true) else {
                unreadable.insert(origin)
                continue
            }
            if copy.image.size > 0 || !copy.image.scan.isWhole { sizes[origin] = copy.image.size }
            if let proved = copy.image.receiptCheckpoint?.size, proved <= copy.image.size { receipts[origin] = proved }
            if copy.image.receiptCheckpoint?.size ?? 0 < copy.image.size { uncovered.insert(origin) }
        }
        let token = try home.token()
        var state = WardState(
            origin: log.origin, size: image.size, receipt: image.receiptCheckpoint == nil ? nil : image.receipt,
            knownSize: knownSize ?? image.size, district: try home.districtIdentity(), token: token,
            heads: try home.headsText(), copies: sizes)
        state.tokenTime = try home.tokenTime()
        state.copyReceipts = receipts
        state.uncoveredCopies = uncovered
        state.unreadableCopies = unreadable
        // The district may hold more of a log that was ours than this disk, or a fork: a twin's.
        for origin in sizes.keys where try home.wrote(origin) { state.earlierLogs.insert(origin) }
        try lookForForgotten(in: &state, own: image)
        var written = [log.origin: image.scan]
        for origin in state.earlierLogs { written[origin] = try keeper(of: origin).image.scan }
        state.waitingAttachments = try home.outgoingAttachments(in: written, named: &named, redacted: redactions.ids).waiting
        state.refusedAttachments = try home.refusedAttachments()
        // One that a join has prepared is sent with a token too: the district may have ended the log that it is for.
        state.pendingEnrolment = token == nil ? try home.pendingEnrolment(of: image) : try home.preparedEnrolment()
        return state
    }

    /// What the district lacks of the logs here and could not be proved to it; and what it has forgotten and ours has brought, which is
    /// offered under the old name no more.
    private func lookForForgotten(in state: inout WardState, own: LogImage) throws(HomeFault) {
        guard let heads = state.heads else { return }
        for origin in state.copies.keys where origin.unit == own.origin.unit {
            let old = try keeper(of: origin)
            guard let receipt = old.image.receiptCheckpoint else { continue }
            let isWhole = receipt.size <= old.image.size
            // What the district waits for it gets under its own name, from whoever has the original.
            if isWhole, heads[origin]?.isRecovering == true { continue }
            let held = heads.atLeastHeld(of: origin)
            guard held < min(receipt.size, old.image.size) else { continue }
            if broughtOver.holdsAll(of: old.image, from: held, in: own) {
                state.copyReceipts[origin] = nil
            } else if state.earlierLogs.contains(origin), !isWhole || old.tree(at: receipt.size).root != receipt.root {
                // It ends before its receipt or was altered, so the receipt proves nothing of it.
                (state.copyReceipts[origin], state.forgottenEarlierLogs[origin]) = (nil, held)
            }
        }
    }

    private func count(_ healed: Healer.Outcome?) { spoiledLines += healed?.lost ?? 0 }

    /// Recovers a kill between adopting a redaction and erasing too: every run looks at what lies here.
    private func eraseRedacted(_ log: DeviceLog) throws(HomeFault) {
        try lookForRedactions(log)
        guard redactions.ids != carriedOut else { return }
        try home.carryOut(redactions, in: log, notOverwritten: { notOverwritten += 1 }) { id throws(HomeFault) in
            for origin in try home.origins() {
                guard try origin == log.origin ? true : home.wrote(origin) else { continue }
                guard let keeper = readable(origin) else { continue }
                if seen(keeper.image).references.contains(where: { $0.reference.id == id }) { return true }
            }
            return false
        }
        try lookForRedactions(log)
        carriedOut = redactions.ids
    }

    private func lookForRedactions(_ log: DeviceLog) throws(HomeFault) {
        redactions.look(in: log.image.scan, of: log.origin)
        for origin in try home.origins() where origin != log.origin {
            guard try home.obeysRedactions(of: origin) else { continue }
            if let keeper = readable(origin) { redactions.look(in: keeper.image.scan, of: origin) }
        }
    }

    private func seen(_ log: LogImage) -> NamedAttachments {
        var references = named[log.origin] ?? NamedAttachments()
        references.look(in: log.scan)
        named[log.origin] = references
        return references
    }

    /// The log that this device writes, as it stands on the disk now.
    private func ownLog() throws(HomeFault) -> DeviceLog {
        home = try Home(opening: home.disk, named: home.path, surroundings: home.surroundings)
        count(try home.finishHealing())
        if let log, log.origin == home.origin {
            try log.refresh()
            return log
        }
        let opened = try home.deviceLog()
        (log, copies[opened.origin]) = (opened, nil)
        return opened
    }

    /// As last read; whoever needs it as it stands now refreshes it.
    private func keeper(of origin: Origin) throws(HomeFault) -> LogKeeper {
        if let log, log.origin == origin { return log.keeper }
        if let keeper = copies[origin] { return keeper }
        let keeper = try inHome { () throws(LogFault) in try LogKeeper(origin, on: home.disk) }
        copies[origin] = keeper
        return keeper
    }

    /// `nil` where the disk does not give it: our own log waits neither for a copy that can be fetched again, nor for one that it
    /// continues. `anew`: as it stands now.
    private func readable(_ origin: Origin, anew: Bool = false) -> LogKeeper? {
        if let log, log.origin == origin { return log.keeper }
        do {
            let keeper = try keeper(of: origin)
            if anew { try keeper.refresh() }
            return keeper
        } catch {
            copies[origin] = nil
            return nil
        }
    }

    private func keeper(of origin: Origin, reaching size: Int64) throws(WardStoreFault) -> LogKeeper {
        try translated { () throws(HomeFault) in
            let keeper = try keeper(of: origin)
            if keeper.image.size < size { try inHome { () throws(LogFault) in try keeper.refresh() } }
            return keeper
        }.reaching(size)
    }

    private func keep(_ bytes: [UInt8], as file: DistrictFile) throws(WardStoreFault) {
        try translated { () throws(HomeFault) in try home.keep(bytes, as: file) }
    }

    private func translated<T>(_ work: () throws(HomeFault) -> T) throws(WardStoreFault) -> T {
        do throws(HomeFault) {
            return try work()
        } catch {
            // A keeper whose write failed writes no more: whatever comes next reads the disk anew.
            (log, copies) = (nil, [:])
            switch error.exitCode {
            case 74: throw .disk("\(error)")
            case 75: throw .busy("\(error)")
            default: throw .damaged("\(error)")
            }
        }
    }
}

extension LogKeeper {
    fileprivate func reaching(_ size: Int64) throws(WardStoreFault) -> LogKeeper {
        guard image.size >= size else { throw .damaged("log \(origin) has fewer than \(size) entries here") }
        return self
    }
}
