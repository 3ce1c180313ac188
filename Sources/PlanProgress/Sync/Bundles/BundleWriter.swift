import Crypto

/// Writes a bundle from front to back, in memory no more than one part.
public struct BundleWriter {
    public let header: BundleHeader
    private let sink: any ByteSink
    private var hash = SHA256()
    private var byteCount = 0
    private let byteLimit: Int

    public init(_ header: BundleHeader, to sink: any ByteSink, byteLimit: Int = Limits.bundleByteCount) throws(BundleFault) {
        (self.header, self.sink, self.byteLimit) = (header, sink, byteLimit)
        try write(header.bytes)
    }

    /// Whether so many bytes more still leave room for the end; what has none travels next time.
    public func hasRoom(for count: Int) -> Bool { byteCount + count + 2 * Limits.noteByteCount <= byteLimit }

    public mutating func add(_ part: BundlePart) throws(BundleFault) {
        try write(part.line)
        try write(part.body)
    }

    /// Ends the bundle with the sender's signature over all of it: without this it is a torn one.
    public mutating func finish(_ sign: (SignedNote) -> SignedNote) throws(BundleFault) {
        let note = sign(SignedNote(text: header.endText(Digest(hash.finalize()))))
        let end = BundlePart([BundleReader.endWord], note.bytes)
        try sink.write(end.line + end.body)
    }

    private mutating func write(_ bytes: [UInt8]) throws(BundleFault) {
        hash.update(data: bytes)
        byteCount += bytes.count
        try sink.write(bytes)
    }
}
