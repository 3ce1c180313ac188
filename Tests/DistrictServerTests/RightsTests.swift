import HTTPTypes
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// Every address, asked by everybody who should not have it, and by those who should.
@Suite struct `Whoever asks` {
    private static let other = "ha-dong/phu-la/may-1"
    private static let attachment = SampleEvents.attachment().0

    /// What each caller gets: a status, or a refusal's word.
    private struct Row {
        let method: HTTPRequest.Method
        let uri: String
        /// Nobody; a ward's device, on another ward's things; a token that has ended; one that serves an enrolment only;
        /// a revoked device's; a reader; a reviewer. The sixth enrolment from one address within a minute is one too many.
        let answers: [String]

        /// A reviewer gets what a reader gets, unless a seventh answer says otherwise.
        init(_ method: HTTPRequest.Method, _ uri: String, _ answers: String...) {
            (self.method, self.uri, self.answers) = (method, uri, answers + answers.suffix(max(0, 7 - answers.count)))
        }
    }

    private static let rows = [
        Row(.get, "/v1/", "200", "200", "200", "200", "200", "200"),
        Row(.get, "/v1/identity", "200", "200", "200", "200", "200", "200"),
        Row(.get, "/v1/openapi.json", "200", "200", "200", "200", "200", "200"),
        Row(.get, "/healthz", "200", "200", "200", "200", "200", "200"),
        Row(.post, "/v1/enrolments", "malformed", "malformed", "malformed", "malformed", "malformed", "tooMany"),
        Row(.get, "/v1/heads", "token", "200", "token", "continued", "forbidden", "token"),
        Row(.post, "/v1/logs/\(other)/entries", "token", "forbidden", "token", "continued", "forbidden", "token"),
        Row(.get, "/v1/logs/\(other)/entries?from=0&to=1", "token", "forbidden", "token", "continued", "forbidden", "token"),
        Row(.get, "/v1/logs/\(other)/checkpoint", "token", "forbidden", "token", "continued", "forbidden", "token"),
        Row(.get, "/v1/attachments", "token", "200", "token", "continued", "forbidden", "token"),
        Row(.put, "/v1/attachments/\(attachment.id)", "token", "forbidden", "token", "continued", "forbidden", "token"),
        Row(.get, "/v1/attachments/\(attachment.id)", "token", "notFound", "token", "continued", "forbidden", "token"),
        Row(.get, "/v1/rollups/2022-9M", "session", "forbidden", "token", "continued", "forbidden", "200"),
        Row(.get, "/v1/rollups/2022-9M?unit=duong-noi", "session", "forbidden", "token", "continued", "forbidden", "200"),
        Row(
            .get, "/v1/rollups/2022-9M/explain?figure=activities&unit=phu-la", "session", "forbidden", "token", "continued", "forbidden",
            "200"),
        Row(.get, "/", "303", "forbidden", "token", "continued", "forbidden", "200"),
        Row(.get, "/periods/2022-9M", "303", "forbidden", "token", "continued", "forbidden", "200"),
        Row(.get, "/periods/2022-9M/units/phu-la", "303", "forbidden", "token", "continued", "forbidden", "200"),
        Row(.get, "/periods/2022-9M/source?figure=activities", "303", "forbidden", "token", "continued", "forbidden", "200"),
        Row(.get, "/reports/2022-9M.csv", "session", "forbidden", "token", "continued", "forbidden", "200"),
        Row(.get, "/refused", "303", "forbidden", "token", "continued", "forbidden", "forbidden", "200"),
        Row(.get, "/refused/1", "303", "forbidden", "token", "continued", "forbidden", "forbidden", "200"),
        Row(.get, "/refused/1/push", "session", "forbidden", "token", "continued", "forbidden", "forbidden", "200"),
        Row(.get, "/style.css", "200", "200", "200", "200", "200", "200"),
        Row(.get, "/login", "200", "200", "200", "200", "200", "303"),
        Row(.post, "/login", "forbidden", "forbidden", "forbidden", "forbidden", "forbidden", "forbidden"),
        Row(.post, "/logout", "forbidden", "forbidden", "forbidden", "forbidden", "forbidden", "forbidden"),
    ]

    /// A route that is added stands here, or this does not compile; then it is asked for above, or the test below fails.
    private static func name(of route: Route) -> String {
        switch route {
        case .version: "version"
        case .identity: "identity"
        case .health: "health"
        case .document: "document"
        case .enrol: "enrol"
        case .heads: "heads"
        case .push: "push"
        case .entries: "entries"
        case .checkpoint: "checkpoint"
        case .missingAttachments: "missingAttachments"
        case .putAttachment: "putAttachment"
        case .attachment: "attachment"
        case .rollup: "rollup"
        case .explain: "explain"
        case .overview: "overview"
        case .unit: "unit"
        case .source: "source"
        case .table: "table"
        case .refusedPushes: "refusedPushes"
        case .refusedPush: "refusedPush"
        case .refusedBytes: "refusedBytes"
        case .style: "style"
        case .logInPage: "logInPage"
        case .logIn: "logIn"
        case .logOut: "logOut"
        }
    }

    @Test func `is asked for at every address that there is`() {
        let names = Self.rows.compactMap { row -> String? in
            guard case .found(let route) = Route.find(row.method.rawValue, row.uri) else { return nil }
            return Self.name(of: route)
        }
        #expect(names.count == Self.rows.count && Set(names).count == 25)
    }

    @Test func `gets what is theirs and nothing of another's`() async throws {
        let users = MemoryUsers([try SampleUsers.reader(), try SampleUsers.reviewer()])
        try await LiveDistrict.run(users: users) { live async throws in
            var theirs = try LiveDistrict.device(Self.other, seed: 5, events: 2)
            theirs.entries.append(SampleEvents.attachment().1.bytes)
            let push = theirs.push(attachments: [.init(id: Self.attachment.id, bytes: Self.attachment.bytes)])
            #expect(try await live.push(push, token: try await live.token(for: theirs, seed: 9)).status == 200)
            let mine = try await live.token(for: try LiveDistrict.device())
            let ended = try LiveDistrict.device("ha-dong/phu-la/may-2", seed: 6)
            let followed = try LiveDistrict.device("ha-dong/phu-la/may-3", seed: 7)
            let revoked = try LiveDistrict.device("ha-dong/phu-la/may-4", seed: 8)
            let (endedToken, followedToken) = (try await live.token(for: ended, seed: 2), try await live.token(for: followed, seed: 3))
            let revokedToken = try await live.token(for: revoked, seed: 4)
            try await live.aggregator.revoke([revoked.origin])
            #expect(try await live.push(revoked.push(), token: revokedToken).problem == .forbidden, "kept, so that there is one to ask for")
            try live.district.store.write { tables throws(StoreFault) in
                try tables.setScope(nil, ofTokensOf: ended.origin)
                try tables.setScope(.enrolmentOnly, ofTokensOf: followed.origin)
            }
            for row in Self.rows {
                let callers: [(String?, String?)] = [
                    (nil, nil), (mine, nil), (endedToken, nil), (followedToken, nil), (revokedToken, nil), (nil, live.session),
                    (nil, try live.session(of: try SampleUsers.reviewer())),
                ]
                for (number, caller) in callers.enumerated() {
                    var headers: HTTPFields = [:]
                    headers[.cookie] = caller.1
                    let reply = try await live.send(
                        row.method, row.uri, token: caller.0, headers: headers, body: row.method == .get ? nil : Array("x".utf8))
                    let got = reply.problem?.rawValue ?? "\(reply.status)"
                    #expect(got == row.answers[number], "caller \(number): \(row.method) \(row.uri)")
                    if number < 5, reply.status != 303 { #expect(!reply.text.contains("phu-la"), "caller \(number): \(row.uri)") }
                    if reply.status == 401 { #expect(reply.headers[.wwwAuthenticate] != nil) }
                }
            }
        }
    }

    @Test func `follows a table's link in a browser is led to the log-in, and back to the table`() async throws {
        try await LiveDistrict.run { live async throws in
            let reply = try await live.send(.get, "/reports/2022-9M.csv", headers: [.accept: "text/html,*/*;q=0.8"])
            #expect(reply.status == 303 && reply.headers[.location] == "/login?next=%2Freports%2F2022-9M.csv")
            #expect(try await live.send(.head, "/periods/2022-9M").status == 303)
            let push = try await live.send(.get, "/refused/3/push", headers: [.accept: "text/html,*/*;q=0.8"])
            #expect(push.status == 303 && push.headers[.location] == "/login?next=%2Frefused%2F3%2Fpush")
        }
    }
}
