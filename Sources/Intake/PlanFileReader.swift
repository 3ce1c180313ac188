public import PlanProgress
import Yams

/// Reads a plan file (YAML) as a person wrote it: every fault at once, each with its line.
///
/// The same reader serves a ward's import and a district's assignment. Texts become NFC here, at the entry.
public enum PlanFileReader {
    /// The plan, checked against the catalogue; when it throws, nothing of the file counts.
    ///
    /// `leadNeeded` is false where the district assigns tasks and may leave the leading organ to the ward.
    public static func read(_ bytes: [UInt8], against catalogue: Catalogue, leadNeeded: Bool = true) throws(PlanFaults) -> PlanFile {
        guard bytes.count <= Limits.handedInByteCount else {
            throw PlanFaults(PlanFault(line: 1, .tooLarge(byteLimit: Limits.handedInByteCount)))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw PlanFaults(PlanFault(line: 1, .notUTF8)) }
        if let line = AliasScan.line(of: text) { throw PlanFaults(PlanFault(line: line, .alias)) }
        return try PlanFile(checking: try tree(of: text), against: catalogue, leadNeeded: leadNeeded)
    }

    private static func tree(of text: String) throws(PlanFaults) -> PlanNode {
        var text = text
        for round in 1...repeatedKeys {
            do {
                let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
                return try PlanNode(root ?? Node([(Node, Node)]()), depth: 0)
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                // Yams stops at a key that repeats. The first of the two is marked and the text read again, so that
                // the check finds this fault beside all others; the marks are taken off the keys below.
                guard let marked = marking(text, at: context.mark, with: round) else {
                    throw PlanFaults(PlanFault(line: context.mark.line, .unreadable("a key repeats")))
                }
                text = marked
            } catch let fault as PlanFault {
                throw PlanFaults(fault)
            } catch {
                throw PlanFaults(PlanFault(unreadable: error, text: text))
            }
        }
        throw PlanFaults(PlanFault(line: 1, .unreadable("more than \(repeatedKeys) keys repeat")))
    }

    /// More than a clerk mistypes; each costs a reading of the file.
    private static let repeatedKeys = 64

    /// The text with so many marks set before the key at this place, or `nil` where there is none.
    private static func marking(_ text: String, at mark: Mark, with count: Int) -> String? {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        for _ in 1..<mark.line {
            guard let end = scalars[index...].firstIndex(of: "\n") else { return nil }
            index = scalars.index(after: end)
        }
        guard var place = scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex), place < scalars.endIndex else {
            return nil
        }
        if ["\"", "'"].contains(scalars[place]) { place = scalars.index(after: place) }
        return String(scalars[..<place]) + String(repeating: PlanNode.mark, count: count) + String(scalars[place...])
    }
}

extension PlanNode {
    /// Stands for no character of any plan; keys lose it when they are read.
    fileprivate static let mark = "\u{E000}"

    /// A plan has five levels.
    private static let deepest = 8

    fileprivate init(_ node: Node, depth: Int) throws {
        let line = node.mark?.line ?? 1
        guard depth < Self.deepest else { throw PlanFault(line: line, .tooDeep) }
        switch node {
        case .scalar(let scalar):
            try Self.refuse(scalar.tag, line: line)
            let isNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            self.init(line: line, isNull ? .null : .text(NFC.normalized(scalar.string)))
        case .sequence(let sequence):
            try Self.refuse(sequence.tag, line: line)
            self.init(line: line, .list(try sequence.map { try PlanNode($0, depth: depth + 1) }))
        case .mapping(let mapping):
            try Self.refuse(mapping.tag, line: line)
            let pairs = try mapping.map { key, value in
                guard case .scalar(let name) = key else {
                    throw PlanFault(line: key.mark?.line ?? line, .notText(key: "?"))
                }
                let text = String(name.string.unicodeScalars.filter { $0 != "\u{E000}" })
                return Pair(NFC.normalized(text), line: key.mark?.line ?? line, try PlanNode(value, depth: depth + 1))
            }
            self.init(line: line, .map(pairs))
        case .alias: throw PlanFault(line: line, .alias)
        }
    }

    /// Only texts, lists and maps: with the basic resolver every value without a tag of its own has one of these.
    private static func refuse(_ tag: Tag, line: Int) throws {
        guard [.implicit, .nonSpecific, .str, .seq, .map].contains(Tag.Name(rawValue: tag.description)) else {
            throw PlanFault(line: line, .alias)
        }
    }
}

extension PlanFault {
    /// What the YAML reader says, with the line that it names.
    fileprivate init(unreadable error: any Error, text: String) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            self.init(line: mark.line, .unreadable(problem))
        case YamlError.reader(let problem, let offset, _, _):
            let before = text.utf8.prefix(offset ?? 0)
            self.init(line: before.count { $0 == UInt8(ascii: "\n") } + 1, .unreadable(problem))
        default: self.init(line: 1, .unreadable("no YAML"))
        }
    }
}

/// Finds a name that is both an anchor and an alias, before the reader follows it.
///
/// Aliases of aliases grow beyond any memory when they are compared ("billion laughs"), and the reader compares
/// the keys of a map while it reads. A plan needs none of them.
private enum AliasScan {
    static func line(of text: String) -> Int? {
        var anchors: Set<Substring> = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            anchors.formUnion(names(after: "&", in: line))
            if names(after: "*", in: line).contains(where: anchors.contains) { return index + 1 }
        }
        return nil
    }

    /// The names that follow the sign where YAML may take it for one: at the start, or after a space or a bracket.
    private static func names(after sign: Character, in line: Substring) -> [Substring] {
        var names: [Substring] = []
        var before: Character = " "
        for index in line.indices {
            if line[index] == sign, " \t[{,:?-".contains(before) {
                let name = line[line.index(after: index)...].prefix { !" \t\r,[]{}".contains($0) }
                if !name.isEmpty { names.append(name) }
            }
            before = line[index]
        }
        return names
    }
}
