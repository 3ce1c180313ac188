import PlanProgress
import Synchronization

/// A person who is logged in, as one request has it. The role is read anew for each.
struct Visitor: Sendable {
    let name: String
    let role: UserRole
    fileprivate let token: String

    /// What every form of this session carries: another site can make a browser send the cookie, and cannot know this.
    var formToken: String { Base64.urlText(Digest(of: Array("wardlog/1 form \(token)".utf8)).bytes) }
}

/// Who a browser's request is from: users, their sessions, and the door at which they log in.
public final class ReviewerDesk: Sendable {
    let users: UserBook
    /// Served over TLS; the cookie then travels over nothing else.
    let isSecure: Bool
    private let clock: @Sendable () -> Int64
    private let random: @Sendable (Int) -> [UInt8]
    private let sessions = Mutex(SessionBook())
    private let attempts: Mutex<LoginGuard>
    private let threads = HashingThreads()
    private let decoy: PasswordHash

    public init(
        users: UserBook, isSecure: Bool, cost: PasswordCost = .current, clock: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        (self.users, self.isSecure, self.clock, self.random) = (users, isSecure, clock, random)
        attempts = Mutex(LoginGuard(seed: random(16)))
        decoy = PasswordHash(decoy: random(PasswordHash.saltByteCount + PasswordHash.keyByteCount), cost: cost)
    }

    enum LogIn: Hashable {
        /// The new session's token, which the cookie carries.
        case opened(token: String)
        case wrong
        case wait(seconds: Int)
        /// Too many passwords are being checked; nothing was counted.
        case busy
    }

    func logIn(name: String, password: String, address: String) async throws(StoreFault) -> LogIn {
        let name = NFC.normalized(name)
        guard let offered = Password(offered: password) else { return .wrong }
        if let seconds = attempts.withLock({ $0.begin(account: name, address: address, now: clock()) }) { return .wait(seconds: seconds) }
        let user = users[name]
        let hash = user?.password ?? decoy
        let isRight: Bool?
        do throws(StoreFault) { isRight = try await threads.run { () throws(StoreFault) in try hash.isOf(offered) } } catch {
            attempts.withLock { $0.withdrawn(account: name, address: address) }
            throw error
        }
        guard let isRight else {
            attempts.withLock { $0.withdrawn(account: name, address: address) }
            return .busy
        }
        // Removed or changed while scrypt ran: the password is nobody's now.
        guard isRight, let user, users[name]?.password == user.password else { return .wrong }
        attempts.withLock { $0.succeeded(account: name, address: address) }
        return .opened(token: open(for: user))
    }

    func open(for user: User) -> String {
        let token = Base64.urlText(random(32))
        sessions.withLock { $0.open(token, for: user, now: clock()) }
        return token
    }

    /// Who sent this token: a session that lives, of a user who is there and has the password that it was opened with.
    func visitor(token: String) -> Visitor? {
        guard let session = sessions.withLock({ $0.find(token, now: clock()) }) else { return nil }
        guard let user = users[session.user], user.password == session.password else {
            end(token)
            return nil
        }
        return Visitor(name: user.name, role: user.role, token: token)
    }

    func end(_ token: String) { sessions.withLock { $0.end(token) } }

    // MARK: The cookie

    /// `__Host-` and `Secure` hold the cookie to this host over TLS. Over plain HTTP, on the loopback address, no browser would
    /// send such a cookie back, so both are left out.
    private var cookieName: String { isSecure ? "__Host-wardlog" : "wardlog" }

    func setCookie(_ token: String) -> String {
        "\(cookieName)=\(token); \(isSecure ? "Secure; " : "")HttpOnly; SameSite=Strict; Path=/"
    }

    var clearCookie: String { setCookie("") + "; Max-Age=0" }

    /// The token in a request's `Cookie` fields.
    func token(in fields: [String]) -> String? {
        for field in fields {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0] == cookieName, !parts[1].isEmpty { return String(parts[1]) }
            }
        }
        return nil
    }
}
