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
}

/// Answers every request: finds the route, lets it answer, and gives every failure its form.
public struct DistrictResponder: HTTPResponder {
    let aggregator: Aggregator
    let reviewers: ReviewerDesk
    let threads = ReadingThreads()
    let admission = Admission()
    /// Attachments of up to 20 MiB: two at once in memory, whoever sends them.
    let uploads = Admission(requests: 32, inflated: 2)
    let codes = CodeGuard()

    public init(aggregator: Aggregator, reviewers: ReviewerDesk) { (self.aggregator, self.reviewers) = (aggregator, reviewers) }

    var parts: DistrictParts { aggregator.parts }

    public func respond(to request: Request, context: DistrictContext) async throws -> Response {
        var response = await answer(request, context)
        // Whoever came over TLS once is told never to come without (RFC 6797).
        if reviewers.isSecure { response.headers[.strictTransportSecurity] = "max-age=63072000" }
        return request.method == .head ? response.createHeadResponse() : response
    }

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
        case .health: return try await health()
        case .enrol: return try await enrol(request, context)
        case .heads: return try await heads(request)
        case .push(let origin): return try await push(origin, request)
        case .entries(let origin, let from, let to): return try await entries(origin, from: from, to: to, request)
        case .checkpoint(let origin): return try await checkpoint(origin, request)
        case .missingAttachments: return try await missingAttachments(request)
        case .putAttachment(let id): return try await put(attachment: id, request)
        case .attachment(let id): return try await attachment(id, request)
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
        let identity = try await read { tables throws(StoreFault) in try tables.identity() }
        guard let identity else { throw Refusal(ProblemDocument(.fault)) }
        return Answer.json(identity.json)
    }

    /// 200 where a transaction can be read and heads are open; a disk that cannot is a 500.
    private func health() async throws -> Response {
        let size = try await read { tables throws(StoreFault) in try DistrictLog.own(in: tables).size }
        let origin = parts.keys.identity(certificate: nil)?.origin
        guard let origin, let head = try parts.heads.head(of: origin), head.size <= size else {
            throw Refusal(ProblemDocument(.fault, detail: "Heads and database disagree."))
        }
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
