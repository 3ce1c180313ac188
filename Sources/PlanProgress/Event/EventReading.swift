/// What one entry of a log says to this reader. Never an error: an odd entry is kept and counts nothing.
public struct EventReading: Sendable {
    public let id: EventID
    public let content: Content
    /// The day that the line speaks of, where that can be read: of a malformed event too, so that it is listed where it belongs.
    public let on: LocalDay?

    /// Kinds that this reader is to know nothing of, as a version of before they came: none but in a simulation of one side upgraded.
    @TaskLocal public static var unknownKinds: Set<String> = []

    public enum Content: Sendable {
        case event(Event, unknownFields: Int)
        /// A kind, or a version of one, that this reader does not know: kept until it is upgraded.
        case notUnderstood(kind: String)
        case malformed(Malformation)
    }

    /// What was read before, by bytes and unknown kinds, from which alone a reading follows; `nil` but in a simulation, which reads the
    /// same few logs thousands of times.
    @TaskLocal public static var memory: (any Memory)?

    public protocol Memory: Sendable {
        func reading(of bytes: [UInt8], unknownKinds: Set<String>, reading read: () -> EventReading) -> EventReading
    }

    /// Reads an entry's bytes as written.
    public init(of bytes: some Collection<UInt8>) {
        guard let memory = Self.memory else {
            self.init(reading: bytes, hash: MerkleTree.leaf(bytes))
            return
        }
        self = memory.reading(of: Array(bytes), unknownKinds: Self.unknownKinds) { Self(reading: bytes, hash: MerkleTree.leaf(bytes)) }
    }

    /// Reads an entry whose leaf hash is known.
    public init(of bytes: some Collection<UInt8>, hash: Digest) {
        guard let memory = Self.memory else {
            self.init(reading: bytes, hash: hash)
            return
        }
        self = memory.reading(of: Array(bytes), unknownKinds: Self.unknownKinds) { Self(reading: bytes, hash: hash) }
    }

    private init(reading bytes: some Collection<UInt8>, hash: Digest) {
        guard bytes.count <= Limits.eventByteCount else {
            self.init(id: EventID(at: 0, hash: hash), content: .malformed(.tooLong(byteCount: bytes.count)), on: nil)
            return
        }
        let json: JSON
        do throws(JSONFault) {
            json = try JSON(reading: bytes)
        } catch {
            self.init(id: EventID(at: 0, hash: hash), content: .malformed(.notJSON(error)), on: nil)
            return
        }
        let at = json["at"]?.integer.flatMap { (0...Limits.largestAt).contains($0) ? $0 : nil }
        let content = Self.read(json)
        if case .event(let event, _) = content {
            self.init(id: EventID(at: event.at, hash: hash), content: content, on: event.on)
        } else {
            self.init(id: EventID(at: at ?? 0, hash: hash), content: content, on: json["on"]?.string.flatMap { LocalDay($0) })
        }
    }

    init(id: EventID, content: Content, on: LocalDay?) {
        (self.id, self.content, self.on) = (id, content, on)
    }

    private static func read(_ json: JSON) -> Content {
        do throws(Malformation) {
            var fields = try Fields(json, of: "event")
            let at = try fields.integer("at", in: 0...Limits.largestAt)
            let on = try fields.day("on")
            let by = try fields.code("by")
            let kind = try fields.code("kind")
            let version = try fields.integer("v", in: 1...Limits.largestInteger)
            let nonce = try fields.text("nonce")
            guard nonce.utf8.count == 8, Base64.urlBytes(nonce) != nil else { throw .form(field: "nonce") }
            let source = try fields.optionalText("source")
            if let source, !isSource(source) { throw .form(field: "source") }
            let catalogue = try fields.optionalText("catalogue")
            if let catalogue, !isCatalogue(catalogue) { throw .form(field: "catalogue") }
            let attachments = try fields.optionalArray("attachments") { value throws(Malformation) in
                try AttachmentReference(reading: value)
            }
            let bodyJSON = try fields.value("body")
            guard version == 1, EventBody.knows(kind), !unknownKinds.contains(kind) else { return .notUnderstood(kind: kind) }
            var unknown = fields.unknownCount
            let body = try EventBody(kind: kind, reading: bodyJSON, unknownFields: &unknown)
            let event = Event(
                at: at, on: on, by: by, nonce: nonce, source: source, catalogue: catalogue, attachments: attachments ?? [], body: body)
            return .event(event, unknownFields: unknown)
        } catch {
            return .malformed(error)
        }
    }

    private static func isSource(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.count == 16 && Hex.bytes(parts[0]) != nil && Code.isValid(String(parts[1]))
    }

    private static func isCatalogue(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && Code.isValid(String(parts[0])) && parts[1].utf8.count == 16 && Hex.bytes(parts[1]) != nil
    }
}

/// Why an entry is malformed. Shown to reviewers; which of several faults is named decides nothing.
public enum Malformation: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLong(byteCount: Int)
    case notJSON(JSONFault)
    case missing(field: String)
    case form(field: String)
    case tooMany(field: String)

    public var description: String {
        switch self {
        case .tooLong(let byteCount): "\(byteCount) bytes, more than \(Limits.eventByteCount)"
        case .notJSON(let fault): "not event JSON: \(fault)"
        case .missing(let field): "'\(field)' is missing"
        case .form(let field): "'\(field)' has another form than events.md gives it"
        case .tooMany(let field): "'\(field)' names more than an event may"
        }
    }
}

extension AttachmentReference {
    init(reading json: JSON) throws(Malformation) {
        var fields = try Fields(json, of: "attachments")
        let id = try fields.text("id")
        guard id.utf8.count == 43, Base64.urlBytes(id) != nil else { throw .form(field: "id") }
        let type = try fields.text("type")
        guard (1...127).contains(type.utf8.count), type.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .form(field: "type") }
        let byteCount = try fields.integer("bytes", in: 0...Limits.largestCount)
        let role = try fields.optionalText("role")
        // A role of a later reader is no reason to lose the event: the attachment is shown without one.
        self.init(id: id, type: type, byteCount: byteCount, role: role.flatMap(Role.init))
    }
}
