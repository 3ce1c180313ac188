/// A log's size and root at one moment, as C2SP `tlog-checkpoint` writes it: origin, size, base64 root, a line each.
public struct Checkpoint: Hashable, Sendable {
    public let origin: Origin
    public let size: Int64
    public let root: Digest

    public init(origin: Origin, size: Int64, root: Digest) {
        (self.origin, self.size, self.root) = (origin, size, root)
    }

    /// Reads a note's text; `nil` for another form. Extension lines are refused: we write none.
    public init?(text: String) {
        let lines = Array(text.utf8).split(separator: 10, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, let origin = Origin(reading: lines[0]), let size = CountText.read(lines[1]),
            let root = Base64.bytes(reading: lines[2]).flatMap({ Digest(bytes: $0) })
        else { return nil }
        self.init(origin: origin, size: size, root: root)
    }

    public var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }
    public var note: SignedNote { SignedNote(text: text) }

    /// The empty log of that origin.
    public static func empty(_ origin: Origin) -> Checkpoint { Checkpoint(origin: origin, size: 0, root: MerkleTree.emptyRoot) }
}

/// A count in ASCII decimal, without sign or leading zero, at most 2^53−1: sizes in notes and headers.
public enum CountText {
    public static func read(_ text: some StringProtocol) -> Int64? { read(Array(text.utf8)[...]) }

    /// The same of a text in UTF-8.
    static func read(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard (1...16).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }), digits.count == 1 || digits.first != 48
        else { return nil }
        let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
        return value <= Limits.largestInteger ? value : nil
    }
}
