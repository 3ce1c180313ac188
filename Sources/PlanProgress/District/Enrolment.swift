/// The district's decision on a request to enrol, inside one transaction (design 3.4 step 5, 4 and 5).
public enum EnrolmentOutcome: Hashable, Sendable {
    case enrolled(EnrolmentAnswer)
    /// Refused, and counted against the address that sent it.
    case refused(ProblemDocument)
}

/// Enrols a device: by a code that a person gave, by the log that it continues, or again by its own key.
public struct EnrolmentDesk {
    let keys: DistrictKeys
    let tables: any DistrictTables
    /// UTC milliseconds.
    let now: Int64
    /// So many fresh random bytes.
    let random: (Int) -> [UInt8]
    /// What was last cosigned of a log.
    let head: (Origin) throws(StoreFault) -> Checkpoint?

    public init(
        keys: DistrictKeys, tables: any DistrictTables, now: Int64, random: @escaping (Int) -> [UInt8],
        head: @escaping (Origin) throws(StoreFault) -> Checkpoint? = { _ throws(StoreFault) in nil }
    ) {
        (self.keys, self.tables, self.now, self.random, self.head) = (keys, tables, now, random, head)
    }

    /// What a note asks for, as far as it can be told without the district's tables.
    public enum Reading: Hashable, Sendable {
        /// In its form, and signed by the key that asks.
        case request(EnrolmentRequest)
        case refused(ProblemDocument)
    }

    public static func read(_ note: SignedNote) -> Reading {
        let request: EnrolmentRequest
        do throws(WireFault) { request = try EnrolmentRequest(reading: note.text) } catch {
            return .refused(ProblemDocument(.malformed, detail: error.description))
        }
        guard request.isSigned(in: note) else {
            return .refused(ProblemDocument(.signature, detail: "The key that asks has not signed the request. Nothing was changed."))
        }
        return .request(request)
    }

    /// Decides and keeps; `register` follows what was written.
    public func take(_ note: SignedNote, register: inout DistrictRegister) throws(StoreFault) -> EnrolmentOutcome {
        let request: EnrolmentRequest
        switch Self.read(note) {
        case .request(let read): request = read
        case .refused(let problem): return .refused(problem)
        }
        guard request.origin.district == register.district, request.origin.unit != register.district else {
            return .refused(ProblemDocument(.forbidden, detail: "This district enrols the devices of its wards only."))
        }
        if let log = try tables.log(request.origin) { return try again(request, note: note, log: log, register: register) }
        switch request.proof {
        case .code(let secret): return try byCode(secret, request, register: &register)
        case .continues(let old): return try byOldKey(old, request, note: note, register: &register)
        }
    }

    /// The origin is enrolled: with this key it gets a new token and nothing else happens, so a lost answer is harmless.
    private func again(
        _ request: EnrolmentRequest, note: SignedNote, log: LogRecord, register: DistrictRegister
    ) throws(StoreFault) -> EnrolmentOutcome {
        guard log.key == request.key else {
            // Whoever has neither a code nor an old key is not told which names there are.
            switch request.proof {
            case .code(let secret):
                guard try isGood(tables.invitation(secret: Self.digest(ofSecret: secret)), for: request.origin) else {
                    return .refused(Self.badCode)
                }
            case .continues(let old):
                guard try tables.log(old.origin)?.key.verifies(note) == true else { return .refused(Self.noOldKey) }
            }
            return .refused(ProblemDocument(.origin, detail: "Another key is enrolled as \(request.origin). Continue under a new name."))
        }
        guard !log.isRevoked else { return .refused(try revoked(request)) }
        // Whoever recorded it on its way asks with the very same; the device itself asks anew, as with a token that is unknown.
        guard try !tables.isSpent(request: request.digest) else {
            return .refused(ProblemDocument(.token, detail: "This request was used before. Nothing was changed. Ask with a new one."))
        }
        // A note with a code may have been seen by whoever found the stick that it travelled on: it serves while the code could have,
        // and afterwards a device asks by its key alone.
        if case .code(let secret) = request.proof {
            let invitation = try tables.invitation(secret: Self.digest(ofSecret: secret))
            guard isGood(invitation, for: request.origin) || invitation.map({ isSpentNow($0, by: request.origin) }) ?? false else {
                return .refused(Self.badCode)
            }
        }
        // One that was sealed and that nobody continues yet has to push, and be told from where on to continue itself.
        let isContinued = register.devices.values.contains { $0.continues?.origin == request.origin }
        return .enrolled(try token(for: request, scope: isContinued ? .enrolmentOnly : .device, register: register))
    }

    /// Its log has ended. A person's code lets it continue in a new one (design 3.4); told before the code is spent.
    private func revoked(_ request: EnrolmentRequest) throws(StoreFault) -> ProblemDocument {
        guard case .code(let secret) = request.proof else { return ProblemDocument(.forbidden, detail: "This device was revoked.") }
        guard try isGood(tables.invitation(secret: Self.digest(ofSecret: secret)), for: request.origin) else { return Self.badCode }
        return ProblemDocument(.origin, detail: "\(request.origin) was revoked. Continue under a new name.")
    }

    // One sentence for every fault of a code: what is wrong with it is nobody's business who has not got it.
    private static let badCode = ProblemDocument(
        .code, detail: "The code is unknown, used, expired or for another unit. Ask the district for a new one.")

    // Likewise for the log that is continued.
    private static let noOldKey = ProblemDocument(
        .code, detail: "The old log is not enrolled here, was revoked, or its key has not signed the request. Ask the district for a code.")

    private func isSpentNow(_ invitation: Invitation, by origin: Origin) -> Bool {
        invitation.usedBy == origin && invitation.expires > now / 1000
    }

    private func isGood(_ invitation: Invitation?, for origin: Origin) -> Bool {
        guard let invitation else { return false }
        return invitation.usedBy == nil && invitation.expires > now / 1000 && invitation.unit == origin.unit
    }

    private func byCode(
        _ secret: String, _ request: EnrolmentRequest, register: inout DistrictRegister
    ) throws(StoreFault) -> EnrolmentOutcome {
        let digest = Self.digest(ofSecret: secret)
        guard let invitation = try tables.invitation(secret: digest), isGood(invitation, for: request.origin),
            register.units[request.origin.unit] != nil
        else { return .refused(Self.badCode) }
        var continues: LogReference?
        if let old = invitation.continues, let log = try tables.log(old) {
            continues = LogReference(origin: old, size: log.size, root: log.range.root)
        }
        let enrolment = DeviceEnrolment(origin: request.origin, key: request.key, continues: continues, proxy: invitation.proxy)
        try enrol(enrolment, register: &register)
        try tables.burnInvitation(secret: digest, for: request.origin)
        return .enrolled(try token(for: request, scope: .device, register: register))
    }

    private func byOldKey(
        _ old: Checkpoint, _ request: EnrolmentRequest, note: SignedNote, register: inout DistrictRegister
    ) throws(StoreFault) -> EnrolmentOutcome {
        // A device that has lost its key cannot sign with it: a code from a person takes the key's place (design 3.4).
        guard let log = try tables.log(old.origin), old.origin.unit == request.origin.unit, !log.isRevoked, log.key.verifies(note) else {
            return .refused(Self.noOldKey)
        }
        // Who revoked the device of today meant its keys of before too: they lie on the same disk.
        for next in register.descendants(of: old.origin) {
            guard try tables.log(next)?.isRevoked == true else { continue }
            return .refused(ProblemDocument(.code, detail: "A log that continues the old one was revoked. Ask the district for a code."))
        }
        guard request.origin.stem == old.origin.stem else {
            return .refused(ProblemDocument(.malformed, detail: "A log that continues another keeps the device's name before the dot."))
        }
        guard try healings(of: request.origin) < Limits.healingsPerDay else {
            return .refused(
                ProblemDocument(.code, detail: "This device has continued its log five times today. Ask the district for a code."))
        }
        let continues = LogReference(origin: old.origin, size: old.size, root: old.root)
        // Who entered for a ward goes on entering for it: a healing makes no ward's device of the district's.
        let proxy = register.devices[old.origin]?.proxy ?? false
        try enrol(DeviceEnrolment(origin: request.origin, key: request.key, continues: continues, proxy: proxy), register: &register)
        return .enrolled(try token(for: request, scope: .device, register: register))
    }

    /// Writes `device.enrolled` and, once per old log, `log.sealed` where it ends today.
    private func enrol(_ enrolment: DeviceEnrolment, register: inout DistrictRegister) throws(StoreFault) {
        var drafts = [DistrictLog.Draft(.deviceEnrolled(enrolment))]
        if let old = enrolment.continues?.origin, let log = try tables.log(old) {
            let size = log.endOfToday(head: try head(old))
            if log.end == nil { drafts.append(DistrictLog.Draft(.logSealed(LogEnd(origin: old, size: size)))) }
        }
        _ = try DistrictLog.append(drafts, keys: keys, register: &register, now: now, nonce: { random(6) }, to: tables)
    }

    /// How often this device continued a log within the last day, from the end of the district's own log.
    private func healings(of origin: Origin) throws(StoreFault) -> Int {
        let log = try DistrictLog.own(in: tables)
        let dayAgo = now - 86_400_000
        var count = 0
        for entry in try tables.entries(of: log.number, max(0, log.size - 1024)..<log.size) {
            guard case .event(let event, _) = EventReading(of: entry).content, event.at > dayAgo,
                case .deviceEnrolled(let device) = event.body, device.continues != nil, device.unit == origin.unit,
                device.origin.stem == origin.stem
            else { continue }
            count += 1
        }
        return count
    }

    /// A fresh token. The one in use ends when this one is used first, so that a lost answer locks nobody out; of those that were
    /// never used one stays, for two requests may be under way.
    private func token(
        for request: EnrolmentRequest, scope: AccessToken.Scope, register: DistrictRegister
    ) throws(StoreFault) -> EnrolmentAnswer {
        let origin = request.origin
        try tables.addRequest(request.digest, of: origin)
        let token = Base64.urlText(random(32))
        for old in try tables.tokens(of: origin).filter({ !$0.isUsed }).dropLast() { try tables.removeToken(digest: old.digest) }
        try tables.addToken(AccessToken(digest: AccessToken.digest(of: token), origin: origin, scope: scope, issued: now / 1000))
        if scope != .device { try tables.setScope(scope, ofTokensOf: origin) }
        let roster = register.units.values.sorted { $0.unit < $1.unit }.map { EventBody.unitRegistered($0).json }
        return EnrolmentAnswer(
            token: token, receipts: keys.receipts.verifier(.cosignature), log: keys.log.verifier(.log), roster: roster,
            bundles: keys.bundles?.note)
    }

    /// What is kept of an invitation's secret.
    public static func digest(ofSecret secret: String) -> Digest { Digest(of: Array("wardlog/1 code \(secret)".utf8)) }
}

extension AccessToken {
    /// Its first use: whatever the log had before it ends, and the requests that were granted so far have served.
    public static func use(_ digest: Digest, in tables: any DistrictTables) throws(StoreFault) {
        guard let token = try tables.token(digest: digest), !token.isUsed else { return }
        try tables.noteUse(ofToken: digest)
        try tables.spendRequests(of: token.origin)
        for old in try tables.tokens(of: token.origin).prefix(while: { $0.digest != digest }) { try tables.removeToken(digest: old.digest) }
    }

    /// What is kept of a token: 256 random bits need no salt and no slow hash.
    public static func digest(of token: String) -> Digest { Digest(of: Array("wardlog/1 token \(token)".utf8)) }
}

extension Invitation {
    /// Seven days, in seconds (design 5).
    public static let lifeSeconds: Int64 = 7 * 86_400
}
