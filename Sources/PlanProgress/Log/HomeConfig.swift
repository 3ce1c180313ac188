/// A home's `config`: `name: value` lines, so that reading it costs a cold process nothing.
///
/// Lines that this version does not know are kept as they are.
public struct HomeConfig: Hashable, Sendable {
    private var lines: [String]
    /// The log that this device writes; healing replaces it.
    public private(set) var origin: Origin

    /// Reads the file's text; `nil` unless `origin` is there and well formed.
    public init?(text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        guard let value = Self.value(of: "origin", in: lines), let origin = Origin(value) else { return nil }
        (self.lines, self.origin) = (lines, origin)
    }

    public init(origin: Origin, by: String? = nil, name: String? = nil, district: String? = nil) {
        (lines, self.origin) = (["unit: \(origin.unit)", "origin: \(origin)"], origin)
        self["by"] = by
        self["name"] = name
        self["district"] = district
    }

    public var text: String { lines.map { $0 + "\n" }.joined() }

    /// Who records when nobody says otherwise.
    public var by: String { self["by"] ?? "van-phong" }
    /// The district's address, once the ward has joined.
    public var district: String? { self["district"] }

    /// The value of a line; `nil` removes it. A line break in a value becomes a space: a line is a line.
    public subscript(name: String) -> String? {
        get { Self.value(of: name, in: lines) }
        set {
            let line = newValue.map { value in "\(name): \(String(value.map { $0.isNewline ? " " : $0 }))" }
            let position = lines.firstIndex { $0.hasPrefix("\(name):") }
            if let position {
                lines.remove(at: position)
                if let line { lines.insert(line, at: position) }
            } else if let line {
                lines.append(line)
            }
        }
    }

    /// The same home, writing another log from now on.
    public func writing(_ origin: Origin) -> HomeConfig {
        var next = self
        next["origin"] = origin.description
        next["unit"] = origin.unit
        next.origin = origin
        return next
    }

    private static func value(of name: String, in lines: [String]) -> String? {
        let start = Array("\(name):".utf8)
        guard let line = lines.first(where: { $0.utf8.starts(with: start) }) else { return nil }
        return String(Substring(line.utf8.dropFirst(start.count).drop { $0 == 0x20 || $0 == 0x09 }))
    }
}
