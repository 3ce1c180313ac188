import HTTPTypes
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `Enrolling` {
    @Test func `with a code gives a token, the keys and the units, and stands in the district's log`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let reply = try await live.enrol(device, code: try await live.invite())
            let answer = try EnrolmentAnswer(reading: reply.body)
            #expect(reply.status == 201)
            #expect(answer.receipts == live.district.identity.receipts && answer.log == live.district.identity.log)
            #expect(answer.roster.compactMap { $0["unit"]?.string } == ["duong-noi", "ha-dong", "phu-la"])
            let register = live.aggregator.register.value
            #expect(register.devices[device.origin]?.key == device.signer.verifier(.log))
            #expect(live.district.ownLog.size == 5)
            #expect(live.district.heads.head(of: try #require(live.district.identity.origin))?.size == 5)
        }
    }

    @Test func `again by the same device is harmless: a lost answer costs a new token`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let code = try await live.invite()
            let first = try EnrolmentAnswer(reading: try await live.enrol(device, code: code).body).token
            let second = try EnrolmentAnswer(reading: try await live.enrol(device, code: code).body).token
            #expect(first != second)
            #expect(try await live.get("/v1/heads", token: second).status == 200)
            #expect(try await live.get("/v1/heads", token: first).status == 401, "ended by the use of the second")
            #expect(live.district.ownLog.size == 5, "enrolled once")
        }
    }

    @Test func `by a second device with the same code is refused`() async throws {
        try await LiveDistrict.run { live async throws in
            let code = try await live.invite()
            _ = try await live.enrol(try LiveDistrict.device(), code: code)
            let reply = try await live.enrol(try LiveDistrict.device("ha-dong/duong-noi/may-2", seed: 4), code: code)
            #expect(reply.status == 403 && reply.problem == .code)
        }
    }

    @Test func `with a code for another unit, an expired or an unknown one is refused alike`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let other = try await live.enrol(device, code: try await live.invite("phu-la", seed: 1))
            let expired = try await live.enrol(device, code: try await live.invite(expires: SampleDistrict.now / 1000, seed: 2))
            let unknown = try await live.enrol(device, code: "0000000000")
            for reply in [other, expired, unknown] { #expect(reply.status == 403 && reply.problem == .code) }
            #expect(other.body == expired.body && expired.body == unknown.body, "what is wrong with a code is told to nobody")
            #expect(live.aggregator.register.value.devices.isEmpty)
        }
    }

    @Test func `after five wrong codes in a minute has to wait, right code or not`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            for _ in 0..<5 { _ = try await live.enrol(device, code: "0000000000") }
            let reply = try await live.enrol(device, code: try await live.invite())
            #expect(reply.status == 429 && reply.problem == .tooMany && reply.headers[.retryAfter] == "60")
        }
    }

    @Test func `after five requests that were refused for whatever reason has to wait too`() async throws {
        try await LiveDistrict.run { live async throws in
            for _ in 0..<5 { #expect(try await live.send(.post, "/v1/enrolments", body: Array("hello".utf8)).status == 400) }
            let reply = try await live.enrol(try LiveDistrict.device(), code: try await live.invite())
            #expect(reply.status == 429 && reply.problem == .tooMany)
        }
    }

    @Test func `under a name whose key is another is a conflict`() async throws {
        try await LiveDistrict.run { live async throws in
            _ = try await live.token(for: try LiveDistrict.device())
            let reply = try await live.enrol(try LiveDistrict.device(seed: 9), code: try await live.invite(seed: 2))
            #expect(reply.status == 409 && reply.problem == .origin)
        }
    }

    @Test func `by a stranger is answered alike whether there is a device of that name or not`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            _ = try await live.token(for: device)
            var answers: Set<[UInt8]> = []
            for name in ["ha-dong/duong-noi/may-1", "ha-dong/duong-noi/may-7"] {
                let stranger = try LiveDistrict.device(name, seed: 9)
                let reply = try await live.enrol(stranger, code: "0000000000")
                #expect(reply.status == 403 && reply.problem == .code)
                answers.insert(reply.body)
            }
            #expect(answers.count == 1)
            answers = []
            for (name, old) in [("may-1", "may-1"), ("may-8", "may-1"), ("may-8", "may-7")] {
                let stranger = try LiveDistrict.device("ha-dong/duong-noi/\(name)", seed: 9)
                let other = try LiveDistrict.device("ha-dong/duong-noi/\(old)", seed: 8)
                let note = try #require(stranger.enrolment(.continues(other.checkpoint(at: 1)), signedAlsoBy: other.signer))
                // By the desk itself, for an address is patient five times only.
                guard case .refused(let problem) = try await live.aggregator.enrol(note) else {
                    Issue.record("a stranger was enrolled")
                    return
                }
                #expect(problem.type == .code)
                answers.insert(problem.json.canonicalBytes)
            }
            #expect(answers.count == 1)
        }
    }

    @Test func `without the key's own signature is refused`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            var note = try #require(device.enrolment(.code(try await live.invite())))
            note = try LiveDistrict.device(seed: 9).signer.signing(SignedNote(text: note.text))
            let reply = try await live.send(.post, "/v1/enrolments", body: note.bytes)
            #expect(reply.status == 422 && reply.problem == .signature)
            #expect(try await live.send(.post, "/v1/enrolments", body: Array("hello".utf8)).status == 400)
        }
    }

    @Test func `as a continuing log without the old key's signature asks for a person's code, and takes it`() async throws {
        try await LiveDistrict.run { live async throws in
            let old = try LiveDistrict.device()
            _ = try await live.push(old.push(to: 10), token: try await live.token(for: old))
            let new = try LiveDistrict.device("ha-dong/duong-noi/may-1.k7qf3m", seed: 5)
            let note = try #require(new.enrolment(.continues(old.checkpoint(at: 8))))
            let reply = try await live.send(.post, "/v1/enrolments", body: note.bytes)
            #expect(reply.status == 403 && reply.problem == .code)
            #expect(live.aggregator.register.value.ends[old.origin] == nil, "a stranger seals nothing")
            #expect(try await live.enrol(new, code: try await live.invite(seed: 2)).status == 201)
        }
    }

    @Test func `as a continuing log seals the old one, whose token then serves nothing else`() async throws {
        try await LiveDistrict.run { live async throws in
            let old = try LiveDistrict.device()
            let token = try await live.token(for: old)
            _ = try await live.push(old.push(to: 10), token: token)
            let new = try LiveDistrict.device("ha-dong/duong-noi/may-1.k7qf3m", seed: 5)
            let note = try #require(new.enrolment(.continues(old.checkpoint(at: 8)), signedAlsoBy: old.signer))
            #expect(try await live.send(.post, "/v1/enrolments", body: note.bytes).status == 201)
            let register = live.aggregator.register.value
            #expect(register.ends[old.origin] == 10)
            #expect(register.devices[new.origin]?.continues?.size == 8)
            let reply = try await live.push(old.push(from: 10), token: token)
            #expect(reply.status == 403 && reply.problem == .continued)
        }
    }

    @Test func `as a continuing log a sixth time in a day needs a person's code`() async throws {
        try await LiveDistrict.run { live async throws in
            let old = try LiveDistrict.device()
            _ = try await live.token(for: old)
            for (count, suffix) in ["aaaaaa", "bbbbbb", "cccccc", "dddddd", "eeeeee", "ffffff"].enumerated() {
                let new = try LiveDistrict.device("ha-dong/duong-noi/may-1.\(suffix)", seed: UInt8(20 + count))
                let note = try #require(new.enrolment(.continues(old.checkpoint(at: 1)), signedAlsoBy: old.signer))
                let reply = try await live.send(.post, "/v1/enrolments", body: note.bytes)
                #expect(reply.status == (count < 5 ? 201 : 403))
            }
        }
    }

    @Test func `by an old key is over once the log that continued it was revoked`() async throws {
        try await LiveDistrict.run { live async throws in
            let old = try LiveDistrict.device()
            _ = try await live.token(for: old)
            let new = try LiveDistrict.device("ha-dong/duong-noi/may-1.k7qf3m", seed: 5)
            let healed = try #require(new.enrolment(.continues(old.checkpoint(at: 1)), signedAlsoBy: old.signer))
            #expect(try await live.send(.post, "/v1/enrolments", body: healed.bytes).status == 201)
            _ = try await live.aggregator.append([.init(.deviceRevoked(LogEnd(origin: new.origin, size: 0)))])
            // Both keys lay on the disk that was stolen.
            let thief = try LiveDistrict.device("ha-dong/duong-noi/may-1.zzzzzz", seed: 6)
            let note = try #require(thief.enrolment(.continues(old.checkpoint(at: 1)), signedAlsoBy: old.signer))
            let reply = try await live.send(.post, "/v1/enrolments", body: note.bytes)
            #expect(reply.status == 403 && reply.problem == .code)
            #expect(live.aggregator.register.value.devices[thief.origin] == nil)
        }
    }

    @Test func `by a note that somebody kept is over with the code in it, and not for the key`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let note = try #require(device.enrolment(.code(try await live.invite(expires: SampleDistrict.now / 1000 + 60))))
            func ask(_ note: SignedNote, after seconds: Int64) throws -> EnrolmentOutcome {
                var register = live.aggregator.register.value
                let keys = live.district.keys
                return try live.district.store.write { tables throws(StoreFault) in
                    try EnrolmentDesk(
                        keys: keys, tables: tables, now: SampleDistrict.now + seconds * 1000, random: { Array(repeating: 3, count: $0) }
                    ).take(note, register: &register)
                }
            }
            #expect(try await live.send(.post, "/v1/enrolments", body: note.bytes).status == 201)
            guard case .enrolled = try ask(note, after: 59), case .refused(let problem) = try ask(note, after: 60) else {
                Issue.record("the note serves as long as its code, and no longer")
                return
            }
            #expect(problem.type == .code)
            let renewal = try #require(device.enrolment(.continues(device.checkpoint(at: 1))))
            guard case .enrolled = try ask(renewal, after: 3600) else {
                Issue.record("the key alone is enough for the same device")
                return
            }
        }
    }
}
