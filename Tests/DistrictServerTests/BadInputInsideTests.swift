import HTTPTypes
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// What a broken program sends that has been let in: a device with its token, a reviewer's browser with its session.
@Suite struct `Bad input of somebody who is known` {
    /// All that a district keeps, as far as a request could have changed it.
    private struct Kept: Equatable {
        let heads: [Checkpoint]
        let logs: [LogRecord]
        let refused: Int
        let decisions: Int64
        let figures: [UInt8]

        init(_ live: LiveDistrict) async throws {
            heads = live.district.heads.all()
            (logs, refused) = try live.district.store.read { tables throws(StoreFault) in
                (try tables.logs(ofUnit: nil), try tables.refusedPushes(of: nil).count)
            }
            decisions = live.aggregator.register.value.size
            figures = try await live.page("/v1/rollups/2022-9M").body
        }
    }

    static let numbers = [
        "9007199254740991", "9007199254740992", "9223372036854775808", "18446744073709551616", String(repeating: "9", count: 40), "-1",
        "%00",
        "%FF", "1e9", "%2b1", "", "00",
    ]

    @Test func `with a token asks for no entries that are not there`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            #expect(try await live.push(device.push(), token: token).status == 200)
            let before = try await Kept(live)
            for number in Self.numbers {
                for range in ["from=\(number)&to=\(number)", "from=0&to=\(number)", "from=\(number)&to=3", "from=\(number)"] {
                    let reply = try await live.get("/v1/logs/\(device.origin)/entries?\(range)", token: token)
                    #expect([200, 400, 409].contains(reply.status), "\(range): \(reply.status)")
                    if reply.status == 200 { #expect(try EntryBatch(reading: reply.body).count <= device.entries.count) }
                }
            }
            #expect(try await Kept(live) == before)
        }
    }

    @Test func `with a token pushes nothing by a header that lies`() async throws {
        try await LiveDistrict.run { live async throws in
            let (device, other) = (try LiveDistrict.device(), try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4))
            let token = try await live.token(for: device)
            _ = try await live.token(for: other, seed: 2)
            #expect(try await live.push(device.push(to: 9), token: token).status == 200)
            let before = try await Kept(live)
            let push = device.push(from: 9)
            let text = String(decoding: push.bytes, as: UTF8.self)
            func post(_ body: [UInt8], _ encoding: String? = nil) async throws -> LiveDistrict.Reply {
                var headers: HTTPFields = [:]
                headers[.contentEncoding] = encoding
                return try await live.send(.post, "/v1/logs/\(device.origin)/entries", token: token, headers: headers, body: body)
            }
            for name in ["from", "to", "entries", "checkpoint", "receipt", "attachments"] {
                let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(name) ") })
                for number in ["9007199254740991", "9223372036854775808", String(repeating: "9", count: 40), "-1", "", "\0"] {
                    let reply = try await post(Array(text.replacing("\n\(line)\n", with: "\n\(name) \(number)\n", maxReplacements: 1).utf8))
                    #expect([400, 409, 413, 422].contains(reply.status), "\(name) \(number): \(reply.status) \(reply.text)")
                }
            }
            for encoding in ["zstd", "br", "gzip, gzip", "identity, gzip"] {
                #expect(try await post(push.bytes, encoding).problem == .encoding, "\(encoding)")
            }
            #expect(try await post(other.push().bytes).problem == .malformed, "an address of one log, a body of another")
            #expect(try await Kept(live) == before)
            #expect(try await post(push.bytes).status == 200)
        }
    }

    @Test func `with a session reads a page or a refusal, and never a header of his own`() async throws {
        try await LiveDistrict.run { live async throws in
            try await PageTests.fill(live)
            let before = try await Kept(live)
            let odd = [
                "%00", "%FF", "%0d%0aX:%20y", "..%2f..%2f", String(repeating: "9", count: 5000), "9223372036854775808", "%1b%5d0;x",
                "'%22%3E%3Cb%3E",
            ]
            let pages = [
                "/", "/periods/2022-9M", "/periods/2022-9M/source", "/reports/2022-9M.csv", "/v1/rollups/2022-9M",
                "/v1/rollups/2022-9M/explain",
            ]
            for page in pages + ["/periods/2022-9M/units/duong-noi"] {
                for name in ["unit", "figure", "asOf", "period", "calendar", "dimension", "lang"] {
                    for text in odd {
                        let figure = name == "figure" ? "" : "&figure=activities"
                        let reply = try await live.page("\(page)?\(name)=\(text)\(figure)")
                        #expect([200, 400, 404, 414, 431].contains(reply.status), "\(page) \(name)=\(text.prefix(20)): \(reply.status)")
                        #expect(!reply.headers.contains { $0.name.canonicalName == "x" } && !reply.text.contains("<b>'"))
                        #expect(!reply.text.contains("\u{1B}") && !reply.text.contains("\0") && !reply.text.contains("\"><b>"))
                    }
                }
            }
            for text in odd + [".."] {
                for path in ["/periods/2022-9M/units/\(text)", "/periods/\(text)", "/reports/\(text).csv", "/v1/rollups/\(text)"] {
                    #expect(try await live.page(path).status == 404, "\(path.prefix(60))")
                }
            }
            #expect(try await Kept(live) == before)
        }
    }
}
