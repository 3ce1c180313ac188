import GRDB
import PlanProgress

/// The tables inside one transaction of one connection.
final class SQLiteTables: DistrictTables {
    let database: Database
    let isReadOnly: Bool
    var unitNumbers: [String: Int64] = [:]
    var logNumbers: [Origin: Int64] = [:]

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
        try first("SELECT certificate, receipts, log FROM district") { row throws(StoreFault) in
            guard let receipts = VerifierKey(row.text(1)), let log = VerifierKey(row.text(2)),
                let identity = DistrictIdentity(certificate: row.isNull(0) ? nil : row.blob(0), receipts: receipts, log: log),
                identity.origin != nil
            else { throw .damaged("table district") }
            return identity
        }
    }

    func setIdentity(_ identity: DistrictIdentity) throws(StoreFault) {
        try run(
            "INSERT OR REPLACE INTO district(only, certificate, receipts, log) VALUES (1, ?, ?, ?)",
            [
                identity.certificate.map { .blob($0) } ?? .null, .text(identity.receipts.description), .text(identity.log.description),
            ])
    }

    func mergeBasis() throws(StoreFault) -> MergeBasis? {
        try first("SELECT rules, editions FROM mergeBasis") { row throws(StoreFault) in
            let bytes = row.blob(1)
            return MergeBasis(
                rules: row.integer(0),
                editions: stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(bytes: bytes[$0..<min($0 + 32, bytes.count)]) })
        }
    }

    func setMergeBasis(_ basis: MergeBasis) throws(StoreFault) {
        try run(
            "INSERT OR REPLACE INTO mergeBasis(only, rules, editions) VALUES (1, ?, ?)",
            [.integer(basis.rules), .blob(basis.editions.flatMap(\.bytes))])
    }
}
