import HummingbirdTesting
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@testable import DistrictServer

/// What no client of ours sends, over a bare socket: each gets a stable word or a closed connection, and changes nothing.
@Suite struct `Bad input` {
    struct Case: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        /// The statuses that are right; empty where only the end of the connection is.
        let statuses: Set<Int>
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ statuses: Int...) { self.init(name, bytes: Array(text.utf8), Set(statuses)) }
        init(_ name: String, bytes: [UInt8], _ statuses: Set<Int>) { (self.name, self.bytes, self.statuses) = (name, bytes, statuses) }
    }

    private static func get(_ target: String, _ more: String = "") -> String { "GET \(target) HTTP/1.1\r\nHost: x\r\n\(more)\r\n" }

    private static func enrol(_ body: String, _ more: String = "") -> String {
        "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\n\(more)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let log = "/v1/logs/ha-dong/duong-noi/may-1"

    static let lines: [Case] = [
        Case("random bytes", bytes: (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }, [400]),
        Case("the first bytes of TLS", bytes: [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3] + [UInt8](repeating: 7, count: 300), [400]),
        Case("HTTP/2 with prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        Case("HTTP/0.9", "GET /v1/\r\n\r\n", 400),
        Case("HTTP/3.7", "GET /v1/ HTTP/3.7\r\nHost: x\r\n\r\n", 400),
        Case("a method that nobody has", "FROB /v1/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        Case("a wrong method", "DELETE \(log)/entries HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        Case("a tunnel", "CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404),
        Case("an upgrade", get("/v1/", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), 200, 400),
        // RFC 9112, 3.2.2: a server takes the absolute form, and answers for itself.
        Case("an address of another server", get("http://192.0.2.1/v1/identity"), 200),
        Case("an address that is a star", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        Case("NUL in the address", bytes: Array("GET /v1/\0 HTTP/1.1\r\nHost: x\r\n\r\n".utf8), [400]),
        Case("NUL in a field", bytes: Array("GET /v1/ HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n".utf8), [400]),
        Case(
            "bytes that are no UTF-8", bytes: Array("GET /".utf8) + [0xFF, 0xFE, 0xC0] + Array(" HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
            [400, 404]),
        Case(
            "a field of bytes that are no UTF-8", bytes: Array("GET /v1/ HTTP/1.1\r\nHost: x\r\nX: ".utf8) + [0xFF, 13, 10, 13, 10],
            [200, 400]),
        Case("a folded field", get("/v1/", "X: a\r\n b\r\n"), 200, 400),
        Case("a space before the colon", get("/v1/", "X : a\r\n"), 400),
        Case("a bare CR in a field", get("/v1/", "X: a\rSet-Cookie: b\r\n"), 400),
        Case("a query that tries to end a field", get("/v1/heads?x=%0d%0aSet-Cookie:%20a=b"), 401),
    ]

    static let paths: [Case] = [
        Case("dots in the path", get("/v1/../../../../etc/passwd"), 404),
        Case("escaped dots", get("/v1/%2e%2e/%2e%2e/etc/passwd"), 404),
        Case("an escaped slash in an origin", get("/v1/logs/ha-dong%2Fduong-noi%2Fmay-1/entries"), 404),
        Case("dots as an origin", get("/v1/logs/../../keys/entries"), 404),
        Case("backslashes", get("/v1\\..\\keys"), 404),
        Case("an empty part", get("/v1//identity"), 404),
        Case("a huge number", get("\(log)/entries?from=0&to=99999999999999999999999999"), 401),
        Case("a period that is none", get("/v1/rollups/2022-13M"), 404),
        Case("a period with a line's end", get("/v1/rollups/2022-Q1%0a"), 404),
        Case("a very long path", get("/" + String(repeating: "a/", count: 3000)), 404),
        Case("a thousand fields in the query", get("/v1/heads?" + String(repeating: "a=b&", count: 1000)), 401),
        Case("NUL as a token", get("/v1/heads", "Authorization: Bearer %00\r\n"), 401),
        Case("an empty token", get("/v1/heads", "Authorization: Bearer \r\n"), 401),
        Case("another scheme", get("/v1/heads", "Authorization: Basic YTpi\r\n"), 401),
        Case("two tokens", get("/v1/heads", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 401),
    ]

    static let bodies: [Case] = [
        Case("no note", enrol("hello"), 400),
        Case("an empty body", enrol(""), 400),
        Case("NUL as a note", enrol("\0\0\0\0"), 400),
        Case("a note without a signature", enrol("wardlog/1 enrol\norigin ha-dong/duong-noi/may-1\n\n"), 400),
        Case("JSON with a key twice", enrol("{\"a\":1,\"a\":2}"), 400),
        Case("another media type", enrol("<a/>", "Content-Type: text/xml\r\n"), 400),
        Case("a forged push", "POST \(log)/entries HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 401),
        Case(
            "an encoding that nobody has",
            "PUT /v1/attachments/\(String(repeating: "A", count: 43)) HTTP/1.1\r\nHost: x\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\n\r\na",
            401),
        Case("a body where none belongs", get("/v1/", "Content-Length: 5\r\n") + "hello", 200),
        Case("an expectation", enrol("hello", "Expect: 100-continue\r\n"), 400),
        Case("an expectation that nobody has", enrol("hello", "Expect: tea\r\n"), 400),
        Case("a length that is no number", "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: five\r\n\r\nhello", 400),
        Case("a negative length", "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello", 400),
        Case(
            "a length beyond 2^64", "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\nhello", 400),
        Case("a length of 2^62", "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: 4611686018427387904\r\n\r\nhello", 413),
        Case("two lengths", "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400),
        Case(
            "a length and chunks, to smuggle a second request",
            "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", 400),
        Case(
            "chunks that are not the last coding",
            "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
        Case("a coding that hides chunks", "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
        Case(
            "a chunk of a size that is no number",
            "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", 400),
        Case(
            "a chunk beyond 2^64",
            "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello", 400),
        Case(
            "chunks of a byte each",
            "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: "1\r\na\r\n", count: 3000)
                + "0\r\n\r\n", 400),
        Case(
            "chunks with a trailer",
            "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n", 400),
    ]

    /// A few at a time, each on a district of its own: after five refused enrolments a minute none is read any more.
    static let rounds: [[Case]] =
        [lines + paths] + stride(from: 0, to: bodies.count, by: 4).map { Array(bodies[$0..<min($0 + 4, bodies.count)]) }

    @Test(.timeLimit(.minutes(2)), arguments: rounds)
    func `is answered with a stable word or a closed connection, and nothing is changed`(cases: [Case]) async throws {
        let folder = try ScratchFolder()
        let database = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        try await LiveDistrict.run(on: database, idleSeconds: 20) { live async throws in
            let port = try #require(live.client.port)
            // On a connection of its own: one that waits while others are tried is closed as idle where the machine is busy.
            func ask(_ path: String) async throws -> RawClient.Answer {
                let client = try RawClient(port: port)
                await client.send(Self.get(path))
                return try #require(await client.answer())
            }
            let before = try await ask("/v1/identity").body
            let size = live.aggregator.register.value.size
            for bad in cases {
                let client = try RawClient(port: port)
                await client.send(bad.bytes)
                let answer = await client.answer()
                guard let answer else {
                    #expect(bad.statuses.isEmpty, "\(bad.name): no answer")
                    continue
                }
                #expect(
                    bad.statuses.contains(answer.status), "\(bad.name): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
                #expect(answer.headers["set-cookie"] == nil, "\(bad.name)")
                guard answer.status >= 400 else { continue }
                let problem = ProblemDocument(reading: answer.body)
                #expect(problem?.type.status == answer.status, "\(bad.name): \(String(decoding: answer.body, as: UTF8.self))")
                #expect(answer.headers["content-type"] == ProblemDocument.mediaType, "\(bad.name)")
            }
            #expect(try await ask("/healthz").status == 200)
            #expect(try await ask("/v1/identity").body == before && live.aggregator.register.value.size == size)
        }
    }

    @Test func `behind a good request on one connection is not taken for a part of it`() async throws {
        try await LiveDistrict.run(idleSeconds: 20) { live async throws in
            let client = try RawClient(port: try #require(live.client.port))
            await client.send(Self.enrol("hello") + Self.get("/v1/") + "\u{1}\u{2}\r\n\r\n")
            let text = String(decoding: await client.rest().bytes, as: UTF8.self)
            // Garbage may end the connection before what stood in front of it is answered, and never earns an answer of another kind.
            let statuses = text.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/1.1 ") }.map { $0.dropFirst(9).prefix(3) }
            #expect(!statuses.isEmpty && ["400", "200", "400"].starts(with: statuses), "\(statuses)")
        }
    }

    @Test func `of a thousand requests at once on one connection is answered in order`() async throws {
        try await LiveDistrict.run(idleSeconds: 20) { live async throws in
            let client = try RawClient(port: try #require(live.client.port))
            let sending = Task {
                await client.send(String(repeating: Self.get("/v1/"), count: 999) + Self.get("/v1/", "Connection: close\r\n"))
            }
            let (bytes, end) = await client.rest()
            #expect(await sending.value && end == .closed)
            #expect(String(decoding: bytes, as: UTF8.self).split(separator: "HTTP/1.1 200 OK").count == 1000)
        }
    }
}
