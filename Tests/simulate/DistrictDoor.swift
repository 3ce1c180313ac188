import PlanProgress
import TestSupport

/// The routes that wards use, as `DistrictResponder` answers them: who asks, what may be read, which status.
struct DistrictDoor {
    private let district: SimulatedDistrict

    init(_ district: SimulatedDistrict) { self.district = district }

    private struct Refusal: Error { let problem: ProblemDocument }

    static func refuse(_ problem: ProblemDocument) -> WireAnswer {
        WireAnswer(status: problem.type.status, contentType: ProblemDocument.mediaType, body: problem.json.canonicalBytes)
    }

    func respond(to request: WireRequest) throws -> WireAnswer {
        do { return try answer(request) } catch let refusal as Refusal { return Self.refuse(refusal.problem) }
    }

    private func answer(_ request: WireRequest) throws -> WireAnswer {
        let path = request.path.prefix { $0 != "?" }
        let parts = path.split(separator: "/")
        switch (request.method, parts.count) {
        case (.get, 2) where parts[1] == "identity":
            return WireAnswer(status: 200, contentType: "application/json", body: district.identity.json.canonicalBytes)
        case (.post, 2) where parts[1] == "enrolments": return try enrol(request.body ?? [])
        case (.get, 2) where parts[1] == "heads": return try heads(request)
        case (.get, 2) where parts[1] == "attachments": return try missingAttachments(request)
        case (.put, 3) where parts[1] == "attachments", (.get, 3) where parts[1] == "attachments":
            return try attachment(String(parts[2]), request)
        case (_, 6) where parts[1] == "logs":
            guard let origin = Origin(parts[2...4].joined(separator: "/")) else { throw Refusal(problem: ProblemDocument(.notFound)) }
            if request.method == .post { return try push(origin, request) }
            return try parts[5] == "checkpoint" ? checkpoint(origin, request) : entries(origin, request)
        default: throw Refusal(problem: ProblemDocument(.notFound))
        }
    }

    private func caller(of request: WireRequest) throws -> Origin {
        let token = try token(of: request)
        guard token.scope != .parking else { throw Refusal(problem: ProblemDocument(.forbidden)) }
        return token.origin
    }

    /// What the signature over a bundle opens: what a token of that log would.
    private func token(of carrier: (origin: Origin, key: VerifierKey)) throws -> AccessToken {
        let log = try district.memory.read { tables throws(StoreFault) in try tables.log(carrier.origin) }
        guard let log, log.key == carrier.key else { throw Refusal(problem: ProblemDocument(.token)) }
        if !log.isRevoked, district.register.devices.values.contains(where: { $0.continues?.origin == carrier.origin }) {
            throw Refusal(problem: ProblemDocument(.continued, index: log.end))
        }
        let scope = log.isRevoked ? AccessToken.Scope.parking : .device
        return AccessToken(digest: Digest(of: []), origin: carrier.origin, scope: scope, issued: district.now / 1000, isUsed: true)
    }

    private func token(of request: WireRequest) throws -> AccessToken {
        if let carrier = district.carrier { return try token(of: carrier) }
        let digest = AccessToken.digest(of: request.token ?? "")
        let token = try district.memory.read { tables throws(StoreFault) in try tables.token(digest: digest) }
        guard let token else { throw Refusal(problem: ProblemDocument(.token)) }
        if token.scope == .enrolmentOnly {
            let end = try district.memory.read { tables throws(StoreFault) in try tables.log(token.origin)?.end }
            throw Refusal(problem: ProblemDocument(.continued, index: end))
        }
        return token
    }

    private func mayRead(_ origin: Origin, _ caller: Origin) -> Bool { origin.unit == caller.unit || origin.isDistrictLog }

    private func readable(_ origin: Origin, _ request: WireRequest) throws {
        guard mayRead(origin, try caller(of: request)) else { throw Refusal(problem: ProblemDocument(.forbidden)) }
    }

    private func enrol(_ body: [UInt8]) throws -> WireAnswer {
        guard let note = SignedNote(reading: body) else { throw Refusal(problem: ProblemDocument(.malformed)) }
        switch try district.enrol(note) {
        case .enrolled(let answer): return WireAnswer(status: 201, contentType: "application/json", body: answer.json.canonicalBytes)
        case .refused(let problem): throw Refusal(problem: problem)
        }
    }

    private func push(_ origin: Origin, _ request: WireRequest) throws -> WireAnswer {
        let token = try token(of: request)
        let caller = token.origin
        guard caller == origin || (token.scope == .device && mayRead(origin, caller)) else {
            throw Refusal(problem: ProblemDocument(.forbidden))
        }
        let raw = request.body ?? []
        let push: PushRequest
        do { push = try PushRequest(reading: raw) } catch {
            if case .tooLarge = error { throw Refusal(problem: ProblemDocument(.tooLarge)) }
            throw Refusal(problem: ProblemDocument(.malformed, detail: error.description))
        }
        guard push.origin == origin else { throw Refusal(problem: ProblemDocument(.malformed)) }
        guard caller == origin || district.keys.vouch(for: push, after: district.register.handovers) else {
            throw Refusal(problem: ProblemDocument(.forbidden))
        }
        switch try district.take(push, raw: raw) {
        case .refused(let problem): throw Refusal(problem: problem)
        case .storedWithoutReceipt: return try receipt(nil, caller, status: 202)
        case .held(let receipt, _): return try self.receipt(SignedNote(reading: receipt.bytes), caller, status: 200)
        }
    }

    private func receipt(_ note: SignedNote?, _ caller: Origin, status: Int) throws -> WireAnswer {
        let answer = ReceiptAnswer(receipt: note, heads: try heads(for: caller))
        return WireAnswer(status: status, contentType: ReceiptAnswer.mediaType, body: answer.bytes)
    }

    private func heads(for caller: Origin) throws -> HeadsText {
        let heads = district.heads.all { mayRead($0, caller) }
        return try district.memory.read { tables throws(StoreFault) in
            var found: [HeadsText.Head] = []
            for head in heads {
                let size = try tables.log(head.origin)?.size ?? 0
                found.append(HeadsText.Head(head, isRecovering: district.register.isRecovering(head.origin, held: size, head: head.size)))
            }
            return HeadsText(found)
        }
    }

    private func heads(_ request: WireRequest) throws -> WireAnswer {
        let text = try heads(for: try caller(of: request))
        if request.ifNoneMatch == text.entityTag { return WireAnswer(status: 304, entityTag: text.entityTag) }
        return WireAnswer(status: 200, contentType: HeadsText.mediaType, entityTag: text.entityTag, body: text.bytes)
    }

    private func entries(_ origin: Origin, _ request: WireRequest) throws -> WireAnswer {
        try readable(origin, request)
        let numbers = request.path.split(whereSeparator: { "=&".contains($0) }).compactMap { Int64($0) }
        guard numbers.count == 2, numbers[0] <= numbers[1] else { throw Refusal(problem: ProblemDocument(.malformed)) }
        // Few at once, so that a pull takes several requests, and of a long log not too many of them.
        let range = numbers[0]..<min(numbers[1], numbers[0] + max(20, numbers[1] / 4))
        let found: [[UInt8]]? = try district.memory.read { tables throws(StoreFault) in
            guard let log = try tables.log(origin) else { return nil }
            return try tables.entries(of: log.number, range)
        }
        guard let found else { throw Refusal(problem: ProblemDocument(.notFound)) }
        return WireAnswer(status: 200, contentType: EntryBatch.mediaType, body: EntryBatch(found).bytes)
    }

    private func checkpoint(_ origin: Origin, _ request: WireRequest) throws -> WireAnswer {
        try readable(origin, request)
        let head = district.heads.head(of: origin)
        let receipt = try district.memory.read { tables throws(StoreFault) -> StoredReceipt? in
            guard let head, let log = try tables.log(origin) else { return nil }
            let receipt = try tables.receipt(of: log.number, covering: head.size)
            return receipt?.size == head.size ? receipt : nil
        }
        guard let receipt else { throw Refusal(problem: ProblemDocument(.notFound)) }
        return WireAnswer(status: 200, contentType: "text/plain; charset=utf-8", body: receipt.bytes)
    }

    private func missingAttachments(_ request: WireRequest) throws -> WireAnswer {
        let caller = try caller(of: request)
        let ids = try district.memory.read { tables throws(StoreFault) in
            try tables.attachmentIDs(ofUnit: caller.unit, after: "", limit: .max)
        }
        let lines = district.attachments.missing(among: ids).map { $0 + "\n" }.joined()
        return WireAnswer(status: 200, contentType: HeadsText.mediaType, body: Array(lines.utf8))
    }

    private func attachment(_ id: String, _ request: WireRequest) throws -> WireAnswer {
        let caller = try caller(of: request)
        let names = try district.memory.read { tables throws(StoreFault) in try tables.attachmentNames(id) }
        guard let name = names.first(where: { $0.unit == caller.unit }) else { throw Refusal(problem: ProblemDocument(.notFound)) }
        if district.attachments.isErased(id) { throw Refusal(problem: ProblemDocument(.redacted)) }
        if request.method == .get {
            guard let bytes = district.attachments.attachment(id) else { throw Refusal(problem: ProblemDocument(.notFound)) }
            return WireAnswer(status: 200, contentType: "application/octet-stream", body: bytes)
        }
        let bytes = request.body ?? []
        guard bytes.count == Int(name.byteCount), Attachment.id(of: bytes) == id else {
            throw Refusal(problem: ProblemDocument(.malformed))
        }
        district.attachments.put([(id, bytes)])
        return WireAnswer(status: 204)
    }
}
