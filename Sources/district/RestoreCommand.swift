import ArgumentParser
import DistrictServer
import Glibc
import LogFiles
import PlanProgress
import StoreSQLite

struct Restore: LoneCommand {
    static let configuration = CommandConfiguration(
        abstract: "Đặt một bản sao lưu vào thư mục dữ liệu chưa có cơ sở dữ liệu.",
        discussion: "Puts a backup into a home without a database. Heads, keys and a longer own log that lie there stay.")
    @Argument(help: "Bản sao lưu: thư mục có tệp manifest.") var backup: String
    @Option(help: "Tệp chứa mật khẩu đã dùng khi sao lưu.") var passphraseFile: String?
    @OptionGroup var common: CommonOptions

    /// May be cut anywhere and typed again: the database gets its name last, and until then there is none.
    func work(_ output: inout CommandOutput) throws(CommandFailure) {
        let folder = common.folder
        let passphrase = try passphraseFile.map { path throws(CommandFailure) in try Passphrase.read(path) }
        let kept = try translating { () throws(BackupFault) in try KeptBackup.open(backup) }
        try translating { () throws(DiskFault) in try folder.disk.makeFolder(DiskPath("")) }
        let lock = try translating { () throws(StoreFault) in try WriterLock(home: folder.path) }
        defer { withExtendedLifetime(lock) {} }
        if folder.isSetUp { throw Sentences.databaseThere(folder.database) }
        let sealed = try translating { () throws(BackupFault) in
            let sealed = try passphrase.map { phrase throws(BackupFault) in try kept.unsealed(passphrase: phrase) } ?? [:]
            _ = try KeptBackup.place(sealed, in: folder.path)
            return sealed
        }
        let keys = try folder.keys(of: kept.manifest.origin)
        if keys == nil, kept.hasSealedPart { throw CommandFailure(BackupFault.passphraseNeeded(path: backup)) }
        try translating { () throws(BackupFault) in try kept.placeOwnLog(in: folder.path) }
        try place(kept, sealed, in: folder)
        try output.advise(sentence(after: kept, in: folder, hasKeys: keys != nil), in: common.language)
    }

    private func place(_ kept: KeptBackup, _ sealed: [String: [UInt8]], in folder: DistrictFolder) throws(CommandFailure) {
        if !folder.hasAttachments {
            let fresh = folder.attachments + ".restoring"
            try translating { () throws(BackupFault) in
                try kept.copy(BackupName.attachments, to: fresh)
                try KeptBackup.name(fresh, folder.attachments)
            }
        } else {
            // It is newer than the backup's, and its erasures are those that were decided since.
            try translating { () throws(StoreFault) in try DatabaseCopy.check(folder.attachments) }
        }
        let fresh = folder.database + ".restoring"
        // What a cut restore left beside its copy would be played into this one.
        for side in ["-wal", "-shm"] { unlink(fresh + side) }
        try translating { () throws(BackupFault) in try kept.copy(BackupName.database, to: fresh) }
        let identity = try translating { () throws(StoreFault) in try Self.forgetRights(in: fresh) }
        // The keys here are of another day, such as of a backup that was restored before this one by mistake: its own go with it.
        if let identity, let pair = try folder.pairOfToday(identity), try folder.keys(of: kept.manifest.origin)?.pair != pair,
            DistrictKeys.pairs(in: sealed, of: kept.manifest.origin).contains(pair)
        {
            try translating { () throws(BackupFault) in _ = try KeptBackup.place(sealed, in: folder.path, replacing: true) }
        }
        try translating { () throws(BackupFault) in try KeptBackup.name(fresh, folder.database) }
    }

    /// Tokens and codes that were ended since the backup would be good again: all end. A device gets a new token by its key.
    ///
    /// Returns who the district was.
    private static func forgetRights(in path: String) throws(StoreFault) -> DistrictIdentity? {
        let store = try DistrictDatabase.openForWriting(path)
        try store.write { tables throws(StoreFault) in
            for log in try tables.logs(ofUnit: nil) { try tables.setScope(log.isRevoked ? .parking : nil, ofTokensOf: log.origin) }
            try tables.forgetInvitations()
        }
        let identity = try store.read { tables throws(StoreFault) in try tables.identity() }
        try store.close()
        try DatabaseCopy.settle(path)
        return identity
    }

    /// Where keys and heads are there the district is opened once: its own log is replayed, and what does not fit is said now.
    private func sentence(
        after kept: KeptBackup, in folder: DistrictFolder, hasKeys: Bool
    ) throws(CommandFailure) -> (String, String) {
        guard hasKeys else { return Sentences.restoredWithoutKeys(folder.path) }
        guard access(folder.heads, F_OK) == 0 else { return Sentences.restoredWithoutHeads }
        if try folder.isBehindOwnHead() { return Sentences.restoredBehindHead }
        let office = try Office.open(folder)
        let recovering = try translating { () throws(StoreFault) in try office.recoveringLogs() }
        try translating { () throws(StoreFault) in try office.store.close() }
        return Sentences.restored(recovering.count)
    }
}

extension Office {
    /// Logs of which fewer entries are held than were once cosigned, and which may still take them.
    func recoveringLogs() throws(StoreFault) -> [Checkpoint] {
        let heads = try parts.heads.all()
        return try store.read { tables throws(StoreFault) in
            var found: [Checkpoint] = []
            for head in heads {
                let log = try tables.log(head.origin)
                let size = log?.size ?? 0
                if size < head.size, size < log?.end ?? .max { found.append(head) }
            }
            return found
        }
    }
}
