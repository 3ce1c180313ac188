extension LogKeeper {
    /// What became of entries that the district sent.
    public enum Adoption: Hashable, Sendable {
        case adopted(size: Int64)
        /// The copy here has another size than `from`: read again, and ask for the rest.
        case moved(size: Int64)
        /// With these entries the log has another root than the receipt says: nothing was written.
        case doesNotExtend
    }

    /// Appends entries that another holder of this log sent, whose receipt is for the size they reach.
    ///
    /// For a pulled copy, and for our own log that had lost its end (design 3.4). The entries are durable before
    /// the receipt takes its place, so a receipt never speaks of more than lies here because of a power cut.
    public func adopt(_ entries: EntryBatch, from: Int64, receipt: SignedNote) throws(LogFault) -> Adoption {
        try locked { () throws(LogFault) in
            try refresh()
            if !image.scan.isWhole { try dropUnsound() }
            guard image.size == from else { return .moved(size: image.size) }
            var next = image
            next.append(entries.map { $0 })
            guard let checkpoint = Checkpoint(text: receipt.text), checkpoint.origin == origin, checkpoint.size == next.size,
                next.tree(at: next.size).root == checkpoint.root
            else { return .doesNotExtend }
            if !entries.isEmpty {
                try makeEntriesFile()
                try write(entries.map { $0 })
            }
            try keepReceipt(receipt)
            return .adopted(size: image.size)
        }
    }

    /// Keeps a receipt of this log; `false` where it does not fit what lies here, or is older than the one that is kept.
    ///
    /// The caller has verified both signatures.
    public func keep(receipt: SignedNote) throws(LogFault) -> Bool {
        try locked { () throws(LogFault) in
            try refresh()
            guard let checkpoint = Checkpoint(text: receipt.text), checkpoint.origin == origin, checkpoint.size <= image.size,
                checkpoint.size >= image.receiptCheckpoint?.size ?? 0, tree(at: checkpoint.size).root == checkpoint.root
            else { return false }
            try keepReceipt(receipt)
            return true
        }
    }

    /// Replaces a damaged log by its good prefix, the fetched entries, and what followed them; the old file is quarantined.
    ///
    /// For damage that the district holds: `fetched` are its entries from the first bad line to the receipt's end
    /// (design 3.1). Recovers from being cut anywhere: the log is either file, whole, and the old one is in
    /// `quarantine/` before the new one takes its place. Returns `doesNotExtend` where the entries miss the receipt's root, or
    /// an entry that can still be read here is not among them.
    public func mend(with fetched: EntryBatch, receipt: SignedNote) throws(LogFault) -> Adoption {
        try locked { () throws(LogFault) in
            try reload()
            let old = image.scan
            var mended = LogScan(Array(old.lines(from: 0, to: old.size)))
            for entry in fetched { mended.append(entry) }
            let sound = LogImage(origin: origin, scan: mended)
            guard let checkpoint = Checkpoint(text: receipt.text), checkpoint.origin == origin, checkpoint.size == mended.size,
                sound.tree(at: mended.size).root == checkpoint.root
            else { return .doesNotExtend }
            // Behind it nothing may begin that can only be saved while the line before it is as bad: that is healed instead.
            guard let tail = LogRest.continuation(of: mended, in: old) else { return .doesNotExtend }
            // A twin may have pushed other entries under this name: what is whole here and not there must be healed, not replaced.
            let held = Set(fetched.map { $0 })
            let replaced = LogRest(of: old).salvage(from: old.bytes).entries.prefix { $0.startIndex < tail }
            guard replaced.allSatisfy(held.contains) else { return .doesNotExtend }
            let bytes = mended.bytes + old.bytes[tail...]
            let path = HomeLayout.entries(of: origin)
            try stopping { () throws(DiskFault) in
                try disk.quarantine(old.bytes, of: origin, as: "damaged-at-\(old.size)")
                try disk.replace(path, with: bytes)
            }
            try reload()
            try keepReceipt(receipt)
            if image.scan.isWhole { try writeGuard() }
            return .adopted(size: image.size)
        }
    }

    /// Moves the entries from that one on, and whatever follows them, into `quarantine/`.
    ///
    /// Recovers from being cut anywhere: they are in `quarantine/` before they are here no more.
    func setAside(from size: Int64) throws(LogFault) {
        try locked { () throws(LogFault) in
            try refresh()
            let (scan, path) = (image.scan, HomeLayout.entries(of: origin))
            let kept = Array(scan.lines(from: 0, to: size))
            guard kept.count < scan.bytes.count else { return }
            try stopping { () throws(DiskFault) in
                try disk.quarantine(Array(scan.bytes[kept.count...]), of: origin, as: "unsigned-from-\(size)")
                try disk.replace(path, with: kept)
            }
            try reload()
        }
    }

    /// Writes the file once more as it was read, whole and durable.
    ///
    /// After a failed `fsync` a system may show bytes that never reached the disk, and a later `fsync` says nothing about them.
    func writeAnew() throws(LogFault) {
        try locked { () throws(LogFault) in
            try stopping { () throws(DiskFault) in try disk.replace(HomeLayout.entries(of: origin), with: image.scan.bytes) }
        }
    }

    /// A pulled copy has no other writer and the district holds it all: what follows its good lines is set aside.
    private func dropUnsound() throws(LogFault) {
        let scan = image.scan
        let isOurs = try key() != nil
        guard !isOurs || image.condition == .tornTail else { throw .neverAppend(origin, .damaged(at: scan.size)) }
        let path = HomeLayout.entries(of: origin)
        try stopping { () throws(DiskFault) in
            try disk.quarantine(Array(scan.bytes[scan.goodByteCount...]), of: origin, as: "torn-at-\(scan.size)")
            try disk.truncate(path, to: scan.goodByteCount)
            try disk.synchronize(path)
        }
        try reload()
    }

    /// An empty log whose name is durable; a log that is there is left alone.
    ///
    /// Recovers the kill between `create` and `synchronizeFolder`, and the same of the home's `config`: the names of an empty log and of
    /// its home may not last yet, and nobody else would ever make sure of it. One that holds a byte was durable before.
    func makeEntriesFile() throws(LogFault) {
        let path = HomeLayout.entries(of: origin)
        try stopping { () throws(DiskFault) in
            let count = try disk.byteCount(path)
            guard count ?? 0 == 0 else { return }
            if count == nil {
                try disk.makeFolder(path.folder)
                try disk.create(path, [])
            }
            try disk.synchronizeFolder(path.folder)
            try disk.synchronizeFolder(HomeLayout.config.folder)
        }
    }

    private func keepReceipt(_ receipt: SignedNote) throws(LogFault) {
        try onDisk { () throws(DiskFault) in try disk.replace(HomeLayout.checkpoint(of: origin), with: receipt.bytes) }
        (image.receipt, image.unprovedReceipt) = (receipt, nil)
    }
}

extension LogRest {
    /// Where in a damaged file the lines begin that follow a mended prefix.
    ///
    /// The first line that chains to the prefix's CRC. The end of the file when there are no more lines than the prefix has; `nil` when
    /// there are and none chains, for then nothing says which is the next: a flipped LF makes one line of two.
    static func continuation(of mended: LogScan, in old: LogScan) -> Int? {
        let rest = LogRest(of: old)
        for line in rest.lines where line.range.count >= 10 {
            let entry = old.bytes[line.entry]
            if LogLine.recordedCRC(old.bytes[line.range]) == LogLine.crc(entry, after: mended.crc) { return line.range.lowerBound }
        }
        let skipped = Int(mended.size - old.size)
        return skipped < rest.lines.count ? nil : old.bytes.count
    }
}
