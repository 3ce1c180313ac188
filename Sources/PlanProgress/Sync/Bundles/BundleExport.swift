/// What a ward puts on a stick: its pending enrolment, its whole log as pushes, and what goes with it (Bundles.md).
///
/// The whole log, whatever the district has confirmed: a journey costs a day and a megabyte nothing, and from the
/// beginning the district can always say where two logs part or what it has lost, without asking back.
public enum BundleExport {
    /// What went onto the stick.
    public struct Summary: Hashable, Sendable {
        /// Entries without a receipt that are in it, without the one that opens the log.
        public var waitingEntries: Int64 = 0
        /// Entries without a receipt for which it had no room.
        public var leftEntries: Int64 = 0
        /// How many entries the log here lacks of those that are known: it then holds no entry, and only asks the district for its end.
        public var missingEntries: Int64 = 0
        public var attachments = 0
        public var enrols = false
        /// Attachments for which this bundle had no room.
        public var leftAttachments = 0
        /// Attachments that are not here or cannot be read: the bundle asks whether the district has them.
        public var unreadAttachments = 0
    }

    /// Writes the bundle of a ward's log as it stands. `key` signs it, `answerKey` is what the answers are sealed to.
    public static func write(
        _ state: WardState, of store: some WardStore, key: SignerKey, answerKey: [UInt8], now: Int64, to sink: any ByteSink,
        byteLimit: Int = Limits.bundleByteCount
    ) throws(BundleFault) -> Summary {
        let sender = BundleHeader.Sender.device(key: key.verifier(.log), answerKey: answerKey)
        guard let header = BundleHeader(district: state.origin.district, origin: state.origin, sender: sender, time: max(0, now)) else {
            throw .form(expected: "a key of \(state.origin)")
        }
        var writer = try BundleWriter(header, to: sink, byteLimit: byteLimit)
        var summary = Summary()
        try writer.add(BundlePart(["have"], have(state)))
        if let note = state.pendingEnrolment {
            try writer.add(BundlePart(["enrol"], note.bytes))
            summary.enrols = true
        }
        let (ridden, written) = try pushes(state, of: store, now: now, into: &writer)
        summary.missingEntries = max(0, state.knownSize - state.size)
        summary.waitingEntries = max(0, written - max(state.receiptSize, 1))
        if summary.missingEntries == 0 { summary.leftEntries = max(0, state.size - max(written, state.receiptSize)) }
        summary.attachments = ridden.count
        for waiting in state.waitingAttachments where !ridden.contains(waiting.id) {
            guard let bytes = try stored({ () throws(WardStoreFault) in try store.attachment(waiting.id) }) else {
                try writer.add(BundlePart(["want", waiting.id]))
                summary.unreadAttachments += 1
                continue
            }
            guard writer.hasRoom(for: bytes.count + 128) else {
                summary.leftAttachments += 1
                continue
            }
            try writer.add(BundlePart(["attachment", waiting.id], bytes))
            summary.attachments += 1
        }
        try writer.finish { key.signing($0) }
        return summary
    }

    /// Every log that lies here and its size, so that the answer repeats none of it.
    private static func have(_ state: WardState) -> [UInt8] {
        var sizes = state.copies
        sizes[state.origin] = state.size
        return Array(sizes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined().utf8)
    }

    /// The log from its beginning, as pushes; returns which attachments rode, and how many entries were written. A log that has lost its end sends nothing
    /// before that is back (design 3.4).
    private static func pushes(
        _ state: WardState, of store: some WardStore, now: Int64, into writer: inout BundleWriter
    ) throws(BundleFault) -> (ridden: Set<String>, size: Int64) {
        var ridden: Set<String> = []
        var from: Int64 = 0
        while state.knownSize <= state.size, from < state.size {
            let push = try stored { () throws(WardStoreFault) in
                try store.preparedPush(of: state, from: from, limit: .largest, now: now)
            }
            let bytes = push.bytes
            guard push.to > from, writer.hasRoom(for: bytes.count + 128) else { break }
            try writer.add(BundlePart(["push"], bytes))
            ridden.formUnion(push.attachments.map(\.id))
            from = push.to
        }
        return (ridden, from)
    }

    private static func stored<T>(_ work: () throws(WardStoreFault) -> T) throws(BundleFault) -> T {
        do throws(WardStoreFault) { return try work() } catch { throw .store(error) }
    }
}
