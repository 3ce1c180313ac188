import DistrictServer
import Glibc
import LogFiles
import PlanProgress
import StoreSQLite

/// Where each file of a district lies.
struct DistrictFolder {
    let path: String

    var database: String { path + "/district.sqlite" }
    var attachments: String { path + "/attachments.sqlite" }
    /// Apart from the database and in no backup (design 3.4).
    var heads: String { path + "/heads/heads" }
    /// Who may log in; apart from the database (design 7).
    var users: String { path + "/users" }
    var adminSocket: String { path + "/admin.sock" }
    var tls: TLSFolder { TLSFolder(path + "/tls") }

    /// The folder as logs see it; the guard of the district's own log lies with the heads.
    var disk: PosixDisk { PosixDisk(home: path, guards: path + "/heads/guards") }

    /// Bytes that the disk has left for this user.
    var freeByteCount: Int64? {
        var space = statvfs()
        return statvfs(path, &space) == 0 ? Int64(space.f_bavail) * Int64(space.f_frsize) : nil
    }

    static let receiptsKey = DiskPath("keys/receipts")

    /// An empty file is what a full disk leaves of a copy: no district lies in it.
    var isSetUp: Bool { Self.holdsSomething(database) }
    var hasAttachments: Bool { Self.holdsSomething(attachments) }

    private static func holdsSomething(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size > 0
    }

    /// The district's two keys, or `nil` where one is missing.
    func keys(of origin: Origin) throws(CommandFailure) -> DistrictKeys? {
        guard let receipts = try seed(Self.receiptsKey), let log = try seed(HomeLayout.key(of: origin)) else { return nil }
        return DistrictKeys(of: origin, receipts: receipts, log: log)
    }

    /// The keys that are there; those that are not are drawn and kept, 0600, before anything is signed.
    func makeKeys(of origin: Origin) throws(CommandFailure) -> DistrictKeys {
        for path in [Self.receiptsKey, HomeLayout.key(of: origin)] where try seed(path) == nil {
            try draw(path)
        }
        guard let keys = try keys(of: origin) else { throw Sentences.keysUnreadable(path) }
        return keys
    }

    /// Keeps a new secret of 32 bytes.
    func draw(_ path: DiskPath) throws(CommandFailure) {
        try keep([Surroundings.machine.random(32)], in: path)
    }

    func seed(_ path: DiskPath) throws(CommandFailure) -> [UInt8]? {
        let seeds = try seeds(path)
        guard seeds.count < 2 else { throw Sentences.keysUnreadable(self.path) }
        return seeds.first
    }

    /// The secrets of a file, 64 hex digits and LF each; none where it is not there.
    func seeds(_ path: DiskPath) throws(CommandFailure) -> [[UInt8]] {
        guard let text = try translating({ () throws(DiskFault) in try disk.read(path) }) else { return [] }
        guard let seeds = Self.seeds(in: text) else { throw Sentences.keysUnreadable(self.path) }
        return seeds
    }

    /// The same of a file's bytes; `nil` where they are not such lines.
    static func seeds(in text: [UInt8]) -> [[UInt8]]? {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let seeds = lines.dropLast().compactMap { Hex.bytes($0) }.filter { $0.count == 32 }
        return lines.last == "" && !seeds.isEmpty && seeds.count == lines.count - 1 ? seeds : nil
    }

    /// Puts secrets in a file's place, synced, 0600.
    func keep(_ seeds: [[UInt8]], in path: DiskPath) throws(CommandFailure) {
        try translating { () throws(DiskFault) in
            try disk.makeFolder(path.folder)
            try disk.replace(path, with: Array(seeds.map { Hex.text($0) + "\n" }.joined().utf8))
        }
    }
}

extension DistrictKeys {
    init?(of origin: Origin, receipts: [UInt8], log: [UInt8]) {
        guard let receipts = SignerKey(name: KeyName.receipts(ofDistrict: origin.district), seed: receipts),
            let log = SignerKey(name: origin.description, seed: log)
        else { return nil }
        self.init(receipts: receipts, log: log)
    }
}

/// A district opened for writing: the one writer, whoever typed the command.
struct Office {
    let folder: DistrictFolder
    let aggregator: Aggregator
    let store: DistrictDatabase
    let users: UserBook
    /// For commands that `serve` carries out side by side.
    let turn = OfficeTurn()
    /// What a running server shows; `nil` in a command of its own.
    var certificate: ServedCertificate?

    var parts: DistrictParts { aggregator.parts }
    var register: DistrictRegister { aggregator.register.value }
    var surroundings: Surroundings { .machine }

    /// Opens everything and compares it; the caller holds `writer.lock`.
    static func open(_ folder: DistrictFolder) throws(CommandFailure) -> Office {
        guard folder.isSetUp else { throw Sentences.notSetUp(folder.path) }
        let store = try translating { () throws(StoreFault) in try DistrictDatabase.openForWriting(folder.database) }
        let heads = try translatingHeads(folder.heads) { () throws(StoreFault) in try HeadsFile.open(folder.heads) }
        guard let heads else { throw CommandFailure(DistrictServerError.headsMissing(path: folder.heads)) }
        return try open(folder, store: store, heads: heads)
    }

    static func open(_ folder: DistrictFolder, store: DistrictDatabase, heads: HeadsFile) throws(CommandFailure) -> Office {
        let identity = try translating { () throws(StoreFault) in
            try store.read { tables throws(StoreFault) in try tables.identity() }
        }
        guard let identity, let origin = identity.origin else { throw Sentences.notSetUp(folder.path) }
        try folder.finishHandover(of: identity)
        guard let keys = try folder.keys(of: origin) else { throw Sentences.keysUnreadable(folder.path) }
        // Made anew it would be empty, and nobody would know what is missing.
        guard folder.hasAttachments else { throw Sentences.attachmentsGone(folder.attachments, database: folder.database) }
        let attachments = try translating { () throws(StoreFault) in try AttachmentDatabase.openForWriting(folder.attachments) }
        var parts = DistrictParts(
            store: store, heads: heads, ownLog: OwnLogKeeper(origin, on: folder.disk), attachments: attachments,
            keys: keys.publishing(try folder.makeBundleKey(), of: origin.district, now: Surroundings.machine.now()),
            shipped: .papi2022, clock: Surroundings.machine.now, random: Surroundings.machine.random)
        parts.freeByteCount = { folder.freeByteCount }
        let aggregator: Aggregator
        do throws(DistrictServerError) { aggregator = try Aggregator(parts: parts) } catch { throw CommandFailure(error) }
        let register = aggregator.register
        let users = try translating { () throws(StoreFault) in
            try UserBook(UsersFile(folder.users), standing: { register.value.users[$0] })
        }
        return Office(folder: folder, aggregator: aggregator, store: store, users: users)
    }
}
