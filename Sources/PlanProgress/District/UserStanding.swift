/// What the district's log has said of one who may log in: the file of users may be an older one that a restore brought back.
public struct UserStanding: Hashable, Sendable {
    /// Whether the last word was not that the user is removed.
    public private(set) var isThere = false
    public private(set) var role: String?
    /// The entries that last said something of all of it, of the role, and of the password.
    public private(set) var index: Int64 = -1
    public private(set) var roleIndex: Int64 = -1
    public private(set) var passwordIndex: Int64 = -1

    public init() {}

    /// Follows the entry at that index of the district's log.
    public mutating func take(_ change: UserChange, at index: Int64) {
        self.index = index
        switch change.change {
        case .added: (isThere, role, roleIndex, passwordIndex) = (true, change.role, index, index)
        case .role: (role, roleIndex) = (change.role, index)
        case .password: passwordIndex = index
        case .removed: isThere = false
        }
    }
}
