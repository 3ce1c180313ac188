import ArgumentParser
import Glibc

/// `ward schedule …`: the nightly sync, in cron or as a systemd timer of the user.
struct ScheduleCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "schedule", abstract: say.help.schedule, subcommands: [Install.self, Remove.self, Show.self])
    }

    struct Install: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "install", abstract: say.help.scheduleInstall) }
        @OptionGroup var home: HomeOptions
        @Option(help: ArgumentHelp(say.help.at, valueName: "hh:mm")) var at = "01:30"
        @Option(help: ArgumentHelp(say.help.scheduleWindow, valueName: "60m")) var window = "60m"
        @Flag(help: ArgumentHelp(say.help.systemd)) var systemd = false

        func run() throws {
            guard let time = Span.time(at) else { throw Failure(code: .usage, sentence: say.noTime(at)) }
            guard let seconds = Span.seconds(window) else { throw Failure(code: .usage, sentence: say.noSpan(window, option: "--window")) }
            let schedule = Schedule(
                hour: time.hour, minute: time.minute, windowMinutes: (seconds + 59) / 60, program: try Environment.program(),
                home: home.path, environment: Environment.carried())
            if systemd { try SystemdTimer.install(schedule) } else { try Crontab.install(schedule) }
            Console.say(say.scheduled(schedule))
        }
    }

    struct Remove: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "remove", abstract: say.help.scheduleRemove) }
        @OptionGroup var home: HomeOptions

        /// Both places are looked at, so that nobody need remember which was used.
        func run() throws {
            let timer = try SystemdTimer.remove(home: home.path)
            let cron = try Crontab.remove(home: home.path)
            Console.say(timer || cron ? say.unscheduled : say.notScheduled)
        }
    }

    struct Show: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "show", abstract: say.help.scheduleShow) }
        @OptionGroup var home: HomeOptions

        func run() throws {
            let found = [try Crontab.shown(home: home.path), SystemdTimer.shown(home: home.path)].compactMap { $0 }
            guard !found.isEmpty else { throw Failure(code: .failed, sentence: say.notScheduled) }
            Console.data(Array(found.joined().utf8))
        }
    }
}

/// This user's crontab, read and written by crontab(1) alone.
enum Crontab {
    static func install(_ schedule: Schedule) throws(Failure) { try write(schedule.added(to: try read())) }

    /// Whether there was anything to remove.
    static func remove(home: String) throws(Failure) -> Bool {
        guard let old = try? read(), Schedule.shown(home: home, in: old) != nil else { return false }
        try write(Schedule.removed(home: home, from: old))
        return true
    }

    static func shown(home: String) throws(Failure) -> String? {
        guard let crontab = try? read() else { return nil }
        return Schedule.shown(home: home, in: crontab)
    }

    /// The whole crontab; a user who has none has an empty one.
    private static func read() throws(Failure) -> String {
        guard let ended = ChildProcess.run(["crontab", "-l"]) else { throw Failure(code: .failed, sentence: say.noCron) }
        // crontab(1) ends with 1 and "no crontab for …" where there is none; anything else must not be overwritten.
        if ended.status == 0 { return ended.output }
        guard ended.status == 1, ended.errors.contains("no crontab") else {
            throw Failure(code: .failed, sentence: say.scheduleFailed("crontab -l", ended.errors))
        }
        return ""
    }

    private static func write(_ crontab: String) throws(Failure) {
        guard let ended = ChildProcess.run(["crontab", "-"], input: crontab) else { throw Failure(code: .failed, sentence: say.noCron) }
        guard ended.status == 0 else { throw Failure(code: .failed, sentence: say.scheduleFailed("crontab -", ended.errors)) }
    }
}

/// Two units of the user's systemd; Persistent catches up a night that was missed.
enum SystemdTimer {
    static func install(_ schedule: Schedule) throws(Failure) {
        try Files.makeFolder(folder)
        let before = installed(home: schedule.home)
        try Files.write(Array(schedule.service.utf8), to: "\(folder)/\(schedule.unitName).service")
        try Files.write(Array(schedule.timer.utf8), to: "\(folder)/\(schedule.unitName).timer")
        do throws(Failure) {
            try systemctl(["daemon-reload"])
            try systemctl(["enable", "--now", "\(schedule.unitName).timer"])
        } catch {
            // Left behind they would be shown as a schedule that never runs; one that was there before goes on.
            if let before {
                try? Files.write(Array(before.service.utf8), to: "\(folder)/\(schedule.unitName).service")
                try? Files.write(Array(before.timer.utf8), to: "\(folder)/\(schedule.unitName).timer")
            } else {
                unlink("\(folder)/\(schedule.unitName).timer")
                unlink("\(folder)/\(schedule.unitName).service")
            }
            throw error
        }
    }

    static func remove(home: String) throws(Failure) -> Bool {
        let name = Schedule.unitName(home: home)
        guard access("\(folder)/\(name).timer", F_OK) == 0 else { return false }
        try systemctl(["disable", "--now", "\(name).timer"])
        unlink("\(folder)/\(name).timer")
        unlink("\(folder)/\(name).service")
        try systemctl(["daemon-reload"])
        return true
    }

    static func shown(home: String) -> String? { unit(of: home, "timer") }

    static func installed(home: String) -> (timer: String, service: String)? {
        unit(of: home, "timer").flatMap { timer in unit(of: home, "service").map { (timer, $0) } }
    }

    private static func unit(of home: String, _ kind: String) -> String? {
        (try? Files.read("\(folder)/\(Schedule.unitName(home: home)).\(kind)")).map { String(decoding: $0, as: UTF8.self) }
    }

    private static var folder: String { "\(Environment.variable("XDG_CONFIG_HOME") ?? "\(Environment.homeFolder)/.config")/systemd/user" }

    private static func systemctl(_ arguments: [String]) throws(Failure) {
        guard let ended = ChildProcess.run(["systemctl", "--user"] + arguments) else {
            throw Failure(code: .failed, sentence: say.noSystemd)
        }
        guard ended.status == 0 else {
            throw Failure(code: .failed, sentence: say.scheduleFailed("systemctl --user \(arguments.joined(separator: " "))", ended.errors))
        }
    }
}
