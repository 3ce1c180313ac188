/// The key to which bundles for a district are sealed, vouched for by the key that cosigns its receipts.
///
/// A note over the lines `wardlog/1 bundles`, `district <id>`, `key <base64>`, cosigned (0x04) by `<id>/receipts`: the check of
/// an invitation covers that key, so it covers this one. No checkpoint has such a text: its second line would be a size.
public struct BundleKey: Hashable, Sendable {
    /// 32 bytes of X25519.
    public let key: [UInt8]
    public let note: SignedNote

    private static let title = "wardlog/1 bundles"

    /// The note of that public key, signed at that time, Unix seconds; `nil` for another count of bytes.
    public init?(_ key: [UInt8], of district: String, signedBy receipts: SignerKey, time: Int64) {
        guard key.count == 32 else { return nil }
        self.key = key
        note = receipts.cosigning(SignedNote(text: "\(Self.title)\ndistrict \(district)\nkey \(Base64.text(key))\n"), time: time)
    }

    /// Reads a note that was just told; `nil` where it is not signed by that district's key of today, or is another's.
    public init?(_ note: SignedNote, from district: DistrictIdentity) {
        guard district.receipts.cosignedAt(note) != nil else { return nil }
        self.init(kept: note, from: district)
    }

    /// Reads a note that was believed when it was kept: a handover since makes it no stranger's, for the district opens what is
    /// sealed to its former keys too.
    public init?(kept note: SignedNote, from district: DistrictIdentity) {
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let id = district.origin?.district, lines.count == 4, lines[0] == Self.title, lines[1] == "district \(id)",
            lines[2].hasPrefix("key "), let key = Base64.bytes(lines[2].dropFirst(4)), key.count == 32,
            district.everCosignedAt(note) != nil
        else { return nil }
        (self.key, self.note) = (key, note)
    }

    /// The member `bundles` of an identity in JSON; `nil` where there is none, or it is not signed by that district.
    public init?(in json: [UInt8], from district: DistrictIdentity) {
        guard let note = Self.note(in: json) else { return nil }
        self.init(note, from: district)
    }

    /// Which key a sealed bundle names: the first 16 hex digits of the SHA-256 of its bytes.
    public static func name(of key: [UInt8]) -> String { String(Digest(of: key).hex.prefix(16)) }

    /// The member `bundles` of an identity or an enrolment's answer, not yet verified.
    static func note(in json: some Sequence<UInt8>) -> SignedNote? {
        (try? JSON(reading: json))?["bundles"]?.string.flatMap { SignedNote(reading: Array($0.utf8)) }
    }
}

extension DistrictIdentity {
    /// What `GET /v1/identity` tells: who the district is, how it came by its keys, and the one to which bundles for it are sealed.
    public func json(bundles: BundleKey?, handovers: [KeyHandover] = []) -> JSON {
        let note = bundles.map { JSON.Member("bundles", .string(String(decoding: $0.note.bytes, as: UTF8.self))) }
        return .object((json(handovers: handovers).members ?? []) + [note].compactMap { $0 })
    }
}
