/// Why the district refused, as `application/problem+json` (RFC 9457).
///
/// `type` is one stable word; a program decides by it and by `status`, `title` and `detail` are for people.
public struct ProblemDocument: Hashable, Sendable {
    public let type: ProblemType
    /// What happened this time, and what to do.
    public let detail: String?
    /// With `size`: how many entries the district holds.
    public let size: Int64?
    /// With `continued`: where that log ends. With `fork` and `sealed`: the first index sent that differs from, or lies beyond, what the district holds.
    public let index: Int64?

    public init(_ type: ProblemType, detail: String? = nil, size: Int64? = nil, index: Int64? = nil) {
        (self.type, self.detail, self.size, self.index) = (type, detail, size, index)
    }

    public static let mediaType = "application/problem+json"

    public var json: JSON {
        .object(present: [
            ("type", .string(type.rawValue)), ("title", .string(type.title)), ("status", .integer(Int64(type.status))),
            ("detail", detail.map { .string($0) }), ("size", size.map { .integer($0) }), ("index", index.map { .integer($0) }),
        ])
    }

    /// Longer than any sentence of ours: the answer may be a stranger's (`JoinFlow` asks before anybody is pinned).
    public static let detailScalars = 500

    private static func shown(_ detail: String) -> String {
        ShownText.line(String(String.UnicodeScalarView(detail.unicodeScalars.prefix(detailScalars))))
    }

    /// No district names a place before a log's beginning: a healing from there could not even be read back from its journal.
    private static func count(_ value: JSON?) -> Int64? { value?.integer.flatMap { $0 >= 0 ? $0 : nil } }

    /// Reads a body, or `nil` for one of another form or with a word that this program does not know.
    public init?(reading bytes: some Sequence<UInt8>) {
        guard let json = try? JSON(reading: bytes), let type = json["type"]?.string.flatMap({ ProblemType(rawValue: $0) }) else {
            return nil
        }
        self.init(type, detail: json["detail"]?.string.map(Self.shown), size: Self.count(json["size"]), index: Self.count(json["index"]))
    }
}

/// The stable words. A word is never given another meaning and never reused.
public enum ProblemType: String, Hashable, Sendable, CaseIterable {
    case malformed, token, forbidden, code
    /// 403: another log continues this one; its token serves only the enrolment of a twin that continues it too.
    case continued
    case notFound, method
    /// 409: `size` entries are held; send from there.
    case size
    /// 409: another entry is held at `index`.
    case fork
    /// 409: the log was sealed or revoked; `index` and what follows is not taken.
    case sealed
    /// 409: the origin is enrolled with another key.
    case origin
    /// 409: the district's log or heads do not allow it now.
    case conflict
    case redacted, tooLarge, encoding
    /// 422: the lines do not give the signed root.
    case root
    /// 422: the checkpoint's signature is not the enrolled key's.
    case signature
    case version, tooMany, busy, fault
    /// 401: what reviewers read, asked for without a session; log in first.
    case session

    /// Words that meant something once: a program that still knows one must never read a new meaning from it.
    public static let retired: Set<String> = []

    public var status: Int {
        switch self {
        case .malformed: 400
        case .token, .session: 401
        case .forbidden, .code, .continued: 403
        case .notFound: 404
        case .method: 405
        case .size, .fork, .sealed, .origin, .conflict: 409
        case .redacted: 410
        case .tooLarge: 413
        case .encoding: 415
        case .root, .signature: 422
        case .version: 426
        case .tooMany: 429
        case .fault: 500
        case .busy: 503
        }
    }

    public var title: String {
        switch self {
        case .malformed: "The request has another form than SyncProtocol.md gives it"
        case .token: "The token is missing or unknown"
        case .forbidden: "This caller may not do that"
        case .code: "The code is unknown, used, expired or for another unit"
        case .continued: "Another log continues this one"
        case .notFound: "There is nothing at this address"
        case .method: "This address does not take that method"
        case .size: "Entries are missing between what is held and what was sent"
        case .fork: "Another entry is held at this index"
        case .sealed: "This log takes no more entries"
        case .origin: "Another key is enrolled under this origin"
        case .conflict: "The district's state does not allow it now"
        case .redacted: "This attachment was erased"
        case .tooLarge: "More at once than the district takes"
        case .encoding: "This content encoding is not taken"
        case .root: "The entries do not give the signed root"
        case .signature: "The checkpoint is not signed by the enrolled key"
        case .version: "This program is too old for the district"
        case .tooMany: "Too many requests"
        case .fault: "The district met a fault of its own"
        case .session: "Nobody is logged in"
        case .busy: "The district is busy"
        }
    }
}
