/// Who a district is: its certificate authority and its two verifier keys, as `GET /v1/identity` tells and a ward pins.
public struct DistrictIdentity: Hashable, Sendable {
    /// The authority's certificate, DER; `nil` for a district that was set up without TLS.
    public let certificate: [UInt8]?
    /// The authority's public key, SPKI DER: all of the certificate that is ever believed.
    public let authority: [UInt8]?
    /// Cosigns what the district holds (0x04).
    public let receipts: VerifierKey
    /// Signs the district's own log (0x01).
    public let log: VerifierKey

    /// `nil` when a key has another type than its use asks for, or the certificate is none.
    public init?(certificate: [UInt8]?, receipts: VerifierKey, log: VerifierKey) {
        guard receipts.type == .cosignature, log.type == .log else { return nil }
        authority = certificate.flatMap { CertificateKey.publicKey(inDER: $0) }
        guard (certificate == nil) == (authority == nil) else { return nil }
        (self.certificate, self.receipts, self.log) = (certificate, receipts, log)
    }

    /// Reads the two lines that a ward pins, `receipts` then `log`.
    public init?(pinned lines: [UInt8], certificate: [UInt8]?) {
        let lines = String(decoding: lines, as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, let receipts = VerifierKey(lines[0]), let log = VerifierKey(lines[1]) else { return nil }
        self.init(certificate: certificate, receipts: receipts, log: log)
    }

    /// Whether it is the same district: the same keys, whatever certificate its authority has by now.
    public func isSame(as other: DistrictIdentity) -> Bool {
        receipts == other.receipts && log == other.log && authority == other.authority
    }

    public var json: JSON {
        .object(present: [
            ("authority", authority.map { .string(Base64.text($0)) }), ("certificate", certificate.map { .string(Base64.text($0)) }),
            ("receipts", .string(receipts.description)), ("log", .string(log.description)),
        ])
    }

    /// Reads the JSON of `/v1/identity`; members that are not known are passed over.
    public init(reading bytes: some Sequence<UInt8>) throws(WireFault) {
        guard let json = try? JSON(reading: bytes), let receipts = json["receipts"]?.string.flatMap({ VerifierKey($0) }),
            let log = json["log"]?.string.flatMap({ VerifierKey($0) })
        else { throw .form(expected: "a district's identity in JSON", at: 0) }
        let authority = json["authority"]?.string.flatMap { Base64.bytes($0) }
        let certificate = json["certificate"]?.string.flatMap { Base64.bytes($0) }
        guard (json["authority"] == nil) == (authority == nil), (json["certificate"] == nil) == (certificate == nil),
            let identity = DistrictIdentity(certificate: certificate, receipts: receipts, log: log), identity.authority == authority
        else { throw .form(expected: "a district's identity in JSON", at: 0) }
        self = identity
    }

    /// The first 80 bits of SHA-256 over the authority and the two keys, `receipts` then `log`, each with LF (design 5).
    public var check: [UInt8] {
        Array(Digest(of: (authority ?? []) + Array("\(receipts)\n\(log)\n".utf8)).bytes.prefix(10))
    }
}
