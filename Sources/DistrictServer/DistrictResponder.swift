public import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import PlanProgress

/// One request's surroundings: who asks, as far as the socket knows.
public struct DistrictContext: InitializableFromSource, Sendable {
    /// The address of the other end, without its port; empty where it has none.
    let address: String
    let isLoopback: Bool
    let logger: Logger

    public init(source: ApplicationRequestContextSource) {
        address = source.channel.remoteAddress?.ipAddress ?? ""
        isLoopback = address == "127.0.0.1" || address == "::1" || address.hasPrefix("127.")
        logger = source.logger
    }

    /// A request that no socket has brought.
    init(address: String, logger: Logger) {
        (self.address, isLoopback, self.logger) = (address, false, logger)
    }
}

/// Answers every request: finds the route, lets it answer, and gives every failure its form.
public struct DistrictResponder: HTTPResponder {
    let aggregator: Aggregator
    let reviewers: ReviewerDesk
    let limits: ServiceLimits
    let threads = ReadingThreads()
    /// Where reviewers' answers are read and made: a ward's token is never looked up behind a page.
    let reviewing: ReviewThreads
    /// Where pushes are inflated and read: a few milliseconds each, for which no other request should wait.
    let parsing = ReadingThreads()
    let admission, uploads, downloads, inspections: Admission
    let strangers, devices: RateGuard
    let proved = ProvedTokens()
    let codes = CodeGuard()
    let health: HealthWatch

    public init(aggregator: Aggregator, reviewers: ReviewerDesk, limits: ServiceLimits = ServiceLimits()) {
        (self.aggregator, self.reviewers, self.limits) = (aggregator, reviewers, limits)
        admission = Admission(requests: limits.pushes, inflated: limits.inflatedPushes)
        uploads = Admission(requests: limits.uploads, share: limits.uploadShare)
        downloads = Admission(requests: limits.downloads, share: limits.downloadShare)
        inspections = Admission(requests: limits.inspections)
        (strangers, devices) = (RateGuard(limits.strangers), RateGuard(limits.device))
        reviewing = ReviewThreads(limit: limits.reviews)
        health = HealthWatch(aggregator, freeByteCount: limits.freeByteCount)
    }

    var parts: DistrictParts { aggregator.parts }

    public func respond(to request: Request, context: DistrictContext) async throws -> Response {
        var response = await counted(request, context)
        // Whoever came over TLS once is told never to come without (RFC 6797).
        if reviewers.isSecure { response.headers[.strictTransportSecurity] = "max-age=63072000" }
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// Answers, unless this address has asked too often without a token or a session that the district knows.
    private func counted(_ request: Request, _ context: DistrictContext) async -> Response {
        // A health check costs nothing, and whoever watches a server asks in a flood too.
        if limits.spares(context.address) || request.uri.path == "/healthz" { return await answer(request, context) }
        let address = limitedAddress(context.address)
        // A ward is not kept waiting by whoever shares its office's address.
        let isProved = Self.sentDigest(of: request).map { proved.holds($0) } ?? false
        if !isProved, let seconds = strangers.wait(for: address, now: parts.clock()) {
            return Answer.problem(ProblemDocument(.tooMany, detail: "Nothing was done; try again later."), retryAfter: seconds)
        }
        // Whoever only sends a token or a cookie is still a stranger: what counts is that it was looked up and found.
        let caller = KnownCaller()
        let response = await KnownCaller.$current.withValue(caller) { await answer(request, context) }
        if !caller.isKnown {
            strangers.note(address, now: parts.clock())
            // Sent to an address that asks for no token, it proves nothing: the next request waits its turn.
            if isProved, let digest = Self.sentDigest(of: request) { proved.note(digest, isGood: false) }
        }
        return response
    }

    /// An address as limits see it, empty where limits spare it.
    func limited(_ context: DistrictContext) -> String { limits.spares(context.address) ? "" : limitedAddress(context.address) }

    private func answer(_ request: Request, _ context: DistrictContext) async -> Response {
        switch Route.find(request.method.rawValue, request.uri.string) {
        case .none: return Answer.problem(ProblemDocument(.notFound))
        case .wrongMethod(let allow): return Answer.problem(ProblemDocument(.method), allow: allow)
        case .found(let route):
            do {
                return try await answer(route, request, context)
            } catch let refusal as Refusal {
                return refusal.response
            } catch let fault as StoreFault {
                context.logger.error("\(fault)", metadata: ["path": "\(request.uri.path)"])
                return Answer.fault(fault)
            } catch {
                // The body ended early or the connection went: nobody reads this answer, and nothing was stored.
                context.logger.info("a request was cut", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
                return Answer.problem(ProblemDocument(.malformed, detail: "The body ended before its length. Nothing was stored."))
            }
        }
    }

    private func answer(_ route: Route, _ request: Request, _ context: DistrictContext) async throws -> Response {
        switch route {
        case .version: return Answer.json(Self.version)
        case .identity: return try await identity()
        case .document: return Answer.bytes(PackageResources.wardlog_json, type: "application/json")
        case .health: return healthAnswer()
        case .enrol: return try await enrol(request, context)
        case .heads: return try await heads(request)
        case .push(let origin): return try await push(origin, request)
        case .entries(let origin, let from, let to): return try await entries(origin, from: from, to: to, request, context)
        case .checkpoint(let origin): return try await checkpoint(origin, request)
        case .missingAttachments: return try await missingAttachments(request, context)
        case .putAttachment(let id): return try await put(attachment: id, request, context)
        case .attachment(let id): return try await attachment(id, request, context)
        case .logInPage: return try await logInPage(request, context)
        case .logIn: return try await logIn(request, context)
        case .logOut: return try await logOut(request, context)
        default: return try await review(route, request, context)
        }
    }

    /// What a client may rely on: the limits of design 4.
    private static let version = JSON.object(present: [
        ("versions", .array(["wardlog/1"])),
        (
            "limits",
            .object(present: [
                ("entries", .integer(Int64(Limits.pushEntries))), ("push", .integer(Int64(PushRequest.byteLimit))),
                ("line", .integer(Int64(Limits.lineByteCount))), ("attachment", .integer(Int64(Limits.attachmentByteCount))),
                ("ridingAttachment", .integer(Int64(Limits.ridingAttachmentByteCount))),
            ])
        ),
    ])

    private func identity() async throws -> Response {
        // The certificate never changes. All else is of one moment: a ward that reads new keys finds what leads to them.
        let certificate = try await read { tables throws(StoreFault) in try tables.identity()?.certificate }
        let (keys, handovers) = parts.announced
        guard let identity = keys.identity(certificate: certificate) else { throw Refusal(ProblemDocument(.fault)) }
        return Answer.json(identity.json(bundles: keys.bundles, handovers: handovers))
    }

    private func healthAnswer() -> Response {
        if let complaint = health.complaint() { return Answer.problem(ProblemDocument(.fault, detail: complaint)) }
        return Answer.json(.object(present: [("status", "ok")]))
    }

    /// Reads the store on a thread of its own.
    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any DistrictTables) throws(StoreFault) -> Result
    ) async throws(StoreFault) -> Result {
        let store = parts.store
        return try await threads.run { () throws(StoreFault) in try store.read(work) }
    }
}

/// An answer other than success, thrown from wherever it becomes clear.
struct Refusal: Error {
    let response: Response
    init(_ response: Response) { self.response = response }
    init(_ problem: ProblemDocument, retryAfter: Int? = nil) { response = Answer.problem(problem, retryAfter: retryAfter) }
}
