import Foundation
import PlanProgress
import TestSupport
import Testing

/// What a person asks to have erased is nowhere afterwards, and every figure stays.
@Suite(.serialized) struct `Erasing what was attached` {
    private static let marker = "Ông Nguyễn Văn A, 001099000000"

    /// Every file below the folder that holds the marker, in the bytes of a note or anywhere else.
    private func files(below folder: String) throws -> [String] {
        let marker = Data(Self.marker.utf8)
        let paths = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return paths.filter { path in
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") else { return false }
            return bytes.firstRange(of: marker) != nil
        }.sorted()
    }

    private func sync(_ desk: Desk) async throws {
        let ended = try await desk.ward.run("sync")
        try #require(ended.status == 0, "\(ended.errors)")
    }

    private func record(_ desk: Desk) async throws -> String {
        let ended = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12", "--note", Self.marker)
        try #require(ended.status == 0, "\(ended.errors)")
        return String(ended.output.dropLast())
    }

    @Test func `by the ward goes from its disk at once and from the district with the next sync`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let event = try await record(desk)
        try await sync(desk)
        let figures = try await hall.rollup()["figures"]
        let root = try await desk.ward.run("log", "--format", "ndjson").output
        #expect(try files(below: desk.home).count == 1 && !files(below: hall.scratch.path).isEmpty)

        let asked = try await desk.ward.run("erase", event)
        #expect(asked.status == 64)
        #expect(asked.output.contains("ghi chú: \(Self.marker)"))
        #expect(asked.errors.hasPrefix("Chưa xóa gì cả. 1 nội dung nêu trên sẽ bị xóa"))
        #expect(try files(below: desk.home).count == 1)

        let erased = try await desk.ward.run("erase", event, "--yes")
        #expect(erased.status == 0, "\(erased.errors)")
        #expect(erased.errors.hasPrefix("Đã xóa 1 nội dung đính kèm trên máy này."))
        #expect(try files(below: desk.home) == [])
        #expect(try await desk.ward.run("log").output.contains("ghi chú (nội dung đã xóa)"))
        #expect(try await desk.ward.run("erase", "--list").output.contains("chưa nhận được"))

        try await sync(desk)
        #expect(try files(below: hall.scratch.path) == [])
        #expect(try await hall.rollup()["figures"] == figures)
        #expect(try await desk.ward.run("log", "--format", "ndjson").output.hasPrefix(root))
        #expect(try await hall.district.run("verify").status == 0)
        #expect(try await desk.ward.run("verify").status == 0)
        #expect(try await desk.ward.run("erase", "--list").output.contains("may-1: đã xóa"))
        let again = try await desk.ward.run("erase", event, "--yes")
        #expect(again.status == 0 && again.errors.hasPrefix("Các nội dung này đã xóa từ trước"))
    }

    @Test func `by the district reaches a ward that was away for a month, and its word comes back`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let event = try await record(desk)
        try await sync(desk)
        let unsure = try await hall.district.run("erase", event, "--unit", "duong-noi")
        #expect(unsure.status == 64 && unsure.errors.hasPrefix("Chưa xóa gì."))
        let erased = try await hall.district.run("erase", event, "--unit", "duong-noi", "--yes")
        #expect(erased.status == 0, "\(erased.errors)")
        let id = String(erased.output.dropLast())
        #expect(try files(below: hall.scratch.path) == [])
        #expect(try await hall.district.run("erase", id, "--yes").errors.hasPrefix("Các nội dung này đã xóa từ trước"))

        try await desk.recordMeetings(3)
        #expect(try files(below: desk.home).count == 1)
        try await sync(desk)
        #expect(try files(below: desk.home) == [])
        try await sync(desk)
        let said = try await hall.district.run("erase", "--list", "--format", "json")
        let report = try JSON(reading: Array(said.output.utf8))
        #expect(try JSONSchema(named: "erasures.json").faults(in: report) == [])
        #expect(report["erasures"]?.array?.map { $0["done"] } == [.boolean(true)])
        #expect(report["erasures"]?.array?.first?["devices"]?.array?.first?["state"] == "confirmed")
        #expect(try await hall.district.run("verify").status == 0)
    }

    @Test func `before it was ever sent sends nothing of it`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let event = try await record(desk)
        #expect(try await desk.ward.run("erase", String(event.suffix(12)), "--yes").status == 0)
        try await sync(desk)
        #expect(try files(below: desk.home) == [] && files(below: hall.scratch.path) == [])
        #expect(try await hall.district.run("erase", "--list").output.contains("đã xóa"))
    }

    @Test func `is asked for by name: what is unknown, bare or somebody else's is refused with a sentence`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        let event = String(try await desk.ward.run("log", "--format", "ndjson").output.split(separator: "\n").count)
        #expect(event == "2")
        for (arguments, words) in [
            (["erase"], "Cần mã của một mục"), (["erase", "12"], "quá ngắn"), (["erase", "0123456789ab"], "Không thấy mục"),
        ] {
            let ended = try await desk.ward.run(arguments)
            #expect(ended.status == 64 && ended.errors.contains(words), "\(ended.errors)")
        }
        let table = try await desk.ward.run("log").output
        let digits = try #require(table.split(separator: "\n").last?.split(separator: " ").last)
        #expect(try await desk.ward.run("erase", String(digits)).errors.contains("không có nội dung đính kèm"))
        for (arguments, words) in [
            (["erase", String(digits)], "--unit"), (["erase", String(digits), "--unit", "duong-noi"], "Không thấy mục"),
            (["erase", String(repeating: "A", count: 43)], "Không có mục nào nêu"),
        ] {
            let ended = try await hall.district.run(arguments)
            #expect(ended.status == 64 && ended.errors.contains(words), "\(ended.errors)")
        }
    }
}
