import HTTPTypes
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// A device's tokens at a served district, from the first to the next.
@Suite struct `A token` {
    private func heads(_ live: LiveDistrict, _ token: String) async throws -> Int {
        try await live.send(.get, "/v1/heads", token: token).status
    }

    private func renew(_ live: LiveDistrict, _ device: SampleDevice) async throws -> String {
        let request = try #require(
            EnrolmentRequest(
                origin: device.origin, key: device.signer.verifier(.log), proof: .continues(device.checkpoint(at: 0)), label: "",
                nonce: Base64.urlText((0..<6).map { _ in UInt8.random(in: 0...255) })))
        let reply = try await live.send(.post, "/v1/enrolments", body: device.signer.signing(SignedNote(text: request.text)).bytes)
        try #require(reply.status == 201, "\(reply.text)")
        return try EnrolmentAnswer(reading: reply.body).token
    }

    @Test func `serves until the next one is used, so that a lost answer locks nobody out`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let first = try await live.token(for: device)
            #expect(try await heads(live, first) == 200)
            // Given an answer that never arrived, and one that did
            _ = try await renew(live, device)
            #expect(try await heads(live, first) == 200)
            let next = try await renew(live, device)
            #expect(try await heads(live, first) == 200)
            // When the new one is used, the old one has ended
            #expect(try await heads(live, next) == 200)
            #expect(try await heads(live, first) == 401)
            #expect(try await heads(live, next) == 200)
        }
    }

    @Test func `of two requests at once serves whichever is used, and the one used last stays`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let first = try await live.token(for: device)
            #expect(try await heads(live, first) == 200)
            let (one, two) = (try await renew(live, device), try await renew(live, device))
            #expect(try await heads(live, one) == 200)
            #expect(try await heads(live, first) == 401)
            #expect(try await heads(live, two) == 200)
            #expect(try await heads(live, one) == 401)
            // However often it is asked for: the one in use and two more are kept.
            for _ in 0..<20 { _ = try await renew(live, device) }
            let count = try live.district.store.read { tables throws(StoreFault) in try tables.tokens(of: device.origin).count }
            #expect(count <= 3)
            #expect(try await heads(live, two) == 200)
        }
    }

    @Test func `is given to nobody for a request that somebody recorded, by code or by key, once the device has used its own`() async throws
    {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let byCode = try #require(device.enrolment(.code(try await live.invite())))
            let lost = try #require(device.enrolment(.continues(device.checkpoint(at: 0)), nonce: SampleEvents.nonce(2)))
            let byKey = try #require(device.enrolment(.continues(device.checkpoint(at: 0)), nonce: SampleEvents.nonce(3)))
            var token = ""
            for note in [byCode, byCode, lost, byKey] {
                let reply = try await live.send(.post, "/v1/enrolments", body: note.bytes)
                #expect(reply.status == 201, "before its use the same may come twice")
                token = try EnrolmentAnswer(reading: reply.body).token
            }
            #expect(try await heads(live, token) == 200)
            for note in [byCode, lost, byKey] {
                let reply = try await live.send(.post, "/v1/enrolments", body: note.bytes)
                #expect(reply.status == 401 && reply.problem == .token)
            }
            #expect(try await heads(live, token) == 200)
            #expect(try await heads(live, try await renew(live, device)) == 200, "the device itself asks anew")
        }
    }

    @Test func `ends after ninety days, but a revoked device's, which opens nothing`() throws {
        let origin = SampleDistrict.origin
        for (scope, ended) in [(AccessToken.Scope.device, true), (.parking, false), (.enrolmentOnly, false)] {
            let token = AccessToken(digest: Digest(of: [1]), origin: origin, scope: scope, issued: 1_000)
            #expect(!token.hasEnded(at: 1_000 + 90 * 86_400 - 1))
            #expect(token.hasEnded(at: 1_000 + 90 * 86_400) == ended)
        }
    }
}
