import GRDB
public import PlanProgress

/// Copies of a database file: made beside whoever writes it, and judged before anybody relies on them.
public enum DatabaseCopy {
    /// Writes the database as it stands at one moment, packed, to a path where nothing lies yet.
    ///
    /// By `VACUUM INTO` on a read-only connection: the writer goes on meanwhile, and only it checkpoints (SQLite 3.40.1's
    /// WAL-reset bug needs two that do). SQLite does not sync the copy: the caller does, before it is given its name.
    public static func make(of path: String, at copy: String) throws(StoreFault) {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
            try queue.close()
        } catch { throw StoreFault(error) }
    }

    /// SQLite's own check of every page and index; throws `damaged` with its first finding.
    public static func check(_ path: String) throws(StoreFault) {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let finding = try queue.inDatabase { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
            try queue.close()
            if finding != "ok" { throw StoreFault.damaged("\(path): \(finding ?? "no answer")") }
        } catch { throw StoreFault(error) }
    }

    /// Moves what a closed database's write-ahead log holds into its one file, which may then be renamed alone.
    public static func settle(_ path: String) throws(StoreFault) {
        do {
            let queue = try DatabaseQueue(path: path)
            let mode = try queue.inDatabase { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
            if mode != "delete" { throw StoreFault.busy("\(path): its write-ahead log") }
        } catch { throw StoreFault(error) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return configuration
    }
}
