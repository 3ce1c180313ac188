import Foundation
import LogFiles
import PlanProgress
import TestSupport
import Testing

@Suite struct `A correction at the keyboard` {
    /// The events of the log, oldest first.
    private func events(_ desk: Desk) async throws -> [(id: EventID, event: Event)] {
        try await desk.ward.run("log", "--format", "ndjson").output.split(separator: "\n").compactMap { line in
            let reading = EventReading(of: Array(line.utf8))
            guard case .event(let event, _) = reading.content else { return nil }
            return (reading.id, event)
        }
    }

    private func record(_ desk: Desk) async throws -> EventID {
        let ended = try await desk.ward.run("record", "task", "III.1-b", "--state", "inProgress", "--percent", "60", "--on", "2022-08-12")
        return try #require(EventID(ended.output.dropLast()), "\(ended.errors)")
    }

    @Test func `keeps what it does not name, the day too`() async throws {
        let desk = try await Desk()
        let id = try await record(desk)
        let ended = try await desk.ward.run("correct", String(id.hash.hex.prefix(8)), "--percent", "65")
        #expect(ended.status == 0, "\(ended.errors)")
        let last = try #require(try await events(desk).last)
        #expect(last.event.on == LocalDay("2022-08-12"))
        let body = EventBody.taskProgressed(TaskProgress(year: 2022, task: "III.1-b", state: .inProgress, percent: 65))
        guard case .eventCorrected(let correction) = last.event.body else {
            Issue.record("no correction")
            return
        }
        #expect(correction.of == id)
        #expect(correction.body.canonicalText == body.json.canonicalText)
    }

    @Test func `of a correction names that correction, so that none is in conflict`() async throws {
        let desk = try await Desk()
        let id = try await record(desk)
        let first = try await desk.ward.run("correct", id.description, "--percent", "65")
        _ = try await desk.ward.run("correct", id.description, "--state", "done", "--percent", "100", "--on", "2022-09-01")
        let last = try #require(try await events(desk).last)
        guard case .eventCorrected(let correction) = last.event.body else {
            Issue.record("no correction")
            return
        }
        #expect(correction.of == EventID(first.output.dropLast()))
        #expect(last.event.on == LocalDay("2022-09-01"))
    }

    @Test func `is checked as a record is`() async throws {
        let desk = try await Desk()
        let id = try await record(desk)
        let before = try desk.log()
        let slips: [([String], String)] = [
            (["--percent", "101"], "--percent từ 0 đến 100, không nhận 101. Chưa ghi gì cả.\n"),
            (["--value", "3"], "--value không dùng cho mục loại task. Chưa ghi gì cả.\n"),
            (["III.1-bb"], "Kế hoạch năm 2022 không có nhiệm vụ 'III.1-bb'. Có phải 'III.1-b'? Chưa ghi gì cả.\n"),
            (["--percent", "60"], "Không có gì khác so với mục đã ghi. Chưa ghi gì cả.\n"),
        ]
        for (arguments, words) in slips {
            let ended = try await desk.ward.run(["correct", id.description] + arguments)
            #expect(ended.errors == words)
            #expect(ended.status != 0)
        }
        #expect(try desk.log() == before)
    }

    @Test func `of an event that is not here needs everything, and its day above all`() async throws {
        let desk = try await Desk()
        let absent = EventID(at: 1_660_000_000_000, hash: Digest(of: [7])).description
        let without = try await desk.ward.run("correct", absent, "III.1-b", "--kind", "task", "--state", "done")
        #expect(without.status == 64)
        let whole = try await desk.ward.run("correct", absent, "III.1-b", "--kind", "task", "--state", "done", "--on", "2022-08-12")
        #expect(whole.status == 0, "\(whole.errors)")
    }

    @Test func `cannot reach a record that is void`() async throws {
        let desk = try await Desk()
        let id = try await record(desk)
        let void = try await desk.ward.run("void", id.description, "--reason", "ghi nhầm")
        #expect(void.status == 0, "\(void.errors)")
        let again = try await desk.ward.run("void", id.description, "--reason", "ghi nhầm")
        #expect(again.errors == "Mục '\(id)' đã hủy, không sửa được nữa. Hãy ghi mục mới. Chưa ghi gì cả.\n")
        #expect(try await desk.ward.run("correct", id.description, "--percent", "1").status == 64)
        let silent = try await desk.ward.run("void", id.description, "--reason", "  ")
        #expect(silent.status == 64 && silent.errors == "Nêu lý do hủy: --reason \"Nhập trùng\". Chưa ghi gì cả.\n")
        #expect(try await events(desk).last?.event.body == .eventVoided(of: id))
    }

    @Test func `of the plan is a new planning of the task`() async throws {
        let desk = try await Desk()
        let ended = try await desk.ward.run("plan", "set", "III.1-b", "--due", "2022-09-30", "--support", "mttq")
        #expect(ended.status == 0, "\(ended.errors)")
        guard case .taskPlanned(let task)? = try await events(desk).last?.event.body else {
            Issue.record("no task.planned")
            return
        }
        #expect(task.cadence == .once(due: LocalDay("2022-09-30")))
        #expect(task.support == ["mttq"])
        #expect(task.text.hasPrefix("Tổ chức hội nghị"))
        // A file that says otherwise is then a change, and the same file twice is none.
        let changed = try await desk.ward.run("plan", "import", Desk.plan)
        #expect(changed.errors.contains("0 mới, 1 thay đổi.\nThay đổi: III.1-b.\n"), "\(changed.errors)")
        #expect(
            try await desk.ward.run("plan", "import", Desk.plan).errors == "Kế hoạch năm 2022 không có gì mới: 42 nhiệm vụ như đã có.\n")
    }
}

@Suite struct `A machine in trouble` {
    @Test func `whose disk takes no more says so with 74, and keeps what it had`() async throws {
        let desk = try await Desk()
        let before = try desk.log()
        #expect(before.count > 8192)
        // A file-size limit below the log's length: the kernel refuses the write, whoever runs it.
        let shell = BuiltCommand("ward", in: desk.scratch.path, environment: desk.ward.environment)
        let ended = try await shell.runLimited(kibibytes: 8, "record", "task", "III.1-b", "--state", "done", "--on", "2022-08-12")
        #expect(ended.status == 74)
        #expect(ended.errors.hasPrefix("Đĩa báo lỗi ở logs/ha-dong/duong-noi/may-1/entries.log (write, lỗi 27)."))
        #expect(ended.output == "")
        #expect(try desk.log() == before)
        #expect(try await desk.ward.run("record", "task", "III.1-b", "--state", "done", "--on", "2022-08-12").status == 0)
    }

    @Test func `whose log cannot be read says so with 74`() async throws {
        let desk = try await Desk()
        let log = "\(desk.home)/logs/ha-dong/duong-noi/may-1/entries.log"
        try FileManager.default.removeItem(atPath: log)
        try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: false)
        let ended = try await desk.ward.run("record", "task", "III.1-b", "--state", "done", "--on", "2022-08-12")
        #expect(ended.status == 74)
        #expect(ended.errors.hasPrefix("Đĩa báo lỗi ở logs/ha-dong/duong-noi/may-1/entries.log"))
    }

    @Test func `whose log has a flipped bit writes nothing, and verify names the entry`() async throws {
        let desk = try await Desk()
        let log = URL(filePath: "\(desk.home)/logs/ha-dong/duong-noi/may-1/entries.log")
        var bytes = try Data(contentsOf: log)
        let third = try #require(bytes.indices.filter { bytes[$0] == 10 }.dropFirst(2).first)
        bytes[third + 40] ^= 1
        try bytes.write(to: log)
        let ended = try await desk.ward.run("record", "task", "III.1-b", "--state", "done", "--on", "2022-08-12")
        #expect(ended.status == 65)
        #expect(ended.errors.hasPrefix("Không ghi tiếp được: sổ bị hỏng từ mục 3. Chưa ghi gì cả."))
        #expect(try desk.log() == bytes)
        let verify = try await desk.ward.run("verify")
        #expect(verify.status == 65)
        #expect(verify.output == "ha-dong/duong-noi/may-1: SAI ở mục 3: dòng không khớp mã kiểm tra\n")
    }

    @Test func `whose clock is behind its own log asks for the day`() async throws {
        let scratch = try ScratchFolder()
        let home = scratch.file("home")
        let later = Surroundings(now: { 4_000_000_000_000 }, random: Surroundings.machine.random)
        _ = try Home.create(
            at: home, guards: "\(scratch.path)/state/wardlog/guards",
            config: HomeConfig(origin: try #require(Origin("ha-dong/duong-noi/may-1"))), surroundings: later)
        let ward = BuiltCommand("ward", in: scratch.path, environment: ["WARDLOG_HOME": home])
        let ended = try await ward.run("record", "task", "A", "--state", "done")
        #expect(ended.status == 1)
        #expect(ended.errors.hasPrefix("Máy này đang để ngày "))
        #expect(ended.errors.hasSuffix("Hãy đặt lại ngày giờ, hoặc ghi rõ ngày bằng --on. Chưa ghi gì cả.\n"))
        #expect(try await ward.run("record", "task", "A", "--state", "done", "--on", "2022-08-12").status == 0)
    }

    @Test func `without a home is told how to make one`() async throws {
        let scratch = try ScratchFolder()
        let ended = try await BuiltCommand("ward", in: scratch.path).run("status", "--home", scratch.file("none"))
        #expect(ended.status == 1)
        #expect(ended.errors.hasPrefix("Thư mục \(scratch.file("none")) chưa có sổ. Tạo bằng 'ward init'"))
    }
}
