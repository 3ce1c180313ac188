public import PlanProgress

/// What verifying one log found: how much of it holds, and its first fault.
public struct LogVerdict: Hashable, Sendable {
    public let origin: Origin
    /// Good lines from the start, and their root.
    public let size: Int64
    public let root: Digest
    /// What the district has cosigned and when (Unix seconds); `nil` without a receipt that verifies.
    public let receiptSize: Int64?
    public let receiptTime: Int64?
    public let fault: LogFinding?
}

/// The first fault of a log, with the index of the entry where there is one.
public enum LogFinding: Error, Hashable, Sendable, CustomStringConvertible {
    case line(index: Int64)
    /// The first entry does not open this log.
    case opening
    /// The key beside the log is not the one that its first entry names.
    case key
    case receiptUnreadable
    /// Neither is the note about this log, nor signed by its key.
    case receiptSignature
    case receiptCosignature
    case shorterThanReceipt(size: Int64)
    case receiptRoot(size: Int64)
    case guarded(size: Int64)
    case attachment(id: String, index: Int64)

    public var description: String {
        switch self {
        case .line(let index): "line \(index) does not fit its CRC"
        case .opening: "entry 0 does not open this log"
        case .key: "the key beside it is not the one that entry 0 names"
        case .receiptUnreadable: "its receipt cannot be read"
        case .receiptSignature: "its receipt is not signed by its key"
        case .receiptCosignature: "its receipt is not signed by the district that this ward joined"
        case .shorterThanReceipt(let size): "it is shorter than its receipt, which is for \(size) entries"
        case .receiptRoot(let size): "its first \(size) entries are not those of its receipt"
        case .guarded(let size): "its first \(size) entries are not those that this machine remembers"
        case .attachment(let id, let index): "attachment \(id) of entry \(index) is spoiled"
        }
    }

    /// Where in the log it is, if at one place.
    public var index: Int64? {
        switch self {
        case .line(let index), .attachment(_, let index): index
        case .opening: 0
        default: nil
        }
    }
}

/// `ward verify`: every log here, its lines, roots, signatures, receipts and attachments; changes nothing.
extension Home {
    public func verify() throws(HomeFault) -> [LogVerdict] {
        var verdicts: [LogVerdict] = []
        for origin in try origins() { verdicts.append(try verify(origin)) }
        return verdicts
    }

    public func verify(_ origin: Origin) throws(HomeFault) -> LogVerdict {
        let keeper = try inHome { () throws(LogFault) in try LogKeeper(origin, on: disk) }
        var image = keeper.image
        let district = try districtIdentity()
        let known = Set([image.size] + [image.receiptCheckpoint, image.guarded].compactMap { $0?.size })
        let roots = image.roots(at: known)
        let receipt = image.receipt.flatMap { note in district?.receipts.cosignedAt(note) }
        var fault: LogFinding?
        do throws(LogFinding) {
            guard image.scan.isWhole else { throw .line(index: image.size) }
            guard let opened = image.opened else { throw .opening }
            let key = try? keeper.key()
            guard key.map({ $0.verifier(.log) == opened.key }) ?? true, (try? keeper.isKeySpoiled) != true else { throw .key }
            try checkReceipt(of: image, key: opened.key, district: district, roots: roots)
            // A log that was continued may have been cut to its good lines since; it is not written any more.
            if image.origin == self.origin, let guarded = image.guarded, roots[guarded.size] != guarded.root {
                throw .guarded(size: guarded.size)
            }
        } catch {
            fault = error
        }
        if fault == nil { fault = try spoiledAttachment(in: image.scan) }
        return LogVerdict(
            origin: origin, size: image.size, root: roots[image.size] ?? MerkleTree.emptyRoot,
            receiptSize: receipt == nil ? nil : image.receiptCheckpoint?.size, receiptTime: receipt, fault: fault)
    }

    private func checkReceipt(
        of image: LogImage, key: VerifierKey, district: DistrictIdentity?, roots: [Int64: Digest]
    ) throws(LogFinding) {
        let path = HomeLayout.checkpoint(of: image.origin)
        guard (try? disk.byteCount(path)) ?? nil != nil else { return }
        guard let note = image.receipt ?? image.unprovedReceipt else { throw .receiptUnreadable }
        guard let checkpoint = Checkpoint(text: note.text), checkpoint.origin == image.origin, key.verifies(note) else {
            throw .receiptSignature
        }
        guard district.map({ $0.receipts.cosignedAt(note) != nil }) ?? true else { throw .receiptCosignature }
        guard checkpoint.size <= image.size else { throw .shorterThanReceipt(size: checkpoint.size) }
        guard roots[checkpoint.size] == checkpoint.root else { throw .receiptRoot(size: checkpoint.size) }
    }

    /// One that is not here was erased or is another device's; one that is here must be what its id says.
    private func spoiledAttachment(in scan: LogScan) throws(HomeFault) -> LogFinding? {
        for index in 0..<scan.size {
            for reference in AttachmentReference.named(in: scan.entry(index)) {
                let bytes = try onHomeDisk { () throws(DiskFault) in try disk.read(HomeLayout.attachment(reference.id)) }
                if let bytes, Attachment.id(of: bytes) != reference.id { return .attachment(id: reference.id, index: index) }
            }
        }
        return nil
    }
}
