import GRDB
public import PlanProgress

/// A district's memory in one SQLite file.
///
/// Written through one connection for as long as it is open, which is also the only one that checkpoints: Debian 12's
/// SQLite 3.40.1 has the WAL-reset bug, by which two such connections can corrupt the file. Readers are read-only
/// connections. `WriterLock` keeps a second writing process out; this type does not.
public final class DistrictDatabase: DistrictStore {
    private let connections: Connections

    private enum Connections {
        case writing(DatabasePool)
        case reading(DatabaseQueue)

        var reader: any DatabaseReader {
            switch self {
            case .writing(let pool): pool
            case .reading(let queue): queue
            }
        }
    }

    /// Makes the file where there is none, or opens it, for reading and writing.
    public static func openForWriting(_ path: String) throws(StoreFault) -> DistrictDatabase {
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // After opening, for GRDB sets NORMAL when it turns WAL on: with NORMAL a power cut loses commits.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
                    throw StoreFault.disk("SQLite does not keep synchronous = FULL")
                }
                // In KiB: a push of the largest size and what merging it touches. With the 2 MiB that SQLite sets, pages of such
                // a transaction were written to the log several times.
                try database.execute(sql: "PRAGMA cache_size = -16384")
                // Refused pushes are kept whole, attachments and all: what is deleted of them may have to be erased. The answer is
                // the setting itself.
                guard try Int.fetchOne(database, sql: "PRAGMA secure_delete = ON") == 1 else {
                    throw StoreFault.disk("SQLite does not keep secure_delete")
                }
                guard try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal" else {
                    throw StoreFault.disk("SQLite does not keep a write-ahead log here")
                }
            }
            guard try pool.read(Schema.migrator.hasBeenSuperseded) == false else {
                throw StoreFault.damaged("it was written by a newer version of this program")
            }
            try Schema.migrator.migrate(pool)
            return DistrictDatabase(.writing(pool))
        } catch { throw StoreFault(error) }
    }

    /// Opens an existing file, read-only: for commands that print, beside whoever writes.
    public static func openForReading(_ path: String) throws(StoreFault) -> DistrictDatabase {
        do {
            var configuration = configuration
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            guard try queue.read(Schema.migrator.hasCompletedMigrations) else {
                throw StoreFault.damaged("its tables are not those of this version")
            }
            return DistrictDatabase(.reading(queue))
        } catch { throw StoreFault(error) }
    }

    private init(_ connections: Connections) { self.connections = connections }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = 6
        configuration.busyMode = .timeout(5)
        configuration.label = "district.sqlite"
        // In KiB: what a rollup of a district reads stays in each reader's cache; SQLite itself sets 2 MiB.
        configuration.prepareDatabase { database in try database.execute(sql: "PRAGMA cache_size = -8192") }
        return configuration
    }

    public func write<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result {
        guard case .writing(let pool) = connections else { throw .busy("it was opened for reading") }
        do {
            return try pool.write { database in try work(SQLiteTables(database, isReadOnly: false)) }
        } catch { throw StoreFault(error) }
    }

    public func read<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result {
        do {
            return try connections.reader.read { database in try work(SQLiteTables(database, isReadOnly: true)) }
        } catch { throw StoreFault(error) }
    }

    /// `secure_delete` has overwritten it in the file; the write-ahead log is moved into the file and cut to nothing.
    public func forgetErased() throws(StoreFault) {
        guard case .writing(let pool) = connections else { throw .busy("it was opened for reading") }
        do { try pool.writeWithoutTransaction { database in try database.cutJournal() } } catch { throw StoreFault(error) }
    }

    /// What `PRAGMA synchronous` says on the writing connection; 2 is FULL.
    public func synchronous() throws(StoreFault) -> Int {
        guard case .writing(let pool) = connections else { throw .busy("it was opened for reading") }
        do { return try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 } } catch {
            throw StoreFault(error)
        }
    }

    /// Moves what the write-ahead log holds into the file, so that a stopped district is one file, and closes all connections.
    public func close() throws(StoreFault) {
        do {
            switch connections {
            case .writing(let pool):
                // A reader in another process may hinder it: the log then stays beside, and nothing is lost.
                _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                try pool.close()
            case .reading(let queue): try queue.close()
            }
        } catch { throw StoreFault(error) }
    }
}
