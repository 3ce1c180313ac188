import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
public import PlanProgress

/// Takes in what wards send on a stick, through the very responder that answers the wire: the same limits, judge and rights.
///
/// Who asks is proved by the signature over the whole bundle, so no token travels; what a token would open, the log's
/// enrolment opens.
public struct BundleCounter: Sendable {
    private let responder: DistrictResponder
    private let district: String
    private let logger: Logger

    /// `users` log in nowhere here; the responder has them.
    public init(aggregator: Aggregator, users: UserBook, logger: Logger) {
        let parts = aggregator.parts
        let reviewers = ReviewerDesk(users: users, isSecure: false, clock: parts.clock, random: parts.random)
        // A stick brings a year at once, and whoever holds it has come in person: no rate is kept.
        var limits = ServiceLimits()
        limits.spares = { _ in true }
        (responder, self.logger) = (DistrictResponder(aggregator: aggregator, reviewers: reviewers, limits: limits), logger)
        district = aggregator.register.value.district
    }

    /// Reads a bundle to its end and says whose it is. One that is torn, not signed by its device, for another district, or of a key
    /// that is neither enrolled nor asks to be throws, and nothing of it was used: anybody can sign a bundle that names another's log.
    public func check(_ source: any ByteSource) async throws(BundleFault) -> BundleHeader {
        var enrols = false
        let header = try BundleReader.verify(source, title: BundleHeader.requestTitle, seeing: { enrols = enrols || $0.words == ["enrol"] })
        {
            header, note in
            if case .device(let key, _) = header.sender { key.verifies(note) } else { false }
        }
        guard header.district == district else { throw .otherDistrict(header.district) }
        guard case .device(let key, _) = header.sender else { throw .signature }
        if enrols { return header }
        guard try await token(of: header.origin, key: key) != nil else { throw .unknownDevice(header.origin) }
        return header
    }

    /// Answers the requests of the bundle that was checked and has this header, into `sink`; `reopen` gives it anew from its beginning.
    ///
    /// May be done again with the same bundle. When it throws, each request that was answered before stands.
    public func answer(
        _ reopen: () throws(BundleFault) -> any ByteSource, checked: BundleHeader, into sink: any ByteSink
    ) async throws(BundleFault) -> BundleVisit.Summary {
        do throws(BundleFault) { return try await carry(try reopen(), checked: checked, into: sink) } catch { throw error.onSecondReading }
    }

    private func carry(
        _ source: any ByteSource, checked: BundleHeader, into sink: any ByteSink
    ) async throws(BundleFault) -> BundleVisit.Summary {
        let reader = try BundleReader(source, title: BundleHeader.requestTitle)
        // It is read a second time: what lies on the stick now may be another device's name.
        guard reader.header == checked else { throw .signature }
        let parts = responder.parts
        let now = parts.clock()
        guard case .device(let key, _) = reader.header.sender,
            let header = BundleHeader(district: district, origin: reader.header.origin, sender: .district, time: max(0, now))
        else { throw .otherDistrict(reader.header.district) }
        let answers = try BundleWriter(header, to: sink)
        return try await BundleVisit.carry(
            reader, answers: answers, isSigned: { key.verifies($0) }, finish: { parts.keys.receipts.cosigning($0, time: now / 1000) }
        ) { request throws(BundleFault) in try await answer(request, from: header.origin, key: key) }
    }

    private func answer(_ request: WireRequest, from origin: Origin, key: VerifierKey) async throws(BundleFault) -> WireAnswer {
        let token = try await token(of: origin, key: key)
        do { return try await ask(request, of: origin, as: token) } catch { throw .disk("\(error)") }
    }

    /// What a token of this device would open now; `nil` where the key that signed is not the one that is enrolled.
    private func token(of origin: Origin, key: VerifierKey) async throws(BundleFault) -> AccessToken? {
        let log: LogRecord?
        do throws(StoreFault) {
            log = try await responder.read { tables throws(StoreFault) in try tables.log(origin) }
        } catch { throw .disk(error.description) }
        guard let log, log.key == key else { return nil }
        let isContinued = responder.aggregator.register.value.devices.values.contains { $0.continues?.origin == origin }
        let scope: AccessToken.Scope = log.isRevoked ? .parking : isContinued ? .enrolmentOnly : .device
        return AccessToken(digest: Digest(of: []), origin: origin, scope: scope, issued: responder.parts.clock() / 1000, isUsed: true)
    }

    // MARK: The responder

    /// Wrong codes are counted by device: one stick never makes another wait.
    private func ask(_ asked: WireRequest, of origin: Origin, as token: AccessToken?) async throws -> WireAnswer {
        var head = HTTPRequest(
            method: HTTPRequest.Method(rawValue: asked.method.rawValue) ?? .get, scheme: nil, authority: nil, path: asked.path)
        if let type = asked.bodyType { head.headerFields[.contentType] = type }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: asked.body ?? [])))
        let context = DistrictContext(address: "\(origin)", logger: logger)
        let response = try await Carrier.$token.withValue(token) { try await responder.respond(to: request, context: context) }
        let collected = Collected()
        try await response.body.write(CollectingWriter(collected: collected))
        return WireAnswer(status: response.status.code, contentType: response.headers[.contentType], body: collected.bytes)
    }

    /// Used by one task, one after another.
    private final class Collected {
        var bytes: [UInt8] = []
    }

    private struct CollectingWriter: ResponseBodyWriter {
        let collected: Collected
        mutating func write(_ buffer: ByteBuffer) async throws { collected.bytes += buffer.readableBytesView }
        mutating func write(contentsOf buffers: some Sequence<ByteBuffer>) async throws {
            for buffer in buffers { collected.bytes += buffer.readableBytesView }
        }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

/// For whom a request of a bundle is answered: its device has signed the whole bundle, which stands for a token.
enum Carrier {
    @TaskLocal static var token: AccessToken?
}
