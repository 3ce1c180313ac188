import GRDB
import PlanProgress

/// The tables inside one transaction of one connection.
final class SQLiteTables: DistrictTables {
    let database: Database
    let isReadOnly: Bool
    var unitNumbers: [String: Int64] = [:]
    var logNumbers: [Origin: Int64] = [:]
    /// Not yet in the tables; `flush` writes it.
    var pending = PendingSums()

    init(_ database: Database, isReadOnly: Bool) {
        (self.database, self.isReadOnly) = (database, isReadOnly)
    }

    func query(_ sql: String, _ values: [SQLValue] = []) throws(StoreFault) -> Query {
        let query = try Query(sql, in: database)
        try query.bind(values)
        return query
    }

    func run(_ sql: String, _ values: [SQLValue] = []) throws(StoreFault) { try Query(sql, in: database).run(values) }

    /// The rows of a query, each read by `row`.
    func all<Row>(
        _ sql: String, _ values: [SQLValue] = [], _ row: (Query) throws(StoreFault) -> Row
    ) throws(StoreFault) -> [Row] {
        let query = try query(sql, values)
        var rows: [Row] = []
        while try query.step() { rows.append(try row(query)) }
        return rows
    }

    func first<Row>(
        _ sql: String, _ values: [SQLValue] = [], _ row: (Query) throws(StoreFault) -> Row
    ) throws(StoreFault) -> Row? {
        try all(sql, values, row).first
    }

    // MARK: The district

    func identity() throws(StoreFault) -> DistrictIdentity? {
        try first("SELECT id, receipts, log FROM district") { row throws(StoreFault) in
            guard Origin(ofDistrict: row.text(0)) != nil, let receipts = VerifierKey(row.text(1)), let log = VerifierKey(row.text(2))
            else { throw .damaged("table district") }
            return DistrictIdentity(id: row.text(0), receipts: receipts, log: log)
        }
    }

    func setIdentity(_ identity: DistrictIdentity) throws(StoreFault) {
        try run(
            "INSERT INTO district(only, id, receipts, log) VALUES (1, ?, ?, ?)",
            [.text(identity.id), .text(identity.receipts.description), .text(identity.log.description)])
    }
}
