import Foundation
import LogFiles
import PlanProgress
import TestSupport
import Testing

/// A ward's PC as its clerk has it: a home, the built command, and the plan of Dương Nội where a test wants it.
struct Desk {
    let scratch: ScratchFolder
    let ward: BuiltCommand
    let home: String

    init(
        planned: Bool = true, device: String = "may-1", environment: [String: String] = [:], with scratch: ScratchFolder? = nil,
        on volume: SmallVolume? = nil
    ) async throws {
        let scratch = try scratch ?? ScratchFolder()
        self.scratch = scratch
        home = "\(volume?.path ?? scratch.path)/home"
        var ward = BuiltCommand("ward", in: scratch.path, environment: ["WARDLOG_HOME": home].merging(environment) { _, new in new })
        ward.entering = volume?.entering ?? []
        self.ward = ward
        let made = try await ward.run("init", "--district", "ha-dong", "--unit", "duong-noi", "--device", device)
        try #require(made.status == 0, "\(made.errors)")
        guard planned else { return }
        let imported = try await ward.run("plan", "import", Self.plan)
        try #require(imported.status == 0, "\(imported.errors)")
    }

    /// Another PC with the same disk: home and guards, byte for byte.
    init(cloning desk: Desk) throws {
        scratch = try ScratchFolder()
        for folder in ["home", "state"] {
            try FileManager.default.copyItem(atPath: desk.scratch.file(folder), toPath: scratch.file(folder))
        }
        home = scratch.file("home")
        ward = BuiltCommand("ward", in: scratch.path, environment: ["WARDLOG_HOME": scratch.file("home")])
    }

    /// So many meetings, one command each, as a clerk types them.
    func recordMeetings(_ count: Int) async throws {
        for _ in 0..<count {
            let ended = try await ward.run("record", "activity", "meeting.held", "--on", "2022-08-12")
            try #require(ended.status == 0, "\(ended.errors)")
        }
    }

    /// The whole home as it is now, to be put back later.
    func backUp() throws -> String {
        let copy = scratch.file("backup-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: home, toPath: copy)
        return copy
    }

    /// Puts a backup back; guards lie outside of it, as design 3.1 wants.
    func restore(_ copy: String) throws {
        try FileManager.default.removeItem(atPath: home)
        try FileManager.default.copyItem(atPath: copy, toPath: home)
    }

    static let plan = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Plans/duong-noi-2022.yaml").path

    /// The log's bytes as they lie.
    func log() throws -> Data { try Data(contentsOf: URL(filePath: "\(home)/logs/ha-dong/duong-noi/may-1/entries.log")) }
}

@Suite struct `What a clerk types wrongly` {
    /// Command, exit status, and the exact words; none of them leaves a byte behind.
    static let slips: [(arguments: [String], status: Int32, words: String)] = [
        (
            ["record", "task", "III.1-bb", "--state", "done"], 64,
            "Kế hoạch năm 2022 không có nhiệm vụ 'III.1-bb'. Có phải 'III.1-b'? Chưa ghi gì cả.\n"
        ),
        (
            ["record", "task", "III.1-b", "--state", "done", "--percent", "101"], 64,
            "--percent từ 0 đến 100, không nhận 101. Chưa ghi gì cả.\n"
        ),
        (
            ["record", "task", "III.1-b", "--state", "xong"], 64,
            "--state không nhận 'xong'. Các trạng thái: notStarted (chưa triển khai), inProgress (đang thực hiện), blocked (có vướng mắc), done (hoàn thành). Chưa ghi gì cả.\n"
        ),
        (
            ["record", "task", "III.1-b", "--state", "done", "--on", "2022-02-30"], 64,
            "--on: không có ngày '2022-02-30'. Viết năm-tháng-ngày, ví dụ 2022-08-12. Chưa ghi gì cả.\n"
        ),
        (
            ["record", "task", "III.1-d", "--state", "done"], 64,
            "Nhiệm vụ III.1-d thực hiện theo kỳ: thêm --occurrence, một trong 2022-9M, 2022-Y. Chưa ghi gì cả.\n"
        ),
        (
            ["record", "activity", "meeting.hold"], 64,
            "Danh mục không có hoạt động 'meeting.hold'. Có phải 'meeting.held'? Chưa ghi gì cả.\n"
        ),
        (
            ["record", "activity", "dialogue.held", "--quantity", "m.dialogue.cont=2"], 64,
            "Danh mục không có chỉ tiêu 'm.dialogue.cont'. Có phải 'm.dialogue.count'? Chưa ghi gì cả.\n"
        ),
        (
            ["record", "activity", "dialogue.held", "--quantity", "hai"], 64,
            "--quantity viết dạng TÊN=SỐ, không phải 'hai'. Chưa ghi gì cả.\n"
        ),
        (
            ["record", "reading", "m.bhyt.coverage", "--value", "95"], 64,
            "m.bhyt.coverage nhập bằng --numerator N --denominator N. Chưa ghi gì cả.\n"
        ),
        (
            ["record", "reading", "m.task.late", "--value", "1"], 64,
            "m.task.late được tính từ các mục khác, không nhập trực tiếp. Chưa ghi gì cả.\n"
        ),
        (
            ["record", "task", "III.1-b", "--state", "done", "--attach", "không-có.pdf"], 64,
            "Không đọc được tệp không-có.pdf: No such file or directory. Chưa ghi gì cả.\n"
        ),
        (
            ["record", "task", "III.1-b", "--state", "done", "--by", "a b"], 64,
            "--by: 'a b' có dấu cách hoặc ký tự không dùng được, hoặc quá 64 byte. Chưa ghi gì cả.\n"
        ),
        (["void", "1234567", "--reason", "x"], 64, "'1234567' quá ngắn: cần ít nhất 8 chữ số thập lục phân của mã. Chưa ghi gì cả.\n"),
        (
            ["correct", "12345678", "--state", "done"], 64,
            "Không thấy mục '12345678' trên máy này. Xem mã bằng: ward log. Chưa ghi gì cả.\n"
        ),
        (
            ["correct", String(repeating: "0", count: 76), "--state", "done"], 64,
            "Mục này không có trên máy: cần mã đủ 76 chữ số, --kind, mã và đủ các số liệu. Chưa ghi gì cả.\n"
        ),
        (
            ["plan", "set", "III.1-b", "--lead", "van-phon"], 64,
            "Không có đơn vị mang mã 'van-phon'. Có phải 'van-phong'? Chưa ghi gì cả.\n"
        ),
    ]

    @Test func `is told in one sentence, and the log stays as it was`() async throws {
        let desk = try await Desk()
        let before = try desk.log()
        for slip in Self.slips {
            let ended = try await desk.ward.run(slip.arguments)
            #expect(ended.errors == slip.words, "\(slip.arguments)")
            #expect(ended.status == slip.status, "\(slip.arguments)")
            #expect(ended.output == "")
            #expect(try desk.log() == before, "\(slip.arguments)")
            #expect(!FileManager.default.fileExists(atPath: "\(desk.home)/attachments"), "\(slip.arguments)")
        }
    }

    @Test func `is told in English where English is asked for`() async throws {
        let desk = try await Desk()
        let ended = try await desk.ward.run("record", "task", "III.1-bb", "--state", "done", "--lang", "en")
        #expect(ended.errors == "the plan of 2022 has no task 'III.1-bb'; nearest is 'III.1-b'. Nothing was recorded.\n")
    }

    @Test func `a name with dots or a plus makes no home`() async throws {
        let scratch = try ScratchFolder()
        let ward = BuiltCommand("ward", in: scratch.path)
        for name in ["..", "may+1", "May-1", "may-1.k7qf3m", ""] {
            let ended = try await ward.run(
                "init", "--home", scratch.file("home"), "--district", "ha-dong", "--unit", "duong-noi", "--device", name)
            #expect(ended.status == 64, "\(name)")
            #expect(ended.errors.hasPrefix("'\(name)' không đặt tên được"))
            #expect(!FileManager.default.fileExists(atPath: scratch.file("home")))
        }
    }
}

@Suite struct `A record` {
    @Test func `prints its id and nothing else, and stands in the log`() async throws {
        let desk = try await Desk()
        let ended = try await desk.ward.run("record", "task", "III.1-b", "--state", "done", "--percent", "100", "--on", "2022-08-12")
        #expect(ended.status == 0)
        #expect(ended.errors == "")
        let id = try #require(EventID(ended.output.dropLast()))
        let lines = try await desk.ward.run("log", "--format", "ndjson").output.split(separator: "\n")
        #expect(EventReading(of: Array((try #require(lines.last)).utf8)).id == id)
    }

    @Test func `of a day to come is taken, with a warning`() async throws {
        let desk = try await Desk()
        let ended = try await desk.ward.run("record", "task", "III.1-b", "--state", "done", "--on", "2199-01-01")
        #expect(ended.status == 0)
        #expect(ended.errors.contains("Lưu ý: ngày 01/01/2199 ở sau hôm nay ("))
        #expect(
            ended.errors.contains("Lưu ý: ngày 01/01/2199 nằm ngoài năm kế hoạch 2022, nên mục này không vào số liệu năm 2022. "))
        #expect(EventID(ended.output.dropLast()) != nil)
    }

    @Test func `typed in NFD is kept in NFC, code and note`() async throws {
        let desk = try await Desk(planned: false)
        let composed = "tổ-dân-phố"
        let ended = try await desk.ward.run(
            "record", "activity", "meeting.held", "--place", composed.decomposedStringWithCanonicalMapping, "--on", "2022-08-12", "--note",
            "Họp tổ".decomposedStringWithCanonicalMapping)
        #expect(ended.status == 0, "\(ended.errors)")
        let log = try desk.log()
        #expect(log.firstRange(of: Data(composed.utf8)) != nil)
        #expect(log.firstRange(of: Data(composed.decomposedStringWithCanonicalMapping.utf8)) == nil)
        let notes = try FileManager.default.contentsOfDirectory(atPath: "\(desk.home)/attachments")
        let note = try Data(contentsOf: URL(filePath: "\(desk.home)/attachments/\(try #require(notes.first))"))
        #expect(note.suffix("Họp tổ".utf8.count) == Data("Họp tổ".utf8))
        // Beside the log, so that it can be erased; never in it.
        #expect(log.firstRange(of: Data("Họp tổ".utf8)) == nil)
    }

    @Test func `of more than 32 KiB is refused whole, its note too`() async throws {
        let desk = try await Desk(planned: false)
        let before = try desk.log()
        let tasks = (0..<700).flatMap { ["--task", "\(String(repeating: "n", count: 50))\($0)"] }
        let ended = try await desk.ward.run(["record", "activity", "meeting.held", "--on", "2022-08-12", "--note", "x"] + tasks)
        #expect(ended.status == 65)
        #expect(ended.errors.contains("quá 32768. Hãy chia thành nhiều mục, hoặc gửi phần chữ bằng --attach. Chưa ghi gì cả."))
        #expect(try desk.log() == before)
        #expect(!FileManager.default.fileExists(atPath: "\(desk.home)/attachments"))
    }

    @Test func `waits for nobody but a moment where another process holds the home`() async throws {
        let desk = try await Desk(planned: false)
        let before = try desk.log()
        let disk = PosixDisk(home: desk.home, guards: desk.scratch.file("guards"))
        try disk.lock(HomeLayout.lock, wait: true)
        let ended = try await desk.ward.run("record", "task", "A", "--state", "done", "--on", "2022-08-12")
        disk.unlock(HomeLayout.lock)
        #expect(ended.status == 75)
        #expect(
            ended.errors.hasSuffix("Một chương trình khác đang dùng thư mục dữ liệu (lock). Chưa ghi gì cả. Hãy thử lại sau giây lát.\n"))
        #expect(try desk.log() == before)
    }
}
