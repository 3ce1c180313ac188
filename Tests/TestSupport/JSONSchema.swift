public import PlanProgress

/// Holds values against a JSON Schema (draft 2020-12), as far as the schemas of `Fixtures/Schemas` go.
///
/// A keyword that it does not know is a fault of the schema: nothing in a schema is ever passed over in silence.
public struct JSONSchema {
    private let files: [String: JSON]
    private let file: String
    /// Where the schema stands in its file, as a JSON pointer (RFC 6901).
    private let pointer: String

    /// Reads a schema of `Fixtures/Schemas` and those beside it that schemas name.
    public init(named file: String) throws {
        (self.file, pointer) = (file, "")
        files = try Dictionary(
            uniqueKeysWithValues: Set([file, "event.json"]).map { ($0, try JSON(reading: Fixture.bytes("Schemas/\($0)"))) })
    }

    /// A schema inside another document, such as an OpenAPI description; all that it refers to stands there too.
    public init(in document: JSON, at pointer: String) {
        (file, self.pointer, files) = ("document", pointer, ["document": document])
    }

    /// What is wrong with the value, each with its place; nothing when it fits.
    public func faults(in value: JSON) -> [String] {
        guard let schema = files[file].flatMap({ Self.part(of: $0, at: pointer) }) else { return ["no schema \(file) \(pointer)"] }
        return check(value, schema, in: file, at: "")
    }

    private static let known: Set<String> = [
        "$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "additionalProperties", "items", "minItems",
        "maxItems", "uniqueItems", "enum", "const", "pattern", "minLength", "minimum", "maximum", "oneOf",
    ]

    private func check(_ value: JSON, _ schema: JSON, in file: String, at path: String) -> [String] {
        guard let keywords = schema.members else { return ["\(path): a schema is an object"] }
        var faults = keywords.filter { !Self.known.contains($0.name) }.map { "\(path): keyword '\($0.name)' is not known here" }
        if let target = schema["$ref"]?.string {
            if let (found, place) = resolve(target, from: file) {
                faults += check(value, found, in: place, at: path)
            } else {
                faults.append("\(path): nothing at \(target)")
            }
        }
        if let type = schema["type"]?.string, type != Self.type(of: value) {
            faults.append("\(path): \(Self.type(of: value)), not \(type)")
        }
        if let expected = schema["const"], expected != value { faults.append("\(path): not \(expected.canonicalText)") }
        if let words = schema["enum"]?.array, !words.contains(value) {
            faults.append("\(path): \(value.canonicalText) is none of the words")
        }
        if let branches = schema["oneOf"]?.array {
            let attempts = branches.map { check(value, $0, in: file, at: path) }
            let fits = attempts.filter(\.isEmpty).count
            if fits != 1 { faults.append("\(path): fits \(fits) of oneOf; \(attempts.flatMap(\.self).prefix(3))") }
        }
        switch value {
        case .string(let text): faults += checkText(text, schema, at: path)
        case .integer(let number):
            if let least = schema["minimum"]?.integer, number < least { faults.append("\(path): \(number) < \(least)") }
            if let most = schema["maximum"]?.integer, number > most { faults.append("\(path): \(number) > \(most)") }
        case .array(let items): faults += checkItems(items, schema, in: file, at: path)
        case .object(let members): faults += checkMembers(members, schema, in: file, at: path)
        case .boolean: break
        }
        return faults
    }

    private func checkText(_ text: String, _ schema: JSON, at path: String) -> [String] {
        var faults: [String] = []
        if let pattern = schema["pattern"]?.string {
            if let expression = try? Regex(pattern) {
                if text.firstMatch(of: expression) == nil { faults.append("\(path): '\(text)' does not match \(pattern)") }
            } else {
                faults.append("\(path): '\(pattern)' is no pattern")
            }
        }
        if let least = schema["minLength"]?.integer, text.unicodeScalars.count < least { faults.append("\(path): shorter than \(least)") }
        return faults
    }

    private func checkItems(_ items: [JSON], _ schema: JSON, in file: String, at path: String) -> [String] {
        var faults: [String] = []
        if let least = schema["minItems"]?.integer, items.count < least { faults.append("\(path): fewer than \(least) items") }
        if let most = schema["maxItems"]?.integer, items.count > most { faults.append("\(path): more than \(most) items") }
        if schema["uniqueItems"]?.boolean == true, Set(items).count < items.count { faults.append("\(path): items are repeated") }
        guard let each = schema["items"] else { return faults }
        return faults + items.enumerated().flatMap { check($0.element, each, in: file, at: "\(path)[\($0.offset)]") }
    }

    private func checkMembers(_ members: [JSON.Member], _ schema: JSON, in file: String, at path: String) -> [String] {
        var faults: [String] = []
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where !members.contains(where: { $0.name == name }) {
            faults.append("\(path): '\(name)' is missing")
        }
        for member in members {
            if let part = schema["properties"]?[member.name] {
                faults += check(member.value, part, in: file, at: "\(path).\(member.name)")
            } else if let rest = schema["additionalProperties"] {
                if rest == .boolean(false) {
                    faults.append("\(path): '\(member.name)' is no member")
                } else {
                    faults += check(member.value, rest, in: file, at: "\(path).\(member.name)")
                }
            }
        }
        return faults
    }

    private func resolve(_ target: String, from file: String) -> (JSON, file: String)? {
        let parts = target.split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasPrefix("/") else { return nil }
        let place = parts[0].isEmpty ? file : String(parts[0])
        return files[place].flatMap { Self.part(of: $0, at: String(parts[1])) }.map { ($0, place) }
    }

    /// What a JSON pointer leads to.
    public static func part(of document: JSON, at pointer: String) -> JSON? {
        pointer.split(separator: "/").reduce(document) { part, name in
            part?[String(name.replacing("~1", with: "/").replacing("~0", with: "~"))]
        }
    }

    private static func type(of value: JSON) -> String {
        switch value {
        case .object: "object"
        case .array: "array"
        case .string: "string"
        case .integer: "integer"
        case .boolean: "boolean"
        }
    }
}
