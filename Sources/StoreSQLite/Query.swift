import GRDB
import GRDBSQLite
import PlanProgress

/// A prepared statement, bound and stepped by SQLite's own calls: GRDB's value boxes cost a third of the ingest rate.
///
/// The only file that touches SQLite's pointers. A query is drained before the next of the same text begins.
struct Query {
    private let statement: Statement

    /// The statement of that text, prepared once a connection.
    init(_ sql: String, in database: Database) throws(StoreFault) {
        do { statement = try database.cachedStatement(sql: sql) } catch { throw StoreFault(error) }
        sqlite3_reset(statement.sqliteStatement)
    }

    /// Binds all parameters, in order.
    func bind(_ values: [SQLValue]) throws(StoreFault) {
        for (position, value) in values.enumerated() { try bind(value, at: Int32(position + 1)) }
    }

    func bind(_ value: SQLValue, at position: Int32) throws(StoreFault) {
        let code =
            switch value {
            case .null: sqlite3_bind_null(statement.sqliteStatement, position)
            case .integer(let number): sqlite3_bind_int64(statement.sqliteStatement, position, number)
            case .text(let text): bind(text, at: position)
            case .blob(let bytes): blob(bytes, at: position)
            }
        guard code == SQLITE_OK else { throw fault(code) }
    }

    /// Binds bytes without a box of their own; an empty slice is an empty blob, not NULL.
    func bind(_ bytes: ArraySlice<UInt8>, at position: Int32) throws(StoreFault) {
        let code = blob(bytes, at: position)
        guard code == SQLITE_OK else { throw fault(code) }
    }

    /// Steps to the next row; `false` at the end, where the statement is ready to be bound again.
    func step() throws(StoreFault) -> Bool {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(statement.sqliteStatement)
            return false
        case let code:
            // reset returns the step's code again, and its own message stays in the connection.
            let fault = fault(code)
            sqlite3_reset(statement.sqliteStatement)
            throw fault
        }
    }

    /// Runs a statement that returns no row.
    func run(_ values: [SQLValue] = []) throws(StoreFault) {
        try bind(values)
        while try step() {}
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement.sqliteStatement, column) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement.sqliteStatement, column) == SQLITE_NULL }
    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(statement.sqliteStatement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement.sqliteStatement, column))
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
    func blob(_ column: Int32) -> [UInt8] { withBlob(column) { Array($0) } }

    /// The bytes are SQLite's own, and stay only until the next step.
    func withBlob<Result>(_ column: Int32, _ read: (UnsafeRawBufferPointer) -> Result) -> Result {
        // The pointer is read before the count, as sqlite.org/c3ref/column_blob.html asks; an empty blob has none.
        let start = sqlite3_column_blob(statement.sqliteStatement, column)
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(statement.sqliteStatement, column))
        return read(UnsafeRawBufferPointer(start: start, count: count))
    }
    func digest(_ column: Int32) throws(StoreFault) -> Digest {
        guard let digest = withBlob(column, { Digest(raw: $0) }) else { throw .damaged("a digest has not 32 bytes") }
        return digest
    }

    /// With its byte count, for a title may hold a NUL.
    private func bind(_ text: String, at position: Int32) -> Int32 {
        text.withCString { sqlite3_bind_text(statement.sqliteStatement, position, $0, Int32(text.utf8.count), Self.copied) }
    }

    private func blob(_ bytes: some Collection<UInt8>, at position: Int32) -> Int32 {
        let code = bytes.withContiguousStorageIfAvailable { buffer in
            buffer.isEmpty
                ? sqlite3_bind_zeroblob(statement.sqliteStatement, position, 0)
                : sqlite3_bind_blob(statement.sqliteStatement, position, buffer.baseAddress, Int32(buffer.count), Self.copied)
        }
        return code ?? SQLITE_MISUSE
    }

    private func fault(_ code: Int32) -> StoreFault {
        let message = sqlite3_db_handle(statement.sqliteStatement).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return StoreFault(code: code, message: message ?? "SQLite code \(code)")
    }

    /// SQLITE_TRANSIENT: SQLite copies before the call returns, so no buffer has to outlive it.
    /// Proof of the cast: sqlite3.h defines it as ((sqlite3_destructor_type)-1) and never calls it.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// A value of one of the four storage classes that the tables use.
enum SQLValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    static func optional(_ number: Int64?) -> SQLValue { number.map { .integer($0) } ?? .null }
    static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
    static func origin(_ origin: Origin) -> SQLValue { .text(origin.description) }
    static func digest(_ digest: Digest) -> SQLValue { .blob(digest.bytes) }
}

extension StoreFault {
    /// What SQLite's result code means for the caller. Source: sqlite.org/rescode.html
    init(code: Int32, message: String) {
        switch code & 0xFF {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_NOMEM, SQLITE_AUTH: self = .disk(message)
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: self = .busy(message)
        default: self = .damaged(message)
        }
    }

    init(_ error: any Error) {
        switch error {
        case let fault as StoreFault: self = fault
        case let error as DatabaseError:
            self.init(code: error.resultCode.rawValue, message: error.message ?? "SQLite code \(error.resultCode.rawValue)")
        default: self = .disk(String(describing: error))
        }
    }
}
