/// The district's own log: every decision of a person is an event in it (design 5).
///
/// Both ways in, `append` and `take`, run inside one transaction and keep with the entries all that follows from
/// them: which logs are here, where they end, what counts. `register` is given back as it is after them.
public enum DistrictLog {
    /// An event that the district is about to write.
    public struct Draft: Sendable {
        public var body: EventBody
        /// The day that it speaks of; today where it is not said.
        public var on: LocalDay?
        public var attachments: [AttachmentReference]
        public init(_ body: EventBody, on: LocalDay? = nil, attachments: [AttachmentReference] = []) {
            (self.body, self.on, self.attachments) = (body, on, attachments)
        }
    }

    /// The role under which the district writes (events.md 2).
    public static let by = "noi-vu"

    /// Appends events with times after the newest one, and signs and cosigns the log at its new size.
    ///
    /// `now` is UTC milliseconds; `nonce` gives six fresh random bytes each time.
    public static func append(
        _ drafts: [Draft], keys: DistrictKeys, register: inout DistrictRegister, now: Int64, nonce: () -> [UInt8],
        to tables: any DistrictTables
    ) throws(StoreFault) -> [EventID] {
        let log = try own(in: tables)
        var at = max(now, 0)
        if let last = try tables.entries(of: log.number, max(log.size - 1, 0)..<log.size).last {
            // A clock that was set back is no error; one that lies far behind is not followed (events.md 2).
            let next = EventReading(of: last).id.at + 1
            if next > at, next - at <= Limits.clockLeadMilliseconds { at = next }
        }
        guard let today = LocalDay(utcMilliseconds: now) else { throw .disk("this machine's clock stands outside 2000–2199") }
        var entries: [[UInt8]] = []
        for draft in drafts {
            let event = Event(
                at: at, on: draft.on ?? today, by: by, nonce: Base64.urlText(nonce()), attachments: draft.attachments, body: draft.body)
            if case .malformed(let reason) = EventReading(of: event.bytes).content { throw .unfit("\(draft.body.kind): \(reason)") }
            entries.append(event.bytes)
            at += 1
        }
        try take(entries, keys: keys, register: &register, time: now / 1000, to: tables)
        return entries.map { EventReading(of: $0).id }
    }

    /// Takes entries as they lie in the file of the district's own log, and cosigns the new size.
    public static func take(
        _ entries: [[UInt8]], keys: DistrictKeys, register: inout DistrictRegister, time: Int64, to tables: any DistrictTables
    ) throws(StoreFault) {
        var log = try own(in: tables)
        guard register.size == log.size else { throw .damaged("the register has not followed the district's own log") }
        let before = register
        let slices = entries.map { $0[...] }
        try tables.append(slices, leaves: entries.map { MerkleTree.leaf($0) }, to: &log)
        try tables.noteAttachments(of: slices, unit: log.origin.unit)
        for entry in entries { register.take(entry) }
        try tables.addReceipt(keys.receipt(for: keys.log.signing(log.checkpoint.note), size: log.size, time: time), of: log.number)
        try follow(entries, from: before, to: register, in: tables)
    }

    /// Folds the whole of the district's log. `catalogues` are those whose bytes are at hand beside the shipped one.
    public static func register(
        in tables: any DistrictTables, shipped: Catalogue, catalogues: [Catalogue]
    ) throws(StoreFault) -> DistrictRegister {
        let log = try own(in: tables)
        var register = DistrictRegister(district: log.origin.district, shipped: shipped, catalogues: catalogues)
        for entry in try tables.entries(of: log.number, 0..<log.size) { register.take(entry) }
        return register
    }

    /// The record of the district's own log; it is opened by `district init`.
    public static func own(in tables: any DistrictTables) throws(StoreFault) -> LogRecord {
        guard let origin = try tables.identity()?.origin, let log = try tables.log(origin) else {
            throw .damaged("no district has been set up in it")
        }
        return log
    }

    /// The root of a stored log at a size that it holds.
    public static func root(of log: LogRecord, at size: Int64, in tables: any DistrictTables) throws(StoreFault) -> Digest {
        try StoredTree(tables: tables, log: log).range(at: size).root
    }

    /// Opens and ends logs as the new entries say, and merges anew the units for which other entries stand or count now.
    private static func follow(
        _ entries: [[UInt8]], from before: DistrictRegister, to after: DistrictRegister, in tables: any DistrictTables
    ) throws(StoreFault) {
        var units: Set<String> = []
        for (origin, device) in after.devices where before.devices[origin] == nil {
            if try tables.log(origin) == nil { _ = try tables.addLog(origin, key: device.key) }
            // From now on the old token serves the other clone's same request and nothing else.
            if let old = device.continues?.origin { try tables.setScope(.enrolmentOnly, ofTokensOf: old) }
        }
        for (origin, end) in after.ends where before.ends[origin] != end {
            guard var log = try tables.log(origin) else { continue }
            log.end = end
            try tables.update(log)
            if end < log.size { units.insert(origin.unit) }
        }
        for entry in entries {
            guard case .event(let event, _) = EventReading(of: entry).content, case .deviceRevoked(let end) = event.body,
                var log = try tables.log(end.origin)
            else { continue }
            log.isRevoked = true
            try tables.update(log)
            try tables.setScope(.parking, ofTokensOf: end.origin)
        }
        if let handover = after.handovers.last, handover != before.handovers.last, let identity = try tables.identity(),
            let next = DistrictIdentity(certificate: identity.certificate, receipts: handover.next.receipts, log: handover.next.log)
        {
            try tables.setIdentity(next)
        }
        // Rows are kept by edition of the catalogue: another edition is another set of rows for every unit.
        if try tables.mergeBasis() != MergeBasis(after) { return try tables.mergeAllAnew(register: after) }
        for unit in units.sorted() { try tables.mergeAnew(unit: unit, register: after) }
    }
}
