extension DistrictLog {
    /// The file of the district's own log, the receipt beside it, and its head follow what the store has committed.
    ///
    /// Recovers a crash between the commit and any of the three, and a write that failed: whatever is behind is brought up, in that
    /// order. A file whose receipt is an older one holds entries that nothing has made durable yet.
    public static func follow(
        _ store: any DistrictStore, file: any OwnLogFile, heads: any HeadsKeeper
    ) throws(StoreFault) {
        let fileSize = try file.size
        let (log, missing, receipt) = try store.read { tables throws(StoreFault) in
            let log = try own(in: tables)
            return (log, try tables.entries(of: log.number, fileSize..<max(fileSize, log.size)), try tables.newestReceipt(of: log.number))
        }
        let kept = try file.receipt
        let isBehind = !missing.isEmpty || kept != receipt?.bytes
        if let receipt, isBehind, fileSize <= log.size {
            try file.append(missing, receipt: receipt.bytes)
        }
        let head = try heads.head(of: log.origin)
        if head != log.checkpoint { try heads.move(from: head, to: log.checkpoint) }
    }

    /// Merges every unit anew where other rules or catalogues made the rows: the program was replaced, or its shipped catalogue.
    public static func renewFigures(_ store: any DistrictStore, register: DistrictRegister) throws(StoreFault) {
        let kept = try store.read { tables throws(StoreFault) in try tables.mergeBasis() }
        if kept == MergeBasis(register) { return }
        try store.write { tables throws(StoreFault) in try tables.mergeAllAnew(register: register) }
    }

    /// The fold of the district's log with every catalogue that it published and whose bytes are here.
    public static func register(
        in tables: any DistrictTables, shipped: Catalogue, attachments: any AttachmentStore
    ) throws(StoreFault) -> DistrictRegister {
        var catalogues: [Catalogue] = []
        let log = try own(in: tables)
        for entry in try tables.entries(of: log.number, 0..<log.size) {
            guard case .event(let event, _) = EventReading(of: entry).content, case .cataloguePublished(let publication) = event.body,
                publication.digest != shipped.digest
            else { continue }
            for reference in event.attachments {
                guard let bytes = try attachments.attachment(reference.id), let attachment = Attachment(reading: bytes),
                    let catalogue = try? Catalogue(reading: attachment.content)
                else { continue }
                catalogues.append(catalogue)
            }
        }
        return try register(in: tables, shipped: shipped, catalogues: catalogues)
    }
}
