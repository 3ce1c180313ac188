import HTTPTypes
import PlanProgress
import Reports
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `Wrong passwords` {
    private let now = SampleDistrict.now

    private func fresh() -> LoginGuard { LoginGuard(seed: [1, 2, 3]) }

    @Test func `are five, then each costs twice the wait of the one before, up to fifteen minutes`() {
        var (attempts, now) = (fresh(), now)
        for _ in 0..<5 { #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now) == nil) }
        for seconds in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900] {
            #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now) == seconds)
            #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now + Int64(seconds) * 1000 - 1) == 1, "asking is no failure")
            now += Int64(seconds) * 1000
            #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now) == nil)
        }
    }

    @Test func `of one account count whatever address they come from, and of one address whatever account`() {
        var (account, address) = (fresh(), fresh())
        for number in 0..<5 {
            #expect(account.begin(account: "an", address: "10.0.0.\(number)", now: now) == nil)
            #expect(address.begin(account: "an-\(number)", address: "10.0.0.7", now: now) == nil)
        }
        #expect(account.begin(account: "an", address: "10.0.0.99", now: now) == 2)
        #expect(account.begin(account: "bình", address: "10.0.0.98", now: now) == nil)
        #expect(address.begin(account: "an-99", address: "10.0.0.7", now: now) == 2)
        #expect(address.begin(account: "an-98", address: "10.0.0.8", now: now) == nil)
    }

    @Test func `sent all at once are no more than five`() {
        var attempts = fresh()
        let tried = (0..<100).filter { _ in attempts.begin(account: "an", address: "10.0.0.7", now: now) == nil }
        #expect(tried.count == 5)
    }

    @Test func `are forgotten a minute after a few, half an hour after many`() {
        var attempts = fresh()
        for _ in 0..<4 { #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now) == nil) }
        for _ in 0..<5 { #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now + 60_001) == nil) }
        #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now + 60_001) == 2)
        #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now + 180_000) == nil, "the sixth")
        #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now + 180_000) == 4)
        let later = now + 180_000 + LoginGuard.memory + 1
        for _ in 0..<5 { #expect(attempts.begin(account: "an", address: "10.0.0.7", now: later) == nil) }
    }

    @Test func `before the right one are forgotten for the account, and for the address not`() {
        var attempts = fresh()
        for number in 0..<5 {
            #expect(attempts.begin(account: "an-\(number)", address: "10.0.0.7", now: now) == nil)
            attempts.succeeded(account: "an-\(number)", address: "10.0.0.7")
        }
        #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now) == nil, "five people behind one address")
        for _ in 0..<4 { #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now) == nil) }
        #expect(attempts.begin(account: "kẻ dò", address: "10.0.0.7", now: now) == 2, "an account of one's own frees nothing")
    }

    @Test func `wait no longer when the clock is set back`() {
        var attempts = fresh()
        for _ in 0..<5 { _ = attempts.begin(account: "an", address: "10.0.0.7", now: now) }
        #expect(attempts.begin(account: "an", address: "10.0.0.7", now: now - 86_400_000) == 2)
    }

    @Test func `from one IPv6 line are one address's`() {
        #expect(LoginGuard.network(of: "2001:db8:1:2:3:4:5:6") == "2001:db8:1:2")
        #expect(LoginGuard.network(of: "2001:db8::7") == "2001:db8:0:0")
        #expect(LoginGuard.network(of: "::1") == "0:0:0:0")
        #expect(LoginGuard.network(of: "10.0.0.7") == "10.0.0.7")
        #expect(LoginGuard.network(of: "::ffff:10.0.0.7") == "::ffff:10.0.0.7")
        #expect(LoginGuard.network(of: "") == "")
    }
}

@Suite struct `A session` {
    private let now = SampleDistrict.now
    private let minute: Int64 = 60_000

    @Test func `ends half an hour after the last request`() throws {
        var book = SessionBook()
        book.open("a", for: try SampleUsers.reader(), now: now)
        #expect(book.find("a", now: now + 29 * minute) != nil)
        #expect(book.find("a", now: now + 58 * minute) != nil, "each request counts from itself")
        #expect(book.find("a", now: now + 88 * minute) == nil && book.count == 0)
    }

    @Test func `ends twelve hours after it began, however busy`() throws {
        var book = SessionBook()
        book.open("a", for: try SampleUsers.reader(), now: now)
        for step in 1..<48 { #expect(book.find("a", now: now + Int64(step) * 15 * minute) != nil) }
        #expect(book.find("a", now: now + 12 * 60 * minute) == nil)
    }

    @Test func `of one person gives way to the seventeenth, and of all to the thousandth`() throws {
        var book = SessionBook()
        let user = try SampleUsers.reader()
        for number in 0...16 { book.open("a\(number)", for: user, now: now + Int64(number)) }
        #expect(book.count == 16 && book.find("a0", now: now + 20) == nil && book.find("a1", now: now + 20) != nil)
        for number in 0..<2000 {
            book.open("b\(number)", for: try SampleUsers.user("n\(number)", .reader), now: now + 100 + Int64(number))
        }
        #expect(book.count == SessionBook.limit && book.find("b1999", now: now + 2100) != nil && book.find("a5", now: now + 2100) == nil)
    }

    @Test func `is over with another password, with another user of the name, and with nobody`() throws {
        let desk = try SampleUsers.desk(MemoryUsers([SampleUsers.reader()]))
        let user = try SampleUsers.reader()
        let token = desk.open(for: user)
        #expect(desk.visitor(token: token)?.name == user.name)
        _ = try desk.users.change(user.name) { $0.role = .administrator }
        #expect(desk.visitor(token: token)?.role == .administrator, "the role is read at each request")
        let other = try SampleUsers.hash("một câu khác hẳn")
        _ = try desk.users.change(user.name) { $0.password = other }
        #expect(desk.visitor(token: token) == nil)
        let (second, third) = (desk.open(for: try #require(desk.users[user.name])), desk.open(for: try #require(desk.users[user.name])))
        _ = try desk.users.remove(user.name)
        #expect(desk.visitor(token: second) == nil)
        #expect(try desk.users.add(user))
        #expect(desk.visitor(token: third) == nil, "the same name and password a second time is another user")
    }

    @Test func `has a token and a form's token that nobody reads off each other`() throws {
        let desk = try SampleUsers.desk(MemoryUsers([SampleUsers.reader()]))
        let token = desk.open(for: try SampleUsers.reader())
        let form = try #require(desk.visitor(token: token)).formToken
        #expect(token.utf8.count == 43 && form.utf8.count == 43 && token != form)
        #expect(desk.visitor(token: form) == nil)
        #expect(desk.open(for: try SampleUsers.reader()) != token)
    }

    @Test func `travels in a cookie that only this host sends, over TLS only, and no script reads`() throws {
        let secure = try SampleUsers.desk(MemoryUsers(), isSecure: true)
        #expect(secure.setCookie("T") == "__Host-wardlog=T; Secure; HttpOnly; SameSite=Strict; Path=/")
        #expect(secure.token(in: ["a=b; __Host-wardlog=T", "c=d"]) == "T")
        #expect(secure.token(in: ["wardlog=T; x__Host-wardlog=T; __Host-wardlog="]) == nil)
        let plain = try SampleUsers.desk(MemoryUsers())
        #expect(plain.setCookie("T") == "wardlog=T; HttpOnly; SameSite=Strict; Path=/")
        #expect(plain.clearCookie == "wardlog=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0")
        #expect(plain.token(in: ["wardlog=T=="]) == "T==")
    }
}

@Suite struct `A form` {
    private func headers(_ origin: String?, _ site: String? = nil) -> HTTPFields {
        var fields: HTTPFields = [:]
        fields[.origin] = origin
        if let name = HTTPField.Name("Sec-Fetch-Site") { fields[name] = site }
        return fields
    }

    private func isOwn(_ origin: String?, _ site: String? = nil, authority: String = "quan.vn:8443", isSecure: Bool = true) -> Bool {
        DistrictResponder.isOwnForm(headers(origin, site), authority: authority, isSecure: isSecure)
    }

    @Test func `is taken from our own pages only`() {
        #expect(isOwn("https://quan.vn:8443") && isOwn("https://quan.vn:8443", "same-origin") && isOwn(nil, "same-origin"))
        #expect(isOwn("http://127.0.0.1:80", authority: "127.0.0.1:80", isSecure: false))
        for (origin, site) in [
            ("https://evil.example", nil), ("https://quan.vn", nil), ("http://quan.vn:8443", nil), ("null", nil), (nil, nil), ("", nil),
            ("https://quan.vn:8443", "cross-site"), ("https://quan.vn:8443", "same-site"), (nil, "none"), (nil, "cross-site"),
            ("https://quan.vn:8443.evil.example", nil), ("null", "same-origin"),
        ] as [(String?, String?)] {
            #expect(!isOwn(origin, site), "\(origin ?? "-") \(site ?? "-")")
        }
        #expect(!isOwn("https://", authority: ""))
    }

    @Test(arguments: [
        "/", "/?period=2022-9M&lang=en", "/periods/2022-9M", "/periods/2022-9M/units/phu-la?lang=en",
        "/periods/2022-9M/source?figure=tasks.late&dimension=D1", "/reports/2022-9M.csv",
        "/refused?lang=en", "/refused?before=3", "/refused/12", "/refused/12/push",
    ]) func `of a log-in leads back to the page that was asked for`(_ target: String) { #expect(PageTarget.safe(target) == target) }

    @Test(arguments: [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "",
        "/login", "/logout", "/nothing", "/v1/heads", "periods/2022-9M", "evil/", "x/?y", "/periods/2022-9M\r\nSet-Cookie: a=b",
        "/?\r\nX: y", "/?a b", "/?ă", "/?" + String(repeating: "a", count: 2048), "/healthz", "/style.css",
        "/v1/rollups/2022-9M", "/refused/x", "/refused/12/",
    ]) func `of a log-in leads nowhere else`(_ target: String) { #expect(PageTarget.safe(target) == "/") }

    @Test func `keeps the page and the language in the log-in's address`() {
        #expect(PageTarget.logIn(next: "/", language: .vi) == "/login")
        #expect(PageTarget.logIn(next: "/periods/2022-9M?a=b&c", language: .en) == "/login?next=%2Fperiods%2F2022-9M%3Fa%3Db%26c&lang=en")
    }
}

@Suite struct `A role` {
    @Test func `may what stands in one table`() {
        let table: [UserRole: Set<Right>] = [
            .reader: [.read], .reviewer: [.read, .inspect, .decide],
            .administrator: [.read, .inspect, .decide, .administer],
        ]
        for role in UserRole.allCases { #expect(Set(Right.allCases.filter { role.may($0) }) == table[role]) }
    }
}
