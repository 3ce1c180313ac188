import Foundation
import PlanProgress
import TestSupport
import Testing

/// `district key rotate`, as the technician types it beside a district that serves.
@Suite(.serialized) struct `A district that changes its keys` {
    private static let log = ["logs/ha-dong/ha-dong/quan/entries.log", "logs/ha-dong/ha-dong/quan/checkpoint"]
    private static let files = ["district.sqlite"] + log + ["heads/heads"]
    private static let keys = ["keys/bundles", "logs/ha-dong/ha-dong/quan/key", "keys/receipts"]

    private func rotate(_ hall: Hall) async throws {
        let ended = try await hall.district.run("key", "rotate", "--lang", "en")
        try #require(ended.status == 0, "\(ended.errors)")
        let keys = ended.output.split(separator: "\n").compactMap { VerifierKey($0) }
        #expect(keys.map(\.name) == ["ha-dong/receipts", "ha-dong/ha-dong/quan"])
        #expect(ended.errors.hasPrefix("The district's keys are changed."))
    }

    private func succeeds(_ desk: Desk, _ arguments: String...) async throws {
        let ended = try await desk.ward.run(arguments)
        #expect(ended.status == 0, "\(arguments): \(ended.output)\(ended.errors)")
    }

    private func pinned(_ desk: Desk) throws -> DistrictIdentity {
        let lines = try Data(contentsOf: URL(filePath: "\(desk.home)/district/keys"))
        return try #require(DistrictIdentity(pinned: Array(lines), certificate: nil))
    }

    @Test func `is followed by wards that sync, that slept through two changes, and that join by a code of before`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let code = try await hall.invite("duong-noi")
        let (awake, asleep) = (try await hall.joinedDesk(planned: false), try await hall.joinedDesk(planned: false, device: "may-2"))
        for desk in [awake, asleep] {
            try await desk.recordMeetings(2)
            try await succeeds(desk, "sync")
        }
        let first = try pinned(awake)
        try await rotate(hall)
        try await awake.recordMeetings(1)
        try await succeeds(awake, "sync")
        try await rotate(hall)
        try await succeeds(awake, "sync")
        try await asleep.recordMeetings(1)
        try await succeeds(asleep, "sync")
        let late = try await Desk(planned: false, device: "may-3")
        try await succeeds(late, "join", hall.url, code)
        try await late.recordMeetings(1)
        try await succeeds(late, "sync")
        for desk in [awake, asleep, late] {
            try await succeeds(desk, "verify")
            let keys = try pinned(desk)
            #expect(keys.former.count == 2 && keys.follows(first) && keys.former.first == first.pair)
        }
        // After another start too, and the figures are whole.
        try await hall.stop()
        try await hall.serve()
        try await succeeds(asleep, "sync")
        try await hall.succeeds("verify")
        let figures = try await hall.rollup()
        #expect(figures["figuresDigest"]?.string != nil)
        let log = try await hall.district.run("device", "list", "--format", "json")
        #expect(log.status == 0)
    }

    @Test func `opens what was sealed to its former keys, and a ward that has only a stick follows it`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false)
        let folder = try ScratchFolder()
        func journey(_ options: String..., between: () async throws -> Void = {}) async throws -> BuiltCommand.Ended {
            let exported = try await desk.ward.run(["bundle", "export", folder.file("out")] + options)
            try #require(exported.status == 0, "\(exported.errors)")
            try await between()
            let taken = try await hall.district.run("bundle", "import", folder.file("out"), "--receipts", folder.file("back"))
            try #require(taken.status == 0, "\(taken.errors)")
            return try await desk.ward.run("bundle", "receive", folder.file("back/ha-dong_duong-noi_may-1.wardlog"))
        }
        try await desk.recordMeetings(1)
        let first = try await journey("--code", try await hall.invite("duong-noi"))
        try #require(first.status == 0, "\(first.errors)")
        let before = try pinned(desk)
        let old = try Data(contentsOf: URL(filePath: folder.file("back/ha-dong_duong-noi_may-1.wardlog")))
        // Sealed to the key of today, on its way while the district changes it twice.
        try await desk.recordMeetings(1)
        let second = try await journey {
            try await rotate(hall)
            try await rotate(hall)
        }
        #expect(second.status == 0, "\(second.errors)")
        #expect(try pinned(desk).former.count == 2 && pinned(desk).follows(before))
        // The next one is sealed to the new key, as its head says.
        try await desk.recordMeetings(1)
        #expect(try await journey().status == 0)
        let sealed = String(decoding: try Data(contentsOf: URL(filePath: folder.file("out"))).prefix(80), as: UTF8.self)
        #expect(sealed.hasPrefix("wardlog/1 sealed\nfor ha-dong\nkey "), "\(sealed)")
        #expect(try await desk.ward.run("verify").status == 0)
        // An answer of before the change comes too late, and says what to do.
        let late = folder.file("late.wardlog")
        try old.write(to: URL(filePath: late))
        let refused = try await desk.ward.run("bundle", "receive", late, "--lang", "en")
        #expect(refused.status == 77 && refused.errors.hasPrefix("This bundle was made before the district changed its keys"))
    }

    @Test func `stays evidence to a stranger who has the paper of before, and to one who has today's`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let (sender, silent) = (try await hall.joinedDesk(planned: false), try await hall.joinedDesk(planned: false, device: "may-2"))
        for desk in [sender, silent] {
            try await desk.recordMeetings(1)
            try await succeeds(desk, "sync")
        }
        let paper = try pinned(sender)
        try await rotate(hall)
        try await sender.recordMeetings(1)
        try await succeeds(sender, "sync")
        let today = try pinned(sender)
        var auditor = try await Auditor(of: hall, pinnedBy: silent)
        #expect(auditor.receipts == "\(paper.receipts)")
        for (receipts, log) in [(paper.receipts, paper.log), (today.receipts, today.log)] {
            (auditor.receipts, auditor.log) = ("\(receipts)", "\(log)")
            // Of `may-2` there is only the receipt that the former key signed.
            for origin in ["ha-dong/duong-noi/may-1", "ha-dong/duong-noi/may-2", "ha-dong/ha-dong/quan"] {
                let ended = try await auditor.check(origin)
                #expect(ended.status == 0 && ended.output.hasPrefix("TRUE: \(origin): "), "\(ended.output)\(ended.errors)")
            }
        }
        // A stranger's pair, and a former pair with one key of a stranger.
        let stranger = try SampleKeys.identity(9)
        for (receipts, log) in [(stranger.receipts, stranger.log), (paper.receipts, stranger.log)] {
            (auditor.receipts, auditor.log) = ("\(receipts)", "\(log)")
            #expect(try await auditor.check("ha-dong/duong-noi/may-2").status == 1)
        }
    }

    /// Every state that a kill between two effects can leave, put together from the homes before and after.
    @Test func `killed between any two effects, has its old keys or its new ones`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        try await succeeds(desk, "sync")
        try await hall.stop()
        let (before, after) = (hall.scratch.file("before"), hall.scratch.file("after"))
        try FileManager.default.copyItem(atPath: hall.home, toPath: before)
        try await rotate(hall)
        try FileManager.default.copyItem(atPath: hall.home, toPath: after)
        func seed(_ name: String) throws -> String { try String(contentsOfFile: "\(after)/\(name)", encoding: .utf8) }
        let next = try seed(Self.keys[2]) + seed(Self.keys[1]) + seed(Self.keys[0])
        // Which files are those of after, and whether `keys/next` lies there. New keys from the commit, the first of `files`, on.
        var states: [(new: [String], hasNext: Bool, isNew: Bool)] = [([], true, false)]
        for count in 1...Self.files.count { states.append((Array(Self.files.prefix(count)), true, true)) }
        for count in 1...Self.keys.count { states.append((Self.files + Self.keys.prefix(count), true, true)) }
        states.append((Self.files + Self.keys, false, true))
        // And the database restored since, with and without the keys in their places.
        states.append((Array(Self.files.dropFirst()), true, true))
        states.append((Array(Self.files.dropFirst()) + Self.keys, false, true))
        for (place, state) in states.enumerated() {
            try FileManager.default.removeItem(atPath: hall.home)
            try FileManager.default.copyItem(atPath: before, toPath: hall.home)
            for name in state.new {
                try FileManager.default.removeItem(atPath: "\(hall.home)/\(name)")
                try FileManager.default.copyItem(atPath: "\(after)/\(name)", toPath: "\(hall.home)/\(name)")
            }
            if state.hasNext { try next.write(toFile: "\(hall.home)/keys/next", atomically: true, encoding: .utf8) }
            try await hall.serve()
            let copy = try Desk(cloning: desk)
            try await succeeds(copy, "sync")
            #expect(try pinned(copy).former.count == (state.isNew ? 1 : 0), "state \(place)")
            try await succeeds(copy, "verify")
            try await hall.succeeds("verify")
            // And it can be done, or done again.
            try await rotate(hall)
            // A handover that was begun is ended with the keys that were drawn for it: its commit may yet be found done.
            if place == 0 { #expect(try String(contentsOfFile: "\(hall.home)/keys/receipts", encoding: .utf8) == next.prefix(65)) }
            try await succeeds(copy, "sync")
            #expect(try pinned(copy).former.count == (state.isNew ? 2 : 1), "state \(place)")
            #expect(!FileManager.default.fileExists(atPath: "\(hall.home)/keys/next"))
            try await hall.stop()
        }
    }

    @Test(arguments: [false, true])
    func `is refused with the keys of before, and nothing is signed with them`(isRestored: Bool) async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let code = try await hall.invite("duong-noi")
        try await hall.stop()
        let (before, after) = (hall.scratch.file("before"), hall.scratch.file("after"))
        try FileManager.default.copyItem(atPath: hall.home, toPath: before)
        try await rotate(hall)
        try FileManager.default.copyItem(atPath: hall.home, toPath: after)
        func place(_ names: [String], from folder: String) throws {
            for name in names {
                try FileManager.default.removeItem(atPath: "\(hall.home)/\(name)")
                try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(hall.home)/\(name)")
            }
        }
        try place(Self.keys + (isRestored ? ["district.sqlite"] : []), from: before)
        let refused = try await hall.district.run("invite", "duong-noi", "--lang", "en")
        #expect(refused.status == 65 && refused.errors.hasPrefix("the keys in this home are not those"), "\(refused.errors)")
        // With its own keys back a ward finds the district's log signed by them alone.
        try place(Self.keys, from: after)
        try await hall.serve()
        let desk = try await Desk(planned: false)
        try await succeeds(desk, "join", hall.url, code)
        try await succeeds(desk, "sync")
        try await succeeds(desk, "verify")
        #expect(try pinned(desk).former.count == 1)
    }

    @Test func `keeps its keys where a restore puts next ones of long ago beside them, and says so of a backup without them`() async throws
    {
        let hall = try await Hall(units: ["duong-noi"])
        func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: "\(hall.home)/\(name)")) }
        func keys() throws -> [Data] { try Self.keys.map(bytes) }
        try await rotate(hall)
        let former = try keys()
        try await rotate(hall)
        let today = try keys()
        try (former[2] + former[1] + former[0]).write(to: URL(filePath: "\(hall.home)/keys/next"))
        try await hall.stop()
        try await hall.serve()
        #expect(try keys() == today)
        // Nor are they announced again: the next rotation draws new ones.
        try await rotate(hall)
        #expect(try keys()[2] != former[2] && keys()[2] != today[2])
        // A backup is judged by the keys too, before it is called one.
        let phrase = try hall.scratch.write("một câu dài để niêm phong\n", to: "phrase")
        try former[2].write(to: URL(filePath: "\(hall.home)/keys/receipts"))
        let refused = try await hall.district.run("backup", hall.scratch.file("backups"), "--passphrase-file", phrase, "--lang", "en")
        #expect(refused.status == 65 && refused.errors.contains("the keys in it are not those of the district"), "\(refused.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: hall.scratch.file("backups")) == [])
    }

    @Test func `comes back from the right backup also where an older one was restored before it by mistake`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        try await succeeds(desk, "sync")
        let older = try await hall.backUp(passphrase: "một câu dài để niêm phong")
        try await rotate(hall)
        try await desk.recordMeetings(1)
        try await succeeds(desk, "sync")
        let backup = try await hall.backUp(passphrase: "một câu dài để niêm phong")
        try await hall.stop()
        try FileManager.default.removeItem(atPath: hall.home)
        let phrase = hall.scratch.file("passphrase")
        try await hall.succeeds("restore", older, "--passphrase-file", phrase)
        // As `restore` asks for, where a database is there.
        for name in ["district.sqlite", "district.sqlite-wal", "district.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: "\(hall.home)/\(name)")
        }
        try await hall.succeeds("restore", backup, "--passphrase-file", phrase)
        try await hall.succeeds("heads", "rebuild", "--yes")
        try await hall.serve()
        try await succeeds(desk, "sync")
        try await succeeds(desk, "verify")
        try await hall.succeeds("verify")
    }

    @Test func `comes back from a sealed backup made after it`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        try await succeeds(desk, "sync")
        try await rotate(hall)
        let backup = try await hall.backUp(passphrase: "một câu dài để niêm phong")
        try await desk.recordMeetings(1)
        try await succeeds(desk, "sync")
        try await hall.stop()
        try FileManager.default.removeItem(atPath: hall.home)
        try await hall.succeeds("restore", backup, "--passphrase-file", hall.scratch.file("passphrase"))
        try await hall.succeeds("heads", "rebuild", "--yes")
        try await hall.serve()
        try await succeeds(desk, "sync")
        try await succeeds(desk, "verify")
        try await hall.succeeds("verify")
    }
}
