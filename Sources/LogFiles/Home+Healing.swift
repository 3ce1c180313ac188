public import PlanProgress

/// One procedure for every accident (design 3.4), from the decision to the enrolment's note.
extension Home {
    /// Continues our log in a new one; may be cut anywhere and called again.
    ///
    /// `answered` is the index that the district named. Afterwards this home writes the new log, and
    /// `pendingEnrolment` is what to ask the district.
    @discardableResult
    public mutating func heal(answered: Int64?) throws(HomeFault) -> Healer.Outcome? {
        if let outcome = try finishHealing() { return outcome }
        let asked = origin
        self = try Home(opening: disk, named: path, surroundings: surroundings)
        // Another process has done it since this home was opened; `answered` speaks of the old log.
        guard origin == asked else { return nil }
        // A log that the district has never enrolled cannot vouch for its successor: the one that it knows is continued.
        var old = origin
        if let enrolled = try enrolledOrigin(), enrolled.unit == origin.unit, try holdsKey(of: enrolled) { old = enrolled }
        var ours: [LogImage] = []
        // By name: a key may have been lost. Of a twin's log that was pulled nothing is brought, for its receipt covers it all.
        for other in try origins() where other != old {
            guard (other.district, other.unit, other.stem) == (origin.district, origin.unit, origin.stem) else { continue }
            do throws(HomeFault) { ours.append(try image(of: other)) } catch {
                // A copy that the disk does not give keeps nothing back, for the district has what it holds. A log that this device
                // wrote may hold what nobody else has: it is read, or nothing is begun.
                guard case .log(.disk) = error, other != origin, try !wrote(other) else { throw error }
            }
        }
        let continued = try image(of: old)
        guard
            let healing = Healing(
                of: continued, answered: old == origin ? answered : nil, others: ours,
                suffix: Healing.suffix(random: surroundings.random(6)))
        else { throw .log(.missing(origin)) }
        // The district may have lost what is brought, and then its attachments too: they are asked about again.
        try remove(healing.attachments(from: [continued] + ours), from: .held)
        let healer = Healer(on: disk)
        try inHome { () throws(LogFault) in try healer.begin(healing) }
        let outcome = try finishHealing()
        if outcome == nil { self = try Home(opening: disk, named: path, surroundings: surroundings) }
        return outcome
    }

    /// Logs here that the disk does not give: a healing leaves copies out that it could not read, and a person is told of them.
    public func unreadableLogs() throws(HomeFault) -> [Origin] {
        try origins().filter { origin in
            if case .failure(.disk) = Result(catching: { () throws(LogFault) in try LogKeeper(origin, on: disk) }) { true } else { false }
        }
    }

    private func image(of origin: Origin) throws(HomeFault) -> LogImage {
        try inHome { () throws(LogFault) in try LogKeeper(origin, on: disk).image }
    }

    /// The request that the district has not answered: the one kept, or for a continuing log the one that its first entry asks for.
    public func pendingEnrolment(of image: LogImage) throws(HomeFault) -> SignedNote? {
        if let note = try preparedEnrolment() { return note }
        guard let old = image.opened?.continues, let key = try key(of: origin),
            let request = EnrolmentRequest(
                origin: origin, key: key.verifier(.log),
                proof: .continues(Checkpoint(origin: old.origin, size: old.size, root: old.root)), label: label, nonce: surroundings.nonce()
            )
        else { return nil }
        let note = key.signing(SignedNote(text: request.text))
        return try self.key(of: old.origin)?.signing(note) ?? note
    }

    /// The request of this log that a join has prepared and the district has not answered.
    func preparedEnrolment() throws(HomeFault) -> SignedNote? {
        guard let note = try bytes(of: .enrolment).flatMap({ SignedNote(reading: $0) }),
            let request = try? EnrolmentRequest(reading: note.text), request.origin == origin
        else { return nil }
        return note
    }

    /// The request with an invitation's secret, signed by our key; `nil` where the secret has another form or the key is gone.
    public func enrolmentNote(code: String) throws(HomeFault) -> SignedNote? {
        guard let key = try key(of: origin),
            let request = EnrolmentRequest(
                origin: origin, key: key.verifier(.log), proof: .code(code), label: label, nonce: surroundings.nonce())
        else { return nil }
        return key.signing(SignedNote(text: request.text))
    }

    /// The request for a new token: this log continues itself, and its enrolled key says so.
    func renewalNote(of image: LogImage) throws(HomeFault) -> SignedNote? {
        guard let key = try key(of: origin),
            let request = EnrolmentRequest(
                origin: origin, key: key.verifier(.log), proof: .continues(image.checkpoint(at: image.size)), label: label,
                nonce: surroundings.nonce())
        else { return nil }
        return key.signing(SignedNote(text: request.text))
    }

    /// How people call the device: the home's name, cut to what a request takes.
    private var label: String {
        let name = NFC.normalized(config["name"] ?? origin.device)
        var label = ""
        for character in name where character.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) {
            guard label.utf8.count + character.utf8.count <= EnrolmentRequest.labelByteCount else { break }
            label.append(character)
        }
        return label
    }
}
