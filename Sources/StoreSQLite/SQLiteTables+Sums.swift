import PlanProgress

/// Sums and counted members by half-month. `Merge` gathers a batch in memory, so each call is one row.
extension SQLiteTables {
    /// Added here and not in SQL, where a sum that leaves 64 bits becomes a fraction instead of wrapping.
    func add(_ amount: Int64, to key: SumKey, of unit: String) throws(StoreFault) {
        let row: [SQLValue] = [
            .integer(try number(ofUnit: unit)), .integer(Int64(key.edition)), .integer(Int64(key.half.ordinal)), .text(key.subject),
            .integer(key.part),
        ]
        let before = try first(
            "SELECT amount FROM sums WHERE unit = ? AND edition = ? AND half = ? AND subject = ? AND part = ?", row
        ) { row throws(StoreFault) in row.integer(0) }
        let total = (before ?? 0) &+ amount
        if total == 0 {
            try run("DELETE FROM sums WHERE unit = ? AND edition = ? AND half = ? AND subject = ? AND part = ?", row)
        } else {
            try run(
                "INSERT OR REPLACE INTO sums(unit, edition, half, subject, part, amount) VALUES (?, ?, ?, ?, ?, ?)",
                row + [.integer(total)])
        }
    }

    func add(references: Int64, to key: MemberKey, of unit: String) throws(StoreFault) {
        let row: [SQLValue] = [
            .integer(try number(ofUnit: unit)), .integer(Int64(key.edition)), .integer(Int64(key.half.ordinal)), .text(key.set),
            .text(key.member),
        ]
        let total = try first(
            """
            INSERT INTO members(unit, edition, half, "set", member, "references") VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET "references" = "references" + excluded."references" RETURNING "references"
            """, row + [.integer(references)]
        ) { row throws(StoreFault) in row.integer(0) }
        guard total == 0 else { return }
        try run("DELETE FROM members WHERE unit = ? AND edition = ? AND half = ? AND \"set\" = ? AND member = ?", row)
    }

    func sums(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(StoreFault) -> [SumTotal] {
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
        try all(
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
