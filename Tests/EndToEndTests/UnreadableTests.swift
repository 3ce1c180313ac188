import Foundation
import PlanProgress
import TestSupport
import Testing

/// A file that cannot be read, here a link in its place, which the program does not follow; tests may run as root, whom no owner stops.
@Suite struct `A ward's file that cannot be read` {
    private func spoil(_ path: String, in desk: Desk) throws {
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: desk.scratch.file("home/config"))
    }

    private func attachment(of desk: Desk) throws -> String {
        let folder = "\(desk.home)/attachments"
        return "\(folder)/\(try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first))"
    }

    @Test func `keeps back no entry, is told, and can be erased`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let noted = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12", "--note", "ghi chú")
        try #require(noted.status == 0, "\(noted.errors)")
        let file = try attachment(of: desk)
        try spoil(file, in: desk)
        try await desk.recordMeetings(1)

        let synced = try await desk.ward.run("sync")
        #expect(synced.status == 65 && synced.errors.contains("tệp trên máy này đã mất, hỏng hoặc không đọc được"))
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 2)
        let exported = try await desk.ward.run("bundle", "export", desk.scratch.file("stick"))
        #expect(exported.status == 0 && exported.errors.contains("1 tài liệu đã mất, hỏng hoặc không đọc được"))

        let id = noted.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let asked = try await desk.ward.run("erase", id)
        #expect(asked.status == 64 && asked.output.contains("(nội dung không đọc được trên máy này)"))
        let erased = try await desk.ward.run("erase", id, "--yes")
        #expect(erased.status == 74 && erased.output.count > 40, "recorded, and told that bytes may remain: \(erased)")
        #expect(erased.errors.contains("Đã xóa 1 nội dung") && erased.errors.contains("nội dung cũ có thể còn trên đĩa"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(desk.home)/attachments").isEmpty)
        // Put back, it is erased again by the next run that looks, which tells the same.
        for command in [["sync", "--quiet"], ["bundle", "export", desk.scratch.file("stick")]] {
            let name = try #require(file.split(separator: "/").last)
            try FileManager.default.createSymbolicLink(
                atPath: "\(desk.home)/attachments/\(name)", withDestinationPath: desk.scratch.file("home/config"))
            let told = try await desk.ward.run(command)
            #expect(told.status == 74 && told.errors.contains("1 tệp đã bỏ khỏi máy này nhưng đĩa không cho ghi đè"), "\(told)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(desk.home)/attachments").isEmpty)
        }
        // And beside every other end of a command that came so far.
        let failing: [(Int32, [String])] = [
            (74, ["bundle", "export", "/nowhere/out"]), (69, ["join", "http://127.0.0.1:1", "7KQ2F9XH4M3JRTW8QPZ5NBC0VA"]),
        ]
        for (status, command) in failing {
            let name = try #require(file.split(separator: "/").last)
            try FileManager.default.createSymbolicLink(
                atPath: "\(desk.home)/attachments/\(name)", withDestinationPath: desk.scratch.file("home/config"))
            let told = try await desk.ward.run(command)
            #expect(told.status == status && told.errors.contains("1 tệp đã bỏ khỏi máy này nhưng đĩa không cho ghi đè"), "\(told)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(desk.home)/attachments").isEmpty)
        }
        #expect(try await desk.ward.run("status").output.contains("quận đã nhận đủ."))
        let last = try await desk.ward.run("sync")
        #expect(last.status == 0, "\(last.errors)")
    }

    @Test func `of a sister PC stops neither recording nor sending`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let sister = try await hall.joinedDesk(planned: false, device: "may-2")
        try await sister.recordMeetings(1)
        for one in [sister, desk] { #expect(try await one.ward.run("sync").status == 0) }
        let log = "\(desk.home)/logs/ha-dong/duong-noi/may-2/entries.log"
        let bytes = try Data(contentsOf: URL(filePath: log))
        try spoil(log, in: desk)

        let recorded = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12")
        #expect(recorded.status == 0, "\(recorded.errors)")
        #expect(recorded.errors.contains("Không đọc được sổ ha-dong/duong-noi/may-2 trên đĩa này"))
        let verified = try await desk.ward.run("verify")
        #expect(verified.status == 74 && verified.errors.contains("Không đọc được sổ ha-dong/duong-noi/may-2 trên đĩa này"), "\(verified)")
        let verdicts = verified.output.split(separator: "\n")
        #expect(verdicts.count == 3 && verdicts.contains("ha-dong/duong-noi/may-2: SAI ở sổ: không đọc được tệp trên đĩa này"))
        #expect(verdicts.filter { $0.contains(": đúng: ") }.count == 2, "\(verified.output)")
        let synced = try await desk.ward.run("sync")
        #expect(synced.status == 74 && synced.errors.contains("Quận đã nhận đủ mục của máy này."))
        let status = try await desk.ward.run("status")
        #expect(status.status == 0 && status.output.contains("Quận đã nhận 1/1 mục"))
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 2)

        try FileManager.default.removeItem(atPath: log)
        try bytes.write(to: URL(filePath: log))
        #expect(try await desk.ward.run("sync").status == 0)
    }

    /// A twin's log of the same device, pulled: only a name tells it from a former log of this one.
    @Test func `of a twin stops no healing, and is told with it`() async throws {
        let desk = try await Desk(planned: false)
        try await desk.recordMeetings(1)
        let backup = try desk.backUp()
        try await desk.recordMeetings(2)
        try desk.restore(backup)
        let twin = "\(desk.home)/logs/ha-dong/duong-noi/may-1.k7qf3m"
        try FileManager.default.createDirectory(atPath: twin, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(twin)/entries.log", withDestinationPath: desk.scratch.file("home/config"))

        let repaired = try await desk.ward.run("repair")
        #expect(repaired.status == 65, "entries are gone")
        #expect(repaired.errors.contains("Sổ được ghi tiếp trong sổ mới."), "\(repaired.errors)")
        #expect(repaired.errors.contains("Không đọc được sổ ha-dong/duong-noi/may-1.k7qf3m trên đĩa này"), "\(repaired.errors)")
        #expect(repaired.errors.contains("2 mục đã lưu trên máy này và chưa gửi quận nay không còn"))
        let recorded = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12")
        #expect(recorded.status == 0, "\(recorded.errors)")
        #expect(try await desk.ward.run("repair").status == 0, "said once")
    }

    @Test func `of a sister PC is told after a stick too, beside what the stick did not carry`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let sister = try await hall.joinedDesk(planned: false, device: "may-2")
        for one in [sister, desk] {
            try await one.recordMeetings(1)
            #expect(try await one.ward.run("sync").status == 0)
        }
        try spoil("\(desk.home)/logs/ha-dong/duong-noi/may-2/entries.log", in: desk)
        let (out, back) = (desk.scratch.file("out"), desk.scratch.file("back"))
        try await desk.recordMeetings(1)
        #expect(try await desk.ward.run("bundle", "export", out).status == 0)
        try await desk.recordMeetings(2)
        _ = try await hall.district.run("bundle", "import", out, "--receipts", back)
        let answer = try #require(try FileManager.default.contentsOfDirectory(atPath: back).first)
        for sent in ["Quận đã nhận: gửi 1 mục", "Quận đã nhận đủ những gì gói mang đi."] {
            let received = try await desk.ward.run("bundle", "receive", "\(back)/\(answer)")
            #expect(received.status == 74 && received.errors.hasPrefix(sent), "\(received.errors)")
            #expect(received.errors.contains(" 2 mục, 0 tài liệu đã lưu an toàn trên máy này chờ gói sau."), "\(received.errors)")
            #expect(received.errors.contains("Không đọc được sổ ha-dong/duong-noi/may-2 trên đĩa này"))
            #expect(!received.errors.contains("nhận đủ mục") && !received.errors.contains("không có gì mới"))
        }
        let status = try await desk.ward.run("status").output
        #expect(status.contains("không đọc được một sổ trên đĩa này: ha-dong/duong-noi/may-2") && !status.contains("máy khác"))
    }
}
