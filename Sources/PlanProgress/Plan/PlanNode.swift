/// A plan file as it was written, before anything in it is believed: texts, lists and maps with their lines.
///
/// Made by the room that reads the file; texts are in NFC.
public struct PlanNode: Hashable, Sendable {
    /// The line of the file, from 1.
    public let line: Int
    public let value: Value

    public enum Value: Hashable, Sendable {
        /// Nothing, or the word `null`: the same as leaving the key out.
        case null
        case text(String)
        case list([PlanNode])
        /// The pairs in their order; keys may repeat here, and are refused when the plan is checked.
        case map([Pair])
    }

    public struct Pair: Hashable, Sendable {
        public let key: String
        /// The line of the key, from 1.
        public let line: Int
        public let node: PlanNode
        public init(_ key: String, line: Int, _ node: PlanNode) {
            (self.key, self.line, self.node) = (key, line, node)
        }
    }

    public init(line: Int, _ value: Value) {
        (self.line, self.value) = (line, value)
    }
}
