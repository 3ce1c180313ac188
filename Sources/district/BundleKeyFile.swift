import LogFiles
import LogSync
import PlanProgress

/// The key to which wards seal their bundles: `keys/bundles`, made by `init` and, in an older folder, when it is first needed.
extension DistrictFolder {
    static let bundlesKey = DiskPath("keys/bundles")
    /// Those of before, a line each: a stick may be on its way for weeks.
    static let formerBundlesKeys = DiskPath("keys/bundles.former")

    func bundleKey() throws(CommandFailure) -> SealingKey? {
        guard let seed = try seed(Self.bundlesKey) else { return nil }
        return SealingKey(seed: seed)
    }

    /// The key that is there, or one drawn now and kept, 0600.
    @discardableResult
    func makeBundleKey() throws(CommandFailure) -> SealingKey {
        if try bundleKey() == nil { try draw(Self.bundlesKey) }
        guard let key = try bundleKey() else { throw Sentences.keysUnreadable(path) }
        return key
    }

    /// Every key that opens a bundle for this district, that of today first.
    func everyBundleKey() throws(CommandFailure) -> [SealingKey] {
        try [makeBundleKey()] + seeds(Self.formerBundlesKeys).compactMap { SealingKey(seed: $0) }
    }
}

extension DistrictKeys {
    /// The same keys, with what wards are told of the one for bundles.
    func publishing(_ key: SealingKey, of district: String, now: Int64) -> DistrictKeys {
        var keys = self
        keys.bundles = BundleKey(key.publicBytes, of: district, signedBy: receipts, time: now / 1000)
        return keys
    }
}
