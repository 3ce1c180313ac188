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

    var takesTurnItself: Bool { true }

    func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
        let passphrase = try passphraseFile.map { path throws(CommandFailure) in try Passphrase.read(path) }
        let (home, folder) = (office.folder, folder)
        let work = try await offPool { () throws(CommandFailure) in try BackupWork(of: home, into: folder, passphrase: passphrase) }.get()
        // What the copied database holds of the own log is then in its file too.
        try await office.writing { try await $0.catchUp() }
        // Keys and the log that announces them are of one moment: nobody changes them in between.
        try await office.turn.take { await offPool { () throws(CommandFailure) in try work.copySmallFiles() } }.get()
        let (place, audit) = try await offPool { () throws(CommandFailure) in try work.finish() }.get()
        output.print(place)
        output.advise(Sentences.backedUp(audit.logCount, audit.entryCount, sealed: passphrase != nil), in: common.language)
    }
}

/// What a backup does, in order. The district is only read: whatever fails, it goes on, and what was begun is taken back.
struct BackupWork: Sendable {
    private let home: DistrictFolder
    private let origin: Origin
    private let passphrase: [UInt8]?
    private let draft: BackupDraft

    /// Begins one and copies the databases: attachments and own log, copied after, then hold at least what the entries name.
    init(of home: DistrictFolder, into folder: String, passphrase: [UInt8]?) throws(CommandFailure) {
        guard let origin = try ReadingRoom(home).identity.origin else { throw Sentences.notSetUp(home.path) }
        (self.home, self.origin, self.passphrase) = (home, origin, passphrase)
        draft = try translating { () throws(BackupFault) in
            try BackupDraft.begin(in: folder, of: origin, now: Surroundings.machine.now())
        }
        let copy = DistrictFolder(path: draft.path)
        try orDiscard { () throws(CommandFailure) in
            try translating { () throws(StoreFault) in
                try DatabaseCopy.make(of: home.database, at: copy.database)
                try DatabaseCopy.make(of: home.attachments, at: copy.attachments)
            }
        }
    }

    func copySmallFiles() throws(CommandFailure) {
        try orDiscard { () throws(CommandFailure) in
            try translating { () throws(BackupFault) in
                try draft.copyOwnLog(from: home.path)
                if let passphrase { try draft.seal(home: home.path, passphrase: passphrase, salt: Surroundings.machine.random(16)) }
            }
        }
    }

    /// Judges what was copied, and gives the backup its name, which is returned.
    func finish() throws(CommandFailure) -> (String, DistrictAudit) {
        try orDiscard { () throws(CommandFailure) in
            let audit = try judge(DistrictFolder(path: draft.path))
            return (try translating { () throws(BackupFault) in try draft.finish() }, audit)
        }
    }

    private func orDiscard<Result>(_ work: () throws(CommandFailure) -> Result) throws(CommandFailure) -> Result {
        do throws(CommandFailure) { return try work() } catch {
            throw draft.discard() ? error : Sentences.unfinished(draft.path, because: error)
        }
    }

    /// Reads back what was written: every page, root and signature, every figure recomputed, the own log against the database, and
    /// whether the sealed keys are those that the own log leads to.
    private func judge(_ copy: DistrictFolder) throws(CommandFailure) -> DistrictAudit {
        try translating { () throws(StoreFault) in
            try DatabaseCopy.check(copy.database)
            try DatabaseCopy.check(copy.attachments)
        }
        let reading = try ReadingRoom(copy)
        let audit = try reading.audit(heads: [])
        var faults = try audit.faults + reading.ownLogFaults() + reading.unprovedOwnLog()
        if let passphrase {
            let sealed = try translating { () throws(BackupFault) in try draft.unsealed(passphrase: passphrase) }
            let pair = try copy.pairOfToday(reading.identity)
            if !DistrictKeys.pairs(in: sealed, of: origin).contains(where: { $0 == pair }) {
                faults.append("sealed: the keys in it are not those of the district")
            }
        }
        guard faults.isEmpty else { throw CommandFailure(BackupFault.unsound(faults)) }
        return audit
    }
}

extension ReadingRoom {
    /// Whether the file of the own log and the receipt beside it prove, without the database, all that the database has decided: after a
    /// loss of the database they alone bring it back, and a file or receipt that was cut back would forget in silence.
    fileprivate func unprovedOwnLog() throws(CommandFailure) -> [String] {
        guard let origin = identity.origin else { return [] }
        let file = OwnLogKeeper(origin, on: folder.disk)
        let (size, held, note) = try read { tables throws(StoreFault) in
            (try DistrictLog.own(in: tables).size, try file.size, try file.receipt.flatMap { SignedNote(reading: $0) })
        }
        if held < size {
            return ["\(origin): the file holds \(held) entries, the database \(size); the next start of 'district serve' mends it"]
        }
        guard let note, let proved = Checkpoint(text: note.text), proved.origin == origin, (size...held).contains(proved.size) else {
            return ["\(origin): the receipt beside the file does not cover the \(size) entries of the database"]
        }
        let entries = try translating { () throws(StoreFault) in try file.entries(0..<proved.size) }
        var range = CompactRange()
        for entry in entries { range.append(leaf: MerkleTree.leaf(entry)) }
        guard let pair = try folder.pairOfToday(identity), range.root == proved.root, pair.log.verifies(note),
            pair.receipts.cosignedAt(note) != nil
        else { return ["\(origin): the receipt beside the file does not prove its first \(proved.size) entries"] }
        return []
    }
}

extension DistrictKeys {
    /// The pairs that a backup's sealed files make up: those in their places, and of a handover that was going on the next ones.
    static func pairs(in sealed: [String: [UInt8]], of origin: Origin) -> [DistrictKeyPair] {
        func seeds(_ path: DiskPath) -> [[UInt8]] { sealed[path.path].flatMap(DistrictFolder.seeds(in:)) ?? [] }
        let found = [
            seeds(DistrictFolder.receiptsKey) + seeds(HomeLayout.key(of: origin)), Array(seeds(NextKeys.path).prefix(2)),
        ]
        return found.filter { $0.count == 2 }.compactMap { DistrictKeys(of: origin, receipts: $0[0], log: $0[1])?.pair }
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
