import Hummingbird
import PlanProgress

/// What a ward does for a district that was restored from an old backup (design 3.4).
extension DistrictResponder {
    static let foreignLog = Refusal(
        ProblemDocument(
            .forbidden, detail: "A device sends its own log, or what our receipt covers of one it may read. Nothing was stored."))

    /// Whether a push of another's log only brings back what was once cosigned here: signatures vouch, whoever carries it.
    func isGivingBack(_ push: PushRequest) -> Bool {
        parts.keys.vouch(for: push, after: aggregator.register.value.handovers)
    }

    /// The ids that the unit's entries name and whose bytes are not here, a line each.
    ///
    /// A ward may name a million: they are read and sent piece by piece, each once its reader has taken those before it. None is left
    /// out, for what is not listed the ward believes to be held.
    func missingAttachments(_ request: Request, _ context: DistrictContext) async throws -> Response {
        let caller = try await caller(of: request)
        let place = try download(for: caller, context)
        let first = try await missingAttachments(of: caller.unit, after: "")
        return Answer.pieces(first, type: HeadsText.mediaType, holding: place) { last in
            try await missingAttachments(of: caller.unit, after: last)
        }
    }

    /// What is missing among the next so many ids, and the last of them; `nil` behind the last piece.
    private func missingAttachments(of unit: String, after id: String) async throws -> (bytes: [UInt8], last: String?) {
        let limit = Self.namesAPiece
        let ids = try await read { tables throws(StoreFault) in try tables.attachmentIDs(ofUnit: unit, after: id, limit: limit) }
        let store = parts.attachments
        let missing = try await threads.run { () throws(StoreFault) in try store.missing(among: ids) }
        return (Array(missing.map { $0 + "\n" }.joined().utf8), ids.count < limit ? nil : ids.last)
    }

    /// Looked up in a few milliseconds, for which others wait; 44 KB of text.
    static let namesAPiece = 1000
}
