/// The two public keys of a district as they were at one time.
public struct DistrictKeyPair: Hashable, Sendable {
    /// Cosigns what the district holds (0x04).
    public let receipts: VerifierKey
    /// Signs the district's own log (0x01).
    public let log: VerifierKey

    /// `nil` when a key has another type than its use asks for, or the names are not those of one district.
    public init?(receipts: VerifierKey, log: VerifierKey) {
        guard receipts.type == .cosignature, log.type == .log, let origin = Origin(log.name), origin.isDistrictLog,
            receipts.name == KeyName.receipts(ofDistrict: origin.district)
        else { return nil }
        (self.receipts, self.log) = (receipts, log)
    }

    /// Reads `<receipts> <log>`: a verifier key holds no white space.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let receipts = VerifierKey(parts[0]), let log = VerifierKey(parts[1]) else { return nil }
        self.init(receipts: receipts, log: log)
    }

    public var text: String { "\(receipts) \(log)" }
}

/// That a district goes on with other keys: a note that the former pair and the new one have signed, all four.
///
/// The former keys say who follows them, so whoever trusts them comes to trust the new ones; the new ones say whom they follow,
/// so what was cosigned before stays evidence to whoever came later. Both former keys sign: one that was stolen alone hands
/// nothing over. It is an entry of the district's log and stands in `GET /v1/identity` (SyncProtocol.md). No checkpoint has such a
/// text: its second line would be a size.
public struct KeyHandover: Hashable, Sendable {
    public let former, next: DistrictKeyPair
    /// When, by the district's clock, Unix seconds. Decides nothing.
    public let time: Int64
    public let note: SignedNote

    private static let title = "wardlog/1 keys"

    /// Hands over from one pair of private keys to another; `nil` where they are not of one district, or are the same.
    public init?(from former: DistrictKeys, to next: DistrictKeys, time: Int64) {
        guard let old = former.pair, let new = next.pair else { return nil }
        var note = SignedNote(text: Self.text(from: old, to: new))
        for keys in [former, next] { note = keys.receipts.cosigning(keys.log.signing(note), time: time) }
        self.init(reading: note)
    }

    /// Reads a note; `nil` where it has another form or any of the four signatures does not fit.
    public init?(reading note: SignedNote) {
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[2].hasPrefix("from "), lines[3].hasPrefix("to "),
            let former = DistrictKeyPair(lines[2].dropFirst(5)), let next = DistrictKeyPair(lines[3].dropFirst(3)),
            former.receipts.name == next.receipts.name, former.receipts != next.receipts, former.log != next.log,
            note.text.utf8.elementsEqual(Self.text(from: former, to: next).utf8),
            former.log.verifies(note), next.log.verifies(note), let time = former.receipts.cosignedAt(note),
            next.receipts.cosignedAt(note) == time
        else { return nil }
        (self.former, self.next, self.time, self.note) = (former, next, time, note)
    }

    private static func text(from former: DistrictKeyPair, to next: DistrictKeyPair) -> String {
        let district = former.receipts.name.prefix { $0 != "/" }
        return "\(title)\ndistrict \(district)\nfrom \(former.text)\nto \(next.text)\n"
    }
}

extension [KeyHandover] {
    /// Whether each begins where the one before it ended, and the last ends at `pair`.
    func lead(to pair: DistrictKeyPair?) -> Bool {
        guard let last else { return true }
        return last.next == pair && zip(self, dropFirst()).allSatisfy { $0.next == $1.former }
    }
}
