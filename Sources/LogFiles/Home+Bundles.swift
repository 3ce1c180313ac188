public import PlanProgress

/// What a home keeps for a ward that travels by stick.
extension Home {
    /// The key that signs a log of this device; `nil` where it is not here.
    public func signingKey(of origin: Origin) throws(HomeFault) -> SignerKey? { try key(of: origin) }

    /// Who the district must be: the second half of the code with which the first bundle was exported.
    public func expectedCheck() throws(HomeFault) -> String? { try lines(of: .check)?.first }

    public func keep(expectedCheck check: String) throws(HomeFault) { try keep(Array("\(check)\n".utf8), as: .check) }

    /// The key to which bundles for the district are sealed; `nil` until it has told one.
    public func bundleKey() throws(HomeFault) -> BundleKey? {
        guard let district = try districtIdentity(), let note = try bytes(of: .bundles).flatMap({ SignedNote(reading: $0) }) else {
            return nil
        }
        return BundleKey(kept: note, from: district)
    }

    public func keep(bundleKey: BundleKey) throws(HomeFault) { try keep(bundleKey.note.bytes, as: .bundles) }
}
