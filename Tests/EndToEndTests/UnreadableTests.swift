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
        try spoil(try attachment(of: desk), in: desk)
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
        #expect(erased.status == 0, "\(erased.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(desk.home)/attachments").isEmpty)
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
        let synced = try await desk.ward.run("sync")
        #expect(synced.status == 74 && synced.errors.contains("Quận đã nhận đủ mục của máy này."))
        let status = try await desk.ward.run("status")
        #expect(status.status == 0 && status.output.contains("Quận đã nhận 2/2 mục"))
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 2)

        try FileManager.default.removeItem(atPath: log)
        try bytes.write(to: URL(filePath: log))
        #expect(try await desk.ward.run("sync").status == 0)
    }
}
