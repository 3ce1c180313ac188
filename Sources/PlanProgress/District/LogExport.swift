/// Writes logs out of a district's store page by page, so that memory stays flat however long a log is.
///
/// A log only ever grows, so pages are read one after another beside whoever writes. Cut anywhere, it leaves whole files
/// and the checkpoint of the time before, for that is written last; the next run overwrites them.
public struct LogExport {
    private let store: any DistrictStore
    private let disk: any LogDisk

    /// Entries read and written at a time: what one bundle holds.
    private static let pageCount = TileCutter.width

    public init(from store: any DistrictStore, to disk: any LogDisk) {
        (self.store, self.disk) = (store, disk)
    }

    /// Writes who the district says it is, `identity.json`: its verifier keys as `GET /v1/identity` tells them.
    ///
    /// Refuses a folder that another district's logs were written to.
    public func write(_ identity: DistrictIdentity, handovers: [KeyHandover] = []) throws(ExportFault) {
        let path = DiskPath("identity.json")
        let there = try inFolder { () throws(DiskFault) in try disk.read(path) }
        if let there = there.flatMap({ try? DistrictIdentity(reading: $0) }), there.log.name != identity.log.name {
            throw .otherDistrict(there.log.name)
        }
        try inFolder { () throws(DiskFault) in
            try disk.makeFolder(path.folder)
            try disk.replace(path, with: identity.json(handovers: handovers).canonicalBytes + [0x0A])
        }
    }

    /// Writes `<origin>/entries.log` and `<origin>/checkpoint`, the very files that a ward holds.
    public func writeLog(_ log: LogRecord) throws(ExportFault) {
        let receipt = try receipt(of: log, in: DiskPath(log.origin.description))
        let path = DiskPath(log.origin.description).appending("entries.log")
        try inFolder { () throws(DiskFault) in
            try disk.makeFolder(path.folder)
            try disk.create(path.new, [])
        }
        var crc: UInt32 = 0
        try forEachPage(of: log, below: log.size) { entries throws(ExportFault) in
            var lines: [UInt8] = []
            for entry in entries {
                let encoded = LogLine.encode(entry, after: crc)
                lines += encoded.line
                crc = encoded.crc
            }
            try inFolder { () throws(DiskFault) in try disk.append(lines, to: path.new) }
        }
        try inFolder { () throws(DiskFault) in
            try disk.synchronize(path.new)
            try disk.rename(path.new, to: path)
            try disk.synchronizeFolder(path.folder)
            if let receipt { try disk.replace(path.folder.appending("checkpoint"), with: receipt.bytes) }
        }
    }

    /// Writes the log as C2SP `tlog-tiles` under `<origin>/`, as far as its newest receipt reaches; without one nothing.
    ///
    /// The root of what was cut is compared with the receipt's before the checkpoint takes its place.
    /// Gives the size that was written, or `nil`.
    public func writeTiles(of log: LogRecord) throws(ExportFault) -> Int64? {
        let folder = DiskPath(log.origin.description)
        guard let receipt = try receipt(of: log, in: folder) else { return nil }
        var cutter = TileCutter()
        try forEachPage(of: log, below: receipt.size) { entries throws(ExportFault) in
            for entry in entries {
                for file in cutter.append(entry) { try write(file, in: folder) }
            }
        }
        for file in cutter.rest { try write(file, in: folder) }
        let expected = Checkpoint(origin: log.origin, size: cutter.size, root: cutter.root)
        guard let note = SignedNote(reading: receipt.bytes), Checkpoint(text: note.text) == expected else {
            throw .unsound(log.origin, size: receipt.size)
        }
        try inFolder { () throws(DiskFault) in
            try disk.makeFolder(folder)
            try disk.replace(folder.appending("checkpoint"), with: receipt.bytes)
        }
        return receipt.size
    }

    // MARK: Private parts

    /// The newest receipt; refuses to put an older one in the place of what lies in the folder.
    private func receipt(of log: LogRecord, in folder: DiskPath) throws(ExportFault) -> StoredReceipt? {
        let receipt = try read { tables throws(StoreFault) in try tables.newestReceipt(of: log.number) }
        let there = try inFolder { () throws(DiskFault) in try disk.read(folder.appending("checkpoint")) }
        let text = there.flatMap { SignedNote(reading: $0)?.text }
        if let size = text.flatMap({ Checkpoint(text: $0)?.size }), size > receipt?.size ?? 0 {
            throw .longer(log.origin, there: size, held: receipt?.size ?? 0)
        }
        return receipt
    }

    private func forEachPage(
        of log: LogRecord, below size: Int64, _ work: ([[UInt8]]) throws(ExportFault) -> Void
    ) throws(ExportFault) {
        var next: Int64 = 0
        while next < size {
            let range = next..<min(next + Self.pageCount, size)
            let entries = try read { tables throws(StoreFault) in try tables.entries(of: log.number, range) }
            guard entries.count == range.count else {
                throw .store(.damaged("log \(log.origin): entry \(next) or one behind it is missing"))
            }
            try work(entries)
            next = range.upperBound
        }
    }

    private func write(_ file: TileCutter.File, in folder: DiskPath) throws(ExportFault) {
        let path = folder.appending(file.path)
        try inFolder { () throws(DiskFault) in
            try disk.makeFolder(path.folder)
            try disk.replace(path, with: file.bytes)
        }
    }

    private func read<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(ExportFault) -> Result {
        do throws(StoreFault) { return try store.read(work) } catch { throw .store(error) }
    }

    private func inFolder<Result>(_ work: () throws(DiskFault) -> Result) throws(ExportFault) -> Result {
        do throws(DiskFault) { return try work() } catch { throw .folder(error) }
    }
}

/// Why logs were not written out, or not all of them. The district's own data is never touched.
public enum ExportFault: Error, Equatable, CustomStringConvertible {
    case store(StoreFault)
    case folder(DiskFault)
    /// The folder holds the logs of another district: the name of its log's key.
    case otherDistrict(String)
    /// The folder holds a longer log than the district: the district was restored from an old backup, or the folder is another's.
    case longer(Origin, there: Int64, held: Int64)
    /// The entries do not give the root that was signed.
    case unsound(Origin, size: Int64)

    public var description: String {
        switch self {
        case .store(let fault): fault.description
        case .folder(let fault):
            "the folder could not be written (\(LogFault.disk(fault))). The district's data is as it was. Mend that and run it again."
        case .otherDistrict(let name):
            "the folder holds the logs of another district (\(name)); nothing was written. Choose another folder."
        case .longer(let origin, let there, let held):
            "\(origin): the folder holds a receipt for \(there) entries, the district has one for \(held). What lies in the folder was "
                + "kept. Keep it, choose another folder, and find out why the district has less."
        case .unsound(let origin, let size):
            "\(origin): the first \(size) entries are not those of the receipt; its checkpoint was not written. Run 'district verify'."
        }
    }
}
