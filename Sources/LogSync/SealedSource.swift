import Crypto
import Foundation
public import PlanProgress

/// Opens what `SealedSink` has sealed, piece by piece; a bundle that is not sealed passes through as it is.
public final class SealedSource: ByteSource {
    /// The name for whom it was sealed; `nil` where it was not.
    public let name: String?
    private let source: any ByteSource
    private var recipient: HPKE.Recipient?
    /// Read and not handed out: of a sealed file one opened piece.
    private var opened: [UInt8] = []
    /// Read and not opened.
    private var rest: [UInt8] = []
    private var isAtEnd = false

    /// `key` gives the private key for a name and a key's name, or `nil` where it is not here.
    public init(_ source: any ByteSource, key: (_ name: String, _ keyName: String) throws(BundleFault) -> SealingKey?) throws(BundleFault) {
        self.source = source
        let first = Array((SealedSink.title + "\n").utf8)
        while rest.count < first.count {
            let piece = try source.next(first.count - rest.count)
            if piece.isEmpty { break }
            rest += piece
        }
        guard rest == first else {
            (opened, rest, name) = (rest, [], nil)
            return
        }
        rest = []
        let lines = try Self.header(source)
        guard let named = Self.value("for", of: lines[0]), let keyName = Self.value("key", of: lines[1]),
            let encapsulated = Self.value("encapsulated", of: lines[2]).flatMap({ Base64.bytes($0) })
        else { throw .torn }
        // Whom it is for is said by the file alone: a name that is none reaches no sentence.
        guard Origin(named) != nil || Origin.isUnit(named) else { throw .form(expected: "a district's or a device's name") }
        guard let key = try key(named, keyName), BundleKey.name(of: key.publicBytes) == keyName else { throw .otherKey(of: named) }
        name = named
        do {
            recipient = try HPKE.Recipient(
                privateKey: key.privateKey, ciphersuite: SealedSink.suite,
                info: Data(SealedSink.info(name: named, key: key.publicBytes)), encapsulatedKey: Data(encapsulated))
        } catch { throw .torn }
    }

    public func next(_ limit: Int) throws(BundleFault) -> [UInt8] {
        while opened.isEmpty {
            guard recipient != nil else { return try source.next(limit) }
            guard !isAtEnd else { return [] }
            try openPiece()
        }
        let piece = Array(opened.prefix(limit))
        opened.removeFirst(piece.count)
        return piece
    }

    private func openPiece() throws(BundleFault) {
        let head = try exactly(5)
        let count = head[1...].reduce(0) { $0 << 8 | Int($1) }
        guard head[0] <= 1, (SealedSink.tagByteCount...SealedSink.pieceByteCount + SealedSink.tagByteCount).contains(count) else {
            throw .torn
        }
        let sealed = try exactly(count)
        do { opened = Array(try recipient?.open(sealed, authenticating: [head[0]]) ?? Data()) } catch { throw .torn }
        guard head[0] == 1 else { return }
        isAtEnd = true
        guard try source.next(1).isEmpty else { throw .torn }
    }

    private func exactly(_ count: Int) throws(BundleFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try source.next(count - bytes.count)
            if piece.isEmpty { throw .torn }
            bytes += piece
        }
        return bytes
    }

    /// The three lines under the title, byte by byte: what follows them is sealed.
    private static func header(_ source: any ByteSource) throws(BundleFault) -> [String] {
        var bytes: [UInt8] = []
        while !bytes.suffix(2).elementsEqual([10, 10]) {
            guard bytes.count < 1024, let byte = try source.next(1).first else { throw .torn }
            bytes.append(byte)
        }
        let lines = String(decoding: bytes.dropLast(2), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3 else { throw .torn }
        return lines.map(String.init)
    }

    private static func value(_ name: String, of line: String) -> String? {
        line.hasPrefix("\(name) ") ? String(line.dropFirst(name.count + 1)) : nil
    }
}
