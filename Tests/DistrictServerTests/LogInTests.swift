import HTTPTypes
import Logging
import PlanProgress
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `Logging in` {
    private let right = "name=xem-th%E1%BB%AD&password=m%C6%B0%E1%BB%9Di+hai+con+gi%C3%A1p"
    private let wrong = "name=xem-th%E1%BB%AD&password=m%C6%B0%E1%BB%9Di+ba+con+gi%C3%A1p"

    private func cookie(_ reply: LiveDistrict.Reply) throws -> String {
        String(try #require(reply.headers[.setCookie]).prefix { $0 != ";" })
    }

    @Test func `opens the page that was asked for, and says who is there`() async throws {
        try await LiveDistrict.run { live async throws in
            let asked = try await live.get("/periods/2022-9M?lang=en")
            #expect(asked.status == 303 && asked.headers[.location] == "/login?next=%2Fperiods%2F2022-9M%3Flang%3Den&lang=en")
            let form = try await live.get("/login?next=%2Fperiods%2F2022-9M%3Flang%3Den&lang=en")
            #expect(form.status == 200 && form.text.contains("name=\"next\" value=\"/periods/2022-9M?lang=en\""))
            let entered = try await live.post("/login", right + "&next=%2Fperiods%2F2022-9M%3Flang%3Den&lang=en")
            #expect(entered.status == 303 && entered.headers[.location] == "/periods/2022-9M?lang=en" && entered.body.isEmpty)
            let page = try await live.send(.get, "/periods/2022-9M?lang=en", headers: [.cookie: try cookie(entered)])
            #expect(page.status == 200 && page.text.contains("xem-thử (Reader)") && page.text.contains("action=\"/logout\""))
            #expect(
                page.headers[.cacheControl] == "no-store" && page.headers[.contentSecurityPolicy]?.contains("form-action 'self'") == true)
        }
    }

    @Test func `tells a wrong password and an unknown name in the same words, and opens nothing`() async throws {
        try await LiveDistrict.run { live async throws in
            for form in [wrong, "name=ai-do&password=mot+cau+rat+dai", "name=xem-th%E1%BB%AD&password=", "", "name=a&name=b"] {
                let reply = try await live.post("/login", form)
                #expect(reply.status == 401 && reply.headers[.setCookie] == nil, "\(form)")
                #expect(reply.text.contains("Tên đăng nhập hoặc mật khẩu không đúng. Hãy gõ lại cả hai."))
                #expect(reply.headers[.wwwAuthenticate] == "Cookie form-action=\"/login\"")
            }
        }
    }

    @Test func `asks a wait after five failures, in minutes and by Retry-After, and then lets the right one in`() async throws {
        let clock = TestClock()
        try await LiveDistrict.run(clock: clock) { live async throws in
            for _ in 0..<5 { #expect(try await live.post("/login", wrong).status == 401) }
            let held = try await live.post("/login", right)
            #expect(held.status == 429 && held.headers[.retryAfter] == "2" && held.headers[.setCookie] == nil)
            #expect(held.text.contains("Hãy chờ 2 giây rồi đăng nhập lại. Số liệu không bị ảnh hưởng."))
            clock.advance(seconds: 2)
            #expect(try await live.post("/login", right).status == 303)
        }
    }

    @Test func `is refused from another site's page, without Origin, and in another form`() async throws {
        try await LiveDistrict.run { live async throws in
            for origin in ["http://evil.example", "null", "https://localhost", "http://localhost:1", nil] {
                #expect(try await live.post("/login", right, origin: origin).problem == .forbidden, "\(origin ?? "-")")
            }
            var headers: HTTPFields = [.origin: "http://localhost", .contentType: "application/json"]
            #expect(try await live.send(.post, "/login", headers: headers, body: Array("{}".utf8)).problem == .malformed)
            headers[.contentType] = "application/x-www-form-urlencoded"
            if let name = HTTPField.Name("Sec-Fetch-Site") { headers[name] = "cross-site" }
            #expect(try await live.send(.post, "/login", headers: headers, body: Array(right.utf8)).problem == .forbidden)
        }
    }

    @Test func `with a password of a mebibyte is refused before it is hashed, and counts for nobody`() async throws {
        try await LiveDistrict.run { live async throws in
            for count in [1 << 20, 3000, 1025] {
                let reply = try await live.post("/login", "name=xem-th%E1%BB%AD&password=" + String(repeating: "a", count: count))
                #expect(reply.status == (count > 2048 ? 413 : 401), "\(count)")
            }
            for _ in 0..<4 { #expect(try await live.post("/login", wrong).status == 401) }
            #expect(try await live.post("/login", right).status == 303, "the long ones are no failures of the account")
        }
    }

    @Test func `shows a name back without letting it break the page or the answer's header`() async throws {
        try await LiveDistrict.run { live async throws in
            let reply = try await live.post(
                "/login", "name=a%22%3E%3Cscript%3E%0D%0ASet-Cookie%3A+x%3D1&password=mot+cau+rat+dai&next=%2F%0D%0ASet-Cookie%3A+x%3D1")
            #expect(reply.status == 401 && reply.headers[.setCookie] == nil)
            #expect(!reply.text.contains("<script") && reply.text.contains("value=\"a&quot;&gt;&lt;script&gt;"))
            let sent = try await live.post("/login", right + "&next=%2F%2Fevil.example")
            #expect(sent.headers[.location] == "/")
        }
    }

    @Test func `with bytes of any kind is refused in words, and the right password leads nowhere else`() async throws {
        let fields = (0..<1500).map { "a\($0)=b" }.joined(separator: "&")
        var forms: [[UInt8]] = ["name=%00&password=%00", "name=%FF&password=%FF", "name=%&password=%zz", "=&=&=", fields].map {
            Array($0.utf8)
        }
        forms.append(Array("name=".utf8) + [0xFF, 0xFE] + Array("&password=".utf8) + [0xFF])
        let raw = forms
        try await LiveDistrict.run { live async throws in
            var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            headers[.origin] = "http://localhost"
            for (number, form) in raw.enumerated() {
                let reply = try await live.send(.post, "/login", headers: headers, body: form)
                #expect([400, 401].contains(reply.status) && reply.headers[.setCookie] == nil, "form \(number): \(reply.status)")
            }
            let many = try await live.post("/login", (0..<10_000).map { "a\($0)=b" }.joined(separator: "&"))
            #expect(many.status == 413 && many.headers[.setCookie] == nil)
        }
        // On a door of its own: the failures before count for the address.
        try await LiveDistrict.run { live async throws in
            for next in [
                "%2F%0D%0ASet-Cookie%3A+x%3D1", "%0D%0A%2F", "%2F%00", "%2F%FF", "%5C%5Cevil.example", "%2F%5Cevil.example",
                "https%3A%2F%2Fevil",
            ] {
                let reply = try await live.post("/login", right + "&next=" + next)
                #expect(reply.status == 303 && reply.headers[.location] == "/", "\(next): \(reply.headers[.location] ?? "-")")
                #expect(reply.headers[values: .setCookie].count == 1 && reply.headers[.setCookie]?.hasPrefix("wardlog=") == true)
            }
        }
    }

    @Test func `takes the place of the session that the browser had`() async throws {
        try await LiveDistrict.run { live async throws in
            let first = try cookie(try await live.post("/login", right))
            let second = try cookie(try await live.post("/login", right, cookie: first))
            #expect(first != second)
            #expect(try await live.send(.get, "/", headers: [.cookie: first]).status == 303)
            #expect(try await live.send(.get, "/", headers: [.cookie: second]).status == 200)
            let again = try await live.send(.get, "/login", headers: [.cookie: second])
            #expect(again.status == 303 && again.headers[.location] == "/", "who is logged in is not asked again")
        }
    }

    @Test func `where nobody may names the command that lets somebody in`() async throws {
        try await LiveDistrict.run(users: MemoryUsers()) { live async throws in
            #expect(try await live.get("/login").text.contains("<code>district user add TÊN --role reader</code>"))
            #expect(try await live.get("/login?lang=en").text.contains("district user add NAME --role reader"))
            #expect(try await live.page("/").status == 303, "a cookie of nobody's opens nothing")
        }
        try await LiveDistrict.run { live async throws in
            let page = try await live.get("/login").text
            #expect(!page.contains("district user add") && !page.contains("role=\"alert\""))
        }
    }

    @Test func `ends with the session's own form, and with no other`() async throws {
        try await LiveDistrict.run { live async throws in
            let mine = try cookie(try await live.post("/login", right))
            let page = try await live.send(.get, "/", headers: [.cookie: mine]).text
            let form = try #require(page.split(separator: "name=\"form\" value=\"").last?.prefix { $0 != "\"" })
            let other = try await live.page("/").text.split(separator: "name=\"form\" value=\"").last?.prefix { $0 != "\"" } ?? ""
            #expect(form.utf8.count == 43 && other != form)
            #expect(try await live.post("/logout", "form=\(other)", cookie: mine).problem == .forbidden)
            #expect(try await live.post("/logout", "", cookie: mine).problem == .forbidden)
            #expect(try await live.post("/logout", "form=\(form)&form=\(other)", cookie: mine).problem == .forbidden)
            #expect(try await live.post("/logout", "form=\(form)", cookie: mine, origin: "http://evil.example").problem == .forbidden)
            #expect(try await live.send(.get, "/", headers: [.cookie: mine]).status == 200)
            let out = try await live.post("/logout", "form=\(form)&lang=en", cookie: mine)
            #expect(out.status == 303 && out.headers[.location] == "/login?lang=en")
            #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await live.send(.get, "/", headers: [.cookie: mine]).status == 303)
            #expect(try await live.page("/").status == 200, "another browser's session stays")
        }
    }

    @Test func `leaves no password and no token in any line of the log or any refusal`() async throws {
        let lines = LogLines()
        var logger = Logger(label: "test") { _ in lines }
        logger.logLevel = .trace
        try await LiveDistrict.run(logger: logger) { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            let mine = try cookie(try await live.post("/login", right))
            var replies = try await [
                live.post("/login", wrong), live.post("/login", right, origin: "http://evil.example"),
                live.post("/login", right + String(repeating: "&x=1", count: 9000)), live.get("/v1/rollups/2022-9M", token: token),
                live.get("/v1/heads", token: token + "x"), live.post("/logout", "form=x", cookie: mine),
                live.send(.get, "/v1/rollups/2022-9M?calendar=lunar", headers: [.cookie: mine]),
            ].map(\.text)
            replies.append(lines.text)
            #expect(lines.text.contains("wardlog") || lines.text.count > 0)
            for text in replies {
                for secret in [token, String(mine.dropFirst("wardlog=".count)), "con giáp", "con+gi%C3%A1p", "$scrypt$"] {
                    #expect(!text.contains(secret), "\(text.prefix(200))")
                }
            }
        }
    }
}

/// Every line that was logged, with all that came with it.
private struct LogLines: LogHandler {
    private final class Box: Sendable { let text = Mutex("") }
    private let box = Box()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var text: String { box.text.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        box.text.withLock { $0 += "\(event.message) \(metadata) \(event.metadata ?? [:])\n" }
    }
}
