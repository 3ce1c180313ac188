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
    /// The pairs that came before, oldest first; each was proved by a handover when it came in here.
    public private(set) var former: [DistrictKeyPair] = []

    /// `nil` when a key has another type than its use asks for, or the certificate is none.
    public init?(certificate: [UInt8]?, receipts: VerifierKey, log: VerifierKey) {
        guard receipts.type == .cosignature, log.type == .log else { return nil }
        authority = certificate.flatMap { CertificateKey.publicKey(inDER: $0) }
        guard (certificate == nil) == (authority == nil) else { return nil }
        (self.certificate, self.receipts, self.log) = (certificate, receipts, log)
    }

    /// Reads the lines that a ward pins: `receipts`, `log`, then the same of each pair before, the oldest first.
    public init?(pinned lines: [UInt8], certificate: [UInt8]?) {
        let lines = lines.split(separator: 10)
        guard lines.count >= 2, lines.count % 2 == 0, let receipts = VerifierKey(reading: lines[0]),
            let log = VerifierKey(reading: lines[1])
        else { return nil }
        self.init(certificate: certificate, receipts: receipts, log: log)
        for place in stride(from: 2, to: lines.count, by: 2) {
            guard let receipts = VerifierKey(reading: lines[place]), let log = VerifierKey(reading: lines[place + 1]),
                let pair = DistrictKeyPair(receipts: receipts, log: log)
            else { return nil }
            former.append(pair)
        }
    }

    /// What a ward pins, as `init(pinned:)` reads it.
    public var pinnedLines: [UInt8] {
        let pairs = [(receipts, log)] + former.map { ($0.receipts, $0.log) }
        return Array(pairs.map { "\($0)\n\($1)\n" }.joined().utf8)
    }

    /// The same district, with the pairs that its handovers lead away from. They lead to the pair of today, or count nothing.
    public func knowing(_ handovers: [KeyHandover]) -> DistrictIdentity {
        guard handovers.lead(to: pair) else { return self }
        var identity = self
        identity.former = handovers.map(\.former)
        return identity
    }

    /// `nil` where the names are not those of one district.
    public var pair: DistrictKeyPair? { DistrictKeyPair(receipts: receipts, log: log) }

    /// Whether the keys are the pinned ones, or follow them by handovers that the pinned ones began. Older ones never do, so
    /// whoever plays an old identity back is a stranger.
    public func follows(_ pinned: DistrictIdentity) -> Bool { pair == pinned.pair || pinned.pair.map { former.contains($0) } ?? false }

    /// This pinned district with the keys of `told`, where those follow its own. Its authority stays, whatever `told` names.
    public func takingKeys(of told: DistrictIdentity) -> DistrictIdentity? {
        guard told.follows(self), var next = DistrictIdentity(certificate: certificate, receipts: told.receipts, log: told.log) else {
            return nil
        }
        next.former = told.former
        return next
    }

    // MARK: What lies here

    /// When the district cosigned it, with the key of today or one before; `nil` when it did not. For what was believed once and
    /// lies here since; what comes over a line must carry the key of today (`receipts`), for an old one may be in foreign hands.
    public func everCosignedAt(_ note: SignedNote) -> Int64? {
        for key in [receipts] + former.reversed().map(\.receipts) {
            if let time = key.cosignedAt(note) { return time }
        }
        return nil
    }

    /// The keys that have signed the district's own log, that of today first.
    public var logKeys: [VerifierKey] { [log] + former.reversed().map(\.log) }

    // MARK: JSON

    public var json: JSON { json(handovers: []) }

    func json(handovers: [KeyHandover]) -> JSON {
        .object(present: [
            ("authority", authority.map { .string(Base64.text($0)) }), ("certificate", certificate.map { .string(Base64.text($0)) }),
            ("receipts", .string(receipts.description)), ("log", .string(log.description)),
            ("handovers", handovers.isEmpty ? nil : .array(handovers.map { .string(String(decoding: $0.note.bytes, as: UTF8.self)) })),
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
        let notes = json["handovers"]?.array ?? []
        let handovers = notes.compactMap { $0.string.flatMap { SignedNote(reading: Array($0.utf8)) }.flatMap { KeyHandover(reading: $0) } }
        guard handovers.count == notes.count, handovers.lead(to: identity.pair) else {
            throw .form(expected: "handovers that lead to the keys of today", at: 0)
        }
        self = identity.knowing(handovers)
    }

    // MARK: Codes

    /// The first 80 bits of SHA-256 over the authority and the two keys, `receipts` then `log`, each with LF (design 5).
    public var check: [UInt8] { check(receipts, log) }

    /// The checks of all its pairs, that of today first: a code that was given out before a handover names the pair of its day.
    var checks: [[UInt8]] { [check] + former.reversed().map { check($0.receipts, $0.log) } }

    private func check(_ receipts: VerifierKey, _ log: VerifierKey) -> [UInt8] {
        Array(Digest(of: (authority ?? []) + Array("\(receipts)\n\(log)\n".utf8)).bytes.prefix(10))
    }
}
