import Glibc
public import PlanProgress

/// A backup that is being written: a folder under an unfinished name until all of it was synced and read again.
///
/// A crash at any line leaves a folder whose name ends in `.unfinished`, which nothing ever restores; the district itself is only read.
public struct BackupDraft: Sendable {
    /// The folder that is written; laid out as a home, so that what reads a home reads it.
    public let path: String
    private let folder, name: String
    private let origin: Origin
    private let time: Int64

    static let suffix = ".unfinished"

    /// Makes `folder/<UTC time>.unfinished`. `now` is UTC milliseconds.
    public static func begin(in folder: String, of origin: Origin, now: Int64) throws(BackupFault) -> BackupDraft {
        guard let name = name(at: now) else { throw .store(.disk("this machine's clock stands outside 2000–2199")) }
        let draft = BackupDraft(path: "\(folder)/\(name)\(suffix)", folder: folder, name: name, origin: origin, time: now)
        guard !POSIX.exists("\(folder)/\(name)"), !POSIX.exists(draft.path) else { throw .exists(path: "\(folder)/\(name)") }
        try stored { () throws(StoreFault) in
            try POSIX.makeFolders("\(draft.path)/\(HomeLayout.folder(of: origin).path)")
        }
        return draft
    }

    /// Copies the file of the district's own log, without a line that is just being written, and the receipt beside it.
    public func copyOwnLog(from home: String) throws(BackupFault) {
        // The receipt first: it then speaks of entries that are here, and proves them to whoever restores both.
        let names = [BackupName.checkpoint(of: origin), BackupName.entries(of: origin)]
        try stored { () throws(StoreFault) in
            for name in names {
                guard let bytes = try POSIX.contents(of: "\(home)/\(name)") else { continue }
                let end = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
                try POSIX.replace("\(path)/\(name)", with: Array(bytes[..<end]))
            }
        }
    }

    /// Seals keys, authority, users and whatever else of a home is neither data nor heads.
    public func seal(home: String, passphrase: [UInt8], salt: [UInt8]) throws(BackupFault) {
        guard passphrase.count >= BackupFault.passphraseByteCount else { throw .passphraseShort }
        var files: [(name: String, bytes: [UInt8])] = []
        try stored { () throws(StoreFault) in
            for name in try HomeSecrets.names(in: home) {
                if let bytes = try POSIX.contents(of: "\(home)/\(name)") { files.append((name, bytes)) }
            }
        }
        let sealed = try SealedFiles.seal(files, passphrase: passphrase, salt: salt)
        try stored { () throws(StoreFault) in try POSIX.replace("\(path)/\(BackupName.sealed)", with: sealed) }
    }

    /// What was sealed, by name, read back from the disk.
    public func unsealed(passphrase: [UInt8]) throws(BackupFault) -> [String: [UInt8]] {
        try SealedFiles.read(in: path, passphrase: passphrase)
    }

    /// Everything is on the disk and has been judged: writes the manifest and gives the folder its name, which is returned.
    public func finish() throws(BackupFault) -> String {
        let final = "\(folder)/\(name)"
        try stored { () throws(StoreFault) in
            var files: [BackupManifest.File] = []
            for name in BackupName.all(of: origin) where POSIX.exists("\(path)/\(name)") {
                let file = "\(path)/\(name)"
                try POSIX.sync(file)
                files.append(.init(name: name, byteCount: try POSIX.byteCount(of: file), digest: try POSIX.digest(of: file)))
            }
            let manifest = BackupManifest(origin: origin, time: time, files: files)
            try POSIX.replace("\(path)/\(BackupManifest.name)", with: Array(manifest.text.utf8))
            guard rename(path, final) == 0 else { throw POSIX.fault(final) }
            try POSIX.syncFolder(of: final)
        }
        return final
    }

    /// Takes back what was begun; whether it is gone.
    public func discard() -> Bool { POSIX.removeTree(path) }

    /// `2022-09-15T083000Z`: sorts by time, and every file system takes it.
    static func name(at now: Int64) -> String? {
        // A local day is seven hours ahead of UTC.
        guard let day = LocalDay(utcMilliseconds: now - 7 * 3_600_000) else { return nil }
        let second = now / 1000 % 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day)T\(two(second / 3600))\(two(second / 60 % 60))\(two(second % 60))Z"
    }
}

/// Which files of a home are secrets: all that is neither data that a backup holds openly, nor heads, nor of the moment.
enum HomeSecrets {
    private static let open = [BackupName.database, BackupName.attachments, "heads", "quarantine", "admin.sock"]
    /// A key has a hundred bytes, a certificate a few thousand; anything longer is no secret of ours.
    private static let byteLimit: Int64 = 256 * 1024

    /// Relative to the home, sorted.
    static func names(in home: String, below folder: String = "") throws(StoreFault) -> [String] {
        var found: [String] = []
        for name in try POSIX.names(in: folder.isEmpty ? home : "\(home)/\(folder)") {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            if folder.isEmpty, open.contains(where: { name.hasPrefix($0) }) { continue }
            if POSIX.isFolder("\(home)/\(path)") {
                // A folder of backups may lie inside the home.
                if name.hasSuffix(BackupDraft.suffix) || POSIX.exists("\(home)/\(path)/\(BackupManifest.name)") { continue }
                found += try names(in: home, below: path)
            } else if POSIX.isFile("\(home)/\(path)"), !isOfTheMoment(name), try POSIX.byteCount(of: "\(home)/\(path)") <= byteLimit {
                found.append(path)
            }
        }
        return found
    }

    private static func isOfTheMoment(_ name: String) -> Bool {
        name == "entries.log" || name == "checkpoint" || name.hasSuffix("lock") || name.hasSuffix(".new") || name.contains(".sqlite")
    }
}

func stored<Result>(_ work: () throws(StoreFault) -> Result) throws(BackupFault) -> Result {
    do throws(StoreFault) { return try work() } catch { throw .store(error) }
}
