/// A text with signatures under it, as C2SP `signed-note` writes it.
///
/// Text ends with LF, then an empty line, then `— <name> <base64(4-byte key hash ‖ signature)>` lines.
/// Source: https://c2sp.org/signed-note
public struct SignedNote: Hashable, Sendable {
    /// Ends with LF, holds no empty line at its end and no control character but LF.
    public let text: String
    public var signatures: [Signature]

    public struct Signature: Hashable, Sendable {
        public let name: String
        public let keyHash: UInt32
        public let bytes: [UInt8]

        public init(name: String, keyHash: UInt32, bytes: [UInt8]) {
            (self.name, self.keyHash, self.bytes) = (name, keyHash, bytes)
        }

        /// Reads a line without its LF: `— name base64`.
        fileprivate init?(reading line: ArraySlice<UInt8>) {
            let dash: [UInt8] = [0xE2, 0x80, 0x94, 0x20]
            guard line.starts(with: dash), let end = line.dropFirst(dash.count).firstIndex(of: 0x20),
                let name = String(validating: line[..<end].dropFirst(dash.count), as: UTF8.self), KeyName.isValid(name),
                let raw = Base64.bytes(reading: line[(end + 1)...]), raw.count > 4
            else { return nil }
            self.init(name: name, keyHash: raw[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }, bytes: Array(raw[4...]))
        }

        var line: String {
            let hash = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: keyHash >> UInt32($0)) }
            return "— \(name) \(Base64.text(hash + bytes))\n"
        }
    }

    public init(text: String, signatures: [Signature] = []) {
        (self.text, self.signatures) = (text, signatures)
    }

    /// Reads a whole note; `nil` when the bytes are none, or are more than `Limits.noteByteCount`.
    public init?(reading bytes: some Collection<UInt8>) {
        guard bytes.count <= Limits.noteByteCount else { return nil }
        // Looked at in a copy: a collection of an unknown kind is asked byte by byte.
        let units = Array(bytes)
        // The last empty line parts text and signatures.
        guard units.last == 10, units.allSatisfy({ $0 >= 0x20 || $0 == 10 }),
            let split = units.indices.dropFirst().last(where: { units[$0] == 10 && units[$0 - 1] == 10 }), split + 1 < units.count,
            let text = String(validating: units[..<split], as: UTF8.self)
        else { return nil }
        var signatures: [Signature] = []
        for line in units[(split + 1)...].dropLast().split(separator: 10, omittingEmptySubsequences: false) {
            guard let signature = Signature(reading: line) else { return nil }
            signatures.append(signature)
        }
        guard signatures.count <= 16 else { return nil }
        (self.text, self.signatures) = (text, signatures)
    }

    public var bytes: [UInt8] { Array((text + "\n" + signatures.map(\.line).joined()).utf8) }
}

/// The name of a signing key: an origin, or `<district>/receipts`. No white space, no `+`.
public enum KeyName {
    public static func isValid(_ name: String) -> Bool {
        // Ours are ASCII, and asking Unicode about each character costs as much as the rest of a note.
        if name.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != 0x2B }) { return (1...128).contains(name.utf8.count) }
        return !name.isEmpty && name.utf8.count <= 128 && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" }
    }

    /// The name of the key with which a district cosigns.
    public static func receipts(ofDistrict id: String) -> String { "\(id)/receipts" }
}

/// What a key may say: sign its own log (0x01, Ed25519), or cosign others' (0x04, timestamped).
public enum SignatureType: UInt8, Hashable, Sendable {
    case log = 0x01
    case cosignature = 0x04
}

/// A public key with its name, in the form `<name>+<8 hex key hash>+<base64(type ‖ key)>`.
///
/// Sources: C2SP `signed-note` (type 0x01) and `tlog-cosignature` (0x04). Key hash: the first four bytes of
/// SHA-256(name ‖ LF ‖ type ‖ key).
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    public let type: SignatureType
    /// 32 bytes of Ed25519.
    public let key: [UInt8]
    public let keyHash: UInt32

    public init(name: String, type: SignatureType, key: [UInt8]) {
        precondition(key.count == 32 && KeyName.isValid(name), "an Ed25519 key has 32 bytes and a plain name")
        (self.name, self.type, self.key) = (name, type, key)
        keyHash = UInt32(truncatingIfNeeded: Digest(of: Array(name.utf8) + [0x0A, type.rawValue] + key).words.0 >> 32)
    }

    /// Reads the text form; `nil` also where the key hash does not fit.
    public init?(_ text: some StringProtocol) { self.init(reading: Array(text.utf8)[...]) }

    /// The same in UTF-8.
    init?(reading text: ArraySlice<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = String(validating: parts[0], as: UTF8.self), KeyName.isValid(name),
            let raw = Base64.bytes(reading: parts[2]), raw.count == 33, let type = SignatureType(rawValue: raw[0])
        else { return nil }
        self.init(name: name, type: type, key: Array(raw[1...]))
        guard parts[1].elementsEqual(Self.hex(keyHash).utf8) else { return nil }
    }

    public var description: String { "\(name)+\(Self.hex(keyHash))+\(Base64.text([type.rawValue] + key))" }

    /// SHA-256 of the bare key: what the guard's file is named by.
    public var fingerprint: Digest { Digest(of: key) }

    /// Whether this key signed the note's text as its own log (0x01).
    public func verifies(_ note: SignedNote) -> Bool { signedAlone(note) != nil }

    /// The note with the first signature of this key that holds and with nothing else that came in it, or `nil` where none holds.
    ///
    /// What is kept and countersigned: a note with false or repeated signatures in it would outgrow what a reader takes.
    public func signedAlone(_ note: SignedNote) -> SignedNote? {
        guard type == .log else { return nil }
        let message = Array(note.text.utf8)
        let signature = note.signatures.first {
            $0.keyHash == keyHash && $0.name.utf8.elementsEqual(name.utf8) && $0.bytes.count == 64 && accepts($0.bytes, for: message)
        }
        return signature.map { SignedNote(text: note.text, signatures: [$0]) }
    }

    /// The time (Unix seconds) at which this key cosigned the note's text (0x04), or `nil` when it did not.
    public func cosignedAt(_ note: SignedNote) -> Int64? {
        guard type == .cosignature else { return nil }
        for signature in note.signatures where signature.name == name && signature.keyHash == keyHash && signature.bytes.count == 72 {
            let time = signature.bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard time <= UInt64(Limits.largestInteger) else { continue }
            if accepts(Array(signature.bytes[8...]), for: Cosignature.message(time: Int64(time), text: note.text)) { return Int64(time) }
        }
        return nil
    }

    private func accepts(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        Ed25519.isValid(signature, for: message, by: key)
    }

    private static func hex(_ value: UInt32) -> String {
        Hex.text(stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) })
    }
}

/// The message of a cosignature: `cosignature/v1`, `time <seconds>`, then the checkpoint's text. Source: C2SP `tlog-cosignature`.
enum Cosignature {
    static func message(time: Int64, text: String) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n\(text)".utf8) }
}

/// A private key with its name. Its 32-byte seed is drawn by the caller: the centre has no randomness.
public struct SignerKey: Sendable {
    public let name: String
    private let pair: Ed25519.Pair

    /// `nil` when the seed is not 32 bytes.
    public init?(name: String, seed: [UInt8]) {
        guard KeyName.isValid(name), let pair = Ed25519.Pair(seed: seed) else { return nil }
        (self.name, self.pair) = (name, pair)
    }

    public func verifier(_ type: SignatureType) -> VerifierKey {
        VerifierKey(name: name, type: type, key: pair.publicKey)
    }

    /// The 32 bytes to keep in a `key` file.
    public var seedBytes: [UInt8] { pair.seed }

    /// Adds this key's signature (0x01) to the note.
    public func signing(_ note: SignedNote) -> SignedNote {
        adding(to: note, bytes: pair.sign(Array(note.text.utf8)), type: .log)
    }

    /// Adds this key's cosignature (0x04) of that time, Unix seconds.
    public func cosigning(_ note: SignedNote, time: Int64) -> SignedNote {
        let stamp = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> Int64($0)) }
        return adding(to: note, bytes: stamp + pair.sign(Cosignature.message(time: time, text: note.text)), type: .cosignature)
    }

    private func adding(to note: SignedNote, bytes: [UInt8], type: SignatureType) -> SignedNote {
        let signature = SignedNote.Signature(name: name, keyHash: verifier(type).keyHash, bytes: bytes)
        return SignedNote(text: note.text, signatures: note.signatures + [signature])
    }
}
