/// The district's two private keys: one cosigns every log, one signs the district's own.
public struct DistrictKeys: Sendable {
    public let receipts: SignerKey
    public let log: SignerKey
    /// The key to which bundles are sealed, as wards are told of it.
    public var bundles: BundleKey?

    public init(receipts: SignerKey, log: SignerKey) {
        (self.receipts, self.log) = (receipts, log)
    }

    /// What the two keys say of the district; `nil` when their names are not those of one district.
    public func identity(certificate: [UInt8]?) -> DistrictIdentity? {
        guard let origin = Origin(log.name), origin.isDistrictLog, receipts.name == KeyName.receipts(ofDistrict: origin.district) else {
            return nil
        }
        return DistrictIdentity(certificate: certificate, receipts: receipts.verifier(.cosignature), log: log.verifier(.log))
    }

    /// The public halves; `nil` when their names are not those of one district.
    public var pair: DistrictKeyPair? { DistrictKeyPair(receipts: receipts.verifier(.cosignature), log: log.verifier(.log)) }

    /// A stored receipt for somebody who believes the keys of today alone: a former key's has today's cosignature added, of its own
    /// time, and no other root and size are ever vouched for. What no key of the district has cosigned stays as it is.
    public func renewed(_ receipt: StoredReceipt, after handovers: [KeyHandover]) -> StoredReceipt {
        let today = receipts.verifier(.cosignature)
        guard !handovers.isEmpty, let note = SignedNote(reading: receipt.bytes), today.cosignedAt(note) == nil,
            handovers.contains(where: { $0.former.receipts.cosignedAt(note) == receipt.time })
        else { return receipt }
        return StoredReceipt(size: receipt.size, time: receipt.time, bytes: receipts.cosigning(note, time: receipt.time).bytes)
    }

    /// Whether a push only brings back what was once cosigned here, by these keys or a former pair: signatures vouch, whoever carries it.
    public func vouch(for push: PushRequest, after handovers: [KeyHandover]) -> Bool {
        guard let receipt = push.receipt, receipt.text.utf8.elementsEqual(push.checkpoint.text.utf8) else { return false }
        let signers = [receipts.verifier(.cosignature)] + handovers.map(\.former.receipts)
        return signers.contains { $0.cosignedAt(receipt) != nil }
    }

    /// The receipt of a log at a size: the checkpoint's note with the cosignature under it.
    func receipt(for note: SignedNote, size: Int64, time: Int64) -> StoredReceipt {
        StoredReceipt(size: size, time: time, bytes: receipts.cosigning(note, time: time).bytes)
    }
}
