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

    /// The receipt of a log at a size: the checkpoint's note with the cosignature under it.
    func receipt(for note: SignedNote, size: Int64, time: Int64) -> StoredReceipt {
        StoredReceipt(size: size, time: time, bytes: receipts.cosigning(note, time: time).bytes)
    }
}
