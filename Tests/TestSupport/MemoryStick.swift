public import PlanProgress

/// A file of a stick in memory: written from front to back, then read from front to back.
public final class MemoryStick: ByteSink, ByteSource {
    public private(set) var bytes: [UInt8]
    private var position = 0
    /// No more than so many bytes come at once, as of a slow stick.
    private let pieceByteCount: Int

    public init(_ bytes: [UInt8] = [], pieceByteCount: Int = .max) { (self.bytes, self.pieceByteCount) = (bytes, pieceByteCount) }

    public func write(_ bytes: [UInt8]) throws(BundleFault) { self.bytes += bytes }

    public func next(_ limit: Int) throws(BundleFault) -> [UInt8] {
        let piece = Array(bytes[position...].prefix(min(limit, pieceByteCount)))
        position += piece.count
        return piece
    }
}

extension MemoryWard {
    /// The bundle of this ward as it stands, not sealed.
    public func exported(now: Int64 = 1_663_200_000_000) throws(BundleFault) -> [UInt8] {
        let stick = MemoryStick()
        let state: WardState
        do throws(WardStoreFault) { state = try self.state() } catch { throw .store(error) }
        _ = try BundleExport.write(state, of: self, key: key, answerKey: Array(repeating: 9, count: 32), now: now, to: stick)
        return stick.bytes
    }
}

extension MemoryDistrict {
    /// Reads a bundle to its end, then answers it; a device asks by the token that it would have.
    public func answers(to bundle: [UInt8]) async throws(BundleFault) -> [UInt8] {
        let header = try BundleReader.verify(MemoryStick(bundle), title: BundleHeader.requestTitle) { header, note in
            if case .device(let key, _) = header.sender { key.verifies(note) } else { false }
        }
        guard let back = BundleHeader(district: header.district, origin: header.origin, sender: .district, time: header.time) else {
            throw .otherDistrict(header.district)
        }
        let stick = MemoryStick()
        let reader = try BundleReader(MemoryStick(bundle), title: BundleHeader.requestTitle)
        _ = try await BundleVisit.carry(
            reader, answers: try BundleWriter(back, to: stick), isSigned: { _ in true },
            finish: { self.receipts.cosigning($0, time: self.time) }
        ) { request throws(BundleFault) in
            var request = request
            request.token = self.tokens.first { $0.value == header.origin }?.key
            do throws(TransportFailure) { return try self.answer(to: request).get() } catch { throw .disk("\(error)") }
        }
        return stick.bytes
    }
}

extension BundleLine {
    /// The answers that lie in these bytes.
    public convenience init(answers bytes: [UInt8]) throws(BundleFault) {
        try self.init { () throws(BundleFault) in try BundleReader(MemoryStick(bytes), title: BundleHeader.answerTitle) }
    }
}
