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
    /// Behind the good lines lies the beginning of one that was never acknowledged; the next record sets it aside. No fault of what was kept.
    public let isTorn: Bool
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
    /// The key that its first entry names is not the one that the district enrolled or, of its own log, that was pinned.
    case enrolledKey
    /// An older receipt lies in the newest one's place, or none: the entries are here and the district confirmed `known` of them.
    case receiptBehind(size: Int64, known: Int64)
    /// Our log ends before what the district was last known to hold of it.
    case shorterThanHead(size: Int64)
    case headRoot(size: Int64)
    case attachment(id: String, index: Int64)
    /// The disk does not give its file: nothing of it was checked.
    case unreadable

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
        case .enrolledKey: "the key that entry 0 names is not the one that the district enrolled"
        case .receiptBehind(let size, let known): "its receipt is for \(size) entries, the district has confirmed \(known)"
        case .shorterThanHead(let size): "it is shorter than what the district holds, which is \(size) entries"
        case .headRoot(let size): "its first \(size) entries are not those that the district holds"
        case .attachment(let id, let index): "attachment \(id) of entry \(index) is spoiled or cannot be read"
        case .unreadable: "its file cannot be read"
        }
    }

    /// Where in the log it is, if at one place.
    public var index: Int64? {
        switch self {
        case .line(let index), .attachment(_, let index): index
        case .opening, .enrolledKey: 0
        default: nil
        }
    }
}

/// `ward verify`: every log here, its lines, roots, signatures, receipts and attachments; changes nothing.
extension Home {
    public func verify() throws(HomeFault) -> [LogVerdict] {
        let told = try ToldByDistrict(to: self)
        var verdicts: [LogVerdict] = []
        for origin in try origins() { verdicts.append(try verify(origin, told)) }
        return verdicts
    }

    private func verify(_ origin: Origin, _ told: ToldByDistrict) throws(HomeFault) -> LogVerdict {
        let keeper: LogKeeper
        do throws(LogFault) { keeper = try LogKeeper(origin, on: disk) } catch {
            // One bad file keeps back no verdict on another.
            guard case .disk = error else { throw .log(error) }
            return LogVerdict(
                origin: origin, size: 0, root: MerkleTree.emptyRoot, receiptSize: nil, receiptTime: nil, fault: .unreadable, isTorn: false)
        }
        var image = keeper.image
        let district = told.identity
        // A log that ours continues may have been written on by a twin: what the district holds of it is no measure.
        let isMeasured = if origin == self.origin { true } else { try !wrote(origin) }
        let head = isMeasured ? told.heads?[origin].flatMap { $0.isRecovering ? nil : $0.checkpoint } : nil
        let known = Set([image.size] + [image.receiptCheckpoint, image.guarded, head].compactMap { $0?.size })
        let roots = image.roots(at: known)
        let receipt = image.receipt.flatMap { note in district?.everCosignedAt(note) }
        var fault: LogFinding?
        do throws(LogFinding) {
            guard image.scan.isWhole || image.condition == .tornTail else { throw .line(index: image.size) }
            guard let opened = image.opened else { throw .opening }
            let key = try? keeper.key()
            guard key.map({ $0.verifier(.log) == opened.key }) ?? true, (try? keeper.isKeySpoiled) != true else { throw .key }
            if let enrolled = told.keys(of: origin), !enrolled.contains(opened.key) { throw .enrolledKey }
            let signers = origin == district?.origin ? district?.logKeys : nil
            try checkReceipt(of: image, keys: signers ?? [opened.key], district: district, roots: roots)
            // A log that was continued may have been cut to its good lines since; it is not written any more.
            if image.origin == self.origin, let guarded = image.guarded, roots[guarded.size] != guarded.root {
                throw .guarded(size: guarded.size)
            }
            if let head { try check(image, against: head, roots: roots) }
        } catch {
            fault = error
        }
        if fault == nil { fault = try spoiledAttachment(in: image.scan) }
        return LogVerdict(
            origin: origin, size: image.size, root: roots[image.size] ?? MerkleTree.emptyRoot,
            receiptSize: receipt == nil ? nil : image.receiptCheckpoint?.size, receiptTime: receipt, fault: fault,
            isTorn: image.condition == .tornTail)
    }

    private func checkReceipt(
        of image: LogImage, keys: [VerifierKey], district: DistrictIdentity?, roots: [Int64: Digest]
    ) throws(LogFinding) {
        let path = HomeLayout.checkpoint(of: image.origin)
        guard (try? disk.byteCount(path)) ?? nil != nil else { return }
        guard let note = image.receipt ?? image.unprovedReceipt else { throw .receiptUnreadable }
        guard let checkpoint = Checkpoint(text: note.text), checkpoint.origin == image.origin, keys.contains(where: { $0.verifies(note) })
        else { throw .receiptSignature }
        guard district.map({ $0.everCosignedAt(note) != nil }) ?? true else { throw .receiptCosignature }
        guard checkpoint.size <= image.size else { throw .shorterThanReceipt(size: checkpoint.size) }
        guard roots[checkpoint.size] == checkpoint.root else { throw .receiptRoot(size: checkpoint.size) }
    }

    /// Heads are not signed, but the newest that the district told is never beyond what it confirmed.
    ///
    /// A pulled log that ends before its head is only not yet fetched.
    private func check(_ image: LogImage, against head: Checkpoint, roots: [Int64: Digest]) throws(LogFinding) {
        guard head.size <= image.size else {
            if image.origin == origin { throw .shorterThanHead(size: head.size) }
            return
        }
        guard roots[head.size] == head.root || head.size == 0 else { throw .headRoot(size: head.size) }
        let receiptSize = image.receiptCheckpoint?.size ?? 0
        guard receiptSize >= head.size else { throw .receiptBehind(size: receiptSize, known: head.size) }
    }

    /// One that is not here was erased or is another device's; one that is here must be what its id says.
    private func spoiledAttachment(in scan: LogScan) throws(HomeFault) -> LogFinding? {
        for index in 0..<scan.size {
            for reference in AttachmentReference.named(in: scan.entry(index)) {
                if try isUnreadable(attachment: reference.id) { return .attachment(id: reference.id, index: index) }
            }
        }
        return nil
    }
}

/// What the district has said of the logs here: its keys, its heads, and in its own log the key of each device.
private struct ToldByDistrict {
    let identity: DistrictIdentity?
    let heads: HeadsText?
    private var enrolled: [Origin: VerifierKey] = [:]

    init(to home: Home) throws(HomeFault) {
        identity = try home.districtIdentity()
        heads = try home.headsText()
        // Where it cannot be read, it says so itself, and nothing is known of keys.
        guard let own = identity?.origin, let log = (try? home.log(own)) ?? nil else { return }
        for index in 0..<log.size {
            let entry = log.scan.entry(index)
            guard entry.holds(Self.mark), case .event(let event, _) = EventReading(of: entry).content,
                case .deviceEnrolled(let device) = event.body
            else { continue }
            enrolled[device.origin] = device.key
        }
    }

    private static let mark = Array("\"device.enrolled\"".utf8)

    /// `nil` for a device of which nothing is known here yet. The district's own log names the first of its keys.
    func keys(of origin: Origin) -> [VerifierKey]? { origin == identity?.origin ? identity?.logKeys : enrolled[origin].map { [$0] } }
}
