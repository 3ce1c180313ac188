import HTTPTypes
import Hummingbird
import PlanProgress
import Reports

/// Logging in and out, and who a browser's request is from (design 5).
extension DistrictResponder {
    /// The person who asks, where that person may do so.
    ///
    /// Without a session a page leads to the log-in page, anything else is 401. A device's token reads published rollups and
    /// nothing else of what reviewers read; a rollup is published by closing its period, and none has been.
    func visitor(of request: Request, _ context: DistrictContext, may right: Right, isPage: Bool) async throws -> Visitor {
        try checkMachine(request, context)
        if let visitor = session(of: request) {
            guard visitor.role.may(right) else {
                throw Refusal(ProblemDocument(.forbidden, detail: "Your role does not allow it. Ask the district's administrator."))
            }
            return visitor
        }
        if request.headers[.authorization] != nil {
            _ = try await caller(of: request)
            throw Refusal(ProblemDocument(.forbidden, detail: "A ward reads published rollups; none is published yet."))
        }
        guard isPage, request.method == .get || request.method == .head else {
            throw Refusal(ProblemDocument(.session, detail: "Log in at /login, and send the session's cookie."))
        }
        let target = PageTarget.safe(request.uri.string)
        throw Refusal(Answer.seeOther(PageTarget.logIn(next: target, language: Self.language(Query(request.uri.query ?? "")))))
    }

    private func session(of request: Request) -> Visitor? {
        let visitor = reviewers.token(in: request.headers[values: .cookie]).flatMap { reviewers.visitor(token: $0) }
        if visitor != nil { KnownCaller.current?.isKnown = true }
        return visitor
    }

    private static func language(_ query: Query) -> Language { query["lang"] == "en" ? .en : .vi }

    // MARK: The log-in page

    func logInPage(_ request: Request, _ context: DistrictContext) async throws -> Response {
        try checkMachine(request, context)
        let query = Query(request.uri.query ?? "")
        let next = PageTarget.safe(query["next"])
        if session(of: request) != nil { return Answer.seeOther(next) }
        return Answer.html(page(query).bytes)
    }

    private func page(_ fields: Query) -> LoginPage {
        let register = aggregator.register.value
        return LoginPage(
            district: register.units[register.district]?.name ?? register.district, language: Self.language(fields),
            next: PageTarget.safe(fields["next"]), hasUsers: !reviewers.users.isEmpty)
    }

    func logIn(_ request: Request, _ context: DistrictContext) async throws -> Response {
        try checkForm(request, context)
        guard let fields = try await formFields(of: request) else { return refused(page(Query("")), .tooLong, status: .contentTooLarge) }
        var page = page(fields)
        page.name = String(NFC.normalized(fields["name"] ?? "").prefix(Limits.codeByteCount))
        guard (fields["password"] ?? "").utf8.count <= 2 * Limits.passwordByteCount else {
            return refused(page, .tooLong, status: .contentTooLarge)
        }
        let outcome = try await reviewers.logIn(
            name: fields["name"] ?? "", password: fields["password"] ?? "", address: context.address)
        switch outcome {
        case .opened(let token):
            // Whatever session this browser had ends: nobody goes on in one that somebody else began.
            if let old = reviewers.token(in: request.headers[values: .cookie]) { reviewers.end(old) }
            return Answer.seeOther(page.next, setCookie: reviewers.setCookie(token))
        case .wrong: return refused(page, .wrong, status: .unauthorized)
        case .wait(let seconds): return refused(page, .wait(seconds: seconds), status: .tooManyRequests, retryAfter: seconds)
        case .busy: return refused(page, .busy, status: .serviceUnavailable, retryAfter: 3)
        }
    }

    private func refused(
        _ page: LoginPage, _ note: LoginPage.Note, status: HTTPResponse.Status, retryAfter: Int? = nil
    ) -> Response {
        var page = page
        page.note = note
        var headers: HTTPFields = [:]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if status == .unauthorized { headers[.wwwAuthenticate] = Answer.logInChallenge }
        return Answer.html(page.bytes, status: status, headers: headers)
    }

    func logOut(_ request: Request, _ context: DistrictContext) async throws -> Response {
        try checkForm(request, context)
        guard let fields = try await formFields(of: request) else { throw Refusal(ProblemDocument(.tooLarge)) }
        let page = PageTarget.logIn(next: "/", language: Self.language(fields))
        guard let token = reviewers.token(in: request.headers[values: .cookie]), let visitor = reviewers.visitor(token: token) else {
            return Answer.seeOther(page, setCookie: reviewers.clearCookie)
        }
        try check(fields, of: visitor)
        reviewers.end(token)
        return Answer.seeOther(page, setCookie: reviewers.clearCookie)
    }

    // MARK: Forms

    /// Every form of a session carries what only that session's pages know.
    private func check(_ fields: Query, of visitor: Visitor) throws {
        guard fields["form"] == visitor.formToken else {
            throw Refusal(ProblemDocument(.forbidden, detail: "This form is not of this session. Nothing was changed; open the page anew."))
        }
    }

    /// Before a form is read: it came from one of our own pages, and is a form.
    ///
    /// The log-in form has no session to bind a token to. A cookie before the session would need a state for every stranger;
    /// `Origin` and `Sec-Fetch-Site`, which every browser since 2020 sends with a form, say the same and keep nothing.
    private func checkForm(_ request: Request, _ context: DistrictContext) throws {
        try checkMachine(request, context)
        guard Self.isOwnForm(request.headers, authority: request.head.authority ?? "", isSecure: reviewers.isSecure) else {
            throw Refusal(ProblemDocument(.forbidden, detail: "This form came from another site. Nothing was changed."))
        }
        let type = request.headers[.contentType]?.lowercased().prefix { $0 != ";" }
        guard type == "application/x-www-form-urlencoded" else {
            throw Refusal(ProblemDocument(.malformed, detail: "Send the form as application/x-www-form-urlencoded. Nothing was changed."))
        }
    }

    static func isOwnForm(_ headers: HTTPFields, authority: String, isSecure: Bool) -> Bool {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { headers[$0] }
        // `none` is the person, who loads a page again.
        guard [nil, "same-origin", "none"].contains(site) else { return false }
        guard let origin = headers[.origin] else { return site == "same-origin" }
        return !authority.isEmpty && origin == "\(isSecure ? "https" : "http")://\(authority)"
    }

    /// The fields, or `nil` beyond the limit.
    private func formFields(of request: Request) async throws -> Query? {
        do { return Query(String(decoding: try await body(of: request, limit: Limits.formByteCount), as: UTF8.self)) } catch is Refusal {
            return nil
        }
    }

    // MARK: Where the request comes from

    /// Over plain HTTP the pages are for the district's own machine, under its own names: a page of another site could make its
    /// name lead here, and its `Host` gives it away. Over TLS the certificate's name does.
    private func checkMachine(_ request: Request, _ context: DistrictContext) throws {
        guard reviewers.isSecure || Self.isOwnMachine(authority: request.head.authority ?? "", isLoopback: context.isLoopback) else {
            throw Refusal(ProblemDocument(.forbidden, detail: "The review pages are for the district's own machine."))
        }
    }

    static func isOwnMachine(authority: String, isLoopback: Bool) -> Bool {
        let host = authority.hasPrefix("[") ? String(authority.prefix { $0 != "]" }) : String(authority.prefix { $0 != ":" })
        return isLoopback && ["127.0.0.1", "localhost", "[::1", ""].contains(host)
    }
}
