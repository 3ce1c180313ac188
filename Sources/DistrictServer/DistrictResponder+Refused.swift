import HTTPTypes
import Hummingbird
import PlanProgress
import Reports

/// What was refused and is kept for a reviewer (design 3.4): the list, one push beside what is held, its bytes.
extension DistrictResponder {
    /// A screen or two; a device may leave some hundred thousand small pushes within its 64 MiB.
    static let refusedRows = 50

    func refusedPushes(_ query: Query, _ language: Language, _ visitor: Visitor) async throws -> Response {
        let below = query["before"].flatMap { CountText.read($0) }
        guard below != nil || query["before"] == nil else {
            throw Refusal(ProblemDocument(.malformed, detail: "'before' is the number of a push."))
        }
        let (store, register) = (parts.store, aggregator.register.value)
        let bytes = try await reviewing.run { () throws(StoreFault) in
            try store.read { tables throws(StoreFault) in
                let pushes = try tables.refusedPushes(below: below, limit: Self.refusedRows + 1)
                let continued = below == nil ? try ContinuedLog.newest(Self.refusedRows, from: tables, register: register) : []
                return RefusedPage(register: register, language: language, visitor: visitor).list(
                    Array(pushes.prefix(Self.refusedRows)), below: below, hasMore: pushes.count > Self.refusedRows, continued: continued)
            }
        }
        return Answer.html(bytes)
    }

    func refusedPush(_ number: Int64, _ language: Language, _ visitor: Visitor) async throws -> Response {
        let (store, register) = (parts.store, aggregator.register.value)
        let signers = [parts.keys.receipts.verifier(.cosignature)] + register.handovers.map(\.former.receipts)
        let bytes = try await reviewing.run { () throws(StoreFault) -> [UInt8]? in
            guard let evidence = try store.read({ tables throws(StoreFault) in try RefusedEvidence.read(number, from: tables) }) else {
                return nil
            }
            let note = evidence.held.flatMap { SignedNote(reading: $0.bytes) }
            let keys = signers.filter { key in note.map { key.cosignedAt($0) != nil } ?? false }
            return RefusedPage(register: register, language: language, visitor: visitor).push(evidence, keys: keys)
        }
        guard let bytes else { throw Self.noRefusedPush }
        return Answer.html(bytes)
    }

    /// The push as it came, for a file: no browser shows or runs what a device sent.
    func refusedBytes(_ number: Int64) async throws -> Response {
        let store = parts.store
        // Its bytes are four million, so a place is had before they are read.
        let listed = try await reviewing.run { () throws(StoreFault) in
            try store.read { tables throws(StoreFault) in try tables.refusedPushes(below: number + 1, limit: 1) }
        }
        guard let listed = listed.first, listed.number == number else { throw Self.noRefusedPush }
        guard let place = inspections.enter(listed.origin) else {
            throw Refusal(ProblemDocument(.busy, detail: "Others are being sent. Ask again."), retryAfter: 3)
        }
        guard
            let push = try await reviewing.run({ () throws(StoreFault) in
                try store.read { tables throws(StoreFault) in try tables.refusedPush(number) }
            })
        else { throw Self.noRefusedPush }
        // An origin is ASCII without quotes; its slashes would be folders.
        let name = "wardlog-\(push.number)-\(push.origin.unit)-\(push.origin.device).push"
        var headers: HTTPFields = [:]
        headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
        return Answer.bytes(push.bytes, type: PushRequest.mediaType, headers: headers, holding: place)
    }

    private static let noRefusedPush = Refusal(
        ProblemDocument(.notFound, detail: "No push of this number is kept: its entries may have come, and it was erased."))
}
