import Foundation
import PlanProgress
import TestSupport
import Testing

/// The stick between a ward and its district: a folder that both reach.
private struct Stick {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }
    var out: String { folder.file("out.wardlog") }
    var back: String { folder.file("back") }

    /// Out to the district and home again.
    func journey(of desk: Desk, to hall: Hall, options: [String] = []) async throws -> BuiltCommand.Ended {
        let exported = try await desk.ward.run(["bundle", "export", out] + options)
        try #require(exported.status == 0, "\(exported.errors)")
        try? FileManager.default.removeItem(atPath: back)
        let taken = try await hall.district.run("bundle", "import", out, "--receipts", back)
        let answers = try FileManager.default.contentsOfDirectory(atPath: back)
        let answer = try #require(answers.first, "\(taken.errors)")
        return try await desk.ward.run("bundle", "receive", "\(back)/\(answer)")
    }
}

@Suite(.serialized) struct `A ward without any network` {
    private func digest(_ hall: Hall) async throws -> String? { try await hall.rollup()["figuresDigest"]?.string }

    /// The same facts by stick to one district and over the line to another: every figure is the same.
    @Test func `enrols, sends, receives plans and its sister's log by stick, and counts as over the line`() async throws {
        let (byStick, byLine) = (try await Hall(), try await Hall())
        let desk = try await Desk(planned: false)
        try await desk.recordMeetings(3)
        let note = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12", "--note", "ba tin")
        try #require(note.status == 0)
        let large = try desk.scratch.write(String(repeating: "minh chứng ", count: 20_000), to: "anh.txt")
        try #require(
            try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-13", "--attach", large).status == 0)
        let twin = try Desk(cloning: desk)

        // First round: a code, and everything that was recorded before.
        let stick = try Stick()
        let received = try await stick.journey(of: desk, to: byStick, options: ["--code", try await byStick.invite("duong-noi")])
        #expect(received.status == 0)
        #expect(received.errors.hasPrefix("Quận đã nhận: gửi 5 mục, 2 tài liệu; nhận về "), "\(received.errors)")
        #expect(try await twin.ward.run("join", byLine.url, try await byLine.invite("duong-noi")).status == 0)
        #expect(try await twin.ward.run("sync").status == 0)
        #expect(try await digest(byStick) == digest(byLine))

        // The district decides, and a sister enrols; the second bundle is sealed, and brings both home.
        for hall in [byStick, byLine] {
            let assigned = try await hall.district.run("plan", "assign", Desk.plan, "--all")
            try #require(assigned.status == 0, "\(assigned.errors)")
            let sister = try await Desk(planned: false, device: "may-2")
            try #require(try await sister.ward.run("join", hall.url, try await hall.invite("duong-noi")).status == 0)
            try await sister.recordMeetings(2)
            try #require(try await sister.ward.run("sync").status == 0)
        }
        for one in [desk, twin] {
            try #require(
                try await one.ward.run("record", "activity", "broadcast.aired", "--quantity", "m.broadcast.items=3", "--on", "2022-08-14")
                    .status == 0)
        }
        let second = try await stick.journey(of: desk, to: byStick)
        #expect(second.status == 0 && second.errors.hasPrefix("Quận đã nhận: gửi 1 mục, 0 tài liệu; nhận về "), "\(second.errors)")
        #expect(try Data(contentsOf: URL(filePath: stick.out)).starts(with: Data("wardlog/1 sealed\nfor ha-dong\n".utf8)))
        #expect(try await twin.ward.run("sync").status == 0)
        #expect(try await digest(byStick) == digest(byLine))
        for one in [desk, twin] {
            #expect(try await one.ward.run("plan", "show").output.contains("III.1-b"))
            #expect(FileManager.default.fileExists(atPath: "\(one.home)/logs/ha-dong/duong-noi/may-2/entries.log"))
            #expect(try await one.ward.run("verify").status == 0)
        }
        #expect(try await byStick.district.run("verify").status == 0)

        // The same ward may change to the line at any time.
        let joined = try await desk.ward.run("join", byStick.url, try await byStick.invite("duong-noi"))
        #expect(joined.status == 0, "\(joined.errors)")
        let synced = try await desk.ward.run("sync")
        #expect(synced.status == 0 && synced.errors == "Quận đã nhận đủ, không có gì mới.\n", "\(synced.errors)")
    }

    @Test func `cloned, heals over a stick and loses nothing`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false)
        try await desk.recordMeetings(2)
        let stick = try Stick()
        #expect(try await stick.journey(of: desk, to: hall, options: ["--code", try await hall.invite("duong-noi")]).status == 0)
        let twin = try Desk(cloning: desk)
        try await desk.recordMeetings(1)
        try await twin.recordMeetings(2)
        #expect(try await stick.journey(of: desk, to: hall).status == 0)

        let parted = try await stick.journey(of: twin, to: hall)
        #expect(parted.status == 75)
        #expect(
            parted.errors.hasPrefix("Đã đọc gói của quận. Sổ cũ của máy này không ghi tiếp được nữa; các mục được ghi tiếp vào sổ ")
                && parted.errors.hasSuffix(" Hãy xuất gói mới và mang đến quận một lần nữa.\n"), "\(parted.errors)")
        let healed = try await stick.journey(of: twin, to: hall)
        #expect(healed.status == 0, "\(healed.errors)")
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 5)
        #expect(try await hall.district.run("verify").status == 0)
        #expect(try await twin.ward.run("verify").status == 0)
    }

    @Test func `seals even its first bundle with what the district wrote beside the code`() async throws {
        let (hall, other) = (try await Hall(units: ["duong-noi"]), try await Hall(units: ["duong-noi"]))
        let (desk, stick) = (try await Desk(planned: false), try Stick())
        let (file, foreign) = (stick.folder.file("quan.json"), stick.folder.file("khac.json"))
        let code = String(try await hall.district.run("invite", "duong-noi", "--bundle", file).output.dropLast())
        _ = try await other.district.run("invite", "duong-noi", "--bundle", foreign)
        let refused = try await desk.ward.run("bundle", "export", stick.out, "--code", code, "--district", foreign)
        #expect(refused.status == 77 && refused.errors.hasPrefix("Gói này không phải của quận đã cấp mã"), "\(refused.errors)")
        let received = try await stick.journey(of: desk, to: hall, options: ["--code", code, "--district", file])
        #expect(received.status == 0, "\(received.errors)")
        #expect(try Data(contentsOf: URL(filePath: stick.out)).starts(with: Data("wardlog/1 sealed\n".utf8)))
        // Another district cannot open it, and says for whom it is.
        let taken = try await other.district.run("bundle", "import", stick.out, "--receipts", stick.back)
        #expect(taken.status == 77 && taken.errors.contains("gói này khóa bằng khóa khác của 'ha-dong'"), "\(taken.errors)")
    }

    @Test func `learns the district's new key where the old one was lost`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let (desk, stick) = (try await Desk(planned: false), try Stick())
        let first = try await stick.journey(of: desk, to: hall, options: ["--code", try await hall.invite("duong-noi")])
        try #require(first.status == 0, "\(first.errors)")
        let server = try await hall.serving()
        server.signal(SIGTERM)
        _ = try await server.ended()
        try FileManager.default.removeItem(atPath: hall.scratch.file("quan/keys/bundles"))
        try await desk.recordMeetings(1)
        try #require(try await desk.ward.run("bundle", "export", stick.out).status == 0)
        let taken = try await hall.district.run("bundle", "import", stick.out, "--receipts", stick.back)
        #expect(taken.status == 77 && taken.errors.contains("district invite PHƯỜNG --bundle TỆP"), "\(taken.errors)")
        let file = stick.folder.file("quan.json")
        try #require(try await hall.district.run("invite", "duong-noi", "--bundle", file).status == 0)
        let second = try await stick.journey(of: desk, to: hall, options: ["--district", file])
        #expect(second.status == 0 && second.errors.hasPrefix("Quận đã nhận: gửi 1 mục"), "\(second.errors)")
    }

    @Test func `says what it needs before it writes a bundle that nobody could take`() async throws {
        let desk = try await Desk(planned: false)
        let file = desk.scratch.file("out")
        let alone = try await desk.ward.run("bundle", "export", file)
        #expect(alone.status == 77)
        #expect(
            alone.errors == "Máy này chưa nối với quận. Hãy xin Phòng Nội vụ mã mời, rồi chạy: ward bundle export TỆP --code MÃ. "
                + "Chưa ghi tệp nào.\n")
        #expect(try await desk.ward.run("bundle", "export", file, "--code", "7KQ2F").status == 64)
        #expect(!FileManager.default.fileExists(atPath: file))
        let nowhere = try await desk.ward.run("bundle", "export", "/nowhere/out", "--code", "7KQ2F9XH4M3JRTW8QPZ5NBC0VA")
        #expect(nowhere.status == 74, "\(nowhere.errors)")
    }

    @Test func `gets an answer of its own district and device, whole, or takes nothing`() async throws {
        let (hall, other) = (try await Hall(units: ["duong-noi"]), try await Hall(units: ["duong-noi"]))
        let desk = try await Desk(planned: false)
        let stick = try Stick()
        let code = try await hall.invite("duong-noi")
        #expect(try await desk.ward.run("bundle", "export", stick.out, "--code", code).status == 0)
        // Somebody else's district cannot pass for ours: the code's second half names ours.
        _ = try await other.district.run("bundle", "import", stick.out, "--receipts", stick.back)
        let answer = "\(stick.back)/ha-dong_duong-noi_may-1.wardlog"
        let stranger = try await desk.ward.run("bundle", "receive", "\(stick.back)/ha-dong_duong-noi_may-1_2.wardlog")
        #expect(stranger.status == 77 && stranger.errors.hasPrefix("Gói này không phải của quận đã cấp mã cho máy này."))

        #expect(try await hall.district.run("bundle", "import", stick.out, "--receipts", stick.back).status == 0)
        let whole = try Data(contentsOf: URL(filePath: answer))
        try whole.dropLast(9).write(to: URL(filePath: answer))
        let torn = try await desk.ward.run("bundle", "receive", answer)
        #expect(torn.status == 65 && torn.errors.contains("bị thiếu hoặc hỏng khi chép"))
        let foreign = try await Desk(planned: false, device: "may-2")
        try whole.write(to: URL(filePath: answer))
        #expect(try await foreign.ward.run("bundle", "receive", answer).status == 77)
        #expect(try await desk.ward.run("bundle", "receive", stick.out).status == 65)
        #expect(try await desk.ward.run("bundle", "receive", answer).status == 0)
        #expect(try await desk.ward.run("bundle", "receive", answer).status == 0)
    }
}

@Suite(.serialized) struct `A district that takes in sticks` {
    @Test func `goes on after a bad one, changes nothing for it, and takes the same one twice`() async throws {
        let hall = try await Hall()
        let desk = try await Desk(planned: false)
        try await desk.recordMeetings(2)
        let stick = try Stick()
        let code = try await hall.invite("duong-noi")
        #expect(try await desk.ward.run("bundle", "export", stick.out, "--code", code).status == 0)
        let good = try Data(contentsOf: URL(filePath: stick.out))
        let (torn, changed, none) = (stick.folder.file("torn"), stick.folder.file("changed"), try stick.folder.write("chào", to: "none"))
        try good.dropLast(20).write(to: URL(filePath: torn))
        var bytes = good
        bytes[good.count / 2] ^= 4
        try bytes.write(to: URL(filePath: changed))
        // A ward of another district.
        let elsewhere = try await Desk(planned: false)
        let away = BuiltCommand("ward", in: elsewhere.scratch.path, environment: ["WARDLOG_HOME": elsewhere.scratch.file("xa")])
        #expect(try await away.run("init", "--district", "ba-vi", "--unit", "tan-hong", "--device", "may-1").status == 0)
        let foreign = stick.folder.file("foreign")
        #expect(try await away.run("bundle", "export", foreign, "--code", code).status == 0)

        let taken = try await hall.district.run(
            ["bundle", "import", none, torn, changed, foreign, stick.folder.file("absent"), stick.out, "--receipts", stick.back])
        #expect(taken.status == 65)
        #expect(
            taken.errors.split(separator: "\n").map { $0.split(separator: ": ", maxSplits: 1)[1] } == [
                "tệp này không phải gói số liệu của phường. Chưa nhận gì.",
                "gói bị thiếu hoặc hỏng khi chép. Chưa nhận gì. Hãy chép lại.",
                "gói bị thiếu hoặc hỏng khi chép. Chưa nhận gì. Hãy chép lại.",
                "gói này gửi cho quận 'ba-vi'. Chưa nhận gì. Hãy chuyển đến đó.",
                "không đọc hoặc ghi được (\(stick.folder.file("absent")): No such file or directory). Thử lại với USB khác.",
            ])
        #expect(taken.output.contains("quận đã nhận 3 mục, 0 tài liệu của máy ha-dong/duong-noi/may-1."), "\(taken.output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: stick.back) == ["ha-dong_duong-noi_may-1.wardlog"])

        // Twice, by the server that runs and by the command alone.
        let again = try await hall.district.run("bundle", "import", stick.out, "--receipts", stick.back)
        #expect(again.status == 0, "\(again.errors)")
        let server = try await hall.serving()
        server.signal(SIGTERM)
        _ = try await server.ended()
        let alone = try await hall.district.run("bundle", "import", stick.out, "--receipts", stick.back)
        #expect(alone.status == 0, "\(alone.errors)")
        #expect(try await desk.ward.run("bundle", "receive", "\(stick.back)/ha-dong_duong-noi_may-1.wardlog").status == 0)
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 2)
        #expect(try await hall.district.run("verify").status == 0)
    }

    @Test func `tells a revoked device so, and a code that is spent`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false)
        let stick = try Stick()
        let code = try await hall.invite("duong-noi")
        #expect(try await stick.journey(of: desk, to: hall, options: ["--code", code]).status == 0)
        let other = try await Desk(planned: false, device: "may-2")
        let spent = try await stick.journey(of: other, to: hall, options: ["--code", code])
        #expect(spent.status == 77 && spent.errors.contains("cần một mã mời còn hiệu lực"), "\(spent.errors)")

        #expect(try await hall.district.run("device", "revoke", "ha-dong/duong-noi/may-1").status == 0)
        try await desk.recordMeetings(1)
        let refused = try await stick.journey(of: desk, to: hall)
        #expect(refused.status == 77 && refused.errors.contains("Quận đã ngừng nhận máy này"), "\(refused.errors)")
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 0)
    }
}
