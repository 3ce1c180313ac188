import HTTPTypes
import PlanProgress
import TestSupport

@testable import DistrictServer

/// The OpenAPI description that the district serves, as tests read it.
enum OpenAPIDocument {
    static let json = try? JSON(reading: PackageResources.wardlog_json)

    struct Operation {
        let path, method: String
        let json: JSON
        /// Where it stands in the document.
        var pointer: String { "/paths/\(path.replacing("~", with: "~0").replacing("/", with: "~1"))/\(method)" }
    }

    static var operations: [Operation] {
        (json?["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).map { Operation(path: path.name, method: $0.name, json: $0.value) }
        }
    }

    /// The description of what was asked, the one with the fewest free parts first.
    static func operation(_ method: String, _ target: String) -> Operation? {
        let path = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0].split(separator: "/")
        let method = method == "HEAD" ? "get" : method.lowercased()
        return operations.filter { operation in
            let parts = operation.path.split(separator: "/")
            guard operation.method == method, parts.count == path.count,
                operation.path.hasSuffix("/") == target.hasSuffix("/") || parts.isEmpty
            else {
                return operation.method == method && parts.count == path.count && target.contains("?") && zip(parts, path).allSatisfy(fits)
            }
            return zip(parts, path).allSatisfy(fits)
        }.min { $0.path.count { $0 == "{" } < $1.path.count { $0 == "{" } }
    }

    private static func fits(_ part: Substring, _ text: Substring) -> Bool {
        guard part.hasPrefix("{"), let end = part.firstIndex(of: "}") else { return part == text }
        return text.hasSuffix(part[part.index(after: end)...])
    }

    /// What an answer has that the document does not say.
    static func faults(in reply: LiveDistrict.Reply, to method: String, _ target: String) -> [String] {
        let name = "\(method) \(target): \(reply.status)"
        guard case .found = Route.find(method, target) else {
            return [404, 405, 429].contains(reply.status) && reply.problem != nil ? [] : ["\(name) for an address that is none"]
        }
        guard let json, let operation = operation(method, target) else { return ["\(name): no such operation"] }
        let pointer = resolved("\(operation.pointer)/responses/\(reply.status)")
        guard let response = JSONSchema.part(of: json, at: pointer) else { return ["\(name) is not documented: \(reply.text.prefix(200))"] }
        var faults = (response["headers"]?.members ?? []).compactMap { header -> String? in
            guard header.value["required"] == .boolean(true), let field = HTTPField.Name(header.name) else { return nil }
            return reply.headers[field] == nil ? "\(name) lacks \(header.name)" : nil
        }
        guard let content = response["content"]?.members else {
            return reply.body.isEmpty ? faults : faults + ["\(name) has a body"]
        }
        let type = String(reply.headers[.contentType]?.prefix { $0 != ";" } ?? "")
        guard content.contains(where: { $0.name == type }) else { return faults + ["\(name) is \(type)"] }
        guard type.hasSuffix("json"), type != "application/x-ndjson", method != "HEAD" else { return faults }
        let schema = JSONSchema(in: json, at: "\(pointer)/content/\(type.replacing("/", with: "~1"))/schema")
        do { faults += schema.faults(in: try JSON(reading: reply.body)).map { "\(name) \($0)" } } catch {
            faults.append("\(name) is no JSON")
        }
        return faults
    }

    /// Follows a reference, where one stands.
    private static func resolved(_ pointer: String) -> String {
        guard let json, let target = JSONSchema.part(of: json, at: pointer)?["$ref"]?.string else { return pointer }
        return String(target.dropFirst())
    }

    /// A target of an operation with the parameters' examples.
    static func example(of operation: Operation) -> String {
        var path = operation.path
        var query: [String] = []
        for reference in operation.json["parameters"]?.array ?? [] {
            guard let json, let pointer = reference["$ref"]?.string,
                let parameter = JSONSchema.part(of: json, at: String(pointer.dropFirst())),
                let name = parameter["name"]?.string, let example = parameter["example"]
            else { continue }
            let text = example.string ?? example.canonicalText
            if parameter["in"]?.string == "path" { path = path.replacing("{\(name)}", with: text) } else { query.append("\(name)=\(text)") }
        }
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }
}
