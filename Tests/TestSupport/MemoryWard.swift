public import PlanProgress

/// A ward's disk in memory: what `WardStore` promises, with nothing that can fail unless a test says so.
public final class MemoryWard: WardStore {
    public private(set) var origin: Origin
    public private(set) var key: SignerKey
    /// Every log here, ours and pulled ones and those that ours continues.
    public var logs: [Origin: [[UInt8]]]
    public var notes: [Origin: SignedNote] = [:]
    public var keys: [Origin: SignerKey]
    public var knownSize: Int64 = 0
    public var district: DistrictIdentity?
    /// When its token came; a test says so.
    public var tokenTime: Int64?
    public var token: String?
    public var heads: HeadsText?
    public var attachments: [String: [UInt8]] = [:]
    public var waiting: [WaitingAttachment] = [] {
        didSet { named += waiting.filter { !named.contains($0) } }
    }
    /// All that ever waited: what the log's entries name.
    private var named: [WaitingAttachment] = []
    public private(set) var refused: Set<String> = []
    public let spoiledLines = 0
    public let notOverwritten = 0
    public var pending: SignedNote?
    public private(set) var quarantined: [SignedNote] = []
    public private(set) var outcomes: [SyncOutcome] = []
    public private(set) var healedFrom: [Int64?] = []
    public private(set) var broughtOver: [Int64] = []
    /// Counts down with every write; at 0 the disk is full.
    public var writesUntilFull: Int?
    private var random: SeededRandom

    public init?(_ name: String, seed: UInt64 = 1) {
        var random = SeededRandom(seed: seed)
        guard let origin = Origin(name), let key = SignerKey(name: name, seed: random.bytes(32)) else { return nil }
        (self.origin, self.key, self.random) = (origin, key, random)
        logs = [origin: []]
        keys = [origin: key]
    }

    public var entries: [[UInt8]] { logs[origin] ?? [] }

    public func record(_ text: String) {
        logs[origin, default: []].append(Array(text.utf8))
        knownSize = max(knownSize, Int64(entries.count))
    }

    public func state() throws(WardStoreFault) -> WardState {
        var copies: [Origin: Int64] = [:]
        for (name, log) in logs where name != origin { copies[name] = Int64(log.count) }
        var state = WardState(
            origin: origin, size: Int64(entries.count), receipt: notes[origin], knownSize: max(knownSize, Int64(entries.count)),
            district: district,
            token: token, heads: heads, copies: copies, waitingAttachments: waiting, pendingEnrolment: pending)
        for name in copies.keys {
            if let size = notes[name].flatMap({ Checkpoint(text: $0.text)?.size }), size <= copies[name] ?? 0 {
                state.copyReceipts[name] = size
            }
            if let size = notes[name].flatMap({ Checkpoint(text: $0.text)?.size }), size > copies[name] ?? 0, keys[name] != nil {
                let held = heads?.atLeastHeld(of: name) ?? 0
                if !broughtOver.contains(held) { state.forgottenEarlierLogs[name] = held }
            }
        }
        state.tokenTime = tokenTime
        state.refusedAttachments = refused
        state.earlierLogs = Set(keys.keys).subtracting([origin])
        return state
    }

    public func entries(of origin: Origin, in range: Range<Int64>, byteLimit: Int) throws(WardStoreFault) -> EntryBatch {
        var chosen: [[UInt8]] = []
        var byteCount = 0
        for entry in (logs[origin] ?? [])[Int(range.lowerBound)..<Int(range.upperBound)] {
            byteCount += entry.count + 1
            if byteCount > byteLimit, !chosen.isEmpty { break }
            chosen.append(entry)
        }
        return EntryBatch(chosen)
    }

    public func range(of origin: Origin, at size: Int64) throws(WardStoreFault) -> CompactRange {
        var range = CompactRange()
        for entry in (logs[origin] ?? []).prefix(Int(size)) { range.append(leaf: MerkleTree.leaf(entry)) }
        return range
    }

    public func receipt(of origin: Origin) throws(WardStoreFault) -> SignedNote? { notes[origin] }

    public func sign(_ checkpoint: Checkpoint) throws(WardStoreFault) -> SignedNote { key.signing(checkpoint.note) }
    public func attachment(_ id: String) throws(WardStoreFault) -> [UInt8]? { attachments[id] }

    public func markHeld(attachments ids: [String]) throws(WardStoreFault) {
        try write()
        waiting.removeAll { ids.contains($0.id) }
    }

    public func markLacking(attachments ids: Set<String>) throws(WardStoreFault) {
        try write()
        waiting += named.filter { ids.contains($0.id) && !waiting.contains($0) }
        refused.subtract(ids)
    }

    public func markRefused(attachments ids: [String]) throws(WardStoreFault) {
        try write()
        waiting.removeAll { ids.contains($0.id) }
        refused.formUnion(ids)
    }

    public func keep(receipt: SignedNote, of origin: Origin) throws(WardStoreFault) {
        try write()
        let held = notes[origin].flatMap { Checkpoint(text: $0.text)?.size } ?? 0
        if let size = Checkpoint(text: receipt.text)?.size, size >= held { notes[origin] = receipt }
    }

    public func adopt(_ entries: EntryBatch, from: Int64, of origin: Origin, receipt: SignedNote) throws(WardStoreFault) {
        try write()
        guard Int64(logs[origin]?.count ?? 0) == from else { throw .busy("the log has another size") }
        logs[origin, default: []] += entries.map { Array($0) }
        notes[origin] = receipt
    }

    public func quarantine(_ note: SignedNote, of origin: Origin) throws(WardStoreFault) {
        try write()
        quarantined.append(note)
    }

    public func keep(heads: HeadsText) throws(WardStoreFault) {
        try write()
        self.heads = heads
    }

    public func heal(from index: Int64?, code: String?) throws(WardStoreFault) {
        try write()
        let old = origin
        let receiptSize = try state().receiptSize
        let from = index ?? receiptSize
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
        let suffix = String((0..<6).map { _ in alphabet[Int.random(in: 0..<32, using: &random)] })
        guard let new = old.continuing(as: suffix), let newKey = SignerKey(name: new.description, seed: random.bytes(32)) else {
            throw .damaged("no name for a new log")
        }
        let proof: EnrolmentRequest.Proof =
            if let code { .code(code) } else {
                .continues(Checkpoint(origin: old, size: Int64(entries.count), root: try range(of: old, at: .max).root))
            }
        guard
            let request = EnrolmentRequest(
                origin: new, key: newKey.verifier(.log), proof: proof, label: "test", nonce: Base64.urlText(random.bytes(6)))
        else {
            throw .damaged("no enrolment")
        }
        let note = key.signing(newKey.signing(SignedNote(text: request.text)))
        logs[new] =
            [Array("opened \(new) continues \(old)".utf8)] + entries.dropFirst(Int(from)).filter { !$0.starts(with: "opened ".utf8) }
        (origin, key, pending, token) = (new, newKey, note, nil)
        keys[new] = newKey
        knownSize = Int64(entries.count)
        healedFrom.append(index)
    }

    public func bringOver(_ origin: Origin, from index: Int64) throws(WardStoreFault) {
        try write()
        let held = Set(entries)
        let lacking = (logs[origin] ?? []).dropFirst(Int(index)).filter { !held.contains($0) && !$0.starts(with: "opened ".utf8) }
        logs[self.origin, default: []] += lacking
        knownSize = Int64(entries.count)
        broughtOver.append(index)
    }

    public func keep(district: DistrictIdentity) throws(WardStoreFault) {
        try write()
        self.district = district
    }

    public func keep(bundleKey: BundleKey) throws(WardStoreFault) { try write() }

    public func prepareEnrolment(code: String) throws(WardStoreFault) {
        try write()
        guard
            let request = EnrolmentRequest(
                origin: origin, key: key.verifier(.log), proof: .code(code), label: "test", nonce: Base64.urlText(random.bytes(6)))
        else {
            throw .damaged("no enrolment")
        }
        pending = key.signing(SignedNote(text: request.text))
    }

    public func prepareRenewal(forgettingHeld: Bool) throws(WardStoreFault) {
        try write()
        let old = Checkpoint(origin: origin, size: Int64(entries.count), root: try range(of: origin, at: .max).root)
        guard
            let request = EnrolmentRequest(
                origin: origin, key: key.verifier(.log), proof: .continues(old), label: "test", nonce: Base64.urlText(random.bytes(6)))
        else {
            throw .damaged("no enrolment")
        }
        if forgettingHeld { (waiting, refused) = (named, []) }
        pending = key.signing(SignedNote(text: request.text))
    }

    public func keep(enrolment: EnrolmentAnswer) throws(WardStoreFault) {
        try write()
        (token, pending, tokenTime) = (enrolment.token, nil, nil)
    }

    public func keep(outcome: SyncOutcome, now: Int64) throws(WardStoreFault) { outcomes.append(outcome) }

    private func write() throws(WardStoreFault) {
        guard let left = writesUntilFull else { return }
        guard left > 0 else { throw .disk("no space left") }
        writesUntilFull = left - 1
    }
}

extension MemoryWard {
    /// A ward that a district has enrolled, with so many entries recorded.
    public static func enrolled(_ name: String, at district: MemoryDistrict, entries: Int = 0, seed: UInt64 = 1) -> MemoryWard? {
        guard let ward = MemoryWard(name, seed: seed) else { return nil }
        ward.district = district.identity
        ward.token = district.enrol(ward.origin, key: ward.key.verifier(.log))
        for index in 0..<entries { ward.record("entry \(index) of \(name)") }
        return ward
    }

    /// The same disk copied at this moment, key and all: a clone, or a backup.
    public func copy(seed: UInt64) -> MemoryWard? {
        guard let copy = MemoryWard(origin.description, seed: seed) else { return nil }
        (copy.key, copy.logs, copy.notes, copy.keys) = (key, logs, notes, keys)
        (copy.knownSize, copy.district, copy.token, copy.heads) = (knownSize, district, token, heads)
        (copy.attachments, copy.waiting, copy.pending) = (attachments, waiting, pending)
        return copy
    }
}
