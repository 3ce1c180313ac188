public import PlanProgress

/// Erasing attachments on a ward's disk (design 3.2): by what its own logs redact, and by what the district's log does.
///
/// A sister device's word is not taken as such: the district repeats it in its own log where it counts, so a stolen PC's word ends
/// with its revocation.
extension Home {
    /// Overwrites and removes an attachment, and what a cut `store` left of it; durable when it returns.
    ///
    /// Where that cannot be, the name goes all the same, once: `remaining` is called, whatever fails after it, and whoever calls tells a
    /// person that bytes may remain.
    @discardableResult
    public func erase(attachment id: String, remaining: () -> Void = {}) throws(HomeFault) -> Erasing {
        guard AttachmentReference.isID(id) else { return .wasNotHere }
        let path = HomeLayout.attachment(id)
        var isTold = false
        func tell() {
            if !isTold { remaining() }
            isTold = true
        }
        return try onHomeDisk { () throws(DiskFault) in
            let ends = [try disk.erase(path, remaining: tell), try disk.erase(path.unfinished, remaining: tell)]
            return ends.contains(.onlyUnlinked) ? .onlyUnlinked : ends.contains(.overwritten) ? .overwritten : .wasNotHere
        }
    }

    /// Whether a redaction in that log erases here: in one that this device wrote, and in the district's.
    func obeysRedactions(of origin: Origin) throws(HomeFault) -> Bool {
        if origin == self.origin || origin.isDistrictLog { return true }
        return try wrote(origin)
    }

    /// What this device's logs and the district's redact, as they lie here.
    public func redactions() throws(HomeFault) -> RedactionsHere {
        var redactions = RedactionsHere()
        for origin in try origins() {
            guard try obeysRedactions(of: origin) else { continue }
            // One that the disk does not give now says what it redacts once it can be read.
            let log = try origin == self.origin ? log(origin) : (try? log(origin)) ?? nil
            if let log { redactions.look(in: log.scan, of: origin) }
        }
        return redactions
    }

    /// Erases what is redacted and still here, and confirms it in our log, once: `attachment.redacted` of the same id.
    ///
    /// Confirmed is what this device held, or what a log that it wrote names. Cut anywhere, the next call does the rest. `notOverwritten`
    /// is told of each file whose bytes may remain on the disk.
    func carryOut(
        _ redactions: RedactionsHere, in log: DeviceLog, notOverwritten: () -> Void, named: (String) throws(HomeFault) -> Bool
    ) throws(HomeFault) {
        var confirmed: [String] = []
        for id in redactions.ids.sorted() {
            let erasing = try erase(attachment: id, remaining: notOverwritten)
            guard !redactions.ours.ids.contains(id) else { continue }
            if erasing != .wasNotHere { confirmed.append(id) } else if try named(id) { confirmed.append(id) }
        }
        _ = try log.append(confirmed.map { redaction(of: $0) })
    }

    /// The event by which this device redacts an attachment; `at` is set where it is appended.
    public func redaction(of id: String, on day: LocalDay? = nil, by: String? = nil) -> Event {
        Event(
            at: 0, on: day ?? surroundings.today, by: by ?? config.by, nonce: surroundings.nonce(), body: .attachmentRedacted(id: id))
    }
}

/// Which attachments are to be erased here; each entry is looked at once.
public struct RedactionsHere: Sendable {
    /// By this device's logs.
    public private(set) var ours = Redactions()
    /// By the district's log.
    public private(set) var district = Redactions()
    private var sizes: [Origin: Int64] = [:]

    /// Looks at the entries of a log of this device or of the district that came since.
    mutating func look(in scan: LogScan, of origin: Origin) {
        let size = sizes[origin, default: 0]
        sizes[origin] = max(size, scan.size)
        for index in size..<max(size, scan.size) {
            if origin.isDistrictLog {
                district.take(scan.entry(index), at: index)
            } else {
                ours.take(scan.entry(index), at: index)
            }
        }
    }

    public var ids: Set<String> { district.ids.union(ours.ids.filter { !district.isFixed($0) }) }
}
