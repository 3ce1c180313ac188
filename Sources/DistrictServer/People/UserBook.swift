public import PlanProgress
import Synchronization

/// A person who may log in.
public struct User: Hashable, Sendable {
    /// A code as `by` of an event is one, so that what this person decides can name who did (events.md 1).
    public let name: String
    public var role: UserRole
    public var password: PasswordHash
    /// The entry of the district's log that this follows; -1 where it follows none.
    public var entry: Int64

    /// `nil` where the name is no code.
    public init?(name: String, role: UserRole, password: PasswordHash, entry: Int64 = -1) {
        guard Code.isValid(name), entry >= -1 else { return nil }
        (self.name, self.role, self.password, self.entry) = (name, role, password, entry)
    }

    /// Whether a password was set since, which this is not: a backup of before has brought it back.
    public func isOutdated(by standing: UserStanding?) -> Bool { standing.map { $0.passwordIndex > entry } ?? false }

    /// This user as the district's log has it by now; `nil` where it says that there is none any more.
    public func following(_ standing: UserStanding?) -> User? {
        guard let standing, standing.index >= entry else { return self }
        guard standing.isThere else { return nil }
        var user = self
        if standing.roleIndex > entry, let role = standing.role {
            // A role that a later version knows: until this one does, the least.
            user.role = UserRole(rawValue: role) ?? .reader
        }
        return user
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
/// Whoever looks a user up never waits for the disk. What the district's log says since wins over what is kept: a restore from
/// yesterday brings nobody back who was removed today, no role and no password. So whoever changes a user lets the log say it first.
public final class UserBook: Sendable {
    private let keeper: any UserKeeper
    private let snapshot: Mutex<[String: User]>
    /// Held by whoever changes users, as long as the disk takes.
    private let turn = Mutex(())
    private let standing: @Sendable (String) -> UserStanding?

    public init(_ keeper: any UserKeeper, standing: @escaping @Sendable (String) -> UserStanding? = { _ in nil }) throws(StoreFault) {
        (self.keeper, self.standing) = (keeper, standing)
        snapshot = Mutex(Dictionary(try keeper.users().map { ($0.name, $0) }) { $1 })
    }

    public var isEmpty: Bool { snapshot.withLock { $0.isEmpty } }

    /// Who may log in by that name.
    public subscript(name: String) -> User? {
        let standing = standing(name)
        return self.known(name, standing).flatMap { $0.isOutdated(by: standing) ? nil : $0 }
    }

    /// Whether there is a user of that name, who may have to be given a password first.
    public func isKnown(_ name: String) -> Bool { known(name, standing(name)) != nil }

    private func known(_ name: String, _ standing: UserStanding?) -> User? { snapshot.withLock { $0[name] }?.following(standing) }

    /// Adds a user; false where the name is taken.
    public func add(_ user: User) throws(StoreFault) -> Bool {
        try change { users in
            guard users[user.name].map({ $0.entry < user.entry }) ?? true else { return false }
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
