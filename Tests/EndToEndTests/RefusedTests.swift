import Foundation
import PlanProgress
import TestSupport
import Testing

/// A reviewer with a browser's cookie, before a district and wards of built commands, over TLS.
@Suite(.serialized) struct `What was refused, before a reviewer` {
    private struct Reviewer {
        let hall: Hall
        let curl: BuiltCommand

        init(_ hall: Hall) async throws {
            self.hall = hall
            curl = BuiltCommand("/usr/bin/curl", in: hall.scratch.path)
            let phrase = "mười hai con giáp"
            let added = try await hall.district.run("user", "add", "an", "--role", "reviewer", input: phrase + "\n")
            #expect(added.status == 0, "\(added.errors)")
            let fields = ["--data-urlencode", "name=an", "--data-urlencode", "password=\(phrase)"]
            let entered = try await ask("/login", ["-i", "-H", "Origin: \(hall.url)"] + fields)
            #expect(entered.hasPrefix("HTTP/1.1 303 "), "\(entered)")
        }

        func ask(_ path: String, _ options: [String] = []) async throws -> String {
            let always = ["-sS", "--cacert", hall.scratch.file("quan/tls/authority.crt"), "-b", "jar", "-c", "jar"]
            return try await curl.run(always + options + [hall.url + path]).output
        }
    }

    private func meetings(_ hall: Hall) async throws -> Int64? { try await hall.rollup()["figures"]?["all"]?["activities"]?.integer }

    private func sync(_ desk: Desk) async throws {
        let ended = try await desk.ward.run("sync")
        #expect(ended.status == 0, "\(ended.errors)")
    }

    @Test func `is what a revoked device sent since, until it went on in a new log as the page advises`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        #expect(try await hall.district.run("device", "revoke", "ha-dong/duong-noi/may-1").status == 0)
        try await desk.recordMeetings(3)
        #expect(try await desk.ward.run("sync").status == 77)
        let reviewer = try await Reviewer(hall)
        #expect(try await reviewer.ask("/").contains("Máy đã bị thu hồi vẫn gửi: may-1 (Phường duong-noi)."))
        let list = try await reviewer.ask("/refused")
        let path = try #require(list.firstMatch(of: /<a href="(\/refused\/[0-9]+)">/)?.1)
        let page = try await reviewer.ask(String(path))
        #expect(page.contains("quận chỉ tính các mục trước mục số 3.") && page.contains("Chưa được tính ở sổ nào</th><td>3</td>"))

        // The file is what the person at the server gets by the command.
        let saved = try await reviewer.ask(String(path) + "/push", ["-OJ", "-w", "%{filename_effective}"])
        let number = String(path.dropFirst("/refused/".count))
        #expect(saved == "wardlog-\(number)-duong-noi-may-1.push")
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: hall.scratch.file(saved))))
        let shown = try await hall.district.run("device", "refused", "--show", number)
        #expect(shown.status == 0 && shown.output.utf8.elementsEqual(bytes))
        #expect(try PushRequest(reading: bytes).to == 6)

        let command = try #require(page.firstMatch(of: /«district ([^»]+)»/)?.1)
        let invited = try await hall.district.run(command.split(separator: " ").map(String.init))
        #expect(invited.status == 0, "\(invited.errors)")
        let joined = try await desk.ward.run("join", hall.url, String(invited.output.dropLast()))
        #expect(joined.status == 0, "\(joined.errors)")
        try await sync(desk)
        #expect(try await meetings(hall) == 5)
        let after = try await reviewer.ask("/refused")
        #expect(after.contains("Không có lần gửi nào đang bị giữ lại.") && after.contains("Cùng một bản ghi"))
        #expect(after.contains("Máy đã ghi tiếp trong sổ mới") && after.contains(">may-1.") && after.contains("3 / 3"))
        #expect(try await !reviewer.ask("/").contains("vẫn gửi"))
    }

    @Test func `is nothing once two clones have synced, and the page says that two records differed`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(2)
        try await sync(desk)
        let twin = try Desk(cloning: desk)
        try await desk.recordMeetings(2)
        try await twin.recordMeetings(2)
        for one in [desk, twin] { try await sync(one) }
        #expect(try await meetings(hall) == 6)
        let page = try await Reviewer(hall).ask("/refused")
        #expect(page.contains("Không có lần gửi nào đang bị giữ lại."))
        #expect(page.contains("Hai bản ghi khác nhau, đã ghi tiếp") && page.contains("5 / 5"))
    }
}
