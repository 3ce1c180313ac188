/// Who a district is: its certificate authority and its two verifier keys, as `GET /v1/identity` tells and a ward pins.
public struct DistrictIdentity: Hashable, Sendable {
    /// The authority's public key, SPKI DER; `nil` with plain HTTP.
    public let authority: [UInt8]?
    /// Cosigns what the district holds (0x04).
    public let receipts: VerifierKey
    /// Signs the district's own log (0x01).
    public let log: VerifierKey

    /// `nil` when a key has another type than its use asks for.
    public init?(authority: [UInt8]?, receipts: VerifierKey, log: VerifierKey) {
        guard receipts.type == .cosignature, log.type == .log else { return nil }
        (self.authority, self.receipts, self.log) = (authority, receipts, log)
    }

    /// Reads the two lines that a ward pins, `receipts` then `log`.
    public init?(pinned lines: [UInt8], authority: [UInt8]?) {
        let lines = String(decoding: lines, as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, let receipts = VerifierKey(lines[0]), let log = VerifierKey(lines[1]) else { return nil }
        self.init(authority: authority, receipts: receipts, log: log)
    }

    public var json: JSON {
        .object(present: [
            ("authority", authority.map { .string(Base64.text($0)) }), ("receipts", .string(receipts.description)),
            ("log", .string(log.description)),
        ])
    }

    /// Reads the JSON of `/v1/identity`; members that are not known are passed over.
    public init(reading bytes: some Sequence<UInt8>) throws(WireFault) {
        guard let json = try? JSON(reading: bytes), let receipts = json["receipts"]?.string.flatMap({ VerifierKey($0) }),
            let log = json["log"]?.string.flatMap({ VerifierKey($0) })
        else { throw .form(expected: "a district's identity in JSON", at: 0) }
        let authority = json["authority"]?.string.flatMap { Base64.bytes($0) }
        guard (json["authority"] == nil) == (authority == nil),
            let identity = DistrictIdentity(authority: authority, receipts: receipts, log: log)
        else { throw .form(expected: "a district's identity in JSON", at: 0) }
        self = identity
    }

    /// The first 80 bits of SHA-256 over the authority and the two keys, `receipts` then `log`, each with LF (design 5).
    public var check: [UInt8] {
        Array(Digest(of: (authority ?? []) + Array("\(receipts)\n\(log)\n".utf8)).bytes.prefix(10))
    }
}
