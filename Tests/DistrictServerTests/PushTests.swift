import HTTPTypes
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `A push over HTTP` {
    @Test func `is answered with the receipt and the heads of all that the ward may read`() async throws {
        let folder = try ScratchFolder()
        let database = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        try await LiveDistrict.run(on: database) { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            let other = try LiveDistrict.device("ha-dong/phu-la/may-1", seed: 4)
            _ = try await live.push(other.push(), token: try await live.token(for: other, seed: 2))
            let reply = try await live.push(device.push(), token: token, gzip: true)
            #expect(reply.status == 200 && reply.headers[.contentType] == ReceiptAnswer.mediaType)
            let answer = try ReceiptAnswer(reading: reply.body)
            let receipt = try #require(answer.receipt)
            #expect(Checkpoint(text: receipt.text) == device.checkpoint(at: 21))
            #expect(live.district.identity.receipts.cosignedAt(receipt) != nil)
            #expect(answer.heads.heads.map(\.checkpoint.origin.unit) == ["duong-noi", "ha-dong"])
            #expect(try await live.push(device.push(), token: token).body == reply.body, "the repeat, not compressed")
        }
    }

    @Test func `of another's log is forbidden, of the same unit too`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            for name in ["ha-dong/phu-la/may-1", "ha-dong/duong-noi/may-2"] {
                let other = try LiveDistrict.device(name, seed: 4)
                _ = try await live.token(for: other, seed: UInt8(name.count))
                let reply = try await live.push(other.push(), token: token)
                #expect(reply.status == 403 && reply.problem == .forbidden)
            }
        }
    }

    @Test func `without a token, or with one that nobody has, is told so`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let reply = try await live.send(.post, "/v1/logs/\(device.origin)/entries", body: device.push().bytes)
            #expect(reply.status == 401 && reply.problem == .token && reply.headers[.wwwAuthenticate] == "Bearer")
            #expect(try await live.push(device.push(), token: "nobody-has-this-token").status == 401)
        }
    }

    @Test func `after a revocation is refused`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(to: 5), token: token)
            _ = try await live.aggregator.append([.init(.deviceRevoked(LogEnd(origin: device.origin, size: 5)))])
            let refused = try await live.push(device.push(), token: token)
            #expect(refused.status == 403 && refused.problem == .forbidden)
            // Its token parks pushes for the reviewer and opens nothing else.
            for address in ["/v1/heads", "/v1/logs/\(device.origin)/entries?from=0&to=1", "/v1/logs/\(device.origin)/checkpoint"] {
                #expect(try await live.get(address, token: token).status == 403, "\(address)")
            }
            // A person's code lets it go on under a name of its own, and is not spent before it does.
            let code = try await live.invite(seed: 7)
            let again = try await live.enrol(device, code: code)
            #expect(again.status == 409 && again.problem == .origin)
            let unknown = try await live.enrol(device, code: String(code.reversed()))
            #expect(unknown.status == 403 && unknown.problem == .code)
            #expect(try await live.enrol(LiveDistrict.device("ha-dong/duong-noi/may-1.abcdef"), code: code).status == 201)
        }
    }

    @Test func `with each fault of its envelope has its own word`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            func post(_ body: [UInt8], _ encoding: String? = nil) async throws -> LiveDistrict.Reply {
                var headers: HTTPFields = [:]
                headers[.contentEncoding] = encoding
                return try await live.send(.post, "/v1/logs/\(device.origin)/entries", token: token, headers: headers, body: body)
            }
            #expect(try await post(Array("hello".utf8)).problem == .malformed)
            #expect(try await post(device.push().bytes, "br").problem == .encoding)
            #expect(try await post(device.push().bytes, "gzip").problem == .malformed)
            #expect(try await post(Gzip.deflated([UInt8](repeating: 0, count: 80_000_000)), "gzip").problem == .tooLarge)
            #expect(try await post([UInt8](repeating: 65, count: PushRequest.byteLimit + 1)).problem == .tooLarge)
            #expect(try await post(device.push(from: 4).bytes).problem == .size)
            var spoiled = device.push()
            spoiled.checkpoint = try LiveDistrict.device(seed: 9).signer.signing(device.checkpoint(at: 21).note)
            #expect(try await post(spoiled.bytes).problem == .signature)
            var lines = device.entries
            lines[3][20] ^= 1
            var wrong = device.push()
            wrong.entries = EntryBatch(lines)
            #expect(try await post(wrong.bytes).problem == .root)
            #expect(live.district.heads.head(of: device.origin) == nil, "nothing was stored by any of them")
        }
    }

    @Test func `cut at any part of its body stores nothing`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device(events: 4)
            let token = try await live.token(for: device)
            let whole = device.push().bytes
            for count in stride(from: 0, to: whole.count, by: 37) {
                let reply = try await live.send(.post, "/v1/logs/\(device.origin)/entries", token: token, body: Array(whole[..<count]))
                #expect(reply.problem == .malformed, "\(count) of \(whole.count) bytes")
            }
            let zipped = Gzip.deflated(whole)
            for count in stride(from: 1, to: zipped.count, by: 29) {
                var headers: HTTPFields = [:]
                headers[.contentEncoding] = "gzip"
                let reply = try await live.send(
                    .post, "/v1/logs/\(device.origin)/entries", token: token, headers: headers, body: Array(zipped[..<count]))
                #expect(reply.problem == .malformed, "\(count) of \(zipped.count) compressed bytes")
            }
            #expect(live.district.heads.head(of: device.origin) == nil)
        }
    }

    static let odd: [[UInt8]] = [
        Array(#"{"kind":"activity.held","kind":"activity.held"}"#.utf8), Array("{\"kind\":\"a\0b\"}".utf8), [0],
        Array(#"{"id":"\u0000","kind":"\u0000"}"#.utf8), Array(#"{"at":1000000000000000000000000000000}"#.utf8),
        Array("{\"kind\":\"".utf8) + [0xFF] + Array("\"}".utf8), Array(String(repeating: "[", count: 5000).utf8), Array("{\"a\":1.5}".utf8),
    ]

    @Test func `of lines that are no events lists each as malformed and moves no figure`() async throws {
        try await LiveDistrict.run { live async throws in
            var device = try LiveDistrict.device(events: 4)
            let token = try await live.token(for: device)
            #expect(try await live.push(device.push(), token: token).status == 200)
            let good = device.entries.count
            func figures() async throws -> String? {
                try JSON(reading: try await live.page("/v1/rollups/2022-9M").body)["figuresDigest"]?.string
            }
            let before = try #require(try await figures())
            device.entries += Self.odd
            #expect(try await live.push(device.push(from: good), token: token).status == 200)
            #expect(try await figures() == before)
            let lines = try await live.get("/v1/logs/\(device.origin)/entries?from=\(good)&to=99", token: token)
            #expect(lines.body == EntryBatch(Self.odd).bytes)
            for line in Self.odd {
                guard case .malformed = EventReading(of: line).content else {
                    Issue.record("an event: \(String(decoding: line.prefix(40), as: UTF8.self))")
                    continue
                }
            }
            let audit = try live.district.store.read { tables throws(StoreFault) in
                try DistrictAudit.run(
                    tables, register: live.aggregator.register.value, identity: live.district.identity, heads: live.district.heads.all(),
                    asOf: LocalDay.latest)
            }
            #expect(audit.faults == [])
        }
    }

    @Test func `of odd lines is held all the same: one bad event never blocks a ward`() async throws {
        try await LiveDistrict.run { live async throws in
            var device = try LiveDistrict.device(events: 1)
            device.entries += [[], [0xFF, 0xFE], Array("not JSON".utf8), [UInt8](repeating: 0x41, count: Limits.lineByteCount)]
            let token = try await live.token(for: device)
            #expect(try await live.push(device.push(), token: token).status == 200)
            let lines = try await live.get("/v1/logs/\(device.origin)/entries?from=0&to=99", token: token)
            #expect(lines.body == EntryBatch(device.entries).bytes)
        }
    }
}
