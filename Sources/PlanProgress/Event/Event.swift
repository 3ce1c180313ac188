/// Something a unit says: the envelope that every kind shares, and the kind's own body (events.md 2).
public struct Event: Hashable, Sendable {
    /// UTC milliseconds by the writer's clock; decides ties and the order of display, nothing else.
    public var at: Int64
    /// The local day that the event speaks of.
    public var on: LocalDay
    /// Role or officer id inside the unit; never a citizen.
    public var by: String
    /// Eight base64url characters, drawn when the event is made.
    public var nonce: String
    /// On imported events: 16 hex digits of the file's SHA-256, `:`, the row.
    public var source: String?
    /// The catalogue that the writer saw, `papi-2022@` and 16 hex; decides nothing.
    public var catalogue: String?
    public var attachments: [AttachmentReference]
    public var body: EventBody

    public init(
        at: Int64, on: LocalDay, by: String, nonce: String, source: String? = nil, catalogue: String? = nil,
        attachments: [AttachmentReference] = [], body: EventBody
    ) {
        (self.at, self.on, self.by, self.nonce) = (at, on, by, nonce)
        (self.source, self.catalogue, self.attachments, self.body) = (source, catalogue, attachments, body)
    }

    /// The bytes that a log keeps: written once, hashed and sent as they are.
    public var bytes: [UInt8] {
        JSON.object(present: [
            ("at", .integer(at)), ("on", .string(on.description)), ("by", .string(by)), ("kind", .string(body.kind)), ("v", 1),
            ("nonce", .string(nonce)), ("source", source.map { .string($0) }), ("catalogue", catalogue.map { .string($0) }),
            ("attachments", attachments.isEmpty ? nil : .array(attachments.map(\.json))), ("body", body.json),
        ]).canonicalBytes
    }

    /// `ok` when every code, count and text of the event keeps its form: what is written must also be read.
    public var isReadable: Bool {
        if case .event = EventReading(of: bytes).content { true } else { false }
    }
}

/// A text or file that belongs to an event but lies beside the log (design 3.2).
public struct AttachmentReference: Hashable, Sendable {
    /// base64url SHA-256 of salt, name and content: 43 characters.
    public let id: String
    /// Its media type, such as `text/plain`.
    public let type: String
    /// The content's bytes with salt and name: what travels.
    public let byteCount: Int64
    public let role: Role?

    public enum Role: String, Hashable, Sendable, CaseIterable {
        case subject, note, reason, words, evidence, signed
    }

    public init(id: String, type: String, byteCount: Int64, role: Role?) {
        (self.id, self.type, self.byteCount, self.role) = (id, type, byteCount, role)
    }

    var json: JSON {
        .object(present: [
            ("id", .string(id)), ("type", .string(type)), ("bytes", .integer(byteCount)),
            ("role", role.map { .string($0.rawValue) }),
        ])
    }
}
