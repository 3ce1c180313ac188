public import PlanProgress

/// Users in one file of lines, `<name> <role> <password hash> <entry of the district's log, or ->` LF, sorted by name: `HOME/users`, 0600.
///
/// Written beside it, synced, renamed, the folder synced. A line of another form is damage and never skipped: the district
/// does not start and guess who may log in.
public struct UsersFile: UserKeeper {
    private let path: String

    public init(_ path: String) { self.path = path }

    public func users() throws(StoreFault) -> [User] {
        guard let bytes = try POSIX.contents(of: path) else { return [] }
        var users: [User] = []
        guard let text = String(validating: bytes, as: UTF8.self), text.isEmpty || text.utf8.last == 10 else { throw .damaged(path) }
        for (index, line) in text.utf8.dropLast().split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            if text.isEmpty { break }
            let parts = Substring(line).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let role = UserRole(rawValue: parts[1]), let password = PasswordHash(parts[2]),
                let entry = parts[3] == "-" ? -1 : CountText.read(parts[3]),
                let user = User(name: parts[0], role: role, password: password, entry: entry),
                !users.contains(where: { $0.name == user.name })
            else { throw .damaged("\(path), line \(index + 1)") }
            users.append(user)
        }
        return users
    }

    public func replace(with users: [User]) throws(StoreFault) {
        let lines = users.map { "\($0.name) \($0.role.rawValue) \($0.password.text) \($0.entry < 0 ? "-" : "\($0.entry)")\n" }
        try POSIX.replace(path, with: Array(lines.joined().utf8))
    }
}
