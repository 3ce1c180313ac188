/// What stands first in a bundle: who speaks to whom, and when (Bundles.md).
public struct BundleHeader: Hashable, Sendable {
    /// The district's id.
    public let district: String
    /// The device that sends, or to which the answers go.
    public let origin: Origin
    public let sender: Sender
    /// The sender's clock, UTC milliseconds: shown, decides nothing.
    public let time: Int64

    public enum Sender: Hashable, Sendable {
        /// `answerKey` are the 32 bytes of the X25519 key to which the answers are sealed.
        case device(key: VerifierKey, answerKey: [UInt8])
        case district
    }

    /// `nil` for a device whose key is not that of its log, or whose log is another district's.
    public init?(district: String, origin: Origin, sender: Sender, time: Int64) {
        guard origin.district == district, !origin.isDistrictLog, time >= 0 else { return nil }
        if case .device(let key, let answerKey) = sender {
            guard key.type == .log, key.name == origin.description, answerKey.count == 32 else { return nil }
        }
        (self.district, self.origin, self.sender, self.time) = (district, origin, sender, time)
    }

    public static let requestTitle = "wardlog/1 bundle"
    public static let answerTitle = "wardlog/1 answers"

    var title: String { sender == .district ? Self.answerTitle : Self.requestTitle }

    var bytes: [UInt8] {
        var text = "\(title)\ndistrict \(district)\norigin \(origin)\n"
        if case .device(let key, let answerKey) = sender { text += "key \(key)\nanswers \(Base64.text(answerKey))\n" }
        return Array((text + "time \(time)\n\n").utf8)
    }

    /// The text that the sender signs over all that came before the end.
    func endText(_ digest: Digest) -> String { "\(title)\norigin \(origin)\ndigest \(digest.base64)\n" }
}

/// One request or answer of the wire, as it lies in a bundle: a line of words, and bytes.
public struct BundlePart: Hashable, Sendable {
    public let words: [String]
    public let body: [UInt8]

    public init(_ words: [String], _ body: [UInt8] = []) {
        (self.words, self.body) = (words, body)
    }

    var line: [UInt8] { Array("\(words.joined(separator: " ")) \(body.count)\n".utf8) }
}

/// Why a bundle was not read or written. Of a bundle that is not whole and signed nothing is ever used; one that changes while it is
/// used is told as `changed`.
public enum BundleFault: Error, Hashable, Sendable, CustomStringConvertible {
    case notABundle
    /// It ends before its end, or a byte was changed on the way: the copy is bad.
    case torn
    /// Whole, and of another form than Bundles.md gives.
    case form(expected: String)
    /// Not signed by whom it says it is from.
    case signature
    case otherDistrict(String)
    case otherDevice(String)
    /// Sealed to a key that is not here.
    case otherKey(of: String)
    /// Signed by a key that is not enrolled for this log, and no enrolment is asked for.
    case unknownDevice(Origin)
    /// It was whole when it was read first, and another when it was used: some of it may have been taken.
    case changed
    case store(WardStoreFault)
    case disk(String)

    public var description: String {
        switch self {
        case .notABundle: "the file is no bundle. Nothing was taken from it; name a file that 'bundle export' or 'bundle import' wrote."
        case .torn: "the bundle is cut or was changed on the way. Nothing was taken from it; copy the file again."
        case .form(let expected):
            "the bundle has another form: expected \(expected). Nothing was taken from it; a newer program may be needed."
        case .signature: "the bundle is not signed by whom it says it is from. Nothing was taken from it."
        case .otherDistrict(let id): "the bundle is for district '\(id)'. Nothing was taken from it; carry it there."
        case .otherDevice(let origin): "the bundle is for \(origin). Nothing was taken from it; carry it there."
        case .otherKey(let name): "the bundle is sealed to a key of \(name) that is not here. Nothing was taken from it; export it again."
        case .unknownDevice(let origin):
            "the bundle is signed by a key that is not enrolled for \(origin), and asks for no enrolment. Nothing was taken from it; "
                + "invite the ward and let it export with the code."
        case .changed:
            "the bundle changed while it was read. Part of it may have been taken, whole and verified; take it in again from a good copy."
        case .store(let fault): "\(fault)"
        case .disk(let reason): "the file could not be read or written (\(reason)). Try again with another stick."
        }
    }
}

extension BundleFault {
    /// The same, met after the file was found whole and used: it no longer says that nothing was taken.
    public var onSecondReading: BundleFault {
        switch self {
        case .notABundle, .torn, .form, .signature, .otherDistrict, .otherDevice, .otherKey: .changed
        case .unknownDevice, .changed, .store, .disk: self
        }
    }
}

/// Bytes that are read from front to back, such as a file on a stick, sealed or not.
public protocol ByteSource: AnyObject {
    /// At most `limit` bytes, at least one before the end; none at the end.
    func next(_ limit: Int) throws(BundleFault) -> [UInt8]
}

/// Where bytes are written from front to back; what was written counts only once its owner has closed it.
public protocol ByteSink: AnyObject {
    func write(_ bytes: [UInt8]) throws(BundleFault)
}
