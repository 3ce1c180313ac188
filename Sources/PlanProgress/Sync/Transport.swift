/// One HTTP request of ours, without what is the same for all: the authority, TLS, proxies, the program's name.
public struct WireRequest: Hashable, Sendable {
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    public let method: Method
    /// From the root, with its query, such as `/v1/heads`. An origin's slashes stand as they are.
    public let path: String
    /// Travels as `Authorization: Bearer`.
    public var token: String?
    /// Travels as `If-None-Match`.
    public var ifNoneMatch: String?
    public var body: [UInt8]?
    public var bodyType: String?
    /// Whether the body is sent with `Content-Encoding: gzip`.
    public var gzip = false
    /// The answer's body is cut off beyond this, and the request has failed (`answerTooLarge`).
    public var answerByteLimit: Int

    init(_ method: Method, _ path: String, token: String? = nil, answerByteLimit: Int = 64 * 1024) {
        (self.method, self.path, self.token, self.answerByteLimit) = (method, path, token, answerByteLimit)
    }
}

extension WireRequest {
    /// A handover of keys is a kilobyte.
    public static func identity() -> WireRequest { WireRequest(.get, "/v1/identity", answerByteLimit: 1 << 20) }

    static let enrolmentsPath = "/v1/enrolments"

    /// A roster names every unit: a whole city's in a megabyte.
    public static func enrol(_ note: SignedNote) -> WireRequest {
        var request = WireRequest(.post, enrolmentsPath, answerByteLimit: 1 << 20)
        (request.body, request.bodyType) = (note.bytes, EnrolmentRequest.mediaType)
        return request
    }

    public static func heads(token: String, unless entityTag: String?) -> WireRequest {
        var request = WireRequest(.get, "/v1/heads", token: token, answerByteLimit: 1 << 20)
        request.ifNoneMatch = entityTag
        return request
    }

    public static func push(_ push: PushRequest, token: String, gzip: Bool) -> WireRequest {
        var request = WireRequest(.post, "/v1/logs/\(push.origin)/entries", token: token, answerByteLimit: 1 << 20)
        (request.body, request.bodyType, request.gzip) = (push.bytes, PushRequest.mediaType, gzip)
        return request
    }

    /// Entries `range` of a log, at most `Limits.pushEntries` or `Limits.pushByteCount` of them in one answer, at least one.
    public static func entries(of origin: Origin, in range: Range<Int64>, token: String) -> WireRequest {
        WireRequest(
            .get, "/v1/logs/\(origin)/entries?from=\(range.lowerBound)&to=\(range.upperBound)", token: token,
            answerByteLimit: PushRequest.byteLimit)
    }

    public static func checkpoint(of origin: Origin, token: String) -> WireRequest {
        WireRequest(.get, "/v1/logs/\(origin)/checkpoint", token: token, answerByteLimit: Limits.noteByteCount)
    }

    /// The ids that the unit's entries name and whose bytes the district lacks. It lists them all; of more than a hundred thousand
    /// a sync does without.
    public static func missingAttachments(token: String) -> WireRequest {
        WireRequest(.get, "/v1/attachments", token: token, answerByteLimit: 100_000 * 44)
    }

    /// What the district holds under that id.
    public static func attachment(_ id: String, token: String) -> WireRequest {
        WireRequest(.get, "/v1/attachments/\(id)", token: token, answerByteLimit: Limits.attachmentByteCount)
    }

    public static func attachment(_ id: String, bytes: [UInt8], token: String) -> WireRequest {
        var request = WireRequest(.put, "/v1/attachments/\(id)", token: token)
        (request.body, request.bodyType) = (bytes, "application/octet-stream")
        return request
    }
}

/// A whole answer, as far as a sync reads it.
public struct WireAnswer: Hashable, Sendable {
    public var status: Int
    /// As sent, parameters included; `nil` when absent.
    public var contentType: String?
    public var entityTag: String?
    /// As sent: seconds or an HTTP date.
    public var retryAfter: String?
    public var body: [UInt8]

    public init(status: Int, contentType: String? = nil, entityTag: String? = nil, retryAfter: String? = nil, body: [UInt8] = []) {
        (self.status, self.contentType, self.entityTag) = (status, contentType, entityTag)
        (self.retryAfter, self.body) = (retryAfter, body)
    }

    /// Whether the media type is that of `expected`, parameters aside. A proxy's page says `text/html`.
    func isMedia(_ expected: String) -> Bool {
        func bare(_ text: String) -> String { text.prefix { $0 != ";" }.filter { $0 != " " }.lowercased() }
        return contentType.map(bare) == bare(expected)
    }
}

/// Why there is no whole answer. The request may have been carried out all the same.
public enum TransportFailure: Error, Hashable, Sendable {
    /// No name, no route, refused: the district's machine was not reached.
    case unreachable(String)
    /// Somebody answered whose certificate is not the district's.
    case untrusted(String)
    /// By this machine's clock the certificate holds not yet, or no more: most often it is the clock that is wrong.
    case outOfDate(String)
    /// The transfer began and stopped, or was too slow for too long.
    case interrupted(String)
    /// The answer went on beyond `WireRequest.answerByteLimit`, or inflated beyond it.
    case answerTooLarge
    /// The program or its surroundings are set up wrongly: a proxy's address, a missing certificate file.
    case misconfigured(String)
}

/// Carries one request to the pinned district and brings its answer back.
///
/// Returns after a bounded time, follows no redirect, sends a body whole or not at all as far as the caller can tell,
/// and inflates what comes compressed, within the request's limit. Keeps the connection for the next request. It
/// retries nothing: whether to try again is decided in `SyncEngine`. Called by one thread at a time.
public protocol Transport: AnyObject {
    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure>
}
