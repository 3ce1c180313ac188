import PlanProgress

/// Who is logged in, in memory: a restart asks everybody for the password again.
///
/// A pure state machine. A session is found by the SHA-256 of its token, and ends with its user's password: a session carries
/// the hash that it was opened with, so a changed password or a removed user needs no message here.
struct SessionBook {
    /// A machine left alone in an office, UTC milliseconds without a request.
    static let idle: Int64 = 30 * 60_000
    /// A working day with its breaks.
    static let life: Int64 = 12 * 3_600_000
    /// All together; some hundred kilobytes.
    static let limit = 1024
    /// One person's browsers; the one idle longest gives way.
    static let perUser = 16

    struct Session {
        let user: String
        let password: PasswordHash
        let opened: Int64
        var seen: Int64

        func isAlive(_ now: Int64) -> Bool { now - seen < SessionBook.idle && now - opened < SessionBook.life }
    }

    private var sessions: [Digest: Session] = [:]

    var count: Int { sessions.count }

    mutating func open(_ token: String, for user: User, now: Int64) {
        sessions = sessions.filter { $0.value.isAlive(now) }
        let own = sessions.filter { $0.value.user == user.name }
        if own.count >= Self.perUser { drop(among: own) }
        if sessions.count >= Self.limit { drop(among: sessions) }
        sessions[Self.digest(token)] = Session(user: user.name, password: user.password, opened: now, seen: now)
    }

    private mutating func drop(among some: [Digest: Session]) {
        if let idle = some.min(by: { ($0.value.seen, $0.key) < ($1.value.seen, $1.key) }) { sessions[idle.key] = nil }
    }

    /// The session of this token, seen now; `nil` where there is none any more.
    mutating func find(_ token: String, now: Int64) -> Session? {
        let digest = Self.digest(token)
        guard var session = sessions[digest] else { return nil }
        guard session.isAlive(now) else {
            sessions[digest] = nil
            return nil
        }
        session.seen = max(session.seen, now)
        sessions[digest] = session
        return session
    }

    mutating func end(_ token: String) { sessions[Self.digest(token)] = nil }

    private static func digest(_ token: String) -> Digest { Digest(of: Array("wardlog/1 session \(token)".utf8)) }
}
