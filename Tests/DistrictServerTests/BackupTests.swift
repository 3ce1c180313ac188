import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `A backup` {
    private let folder: ScratchFolder
    private let origin: Origin
    private static let passphrase = Array("mười hai chữ cái".utf8)

    init() throws {
        folder = try ScratchFolder()
        origin = try #require(Origin(ofDistrict: "ha-dong"))
        let home = folder.file("home")
        try POSIX.makeFolders("\(home)/\(HomeLayout.folder(of: origin).path)")
        for path in ["keys", "heads/guards", "quarantine"] { try POSIX.makeFolders("\(home)/\(path)") }
        for (name, text) in [
            ("district.sqlite", "rows"), ("attachments.sqlite", "texts"), (BackupName.entries(of: origin), Self.lines(3)),
            (BackupName.checkpoint(of: origin), "note\n"), ("keys/receipts", "seed"), (HomeLayout.key(of: origin).path, "seed too"),
            ("heads/heads", "never"), ("heads/guards/0123", "never"), ("writer.lock", ""), ("users", "name scrypt …"),
        ] { _ = try folder.write(text, to: "home/\(name)") }
    }

    /// Whole lines as a log has them.
    private static func lines(_ count: Int, from: Int = 0) -> String {
        var (text, crc): (String, UInt32) = ("", 0)
        for number in from..<(from + count) {
            let line = LogLine.encode(Array("{\"n\":\(number)}".utf8), after: crc)
            text += String(decoding: line.line, as: UTF8.self)
            crc = line.crc
        }
        return text
    }

    private func written(passphrase: [UInt8]? = nil) throws -> String {
        let draft = try BackupDraft.begin(in: folder.file("kept"), of: origin, now: 1_663_200_000_000)
        for name in ["district.sqlite", "attachments.sqlite"] { try POSIX.copy(folder.file("home/\(name)"), to: "\(draft.path)/\(name)") }
        try draft.copyOwnLog(from: folder.file("home"))
        if let passphrase { try draft.seal(home: folder.file("home"), passphrase: passphrase, salt: Array(0..<16)) }
        return try draft.finish()
    }

    private func text(_ name: String) throws -> String? {
        try POSIX.contents(of: folder.file(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `is named for its time, and holds neither heads nor a key that nobody sealed`() throws {
        #expect(try written() == folder.file("kept/2022-09-15T000000Z"))
        let kept = try KeptBackup.open(folder.file("kept/2022-09-15T000000Z"))
        #expect(
            kept.manifest.files.map(\.name) == [
                "district.sqlite", "attachments.sqlite", "logs/ha-dong/ha-dong/quan/entries.log", "logs/ha-dong/ha-dong/quan/checkpoint",
            ])
        #expect(try POSIX.names(in: folder.file("kept")) == ["2022-09-15T000000Z"])
    }

    @Test func `with any byte of any file changed is refused by that file's name`() throws {
        let place = try written()
        let names = try KeptBackup.open(place).manifest.files.map(\.name)
        for name in names {
            let whole = try #require(try POSIX.contents(of: "\(place)/\(name)"))
            var bytes = whole
            bytes[bytes.count / 2] ^= 1
            for spoiled in [bytes, Array(whole.dropLast()), whole + [0]] {
                try POSIX.replace("\(place)/\(name)", with: spoiled)
                #expect(throws: BackupFault.altered(path: place, name: name)) { try KeptBackup.open(place) }
            }
            try POSIX.replace("\(place)/\(name)", with: whole)
        }
        _ = try KeptBackup.open(place)
    }

    @Test func `with any byte of its manifest changed or cut is refused`() throws {
        let manifest = BackupManifest(
            origin: origin, time: 7, files: [.init(name: "district.sqlite", byteCount: 9, digest: Digest(of: [1]))])
        #expect(BackupManifest(text: manifest.text) == manifest)
        let bytes = Array(manifest.text.utf8)
        for position in bytes.indices {
            var spoiled = bytes
            spoiled[position] ^= 1
            #expect(String(validating: spoiled, as: UTF8.self).flatMap { BackupManifest(text: $0) } == nil, "\(position)")
            #expect(BackupManifest(text: String(decoding: bytes[..<position], as: UTF8.self)) == nil)
        }
    }

    @Test func `names no file outside of itself`() {
        for name in ["../keys/receipts", "/etc/passwd", "heads/heads", "logs/ha-dong/duong-noi/may-1/entries.log"] {
            let manifest = BackupManifest(origin: origin, time: 7, files: [.init(name: name, byteCount: 1, digest: Digest(of: [1]))])
            #expect(BackupManifest(text: manifest.text) == nil, "\(name)")
        }
    }

    @Test func `that was cut before its end is nobody's newest, and a parent folder names the newest`() throws {
        _ = try BackupDraft.begin(in: folder.file("kept"), of: origin, now: 1_663_300_000_000)
        let fault = BackupFault.noBackup(path: folder.file("kept"), newest: nil)
        #expect(throws: fault) { try KeptBackup.open(folder.file("kept")) }
        _ = try written()
        #expect(throws: BackupFault.noBackup(path: folder.file("kept"), newest: "2022-09-15T000000Z")) {
            try KeptBackup.open(folder.file("kept"))
        }
    }

    @Test func `taken back leaves nothing`() throws {
        let draft = try BackupDraft.begin(in: folder.file("kept"), of: origin, now: 1_663_200_000_000)
        try draft.copyOwnLog(from: folder.file("home"))
        #expect(draft.discard())
        #expect(try POSIX.names(in: folder.file("kept")) == [])
    }

    @Test func `gives keys and users to whoever has the passphrase, and never replaces one that is there`() throws {
        let kept = try KeptBackup.open(try written(passphrase: Self.passphrase))
        #expect(throws: BackupFault.passphraseWrong(path: "\(kept.path)/sealed")) {
            try kept.unsealed(passphrase: Array("mười hai chữ khác".utf8))
        }
        try POSIX.makeFolders(folder.file("new/keys"))
        _ = try folder.write("newer", to: "new/keys/receipts")
        let sealed = try kept.unsealed(passphrase: Self.passphrase)
        #expect(try KeptBackup.place(sealed, in: folder.file("new")) == 2)
        #expect(try text("new/keys/receipts") == "newer")
        #expect(try text("new/users") == "name scrypt …")
        #expect(try text("new/\(HomeLayout.key(of: origin).path)") == "seed too")
        #expect(try text("new/heads/heads") == nil)
        // Where those that are there are another day's they go aside, and nothing is lost.
        #expect(try KeptBackup.place(sealed, in: folder.file("new"), replacing: true) == 1)
        #expect(try text("new/keys/receipts") != "newer")
        let aside = try #require(try POSIX.names(in: folder.file("new/keys")).first { $0.hasPrefix("receipts.before-restore-") })
        #expect(try text("new/keys/\(aside)") == "newer")
    }

    @Test func `asks for a passphrase of twelve characters`() throws {
        #expect(throws: BackupFault.passphraseShort) { try written(passphrase: Array("ngắn".utf8)) }
    }

    @Test func `sealed part with any byte changed does not open`() throws {
        let sealed = try SealedFiles.seal([("keys/receipts", [1, 2, 3])], passphrase: Self.passphrase, salt: Array(0..<16), rounds: 2)
        #expect(SealedFiles.open(sealed, passphrase: Self.passphrase)?.map(\.bytes) == [[1, 2, 3]])
        for position in sealed.indices {
            var spoiled = sealed
            spoiled[position] ^= 1
            #expect(SealedFiles.open(spoiled, passphrase: Self.passphrase) == nil, "\(position)")
        }
    }

    @Test func `puts its own log's file in the place of a shorter one, and leaves a longer one`() throws {
        let kept = try KeptBackup.open(try written())
        let name = BackupName.entries(of: origin)
        try kept.placeOwnLog(in: folder.file("empty"))
        #expect(try text("empty/\(name)") == Self.lines(3))
        _ = try folder.write(Self.lines(2), to: "home/\(name)")
        try kept.placeOwnLog(in: folder.file("home"))
        #expect(try text("home/\(name)") == Self.lines(3))
        _ = try folder.write(Self.lines(5), to: "home/\(name)")
        try kept.placeOwnLog(in: folder.file("home"))
        #expect(try text("home/\(name)") == Self.lines(5))
        _ = try folder.write(Self.lines(5, from: 1), to: "home/\(name)")
        #expect(throws: BackupFault.otherOwnLog(path: folder.file("home/\(name)"))) { try kept.placeOwnLog(in: folder.file("home")) }
    }
}

@Suite struct `Heads made anew` {
    @Test func `are the sizes that have a receipt, and a kept head that lies beyond stays`() throws {
        let district = try SampleDistrict(on: MemoryDistrictStore())
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 20))
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        let own = try #require(district.identity.origin)
        func rebuilt(_ kept: [Checkpoint]) throws -> [Checkpoint] {
            try district.store.read { tables throws(StoreFault) in try HeadsRebuilding.heads(in: tables, keeping: kept) }
        }
        #expect(try rebuilt([]).map(\.origin) == [device.origin, own])
        #expect(try rebuilt([]).first == device.checkpoint(at: 10))
        #expect(try rebuilt([device.checkpoint(at: 15)]).first == device.checkpoint(at: 15), "that log is recovering")
        #expect(try rebuilt([device.checkpoint(at: 5)]).first == device.checkpoint(at: 10))
    }
}
