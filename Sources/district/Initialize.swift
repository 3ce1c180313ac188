import ArgumentParser
import DistrictServer
import Glibc
import LogFiles
import PlanProgress
import StoreSQLite

struct Initialize: LoneCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Lập dữ liệu của một quận: khóa, nhật ký của quận, danh mục.",
        discussion: "Sets up a district: its keys, its own log, its catalogue.")

    @Option(help: "Mã quận, ví dụ ha-dong.") var id: String
    @Option(help: "Tên quận, ví dụ \"Quận Hà Đông\".") var name: String
    @Option(help: "Đơn vị cấp trên, ví dụ \"Thành phố Hà Nội\".") var parent: String?
    @Option(help: "Tên hoặc địa chỉ mà các phường dùng để gọi máy chủ này (a name or address in its certificate).")
    var host: [String] = []
    @OptionGroup var common: CommonOptions

    /// May be cut anywhere and typed again: what is there is used, and `heads` comes last but one, the database's rows before it.
    func work(_ output: inout CommandOutput) throws(CommandFailure) {
        let folder = common.folder
        guard let origin = Origin(ofDistrict: id) else { throw Sentences.badID(id) }
        let hosts = try ServerHosts.checked(host)
        try ServerClock.check()
        try translating { () throws(DiskFault) in
            for name in ["heads", "tls"] { try folder.disk.makeFolder(DiskPath(name)) }
        }
        let lock = try translating { () throws(StoreFault) in try WriterLock(home: folder.path) }
        defer { withExtendedLifetime(lock) {} }
        let store = try translating { () throws(StoreFault) in try DistrictDatabase.openForWriting(folder.database) }
        try checkUnbegun(folder, store: store, origin: origin)
        let keys = try folder.makeKeys(of: origin)
        try folder.makeBundleKey()
        let heads = try translating { () throws(StoreFault) in
            if let heads = try HeadsFile.open(folder.heads) { return heads }
            return try HeadsFile.create(folder.heads)
        }
        let certificate = try answering { () throws(DistrictServerError) in
            try folder.tls.setUp(district: id, hosts: hosts, now: Surroundings.machine.now() / 1000)
        }
        try write(keys: keys, certificate: certificate, folder: folder, store: store)
        try translating { () throws(StoreFault) in
            try DistrictLog.follow(store, file: OwnLogKeeper(origin, on: folder.disk), heads: heads)
        }
        try translating { () throws(StoreFault) in try store.close() }
        output.advise(Sentences.initialised(id, folder.path), in: common.language)
    }

    /// Refuses wherever more is here than an `init` that was cut leaves behind: heads made anew on a district that lives
    /// would hide that its database is an old one.
    private func checkUnbegun(_ folder: DistrictFolder, store: DistrictDatabase, origin: Origin) throws(CommandFailure) {
        let heads = try translating { () throws(StoreFault) in try HeadsFile.open(folder.heads) }
        let fileSize = try translating { () throws(StoreFault) in try OwnLogKeeper(origin, on: folder.disk).size }
        let (present, logs) = try translating { () throws(StoreFault) in
            try store.read { tables throws(StoreFault) in (try tables.identity(), try tables.logs(ofUnit: nil)) }
        }
        if let present {
            guard present.origin == origin, heads?.all().isEmpty ?? true else {
                throw Sentences.alreadySetUp(folder.path, present.origin?.district ?? "?")
            }
            guard let keys = try folder.keys(of: origin), keys.identity(certificate: present.certificate) == present else {
                throw CommandFailure(DistrictServerError.otherKeys(district: id))
            }
        }
        let written = present == nil ? 0 : Self.firstEntryCount
        guard heads?.all().isEmpty ?? true, fileSize <= written, logs.allSatisfy({ $0.origin == origin && $0.size == written }) else {
            throw Sentences.partsMissing(folder)
        }
    }

    /// `log.opened`, the district itself, its catalogue.
    private static let firstEntryCount: Int64 = 3

    /// Identity, `log.opened`, the district itself and the catalogue, in one transaction.
    private func write(
        keys: DistrictKeys, certificate: [UInt8], folder: DistrictFolder, store: DistrictDatabase
    ) throws(CommandFailure) {
        guard let identity = keys.identity(certificate: certificate), let origin = identity.origin else { throw Sentences.badID(id) }
        let machine = Surroundings.machine
        let catalogue = Catalogue.papi2022
        guard let attachment = Attachment(salt: machine.random(16), name: "\(catalogue.id).json", content: catalogue.bytes) else {
            throw Sentences.badID(catalogue.id)
        }
        let attachments = try translating { () throws(StoreFault) in try AttachmentDatabase.openForWriting(folder.attachments) }
        try translating { () throws(StoreFault) in
            try attachments.put([(attachment.id, attachment.bytes)])
            try store.write { tables throws(StoreFault) in
                if try tables.identity() != nil { return }
                try tables.setIdentity(identity)
                _ = try tables.addLog(origin, key: identity.log)
                var register = DistrictRegister(district: id, shipped: catalogue)
                _ = try DistrictLog.append(
                    [
                        .init(.logOpened(LogOpened(origin: origin, key: identity.log))),
                        .init(.unitRegistered(registration)),
                        .init(
                            .cataloguePublished(CataloguePublication(id: catalogue.id, year: catalogue.year, digest: catalogue.digest)),
                            attachments: [attachment.reference(type: "application/json", role: nil)]),
                    ], keys: keys, register: &register, now: machine.now(), nonce: { machine.random(6) }, to: tables)
            }
            try attachments.close()
        }
    }

    /// The district as its own first unit. From when it exists is not asked: it covers every day that an event can name.
    private var registration: UnitRegistration {
        UnitRegistration(
            unit: id, name: NFC.normalized(name), unitKind: UnitKind.kind(ofName: NFC.normalized(name)) ?? "quận",
            parent: parent.flatMap { UnitKind.id(ofName: NFC.normalized($0)) }, validFrom: LocalDay.earliest)
    }
}

/// What a name says about its unit: "Thành phố Hà Nội" is a "thành phố", its id `ha-noi`.
enum UnitKind {
    private static let kinds = ["thành phố", "thị xã", "thị trấn", "quận", "huyện", "tỉnh", "phường", "xã"]

    /// Each letter of the alphabet that has marked forms, and those forms.
    private static let plain = [
        "aàáảãạăằắẳẵặâầấẩẫậ", "dđ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ",
    ]

    static func kind(ofName name: String) -> String? { kinds.first { name.lowercased().hasPrefix($0 + " ") } }

    /// The name without its kind and without marks, words joined by hyphens; `nil` where nothing of an id is left.
    static func id(ofName name: String) -> String? {
        let bare = kind(ofName: name).map { String(name.dropFirst($0.count + 1)) } ?? name
        let letters = bare.lowercased().map { letter in
            plain.first { $0.contains(letter) }?.first ?? (letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "-")
        }
        let id = String(letters).split(separator: "-").joined(separator: "-")
        return Origin.isUnit(id) ? id : nil
    }
}
