/// The heads that a caller may see, a line each: `<origin> <size> <root>[ recovering]`, sorted by origin (design 4).
///
/// Heads themselves are not signed: they say where to look, and nothing counts until a receipt proves it.
public struct HeadsText: Hashable, Sendable {
    public let heads: [Head]

    public struct Head: Hashable, Sendable {
        public let checkpoint: Checkpoint
        /// The district holds less than this head: it stores what comes and gives no receipt below it.
        public let isRecovering: Bool

        public init(_ checkpoint: Checkpoint, isRecovering: Bool = false) {
            (self.checkpoint, self.isRecovering) = (checkpoint, isRecovering)
        }
    }

    /// Sorts them; of one origin there is one head.
    public init(_ heads: some Sequence<Head>) {
        self.heads = heads.sorted { $0.checkpoint.origin < $1.checkpoint.origin }
    }

    /// Reads the lines, which are sorted and name every origin once.
    public init(reading bytes: some Collection<UInt8>) throws(WireFault) {
        var reader = WireReader(Array(bytes)[...])
        var heads: [Head] = []
        while !reader.isAtEnd {
            let start = reader.position
            let parts = try reader.lineBytes("a head").split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard (3...4).contains(parts.count), let origin = Origin(reading: parts[0]), let size = CountText.read(parts[1]),
                let root = Base64.bytes(reading: parts[2]).flatMap({ Digest(bytes: $0) }),
                parts.count == 3 || parts[3].elementsEqual("recovering".utf8),
                heads.last.map({ $0.checkpoint.origin < origin }) ?? true
            else { throw .form(expected: "'origin size root', sorted by origin", at: start) }
            heads.append(Head(Checkpoint(origin: origin, size: size, root: root), isRecovering: parts.count == 4))
        }
        self.heads = heads
    }

    public subscript(origin: Origin) -> Head? { heads.first { $0.checkpoint.origin == origin } }

    /// How many entries of a log the district holds for certain: a recovering one's head says only how many it waits for.
    public func atLeastHeld(of origin: Origin) -> Int64 {
        guard let head = self[origin], !head.isRecovering else { return 0 }
        return head.checkpoint.size
    }

    public var bytes: [UInt8] {
        Array(
            heads.map { head in
                let checkpoint = head.checkpoint
                return "\(checkpoint.origin) \(checkpoint.size) \(checkpoint.root.base64)\(head.isRecovering ? " recovering" : "")\n"
            }.joined().utf8)
    }

    /// The quoted first 32 hex digits of the SHA-256 of these bytes: the `ETag` of `GET /v1/heads`.
    ///
    /// Fixed by the protocol, so that a client who got heads in a push's answer may ask with `If-None-Match` next time.
    public var entityTag: String { "\"\(Digest(of: bytes).hex.prefix(32))\"" }

    public static let mediaType = "text/plain; charset=utf-8"
}
