/// One push: entries `from ..< to` of a log, the checkpoint signed at `to`, and small attachments (design 4).
///
/// A header of `name value` lines in this order, an empty line, then four parts of the byte counts named.
/// It believes nothing of what it carries: `PushJudge` does the checking.
public struct PushRequest: Hashable, Sendable {
    public var origin: Origin
    /// The sender's clock, UTC milliseconds: shows the reviewer a wrong clock, decides nothing.
    public var now: Int64
    /// The index of the first entry sent.
    public var from: Int64
    /// The signed note over the log at `to`.
    public var checkpoint: SignedNote
    /// The newest receipt held of this log.
    public var receipt: SignedNote?
    public var entries: EntryBatch
    public var attachments: [RidingAttachment]
    /// Where entries are given back in several pushes, what leads from the tree at `to` to the checkpoint's; otherwise empty.
    public var rest: TreeRest

    /// An attachment that travels with the entry that names it, at most `Limits.ridingAttachmentByteCount`.
    public struct RidingAttachment: Hashable, Sendable {
        public let id: String
        /// Salt, name and content: what the id is the digest of.
        public let bytes: [UInt8]
        public init(id: String, bytes: [UInt8]) {
            (self.id, self.bytes) = (id, bytes)
        }
    }

    public init(
        origin: Origin, now: Int64, from: Int64, checkpoint: SignedNote, receipt: SignedNote? = nil, entries: EntryBatch,
        attachments: [RidingAttachment] = [], rest: TreeRest = TreeRest()
    ) {
        (self.origin, self.now, self.from, self.checkpoint) = (origin, now, from, checkpoint)
        (self.receipt, self.entries, self.attachments, self.rest) = (receipt, entries, attachments, rest)
    }

    /// The first index not sent: the size that the checkpoint speaks of, or below it where there is a rest.
    public var to: Int64 { from + Int64(entries.count) }

    public static let title = "wardlog/1 push"
    public static let mediaType = "application/vnd.wardlog.push"
    /// What the inflated body may hold.
    public static let byteLimit = Limits.pushByteCount + Limits.pushOverheadByteCount
}

extension PushRequest {
    public var bytes: [UInt8] {
        let notes = [checkpoint.bytes, receipt?.bytes ?? []]
        let riders = attachments.flatMap { Array("\($0.id) \($0.bytes.count)\n".utf8) + $0.bytes }
        let ending = rest.isEmpty ? "" : "rest \(rest.hashes.count * Digest.byteCount)\n"
        let header =
            "\(Self.title)\norigin \(origin)\nnow \(now)\nfrom \(from)\nto \(to)\ncheckpoint \(notes[0].count)\nreceipt \(notes[1].count)\n"
            + "entries \(entries.bytes.count)\nattachments \(riders.count)\n\(ending)\n"
        return Array(header.utf8) + notes[0] + notes[1] + entries.bytes + riders + rest.hashes.flatMap(\.bytes)
    }

    /// Reads a whole body, inflated.
    public init(reading bytes: some Collection<UInt8>) throws(WireFault) {
        guard bytes.count <= Self.byteLimit else { throw .tooLarge(what: "the push", limit: Int64(Self.byteLimit)) }
        var reader = WireReader(Array(bytes)[...])
        let header = try Header(reading: &reader)
        let checkpoint = try Self.note("checkpoint", byteCount: header.checkpoint, from: &reader)
        let receipt = header.receipt == 0 ? nil : try Self.note("receipt", byteCount: header.receipt, from: &reader)
        let entries = try EntryBatch(reading: try reader.part("entries", byteCount: header.entries))
        guard Int64(entries.count) == header.to - header.from else {
            throw .form(expected: "\(header.to - header.from) entries", at: reader.position)
        }
        let riders = try Self.riders(try reader.part("attachments", byteCount: header.attachments))
        let hashes = try header.rest.map { count throws(WireFault) in try Self.rest(byteCount: count, from: &reader) } ?? TreeRest()
        try reader.end()
        self.init(
            origin: header.origin, now: header.now, from: header.from, checkpoint: checkpoint, receipt: receipt, entries: entries,
            attachments: riders, rest: hashes)
    }

    /// The signed checkpoint of a whole body, whose entries are not looked at; `nil` where it does not begin as a push.
    public static func checkpoint(of bytes: [UInt8]) -> SignedNote? {
        var reader = WireReader(bytes[...])
        guard let header = try? Header(reading: &reader) else { return nil }
        return try? note("checkpoint", byteCount: header.checkpoint, from: &reader)
    }

    /// The lines before the parts.
    private struct Header {
        let origin: Origin
        let now, from, to: Int64
        /// Byte counts.
        let checkpoint, receipt, entries, attachments: Int64
        let rest: Int64?

        init(reading reader: inout WireReader) throws(WireFault) {
            try reader.title(PushRequest.title)
            origin = try reader.origin()
            now = try reader.count("now")
            from = try reader.count("from")
            to = try reader.count("to")
            checkpoint = try reader.count("checkpoint")
            receipt = try reader.count("receipt")
            entries = try reader.count("entries")
            attachments = try reader.count("attachments")
            rest = try reader.isAtEmptyLine ? nil : reader.count("rest")
            try reader.title("")
            guard from <= to else { throw .form(expected: "'to' not below 'from'", at: reader.position) }
            guard to - from <= Limits.pushEntries else { throw .tooLarge(what: "the count of entries", limit: Int64(Limits.pushEntries)) }
            guard entries <= Limits.pushByteCount else { throw .tooLarge(what: "'entries'", limit: Int64(Limits.pushByteCount)) }
        }
    }

    private static func rest(byteCount: Int64, from reader: inout WireReader) throws(WireFault) -> TreeRest {
        let (start, width) = (reader.position, Digest.byteCount)
        guard (1...Int64(TreeRest.hashLimit * width)).contains(byteCount), byteCount % Int64(width) == 0 else {
            throw .form(expected: "a rest of whole digests", at: start)
        }
        let bytes = Array(try reader.part("rest", byteCount: byteCount))
        return TreeRest(hashes: stride(from: 0, to: bytes.count, by: width).compactMap { Digest(bytes: bytes[$0..<$0 + width]) })
    }

    private static func note(_ name: String, byteCount: Int64, from reader: inout WireReader) throws(WireFault) -> SignedNote {
        let start = reader.position
        guard let note = SignedNote(reading: try reader.part(name, byteCount: byteCount)) else {
            throw .form(expected: "a signed note as \(name)", at: start)
        }
        return note
    }

    private static func riders(_ bytes: ArraySlice<UInt8>) throws(WireFault) -> [RidingAttachment] {
        var reader = WireReader(bytes)
        var riders: [RidingAttachment] = []
        while !reader.isAtEnd {
            let parts = try reader.line("an attachment's id and byte count").split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 2, AttachmentReference.isID(parts[0]), let byteCount = CountText.read(parts[1]) else {
                throw .form(expected: "an attachment's id and byte count", at: reader.position)
            }
            guard byteCount <= Limits.ridingAttachmentByteCount else {
                throw .tooLarge(what: "a riding attachment", limit: Int64(Limits.ridingAttachmentByteCount))
            }
            riders.append(RidingAttachment(id: String(parts[0]), bytes: Array(try reader.part("an attachment", byteCount: byteCount))))
        }
        return riders
    }
}

extension AttachmentReference {
    /// Whether `text` is a base64url SHA-256: 43 characters, no bit beyond the last byte.
    public static func isID(_ text: some StringProtocol) -> Bool { text.utf8.count == 43 && Base64.urlBytes(text) != nil }

    /// What the bytes of an entry with attachments hold; most entries have none.
    public static let mark = Array("\"attachments\"".utf8)

    /// What an entry names as attachments, of any kind, known or not, readable otherwise or not.
    ///
    /// Attachments must travel for entries that this program does not understand too.
    public static func named(in entry: some Collection<UInt8>) -> [AttachmentReference] {
        guard entry.count <= Limits.eventByteCount, let json = try? JSON(reading: entry), let values = json["attachments"]?.array
        else { return [] }
        return values.compactMap { try? AttachmentReference(reading: $0) }
    }
}
