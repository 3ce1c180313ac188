import HTTPTypes
import Hummingbird
import NIOCore
import PlanProgress

/// How an answer is made, in one place: types, lengths, and headers that every answer carries.
enum Answer {
    private static let pieceByteCount = 64 * 1024

    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], holding place: Admission.Place? = nil
    ) -> Response {
        var fields = headers
        fields[.contentType] = type
        fields[.xContentTypeOptions] = "nosniff"
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
        let buffer = ByteBuffer(bytes: bytes)
        guard let place else { return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: buffer)) }
        let body = ResponseBody(contentLength: bytes.count) { writer in
            // In pieces: each waits until the reader has taken those before it, and the place is kept as long.
            var rest = buffer
            while let piece = rest.readSlice(length: min(rest.readableBytes, pieceByteCount)), piece.readableBytes > 0 {
                try await writer.write(piece)
            }
            try await writer.finish(nil)
            withExtendedLifetime(place) {}
        }
        return Response(status: status, headers: fields, body: body)
    }

    /// An answer of a length that nobody knows before its end, in pieces: `next` is asked for the one behind `last` once the reader has
    /// taken those before it. Where it throws, the connection is cut, so that no reader takes the part for the whole.
    static func pieces(
        _ first: (bytes: [UInt8], last: String?), type: String, holding place: Admission.Place,
        next: @escaping @Sendable (_ last: String) async throws -> (bytes: [UInt8], last: String?)
    ) -> Response {
        var fields: HTTPFields = [:]
        fields[.contentType] = type
        fields[.xContentTypeOptions] = "nosniff"
        fields[.cacheControl] = "no-store"
        let body = ResponseBody { writer in
            var piece = first
            while true {
                if !piece.bytes.isEmpty { try await writer.write(ByteBuffer(bytes: piece.bytes)) }
                guard let last = piece.last else { break }
                piece = try await next(last)
            }
            try await writer.finish(nil)
            withExtendedLifetime(place) {}
        }
        return Response(status: .ok, headers: fields, body: body)
    }

    static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
        bytes(json.canonicalBytes + [10], type: "application/json", status: status)
    }

    /// A refusal, with `Retry-After` where waiting helps.
    static func problem(_ problem: ProblemDocument, retryAfter: Int? = nil, allow: String? = nil) -> Response {
        var headers: HTTPFields = [:]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let allow { headers[.allow] = allow }
        if problem.type == .token { headers[.wwwAuthenticate] = "Bearer" }
        if problem.type == .session { headers[.wwwAuthenticate] = Self.logInChallenge }
        return bytes(
            problem.json.canonicalBytes + [10], type: ProblemDocument.mediaType, status: HTTPResponse.Status(code: problem.type.status),
            headers: headers)
    }

    /// A 401 names how to be known (RFC 9110 15.5.2): here by the form at that address. No browser asks for a password of its own.
    static let logInChallenge = "Cookie form-action=\"/login\""

    /// A page: no script, nothing from elsewhere, no frame around it. `same-origin` and not `no-referrer`: under that a
    /// browser sends `Origin: null` with our own forms.
    static func html(_ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "same-origin" }
        return Self.bytes(bytes, type: "text/html; charset=utf-8", status: status, headers: headers)
    }

    /// "See there", after a form or instead of a page.
    static func seeOther(_ location: String, setCookie: String? = nil) -> Response {
        var headers: HTTPFields = [:]
        headers[.location] = location
        headers[.setCookie] = setCookie
        headers[.cacheControl] = "no-store"
        return Response(status: .seeOther, headers: headers)
    }

    /// A fault of the store, in the words of a program: the reason is for the log, not for the caller.
    static func fault(_ fault: StoreFault) -> Response {
        switch fault {
        case .busy: problem(ProblemDocument(.busy, detail: "Nothing was stored; send it again."), retryAfter: 5)
        case .catalogueMissing(let year, _):
            problem(ProblemDocument(.fault, detail: "The catalogue of \(year) is not here: figures of that year cannot be shown."))
        case .otherRules:
            problem(ProblemDocument(.fault, detail: "The figures were computed by another version. Start this server anew."))
        case .disk, .damaged, .unfit, .decided:
            problem(ProblemDocument(.fault, detail: "Nothing of this request was acknowledged; it may be sent again."))
        }
    }
}
