public import PlanProgress

/// A ward's device as the wire sees it: a key, its entries, and the pushes that it would send.
public struct SampleDevice: Sendable {
    public let signer: SignerKey
    public let origin: Origin
    public var entries: [[UInt8]]
    /// What its clock shows when it pushes, UTC milliseconds.
    public var clock = SampleEvents.at

    /// A log that is opened and holds so many events of progress after it. `nil` for an origin that leaves its grammar.
    public init?(_ name: String, seed: UInt8, events count: Int = 0) {
        guard let origin = Origin(name), let signer = SignerKey(name: name, seed: Array(repeating: seed, count: 32)) else { return nil }
        (self.origin, self.signer) = (origin, signer)
        let opened = Event(
            at: SampleEvents.at, on: LocalDay.earliest.adding(days: 8200), by: "van-phong", nonce: SampleEvents.nonce(Int(seed) << 20),
            body: .logOpened(LogOpened(origin: origin, key: signer.verifier(.log))))
        entries = [opened.bytes]
        for number in 0..<count { entries.append(SampleEvents.progress(number + Int(seed) * 1_000_000).bytes) }
    }

    public func range(at size: Int) -> CompactRange {
        var range = CompactRange()
        for entry in entries.prefix(size) { range.append(leaf: MerkleTree.leaf(entry)) }
        return range
    }

    public func checkpoint(at size: Int) -> Checkpoint {
        let range = range(at: size)
        return Checkpoint(origin: origin, size: range.size, root: range.root)
    }

    /// Entries `from` to the end or to `to`, signed.
    public func push(from: Int = 0, to: Int? = nil, attachments: [PushRequest.RidingAttachment] = []) -> PushRequest {
        let to = to ?? entries.count
        return PushRequest(
            origin: origin, now: clock, from: Int64(from), checkpoint: signer.signing(checkpoint(at: to).note),
            entries: EntryBatch(entries[from..<to]), attachments: attachments)
    }

    /// The note by which it asks to be enrolled.
    public func enrolment(
        _ proof: EnrolmentRequest.Proof, signedAlsoBy old: SignerKey? = nil, nonce: String = SampleEvents.nonce(1)
    ) -> SignedNote? {
        guard let request = EnrolmentRequest(origin: origin, key: signer.verifier(.log), proof: proof, label: "máy thử", nonce: nonce)
        else { return nil }
        let note = signer.signing(SignedNote(text: request.text))
        return old.map { $0.signing(note) } ?? note
    }
}

extension SampleEvents {
    /// A note of so many bytes, and the event that names it.
    public static func attachment(contentByteCount: Int = 100) -> (Attachment, Event) {
        let content = [UInt8](repeating: 65, count: contentByteCount)
        guard let attachment = Attachment(salt: Array(repeating: 7, count: 16), name: "ghi chú.txt", content: content) else {
            preconditionFailure("a sample attachment is within its bounds")
        }
        var event = progress(50)
        event.attachments = [attachment.reference(type: "text/plain", role: .note)]
        return (attachment, event)
    }
}
