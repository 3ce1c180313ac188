import ArgumentParser
import Dispatch
import DistrictServer
import LogFiles
import PlanProgress
import Reports
import StoreSQLite

struct Backup: WritingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sao lưu dữ liệu của quận, cả khi máy chủ đang chạy, rồi đọc lại để kiểm tra.",
        discussion: "Writes DIR/<UTC time>: databases and the district's own log, read again and verified; with a passphrase, keys too. "
            + "Never heads.")
    @Argument(help: "Thư mục chứa các bản sao lưu.") var folder: String
    @Option(help: "Tệp chứa mật khẩu: sao lưu cả khóa và tài khoản, được niêm phong (seals keys and users).") var passphraseFile: String?
    @OptionGroup var common: CommonOptions
    var filePaths: [String] { [folder] + (passphraseFile.map { [$0] } ?? []) }

    func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
        let passphrase = try passphraseFile.map { path throws(CommandFailure) in try Passphrase.read(path) }
        let (home, folder) = (office.folder, folder)
        let written = await offPool { () throws(CommandFailure) in
            try BackupWork.write(home, into: folder, passphrase: passphrase)
        }
        let (place, audit) = try written.get()
        output.print(place)
        output.advise(Sentences.backedUp(audit.logCount, audit.entryCount, sealed: passphrase != nil), in: common.language)
    }
}

/// What a backup does, in order. The district is only read: whatever fails, it goes on.
enum BackupWork {
    static func write(
        _ home: DistrictFolder, into folder: String, passphrase: [UInt8]?
    ) throws(CommandFailure) -> (String, DistrictAudit) {
        let machine = Surroundings.machine
        let identity = try ReadingRoom(home).identity
        guard let origin = identity.origin else { throw Sentences.notSetUp(home.path) }
        let draft = try translating { () throws(BackupFault) in try BackupDraft.begin(in: folder, of: origin, now: machine.now()) }
        do throws(CommandFailure) {
            let copy = DistrictFolder(path: draft.path)
            // The database first: attachments and own log then hold at least what its entries name.
            try translating { () throws(StoreFault) in
                try DatabaseCopy.make(of: home.database, at: copy.database)
                try DatabaseCopy.make(of: home.attachments, at: copy.attachments)
            }
            try translating { () throws(BackupFault) in
                try draft.copyOwnLog(from: home.path)
                if let passphrase { try draft.seal(home: home.path, passphrase: passphrase, salt: machine.random(16)) }
            }
            let audit = try judge(copy)
            return (try translating { () throws(BackupFault) in try draft.finish() }, audit)
        } catch {
            throw draft.discard() ? error : Sentences.unfinished(draft.path, because: error)
        }
    }

    /// Reads back what was written: every page, root and signature, every figure recomputed, and the own log against the database.
    private static func judge(_ copy: DistrictFolder) throws(CommandFailure) -> DistrictAudit {
        try translating { () throws(StoreFault) in
            try DatabaseCopy.check(copy.database)
            try DatabaseCopy.check(copy.attachments)
        }
        let reading = try ReadingRoom(copy)
        let audit = try reading.read { tables throws(StoreFault) in
            try DistrictAudit.run(
                tables, register: reading.register, identity: reading.identity, heads: [], asOf: Surroundings.machine.today)
        }
        let faults = try audit.faults + reading.ownLogFaults()
        guard faults.isEmpty else { throw CommandFailure(BackupFault.unsound(faults)) }
        return audit
    }
}

/// Runs work that blocks for long away from the pool on which requests are answered.
func offPool<Value: Sendable, Fault: Error>(
    _ work: @escaping @Sendable () throws(Fault) -> Value
) async -> Result<Value, Fault> {
    await withCheckedContinuation { continuation in
        DispatchQueue(label: "wardlog.work").async {
            do throws(Fault) { continuation.resume(returning: .success(try work())) } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
}

/// The first line of a file that a person keeps apart from the backups.
enum Passphrase {
    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        let bytes = try HandedIn.bytes(path)
        return Array(bytes.prefix { $0 != 10 && $0 != 13 })
    }
}

func translating<Result>(_ work: () throws(BackupFault) -> Result) throws(CommandFailure) -> Result {
    do throws(BackupFault) { return try work() } catch { throw CommandFailure(error) }
}
