import Glibc
import LogFiles
import PlanProgress

/// When an installed schedule syncs, read back from what cron or systemd was given.
struct Nightly: Equatable {
    /// Local time of the machine.
    let hour, minute: Int
    let windowMinutes: Int

    /// Reads the block of a crontab that `Schedule` wrote, without its marks.
    init?(cron block: String) {
        let fields = block.split(separator: " ", maxSplits: 2)
        guard fields.count == 3, let minute = Int(fields[0]), let hour = Int(fields[1]) else { return nil }
        self.init(hour: hour, minute: minute, command: block)
    }

    /// Reads the two units that `Schedule` wrote.
    init?(timer: String, service: String) {
        let mark = "OnCalendar=*-*-* "
        guard let line = timer.split(separator: "\n").first(where: { $0.hasPrefix(mark) }) else { return nil }
        let parts = line.dropFirst(mark.count).split(separator: ":").map { Int($0) }
        guard parts.count == 3, let hour = parts[0], let minute = parts[1] else { return nil }
        self.init(hour: hour, minute: minute, command: service)
    }

    private init?(hour: Int, minute: Int, command: String) {
        guard (0...23).contains(hour), (0...59).contains(minute), let start = command.firstRange(of: "--window ")?.upperBound,
            let window = Int(command[start...].prefix { $0.isNumber })
        else { return nil }
        (self.hour, self.minute, windowMinutes) = (hour, minute, window)
    }

    /// The next run of that device after `now`, its share of the window waited for; UTC milliseconds.
    func next(of origin: Origin, after now: Int64) -> Int64? {
        var seconds = time_t(now / 1000)
        var local = tm()
        guard localtime_r(&seconds, &local) != nil else { return nil }
        for days in Int32(0)...1 {
            var start = local
            (start.tm_mday, start.tm_hour, start.tm_min, start.tm_sec) = (local.tm_mday + days, Int32(hour), Int32(minute), 0)
            start.tm_isdst = -1
            let begin = Int64(mktime(&start)) * 1000
            if begin > now { return begin + NightlyShare.milliseconds(of: origin, window: Int64(windowMinutes) * 60_000) }
        }
        return nil
    }

    /// The next run that is installed for a home; `nil` without one.
    static func next(of home: Home) -> Int64? {
        let cron = ((try? Crontab.shown(home: home.path)) ?? nil).flatMap { Nightly(cron: $0) }
        let installed = cron ?? SystemdTimer.installed(home: home.path).flatMap { Nightly(timer: $0.timer, service: $0.service) }
        return installed?.next(of: home.origin, after: home.surroundings.now())
    }
}
