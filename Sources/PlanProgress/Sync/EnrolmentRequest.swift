/// A device asks to be enrolled: a signed note over its origin, its key, and a code or the log it continues (design 3.4, 4).
///
/// The same request may come twice: an origin that is enrolled with this very key gets a new token and nothing else
/// happens, code or not. So a lost answer is harmless, and a device whose token is unknown asks with
/// `continues` its own log. Once a token of the log was used, the requests of before have served.
public struct EnrolmentRequest: Hashable, Sendable {
    public let origin: Origin
    public let key: VerifierKey
    public let proof: Proof
    /// How people call the device; at most `labelByteCount` bytes.
    public let label: String
    /// Six random bytes as base64url, new with each request that is written: so the district knows one that was used before.
    public let nonce: String

    public enum Proof: Hashable, Sendable {
        /// The ten characters of an invitation's secret.
        case code(String)
        /// The old log as it lies on the disk; the note is then signed by the old key too.
        case continues(Checkpoint)
    }

    public static let title = "wardlog/1 enrol"
    public static let mediaType = "text/plain; charset=utf-8"
    /// A line on a screen.
    public static let labelByteCount = 200

    /// `nil` when the key is not the origin's own log key, a part leaves its form, or a log of another unit is continued.
    public init?(origin: Origin, key: VerifierKey, proof: Proof, label: String, nonce: String) {
        guard key.type == .log, key.name == origin.description, label.utf8.count <= Self.labelByteCount,
            label.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        guard nonce.utf8.count == 8, Base64.urlBytes(nonce) != nil else { return nil }
        switch proof {
        case .code(let secret): guard InvitationCode.secret(secret) == secret else { return nil }
        case .continues(let old):
            guard old.origin.unit == origin.unit, old.origin.district == origin.district else { return nil }
        }
        (self.origin, self.key, self.proof, self.label, self.nonce) = (origin, key, proof, label, nonce)
    }

    /// The note's text, to be signed by the new key and, with `continues`, by the old one.
    public var text: String {
        let proofLine =
            switch proof {
            case .code(let secret): "code \(secret)"
            case .continues(let old): "continues \(old.origin) \(old.size) \(old.root.base64)"
            }
        return "\(Self.title)\norigin \(origin)\nkey \(key)\n\(proofLine)\nlabel \(label)\nnonce \(nonce)\n"
    }

    /// Reads the text of a note; who signed it is for `isSigned`.
    public init(reading text: String) throws(WireFault) {
        var reader = WireReader(Array(text.utf8)[...])
        try reader.title(Self.title)
        let origin = try reader.origin()
        guard let key = VerifierKey(try reader.field("key")) else {
            throw .form(expected: "'key ' and a verifier key", at: reader.position)
        }
        let line = try reader.line("'code …' or 'continues …'").split(separator: " ", omittingEmptySubsequences: false)
        let proof: Proof? =
            if line.count == 2, line[0] == "code" {
                InvitationCode.secret(line[1]).map { .code($0) }
            } else if line.count == 4, line[0] == "continues", let old = Origin(line[1]), let size = CountText.read(line[2]),
                let root = Digest(base64: line[3])
            {
                .continues(Checkpoint(origin: old, size: size, root: root))
            } else { nil }
        let label = try reader.field("label")
        let nonce = try reader.field("nonce")
        try reader.end()
        guard let proof, let request = EnrolmentRequest(origin: origin, key: key, proof: proof, label: label, nonce: nonce) else {
            throw .form(
                expected: "'code …' or 'continues <origin> <size> <root>', a log of the same unit; a nonce of 8 characters",
                at: reader.position)
        }
        self = request
    }

    /// What the district keeps of it.
    public var digest: Digest { Digest(of: Array(text.utf8)) }

    /// Whether the note's text is this request and the new key signed it.
    public func isSigned(in note: SignedNote) -> Bool { note.text.utf8.elementsEqual(text.utf8) && key.verifies(note) }
}

/// What an enrolled device gets: its token, the district's keys, and the units (design 4).
public struct EnrolmentAnswer: Hashable, Sendable {
    /// Shown once; the district keeps but its digest.
    public let token: String
    public let receipts: VerifierKey
    public let log: VerifierKey
    /// Bodies of `unit.registered`.
    public let roster: [JSON]
    /// The key to which bundles are sealed, in a note of the receipts key.
    public let bundles: SignedNote?

    public init(token: String, receipts: VerifierKey, log: VerifierKey, roster: [JSON], bundles: SignedNote? = nil) {
        (self.token, self.receipts, self.log, self.roster, self.bundles) = (token, receipts, log, roster, bundles)
    }

    public var json: JSON {
        .object(present: [
            ("token", .string(token)), ("receipts", .string(receipts.description)), ("log", .string(log.description)),
            ("roster", .array(roster)), ("bundles", bundles.map { .string(String(decoding: $0.bytes, as: UTF8.self)) }),
        ])
    }

    public init(reading bytes: some Sequence<UInt8>) throws(WireFault) {
        guard let json = try? JSON(reading: bytes), let token = json["token"]?.string, Self.isToken(token),
            let receipts = json["receipts"]?.string.flatMap({ VerifierKey($0) }),
            let log = json["log"]?.string.flatMap({ VerifierKey($0) }),
            let roster = json["roster"]?.array
        else { throw .form(expected: "an enrolment's answer in JSON", at: 0) }
        let bundles = json["bundles"]?.string.flatMap { SignedNote(reading: Array($0.utf8)) }
        self.init(token: token, receipts: receipts, log: log, roster: roster, bundles: bundles)
    }

    /// What may stand in `Authorization: Bearer`: `token68` of RFC 9110 11.2, here 16 to 256 characters.
    public static func isToken(_ text: String) -> Bool {
        (16...256).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-._~+/=".utf8.contains($0)
            }
    }
}
