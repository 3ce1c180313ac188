/// Where each file of a home lies (design 3.1): the one place that spells a path.
public enum HomeLayout {
    public static let config = DiskPath("config")
    /// Held for milliseconds, while our log is written.
    public static let lock = DiskPath("lock")
    /// Held for a whole sync.
    public static let syncLock = DiskPath("sync.lock")
    /// What a healing has decided, until it is done.
    public static let healing = DiskPath("healing")
    public static let logs = DiskPath("logs")
    public static let attachments = DiskPath("attachments")
    public static let quarantine = DiskPath("quarantine")

    public static func folder(of origin: Origin) -> DiskPath { logs.appending(origin.description) }
    public static func entries(of origin: Origin) -> DiskPath { folder(of: origin).appending("entries.log") }
    /// The latest receipt.
    public static func checkpoint(of origin: Origin) -> DiskPath { folder(of: origin).appending("checkpoint") }
    /// 64 hex digits and LF: the Ed25519 seed.
    public static func key(of origin: Origin) -> DiskPath { folder(of: origin).appending("key") }
    /// Beside a log that was ours: the origin that continues it. Tells it from a pulled copy when its key is lost.
    public static func continued(_ origin: Origin) -> DiskPath { folder(of: origin).appending("continued") }
    /// `id` is checked by whoever has it: `AttachmentReference.isID`.
    public static func attachment(_ id: String) -> DiskPath { attachments.appending(id) }

    /// The guard of the log that this key signs.
    public static func guardFile(of key: VerifierKey) -> DiskPath {
        DiskPath(String(key.fingerprint.hex.prefix(16)), in: .guards)
    }

    /// Named by origin, reason and content, so that nothing in it is ever overwritten by something else.
    static func quarantine(origin: Origin, what: String, digest: Digest) -> DiskPath {
        let flat = [origin.district, origin.unit, origin.device].joined(separator: "_")
        return quarantine.appending("\(flat)_\(what)_\(digest.hex.prefix(16))")
    }
}

/// What lies under `district/`: how this ward knows its district.
public enum DistrictFile: String, CaseIterable, Sendable {
    /// The certificate of the pinned authority, DER; absent where the district has none.
    case authority
    /// The two verifier keys, `receipts` then `log`, an LF each.
    case keys
    /// The heads last seen, in their wire form.
    case heads
    /// The origin that is enrolled, a space, its token.
    case token
    /// When the last sync was, how it ended, when the next one is due.
    case lastSync = "last-sync"
    /// Bodies of `unit.registered`, a line each, as the district sent them.
    case roster
    /// The enrolment that was sent and has no answer yet.
    case enrolment
    /// The note of the key to which bundles for the district are sealed.
    case bundles
    /// The second half of the code with which a bundle was exported before the ward had joined.
    case check
    /// Attachments of ours that the district holds.
    case held
    /// Attachments of logs that ours continues which the district did not take, for it had not got their entries.
    case refused

    public var path: DiskPath { DiskPath("district/\(rawValue)") }
}
