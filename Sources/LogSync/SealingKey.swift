import Crypto
public import PlanProgress

/// An X25519 key to which bundles are sealed.
public struct SealingKey: Sendable {
    let privateKey: Curve25519.KeyAgreement.PrivateKey

    /// `nil` unless there are 32 bytes.
    public init?(seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed) else { return nil }
        privateKey = key
    }

    /// The key to which the answers for a device are sealed, made from the seed of its log's key by HKDF-SHA256 (RFC 5869)
    /// with the info `wardlog/1 answers`.
    ///
    /// So nothing more is kept on a ward's disk or can be lost from it, and the answer to an export can be opened as long as
    /// the log can be signed. HKDF keeps the two uses apart: neither key tells anything of the other.
    public init?(ofDevice key: SignerKey) {
        let secret = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key.seedBytes), info: Array("wardlog/1 answers".utf8), outputByteCount: 32)
        self.init(seed: secret.withUnsafeBytes { Array($0) })
    }

    /// 32 bytes.
    public var publicBytes: [UInt8] { Array(privateKey.publicKey.rawRepresentation) }
}
