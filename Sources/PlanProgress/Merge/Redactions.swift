/// Which attachments one log redacts, and which can never be redacted because figures were computed from them (design 3.2).
///
/// The same set of entries gives the same answer in any order: a redaction that comes before the catalogue that it must not touch
/// counts nothing either.
public struct Redactions: Sendable {
    /// Where a log first redacts an attachment.
    public struct Word: Hashable, Sendable {
        public let event: EventID
        public let on: LocalDay
        public let index: Int64
    }

    private var words: [String: [Word]] = [:]
    private var fixed: Set<String> = []

    public init() {}

    /// What the bytes of an entry that redacts hold; few do.
    public static let mark = Array("\"attachment.redacted\"".utf8)
    private static let fixedMarks = ["\"catalogue.published\"", "\"period.closed\""].map { Array($0.utf8) }

    /// Takes an entry as it lies in the log at that index.
    public mutating func take(_ entry: ArraySlice<UInt8>, at index: Int64) {
        guard entry.holds(Self.mark) || Self.fixedMarks.contains(where: { entry.holds($0) }) else { return }
        take(entry, EventReading(of: entry), at: index)
    }

    /// The same for an entry that is read already.
    mutating func take(_ entry: some Collection<UInt8>, _ reading: EventReading, at index: Int64) {
        switch reading.content {
        case .event(let event, _):
            switch event.body {
            case .attachmentRedacted(let id):
                words[id, default: []].append(Word(event: reading.id, on: event.on, index: index))
            case .cataloguePublished: fixed.formUnion(event.attachments.map(\.id))
            default: break
            }
        // A closing is fixed for a reader that does not understand it too.
        case .notUnderstood("period.closed"), .notUnderstood("catalogue.published"):
            fixed.formUnion(AttachmentReference.named(in: entry).map(\.id))
        default: break
        }
    }

    /// The first word on the attachment, or `nil` where none counts.
    public subscript(id: String) -> Word? { fixed.contains(id) ? nil : words[id]?.first }

    /// All that are redacted.
    public var ids: Set<String> { Set(words.keys).subtracting(fixed) }

    public var isEmpty: Bool { words.isEmpty }

    /// Whether it belongs to a catalogue or a closing.
    public func isFixed(_ id: String) -> Bool { fixed.contains(id) }

    /// The redactions that count nothing, by place in the log.
    var listed: [ListedRow] {
        let rows = words.filter { fixed.contains($0.key) }.values.joined().sorted { $0.index < $1.index }
        return rows.map { ListedRow(id: $0.event, reason: .targetFixed, on: $0.on) }
    }
}
