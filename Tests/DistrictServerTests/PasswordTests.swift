import Dispatch
import Foundation
import PlanProgress
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `A password` {
    @Test func `is kept as its salt, its cost and a key that only it gives`() throws {
        let hash = try SampleUsers.hash("mười hai con giáp")
        #expect(hash.text.hasPrefix("$scrypt$ln=1,r=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$") && !hash.text.contains("giáp"))
        #expect(PasswordHash(hash.text) == hash)
        #expect(try hash.isOf(try Password(chosen: "mười hai con giáp")))
        #expect(try !hash.isOf(try Password(chosen: "mười hai con giap")))
        #expect(try SampleUsers.hash("mười hai con giáp", salt: 8).key != hash.key)
    }

    /// RFC 7914 section 12, the third vector: what is stored here another program's scrypt gives too. Its 64 bytes begin with our 32.
    @Test func `gives the key that RFC 7914 gives`() throws {
        let cost = try #require(PasswordCost(exponent: 14, blockSize: 8, lanes: 1))
        let password = try #require(Password(offered: "pleaseletmein"))
        let hash = try PasswordHash(of: password, salt: Array("SodiumChloride".utf8), cost: cost)
        #expect(Hex.text(hash.key) == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    }

    @Test func `is the same typed on a keyboard that sends marks apart`() throws {
        let hash = try SampleUsers.hash("mười hai con giáp")
        #expect(try hash.isOf(try Password(chosen: "mu\u{31B}o\u{31B}\u{300}i hai con gia\u{301}p")))
    }

    @Test func `has twelve characters or more, and none that no keyboard types`() {
        #expect(throws: PasswordFault.tooShort) { try Password(chosen: "mười một chữ".dropLast().description) }
        #expect(throws: Never.self) { try Password(chosen: "mười một chữ") }
        #expect(throws: PasswordFault.tooLong) { try Password(chosen: String(repeating: "ă", count: 513)) }
        #expect(throws: PasswordFault.control) { try Password(chosen: "mười hai\u{0} chữ cái") }
        #expect(Password(offered: "") == nil && Password(offered: String(repeating: "a", count: 1025)) == nil)
    }

    @Test func `costs at least 32 MiB a guess`() {
        #expect((128 * PasswordCost.current.blockSize) << PasswordCost.current.exponent >= 32 << 20)
    }

    @Test(arguments: [
        "", "$scrypt$", "$argon2id$ln=1,r=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$A", "$scrypt$ln=30,r=8,p=1$BwcHBwcHBwcHBwcHBwcHBw$KEY",
        "$scrypt$ln=1,r=1,p=0$BwcHBwcHBwcHBwcHBwcHBw$KEY", "$scrypt$ln=-1,r=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$KEY",
        "$scrypt$ln=20,r=32,p=1$BwcHBwcHBwcHBwcHBwcHBw$KEY", "$scrypt$r=1,ln=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$KEY",
        "$scrypt$ln=1,r=1,p=1$BwcH$KEY", "$scrypt$ln=1,r=1,p=1$BwcHBwcHBwcHBwcHBwcHBw==$KEY",
    ]) func `in any other form is none`(_ text: String) throws {
        #expect(PasswordHash(text.replacing("KEY", with: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) == nil)
        #expect(PasswordHash("$scrypt$ln=1,r=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") != nil)
    }
}

@Suite struct `The file of users` {
    @Test func `gives back who was kept, sorted by name, and is its owner's alone`() throws {
        let folder = try ScratchFolder()
        let file = UsersFile(folder.file("users"))
        #expect(try file.users() == [])
        let book = try UserBook(file)
        let (late, early) = (try SampleUsers.user("đức", .administrator), try SampleUsers.user("an", .reader))
        #expect(try book.add(late) && book.add(early))
        #expect(try file.users() == [early, late])
        #expect(try UserBook(file)["đức"] == late)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("users"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `takes no second user of a name, and changes only who is there`() throws {
        let book = try UserBook(MemoryUsers([SampleUsers.reader()]))
        let name = try SampleUsers.reader().name
        #expect(try !book.add(SampleUsers.user(name, .administrator)))
        #expect(book[name]?.role == .reader)
        #expect(try book.change(name) { $0.role = .reviewer } && !book.change("ai-đó") { $0.role = .reviewer })
        #expect(book[name]?.role == .reviewer)
        #expect(try book.remove(name) && !book.remove(name) && book.isEmpty)
    }

    @Test func `are looked up while the disk takes a change`() throws {
        let keeper = SlowUsers([try SampleUsers.reader()])
        let book = try UserBook(keeper)
        let name = try SampleUsers.reader().name
        keeper.whileKeeping { book[name]?.role }
        #expect(try book.change(name) { $0.role = .reviewer })
        #expect(keeper.found == .reader, "a change is believed only when it is kept")
        #expect(book[name]?.role == .reviewer)
    }

    @Test func `that cannot be written leaves the users as they were`() throws {
        let users = MemoryUsers([try SampleUsers.reader()])
        let book = try UserBook(users)
        users.fail(with: .disk("full"))
        #expect(throws: StoreFault.disk("full")) { try book.remove(SampleUsers.reader().name) }
        #expect(try book[SampleUsers.reader().name] != nil)
    }

    @Test func `that was removed stays out, also where its new password was kept and its removal was not`() throws {
        var standing = UserStanding()
        standing.take(try #require(UserChange(user: "an", .added, role: "reader")), at: 3)
        standing.take(try #require(UserChange(user: "an", .removed)), at: 10)
        standing.take(try #require(UserChange(user: "an", .password)), at: 11)
        var user = try SampleUsers.user("an", .reader)
        user.entry = 11
        #expect(user.following(standing) == nil)
    }

    @Test func `cut or flipped anywhere gives users that were there, or is refused`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("users")
        let book = try UserBook(UsersFile(path))
        let users = [try SampleUsers.user("an", .reader), try SampleUsers.user("binh", .administrator)]
        for user in users { #expect(try book.add(user)) }
        let whole = try #require(try POSIX.contents(of: path))
        for count in 0..<whole.count {
            try POSIX.replace(path, with: Array(whole[..<count]))
            if let read = try? UsersFile(path).users() { #expect(read == [] && count == 0 || read == [users[0]], "cut at \(count)") }
        }
        for line in ["an reader x\n", "an reader\n", "an king \(users[0].password.text)\n", "a b reader \(users[0].password.text)\n", "\n"]
        {
            try POSIX.replace(path, with: whole + Array(line.utf8))
            #expect(throws: StoreFault.damaged("\(path), line 3")) { try UsersFile(path).users() }
        }
        try POSIX.replace(path, with: whole + whole)
        #expect(throws: StoreFault.self, "a name twice") { try UsersFile(path).users() }
    }

    @Test(arguments: [
        "", "hai chữ", "a/b", "a\"b", "a\nb", "a\u{0}", "a\r\nSet-Cookie: x=1", "a\u{202E}b", String(repeating: "a", count: 65),
    ])
    func `keeps no name that could break a line, a header or an event`(_ name: String) throws {
        #expect(User(name: name, role: .reader, password: try SampleUsers.hash()) == nil)
    }
}

/// Users whose keeping lasts until somebody else has looked one up, or ten seconds.
private final class SlowUsers: UserKeeper {
    private let kept: MemoryUsers
    private let state = Mutex<(look: @Sendable () -> UserRole?, found: UserRole?)>(({ nil }, nil))

    init(_ users: [User]) { kept = MemoryUsers(users) }

    var found: UserRole? { state.withLock { $0.found } }
    func whileKeeping(_ look: @escaping @Sendable () -> UserRole?) { state.withLock { $0.look = look } }
    func users() throws(StoreFault) -> [User] { kept.users() }

    func replace(with users: [User]) throws(StoreFault) {
        let look = state.withLock { $0.look }
        let answered = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let role = look()
            self.state.withLock { $0.found = role }
            answered.signal()
        }
        _ = answered.wait(timeout: .now() + 10)
        try kept.replace(with: users)
    }
}
