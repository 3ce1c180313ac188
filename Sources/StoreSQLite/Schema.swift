import GRDB

/// The tables of a district's database, by version; a version once released never changes.
///
/// Keys and values are those of `PlanProgress`; digests are 32 raw bytes, days are days since 1970, times Unix seconds.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            for statement in version1 + mergeTables { try database.execute(sql: statement) }
        }
        return migrator
    }

    private static let version1 = [
        """
        CREATE TABLE district(
          only INTEGER PRIMARY KEY CHECK(only = 1),
          certificate BLOB, receipts TEXT NOT NULL, log TEXT NOT NULL
        ) STRICT
        """,
        // What the rows of merging were computed by; `editions` are digests of 32 bytes, one after another.
        """
        CREATE TABLE mergeBasis(
          only INTEGER PRIMARY KEY CHECK(only = 1),
          rules INTEGER NOT NULL, editions BLOB NOT NULL CHECK(length(editions) % 32 = 0)
        ) STRICT
        """,
        // `end` is the smallest size that a sealing or revocation names; `hashes` is the compact range at `size`.
        """
        CREATE TABLE logs(
          number INTEGER PRIMARY KEY,
          origin TEXT NOT NULL UNIQUE,
          unit TEXT NOT NULL,
          key TEXT NOT NULL,
          size INTEGER NOT NULL DEFAULT 0 CHECK(size >= 0),
          hashes BLOB NOT NULL DEFAULT x'' CHECK(length(hashes) % 32 = 0),
          end INTEGER CHECK(end >= 0),
          isRevoked INTEGER NOT NULL DEFAULT 0 CHECK(isRevoked IN (0, 1))
        ) STRICT
        """,
        "CREATE INDEX logsByUnit ON logs(unit, origin)",
        // WITHOUT ROWID: one B-tree, in which a log's entries lie together and in order.
        """
        CREATE TABLE entries(
          log INTEGER NOT NULL REFERENCES logs(number),
          "index" INTEGER NOT NULL CHECK("index" >= 0),
          bytes BLOB NOT NULL,
          PRIMARY KEY(log, "index")
        ) STRICT, WITHOUT ROWID
        """,
        // The root of 256 leaves each, so that the tree at any size costs at most 255 leaf hashes.
        """
        CREATE TABLE tiles(
          log INTEGER NOT NULL REFERENCES logs(number),
          tile INTEGER NOT NULL CHECK(tile >= 0),
          root BLOB NOT NULL CHECK(length(root) = 32),
          PRIMARY KEY(log, tile)
        ) STRICT, WITHOUT ROWID
        """,
        // One note a size for ever: a second cosignature of a size would be a second answer.
        """
        CREATE TABLE receipts(
          log INTEGER NOT NULL REFERENCES logs(number),
          size INTEGER NOT NULL CHECK(size >= 0),
          time INTEGER NOT NULL,
          bytes BLOB NOT NULL,
          PRIMARY KEY(log, size)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE invitations(
          secret BLOB PRIMARY KEY CHECK(length(secret) = 32),
          unit TEXT NOT NULL, expires INTEGER NOT NULL, proxy INTEGER NOT NULL CHECK(proxy IN (0, 1)),
          continues TEXT, usedBy TEXT
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE tokens(
          digest BLOB PRIMARY KEY CHECK(length(digest) = 32),
          origin TEXT NOT NULL,
          scope TEXT NOT NULL CHECK(scope IN ('device', 'enrolmentOnly', 'parking')),
          issued INTEGER NOT NULL, used INTEGER NOT NULL CHECK(used IN (0, 1)),
          place INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX tokensByOrigin ON tokens(origin)",
        // What enrolments were granted for: kept for ever, one for each token that was given out.
        """
        CREATE TABLE requests(
          digest BLOB PRIMARY KEY CHECK(length(digest) = 32),
          origin TEXT NOT NULL, spent INTEGER NOT NULL CHECK(spent IN (0, 1))
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX requestsToSpend ON requests(origin) WHERE spent = 0",
        """
        CREATE TABLE attachmentNames(
          id TEXT NOT NULL, unit TEXT NOT NULL, byteCount INTEGER NOT NULL CHECK(byteCount >= 0),
          PRIMARY KEY(id, unit)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX attachmentNamesByUnit ON attachmentNames(unit, id)",
        // What wards' logs redact: the first entry of each log that says so of the attachment.
        """
        CREATE TABLE redactions(
          id TEXT NOT NULL, origin TEXT NOT NULL, "index" INTEGER NOT NULL CHECK("index" >= 0),
          PRIMARY KEY(id, origin)
        ) STRICT, WITHOUT ROWID
        """,
        // A number is never given twice: it stands in a reviewer's addresses after its push has gone.
        // `entries` are ids of 38 bytes, `riders` ids of attachments with LF between them; before the bytes, so that these need no reading.
        """
        CREATE TABLE refusedPushes(
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          origin TEXT NOT NULL, time INTEGER NOT NULL, reason TEXT NOT NULL, "index" INTEGER NOT NULL,
          size INTEGER NOT NULL, root BLOB NOT NULL CHECK(length(root) = 32),
          entries BLOB NOT NULL CHECK(length(entries) % 38 = 0), riders TEXT NOT NULL, bytes BLOB NOT NULL,
          UNIQUE(origin, reason, "index", size, root)
        ) STRICT
        """,
    ]
}
