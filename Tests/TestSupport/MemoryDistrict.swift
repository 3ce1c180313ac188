public import PlanProgress

/// A district in memory behind the wire forms: the judge, receipts and heads, without merge, rights or clock.
///
/// Everything that it answers goes through the bytes that travel, so a wire form that loses something shows.
public final class MemoryDistrict: Transport {
    public private(set) var identity: DistrictIdentity
    public private(set) var receipts: SignerKey
    public private(set) var logKey: SignerKey
    /// How it came by its keys.
    public private(set) var handovers: [KeyHandover] = []
    public private(set) var logs: [Origin: Log] = [:]
    public private(set) var attachments: [String: [UInt8]] = [:]
    public private(set) var tokens: [String: Origin] = [:]
    /// Logs that another continues: their tokens serve nothing but an enrolment.
    public private(set) var continued: Set<Origin> = []
    /// What it says that it lacks of the unit's attachments.
    public var missing: Set<String> = []
    /// Secrets of invitations that are not used yet.
    public var codes: Set<String> = []
    /// Requests in the order in which they came.
    public private(set) var requests: [WireRequest] = []
    /// Unix seconds at which it cosigns.
    public var time: Int64 = 1_663_200_000

    public struct Log: HeldTree {
        public let key: VerifierKey
        public var entries: [[UInt8]] = []
        public var leaves: [Digest] = []
        public var receipt: SignedNote?
        public var end: Int64?
        public var head: Checkpoint?

        public init(key: VerifierKey) { self.key = key }

        public func range(at size: Int64) -> CompactRange {
            var range = CompactRange()
            for leaf in leaves.prefix(Int(size)) { range.append(leaf: leaf) }
            return range
        }

        public func leaves(in range: Range<Int64>) -> [Digest] { Array(leaves[Int(range.lowerBound)..<Int(range.upperBound)]) }
    }

    public init?(id: String) {
        guard let origin = Origin(ofDistrict: id),
            let receipts = SignerKey(name: KeyName.receipts(ofDistrict: id), seed: Array(repeating: 7, count: 32)),
            let logKey = SignerKey(name: origin.description, seed: Array(repeating: 8, count: 32)),
            let identity = DistrictIdentity(certificate: nil, receipts: receipts.verifier(.cosignature), log: logKey.verifier(.log))
        else { return nil }
        (self.receipts, self.logKey, self.identity) = (receipts, logKey, identity)
        logs[origin] = Log(key: identity.log)
    }

    /// Enrols as a code would, for tests that are about something else.
    public func enrol(_ origin: Origin, key: VerifierKey) -> String {
        if logs[origin] == nil { logs[origin] = Log(key: key) }
        let token = "token-\(tokens.count)-0123456789"
        tokens[token] = origin
        return token
    }

    /// Writes to the district's own log.
    public func append(_ entry: [UInt8]) {
        guard let origin = Origin(identity.log.name), var log = logs[origin] else { return }
        log.entries.append(entry)
        log.leaves.append(MerkleTree.leaf(entry))
        let size = Int64(log.entries.count)
        let note = logKey.signing(Checkpoint(origin: origin, size: size, root: log.range(at: size).root).note)
        log.receipt = receipts.cosigning(note, time: time)
        logs[origin] = log
    }

    /// Goes on with keys of these seeds, says so in its log, and cosigns anew what was cosigned before.
    public func rotate(seed: UInt8) {
        let former = DistrictKeys(receipts: receipts, log: logKey)
        guard let receipts = SignerKey(name: receipts.name, seed: Array(repeating: seed, count: 32)),
            let logKey = SignerKey(name: logKey.name, seed: Array(repeating: seed &+ 1, count: 32)),
            let handover = KeyHandover(from: former, to: DistrictKeys(receipts: receipts, log: logKey), time: time),
            let identity = DistrictKeys(receipts: receipts, log: logKey).identity(certificate: identity.certificate)
        else { preconditionFailure("a seed of other keys") }
        (self.receipts, self.logKey) = (receipts, logKey)
        handovers.append(handover)
        self.identity = identity.knowing(handovers)
        append(SampleEvents.with(.keysRotated(handover)).bytes)
        for (origin, log) in logs {
            guard let note = log.receipt, identity.receipts.cosignedAt(note) == nil else { continue }
            logs[origin]?.receipt = receipts.cosigning(note, time: time)
        }
    }

    /// Plays back who it was before its last handover, as somebody would who has its former keys.
    public func playBack() {
        handovers = handovers.dropLast()
        guard let pair = identity.former.last,
            let identity = DistrictIdentity(certificate: identity.certificate, receipts: pair.receipts, log: pair.log)
        else { return }
        self.identity = identity.knowing(handovers)
    }

    /// Puts another state of a log in place: a backup restored, a log sealed.
    public func replace(_ origin: Origin, with change: (inout Log) -> Void) {
        if var log = logs[origin] {
            change(&log)
            logs[origin] = log
        }
    }

    public func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        requests.append(request)
        return .success(respond(to: request))
    }

    /// As after a restore: whoever asks must say again who it is.
    public func forgetTokens() { tokens = [:] }

    public func forgetRequests() { requests = [] }

    private func respond(to request: WireRequest) -> WireAnswer {
        let path = request.path.prefix { $0 != "?" }
        if path == "/v1/identity" {
            let told = identity.json(bundles: nil, handovers: handovers)
            return WireAnswer(status: 200, contentType: "application/json", body: told.canonicalBytes)
        }
        if path == "/v1/enrolments" { return enrolment(request.body ?? []) }
        guard let token = request.token, let caller = tokens[token] else { return refuse(ProblemDocument(.token)) }
        if continued.contains(caller) { return refuse(ProblemDocument(.continued)) }
        let parts = path.split(separator: "/")
        switch (request.method, parts.count) {
        case (.get, 2) where parts[1] == "heads":
            let heads = self.heads(for: caller)
            if request.ifNoneMatch == heads.entityTag { return WireAnswer(status: 304, entityTag: heads.entityTag) }
            return WireAnswer(status: 200, contentType: HeadsText.mediaType, entityTag: heads.entityTag, body: heads.bytes)
        case (.get, 2) where parts[1] == "attachments":
            let text = missing.sorted().map { $0 + "\n" }.joined()
            return WireAnswer(status: 200, contentType: HeadsText.mediaType, body: Array(text.utf8))
        case (.get, 3):
            guard let bytes = attachments[String(parts[2])] else { return refuse(ProblemDocument(.notFound)) }
            return WireAnswer(status: 200, contentType: "application/octet-stream", body: bytes)
        case (.put, 3):
            attachments[String(parts[2])] = request.body
            return WireAnswer(status: 204)
        case (_, 6) where parts[1] == "logs":
            guard let origin = Origin(parts[2...4].joined(separator: "/")), let log = logs[origin], mayRead(caller, origin) else {
                return refuse(ProblemDocument(.notFound))
            }
            if request.method == .post { return push(request.body ?? [], to: origin, log, caller) }
            if parts[5] == "checkpoint" {
                guard let receipt = log.receipt else { return refuse(ProblemDocument(.notFound)) }
                return WireAnswer(status: 200, contentType: "text/plain; charset=utf-8", body: receipt.bytes)
            }
            let numbers = request.path.split(whereSeparator: { "=&".contains($0) }).compactMap { Int($0) }
            guard numbers.count == 2, numbers[0] <= numbers[1], numbers[1] <= log.entries.count else {
                return refuse(ProblemDocument(.malformed))
            }
            return WireAnswer(
                status: 200, contentType: EntryBatch.mediaType,
                body: EntryBatch(log.entries[numbers[0]..<min(numbers[1], numbers[0] + 3)]).bytes)
        default: return refuse(ProblemDocument(.notFound))
        }
    }

    private func mayRead(_ caller: Origin, _ origin: Origin) -> Bool { origin.unit == caller.unit || origin.isDistrictLog }

    private func heads(for caller: Origin) -> HeadsText {
        HeadsText(
            logs.filter { mayRead(caller, $0.key) }.map { origin, log in
                let size = Int64(log.entries.count)
                if let head = log.head, head.size > size { return HeadsText.Head(head, isRecovering: true) }
                return HeadsText.Head(Checkpoint(origin: origin, size: size, root: log.range(at: size).root))
            })
    }

    private func push(_ body: [UInt8], to origin: Origin, _ held: Log, _ caller: Origin) -> WireAnswer {
        let push: PushRequest
        do { push = try PushRequest(reading: body) } catch {
            if case .tooLarge = error { return refuse(ProblemDocument(.tooLarge)) }
            return refuse(ProblemDocument(.malformed, detail: error.description))
        }
        var log = held
        let verdict = PushJudge.judge(
            push, held: HeldLog(origin: origin, key: log.key, size: Int64(log.entries.count), end: log.end, head: log.head), tree: log)
        switch verdict {
        case .refuse(let refusal): return refuse(refusal.problem)
        case .repeated: break
        case .accept(let accepted):
            log.entries += push.entries[accepted.positions].map { Array($0) }
            log.leaves += accepted.leaves
            if accepted.mayCosign { log.receipt = receipts.cosigning(push.checkpoint, time: time) }
            logs[origin] = log
        }
        for rider in push.attachments { attachments[rider.id] = rider.bytes }
        let covered = log.receipt.flatMap { Checkpoint(text: $0.text) }?.size == Int64(log.entries.count)
        let answer = ReceiptAnswer(receipt: covered ? log.receipt : nil, heads: heads(for: caller))
        return WireAnswer(status: covered ? 200 : 202, contentType: ReceiptAnswer.mediaType, body: answer.bytes)
    }

    private func enrolment(_ body: [UInt8]) -> WireAnswer {
        guard let note = SignedNote(reading: body), let request = try? EnrolmentRequest(reading: note.text), request.isSigned(in: note)
        else {
            return refuse(ProblemDocument(.malformed))
        }
        if let log = logs[request.origin] {
            guard log.key == request.key else { return refuse(ProblemDocument(.origin)) }
        } else {
            switch request.proof {
            case .code(let secret): guard codes.remove(secret) != nil else { return refuse(ProblemDocument(.code)) }
            case .continues(let old):
                guard var sealed = logs[old.origin], sealed.key.verifies(note) else { return refuse(ProblemDocument(.code)) }
                sealed.end = sealed.end ?? Int64(sealed.entries.count)
                logs[old.origin] = sealed
                continued.insert(old.origin)
            }
        }
        let token = enrol(request.origin, key: request.key)
        let answer = EnrolmentAnswer(token: token, receipts: identity.receipts, log: identity.log, roster: [])
        return WireAnswer(status: 201, contentType: "application/json", body: answer.json.canonicalBytes)
    }

    private func refuse(_ problem: ProblemDocument) -> WireAnswer {
        WireAnswer(status: problem.type.status, contentType: ProblemDocument.mediaType, body: problem.json.canonicalBytes)
    }
}
