import HTTPTypes
import Hummingbird
import PlanProgress

/// Enrolling, pushing and pulling (design 4).
extension DistrictResponder {
    func enrol(_ request: Request, _ context: DistrictContext) async throws -> Response {
        let address = limitedAddress(context.address)
        if let seconds = codes.wait(for: address, now: parts.clock()) {
            throw Refusal(ProblemDocument(.tooMany, detail: "Too many refused requests. Try again later."), retryAfter: seconds)
        }
        let bytes = try await body(of: request, limit: Limits.noteByteCount)
        switch try await outcome(ofEnrolment: bytes) {
        case .enrolled(let answer): return Answer.json(answer.json, status: .created)
        case .refused(let problem):
            codes.noteRefusal(from: address, now: parts.clock())
            throw Refusal(problem)
        }
    }

    /// The writer is asked only for what the key that asks has signed: anyone may send a note.
    private func outcome(ofEnrolment bytes: [UInt8]) async throws -> EnrolmentOutcome {
        guard let note = SignedNote(reading: bytes) else {
            return .refused(ProblemDocument(.malformed, detail: "The body is no signed note. Nothing was changed."))
        }
        if case .refused(let problem) = EnrolmentDesk.read(note) { return .refused(problem) }
        return try await aggregator.queued(limit: limits.writerQueue) { aggregator throws(StoreFault) in try aggregator.enrol(note) }
    }

    func push(_ origin: Origin, _ request: Request) async throws -> Response {
        let token = try await token(of: request)
        let caller = token.origin
        // What a revoked device still pushes of its own is judged and kept aside; it carries nothing of others.
        guard caller == origin || (token.scope == .device && Self.mayRead(origin, as: caller)) else { throw Self.foreignLog }
        let outcome = try await admission.admit(caller) { () -> PushOutcome in
            let body = try await body(of: request, limit: PushRequest.byteLimit)
            return try await admission.inflated {
                let encoding = request.headers[.contentEncoding]
                let (push, raw) = try await parsing.run { () throws(Refusal) in
                    let raw = try Self.inflated(body, encoding: encoding)
                    do throws(WireFault) { return (try PushRequest(reading: raw), raw) } catch { throw Self.refusal(of: error) }
                }
                guard push.origin == origin else {
                    throw Refusal(ProblemDocument(.malformed, detail: "The push is of another log than its address. Nothing was stored."))
                }
                guard caller == origin || isGivingBack(push) else { throw Self.foreignLog }
                return try await aggregator.queued(limit: limits.writerQueue) { aggregator throws(StoreFault) in
                    try aggregator.take(push, raw: raw)
                }
            }
        }
        switch outcome {
        case nil: throw Refusal(ProblemDocument(.busy, detail: "Nothing was stored; send it again."), retryAfter: 3)
        case .refused(let problem): throw Refusal(problem)
        case .storedWithoutReceipt: return try await receiptAnswer(nil, for: caller, status: .accepted)
        case .held(let receipt, _): return try await receiptAnswer(SignedNote(reading: receipt.bytes), for: caller, status: .ok)
        }
    }

    private func receiptAnswer(_ receipt: SignedNote?, for caller: Origin, status: HTTPResponse.Status) async throws -> Response {
        let answer = ReceiptAnswer(receipt: receipt, heads: try await heads(for: caller))
        return Answer.bytes(answer.bytes, type: ReceiptAnswer.mediaType, status: status)
    }

    private static func inflated(_ body: [UInt8], encoding: String?) throws(Refusal) -> [UInt8] {
        switch encoding?.lowercased() {
        case nil, "identity": return body
        case "gzip", "x-gzip":
            do throws(Gunzip.Fault) { return try Gunzip.inflate(body, limit: PushRequest.byteLimit) } catch {
                switch error {
                case .tooLarge: throw refusal(of: .tooLarge(what: "the push", limit: Int64(PushRequest.byteLimit)))
                case .damaged: throw Refusal(ProblemDocument(.malformed, detail: "The body is no whole gzip stream. Nothing was stored."))
                }
            }
        default: throw Refusal(ProblemDocument(.encoding, detail: "Send gzip, or no Content-Encoding. Nothing was stored."))
        }
    }

    private static func refusal(of fault: WireFault) -> Refusal {
        switch fault {
        case .form: Refusal(ProblemDocument(.malformed, detail: fault.description))
        case .tooLarge: Refusal(ProblemDocument(.tooLarge, detail: fault.description))
        }
    }

    /// The heads of all that the caller may read. From heads and not from the database: what is listed is cosigned and safe.
    func heads(for caller: Origin) async throws -> HeadsText {
        let heads = try parts.heads.all().filter { Self.mayRead($0.origin, as: caller) }
        let origins = heads.map(\.origin)
        let held = try await read { tables throws(StoreFault) in
            var sizes: [Int64] = []
            for origin in origins { sizes.append(try tables.log(origin)?.size ?? 0) }
            return sizes
        }
        let register = aggregator.register.value
        return HeadsText(
            zip(heads, held).map { HeadsText.Head($0, isRecovering: register.isRecovering($0.origin, held: $1, head: $0.size)) })
    }

    func heads(_ request: Request) async throws -> Response {
        let text = try await heads(for: try await caller(of: request))
        let tag = text.entityTag
        var headers: HTTPFields = [:]
        headers[.eTag] = tag
        headers[.cacheControl] = "private, no-cache"
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        return Answer.bytes(text.bytes, type: HeadsText.mediaType, headers: headers)
    }

    /// Entry lines, immutable: as many of the range as a push may hold, at least one.
    func entries(_ origin: Origin, from: Int64?, to: Int64?, _ request: Request, _ context: DistrictContext) async throws -> Response {
        let caller = try await readable(origin, request)
        guard let from, let to, from <= to else {
            throw Refusal(ProblemDocument(.malformed, detail: "Ask for '?from=' and '&to=', two counts, the first not above the second."))
        }
        let place = try download(for: caller, context)
        let found: (size: Int64, entries: [[UInt8]])? = try await read { tables throws(StoreFault) in
            guard let log = try tables.log(origin) else { return nil }
            var (entries, byteCount): ([[UInt8]], Int) = ([], 0)
            let end = min(to, log.size, from + Int64(Limits.pushEntries))
            var next = from
            while next < end {
                // In steps, so that a page of long lines is not read far beyond what is sent.
                let step = try tables.entries(of: log.number, next..<min(end, next + 256))
                for entry in step {
                    guard entries.isEmpty || byteCount + entry.count + 1 <= Limits.pushByteCount else { return (log.size, entries) }
                    entries.append(entry)
                    byteCount += entry.count + 1
                }
                if step.isEmpty { break }
                next += Int64(step.count)
            }
            return (log.size, entries)
        }
        guard let found else { throw Refusal(ProblemDocument(.notFound, detail: "No log of this name is here.")) }
        guard from <= found.size else {
            throw Refusal(ProblemDocument(.size, detail: "The district holds \(found.size).", size: found.size))
        }
        return Answer.bytes(EntryBatch(found.entries).bytes, type: EntryBatch.mediaType, holding: place)
    }

    /// The receipt at the log's head; before the head has moved, a receipt is nobody's.
    func checkpoint(_ origin: Origin, _ request: Request) async throws -> Response {
        try await readable(origin, request)
        let head = try parts.heads.head(of: origin)
        let receipt = try await read { tables throws(StoreFault) -> StoredReceipt? in
            guard let head, let log = try tables.log(origin) else { return nil }
            let receipt = try tables.receipt(of: log.number, covering: head.size)
            return receipt?.size == head.size ? receipt : nil
        }
        guard let receipt else { throw Refusal(ProblemDocument(.notFound, detail: "There is no receipt of this log yet.")) }
        let renewed = parts.keys.renewed(receipt, after: aggregator.register.value.handovers)
        return Answer.bytes(renewed.bytes, type: "text/plain; charset=utf-8")
    }
}
