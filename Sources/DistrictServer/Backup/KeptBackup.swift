import Glibc
import PlanProgress

/// A backup that is to be put back: its manifest fits, and so does every file.
public struct KeptBackup: Sendable {
    public let path: String
    public let manifest: BackupManifest

    /// Reads a backup and checks every byte of it against its manifest.
    public static func open(_ path: String) throws(BackupFault) -> KeptBackup {
        let bytes = try stored { () throws(StoreFault) in try POSIX.contents(of: "\(path)/\(BackupManifest.name)") }
        guard let bytes else { throw .noBackup(path: path, newest: try newest(in: path)) }
        guard let text = String(validating: bytes, as: UTF8.self), let manifest = BackupManifest(text: text) else {
            throw .altered(path: path, name: BackupManifest.name)
        }
        for file in manifest.files {
            let there = "\(path)/\(file.name)"
            let fits = try stored { () throws(StoreFault) in
                guard POSIX.exists(there), try POSIX.byteCount(of: there) == file.byteCount else { return false }
                return try POSIX.digest(of: there) == file.digest
            }
            guard fits else { throw .altered(path: path, name: file.name) }
        }
        let names = manifest.files.map(\.name)
        for name in [BackupName.database, BackupName.attachments] where !names.contains(name) { throw .altered(path: path, name: name) }
        return KeptBackup(path: path, manifest: manifest)
    }

    private static func newest(in path: String) throws(BackupFault) -> String? {
        try stored { () throws(StoreFault) in
            try POSIX.names(in: path).last { POSIX.exists("\(path)/\($0)/\(BackupManifest.name)") && !$0.hasSuffix(BackupDraft.suffix) }
        }
    }

    private func holds(_ name: String) -> Bool { manifest.files.contains { $0.name == name } }

    // MARK: Putting back

    /// The longer of the two files of the district's own log stays in the home or takes its place: the shorter has forgotten decisions.
    public func placeOwnLog(in home: String) throws(BackupFault) {
        let name = BackupName.entries(of: manifest.origin)
        guard holds(name) else { return }
        let (here, kept) = try stored { () throws(StoreFault) in
            (try POSIX.contents(of: "\(home)/\(name)") ?? [], try POSIX.contents(of: "\(path)/\(name)") ?? [])
        }
        let (mine, theirs) = (LogScan(here), LogScan(kept))
        let common = min(mine.size, theirs.size)
        for index in 0..<common where mine.entry(index) != theirs.entry(index) { throw .otherOwnLog(path: "\(home)/\(name)") }
        if mine.size >= theirs.size { return }
        try stored { () throws(StoreFault) in
            try POSIX.makeFolders("\(home)/\(HomeLayout.folder(of: manifest.origin).path)")
            // The receipt first: it may speak of more than lies here and never of less.
            let checkpoint = BackupName.checkpoint(of: manifest.origin)
            if let receipt = try POSIX.contents(of: "\(path)/\(checkpoint)") { try POSIX.replace("\(home)/\(checkpoint)", with: receipt) }
            // What lies behind a damaged line is nowhere else: it is kept beside.
            let there = "\(home)/\(name)"
            if !mine.isWhole { try Self.setAside(there) }
            try POSIX.replace(there, with: kept)
        }
    }

    /// The sealed files by name; none where the backup has no such part.
    public func unsealed(passphrase: [UInt8]) throws(BackupFault) -> [String: [UInt8]] {
        try holds(BackupName.sealed) ? SealedFiles.read(in: path, passphrase: passphrase) : [:]
    }

    /// Puts sealed files where none of that name lies; how many. Those that are there are newer, and stay.
    ///
    /// With `replacing` those that are there are another day's and go aside.
    public static func place(_ files: [String: [UInt8]], in home: String, replacing: Bool = false) throws(BackupFault) -> Int {
        // The next keys of a handover that was going on then: whoever has keys has been through it, or has other next ones.
        let hasKeys = !replacing && POSIX.exists("\(home)/keys/receipts")
        var placed = 0
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) where !(hasKeys && name == "keys/next") {
            let target = "\(home)/\(name)"
            try stored { () throws(StoreFault) in
                let there = try POSIX.contents(of: target)
                if there == bytes || (there != nil && !replacing) { return }
                try POSIX.makeFolders(target.lastIndex(of: "/").map { String(target[..<$0]) } ?? home)
                if there != nil { try setAside(target) }
                try POSIX.replace(target, with: bytes)
                placed += 1
            }
        }
        return placed
    }

    public var hasSealedPart: Bool { holds(BackupName.sealed) }

    /// Copies one of the two databases to a path where nothing lies, synced.
    public func copy(_ name: String, to target: String) throws(BackupFault) {
        try stored { () throws(StoreFault) in
            try POSIX.copy("\(path)/\(name)", to: target)
            try POSIX.syncFolder(of: target)
        }
    }

    /// Beside its place under a name of its content: what an earlier restore set aside is nowhere else, and is not written over.
    private static func setAside(_ path: String) throws(StoreFault) {
        let digest = try POSIX.digest(of: path)
        guard rename(path, "\(path).before-restore-\(digest.hex.prefix(16))") == 0 else { throw POSIX.fault(path) }
    }

    /// Gives a file its name in the home, durably. A write-ahead log of an earlier file of that name is set aside: SQLite would
    /// play it into the one that takes its place.
    public static func name(_ file: String, _ target: String) throws(BackupFault) {
        try stored { () throws(StoreFault) in
            for left in ["\(target)-wal", "\(target)-shm"] where POSIX.exists(left) { try setAside(left) }
            try POSIX.syncFolder(of: target)
            guard rename(file, target) == 0 else { throw POSIX.fault(target) }
            try POSIX.syncFolder(of: target)
        }
    }
}
