import LogSync
import PlanProgress
import TestSupport
import Testing

private func settings(_ server: LoopbackServer) throws -> LineSettings {
    LineSettings(to: try #require(DistrictAddress("http://127.0.0.1:\(server.port)")))
}

private let heads = WireRequest.heads(token: "token-0123456789abcdef", unless: "\"abc\"")

@Suite struct `A line to the district` {
    @Test func `carries the request and brings the answer back`() throws {
        let answer = LoopbackServer.Reply.bytes(
            "200 OK", ["Content-Type: text/plain; charset=utf-8", "ETag: \"xyz\"", "Retry-After: 3"], Array("body".utf8))
        let server = try LoopbackServer { _, _ in .keepAlive(answer) }
        defer { server.stop() }
        let result = try CurlTransport(settings(server)).answer(to: heads).get()
        #expect(
            result
                == WireAnswer(
                    status: 200, contentType: "text/plain; charset=utf-8", entityTag: "\"xyz\"", retryAfter: "3", body: Array("body".utf8)))
        let request = try #require(server.requests.first)
        #expect(request.line == "GET /v1/heads HTTP/1.1")
        #expect(request.headers["authorization"] == "Bearer token-0123456789abcdef")
        #expect(request.headers["if-none-match"] == "\"abc\"")
        #expect(request.headers["user-agent"] == "wardlog/1")
    }

    @Test func `uses one connection for a whole run and waits for no 100-continue`() throws {
        let server = try LoopbackServer { _, _ in .keepAlive(LoopbackServer.Reply.bytes("204 No Content")) }
        defer { server.stop() }
        let line = try CurlTransport(settings(server))
        let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 7) }
        for _ in 0..<3 { #expect(try line.answer(to: .attachment("x", bytes: body, token: "t")).get().status == 204) }
        #expect(server.connectionCount == 1)
        #expect(
            server.requests.allSatisfy { $0.body == body && $0.headers["expect"] == nil && $0.line == "PUT /v1/attachments/x HTTP/1.1" })
    }

    @Test func `sends a push as gzip when asked to`() throws {
        let server = try LoopbackServer { _, _ in .keepAlive(LoopbackServer.Reply.bytes("200 OK")) }
        defer { server.stop() }
        let key = try #require(SignerKey(name: "a/b/c", seed: Array(repeating: 1, count: 32)))
        let origin = try #require(Origin("a/b/c"))
        let push = PushRequest(
            origin: origin, now: 0, from: 0, checkpoint: key.signing(Checkpoint.empty(origin).note),
            entries: EntryBatch(Array(repeating: Array("the same line".utf8), count: 500)))
        let line = try CurlTransport(settings(server))
        _ = line.answer(to: .push(push, token: "t", gzip: true))
        _ = line.answer(to: .push(push, token: "t", gzip: false))
        #expect(server.requests.map { $0.headers["content-encoding"] } == ["gzip", nil])
        #expect(server.requests[0].body.count < 1000)
        #expect(try Gzip.inflate(server.requests[0].body, limit: PushRequest.byteLimit) == push.bytes)
        #expect(server.requests[1].body == push.bytes)
    }

    @Test func `follows no redirect`() throws {
        let server = try LoopbackServer { _, _ in .keepAlive(LoopbackServer.Reply.bytes("302 Found", ["Location: /elsewhere"])) }
        defer { server.stop() }
        #expect(try CurlTransport(settings(server)).answer(to: heads).get().status == 302)
        #expect(server.requests.count == 1)
    }

    @Test func `that ends in the middle of an answer was interrupted`() throws {
        let whole = LoopbackServer.Reply.bytes("200 OK", ["Content-Type: text/plain"], Array("a long body".utf8))
        for cut in [1, 20, whole.count - 5, whole.count - 1] {
            let server = try LoopbackServer { _, _ in .close(Array(whole.prefix(cut))) }
            defer { server.stop() }
            guard case .failure(.interrupted) = try CurlTransport(settings(server)).answer(to: heads) else {
                Issue.record("cut at \(cut) was taken for an answer")
                continue
            }
        }
    }

    @Test func `that falls silent is given up`() throws {
        let server = try LoopbackServer { _, _ in .stall(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".utf8)) }
        defer { server.stop() }
        var short = try settings(server)
        short.lowSpeedSeconds = 1
        guard case .failure(.interrupted) = CurlTransport(short).answer(to: heads) else {
            Issue.record("not given up")
            return
        }
    }

    @Test func `that takes too long in all is given up`() throws {
        let server = try LoopbackServer { _, _ in .stall([]) }
        defer { server.stop() }
        var short = try settings(server)
        (short.totalSeconds, short.lowSpeedSeconds) = (1, 600)
        guard case .failure(.interrupted) = CurlTransport(short).answer(to: heads) else {
            Issue.record("not given up")
            return
        }
    }

    @Test func `to nobody is unreachable`() throws {
        let server = try LoopbackServer { _, _ in .close([]) }
        server.stop()
        guard case .failure(.unreachable(let words)) = try CurlTransport(settings(server)).answer(to: heads) else {
            Issue.record("somebody answered")
            return
        }
        #expect(!words.isEmpty && !words.contains("token"))
    }

    @Test func `takes no answer longer than any of a district's`() throws {
        let long = LoopbackServer.Reply.bytes("200 OK", ["Content-Type: text/plain"], Array(repeating: 120, count: 2 << 20))
        let server = try LoopbackServer { _, _ in .close(long) }
        defer { server.stop() }
        #expect(try CurlTransport(settings(server)).answer(to: heads) == .failure(.answerTooLarge))
    }

    @Test func `inflates an answer within the same limit, so that a bomb stops`() throws {
        let small = Gzip.deflate(Array("hello".utf8))
        let bomb = Gzip.deflate(Array(repeating: 0, count: 64 << 20))
        #expect(bomb.count < 100_000)
        let server = try LoopbackServer { _, number in
            .keepAlive(
                LoopbackServer.Reply.bytes(
                    "200 OK", ["Content-Encoding: gzip"], number == 0 ? small : number == 1 ? bomb : Array(small.dropLast(3))))
        }
        defer { server.stop() }
        let line = try CurlTransport(settings(server))
        #expect(try line.answer(to: heads).get().body == Array("hello".utf8))
        #expect(line.answer(to: heads) == .failure(.answerTooLarge))
        guard case .failure(.interrupted) = line.answer(to: heads) else {
            Issue.record("half a gzip was taken")
            return
        }
    }

    @Test func `goes through the proxy that the environment names, unless it is excepted`() throws {
        let proxy = try LoopbackServer { _, _ in .close(LoopbackServer.Reply.bytes("407 Proxy Authentication Required")) }
        defer { proxy.stop() }
        let address = try #require(DistrictAddress("https://district.invalid:8443"))
        let environment = ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"]
        let through = CurlTransport(LineSettings(to: address, proxies: Proxies(environment: environment)))
        guard case .failure(.unreachable) = through.answer(to: heads) else {
            Issue.record("a proxy that refuses is no district")
            return
        }
        #expect(proxy.requests.map(\.line) == ["CONNECT district.invalid:8443 HTTP/1.1"])
        #expect(proxy.requests[0].headers["authorization"] == nil, "the token is for the district")
        let excepted = environment.merging(["no_proxy": "district.invalid"]) { $1 }
        _ = CurlTransport(LineSettings(to: address, proxies: Proxies(environment: excepted))).answer(to: heads)
        #expect(proxy.requests.count == 1)
    }

    @Test func `to this machine goes through no proxy`() throws {
        let proxy = try LoopbackServer { _, _ in .close(LoopbackServer.Reply.bytes("502 Bad Gateway")) }
        let server = try LoopbackServer { _, _ in .close(LoopbackServer.Reply.bytes("200 OK")) }
        defer {
            proxy.stop()
            server.stop()
        }
        var through = try settings(server)
        through.proxies = Proxies(environment: [
            "http_proxy": "http://127.0.0.1:\(proxy.port)", "ALL_PROXY": "http://127.0.0.1:\(proxy.port)",
        ])
        #expect(try CurlTransport(through).answer(to: heads).get().status == 200)
        #expect(proxy.requests.isEmpty)
    }
}

@Suite struct `A district's address` {
    @Test(arguments: [
        "https://district.example", "https://district.example:8443/", "HTTPS://District.Example", "http://127.0.0.1:8080",
        "http://localhost", "http://[::1]:80", "https://[2001:db8::1]",
    ])
    func `is taken`(_ text: String) throws {
        let address = try #require(DistrictAddress(text))
        #expect(DistrictAddress(address.description) == address)
    }

    @Test(arguments: [
        "district.example", "http://district.example", "https://user:secret@host", "https://host/path", "https://host:0",
        "https://host:70000", "https://", "ftp://host", "https://host?x", "https://ho st", "http://127.evil.example", "file:///etc",
    ])
    func `is refused`(_ text: String) { #expect(DistrictAddress(text) == nil) }
}

@Suite struct `gzip` {
    @Test func `gives back what it was given`() throws {
        var random = SeededRandom(seed: 1)
        for count in [0, 1, 65_535, 65_536, 65_537, 300_000] {
            let bytes = random.bytes(count)
            #expect(try Gzip.inflate(Gzip.deflate(bytes), limit: count) == bytes, "\(count) bytes")
        }
    }

    @Test func `cut at any byte, or with more behind it, is damaged`() {
        let packed = Gzip.deflate(Array("one line, another line, one line".utf8))
        for count in packed.indices {
            #expect(throws: Gzip.Fault.damaged, "cut at \(count)") { try Gzip.inflate(Array(packed.prefix(count)), limit: 1000) }
        }
        #expect(throws: Gzip.Fault.damaged) { try Gzip.inflate(packed + [0], limit: 1000) }
        #expect(throws: Gzip.Fault.damaged) { try Gzip.inflate(Array("<html>".utf8), limit: 1000) }
    }

    @Test func `stops one byte over the limit`() throws {
        let packed = Gzip.deflate(Array(repeating: 7, count: 1000))
        #expect(try Gzip.inflate(packed, limit: 1000).count == 1000)
        #expect(throws: Gzip.Fault.tooLarge(limit: 999)) { try Gzip.inflate(packed, limit: 999) }
    }
}
