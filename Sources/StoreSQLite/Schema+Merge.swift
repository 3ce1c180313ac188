extension Schema {
    /// What merging writes and a rollup reads. Every key begins with the unit, so that a unit's rows lie together; an
    /// event id is 38 bytes, time first, for random keys halve the ingest rate (proving.md).
    static let mergeTables = [
        "CREATE TABLE units(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT",
        """
        CREATE TABLE events(
          unit INTEGER NOT NULL, id BLOB NOT NULL CHECK(length(id) = 38), log INTEGER NOT NULL, "index" INTEGER NOT NULL,
          PRIMARY KEY(unit, id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE changes(
          unit INTEGER NOT NULL, id BLOB NOT NULL, of BLOB NOT NULL, root BLOB, isVoid INTEGER NOT NULL CHECK(isVoid IN (0, 1)),
          PRIMARY KEY(unit, id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX changesByRoot ON changes(unit, root, id) WHERE root IS NOT NULL",
        "CREATE INDEX changesWaiting ON changes(unit, of, id) WHERE root IS NULL",
        """
        CREATE TABLE sums(
          unit INTEGER NOT NULL, edition INTEGER NOT NULL, half INTEGER NOT NULL, subject TEXT NOT NULL, part INTEGER NOT NULL,
          amount INTEGER NOT NULL,
          PRIMARY KEY(unit, edition, half, subject, part)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE members(
          unit INTEGER NOT NULL, edition INTEGER NOT NULL, half INTEGER NOT NULL, "set" TEXT NOT NULL, member TEXT NOT NULL,
          "references" INTEGER NOT NULL,
          PRIMARY KEY(unit, edition, half, "set", member)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stocks(
          unit INTEGER NOT NULL, edition INTEGER NOT NULL, measure TEXT NOT NULL, "on" INTEGER NOT NULL, id BLOB NOT NULL,
          first INTEGER NOT NULL, second INTEGER NOT NULL,
          PRIMARY KEY(unit, edition, measure, "on", id)
        ) STRICT, WITHOUT ROWID
        """,
        // `done` stands in the key: the newest done and the newest other row are each one step away.
        """
        CREATE TABLE progress(
          unit INTEGER NOT NULL, year INTEGER NOT NULL, task TEXT NOT NULL, occurrence TEXT NOT NULL,
          done INTEGER NOT NULL CHECK(done IN (0, 1)), "on" INTEGER NOT NULL, id BLOB NOT NULL,
          state TEXT NOT NULL, percent INTEGER NOT NULL,
          PRIMARY KEY(unit, year, task, occurrence, done, "on", id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE plans(
          unit INTEGER NOT NULL, id BLOB NOT NULL, "on" INTEGER NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(unit, id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE listed(
          unit INTEGER NOT NULL, id BLOB NOT NULL, reason TEXT NOT NULL, "on" INTEGER,
          PRIMARY KEY(unit, id, reason)
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
