import Glibc

/// What the process finds around it, read in this one place.
enum Environment {
    static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The user's own folder: HOME, else what the password file says.
    static var homeFolder: String {
        if let home = variable("HOME") { return home }
        guard let entry = getpwuid(getuid()), let folder = entry.pointee.pw_dir else { return "/" }
        return String(cString: folder)
    }

    /// `--home`, else WARDLOG_HOME, else `~/.wardlog`; absolute, for a crontab has another working folder.
    static func dataFolder(_ option: String?) -> String { absolute(option ?? variable("WARDLOG_HOME") ?? "\(homeFolder)/.wardlog") }

    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }

    /// This program's own file, for a schedule to start.
    static func program() throws(Failure) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0, count < buffer.count else { throw Failure(code: .failed, sentence: say.noProgram) }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What cron and systemd would not pass on: where the guard lies, and how the network is reached.
    static func carried() -> [(name: String, value: String)] {
        ["XDG_STATE_HOME", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"].compactMap {
            name in
            variable(name).map { (name, $0) }
        }
    }
}

extension HomeOptions {
    var path: String { Environment.dataFolder(home) }
}

extension Environment {
    /// What decides where guards lie.
    static var folders: [String: String] {
        ["XDG_STATE_HOME": variable("XDG_STATE_HOME"), "HOME": homeFolder].compactMapValues { $0 }
    }
}
