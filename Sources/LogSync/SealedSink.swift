import Crypto
import Foundation
public import PlanProgress

/// Seals what is written through it to one key, piece by piece, so that a year of a ward costs the memory of one piece.
///
/// HPKE of RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. Four lines of header, of which
/// the first three are the `info`, then pieces: a mark (0, or 1 for the last), four bytes of length, the sealed bytes; the mark
/// is the associated data. The order of pieces is HPKE's own sequence; the mark shows where the end was cut off.
public final class SealedSink: ByteSink {
    private let sink: any ByteSink
    private var sender: HPKE.Sender
    private var waiting: [UInt8] = []

    public static let title = "wardlog/1 sealed"
    static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    static let pieceByteCount = 64 * 1024
    /// Of Poly1305.
    static let tagByteCount = 16

    /// `name` says in the clear for whom it is: a district's id, or an origin.
    public init(to key: [UInt8], named name: String, into sink: any ByteSink) throws(BundleFault) {
        let info = Self.info(name: name, key: key)
        do {
            let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: key)
            sender = try HPKE.Sender(recipientKey: key, ciphersuite: Self.suite, info: Data(info))
        } catch { throw .form(expected: "an X25519 key of \(name)") }
        self.sink = sink
        try sink.write(info + Array("encapsulated \(Base64.text(sender.encapsulatedKey))\n\n".utf8))
    }

    static func info(name: String, key: [UInt8]) -> [UInt8] {
        Array("\(title)\nfor \(name)\nkey \(BundleKey.name(of: key))\n".utf8)
    }

    public func write(_ bytes: [UInt8]) throws(BundleFault) {
        waiting += bytes
        var start = 0
        // One piece always waits: the last must be known as such.
        while waiting.count - start > Self.pieceByteCount {
            try seal(waiting[start..<start + Self.pieceByteCount], mark: 0)
            start += Self.pieceByteCount
        }
        waiting.removeFirst(start)
    }

    /// Seals the last piece. Without it the file is a torn one.
    public func close() throws(BundleFault) {
        try seal(waiting[...], mark: 1)
        waiting = []
    }

    private func seal(_ piece: ArraySlice<UInt8>, mark: UInt8) throws(BundleFault) {
        let sealed: Data
        do { sealed = try sender.seal(piece, authenticating: [mark]) } catch { throw .disk("\(error)") }
        let count = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: sealed.count >> $0) }
        try sink.write([mark] + count + Array(sealed))
    }
}
