import Dispatch
import HTTPTypes
import HummingbirdTesting
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// Each limit of a served district, with one more than it and one less.
@Suite struct `A limit` {
    /// Sends raw text and reads one answer.
    static func ask(_ live: LiveDistrict, _ text: String) async throws -> RawClient.Answer? {
        let client = try RawClient(port: try #require(live.client.port))
        await client.send(text)
        return await client.answer()
    }

    private static let line = "GET /v1/ HTTP/1.1\r\nHost: x\r\n"

    @Test func `of a head: the request line, a field, all fields, and their number`() async throws {
        try await LiveDistrict.run { live async throws in
            let limits = ServiceLimits()
            func status(_ text: String) async throws -> Int? { try await Self.ask(live, text)?.status }
            func field(_ count: Int) -> String { "\(Self.line)X-Pad: \(String(repeating: "a", count: count))\r\n\r\n" }
            #expect(try await status(field(limits.fieldByteCount)) == 200)
            #expect(try await status(field(limits.fieldByteCount + 1)) == 400)
            func target(_ count: Int) -> String { "GET /v1/?\(String(repeating: "a", count: count - 5)) HTTP/1.1\r\nHost: x\r\n\r\n" }
            #expect(try await status(target(limits.fieldByteCount)) == 200)
            #expect(try await status(target(limits.fieldByteCount + 1)) == 400)
            func fields(_ count: Int) -> String {
                Self.line + (1..<count).map { "X-\($0): a\r\n" }.joined() + "\r\n"
            }
            #expect(try await status(fields(limits.fieldCount)) == 200)
            #expect(try await status(fields(limits.fieldCount + 1)) == 400)
            func head(_ count: Int) -> String {
                let pads = (0..<16).map { "X-\($0 + 10): \(String(repeating: "a", count: 1000))\r\n" }.joined()
                return "\(Self.line)\(pads)Y: \(String(repeating: "a", count: count - 16 * 1004 - "/v1/Hostx".count - 1))\r\n\r\n"
            }
            #expect(try await status(head(limits.headByteCount)) == 200)
            #expect(try await status(head(limits.headByteCount + 1)) == 400)
        }
    }

    @Test func `of a body is the route's own, told by its length or by what comes`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            let routes = [
                ("POST /v1/enrolments", "", Limits.noteByteCount),
                ("POST /v1/logs/\(device.origin)/entries", "Authorization: Bearer \(token)\r\n", PushRequest.byteLimit),
            ]
            for (line, headers, limit) in routes {
                func problem(_ count: Int, isChunked: Bool) async throws -> ProblemType? {
                    let client = try RawClient(port: try #require(live.client.port))
                    let length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(count)"
                    await client.send("\(line) HTTP/1.1\r\nHost: x\r\n\(headers)\(length)\r\n\r\n")
                    let body = [UInt8](repeating: 65, count: count)
                    await client.send(isChunked ? Array("\(String(count, radix: 16))\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8) : body)
                    return try ProblemDocument(reading: #require(await client.answer()).body)?.type
                }
                for isChunked in [false, true] {
                    #expect(try await problem(limit, isChunked: isChunked) == .malformed, "\(line) chunked: \(isChunked)")
                    #expect(try await problem(limit + 1, isChunked: isChunked) == .tooLarge, "\(line) chunked: \(isChunked)")
                }
            }
        }
    }

    @Test func `of what a push holds: its entries, a line, an inflated body`() async throws {
        try await LiveDistrict.run { live async throws in
            var device = try LiveDistrict.device(events: 0)
            let token = try await live.token(for: device)
            device.entries += Array(repeating: Array("x".utf8), count: Limits.pushEntries)
            #expect(try await live.push(device.push(), token: token, gzip: true).problem == .tooLarge, "one entry too many")
            #expect(try await live.push(device.push(to: Limits.pushEntries), token: token, gzip: true).status == 200)
            device.entries = Array(device.entries.prefix(Limits.pushEntries)) + [[UInt8](repeating: 65, count: Limits.lineByteCount + 1)]
            #expect(try await live.push(device.push(from: Limits.pushEntries), token: token).status == 413)
            device.entries[Limits.pushEntries].removeLast()
            #expect(try await live.push(device.push(from: Limits.pushEntries), token: token).status == 200)

            let bomb = Gzip.deflated([UInt8](repeating: 65, count: PushRequest.byteLimit + 1))
            let largest = Gzip.deflated([UInt8](repeating: 65, count: PushRequest.byteLimit))
            for (body, expected) in [
                (bomb, ProblemType.tooLarge), (largest, .malformed), (largest + [0], .malformed), (Gzip.deflated(bomb), .malformed),
            ] {
                var headers: HTTPFields = [:]
                headers[.contentEncoding] = "gzip"
                let reply = try await live.send(
                    .post, "/v1/logs/\(device.origin)/entries", token: token, headers: headers, body: body)
                #expect(reply.problem == expected)
            }
        }
    }

    @Test func `of connections at once and by address`() async throws {
        var limits = ServiceLimits()
        (limits.connections, limits.connectionsPerAddress) = (8, 3)
        limits.spares = { _ in false }
        try await LiveDistrict.run(limits: limits) { live async throws in
            let port = try #require(live.client.port)
            // The test's own client may hold one of them.
            let held = try [RawClient(port: port), RawClient(port: port), RawClient(port: port)]
            // Each is on a loop of its own: what was answered was let in before the next one came.
            for client in held {
                await client.send(Self.line + "\r\n")
                _ = await client.answer()
            }
            let extra = try RawClient(port: port)
            #expect(await extra.rest().end != .silent)
            withExtendedLifetime(held) {}
        }
    }

    @Test func `of silence, of a head that drips and of a handshake that never ends`() async throws {
        try await LiveDistrict.run(idleSeconds: 1) { live async throws in
            for beginning in ["", "GET /v1/ HT", "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"] {
                let client = try RawClient(port: try #require(live.client.port))
                if !beginning.isEmpty { await client.send(beginning) }
                #expect(await client.rest().end != .silent, "\(beginning)")
            }
        }
    }

    @Test func `of requests by device is told with the time to wait`() async throws {
        var limits = ServiceLimits()
        limits.device = .init(burst: 4, perSecond: 1)
        try await LiveDistrict.run(limits: limits) { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            for _ in 0..<4 { #expect(try await live.get("/v1/heads", token: token).status == 200) }
            let reply = try await live.get("/v1/heads", token: token)
            #expect(reply.status == 429 && reply.problem == .tooMany && reply.headers[.retryAfter] == "1")
            let other = try LiveDistrict.device("ha-dong/phu-la/may-1", seed: 4)
            let otherToken = try await live.token(for: other, seed: 2)
            #expect(try await live.get("/v1/heads", token: otherToken).status == 200, "another device waits for nobody")
        }
    }

    @Test func `of requests without a token is an address's, and a known token is not counted`() async throws {
        var limits = ServiceLimits()
        limits.strangers = .init(burst: 7, perSecond: 1)
        limits.spares = { _ in false }
        try await LiveDistrict.run(limits: limits) { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            for _ in 0..<20 { #expect(try await live.get("/v1/heads", token: token).status == 200) }
            for _ in 0..<20 { #expect(try await live.get("/v1/rollups/2022-Q1", token: token).status == 403) }
            #expect(try await live.get("/v1/identity").status == 200)
            for _ in 0..<2 { #expect(try await live.get("/v1/heads", token: "guess").status == 401) }
            #expect(try await live.get("/nowhere").status == 404)
            // A token or a cookie that opens nothing makes nobody known.
            #expect(try await live.send(.get, "/v1/identity", token: "guess").status == 200)
            #expect(try await live.send(.get, "/v1/identity", headers: [.cookie: "wardlog=guess"]).status == 200)
            let reply = try await live.get("/v1/identity")
            #expect(reply.status == 429 && reply.problem == .tooMany && reply.headers[.retryAfter] == "1")
            #expect(try await live.get("/healthz").status == 200, "who watches is never told to wait")
        }
    }

    @Test func `of strangers at an address keeps no device waiting whose token was good there or anywhere`() async throws {
        var limits = ServiceLimits()
        limits.strangers = .init(burst: 9, perSecond: 1)
        limits.spares = { _ in false }
        try await LiveDistrict.run(limits: limits) { live async throws in
            let token = try await live.token(for: try LiveDistrict.device())
            let unused = try await live.token(for: try LiveDistrict.device("ha-dong/phu-la/may-1", seed: 4), seed: 2)
            #expect(try await live.get("/v1/heads", token: token).status == 200)
            for _ in 0..<12 { _ = try await live.get("/v1/heads", token: "guess") }
            #expect(try await live.get("/v1/identity").problem == .tooMany)
            #expect(try await live.get("/v1/heads", token: token).status == 200)
            #expect(try await live.get("/v1/heads", token: "guess").problem == .tooMany)
            #expect(try await live.get("/v1/heads", token: unused).problem == .tooMany, "a token that nobody has looked up is a stranger's")
            // A token that has ended passes once more, is looked up in vain, and is a stranger's again.
            let origin = try LiveDistrict.device().origin
            try live.district.store.write { tables throws(StoreFault) in try tables.setScope(nil, ofTokensOf: origin) }
            #expect(try await live.get("/v1/heads", token: token).problem == .token)
            #expect(try await live.get("/v1/heads", token: token).problem == .tooMany)
        }
    }

    @Test func `of proved tokens forgets all rather than grow`() {
        let proved = ProvedTokens(capacity: 3)
        let digests = (0..<4).map { Digest(of: [UInt8($0)]) }
        for digest in digests[..<3] { proved.note(digest, isGood: true) }
        proved.note(digests[1], isGood: true)
        #expect(digests.map { proved.holds($0) } == [true, true, true, false])
        proved.note(digests[3], isGood: true)
        #expect(digests.map { proved.holds($0) } == [false, false, false, true])
        proved.note(digests[3], isGood: false)
        #expect(!proved.holds(digests[3]))
    }

    @Test func `of pages in the making answers busy, and wards' requests go on`() async throws {
        var limits = ServiceLimits()
        limits.reviews = 0
        try await LiveDistrict.run(limits: limits) { live async throws in
            for path in [
                "/", "/periods/2022-9M/units/duong-noi", "/periods/2022-9M/source?figure=tasks.activities", "/reports/2022-9M.csv",
                "/v1/rollups/2022-9M", "/v1/rollups/2022-9M/explain?figure=tasks.activities",
            ] {
                let reply = try await live.page(path)
                #expect(reply.status == 503 && reply.problem == .busy && reply.headers[.retryAfter] == "3", "\(path)")
            }
            let token = try await live.token(for: try LiveDistrict.device())
            #expect(try await live.get("/v1/heads", token: token).status == 200)
        }
    }

    @Test func `of pages in the making is free again after each`() async throws {
        let reviewing = ReviewThreads(limit: 2)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let end = DispatchSemaphore(value: 0)
        let pages = (0..<2).map { number in
            Task {
                try await reviewing.run { () throws(StoreFault) in
                    start.yield()
                    end.wait()
                    return number
                }
            }
        }
        var begun = started.makeAsyncIterator()
        for _ in pages { await begun.next() }
        await #expect(throws: Refusal.self) { try await reviewing.run { () throws(StoreFault) in 7 } }
        for _ in pages { end.signal() }
        for (number, page) in pages.enumerated() { #expect(try await page.value == number) }
        for _ in 0..<5 { #expect(try await reviewing.run { () throws(StoreFault) in 7 } == 7) }
    }

    @Test func `of the writer's queue answers busy before anything is begun`() async throws {
        var limits = ServiceLimits()
        limits.writerQueue = 0
        try await LiveDistrict.run(limits: limits) { live async throws in
            let device = try LiveDistrict.device()
            let reply = try await live.enrol(device, code: try await live.invite())
            #expect(reply.status == 503 && reply.problem == .busy && reply.headers[.retryAfter] == "5")
            #expect(live.aggregator.register.value.devices[device.origin] == nil)
        }
    }

    @Test func `of works at once frees each place when its work ends, however it ends`() async throws {
        let admission = Admission(requests: 2)
        let device = SampleDistrict.origin
        let other = try #require(Origin("ha-dong/phu-la/may-1"))
        let third = try #require(Origin("ha-dong/phu-la/may-2"))
        var place = admission.enter(device)
        #expect(place != nil && admission.enter(device) == nil, "one of a device")
        let second = admission.enter(other)
        #expect(second != nil && admission.enter(third) == nil, "two at once")
        place = nil
        #expect(admission.enter(third) != nil)
        await #expect(throws: Refusal.self) { try await admission.admit(third) { throw Refusal(ProblemDocument(.malformed)) } }
        #expect(await admission.admit(third) { true } == true)
        _ = (place, second)
    }

    @Test func `of works at once leaves room for others beside one ward, and beside one address`() throws {
        let admission = Admission(requests: 8, share: 2)
        func device(_ name: String) throws -> Origin { try #require(Origin("ha-dong/\(name)")) }
        var places = [admission.enter(try device("phu-la/may-1"), from: "192.0.2.1")]
        places.append(admission.enter(try device("phu-la/may-2"), from: "192.0.2.2"))
        #expect(try admission.enter(device("phu-la/may-3"), from: "192.0.2.3") == nil, "two of one ward")
        places.append(admission.enter(try device("duong-noi/may-1"), from: "192.0.2.1"))
        #expect(try admission.enter(device("yen-nghia/may-1"), from: "192.0.2.1") == nil, "two from one address")
        places += [try admission.enter(device("yen-nghia/may-1")), try admission.enter(device("van-quan/may-1"))]
        places.append(try admission.enter(device("la-khe/may-1")))
        #expect(!places.contains { $0 == nil }, "an address that tells nobody apart has no share")
        places[0] = nil
        #expect(try admission.enter(device("phu-la/may-3"), from: "192.0.2.1") != nil)
    }
}
