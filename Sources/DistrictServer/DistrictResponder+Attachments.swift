import HTTPTypes
import Hummingbird
import PlanProgress

/// Attachments by id: taken only where a stored entry of the caller's unit names them, exactly its size (design 4).
extension DistrictResponder {
    func put(attachment id: String, _ request: Request, _ context: DistrictContext) async throws -> Response {
        let caller = try await caller(of: request)
        let names = try await read { tables throws(StoreFault) in try tables.attachmentNames(id) }
        guard let name = names.first(where: { $0.unit == caller.unit }) else {
            throw Refusal(ProblemDocument(.forbidden, detail: "No stored entry of this ward names it. Send the entry first."))
        }
        guard try await !isErased(id) else { throw Refusal(ProblemDocument(.redacted)) }
        let stored: Void? = try await uploads.admit(caller, from: limited(context)) {
            let bytes = try await body(of: request, limit: min(Int(name.byteCount), Limits.attachmentByteCount))
            let fits = await parsing.run { bytes.count == Int(name.byteCount) && Attachment.id(of: bytes) == id }
            guard fits else {
                throw Refusal(
                    ProblemDocument(
                        .malformed, detail: "These are not the \(name.byteCount) bytes that the entry names. Nothing was stored."))
            }
            try await aggregator.queued(limit: limits.writerQueue) { aggregator throws(StoreFault) in
                try aggregator.keep(attachment: id, bytes: bytes)
            }
        }
        // An upload may take its line many minutes, so the next is asked to come when one may have ended.
        guard stored != nil else { throw Refusal(ProblemDocument(.busy, detail: "Nothing was stored; send it again."), retryAfter: 30) }
        return Response(status: .noContent)
    }

    func attachment(_ id: String, _ request: Request, _ context: DistrictContext) async throws -> Response {
        let caller = try await caller(of: request)
        let names = try await read { tables throws(StoreFault) in try tables.attachmentNames(id) }
        // Of what the district's own log names, only what is everybody's: catalogues, and what a period was closed with.
        let isEverybodys = aggregator.register.value.redactions.isFixed(id)
        guard names.contains(where: { $0.unit == caller.unit || ($0.unit == caller.district && isEverybodys) }) else {
            throw Refusal(ProblemDocument(.notFound))
        }
        guard try await !isErased(id) else { throw Refusal(ProblemDocument(.redacted)) }
        let place = try download(for: caller, context)
        let store = parts.attachments
        let (bytes, isSound) = try await threads.run { () throws(StoreFault) in
            let bytes = try store.attachment(id)
            return (bytes, bytes.map { Attachment.id(of: $0) == id } ?? true)
        }
        // Somebody or the disk has changed them: forgotten, they are missing, and whoever has the true ones is asked for them.
        if !isSound {
            try await aggregator.queued(limit: limits.writerQueue) { aggregator throws(StoreFault) in
                try aggregator.parts.attachments.forget(spoiled: id)
            }
        }
        guard let bytes, isSound else { throw Refusal(ProblemDocument(.notFound, detail: "It has not come yet.")) }
        // A browser neither shows nor runs what a ward attached.
        var headers: HTTPFields = [:]
        headers[.contentDisposition] = "attachment"
        headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
        return Answer.bytes(bytes, type: "application/octet-stream", headers: headers, holding: place)
    }

    /// A place among the large answers, which are in memory until their readers have them.
    func download(for caller: Origin, _ context: DistrictContext) throws -> Admission.Place {
        guard let place = downloads.enter(caller, from: limited(context)) else {
            throw Refusal(ProblemDocument(.busy, detail: "Ask again."), retryAfter: 3)
        }
        return place
    }

    private func isErased(_ id: String) async throws -> Bool {
        let store = parts.attachments
        return try await threads.run { () throws(StoreFault) in try store.isErased(id) }
    }
}
