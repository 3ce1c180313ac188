import PlanProgress

extension SQLiteTables {
    func addInvitation(_ invitation: Invitation) throws(StoreFault) {
        try run(
            "INSERT INTO invitations(secret, unit, expires, proxy, continues, usedBy) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .digest(invitation.secret), .text(invitation.unit), .integer(invitation.expires), .integer(invitation.proxy ? 1 : 0),
                .optional(invitation.continues?.description), .optional(invitation.usedBy?.description),
            ])
    }

    func invitation(secret digest: Digest) throws(StoreFault) -> Invitation? {
        try first(
            "SELECT unit, expires, proxy, continues, usedBy FROM invitations WHERE secret = ?", [.digest(digest)]
        ) { row throws(StoreFault) in
            Invitation(
                secret: digest, unit: row.text(0), expires: row.integer(1), proxy: row.integer(2) == 1,
                continues: row.isNull(3) ? nil : Origin(row.text(3)), usedBy: row.isNull(4) ? nil : Origin(row.text(4)))
        }
    }

    func burnInvitation(secret digest: Digest, for origin: Origin) throws(StoreFault) {
        try run("UPDATE invitations SET usedBy = ? WHERE secret = ?", [.origin(origin), .digest(digest)])
    }

    func forgetInvitations() throws(StoreFault) { try run("DELETE FROM invitations") }

    func addToken(_ token: AccessToken) throws(StoreFault) {
        try run(
            """
            INSERT INTO tokens(digest, origin, scope, issued, used, place)
            VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(place), 0) + 1 FROM tokens WHERE origin = ?2))
            """,
            [
                .digest(token.digest), .origin(token.origin), .text(token.scope.rawValue), .integer(token.issued),
                .integer(token.isUsed ? 1 : 0),
            ])
    }

    func token(digest: Digest) throws(StoreFault) -> AccessToken? {
        try first("SELECT digest, origin, scope, issued, used FROM tokens WHERE digest = ?", [.digest(digest)], Self.token)
    }

    func tokens(of origin: Origin) throws(StoreFault) -> [AccessToken] {
        try all("SELECT digest, origin, scope, issued, used FROM tokens WHERE origin = ? ORDER BY place", [.origin(origin)], Self.token)
    }

    private static func token(_ row: Query) throws(StoreFault) -> AccessToken {
        guard let origin = Origin(row.text(1)), let scope = AccessToken.Scope(rawValue: row.text(2)) else {
            throw .damaged("table tokens")
        }
        return AccessToken(
            digest: try row.digest(0), origin: origin, scope: scope, issued: row.integer(3), isUsed: row.integer(4) == 1)
    }

    func noteUse(ofToken digest: Digest) throws(StoreFault) {
        try run("UPDATE tokens SET used = 1 WHERE digest = ?", [.digest(digest)])
    }

    func addRequest(_ digest: Digest, of origin: Origin) throws(StoreFault) {
        try run(
            "INSERT INTO requests(digest, origin, spent) VALUES (?, ?, 0) ON CONFLICT DO NOTHING", [.digest(digest), .origin(origin)])
    }

    func isSpent(request digest: Digest) throws(StoreFault) -> Bool {
        try first("SELECT spent FROM requests WHERE digest = ?", [.digest(digest)]) { row throws(StoreFault) in row.integer(0) == 1 }
            ?? false
    }

    func spendRequests(of origin: Origin) throws(StoreFault) {
        try run("UPDATE requests SET spent = 1 WHERE origin = ? AND spent = 0", [.origin(origin)])
    }

    func removeToken(digest: Digest) throws(StoreFault) { try run("DELETE FROM tokens WHERE digest = ?", [.digest(digest)]) }

    func setScope(_ scope: AccessToken.Scope?, ofTokensOf origin: Origin) throws(StoreFault) {
        guard let scope else { return try run("DELETE FROM tokens WHERE origin = ?", [.origin(origin)]) }
        try run("UPDATE tokens SET scope = ? WHERE origin = ?", [.text(scope.rawValue), .origin(origin)])
    }

    func addAttachmentName(_ id: String, unit: String, byteCount: Int64) throws(StoreFault) {
        // The first entry that names an attachment says its size; a later one with another size is that entry's fault.
        try run(
            "INSERT INTO attachmentNames(id, unit, byteCount) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [.text(id), .text(unit), .integer(byteCount)])
    }

    func attachmentNames(_ id: String) throws(StoreFault) -> [AttachmentName] {
        try all("SELECT unit, byteCount FROM attachmentNames WHERE id = ? ORDER BY unit", [.text(id)]) { row throws(StoreFault) in
            AttachmentName(unit: row.text(0), byteCount: row.integer(1))
        }
    }

    func attachmentIDs(ofUnit unit: String, after id: String, limit: Int) throws(StoreFault) -> [String] {
        try all(
            "SELECT id FROM attachmentNames WHERE unit = ? AND id > ? ORDER BY id LIMIT ?",
            [.text(unit), .text(id), .integer(Int64(limit))]
        ) { row throws(StoreFault) in row.text(0) }
    }

    func addRedaction(_ id: String, at place: EntryPlace) throws(StoreFault) {
        try run(
            "INSERT INTO redactions(id, origin, \"index\") VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [.text(id), .origin(place.origin), .integer(place.index)])
    }

    func redactions(of id: String?) throws(StoreFault) -> [WardRedaction] {
        try all(
            "SELECT id, origin, \"index\" FROM redactions \(id == nil ? "" : "WHERE id = ?") ORDER BY id, origin",
            id.map { [.text($0)] } ?? []
        ) { row throws(StoreFault) in
            guard let origin = Origin(row.text(1)) else { throw .damaged("table redactions") }
            return WardRedaction(id: row.text(0), place: EntryPlace(origin: origin, index: row.integer(2)))
        }
    }

    func changeRefusedPushes(carrying ids: Set<String>, _ change: ([UInt8]) -> [UInt8]?) throws(StoreFault) {
        let carriers = try all("SELECT number, riders FROM refusedPushes WHERE riders != ''", []) { row throws(StoreFault) in
            (number: row.integer(0), riders: row.text(1).split(separator: "\n").map(String.init))
        }
        // One at a time: together they may be many times 64 MiB.
        for (number, riders) in carriers where riders.contains(where: ids.contains) {
            let bytes = try first("SELECT bytes FROM refusedPushes WHERE number = ?", [.integer(number)]) { row throws(StoreFault) in
                row.blob(0)
            }
            guard let changed = bytes.flatMap(change) else { continue }
            let rest = riders.filter { !ids.contains($0) }.joined(separator: "\n")
            try run("UPDATE refusedPushes SET bytes = ?, riders = ? WHERE number = ?", [.blob(changed), .text(rest), .integer(number)])
        }
    }

    func addRefusedPush(_ push: RefusedPush) throws(StoreFault) {
        let kept = try first("SELECT count(*), coalesce(sum(length(bytes)), 0) FROM refusedPushes WHERE origin = ?", [.origin(push.origin)])
        {
            row throws(StoreFault) in (count: row.integer(0), byteCount: row.integer(1))
        }
        if let kept {
            guard kept.count < Limits.refusedPushes, kept.byteCount + Int64(push.bytes.count) <= Int64(Limits.refusedPushByteCount) else {
                return
            }
        }
        try run(
            """
            INSERT INTO refusedPushes(origin, time, reason, "index", size, root, entries, riders, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [
                .origin(push.origin), .integer(push.time), .text(push.reason.rawValue), .integer(push.index), .integer(push.signed.size),
                .digest(push.signed.root), .blob(push.entries.flatMap(\.key)), .text(push.riders.joined(separator: "\n")),
                .blob(push.bytes),
            ])
    }

    func refusedPushes(of origin: Origin?) throws(StoreFault) -> [RefusedPush] {
        let sql = "SELECT number, origin, time, reason, \"index\", size, root FROM refusedPushes"
        func push(_ row: Query) throws(StoreFault) -> RefusedPush { try refusedPush(row, bytes: []) }
        guard let origin else { return try all(sql + " ORDER BY time, number", [], push) }
        return try all(sql + " WHERE origin = ? ORDER BY time, number", [.origin(origin)], push)
    }

    func refusedPushes(below number: Int64?, limit: Int) throws(StoreFault) -> [RefusedPush] {
        try all(
            """
            SELECT number, origin, time, reason, "index", size, root FROM refusedPushes WHERE number < ? ORDER BY number DESC LIMIT ?
            """, [.integer(number ?? .max), .integer(Int64(limit))]
        ) { row throws(StoreFault) in try refusedPush(row, bytes: []) }
    }

    func refusedCounts() throws(StoreFault) -> [RefusedCount] {
        // The table's own key covers it: none of the rows, with their megabytes, is read.
        try all("SELECT origin, reason, count(*) FROM refusedPushes GROUP BY origin, reason ORDER BY origin, reason") {
            row throws(StoreFault) in
            guard let origin = Origin(row.text(0)), let reason = RefusedPush.Reason(rawValue: row.text(1)) else {
                throw .damaged("table refusedPushes")
            }
            return RefusedCount(origin: origin, reason: reason, count: row.integer(2))
        }
    }

    func refusedPush(_ number: Int64) throws(StoreFault) -> RefusedPush? {
        try first(
            "SELECT number, origin, time, reason, \"index\", size, root, bytes, entries FROM refusedPushes WHERE number = ?",
            [.integer(number)]
        ) { row throws(StoreFault) in
            var push = try refusedPush(row, bytes: row.blob(7))
            push.entries = Self.ids(row.blob(8))
            return push
        }
    }

    private func refusedPush(_ row: Query, bytes: [UInt8]) throws(StoreFault) -> RefusedPush {
        guard let origin = Origin(row.text(1)), let reason = RefusedPush.Reason(rawValue: row.text(3)),
            let root = Digest(bytes: row.blob(6))
        else { throw .damaged("table refusedPushes") }
        return RefusedPush(
            origin: origin, time: row.integer(2), reason: reason, index: row.integer(4),
            signed: Checkpoint(origin: origin, size: row.integer(5), root: root), bytes: bytes, number: row.integer(0))
    }

    func eraseRefusedPushes(of origin: Origin, where hasCome: ([EventID]) throws(StoreFault) -> Bool) throws(StoreFault) {
        let numbers = try all("SELECT number FROM refusedPushes WHERE origin = ?", [.origin(origin)]) { row throws(StoreFault) in
            row.integer(0)
        }
        for number in numbers {
            let keys = try first("SELECT entries FROM refusedPushes WHERE number = ?", [.integer(number)]) { row throws(StoreFault) in
                row.blob(0)
            }
            if let keys, try hasCome(Self.ids(keys)) { try run("DELETE FROM refusedPushes WHERE number = ?", [.integer(number)]) }
        }
    }

    private static func ids(_ keys: [UInt8]) -> [EventID] {
        keys.withUnsafeBytes { keys in
            stride(from: 0, to: keys.count - 37, by: 38).compactMap { EventID(key: UnsafeRawBufferPointer(rebasing: keys[$0..<$0 + 38])) }
        }
    }
}
