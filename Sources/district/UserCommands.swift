public import ArgumentParser
public import DistrictServer
import LogFiles
import PlanProgress
import Reports

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Người được đăng nhập xem trang của quận.",
        discussion: "Who may log in to the district's pages.",
        subcommands: [Add.self, List.self, SetRole.self, SetPassword.self, Remove.self])

    struct Add: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Thêm người dùng; hỏi mật khẩu hai lần.",
            discussion: "Adds a user. The password is asked twice, or read from the first line of standard input where that is no terminal."
        )
        @Argument(help: "Tên đăng nhập.") var name: String
        @Option(help: "reader | reviewer | administrator") var role: UserRole
        @Option(help: .hidden) var hash: PasswordHash?
        @OptionGroup var common: CommonOptions

        mutating func ask() throws(CommandFailure) -> [String] {
            name = NFC.normalized(name)
            guard Code.isValid(name) else { throw Sentences.badUserName }
            // Before anybody types a password for nothing; the writer looks again.
            if try common.folder.user(name) != nil { throw Sentences.userExists(name) }
            return try PasswordPrompt.ask(for: name, into: &hash, common.language)
        }

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let name = NFC.normalized(name)
            guard let hash, Code.isValid(name) else { throw Sentences.badUserName }
            if office.users.isKnown(name) { throw Sentences.userExists(name) }
            let (entry, pending) = try await office.decide(name, .added, role: role)
            guard let user = User(name: name, role: role, password: hash, entry: entry) else { throw Sentences.badUserName }
            guard try keeping({ () throws(StoreFault) in try office.users.add(user) }) else { throw Sentences.userExists(name) }
            output.advise(Sentences.userAdded(name, role), in: common.language)
            if let pending { throw CommandFailure(pending) }
        }
    }

    struct SetPassword: WritingCommand {
        static let configuration = CommandConfiguration(
            commandName: "password", abstract: "Đặt lại mật khẩu; mọi phiên đăng nhập của người ấy kết thúc.",
            discussion: "Sets a user's password anew; whoever is logged in with the old one is not any more.")
        @Argument(help: "Tên đăng nhập.") var name: String
        @Option(help: .hidden) var hash: PasswordHash?
        @OptionGroup var common: CommonOptions

        mutating func ask() throws(CommandFailure) -> [String] {
            name = NFC.normalized(name)
            guard try common.folder.user(name) != nil else { throw Sentences.unknownUser(name) }
            return try PasswordPrompt.ask(for: name, into: &hash, common.language)
        }

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let name = NFC.normalized(name)
            guard let hash, office.users.isKnown(name) else { throw Sentences.unknownUser(name) }
            let (entry, pending) = try await office.decide(name, .password)
            let role = office.register.users[name]?.role.flatMap { UserRole(rawValue: $0) }
            let isDone = try keeping { () throws(StoreFault) in
                try office.users.change(name) { user in (user.password, user.role, user.entry) = (hash, role ?? user.role, entry) }
            }
            guard isDone else { throw Sentences.unknownUser(name) }
            output.advise(Sentences.passwordSet(name), in: common.language)
            if let pending { throw CommandFailure(pending) }
        }
    }

    struct SetRole: WritingCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: "Đổi quyền của người dùng, có hiệu lực ngay.",
            discussion: "Changes a user's role, from the next request on.")
        @Argument(help: "Tên đăng nhập.") var name: String
        @Argument(help: "reader | reviewer | administrator") var role: UserRole
        @OptionGroup var common: CommonOptions

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let name = NFC.normalized(name)
            let role = role
            guard office.users.isKnown(name) else { throw Sentences.unknownUser(name) }
            let hasPassword = office.users[name] != nil
            let (entry, pending) = try await office.decide(name, .role, role: role)
            // Where the password is one of before, the line goes on saying so: the log's word is enough for the role.
            if hasPassword {
                _ = try keeping { () throws(StoreFault) in
                    try office.users.change(name) { user in (user.role, user.entry) = (role, entry) }
                }
            }
            output.advise(Sentences.roleSet(name, role), in: common.language)
            if let pending { throw CommandFailure(pending) }
        }
    }

    struct Remove: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Xóa người dùng; mọi phiên đăng nhập của người ấy kết thúc.",
            discussion: "Removes a user, and ends every session of that user.")
        @Argument(help: "Tên đăng nhập.") var name: String
        @OptionGroup var common: CommonOptions

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let name = NFC.normalized(name)
            guard office.users.isKnown(name) else {
                // The log has said so before, and the file could not be written then.
                guard try keeping({ () throws(StoreFault) in try office.users.remove(name) }) else { throw Sentences.unknownUser(name) }
                return output.advise(Sentences.userRemoved(name), in: common.language)
            }
            let pending = try await office.decide(name, .removed).pending
            _ = try keeping { () throws(StoreFault) in try office.users.remove(name) }
            output.advise(Sentences.userRemoved(name), in: common.language)
            if let pending { throw CommandFailure(pending) }
        }
    }

    struct List: ReadingCommand {
        static let configuration = CommandConfiguration(abstract: "Danh sách người dùng.", discussion: "Lists the users.")
        @OptionGroup var format: FormatOptions
        @OptionGroup var common: CommonOptions

        func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
            let decided = reading.register.users
            let users = try translating { () throws(StoreFault) in try UsersFile(reading.folder.users).users() }.compactMap { user in
                user.following(decided[user.name]).map { (user: $0, needsPassword: user.isOutdated(by: decided[user.name])) }
            }
            let language = common.language
            let note = language("phải đặt mật khẩu mới", "needs a new password")
            output.print(
                ReportTable(
                    title: "",
                    columns: [.init(language("Tên đăng nhập", "User name")), .init(language("Quyền", "Role")), .init("")],
                    rows: users.map { [$0.user.name, $0.user.role.rawValue, $0.needsPassword ? note : ""] }),
                json: .array(
                    users.map { entry in
                        .object(present: [
                            ("name", .string(entry.user.name)), ("role", .string(entry.user.role.rawValue)),
                            ("needsPassword", entry.needsPassword ? .boolean(true) : nil),
                        ])
                    }),
                as: format.format)
        }
    }
}

extension UserRole: ExpressibleByArgument {}

extension PasswordHash: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension DistrictFolder {
    /// The user as last kept, whoever serves.
    func user(_ name: String) throws(CommandFailure) -> User? {
        let kept = try translating { () throws(StoreFault) in try UsersFile(users).users() }.first { $0.name == name }
        return try kept?.following(ReadingRoom(self).register.users[name])
    }
}

/// Writes the file of users, behind the district's log: where that fails the log's word stands, and the same command makes it good.
private func keeping<Result>(_ work: () throws(StoreFault) -> Result) throws(CommandFailure) -> Result {
    do throws(StoreFault) { return try work() } catch { throw Sentences.usersNotKept(error.description) }
}

extension Office {
    /// The district's log first, then the file of users: what the log says counts from then on, whatever becomes of the file.
    fileprivate func decide(_ name: String, _ change: UserChange.Change, role: UserRole? = nil) async throws(CommandFailure)
        -> (entry: Int64, pending: StoreFault?)
    {
        guard let event = UserChange(user: name, change, role: role?.rawValue) else { throw Sentences.badUserName }
        return try await writing { try await $0.decide(event) }
    }
}
