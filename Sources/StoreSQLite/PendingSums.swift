import PlanProgress

/// Sums and references of one transaction that are not yet in their tables.
///
/// A push of a thousand events touches some dozens of cells: added up here, each costs one row once. Whatever reads
/// the tables, and the end of the transaction, flushes first.
struct PendingSums {
    struct Sum: Hashable {
        let unit: Int64
        let key: SumKey
    }
    struct Member: Hashable {
        let unit: Int64
        let key: MemberKey
    }

    var sums: [Sum: Int64] = [:]
    var members: [Member: Int64] = [:]

    /// What waits for a unit whose rows are all removed was never there.
    mutating func forget(unit: Int64) {
        sums = sums.filter { $0.key.unit != unit }
        members = members.filter { $0.key.unit != unit }
    }
}

extension SQLiteTables {
    func add(_ amount: Int64, to key: SumKey, of unit: String) throws(StoreFault) {
        pending.sums[PendingSums.Sum(unit: try number(ofUnit: unit), key: key), default: 0] &+= amount
    }

    func add(references: Int64, to key: MemberKey, of unit: String) throws(StoreFault) {
        pending.members[PendingSums.Member(unit: try number(ofUnit: unit), key: key), default: 0] &+= references
    }

    /// Writes what waits. Order does not matter: each key has a row of its own.
    func flush() throws(StoreFault) {
        let (sums, members) = (pending.sums, pending.members)
        pending = PendingSums()
        for (sum, amount) in sums where amount != 0 { try write(sum, adding: amount) }
        for (member, references) in members where references != 0 { try write(member, adding: references) }
    }

    /// Added here and not in SQL, where a sum that leaves 64 bits becomes a fraction instead of wrapping.
    private func write(_ sum: PendingSums.Sum, adding amount: Int64) throws(StoreFault) {
        let key: [SQLValue] = [
            .integer(sum.unit), .integer(Int64(sum.key.edition)), .integer(Int64(sum.key.half.ordinal)), .text(sum.key.subject),
            .integer(sum.key.part),
        ]
        let before = try first(
            "SELECT amount FROM sums WHERE unit = ? AND edition = ? AND half = ? AND subject = ? AND part = ?", key
        ) { row throws(StoreFault) in row.integer(0) }
        let total = (before ?? 0) &+ amount
        if total == 0 {
            try run("DELETE FROM sums WHERE unit = ? AND edition = ? AND half = ? AND subject = ? AND part = ?", key)
        } else {
            try run(
                "INSERT OR REPLACE INTO sums(unit, edition, half, subject, part, amount) VALUES (?, ?, ?, ?, ?, ?)",
                key + [.integer(total)])
        }
    }

    private func write(_ member: PendingSums.Member, adding references: Int64) throws(StoreFault) {
        let key: [SQLValue] = [
            .integer(member.unit), .integer(Int64(member.key.edition)), .integer(Int64(member.key.half.ordinal)),
            .text(member.key.set), .text(member.key.member),
        ]
        let before = try first(
            "SELECT \"references\" FROM members WHERE unit = ? AND edition = ? AND half = ? AND \"set\" = ? AND member = ?", key
        ) { row throws(StoreFault) in row.integer(0) }
        let total = (before ?? 0) &+ references
        if total == 0 {
            try run("DELETE FROM members WHERE unit = ? AND edition = ? AND half = ? AND \"set\" = ? AND member = ?", key)
        } else {
            try run(
                "INSERT OR REPLACE INTO members(unit, edition, half, \"set\", member, \"references\") VALUES (?, ?, ?, ?, ?, ?)",
                key + [.integer(total)])
        }
    }

    func sums(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(StoreFault) -> [SumTotal] {
        try flush()
        let query = try query(
            """
            SELECT subject, part, amount FROM sums WHERE unit = ? AND edition = ? AND half BETWEEN ? AND ? ORDER BY subject, part
            """,
            [
                .integer(try number(ofUnit: unit)), .integer(Int64(edition)), .integer(Int64(halves.lowerBound.ordinal)),
                .integer(Int64(halves.upperBound.ordinal)),
            ])
        var totals: [SumTotal] = []
        while try query.step() {
            let (subject, part, amount) = (query.text(0), query.integer(1), query.integer(2))
            if let last = totals.last, last.subject == subject, last.part == part {
                totals[totals.count - 1] = SumTotal(subject: subject, part: part, amount: last.amount &+ amount)
            } else {
                totals.append(SumTotal(subject: subject, part: part, amount: amount))
            }
        }
        return totals
    }

    func members(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(StoreFault) -> [SetMember] {
        try flush()
        return try all(
            """
            SELECT DISTINCT "set", member FROM members WHERE unit = ? AND edition = ? AND half BETWEEN ? AND ? AND "references" > 0
            ORDER BY "set", member
            """,
            [
                .integer(try number(ofUnit: unit)), .integer(Int64(edition)), .integer(Int64(halves.lowerBound.ordinal)),
                .integer(Int64(halves.upperBound.ordinal)),
            ]
        ) { row throws(StoreFault) in SetMember(set: row.text(0), member: row.text(1)) }
    }
}
