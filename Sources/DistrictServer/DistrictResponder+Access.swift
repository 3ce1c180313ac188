import HTTPTypes
import Hummingbird
import PlanProgress

/// Who may do what (design 5).
extension DistrictResponder {
    /// The device whose token the request carries.
    func caller(of request: Request) async throws -> Origin {
        let token = try await token(of: request)
        guard token.scope != .parking else { throw Refusal(ProblemDocument(.forbidden, detail: "This device was revoked.")) }
        return token.origin
    }

    /// The token that the request carries, good for more than an enrolment.
    ///
    /// Found by the token's SHA-256: what a look-up's time could tell is something about a digest, never about a token.
    func token(of request: Request) async throws -> AccessToken {
        let token = if let carried = Carrier.token { carried } else { try await sentToken(of: request) }
        guard token.scope != .enrolmentOnly else {
            let end = try await read { tables throws(StoreFault) in try tables.log(token.origin)?.end }
            throw Refusal(
                ProblemDocument(.continued, detail: "Another log continues this one; this token serves its enrolment only.", index: end))
        }
        return token
    }

    private func sentToken(of request: Request) async throws -> AccessToken {
        guard let digest = Self.sentDigest(of: request) else {
            throw Refusal(ProblemDocument(.token, detail: "Send the token of the enrolment as 'Authorization: Bearer …'."))
        }
        let token = try await read { tables throws(StoreFault) in try tables.token(digest: digest) }
        let known = token.flatMap { $0.hasEnded(at: parts.clock() / 1000) ? nil : $0 }
        proved.note(digest, isGood: known != nil)
        guard let token = known else { throw Refusal(ProblemDocument(.token, detail: "The district does not know this token.")) }
        KnownCaller.current?.isKnown = true
        if let seconds = devices.take(token.origin.description, now: parts.clock()) {
            throw Refusal(ProblemDocument(.tooMany, detail: "Nothing was done; try again later."), retryAfter: seconds)
        }
        // Its first use ends the one before. Where the writer has no time for it just now, the next request does it.
        if !token.isUsed {
            try? await aggregator.queued(limit: limits.writerQueue) { aggregator throws(StoreFault) in try aggregator.use(digest) }
        }
        return token
    }

    /// The digest of the token that came with the request, whether it is one of ours or not.
    static func sentDigest(of request: Request) -> Digest? {
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") else { return nil }
        return AccessToken.digest(of: String(header.dropFirst(7)))
    }

    /// A ward reads its own unit's logs and the whole of the district's; nothing of another ward's.
    static func mayRead(_ origin: Origin, as caller: Origin) -> Bool {
        origin.district == caller.district && (origin.unit == caller.unit || origin.isDistrictLog)
    }

    @discardableResult
    func readable(_ origin: Origin, _ request: Request) async throws -> Origin {
        let caller = try await caller(of: request)
        guard Self.mayRead(origin, as: caller) else {
            throw Refusal(ProblemDocument(.forbidden, detail: "A ward reads its own logs and the district's."))
        }
        return caller
    }

    /// The whole body, or 413 as soon as it passes the limit.
    func body(of request: Request, limit: Int) async throws -> [UInt8] {
        let tooLarge = Refusal(ProblemDocument(.tooLarge, detail: "At most \(limit) bytes. Nothing was stored; send less at once."))
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        var bytes: [UInt8] = []
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > 0 { bytes.reserveCapacity(length) }
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }
}
