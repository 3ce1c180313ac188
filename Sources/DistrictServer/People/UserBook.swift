public import PlanProgress
import Synchronization

/// A person who may log in.
public struct User: Hashable, Sendable {
    /// A code as `by` of an event is one, so that what this person decides can name who did (events.md 1).
    public let name: String
    public var role: UserRole
    public var password: PasswordHash

    /// `nil` where the name is no code.
    public init?(name: String, role: UserRole, password: PasswordHash) {
        guard Code.isValid(name) else { return nil }
        (self.name, self.role, self.password) = (name, role, password)
    }
}

/// Where a district keeps its users: apart from logs and figures, since backups hold them under a passphrase (design 7).
///
/// When `replace` returns, exactly these users survive a power cut; when it throws, either the old or the new ones stand.
/// One writer at a time: whoever holds the district.
public protocol UserKeeper: Sendable {
    /// Every user, or none where nothing was kept yet.
    func users() throws(StoreFault) -> [User]
    func replace(with users: [User]) throws(StoreFault)
}

/// The users as last kept, for whoever asks at each request, and the one place that changes them.
///
/// Whoever looks a user up never waits for the disk.
public final class UserBook: Sendable {
    private let keeper: any UserKeeper
    private let snapshot: Mutex<[String: User]>
    /// Held by whoever changes users, as long as the disk takes.
    private let turn = Mutex(())

    public init(_ keeper: any UserKeeper) throws(StoreFault) {
        self.keeper = keeper
        snapshot = Mutex(Dictionary(try keeper.users().map { ($0.name, $0) }) { $1 })
    }

    public var isEmpty: Bool { snapshot.withLock { $0.isEmpty } }

    public subscript(name: String) -> User? { snapshot.withLock { $0[name] } }

    /// Adds a user; false where the name is taken.
    public func add(_ user: User) throws(StoreFault) -> Bool {
        try change { users in
            guard users[user.name] == nil else { return false }
            users[user.name] = user
            return true
        }
    }

    /// Changes a user; false where there is none of the name.
    public func change(_ name: String, _ edit: (inout User) -> Void) throws(StoreFault) -> Bool {
        try change { users in
            guard var user = users[name] else { return false }
            edit(&user)
            users[name] = user
            return true
        }
    }

    /// Removes a user; false where there is none of the name.
    public func remove(_ name: String) throws(StoreFault) -> Bool {
        try change { users in users.removeValue(forKey: name) != nil }
    }

    /// Kept first, then believed.
    private func change(_ edit: (inout [String: User]) -> Bool) throws(StoreFault) -> Bool {
        try turn.withLock { _ throws(StoreFault) in
            var changed = snapshot.withLock { $0 }
            guard edit(&changed) else { return false }
            let users = changed
            try keeper.replace(with: users.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
            snapshot.withLock { $0 = users }
            return true
        }
    }
}
