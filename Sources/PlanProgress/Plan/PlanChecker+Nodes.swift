/// The pairs of one map, found by key, with the line where the map begins.
struct Keyed {
    let line: Int
    private let nodes: [String: PlanNode]

    init(line: Int, _ nodes: [String: PlanNode]) {
        (self.line, self.nodes) = (line, nodes)
    }

    /// The key's value, or `nil` where it is absent or null.
    subscript(key: String) -> PlanNode? {
        guard let node = nodes[key], node.value != .null else { return nil }
        return node
    }
}

/// A text of a list, with its line.
struct LinedText {
    let text: String
    let line: Int
}

extension PlanChecker {
    mutating func fault(_ line: Int, _ problem: PlanFault.Problem) { faults.append(PlanFault(line: line, problem)) }

    /// The map's pairs by key; keys that are not `allowed` and keys that repeat are faults.
    mutating func map(_ node: PlanNode, key: String, of allowed: [String]) -> Keyed? {
        guard let pairs = pairs(node, key: key) else { return nil }
        var nodes: [String: PlanNode] = [:]
        for pair in pairs {
            if allowed.contains(pair.key) {
                nodes[pair.key] = pair.node
            } else {
                fault(pair.line, .unknownKey(pair.key, suggestion: Nearest.suggestion(for: pair.key, among: allowed)))
            }
        }
        return Keyed(line: node.line, nodes)
    }

    /// The map's pairs, each key once.
    mutating func pairs(_ node: PlanNode, key: String) -> [PlanNode.Pair]? {
        guard case .map(let pairs) = node.value else {
            fault(node.line, .notMap(key: key))
            return nil
        }
        var lines: [String: Int] = [:]
        return pairs.filter { pair in
            if let first = lines[pair.key] {
                fault(pair.line, .repeatedKey(pair.key, firstLine: first))
                return false
            }
            lines[pair.key] = pair.line
            return true
        }
    }

    mutating func items(_ node: PlanNode, key: String) -> [PlanNode]? {
        guard case .list(let items) = node.value else {
            fault(node.line, .notList(key: key))
            return nil
        }
        return items
    }

    mutating func text(_ fields: Keyed, _ key: String, needed: Bool = true) -> String? {
        guard let node = fields[key] else {
            if needed { fault(fields.line, .missing(key: key)) }
            return nil
        }
        return text(node, key: key)
    }

    mutating func text(_ node: PlanNode, key: String) -> String? {
        guard case .text(let text) = node.value else {
            fault(node.line, .notText(key: key))
            return nil
        }
        guard !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else {
            fault(node.line, .empty(key: key))
            return nil
        }
        // A line break, a tab and their like would be shown as �; direction marks would hide what a line says.
        guard
            !text.unicodeScalars.contains(where: {
                [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
            })
        else {
            fault(node.line, .controlCharacter(key: key))
            return nil
        }
        return text
    }

    /// The texts of a list that may be left out; one that repeats is a fault.
    mutating func texts(_ fields: Keyed, _ key: String) -> [LinedText] {
        guard let node = fields[key], let items = items(node, key: key) else { return [] }
        var texts: [LinedText] = []
        for item in items {
            guard let text = text(item, key: key) else { continue }
            if texts.contains(where: { $0.text == text }) { fault(item.line, .repeated(key: key, text: text)) }
            texts.append(LinedText(text: text, line: item.line))
        }
        return texts
    }

    mutating func code(_ fields: Keyed, _ key: String) -> String? {
        guard let text = text(fields, key) else { return nil }
        guard Code.isValid(text) else {
            fault(fields[key]?.line ?? fields.line, .notCode(key: key, text: text))
            return nil
        }
        return text
    }

    mutating func day(_ fields: Keyed, _ key: String, needed: Bool) -> LocalDay? {
        guard let text = text(fields, key, needed: needed) else { return nil }
        guard let day = LocalDay(text) else {
            fault(fields[key]?.line ?? fields.line, .notDay(key: key, text: text))
            return nil
        }
        return day
    }

    mutating func integer(_ fields: Keyed, _ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = text(fields, key) else { return nil }
        guard let number = CountText.read(text), range.contains(number) else {
            fault(fields[key]?.line ?? fields.line, .notNumber(key: key, text: text, range: range))
            return nil
        }
        return number
    }
}
