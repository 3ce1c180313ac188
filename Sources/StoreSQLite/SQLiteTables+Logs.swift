import PlanProgress

extension SQLiteTables {
    private static let columns = "number, origin, key, size, hashes, end, isRevoked"

    func log(_ origin: Origin) throws(StoreFault) -> LogRecord? {
        try first("SELECT \(Self.columns) FROM logs WHERE origin = ?", [.origin(origin)], record)
    }

    func logs(ofUnit unit: String?) throws(StoreFault) -> [LogRecord] {
        guard let unit else { return try all("SELECT \(Self.columns) FROM logs ORDER BY origin", [], record) }
        return try all("SELECT \(Self.columns) FROM logs WHERE unit = ? ORDER BY origin", [.text(unit)], record)
    }

    private func record(_ row: Query) throws(StoreFault) -> LogRecord {
        let hashes = row.blob(4)
        let digests = stride(from: 0, to: hashes.count, by: 32).compactMap { Digest(bytes: hashes[$0..<($0 + 32)]) }
        guard let origin = Origin(row.text(1)), let key = VerifierKey(row.text(2)),
            let range = CompactRange(size: row.integer(3), hashes: digests)
        else { throw .damaged("table logs, \(row.text(1))") }
        return LogRecord(
            number: row.integer(0), origin: origin, key: key, range: range, end: row.isNull(5) ? nil : row.integer(5),
            isRevoked: row.integer(6) == 1)
    }

    func addLog(_ origin: Origin, key: VerifierKey) throws(StoreFault) -> LogRecord {
        try run(
            "INSERT INTO logs(origin, unit, key) VALUES (?, ?, ?)", [.origin(origin), .text(origin.unit), .text(key.description)])
        guard let record = try log(origin) else { throw .damaged("a log that was added is not there") }
        return record
    }

    func update(_ log: LogRecord) throws(StoreFault) {
        try run(
            "UPDATE logs SET size = ?, hashes = ?, end = ?, isRevoked = ? WHERE number = ?",
            [
                .integer(log.size), .blob(log.range.hashes.flatMap(\.bytes)), .optional(log.end), .integer(log.isRevoked ? 1 : 0),
                .integer(log.number),
            ])
    }

    func append(_ entries: [ArraySlice<UInt8>], to log: Int64, at index: Int64) throws(StoreFault) {
        let query = try query("INSERT INTO entries(log, \"index\", bytes) VALUES (?, ?, ?)", [.integer(log)])
        for (position, entry) in entries.enumerated() {
            try query.bind(.integer(index + Int64(position)), at: 2)
            try query.bind(entry, at: 3)
            while try query.step() {}
        }
    }

    func entries(of log: Int64, _ range: Range<Int64>) throws(StoreFault) -> [[UInt8]] {
        try all(
            "SELECT bytes FROM entries WHERE log = ? AND \"index\" >= ? AND \"index\" < ? ORDER BY \"index\"",
            [.integer(log), .integer(range.lowerBound), .integer(range.upperBound)]
        ) { row throws(StoreFault) in row.blob(0) }
    }

    func addTile(_ tile: Int64, root: Digest, to log: Int64) throws(StoreFault) {
        try run("INSERT INTO tiles(log, tile, root) VALUES (?, ?, ?)", [.integer(log), .integer(tile), .digest(root)])
    }

    func tiles(of log: Int64, count: Int64) throws(StoreFault) -> [Digest] {
        try all("SELECT root FROM tiles WHERE log = ? AND tile < ? ORDER BY tile", [.integer(log), .integer(count)]) {
            row throws(StoreFault) in try row.digest(0)
        }
    }

    func addReceipt(_ receipt: StoredReceipt, of log: Int64) throws(StoreFault) {
        try run(
            "INSERT INTO receipts(log, size, time, bytes) VALUES (?, ?, ?, ?)",
            [.integer(log), .integer(receipt.size), .integer(receipt.time), .blob(receipt.bytes)])
    }

    func receipt(of log: Int64, covering size: Int64) throws(StoreFault) -> StoredReceipt? {
        try first(
            "SELECT size, time, bytes FROM receipts WHERE log = ? AND size >= ? ORDER BY size LIMIT 1", [.integer(log), .integer(size)],
            receipt)
    }

    func newestReceipt(of log: Int64) throws(StoreFault) -> StoredReceipt? {
        try first("SELECT size, time, bytes FROM receipts WHERE log = ? ORDER BY size DESC LIMIT 1", [.integer(log)], receipt)
    }

    private func receipt(_ row: Query) -> StoredReceipt {
        StoredReceipt(size: row.integer(0), time: row.integer(1), bytes: row.blob(2))
    }
}
