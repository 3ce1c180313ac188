import HTTPTypes
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `Reading over HTTP` {
    @Test func `tells everybody versions, identity and health, and nobody else anything`() async throws {
        try await LiveDistrict.run { live async throws in
            #expect(try await live.get("/v1/").text.contains("\"wardlog/1\""))
            #expect(try DistrictIdentity(reading: try await live.get("/v1/identity").body) == live.district.identity)
            #expect(try await live.get("/healthz").status == 200)
            for path in ["/v1/heads", "/v1/logs/ha-dong/ha-dong/quan/entries?from=0&to=1", "/v1/logs/ha-dong/ha-dong/quan/checkpoint"] {
                #expect(try await live.get(path).problem == .token)
            }
            #expect(try await live.get("/v1/attachments/\(String(repeating: "A", count: 43))").problem == .token)
        }
    }

    @Test func `answers an unknown address, a wrong method and every refusal as problem+json`() async throws {
        try await LiveDistrict.run { live async throws in
            #expect(try await live.get("/nothing/here").problem == .notFound)
            let wrong = try await live.send(.delete, "/v1/heads")
            #expect(wrong.status == 405 && wrong.problem == .method && wrong.headers[.allow] == "GET")
            #expect(try await live.get("/v1/logs/ha-dong%2Fduong-noi%2Fmay-1/entries").problem == .notFound)
        }
    }

    @Test func `lists heads with a tag, and says nothing new by 304`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            let first = try await live.get("/v1/heads", token: token)
            var headers: HTTPFields = [:]
            headers[.ifNoneMatch] = first.headers[.eTag]
            let second = try await live.send(.get, "/v1/heads", token: token, headers: headers)
            #expect(first.status == 200 && second.status == 304 && second.body.isEmpty)
            _ = try await live.push(device.push(), token: token)
            #expect(try await live.send(.get, "/v1/heads", token: token, headers: headers).status == 200)
        }
    }

    @Test func `gives a ward its own unit's logs and the district's, nothing of another ward's`() async throws {
        try await LiveDistrict.run { live async throws in
            let (mine, sister) = (try LiveDistrict.device(), try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            let other = try LiveDistrict.device("ha-dong/phu-la/may-1", seed: 5)
            let token = try await live.token(for: mine)
            for (seed, device) in [(2, sister), (3, other)] as [(UInt8, SampleDevice)] {
                _ = try await live.push(device.push(), token: try await live.token(for: device, seed: seed))
            }
            for origin in ["ha-dong/duong-noi/may-2", "ha-dong/ha-dong/quan"] {
                #expect(try await live.get("/v1/logs/\(origin)/entries?from=0&to=2", token: token).status == 200)
                #expect(try await live.get("/v1/logs/\(origin)/checkpoint", token: token).status == 200)
            }
            for path in ["entries?from=0&to=2", "checkpoint"] {
                #expect(try await live.get("/v1/logs/ha-dong/phu-la/may-1/\(path)", token: token).problem == .forbidden)
                #expect(try await live.get("/v1/logs/quan-khac/quan-khac/quan/\(path)", token: token).problem == .forbidden)
            }
        }
    }

    @Test func `gives entries of a range, and says where a log ends`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device(events: 700)
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(), token: token)
            func lines(_ query: String) async throws -> LiveDistrict.Reply {
                try await live.get("/v1/logs/\(device.origin)/entries?\(query)", token: token)
            }
            #expect(try await lines("from=10&to=13").body == EntryBatch(device.entries[10..<13]).bytes)
            #expect(try await lines("from=250&to=520").body == EntryBatch(device.entries[250..<520]).bytes)
            #expect(try await lines("from=701&to=800").body == [])
            let beyond = try await lines("from=702&to=800")
            #expect(beyond.status == 409 && ProblemDocument(reading: beyond.body)?.size == 701)
            for query in ["", "from=3", "from=5&to=4", "from=-1&to=2", "from=1&to=x"] {
                #expect(try await lines(query).problem == .malformed, "\(query)")
            }
        }
    }
}

@Suite struct `Attachments over HTTP` {
    private let attachment = SampleEvents.attachment().0

    /// A device whose last entry names the attachment.
    private func naming() throws -> SampleDevice {
        var device = try LiveDistrict.device(events: 2)
        device.entries.append(SampleEvents.attachment().1.bytes)
        return device
    }

    @Test func `are taken once an entry of the unit names them, and come back as they were`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try naming()
            let token = try await live.token(for: device)
            let path = "/v1/attachments/\(attachment.id)"
            #expect(try await live.send(.put, path, token: token, body: attachment.bytes).problem == .forbidden, "before the entry")
            _ = try await live.push(device.push(), token: token)
            #expect(try await live.get(path, token: token).problem == .notFound, "named, not here yet")
            #expect(try await live.send(.put, path, token: token, body: attachment.bytes).status == 204)
            let reply = try await live.get(path, token: token)
            #expect(reply.body == attachment.bytes)
            #expect(reply.headers[.contentDisposition] == "attachment" && reply.headers[.xContentTypeOptions] == "nosniff")
            #expect(reply.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
        }
    }

    @Test func `ride with the push that names them`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try naming()
            let token = try await live.token(for: device)
            let push = device.push(attachments: [.init(id: attachment.id, bytes: attachment.bytes)])
            #expect(try await live.push(push, token: token).status == 200)
            #expect(try await live.get("/v1/attachments/\(attachment.id)", token: token).body == attachment.bytes)
        }
    }

    @Test func `of other bytes or another size are refused`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try naming()
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(), token: token)
            let path = "/v1/attachments/\(attachment.id)"
            #expect(try await live.send(.put, path, token: token, body: Array(attachment.bytes.dropLast())).problem == .malformed)
            #expect(try await live.send(.put, path, token: token, body: attachment.bytes + [1]).problem == .tooLarge)
            var other = attachment.bytes
            other[40] ^= 1
            #expect(try await live.send(.put, path, token: token, body: other).problem == .malformed)
        }
    }

    @Test func `of another ward are not there`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try naming()
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(attachments: [.init(id: attachment.id, bytes: attachment.bytes)]), token: token)
            let other = try await live.token(for: try LiveDistrict.device("ha-dong/phu-la/may-1", seed: 4), seed: 2)
            #expect(try await live.get("/v1/attachments/\(attachment.id)", token: other).problem == .notFound)
            #expect(
                try await live.send(.put, "/v1/attachments/\(attachment.id)", token: other, body: attachment.bytes).problem == .forbidden)
        }
    }

    @Test func `that were erased answer 410 for ever`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try naming()
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(attachments: [.init(id: attachment.id, bytes: attachment.bytes)]), token: token)
            live.district.attachments.erase([attachment.id])
            let path = "/v1/attachments/\(attachment.id)"
            #expect(try await live.get(path, token: token).problem == .redacted)
            #expect(try await live.send(.put, path, token: token, body: attachment.bytes).problem == .redacted)
        }
    }
}
