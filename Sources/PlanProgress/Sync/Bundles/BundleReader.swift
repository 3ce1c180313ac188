import Crypto

/// Reads a bundle from front to back, in memory no more than one part.
///
/// What it hands out is believed only once `next` has returned `nil` and `note` is verified: whoever acts on a bundle
/// reads it twice, for the end says whether all before it is whole.
public final class BundleReader {
    public let header: BundleHeader
    /// The sender's signature over all of it, once the end was reached.
    public private(set) var note: SignedNote?
    private let source: any ByteSource
    private var hash = SHA256()
    private var byteCount = 0
    /// Read, and not yet used.
    private var rest: [UInt8] = []
    private var position = 0

    static let endWord = "end"
    private static let lineByteCount = 1024
    private static let pieceByteCount = 64 * 1024

    /// Reads the header; `title` is `BundleHeader.requestTitle` or `answerTitle`.
    public init(_ source: any ByteSource, title: String) throws(BundleFault) {
        self.source = source
        var lines = BufferedLines(source)
        header = try Self.header(&lines, title: title)
        (rest, position) = (lines.rest, 0)
        take(header.bytes)
    }

    /// The next part, or `nil` at a whole end.
    public func next() throws(BundleFault) -> BundlePart? {
        if note != nil { return nil }
        let line = try line()
        var words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count >= 2, let text = words.popLast(), let count = CountText.read(text) else { throw .torn }
        guard count <= Limits.attachmentByteCount else { throw .form(expected: "a part of at most \(Limits.attachmentByteCount) bytes") }
        if words == [Self.endWord] {
            try end(byteCount: Int(count))
            return nil
        }
        let part = BundlePart(words, try bytes(Int(count)))
        take(part.line)
        take(part.body)
        guard byteCount <= Limits.bundleByteCount else { throw .form(expected: "at most \(Limits.bundleByteCount) bytes") }
        return part
    }

    private func end(byteCount: Int) throws(BundleFault) {
        guard byteCount <= Limits.noteByteCount, let note = SignedNote(reading: try bytes(byteCount)),
            note.text.utf8.elementsEqual(header.endText(Digest(hash.finalize())).utf8), position == rest.count,
            try source.next(1).isEmpty
        else { throw .torn }
        self.note = note
    }

    private func take(_ bytes: [UInt8]) {
        hash.update(data: bytes)
        byteCount += bytes.count
    }

    // MARK: Bytes

    private func line() throws(BundleFault) -> String {
        while true {
            if let end = rest[position...].firstIndex(of: 10) {
                guard let line = String(validating: rest[position..<end], as: UTF8.self), end - position <= Self.lineByteCount else {
                    throw .torn
                }
                position = end + 1
                return line
            }
            guard rest.count - position <= Self.lineByteCount, try more() else { throw .torn }
        }
    }

    private func bytes(_ count: Int) throws(BundleFault) -> [UInt8] {
        while rest.count - position < count { guard try more() else { throw .torn } }
        defer { position += count }
        return Array(rest[position..<position + count])
    }

    private func more() throws(BundleFault) -> Bool {
        let piece = try source.next(Self.pieceByteCount)
        rest.removeFirst(position)
        position = 0
        rest += piece
        return !piece.isEmpty
    }

    /// Reads to the end and returns the header: a bundle that was cut or changed anywhere throws.
    ///
    /// `isSigned` says whether the note at the end is signed by whom the header names; `seeing` is shown each part, unproved as yet.
    public static func verify(
        _ source: any ByteSource, title: String, seeing: (BundlePart) -> Void = { _ in }, isSigned: (BundleHeader, SignedNote) -> Bool
    ) throws(BundleFault) -> BundleHeader {
        let reader = try BundleReader(source, title: title)
        while let part = try reader.next() { seeing(part) }
        guard let note = reader.note, isSigned(reader.header, note) else { throw .signature }
        return reader.header
    }

    // MARK: Header

    private static func header(_ lines: inout BufferedLines, title: String) throws(BundleFault) -> BundleHeader {
        guard try lines.next() == title else { throw .notABundle }
        func field(_ name: String) throws(BundleFault) -> String {
            guard let line = try lines.next(), line.hasPrefix("\(name) ") else { throw .torn }
            return String(line.dropFirst(name.count + 1))
        }
        let district = try field("district")
        let origin = Origin(try field("origin"))
        var sender = BundleHeader.Sender.district
        if title == BundleHeader.requestTitle {
            guard let key = VerifierKey(try field("key")), let answerKey = Base64.bytes(try field("answers")) else {
                throw .form(expected: "the device's keys")
            }
            sender = .device(key: key, answerKey: answerKey)
        }
        let time = CountText.read(try field("time"))
        guard try lines.next() == "", let origin, let time,
            let header = BundleHeader(district: district, origin: origin, sender: sender, time: time)
        else { throw .form(expected: "district, origin and time") }
        return header
    }

    /// The few lines of the header, before anything is known of what comes.
    private struct BufferedLines {
        let source: any ByteSource
        private(set) var rest: [UInt8] = []

        init(_ source: any ByteSource) { self.source = source }

        /// `nil` where no line comes within a line's length.
        mutating func next() throws(BundleFault) -> String? {
            while true {
                if let end = rest.firstIndex(of: 10) {
                    defer { rest.removeFirst(end + 1) }
                    return String(validating: rest[..<end], as: UTF8.self)
                }
                let piece = rest.count > lineByteCount ? [] : try source.next(lineByteCount)
                if piece.isEmpty { return nil }
                rest += piece
            }
        }
    }
}
