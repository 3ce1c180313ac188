import PlanProgress

/// Every address that a district answers, as a value: nothing else exists.
enum Route: Hashable {
    case version, identity, health, document
    case enrol, heads
    case push(Origin)
    case entries(Origin, from: Int64?, to: Int64?)
    case checkpoint(Origin)
    case missingAttachments
    case putAttachment(String)
    case attachment(String)
    case rollup(PeriodCode)
    case explain(PeriodCode)
    /// The review pages.
    case overview(PeriodCode?)
    case unit(String, PeriodCode)
    case source(PeriodCode)
    case table(PeriodCode)
    /// What was refused and is kept: the list, one push beside what is held, its bytes.
    case refusedPushes
    case refusedPush(Int64)
    case refusedBytes(Int64)
    case style
    case logInPage, logIn, logOut

    enum Match: Hashable {
        case found(Route)
        /// The address exists; `allow` is what may stand in the request's place.
        case wrongMethod(allow: String)
        case none
    }

    /// What a request line asks for. The path is read as it was sent: an escaped slash is no slash, so `%2F` finds nothing.
    static func find(_ method: String, _ target: String) -> Match {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = Query(parts.count == 2 ? String(parts[1]) : "")
        let segments = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let routes = find(segments, query)
        if routes.isEmpty { return .none }
        // HEAD is a GET whose body is left out.
        if let route = routes[method == "HEAD" ? "GET" : method] { return .found(route) }
        return .wrongMethod(allow: routes.keys.sorted().joined(separator: ", "))
    }

    private static func find(_ path: [String], _ query: Query) -> [String: Route] {
        switch path.count {
        case 1 where path[0] == "": return ["GET": .overview(query["period"].flatMap { PeriodCode($0) })]
        case 1 where path[0] == "healthz": return ["GET": .health]
        case 1 where path[0] == "style.css": return ["GET": .style]
        case 1 where path[0] == "refused": return ["GET": .refusedPushes]
        case 1 where path[0] == "login": return ["GET": .logInPage, "POST": .logIn]
        case 1 where path[0] == "logout": return ["POST": .logOut]
        case 2 where path[0] == "v1":
            switch path[1] {
            case "": return ["GET": .version]
            case "identity": return ["GET": .identity]
            case "attachments": return ["GET": .missingAttachments]
            case "openapi.json": return ["GET": .document]
            case "heads": return ["GET": .heads]
            case "enrolments": return ["POST": .enrol]
            default: return [:]
            }
        case 2 where path[0] == "reports":
            guard path[1].hasSuffix(".csv"), let period = PeriodCode(path[1].dropLast(4)) else { return [:] }
            return ["GET": .table(period)]
        case 2 where path[0] == "refused": return CountText.read(path[1]).map { ["GET": .refusedPush($0)] } ?? [:]
        case 3 where path[0] == "refused" && path[2] == "push": return CountText.read(path[1]).map { ["GET": .refusedBytes($0)] } ?? [:]
        case 2 where path[0] == "periods": return PeriodCode(path[1]).map { ["GET": .overview($0)] } ?? [:]
        case 3 where path[0] == "periods" && path[2] == "source": return PeriodCode(path[1]).map { ["GET": .source($0)] } ?? [:]
        case 4 where path[0] == "periods" && path[2] == "units":
            guard let period = PeriodCode(path[1]), Origin.isUnit(path[3]) else { return [:] }
            return ["GET": .unit(path[3], period)]
        case 3 where path[0] == "v1" && path[1] == "attachments":
            guard AttachmentReference.isID(path[2]) else { return [:] }
            return ["GET": .attachment(path[2]), "PUT": .putAttachment(path[2])]
        case 3 where path[0] == "v1" && path[1] == "rollups": return PeriodCode(path[2]).map { ["GET": .rollup($0)] } ?? [:]
        case 4 where path[0] == "v1" && path[1] == "rollups" && path[3] == "explain":
            return PeriodCode(path[2]).map { ["GET": .explain($0)] } ?? [:]
        case 6 where path[0] == "v1" && path[1] == "logs":
            guard let origin = Origin("\(path[2])/\(path[3])/\(path[4])") else { return [:] }
            switch path[5] {
            case "entries":
                let range = (query["from"].flatMap { CountText.read($0) }, query["to"].flatMap { CountText.read($0) })
                return ["POST": .push(origin), "GET": .entries(origin, from: range.0, to: range.1)]
            case "checkpoint": return ["GET": .checkpoint(origin)]
            default: return [:]
            }
        default: return [:]
        }
    }
}

/// The fields of an address behind its `?`. The last of a name counts; what is not UTF-8 is left out.
struct Query: Hashable {
    private let fields: [String: String]

    init(_ text: String) {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count == 2 ? parts[1] : "") else { continue }
            fields[name] = value
        }
        self.fields = fields
    }

    private init(fields: [String: String]) { self.fields = fields }

    subscript(name: String) -> String? { fields[name] }

    func without(_ name: String) -> Query { Query(fields: fields.filter { $0.key != name }) }

    /// `%xx` and `+` as an HTML form writes them.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let pair = Hex.bytes(String(decoding: rest.prefix(2), as: UTF8.self).lowercased()), pair.count == 1 else {
                    return nil
                }
                bytes += pair
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
