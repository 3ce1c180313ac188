extension DistrictIdentity {
    /// The district's own log, `<id>/<id>/quan`: the name of the key that signs it. `nil` for a key of another name.
    public var origin: Origin? { Origin(log.name).flatMap { $0.isDistrictLog ? $0 : nil } }
}

/// What a store keeps about a log beside its entries.
public struct LogRecord: Hashable, Sendable {
    /// The store's own short key of the log.
    public let number: Int64
    public let origin: Origin
    public let key: VerifierKey
    /// Size and compact range: all that appending needs.
    public var range: CompactRange
    /// The smallest size that a `log.sealed` or `device.revoked` names: nothing from it on is taken.
    public var end: Int64?
    /// A person revoked the device: its key asks for nothing any more.
    public var isRevoked: Bool

    public init(
        number: Int64, origin: Origin, key: VerifierKey, range: CompactRange = CompactRange(), end: Int64? = nil, isRevoked: Bool = false
    ) {
        (self.number, self.origin, self.key, self.range) = (number, origin, key, range)
        (self.end, self.isRevoked) = (end, isRevoked)
    }

    public var size: Int64 { range.size }
    public var checkpoint: Checkpoint { Checkpoint(origin: origin, size: range.size, root: range.root) }

    /// Where a decision of now ends the log: at the size held; of one that recovers at its head, for what was cosigned once stands
    /// when its device or a sister PC brings it.
    public func endOfToday(head: Checkpoint?) -> Int64 { max(size, head?.size ?? 0) }
}

/// What the rows of merging were computed by. Where it is another now, every unit is merged anew.
///
/// Kept with the rows, because a program that replaces another brings its own rules and its own shipped catalogue.
public struct MergeBasis: Hashable, Sendable {
    /// `Rollup.rules`.
    public let rules: Int64
    /// The digests of `DistrictRegister.editions` in their order: rows are kept under the place in it.
    public let editions: [Digest]

    public init(rules: Int64, editions: [Digest]) { (self.rules, self.editions) = (rules, editions) }

    public init(_ register: DistrictRegister) { self.init(rules: Rollup.rules, editions: register.editions.map(\.digest)) }
}

/// A cosigned checkpoint, as its exact bytes.
public struct StoredReceipt: Hashable, Sendable {
    public let size: Int64
    /// When the district cosigned it, Unix seconds.
    public let time: Int64
    public let bytes: [UInt8]

    public init(size: Int64, time: Int64, bytes: [UInt8]) {
        (self.size, self.time, self.bytes) = (size, time, bytes)
    }
}

/// A code that lets one device of a unit enrol once. Only the digest of its secret is kept.
public struct Invitation: Hashable, Sendable {
    public let secret: Digest
    public let unit: String
    /// Unix seconds; seven days after it was made.
    public let expires: Int64
    /// The district will enter for the unit, from its paper.
    public let proxy: Bool
    /// The old log that a person lets this code continue, where its key is lost.
    public let continues: Origin?
    /// The log that burned it.
    public var usedBy: Origin?

    public init(secret: Digest, unit: String, expires: Int64, proxy: Bool = false, continues: Origin? = nil, usedBy: Origin? = nil) {
        (self.secret, self.unit, self.expires, self.proxy) = (secret, unit, expires, proxy)
        (self.continues, self.usedBy) = (continues, usedBy)
    }
}

/// Who a bearer token speaks for. Only its digest is kept.
public struct AccessToken: Hashable, Sendable {
    public let digest: Digest
    public let origin: Origin
    public let scope: Scope
    /// When it was given out, by the district's clock, Unix seconds.
    public let issued: Int64
    /// Whether a request has come with it: until then the one before it serves too, for the answer that brought it may be lost.
    public let isUsed: Bool

    public enum Scope: String, Hashable, Sendable {
        /// Push and read as a device of its unit.
        case device
        /// Of a log that another continues: serves the enrolment of the other clone and nothing else (design 3.4).
        case enrolmentOnly
        /// Of a revoked device: what it still pushes is kept for the reviewer, and nothing else is answered.
        case parking
    }

    public init(digest: Digest, origin: Origin, scope: Scope = .device, issued: Int64, isUsed: Bool = false) {
        (self.digest, self.origin, self.scope) = (digest, origin, scope)
        (self.issued, self.isUsed) = (issued, isUsed)
    }

    /// Whether it is too old to be believed. What serves an enrolment or keeps what a revoked device sends opens nothing, and stays.
    public func hasEnded(at time: Int64) -> Bool { scope == .device && time - issued >= Limits.tokenLifeSeconds }
}

/// That an entry of a unit names an attachment, and its size.
public struct AttachmentName: Hashable, Sendable {
    public let unit: String
    public let byteCount: Int64
    public init(unit: String, byteCount: Int64) {
        (self.unit, self.byteCount) = (unit, byteCount)
    }
}

/// That a ward's log redacts an attachment, and where.
public struct WardRedaction: Hashable, Sendable {
    public let id: String
    public let place: EntryPlace
    public init(id: String, place: EntryPlace) {
        (self.id, self.place) = (id, place)
    }
}

/// A push that proved a fork, went beyond a sealed log, or came from a revoked device: kept whole for the reviewer (design 3.4).
public struct RefusedPush: Hashable, Sendable {
    /// The store's own key of it; 0 before it is kept.
    public var number: Int64 = 0
    public let origin: Origin
    /// When it came, Unix seconds.
    public let time: Int64
    public let reason: Reason
    /// The first index that differs or lies beyond.
    public let index: Int64
    /// What its device signed: `ours` at the same origin is in `checkpoint` of the log.
    public let signed: Checkpoint
    /// The push as it came, inflated; empty where only the list was asked for.
    public var bytes: [UInt8]
    /// What must come in another log before it is no longer kept: the ids of its entries but a log's opening, which is never appended
    /// again. Beside the bytes, so that nobody reads those for it; empty where only the list was asked for.
    public var entries: [EventID] = []
    /// The ids of the attachments that ride in it, for whoever erases them.
    public var riders: [String] = []

    /// The stable words.
    public enum Reason: String, Hashable, Sendable, CaseIterable { case fork, sealed, revoked }

    public init(origin: Origin, time: Int64, reason: Reason, index: Int64, signed: Checkpoint, bytes: [UInt8], number: Int64 = 0) {
        (self.origin, self.time, self.reason, self.index) = (origin, time, reason, index)
        (self.signed, self.bytes, self.number) = (signed, bytes, number)
    }

    /// The same with what the push holds, read once.
    func reading(_ push: PushRequest) -> RefusedPush {
        var read = self
        read.riders = push.attachments.map(\.id)
        read.entries = push.entries.compactMap { entry in
            let reading = EventReading(of: entry)
            if case .event(let event, _) = reading.content, case .logOpened = event.body { return nil }
            return reading.id
        }
        return read
    }

    /// Whether it is the same as one that is kept: it comes every night until its device heals, at another minute of its clock.
    public func repeats(_ kept: RefusedPush) -> Bool {
        origin == kept.origin && reason == kept.reason && index == kept.index && signed == kept.signed
    }

    public var json: JSON {
        .object(present: [
            ("number", .integer(number)), ("origin", .string(origin.description)), ("time", .integer(time)),
            ("reason", .string(reason.rawValue)), ("index", .integer(index)), ("size", .integer(signed.size)),
            ("root", .string(signed.root.base64)),
        ])
    }
}

/// How many refused pushes of a log are kept for one reason.
public struct RefusedCount: Hashable, Sendable {
    public let origin: Origin
    public let reason: RefusedPush.Reason
    public let count: Int64

    public init(origin: Origin, reason: RefusedPush.Reason, count: Int64) {
        (self.origin, self.reason, self.count) = (origin, reason, count)
    }
}
