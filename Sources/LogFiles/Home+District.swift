public import PlanProgress

/// What a home remembers of its district: every file under `district/`.
extension Home {
    /// The pinned keys, or `nil` before the ward has joined.
    public func districtIdentity() throws(HomeFault) -> DistrictIdentity? {
        guard let lines = try bytes(of: .keys) else { return nil }
        return DistrictIdentity(pinned: lines, certificate: try bytes(of: .authority))
    }

    /// The token of the log that is written now; one of a log that was continued since is none.
    public func token() throws(HomeFault) -> String? {
        guard let parts = try tokenParts(), parts.count >= 2, parts[0] == origin.description, EnrolmentAnswer.isToken(parts[1]) else {
            return nil
        }
        return parts[1]
    }

    /// When it came, by the clock of this machine, UTC milliseconds.
    func tokenTime() throws(HomeFault) -> Int64? { try tokenParts()?.dropFirst(2).first.flatMap { CountText.read($0) } }

    private func tokenParts() throws(HomeFault) -> [String]? {
        try bytes(of: .token)?.split(separator: 10).first?.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The log that a token was last given for: the nearest one that the district knows.
    func enrolledOrigin() throws(HomeFault) -> Origin? {
        try lines(of: .token)?.first?.split(separator: " ").first.flatMap { Origin($0) }
    }

    public func headsText() throws(HomeFault) -> HeadsText? {
        try bytes(of: .heads).flatMap { try? HeadsText(reading: $0) }
    }

    /// How the last sync ended; `nil` before the first.
    public func lastSync() throws(HomeFault) -> LastSync? {
        try bytes(of: .lastSync).flatMap { String(validating: $0, as: UTF8.self) }.flatMap { LastSync(text: $0) }
    }

    /// Bodies of `unit.registered` as the district sent them when the ward enrolled.
    public func roster() throws(HomeFault) -> [JSON] {
        (try lines(of: .roster) ?? []).compactMap { try? JSON(reading: Array($0.utf8)) }
    }

    func keep(_ bytes: [UInt8], as file: DistrictFile) throws(HomeFault) {
        try onHomeDisk { () throws(DiskFault) in
            try disk.makeFolder(file.path.folder)
            try disk.replace(file.path, with: bytes)
        }
    }

    func bytes(of file: DistrictFile) throws(HomeFault) -> [UInt8]? {
        try onHomeDisk { () throws(DiskFault) in try disk.read(file.path) }
    }

    func lines(of file: DistrictFile) throws(HomeFault) -> [String]? {
        try bytes(of: file).map { $0.split(separator: 10).map { String(decoding: $0, as: UTF8.self) } }
    }

    func key(of origin: Origin) throws(HomeFault) -> SignerKey? {
        try inHome { () throws(LogFault) in try LogKeeper.key(of: origin, on: disk) }
    }

    func holdsKey(of origin: Origin) throws(HomeFault) -> Bool { try holds(HomeLayout.key(of: origin)) }

    /// Whether this device wrote that log once, its key lost or not.
    func wrote(_ origin: Origin) throws(HomeFault) -> Bool {
        if try holdsKey(of: origin) { return true }
        return try holds(HomeLayout.continued(origin))
    }

    private func holds(_ path: DiskPath) throws(HomeFault) -> Bool {
        try onHomeDisk { () throws(DiskFault) in try disk.byteCount(path) } != nil
    }

    // MARK: Attachments on their way

    /// What of our log's attachments, and of those that it continues, the district is not known to hold; read from the disk.
    public func outgoingAttachments() throws(HomeFault) -> OutgoingAttachments {
        var logs: [Origin: LogScan] = [:]
        for origin in try origins() {
            guard try origin == self.origin ? true : wrote(origin) else { continue }
            guard origin != self.origin else {
                logs[origin] = try inHome { () throws(LogFault) in try LogKeeper(origin, on: disk).image.scan }
                continue
            }
            logs[origin] = (try? LogKeeper(origin, on: disk))?.image.scan
        }
        var named: [Origin: NamedAttachments] = [:]
        return try outgoingAttachments(in: logs, named: &named, redacted: try redactions().ids)
    }

    /// What entries of this device's logs name and is not known to be held; each once, at its first entry, our own log's first.
    /// `named` is what was seen of each log before.
    ///
    /// One that is not here any more waits too, for the district may never have had it; but not where its entry was restated or
    /// taken back since: what is lost then is missed by nobody, and what was refused is needed no more.
    func outgoingAttachments(
        in logs: [Origin: LogScan], named: inout [Origin: NamedAttachments], redacted: Set<String> = []
    ) throws(HomeFault) -> OutgoingAttachments {
        // What is redacted is waited for by nobody.
        var seen = Set(try lines(of: .held) ?? []).union(redacted)
        let refused = try refusedAttachments()
        var outgoing = OutgoingAttachments()
        // Looked for only once something is waiting: it reads whole logs.
        var replaced: Set<EventID>?
        for origin in [origin] + logs.keys.filter({ $0 != origin }).sorted() {
            guard let scan = logs[origin] else { continue }
            var references = named[origin] ?? NamedAttachments()
            references.look(in: scan)
            named[origin] = references
            for (index, reference) in references.references where index < scan.size && seen.insert(reference.id).inserted {
                let isRefused = origin != self.origin && refused.contains(reference.id)
                let restated = replaced ?? logs.values.reduce(into: []) { $0.formUnion(replacedEntries(in: $1)) }
                replaced = restated
                if restated.contains(EventReading(of: scan.entry(index)).id), isRefused || attachmentBytes(reference.id) == nil { continue }
                let attachment = WaitingAttachment(
                    id: reference.id, byteCount: reference.byteCount, index: index, earlier: origin == self.origin ? nil : origin)
                if isRefused { outgoing.refused.append(attachment) } else { outgoing.waiting.append(attachment) }
            }
        }
        return outgoing
    }

    /// What entries of a log restate or take back.
    private func replacedEntries(in scan: LogScan) -> Set<EventID> {
        let marks = ["\"event.corrected\"", "\"event.voided\""].map { Array($0.utf8) }
        var replaced: Set<EventID> = []
        for index in 0..<scan.size {
            let entry = scan.entry(index)
            guard marks.contains(where: { entry.holds($0) }), case .event(let event, _) = EventReading(of: entry).content else { continue }
            switch event.body {
            case .eventCorrected(let correction): replaced.insert(correction.of)
            case .eventVoided(let target): replaced.insert(target)
            default: continue
            }
        }
        return replaced
    }

    func markHeld(_ ids: [String]) throws(HomeFault) { try add(ids, to: .held) }

    func markLacking(_ ids: Set<String>) throws(HomeFault) {
        try remove(ids, from: .held)
        try remove(ids, from: .refused)
    }

    func markRefused(_ ids: [String]) throws(HomeFault) { try add(ids, to: .refused) }

    func refusedAttachments() throws(HomeFault) -> Set<String> { Set(try lines(of: .refused) ?? []) }

    private func add(_ ids: [String], to file: DistrictFile) throws(HomeFault) {
        let known = try lines(of: file) ?? []
        let new = ids.filter { !known.contains($0) }
        if !new.isEmpty { try keep(Array((known + new).map { $0 + "\n" }.joined().utf8), as: file) }
    }

    func remove(_ ids: Set<String>, from file: DistrictFile) throws(HomeFault) {
        let known = try lines(of: file) ?? []
        let left = known.filter { !ids.contains($0) }
        if left.count < known.count { try keep(Array(left.map { $0 + "\n" }.joined().utf8), as: file) }
    }
}

/// What is still to come to the district.
public struct OutgoingAttachments: Hashable, Sendable {
    public var waiting: [WaitingAttachment] = []
    /// Of logs that ours continues: the district did not take them, and nobody has taken back their entries since.
    public var refused: [WaitingAttachment] = []
}

/// The attachments that a log's entries name, in their order; an entry is looked at once.
struct NamedAttachments {
    private var size: Int64 = 0
    private(set) var references: [(index: Int64, reference: AttachmentReference)] = []

    mutating func look(in scan: LogScan) {
        for index in size..<max(size, scan.size) {
            let entry = scan.entry(index)
            guard entry.holds(AttachmentReference.mark) else { continue }
            references += AttachmentReference.named(in: entry).map { (index, $0) }
        }
        size = max(size, scan.size)
    }
}
