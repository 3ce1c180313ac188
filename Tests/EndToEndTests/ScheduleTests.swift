import Foundation
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

    @Test(arguments: [("01:30", true), ("1:30", true), ("24:00", false), ("1:3", false), ("", false), ("+1:30", false)])
    func `takes a time of day`(text: String, isTime: Bool) { #expect((Span.time(text) != nil) == isTime) }

    @Test(
        arguments: [("60m", 3600), ("1h", 3600), ("90s", 90), ("0", 0), ("25h", nil), ("60", nil), ("-1m", nil), ("m", nil)]
            as [(String, Int?)])
    func `takes a window`(text: String, seconds: Int?) { #expect(Span.seconds(text) == seconds) }
}
