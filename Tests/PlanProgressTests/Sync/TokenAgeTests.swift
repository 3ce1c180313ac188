import PlanProgress
import TestSupport
import Testing

/// A ward asks for its next token by itself, at the end of a sync.
@Suite struct `A token that is two months old` {
    private static let day: Int64 = 86_400_000
    /// The clock of `sync`.
    private static let now: Int64 = 1_663_200_000_000

    private func scene(age days: Int64) throws -> (district: MemoryDistrict, ward: MemoryWard) {
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        let ward = try #require(MemoryWard.enrolled("ha-dong/duong-noi/may-1", at: district, entries: 2))
        ward.tokenTime = Self.now - days * Self.day
        return (district, ward)
    }

    private func enrolments(_ district: MemoryDistrict) -> Int { district.requests.filter { $0.path == "/v1/enrolments" }.count }

    @Test func `is renewed after everything was sent, without a refusal before`() throws {
        let (district, ward) = try scene(age: 60)
        let old = ward.token
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.token != old && ward.pending == nil && enrolments(district) == 1)
        #expect(district.requests.last?.path == "/v1/enrolments" && district.requests.first?.method == .post)
        district.forgetRequests()
        ward.tokenTime = Self.now
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(enrolments(district) == 0)
    }

    @Test func `is left alone a day before`() throws {
        let (district, ward) = try scene(age: 59)
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(enrolments(district) == 0)
    }

    @Test func `whose renewal is cut or refused makes no run fail, and is asked for again by the next`() throws {
        let (district, ward) = try scene(age: 61)
        let old = ward.token
        // The push is answered, then the line breaks.
        let answered = { district.answer(to: $0) }
        let line = CuttingLine(at: "/v1/enrolments", to: answered)
        let outcome = sync(ward, over: line).outcome
        #expect(outcome.ending == .done && outcome.exitCode == 0 && outcome.waitingEntries == 0)
        #expect(ward.token == old && ward.pending != nil)
        district.forgetRequests()
        #expect(sync(ward, over: district).outcome.ending == .done)
        #expect(ward.token != old && ward.pending == nil && enrolments(district) == 1)
    }

    @Test func `whose renewal a stranger answers, or garbage does, makes no run fail`() throws {
        let answers = [
            WireAnswer(status: 200, contentType: "text/html", body: Array("<html>".utf8)),
            WireAnswer(status: 201, contentType: "application/json", body: Array("{".utf8)), WireAnswer(status: 204),
        ]
        for answer in answers {
            let (district, ward) = try scene(age: 61)
            let old = ward.token
            let line = CuttingLine(at: "/v1/enrolments", with: .success(answer)) { district.answer(to: $0) }
            let (outcome, waits) = sync(ward, over: line)
            #expect(outcome.ending == .done && waits.isEmpty && ward.token == old && ward.pending != nil, "\(answer)")
            #expect(sync(ward, over: district).outcome.ending == .done)
            #expect(ward.token != old && ward.pending == nil)
        }
    }
}

/// Breaks at one address, or answers there in another's place.
private final class CuttingLine: Transport {
    private let path: String
    private let cut: Result<WireAnswer, TransportFailure>
    private let inner: (WireRequest) -> Result<WireAnswer, TransportFailure>

    init(
        at path: String, with cut: Result<WireAnswer, TransportFailure> = .failure(.interrupted("cut")),
        to inner: @escaping (WireRequest) -> Result<WireAnswer, TransportFailure>
    ) {
        (self.path, self.cut, self.inner) = (path, cut, inner)
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        request.path == path ? cut : inner(request)
    }
}
