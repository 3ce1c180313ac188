/// The answer to a push: the receipt for the largest size held of that log, then the caller's heads (design 4).
///
/// A `202` carries no receipt: the district is recovering and has stored what came.
public struct ReceiptAnswer: Hashable, Sendable {
    public let receipt: SignedNote?
    public let heads: HeadsText

    public init(receipt: SignedNote?, heads: HeadsText) {
        (self.receipt, self.heads) = (receipt, heads)
    }

    public init(reading bytes: some Collection<UInt8>) throws(WireFault) {
        var reader = WireReader(Array(bytes)[...])
        try reader.title(Self.title)
        let receiptCount = try reader.count("receipt")
        let headsCount = try reader.count("heads")
        try reader.title("")
        let start = reader.position
        let receiptBytes = try reader.part("receipt", byteCount: receiptCount)
        let note = SignedNote(reading: receiptBytes)
        guard note != nil || receiptCount == 0 else { throw .form(expected: "a signed note as receipt", at: start) }
        let heads = try HeadsText(reading: try reader.part("heads", byteCount: headsCount))
        try reader.end()
        self.init(receipt: note, heads: heads)
    }

    public var bytes: [UInt8] {
        let parts = (receipt: receipt?.bytes ?? [], heads: heads.bytes)
        return Array("\(Self.title)\nreceipt \(parts.receipt.count)\nheads \(parts.heads.count)\n\n".utf8) + parts.receipt + parts.heads
    }

    public static let title = "wardlog/1 receipt"
    public static let mediaType = "application/vnd.wardlog.receipt"
}
