/// What a healing has decided, written down before anything else happens so that it may be cut anywhere (design 3.4).
public struct Healing: Hashable, Sendable {
    /// The log that is continued, as it lies on this disk; size 0 and the empty root when it is gone.
    public let continues: Checkpoint
    /// The new log: the old one's stem and six fresh characters.
    public let new: Origin
    /// Whose entries are brought over, each from which index on: every log of this device's stem that lies here.
    ///
    /// Of the earlier ones only what no receipt covers; a healing may follow another that no district has heard of.
    public let sources: [Source]

    public struct Source: Hashable, Sendable {
        public let origin: Origin
        public let from: Int64
        public init(origin: Origin, from: Int64) {
            (self.origin, self.from) = (origin, from)
        }
    }

    public init(continues: Checkpoint, new: Origin, sources: [Source]) {
        (self.continues, self.new, self.sources) = (continues, new, sources)
    }

    /// Decides a healing that continues `old`.
    ///
    /// `answered` is the index in the district's answer (`fork f`, `sealed f`); without one the newest receipt held
    /// here says from where on entries are brought, without that 0. What the district has already is inert, so where
    /// nothing was answered a log that is damaged below its receipt is brought whole: nobody could give its entries back to a
    /// restored district.
    /// `others` are the device's other logs here.
    public init?(of old: LogImage, answered: Int64?, others: [LogImage] = [], suffix: String) {
        guard let new = old.origin.continuing(as: suffix) else { return nil }
        // Of the others only what no receipt covers: some are a twin's that were pulled, and are pulled again.
        let sources = others.map { Source(origin: $0.origin, from: $0.receiptCheckpoint?.size ?? 0) }
        let first = Source(origin: old.origin, from: answered ?? Self.provedSize(of: old))
        self.init(continues: old.checkpoint(at: old.size), new: new, sources: [first] + sources)
    }

    /// How many entries the district can be given again by their receipt, where it loses them: none of a copy that ends before it.
    ///
    /// A copy that reaches it with another root was altered: what the receipt speaks of stays with the district, and is not
    /// replaced by what somebody wrote here.
    private static func provedSize(of image: LogImage) -> Int64 {
        guard let receipt = image.receiptCheckpoint?.size, receipt <= image.size else { return 0 }
        return receipt
    }

    /// The six characters of a new origin from six random bytes; `[a-z2-7]`, five bits each.
    public static func suffix(random: [UInt8]) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        return String(decoding: random.prefix(6).map { letters[Int($0 & 31)] }, as: UTF8.self)
    }

    static let title = "wardlog/1 heal"

    /// The journal's text.
    public var text: String {
        "\(Self.title)\ncontinues \(continues.origin) \(continues.size) \(continues.root.base64)\norigin \(new)\n"
            + sources.map { "bring \($0.origin) \($0.from)\n" }.joined()
    }

    public init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, lines[0] == Self.title, lines.last == "", let old = Self.fields(lines[1], "continues", 3),
            let oldOrigin = Origin(old[0]), let size = CountText.read(old[1]), let root = Digest(base64: old[2]),
            let new = Self.fields(lines[2], "origin", 1).flatMap({ Origin($0[0]) })
        else { return nil }
        var sources: [Source] = []
        for line in lines[3..<(lines.count - 1)] {
            guard let fields = Self.fields(line, "bring", 2), let origin = Origin(fields[0]), let from = CountText.read(fields[1]) else {
                return nil
            }
            sources.append(Source(origin: origin, from: from))
        }
        self.init(continues: Checkpoint(origin: oldOrigin, size: size, root: root), new: new, sources: sources)
    }

    private static func fields(_ line: Substring, _ name: Substring, _ count: Int) -> [Substring]? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        return parts.count == count + 1 && parts[0] == name ? Array(parts.dropFirst()) : nil
    }
}

extension Healing {
    /// How many records are gone of a log of which `known` entries were known and `kept` lie anywhere.
    ///
    /// The first entry opens the log: nobody recorded it, and a log that is gone whole has lost it too.
    public static func lostRecordCount(known: Int64, kept: Int64) -> Int64 { max(0, known - max(kept, 1)) }

    /// The entries of an old log that the new one still lacks, byte for byte, in their order.
    ///
    /// Left out are `log.opened` and those whose id the new log holds. Behind damage come the lines that can be saved.
    public static func entries(of old: LogScan, from: Int64, notIn new: Set<EventID>) -> (
        bring: [ArraySlice<UInt8>], lost: [ArraySlice<UInt8>]
    ) {
        let rest = old.isWhole ? nil : LogRest(of: old).salvage(from: old.bytes)
        var held = new
        var bring: [ArraySlice<UInt8>] = []
        let candidates = (min(from, old.size)..<old.size).map { old.entry($0) } + (rest?.entries ?? [])
        for entry in candidates where !isOpening(entry) {
            guard held.insert(EventReading(of: entry).id).inserted else { continue }
            bring.append(entry)
        }
        return (bring, rest?.lost ?? [])
    }

    /// What the entries name that are brought over, or would be if the new log held none of them: `images` are of the sources.
    public func attachments(from images: [LogImage]) -> Set<String> {
        images.reduce(into: []) { ids, image in
            for source in sources where source.origin == image.origin { ids.formUnion(Self.attachments(of: image, from: source.from)) }
        }
    }

    /// What the entries of an old log name from there on.
    public static func attachments(of old: LogImage, from: Int64) -> Set<String> {
        Set(entries(of: old.scan, from: from, notIn: []).bring.flatMap { AttachmentReference.named(in: $0) }.map(\.id))
    }

    /// Whether `own` holds all that could be brought over of an old log from there on.
    public static func isBroughtOver(_ old: LogImage, from: Int64, into own: LogImage) -> Bool {
        let held = Set((0..<own.size).map { EventReading(of: own.scan.entry($0)).id })
        return entries(of: old.scan, from: from, notIn: held).bring.isEmpty
    }

    /// By the kind alone: a `log.opened` that is odd otherwise is one all the same.
    private static func isOpening(_ entry: ArraySlice<UInt8>) -> Bool {
        (try? JSON(reading: entry))?["kind"]?.string == "log.opened"
    }
}
