import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@testable import DistrictServer

/// A served district on a port of its own, and a client that talks to it.
struct LiveDistrict {
    let district: SampleDistrict
    let aggregator: Aggregator
    let reviewers: ReviewerDesk
    /// The session of `SampleUsers.reader`, as its browser would send it.
    let session: String
    let client: any TestClientProtocol

    /// Runs `body` against a served district, on the store in memory or on a file.
    static func run(
        on store: any DistrictStore = MemoryDistrictStore(), users: MemoryUsers? = nil, clock: TestClock = TestClock(),
        logger: Logger? = nil, limits: ServiceLimits = ServiceLimits(), idleSeconds: Int64 = 3600,
        _ body: @escaping @Sendable (LiveDistrict) async throws -> Void
    ) async throws {
        let district = try SampleDistrict(on: store)
        let aggregator = try Aggregator(parts: parts(of: district))
        let address = try #require(ListenAddress("127.0.0.1:0"))
        let reviewers = try SampleUsers.desk(users ?? MemoryUsers([SampleUsers.reader()]), clock: clock)
        let session = reviewers.setCookie(reviewers.open(for: try SampleUsers.reader())).prefix { $0 != ";" }
        var silent = Logger(label: "test")
        silent.logLevel = .critical
        // Its client runs in this process, where other tests may keep it from a processor for longer than a district is patient.
        var limits = limits
        limits.idleSeconds = idleSeconds
        let application = try DistrictService.application(
            aggregator, reviewers: reviewers, at: address, logger: logger ?? silent, limits: limits)
        try await application.test(.live) { client in
            try await body(
                LiveDistrict(district: district, aggregator: aggregator, reviewers: reviewers, session: String(session), client: client))
        }
    }

    struct Reply {
        let status: Int
        let headers: HTTPFields
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        /// The refusal, where it is one in the right form.
        var problem: ProblemType? {
            headers[.contentType] == ProblemDocument.mediaType ? ProblemDocument(reading: body)?.type : nil
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ uri: String, token: String? = nil, headers: HTTPFields = [:], body: [UInt8]? = nil
    ) async throws -> Reply {
        var fields = headers
        if let token { fields[.authorization] = "Bearer \(token)" }
        return try await client.execute(uri: uri, method: method, headers: fields, body: body.map { ByteBuffer(bytes: $0) }) { response in
            let reply = Reply(status: response.status.code, headers: response.headers, body: Array(response.body.readableBytesView))
            // Whatever a test is about, what it is answered is what the document says.
            #expect(OpenAPIDocument.faults(in: reply, to: method.rawValue, uri) == [])
            return reply
        }
    }

    func get(_ uri: String, token: String? = nil) async throws -> Reply { try await send(.get, uri, token: token) }

    /// The session of another user, as its browser would send it.
    func session(of user: User) throws -> String { String(reviewers.setCookie(reviewers.open(for: user)).prefix { $0 != ";" }) }

    /// What a reader who is logged in gets.
    func page(_ uri: String) async throws -> Reply { try await send(.get, uri, headers: [.cookie: session]) }

    /// A form as a browser on one of our pages sends it.
    func post(_ uri: String, _ form: String, cookie: String? = nil, origin: String? = "http://localhost") async throws -> Reply {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.cookie] = cookie
        headers[.origin] = origin
        return try await send(.post, uri, headers: headers, body: Array(form.utf8))
    }

    /// Makes an invitation as `district invite` does; returns its secret.
    func invite(_ unit: String = "duong-noi", expires: Int64 = SampleDistrict.now / 1000 + 600, seed: UInt8 = 1) async throws -> String {
        let code = try #require(InvitationCode(randomBytes: Array(repeating: seed, count: 7), for: district.identity))
        try await aggregator.keep(Invitation(secret: EnrolmentDesk.digest(ofSecret: code.secret), unit: unit, expires: expires))
        return code.secret
    }

    func enrol(_ device: SampleDevice, code: String) async throws -> Reply {
        let note = try #require(device.enrolment(.code(code)))
        return try await send(.post, "/v1/enrolments", body: note.bytes)
    }

    /// Enrols a device by a fresh code; returns its token.
    func token(for device: SampleDevice, seed: UInt8 = 1) async throws -> String {
        let reply = try await enrol(device, code: try await invite(device.origin.unit, seed: seed))
        #expect(reply.status == 201)
        return try EnrolmentAnswer(reading: reply.body).token
    }

    func push(_ push: PushRequest, token: String, gzip: Bool = false) async throws -> Reply {
        var headers: HTTPFields = [:]
        if gzip { headers[.contentEncoding] = "gzip" }
        return try await send(
            .post, "/v1/logs/\(push.origin)/entries", token: token, headers: headers, body: gzip ? Gzip.deflated(push.bytes) : push.bytes)
    }

    static func device(_ name: String = "ha-dong/duong-noi/may-1", seed: UInt8 = 3, events: Int = 20) throws -> SampleDevice {
        try #require(SampleDevice(name, seed: seed, events: events))
    }
}
