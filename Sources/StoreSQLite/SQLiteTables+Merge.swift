import GRDB
import PlanProgress

/// Events, corrections and voids.
extension SQLiteTables {
    func insertEvent(_ id: EventID, of unit: String, at place: EntryPlace) throws(StoreFault) -> Bool {
        let query = try query("INSERT INTO events(unit, id, log, \"index\") VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        try query.bind(.integer(try number(ofUnit: unit)), at: 1)
        try query.bind(id.key[...], at: 2)
        try query.bind(.integer(try number(ofLog: place.origin)), at: 3)
        try query.bind(.integer(place.index), at: 4)
        while try query.step() {}
        return database.changesCount == 1
    }

    func entryBytes(of id: EventID, of unit: String) throws(StoreFault) -> [UInt8]? {
        try first(
            """
            SELECT bytes FROM events JOIN entries ON entries.log = events.log AND entries."index" = events."index"
            WHERE unit = ? AND id = ?
            """, [.integer(try number(ofUnit: unit)), .blob(id.key)]
        ) { row throws(StoreFault) in row.blob(0) }
    }

    func insertChange(_ change: ChangeRow, of unit: String) throws(StoreFault) {
        try run(
            "INSERT INTO changes(unit, id, of, root, isVoid) VALUES (?, ?, ?, ?, ?)",
            [
                .integer(try number(ofUnit: unit)), .blob(change.id.key), .blob(change.of.key), change.root.map { .blob($0.key) } ?? .null,
                .integer(change.isVoid ? 1 : 0),
            ])
    }

    func change(_ id: EventID, of unit: String) throws(StoreFault) -> ChangeRow? {
        try changes("id = ?", id, of: unit).first
    }

    func changes(ofRoot root: EventID, of unit: String) throws(StoreFault) -> [ChangeRow] {
        try changes("root = ?", root, of: unit)
    }

    func waitingChanges(for target: EventID, of unit: String) throws(StoreFault) -> [ChangeRow] {
        try changes("of = ? AND root IS NULL", target, of: unit)
    }

    private func changes(_ condition: String, _ id: EventID, of unit: String) throws(StoreFault) -> [ChangeRow] {
        try all(
            "SELECT id, of, root, isVoid FROM changes WHERE unit = ? AND \(condition) ORDER BY id",
            [.integer(try number(ofUnit: unit)), .blob(id.key)]
        ) { row throws(StoreFault) in
            ChangeRow(
                id: try row.eventID(0), of: try row.eventID(1), root: row.isNull(2) ? nil : try row.eventID(2), isVoid: row.integer(3) == 1)
        }
    }

    func hasWaitingChanges(of unit: String) throws(StoreFault) -> Bool {
        let found = try first(
            "SELECT 1 FROM changes WHERE unit = ? AND root IS NULL LIMIT 1", [.integer(try number(ofUnit: unit))]
        ) { row throws(StoreFault) in true }
        return found ?? false
    }

    func setRoot(_ root: EventID, ofChange id: EventID, of unit: String) throws(StoreFault) {
        try run(
            "UPDATE changes SET root = ? WHERE unit = ? AND id = ?",
            [.blob(root.key), .integer(try number(ofUnit: unit)), .blob(id.key)])
    }

    func removeAll(of unit: String) throws(StoreFault) {
        let number = try number(ofUnit: unit)
        for table in ["events", "changes", "sums", "members", "stocks", "progress", "plans", "listed"] {
            try run("DELETE FROM \(table) WHERE unit = ?", [.integer(number)])
        }
    }
}

/// The short numbers that stand for units and logs in keys, looked up once a transaction.
extension SQLiteTables {
    func number(ofUnit id: String) throws(StoreFault) -> Int64 {
        if let number = unitNumbers[id] { return number }
        let known = try first("SELECT number FROM units WHERE id = ?", [.text(id)]) { row throws(StoreFault) in row.integer(0) }
        if let known {
            unitNumbers[id] = known
            return known
        }
        // A reader finds no rows under a number that no unit has.
        if isReadOnly { return -1 }
        try run("INSERT INTO units(id) VALUES (?)", [.text(id)])
        let number = database.lastInsertedRowID
        unitNumbers[id] = number
        return number
    }

    func number(ofLog origin: Origin) throws(StoreFault) -> Int64 {
        if let number = logNumbers[origin] { return number }
        guard let record = try log(origin) else { throw .damaged("an event of a log that is not here, \(origin)") }
        logNumbers[origin] = record.number
        return record.number
    }
}

extension Query {
    func eventID(_ column: Int32) throws(StoreFault) -> EventID {
        guard let id = withBlob(column, { EventID(key: $0) }) else { throw .damaged("an event id has not 38 bytes") }
        return id
    }

    func day(_ column: Int32) throws(StoreFault) -> LocalDay {
        guard let day = LocalDay(daysSince1970: Int(integer(column))) else { throw .damaged("a day outside 2000–2199") }
        return day
    }
}
