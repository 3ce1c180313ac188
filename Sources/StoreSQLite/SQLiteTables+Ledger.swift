import PlanProgress

/// The rows that are kept as they are.
extension SQLiteTables {
    func insert(_ row: LedgerRow, of unit: String) throws(StoreFault) {
        let unit = SQLValue.integer(try number(ofUnit: unit))
        switch row {
        case .stock(let row):
            try run(
                "INSERT OR REPLACE INTO stocks(unit, edition, measure, \"on\", id, first, second) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [unit] + row.key + [.integer(row.first), .integer(row.second)])
        case .progress(let row):
            try run(
                """
                INSERT OR REPLACE INTO progress(unit, year, task, occurrence, done, "on", id, state, percent)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, [unit] + row.tableKey + [.text(row.state.rawValue), .integer(Int64(row.percent))])
        case .plan(let row):
            try run(
                "INSERT OR REPLACE INTO plans(unit, id, \"on\", kind, body) VALUES (?, ?, ?, ?, ?)",
                [unit, .blob(row.id.key), .day(row.on), .text(row.kind), .blob(row.body)])
        case .listed(let row):
            try run(
                "INSERT OR REPLACE INTO listed(unit, id, reason, \"on\") VALUES (?, ?, ?, ?)",
                [unit, .blob(row.id.key), .text(row.reason.rawValue), row.on.map { .day($0) } ?? .null])
        }
    }

    func remove(_ row: LedgerRow, of unit: String) throws(StoreFault) {
        let unit = SQLValue.integer(try number(ofUnit: unit))
        switch row {
        case .stock(let row):
            try run("DELETE FROM stocks WHERE unit = ? AND edition = ? AND measure = ? AND \"on\" = ? AND id = ?", [unit] + row.key)
        case .progress(let row):
            try run(
                """
                DELETE FROM progress
                WHERE unit = ? AND year = ? AND task = ? AND occurrence = ? AND done = ? AND "on" = ? AND id = ?
                """, [unit] + row.tableKey)
        case .plan(let row): try run("DELETE FROM plans WHERE unit = ? AND id = ?", [unit, .blob(row.id.key)])
        case .listed(let row):
            try run(
                "DELETE FROM listed WHERE unit = ? AND id = ? AND reason = ?", [unit, .blob(row.id.key), .text(row.reason.rawValue)])
        }
    }

    func newestStock(
        edition: Int, measure: String, on days: ClosedRange<LocalDay>, of unit: String
    ) throws(StoreFault) -> StockRow? {
        try first(
            """
            SELECT "on", id, first, second FROM stocks WHERE unit = ? AND edition = ? AND measure = ? AND "on" BETWEEN ? AND ?
            ORDER BY "on" DESC, id DESC LIMIT 1
            """,
            [.integer(try number(ofUnit: unit)), .integer(Int64(edition)), .text(measure), .day(days.lowerBound), .day(days.upperBound)]
        ) { row throws(StoreFault) in
            StockRow(
                edition: edition, measure: measure, on: try row.day(0), id: try row.eventID(1), first: row.integer(2),
                second: row.integer(3))
        }
    }

    func newestProgress(
        of key: OccurrenceKey, done: Bool, on days: ClosedRange<LocalDay>, of unit: String
    ) throws(StoreFault) -> ProgressRow? {
        let values = try occurrence(key, of: unit) + [.integer(done ? 1 : 0), .day(days.lowerBound), .day(days.upperBound)]
        return try progress("AND done = ? AND \"on\" BETWEEN ? AND ? ORDER BY \"on\" DESC, id DESC LIMIT 1", values, of: key).first
    }

    func oldestDone(
        of key: OccurrenceKey, on days: ClosedRange<LocalDay>, after: ProgressPosition?, of unit: String
    ) throws(StoreFault) -> ProgressRow? {
        var values = try occurrence(key, of: unit) + [.day(days.lowerBound), .day(days.upperBound)]
        if let after { values += [.day(after.on), .blob(after.id.key)] }
        return try progress(
            "AND done = 1 AND \"on\" BETWEEN ? AND ? \(after == nil ? "" : "AND (\"on\", id) > (?, ?)") ORDER BY \"on\", id LIMIT 1",
            values, of: key
        ).first
    }

    func progress(of key: OccurrenceKey, on days: ClosedRange<LocalDay>, of unit: String) throws(StoreFault) -> [ProgressRow] {
        try progress(
            "AND \"on\" BETWEEN ? AND ? ORDER BY \"on\", id",
            try occurrence(key, of: unit) + [.day(days.lowerBound), .day(days.upperBound)],
            of: key)
    }

    private func occurrence(_ key: OccurrenceKey, of unit: String) throws(StoreFault) -> [SQLValue] {
        [.integer(try number(ofUnit: unit)), .integer(Int64(key.year)), .text(key.task), .text(key.occurrence)]
    }

    private func progress(_ condition: String, _ values: [SQLValue], of key: OccurrenceKey) throws(StoreFault) -> [ProgressRow] {
        try all(
            "SELECT \"on\", id, state, percent FROM progress WHERE unit = ? AND year = ? AND task = ? AND occurrence = ? " + condition,
            values
        ) { row throws(StoreFault) in
            guard let state = TaskState(rawValue: row.text(2)) else { throw .damaged("table progress") }
            return ProgressRow(key: key, on: try row.day(0), id: try row.eventID(1), state: state, percent: Int(row.integer(3)))
        }
    }

    func planRows(of unit: String) throws(StoreFault) -> [PlanRow] {
        try all("SELECT id, \"on\", kind, body FROM plans WHERE unit = ? ORDER BY id", [.integer(try number(ofUnit: unit))]) {
            row throws(StoreFault) in
            PlanRow(id: try row.eventID(0), on: try row.day(1), kind: row.text(2), body: row.blob(3))
        }
    }

    func listedRows(of unit: String) throws(StoreFault) -> [ListedRow] {
        try all(
            "SELECT id, reason, \"on\" FROM listed WHERE unit = ? ORDER BY id, reason", [.integer(try number(ofUnit: unit))]
        ) { row throws(StoreFault) in
            guard let reason = ListedReason(rawValue: row.text(1)) else { throw .damaged("table listed") }
            return ListedRow(id: try row.eventID(0), reason: reason, on: row.isNull(2) ? nil : try row.day(2))
        }
    }
}

extension StockRow {
    fileprivate var key: [SQLValue] { [.integer(Int64(edition)), .text(measure), .day(on), .blob(id.key)] }
}

extension ProgressRow {
    fileprivate var tableKey: [SQLValue] {
        [
            .integer(Int64(key.year)), .text(key.task), .text(key.occurrence), .integer(state == .done ? 1 : 0), .day(on), .blob(id.key),
        ]
    }
}

extension SQLValue {
    static func day(_ day: LocalDay) -> SQLValue { .integer(Int64(day.daysSince1970)) }
}
