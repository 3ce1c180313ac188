import HTTPTypes
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `The OpenAPI document` {
    /// One name an address and method. A route that is new does not compile here until it has one, and then fails below until it is described.
    private enum Operation: String, CaseIterable {
        case version, identity, health, openapi, enrol, heads, push, entries, checkpoint, putAttachment, attachment, rollup, explain
        case overview, overviewOfPeriod, unit, source, table, style, logInPage, logIn, logOut, missingAttachments
        case refusedPushes, refusedPush, refusedBytes

        init(_ route: Route) {
            self =
                switch route {
                case .version: .version
                case .identity: .identity
                case .health: .health
                case .document: .openapi
                case .enrol: .enrol
                case .heads: .heads
                case .push: .push
                case .entries: .entries
                case .checkpoint: .checkpoint
                case .putAttachment: .putAttachment
                case .attachment: .attachment
                case .rollup: .rollup
                case .explain: .explain
                case .overview(nil): .overview
                case .overview: .overviewOfPeriod
                case .unit: .unit
                case .source: .source
                case .table: .table
                case .refusedPushes: .refusedPushes
                case .refusedPush: .refusedPush
                case .refusedBytes: .refusedBytes
                case .style: .style
                case .logInPage: .logInPage
                case .logIn: .logIn
                case .logOut: .logOut
                case .missingAttachments: .missingAttachments
                }
        }
    }

    @Test func `describes every route and nothing else`() throws {
        let described = OpenAPIDocument.operations
        for operation in described {
            guard case .found(let route) = Route.find(operation.method.uppercased(), OpenAPIDocument.example(of: operation)) else {
                Issue.record("\(operation.method) \(operation.path) is no route")
                continue
            }
            #expect(operation.json["operationId"]?.string == Operation(route).rawValue)
        }
        let names = described.compactMap { $0.json["operationId"]?.string }
        #expect(names.sorted() == Operation.allCases.map(\.rawValue).sorted())
    }

    @Test func `is served, as an OpenAPI 3.1 document`() async throws {
        try await LiveDistrict.run { live async throws in
            let reply = try await live.get("/v1/openapi.json")
            #expect(reply.status == 200 && reply.headers[.contentType] == "application/json")
            let json = try JSON(reading: reply.body)
            #expect(json["openapi"]?.string == "3.1.0" && json == OpenAPIDocument.json)
        }
    }

    @Test func `lists each problem type once, with its status, and no retired one`() throws {
        let json = try #require(OpenAPIDocument.json)
        let listed = try #require(json["x-problem-types"]?.array)
        let types = ProblemType.allCases.map {
            JSON.object(present: [("type", .string($0.rawValue)), ("status", .integer(Int64($0.status)))])
        }
        #expect(listed == types)
        let retired = Set((json["x-problem-types-retired"]?.array ?? []).compactMap(\.string))
        #expect(retired == ProblemType.retired)
        #expect(retired.isDisjoint(with: ProblemType.allCases.map(\.rawValue)))
    }

    @Test(arguments: ["event", "rollup", "explanation", "problem", "identity", "enrolment"])
    func `has the schemas that the fixtures have`(name: String) throws {
        let fixture = try JSON(reading: Fixture.bytes("Schemas/\(name).json"))
        let held = try #require(OpenAPIDocument.json?["components"]?["schemas"]?["\(name).json"])
        #expect(Self.relocated(fixture, file: "\(name).json") == held, "copy Schemas/\(name).json, each $ref led to #/components/schemas/")
    }

    private static func relocated(_ json: JSON, file: String) -> JSON {
        switch json {
        case .object(let members):
            .object(
                present: members.filter { $0.name != "$schema" }.map { member in
                    guard member.name == "$ref", let target = member.value.string else {
                        return (member.name, relocated(member.value, file: file))
                    }
                    let place = target.hasPrefix("#") ? file + target : target
                    return (member.name, .string("#/components/schemas/" + place.replacing("#", with: "")))
                })
        case .array(let items): .array(items.map { relocated($0, file: file) })
        default: json
        }
    }

    @Test func `refers only to what it has`() throws {
        let json = try #require(OpenAPIDocument.json)
        for target in Self.references(in: json) {
            #expect(target.hasPrefix("#/") && JSONSchema.part(of: json, at: String(target.dropFirst())) != nil, "\(target)")
        }
    }

    private static func references(in json: JSON) -> [String] {
        switch json {
        case .object(let members): members.flatMap { $0.name == "$ref" ? [$0.value.string ?? ""] : references(in: $0.value) }
        case .array(let items): items.flatMap(references)
        default: []
        }
    }

    /// `LiveDistrict.send` compares each answer with the document, in every test; this one leaves no operation out.
    @Test func `says what each operation answers, with rights, without, and to nonsense`() async throws {
        try await LiveDistrict.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            #expect(try await live.push(device.push(), token: token).status == 200)
            for operation in OpenAPIDocument.operations {
                let method = try #require(HTTPRequest.Method(operation.method.uppercased()))
                let target = OpenAPIDocument.example(of: operation)
                if method == .get { _ = try await live.page(target) }
                for token in [nil, "", "nonsense", token] {
                    for body in [nil, [], Array("\0nonsense".utf8)] as [[UInt8]?] where method != .get || body == nil {
                        _ = try await live.send(method, target, token: token, body: body)
                    }
                    for query in [
                        "?lang=en", "?from=9&to=1", "?from=99&to=999", "?figure=x", "?calendar=x", "?asOf=x", "?unit=x", "?unit=duong-noi",
                        "?before=x",
                    ] {
                        if method == .get { _ = try await live.send(method, target.split(separator: "?")[0] + query, token: token) }
                    }
                }
            }
        }
    }
}
