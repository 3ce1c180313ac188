import GRDB
public import PlanProgress

/// Attachments in a database of their own beside the main one: erasing one must leave no copy in logs, pages or WAL.
///
/// `secure_delete` overwrites what is deleted. An erased id keeps a row without bytes, so that it is never stored again.
public final class AttachmentDatabase: AttachmentStore {
    private let queue: DatabaseQueue

    public static func openForWriting(_ path: String) throws(StoreFault) -> AttachmentDatabase {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
                    throw StoreFault.disk("SQLite does not keep synchronous = FULL")
                }
                // The answer is the setting itself.
                guard try Int.fetchOne(database, sql: "PRAGMA secure_delete = ON") == 1 else {
                    throw StoreFault.disk("SQLite does not keep secure_delete")
                }
            }
            try migrator.migrate(queue)
            return AttachmentDatabase(queue)
        } catch { throw StoreFault(error) }
    }

    public static func openForReading(_ path: String) throws(StoreFault) -> AttachmentDatabase {
        do { return AttachmentDatabase(try DatabaseQueue(path: path, configuration: configuration(readOnly: true))) } catch {
            throw StoreFault(error)
        }
    }

    private init(_ queue: DatabaseQueue) { self.queue = queue }

    private static func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(5)
        configuration.label = "attachments.sqlite"
        if !readOnly { configuration.journalMode = .wal }
        return configuration
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: "CREATE TABLE attachments(id TEXT PRIMARY KEY, bytes BLOB) STRICT")
        }
        return migrator
    }

    public func attachment(_ id: String) throws(StoreFault) -> [UInt8]? {
        do {
            return try queue.read { database in
                let query = try Query("SELECT bytes FROM attachments WHERE id = ? AND bytes IS NOT NULL", in: database)
                try query.bind([.text(id)])
                return try query.only { $0.blob(0) }
            }
        } catch { throw StoreFault(error) }
    }

    public func isErased(_ id: String) throws(StoreFault) -> Bool {
        do {
            return try queue.read { database in
                let query = try Query("SELECT 1 FROM attachments WHERE id = ? AND bytes IS NULL", in: database)
                try query.bind([.text(id)])
                return try query.only { _ in true } ?? false
            }
        } catch { throw StoreFault(error) }
    }

    public func missing(among ids: [String]) throws(StoreFault) -> [String] {
        do {
            return try queue.read { database in
                let query = try Query("SELECT 1 FROM attachments WHERE id = ?", in: database)
                return try ids.filter { id in
                    try query.bind([.text(id)])
                    return try query.only { _ in true } == nil
                }
            }
        } catch { throw StoreFault(error) }
    }

    public func put(_ attachments: [(id: String, bytes: [UInt8])]) throws(StoreFault) {
        do {
            try queue.write { database in
                let query = try Query("INSERT INTO attachments(id, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING", in: database)
                for attachment in attachments { try query.run([.text(attachment.id), .blob(attachment.bytes)]) }
            }
        } catch { throw StoreFault(error) }
    }

    /// The rows stay without bytes.
    @discardableResult
    public func erase(_ ids: [String]) throws(StoreFault) -> Bool {
        do {
            return try queue.write { database in
                let come = try Query("UPDATE attachments SET bytes = NULL WHERE id = ? AND bytes IS NOT NULL", in: database)
                let other = try Query("INSERT INTO attachments(id, bytes) VALUES (?, NULL) ON CONFLICT DO NOTHING", in: database)
                var isNew = false
                for id in ids {
                    try come.run([.text(id)])
                    isNew = database.changesCount > 0 || isNew
                    try other.run([.text(id)])
                }
                return isNew
            }
        } catch { throw StoreFault(error) }
    }

    public func forgetErased() throws(StoreFault) {
        do { try queue.writeWithoutTransaction { database in try database.cutJournal() } } catch { throw StoreFault(error) }
    }

    /// Each is read by itself, so that no snapshot is held for as long as all of them take.
    public func spoiled() throws(StoreFault) -> [String] {
        var (spoiled, last): ([String], String) = ([], "")
        while true {
            let next: (id: String, isSound: Bool)?
            do {
                next = try queue.read { database in
                    let query = try Query(
                        "SELECT id, bytes FROM attachments WHERE bytes IS NOT NULL AND id > ? ORDER BY id LIMIT 1", in: database)
                    try query.bind([.text(last)])
                    return try query.only { row in (row.text(0), Attachment.id(of: row.blob(1)) == row.text(0)) }
                }
            } catch { throw StoreFault(error) }
            guard let next else { return spoiled }
            last = next.id
            if !next.isSound { spoiled.append(next.id) }
        }
    }

    public func forget(spoiled id: String) throws(StoreFault) {
        guard let bytes = try attachment(id), Attachment.id(of: bytes) != id else { return }
        do {
            try queue.write { database in
                try Query("DELETE FROM attachments WHERE id = ? AND bytes IS NOT NULL", in: database).run([.text(id)])
            }
        } catch { throw StoreFault(error) }
    }

    public func close() throws(StoreFault) {
        do { try queue.close() } catch { throw StoreFault(error) }
    }
}

extension Database {
    /// Moves the write-ahead log into the file and truncates it to zero bytes; busy where somebody reads for longer than a moment.
    ///
    /// Writers wait behind it, so it is patient with a request's reading and not with a backup's.
    func cutJournal() throws {
        try execute(sql: "PRAGMA busy_timeout = 200")
        defer { try? execute(sql: "PRAGMA busy_timeout = 5000") }
        // The row: busy, pages in the log, pages moved. Source: sqlite.org/pragma.html#pragma_wal_checkpoint
        guard try Int.fetchOne(self, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0 else {
            throw StoreFault.busy("a reader holds on to what is being erased")
        }
    }
}

extension Query {
    /// The first row, if there is one; the statement is ready again afterwards.
    fileprivate func only<Row>(_ read: (Query) -> Row) throws(StoreFault) -> Row? {
        guard try step() else { return nil }
        let row = read(self)
        while try step() {}
        return row
    }
}
