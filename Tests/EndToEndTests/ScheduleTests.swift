import Foundation
import LogFiles
import PlanProgress
import TestSupport
import Testing

@testable import ward

@Suite struct `The nightly schedule` {
    /// A `crontab` of our own in PATH, which keeps its table in a file.
    private func desk(crontab: String) async throws -> (desk: Desk, table: String) {
        let scratch = try ScratchFolder()
        let table = try scratch.write(crontab, to: "table")
        let tool = try scratch.write(
            "#!/bin/bash\nif [[ $1 == -l ]]; then cat '\(table)'; else cat >'\(table)'; fi\n", to: "crontab")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
        let desk = try await Desk(planned: false, environment: ["PATH": "\(scratch.path):/usr/bin:/bin"], with: scratch)
        return (desk, table)
    }

    @Test func `is installed once, beside what the crontab held, and taken out again`() async throws {
        let other = "0 7 * * 1 /usr/bin/true\n"
        let (desk, table) = try await desk(crontab: other)
        for time in ["02:15", "01:30"] {
            let ended = try await desk.ward.run("schedule", "install", "--at", time, "--window", "1h")
            #expect(ended.status == 0, "\(ended.errors)")
        }
        let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0] == "0 7 * * 1 /usr/bin/true")
        #expect(lines[2].hasPrefix("30 1 * * * XDG_STATE_HOME='"))
        #expect(lines[2].hasSuffix(" sync --home '\(desk.home)' --quiet --window 60m"))
        #expect(lines[3].hasPrefix("@reboot "))
        #expect(try await desk.ward.run("schedule", "show").output.hasPrefix("30 1 * * * "))

        #expect(try await desk.ward.run("schedule", "remove").status == 0)
        #expect(try String(contentsOfFile: table, encoding: .utf8) == other)
        #expect(try await desk.ward.run("schedule", "show").status == 1)
    }

    @Test func `never overwrites a crontab that it could not read`() async throws {
        let (desk, table) = try await desk(crontab: "0 7 * * 1 /usr/bin/true\n")
        try Data("#!/bin/bash\n[[ $1 == -l ]] && { echo 'hỏng' >&2; exit 1; }\ncat >'\(table)'\n".utf8)
            .write(to: URL(filePath: desk.scratch.file("crontab")))
        let ended = try await desk.ward.run("schedule", "install")
        #expect(ended.status == 1)
        #expect(ended.errors.hasPrefix("Lệnh 'crontab -l' không thành công: hỏng. Lịch chưa thay đổi."))
        #expect(try String(contentsOfFile: table, encoding: .utf8) == "0 7 * * 1 /usr/bin/true\n")
    }

    private let odd = Schedule(
        hour: 1, minute: 5, windowMinutes: 60, program: "/opt/it's/ward", home: "/srv/50% full",
        environment: [("http_proxy", "http://p:1/$x")])

    @Test func `quotes whatever a path may hold, for cron and for systemd`() {
        #expect(
            odd.cronBlock.contains(
                "5 1 * * * http_proxy='http://p:1/$x' '/opt/it'\\''s/ward' sync --home '/srv/50\\% full' --quiet --window 60m\n"))
        #expect(odd.service.contains("Environment=\"http_proxy=http://p:1/$$x\"\n"))
        #expect(odd.service.contains("ExecStart=\"/opt/it's/ward\" sync --home \"/srv/50%% full\" --quiet --window 60m\n"))
        #expect(odd.timer.contains("OnCalendar=*-*-* 01:05:00\nPersistent=true\n"))
    }

    @Test func `says when it runs next, this device's share waited for`() throws {
        let read = try #require(Nightly(cron: odd.cronBlock.split(separator: "\n").dropFirst().joined(separator: "\n")))
        #expect(read == Nightly(timer: odd.timer, service: odd.service))
        #expect((read.hour, read.minute, read.windowMinutes) == (1, 5, 60))
        #expect(Nightly(cron: "") == nil)

        let origin = try #require(Origin("ha-dong/duong-noi/may-1"))
        let share = NightlyShare.milliseconds(of: origin, window: 3_600_000)
        let now: Int64 = 1_663_200_000_000
        let next = try #require(read.next(of: origin, after: now))
        #expect(next - share > now && next - share <= now + 86_400_000)
        var (seconds, local) = (time_t((next - share) / 1000), tm())
        localtime_r(&seconds, &local)
        #expect((local.tm_hour, local.tm_min, local.tm_sec) == (1, 5, 0))
        #expect(read.next(of: origin, after: next - share - 1) == next && read.next(of: origin, after: next - share) ?? 0 > next)
    }

    @Test func `promises a next try only where one is installed`() {
        var outcome = SyncOutcome(.tryLater("bận"))
        outcome.nextTry = 1_663_200_030_000
        let vietnamese = Sentences(language: .vietnamese)
        #expect(vietnamese.notSynced(outcome, scheduled: nil).hasSuffix(" Gửi lại bằng: ward sync, sau 07 giờ 00 ngày 15/09/2022."))
        #expect(
            vietnamese.notSynced(outcome, scheduled: 1_663_203_600_000).hasSuffix(" Máy sẽ tự gửi lại lúc 08 giờ 00 ngày 15/09/2022."))
        #expect(!vietnamese.lastSync(LastSync(outcome, at: 0), scheduled: nil).contains("tự gửi lại"))
        let lost = SyncOutcome(.attachmentsLost([WaitingAttachment(id: "x", byteCount: 1, index: 12)]))
        #expect(vietnamese.notSynced(lost, scheduled: nil).hasPrefix("Quận đã nhận các mục, nhưng chưa nhận tài liệu kèm mục 12: "))
        let code = SyncOutcome(.refused(ProblemDocument(.code)))
        #expect(vietnamese.notSynced(code, scheduled: nil).contains("cần một mã mời còn hiệu lực"))
    }

    @Test(arguments: [("01:30", true), ("1:30", true), ("24:00", false), ("1:3", false), ("", false), ("+1:30", false)])
    func `takes a time of day`(text: String, isTime: Bool) { #expect((Span.time(text) != nil) == isTime) }

    @Test(
        arguments: [("60m", 3600), ("1h", 3600), ("90s", 90), ("0", 0), ("25h", nil), ("60", nil), ("-1m", nil), ("m", nil)]
            as [(String, Int?)])
    func `takes a window`(text: String, seconds: Int?) { #expect(Span.seconds(text) == seconds) }
}
