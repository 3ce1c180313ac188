import PlanProgress

/// When this home syncs by itself, written as cron or systemd wants it. Texts only; nothing here touches either.
struct Schedule: Equatable {
    /// 0…23 and 0…59, local time of the machine.
    let hour, minute: Int
    /// Minutes over which a district's devices spread themselves; each waits its own fixed share.
    let windowMinutes: Int
    /// Absolute path of the program, and of the home it serves.
    let program, home: String
    /// What the program finds in its environment today and would miss under cron: the guard's folder and proxies.
    let environment: [(name: String, value: String)]

    /// After a start of the machine a short window is enough: machines of many wards do not start together.
    static let windowMinutesAtBoot = 10

    static func == (left: Schedule, right: Schedule) -> Bool { left.cronBlock == right.cronBlock }

    // MARK: cron

    /// The lines of a crontab between their two marks; the marks name the home, for several may be served on one machine.
    var cronBlock: String {
        """
        \(Self.opening(home))
        \(minute) \(hour) * * * \(cronCommand(windowMinutes))
        @reboot \(cronCommand(Self.windowMinutesAtBoot))
        \(Self.closing(home))

        """
    }

    /// The crontab with this block in it, once; every other line stays as it is.
    func added(to crontab: String) -> String {
        let rest = Self.removed(home: home, from: crontab)
        return rest + (rest.isEmpty || rest.hasSuffix("\n") ? "" : "\n") + cronBlock
    }

    static func removed(home: String, from crontab: String) -> String {
        guard let (before, _, after) = split(crontab, at: home) else { return crontab }
        return before + after
    }

    /// The block of that home, without its marks, or `nil`.
    static func shown(home: String, in crontab: String) -> String? { split(crontab, at: home)?.block }

    private static func opening(_ home: String) -> String {
        "# wardlog \(home): written by 'ward schedule', removed by 'ward schedule remove'"
    }
    private static func closing(_ home: String) -> String { "# wardlog \(home): end" }

    private static func split(_ crontab: String, at home: String) -> (before: String, block: String, after: String)? {
        let (opening, closing) = (opening(home) + "\n", closing(home) + "\n")
        guard let start = crontab.firstRange(of: opening),
            let end = crontab[start.upperBound...].firstRange(of: closing)
        else { return nil }
        return (
            String(crontab[..<start.lowerBound]), String(crontab[start.upperBound..<end.lowerBound]), String(crontab[end.upperBound...])
        )
    }

    /// cron turns `%` into a line break, so it is escaped even inside quotes: crontab(5).
    private func cronCommand(_ window: Int) -> String {
        let variables = environment.map { "\($0.name)=\(Self.quoted($0.value)) " }.joined()
        let command = "\(variables)\(Self.quoted(program)) sync --home \(Self.quoted(home)) --quiet --window \(window)m"
        return command.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\\%")
    }

    /// One word for sh(1), whatever it holds.
    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    // MARK: systemd

    /// The units' name: fixed for a home, different for another.
    var unitName: String { Self.unitName(home: home) }

    static func unitName(home: String) -> String { "wardlog-\(Digest(of: Array(home.utf8)).hex.prefix(8))" }

    var service: String {
        """
        [Unit]
        Description=Wardlog sync of \(home)

        [Service]
        Type=oneshot
        \(environment.map { "Environment=\(Self.systemdQuoted("\($0.name)=\($0.value)"))\n" }.joined())\
        ExecStart=\(Self.systemdQuoted(program)) sync --home \(Self.systemdQuoted(home)) --quiet --window \(windowMinutes)m

        """
    }

    var timer: String {
        """
        [Unit]
        Description=Wardlog sync of \(home), every night

        [Timer]
        OnCalendar=*-*-* \(Self.twoDigits(hour)):\(Self.twoDigits(minute)):00
        Persistent=true

        [Install]
        WantedBy=timers.target

        """
    }

    /// systemd.syntax(7): backslash and quote escaped, `%` and `$` doubled.
    private static func systemdQuoted(_ word: String) -> String {
        let escaped = word.map { character in
            switch character {
            case "\\", "\"": "\\\(character)"
            case "%", "$": "\(character)\(character)"
            default: String(character)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    var time: String { "\(Self.twoDigits(hour)):\(Self.twoDigits(minute))" }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// `60m`, `1h`, `90s` or `0`: a span that a person gives on the command line.
enum Span {
    /// Whole seconds, at most a day; `nil` for another form.
    static func seconds(_ text: String) -> Int? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        let unit = text.last.flatMap { units[$0] }
        guard let number = CountText.read(unit == nil ? text : String(text.dropLast())), number <= 86_400, unit != nil || number == 0 else {
            return nil
        }
        let seconds = Int(number) * (unit ?? 1)
        return seconds <= 86_400 ? seconds : nil
    }

    /// `HH:MM`.
    static func time(_ text: String) -> (hour: Int, minute: Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2, let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute), !parts[0].hasPrefix("+"),
            !parts[1].hasPrefix("+")
        else { return nil }
        return (hour, minute)
    }
}
