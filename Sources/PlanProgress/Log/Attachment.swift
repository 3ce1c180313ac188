/// Free text or a file that belongs to an event but lies beside the log, so that it can be erased (design 3.2).
///
/// Its bytes are 16 random bytes, the name's length in one byte, the name, the content. The salt keeps a short
/// note from being guessed from its id once it is erased.
public struct Attachment: Hashable, Sendable {
    public let name: String
    public let content: [UInt8]
    private let salt: [UInt8]

    /// `nil` when the salt is not 16 bytes, the name longer than 255 bytes of UTF-8, or the whole larger than a request.
    ///
    /// A name is kept in NFC; the caller has already taken any folder from it.
    public init?(salt: [UInt8], name: String, content: [UInt8]) {
        let name = NFC.normalized(name)
        guard salt.count == 16, name.utf8.count <= Limits.attachmentNameByteCount,
            17 + name.utf8.count + content.count <= Limits.attachmentByteCount
        else { return nil }
        (self.salt, self.name, self.content) = (salt, name, content)
    }

    /// Reads an attachment's bytes; `nil` when they end before the name does or the name is not UTF-8.
    public init?(reading bytes: [UInt8]) {
        guard bytes.count >= 17, bytes.count <= Limits.attachmentByteCount else { return nil }
        let nameEnd = 17 + Int(bytes[16])
        guard nameEnd <= bytes.count, let name = String(validating: bytes[17..<nameEnd], as: UTF8.self) else { return nil }
        (salt, self.name, content) = (Array(bytes[..<16]), name, Array(bytes[nameEnd...]))
    }

    /// What is stored and sent, and what the id is the digest of.
    public var bytes: [UInt8] { salt + [UInt8(name.utf8.count)] + Array(name.utf8) + content }

    public var id: String { Self.id(of: bytes) }

    /// The base64url SHA-256 of an attachment's bytes: 43 characters.
    public static func id(of bytes: some Sequence<UInt8>) -> String { Base64.urlText(Digest(of: bytes).bytes) }

    /// What an event says of it.
    public func reference(type: String, role: AttachmentReference.Role?) -> AttachmentReference {
        AttachmentReference(id: id, type: type, byteCount: Int64(17 + name.utf8.count + content.count), role: role)
    }
}
