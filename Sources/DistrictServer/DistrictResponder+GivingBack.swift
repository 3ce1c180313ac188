import Hummingbird
import PlanProgress

/// What a ward does for a district that was restored from an old backup (design 3.4).
extension DistrictResponder {
    static let foreignLog = Refusal(
        ProblemDocument(
            .forbidden, detail: "A device sends its own log, or what our receipt covers of one it may read. Nothing was stored."))

    /// Whether a push of another's log only brings back what was once cosigned here: signatures vouch, whoever carries it.
    func isGivingBack(_ push: PushRequest) -> Bool {
        guard let receipt = push.receipt, receipt.text.utf8.elementsEqual(push.checkpoint.text.utf8) else { return false }
        let signers = [parts.keys.receipts.verifier(.cosignature)] + aggregator.register.value.handovers.map(\.former.receipts)
        return signers.contains { $0.cosignedAt(receipt) != nil }
    }

    /// The ids that the unit's entries name and whose bytes are not here, a line each.
    func missingAttachments(_ request: Request) async throws -> Response {
        let caller = try await caller(of: request)
        let ids = try await read { tables throws(StoreFault) in try tables.attachmentIDs(ofUnit: caller.unit) }
        let store = parts.attachments
        let missing = try await threads.run { () throws(StoreFault) in try store.missing(among: ids) }
        return Answer.bytes(Array(missing.map { $0 + "\n" }.joined().utf8), type: HeadsText.mediaType)
    }
}
