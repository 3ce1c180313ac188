/// The answers of a bundle as a line to the district: a ward takes them in by the very engine that syncs (Bundles.md).
///
/// A push is answered by what the district had in the end: the log's latest receipt, or the refusal that it gave. So the
/// engine verifies, heals and pulls as ever, whatever was recorded or synced since the export. Bodies of entries and
/// attachments are read from the file when they are asked for; the rest is held.
public final class BundleLine: Transport {
    public let header: BundleHeader
    /// The district's signature over all of it; verified by whoever makes a line of it.
    public let note: SignedNote
    public private(set) var carried: CarriedAnswers
    /// Why the file did not give its last answer, where it was whole at first: to the engine that is a line that broke.
    public private(set) var fault: BundleFault?
    private var answers: [Recorded] = []
    private let reopen: () throws(BundleFault) -> BundleReader

    private struct Recorded {
        let method: Substring
        let path: String
        /// From `?from=` and `&to=`; empty without.
        let range: Range<Int64>
        var answer: WireAnswer
        /// Which part of the file holds the body, where it is not held here.
        var place: Int?
    }

    /// Whose file it is shows at its end, so until then a stranger decides how much is held: no answer that is held is longer than over
    /// the wire (`WireRequest.answerByteLimit`) ...
    static let heldPartByteCount = 1 << 20
    /// ... and all of them together, each with what keeping it costs, are at most those of 250,000 attachments.
    static let heldByteCount = 64 << 20
    private static let recordByteCount = 256

    /// Reads the file to its end; `reopen` gives it anew from its beginning.
    public init(_ reopen: @escaping () throws(BundleFault) -> BundleReader) throws(BundleFault) {
        self.reopen = reopen
        let reader = try reopen()
        (header, carried) = (reader.header, CarriedAnswers(of: reader.header.origin))
        var place = 0
        var found: [Recorded] = []
        var heldByteCount = 0
        while let part = try reader.next() {
            if let recorded = Self.recorded(part, at: place) {
                heldByteCount += recorded.answer.body.count + Self.recordByteCount
                guard recorded.answer.body.count <= Self.heldPartByteCount, heldByteCount <= Self.heldByteCount else {
                    throw .form(expected: "answers of at most \(Self.heldByteCount) bytes beside entries and attachments")
                }
                found.append(recorded)
            }
            place += 1
        }
        guard let note = reader.note else { throw .torn }
        self.note = note
        answers = found
        for answer in answers { learn(answer) }
    }

    /// Who answers, by its own words: to be compared with what is pinned, or with a code.
    public var identity: (identity: DistrictIdentity, bundles: SignedNote?)? {
        guard let body = find("GET", "/v1/identity")?.answer.body, let identity = try? DistrictIdentity(reading: body) else { return nil }
        return (identity, BundleKey.note(in: body))
    }

    public func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        let path = String(request.path.prefix { $0 != "?" })
        fault = nil
        do throws(BundleFault) {
            if request.method == .post, path.hasSuffix("/entries") { return try pushed(request, path).map { .success($0) } ?? Self.absent }
            if request.method == .get, path.hasSuffix("/entries") { return try page(request, path).map { .success($0) } ?? Self.absent }
            guard let recorded = find(request.method.rawValue, path) else { return Self.absent }
            return .success(try whole(recorded))
        } catch {
            fault = error.onSecondReading
            return .failure(.interrupted(error.onSecondReading.description))
        }
    }

    private static let absent = Result<WireAnswer, TransportFailure>.failure(.unreachable("the bundle does not say"))

    /// What the district said of a push that holds what this one holds.
    private func pushed(_ request: WireRequest, _ path: String) throws(BundleFault) -> WireAnswer? {
        guard let push = try? PushRequest(reading: request.body ?? []) else { return nil }
        let said = answers.filter { $0.method == "POST" && $0.path == path }
        let refusal = said.first { $0.answer.status >= 400 }
        if let refusal, let index = ProblemDocument(reading: refusal.answer.body)?.index, (push.from...push.to).contains(index) {
            return refusal.answer
        }
        let heads = find("GET", "/v1/heads").flatMap { try? HeadsText(reading: $0.answer.body) } ?? HeadsText([])
        if let note = find("GET", "/v1/logs/\(push.origin)/checkpoint").flatMap({ SignedNote(reading: $0.answer.body) }),
            let size = Checkpoint(text: note.text)?.size, size >= push.to
        {
            return Self.receipt(note, heads, status: 200)
        }
        if said.contains(where: { $0.answer.status == 202 && $0.range.upperBound >= push.to }) {
            return Self.receipt(nil, heads, status: 202)
        }
        return refusal?.answer
    }

    private static func receipt(_ note: SignedNote?, _ heads: HeadsText, status: Int) -> WireAnswer {
        WireAnswer(status: status, contentType: ReceiptAnswer.mediaType, body: ReceiptAnswer(receipt: note, heads: heads).bytes)
    }

    /// Entries from where they are asked for: the page may begin before.
    private func page(_ request: WireRequest, _ path: String) throws(BundleFault) -> WireAnswer? {
        let wanted = Self.range(request.path)
        for recorded in answers where recorded.method == "GET" && recorded.path == path && recorded.range.lowerBound <= wanted.lowerBound {
            let said = try whole(recorded)
            guard let batch = try? EntryBatch(reading: said.body) else { continue }
            let skipped = Int(wanted.lowerBound - recorded.range.lowerBound)
            guard skipped < batch.count else { continue }
            let rest = batch.dropFirst(skipped).prefix(Int(wanted.upperBound - wanted.lowerBound))
            return WireAnswer(status: 200, contentType: EntryBatch.mediaType, body: EntryBatch(rest).bytes)
        }
        return nil
    }

    private func find(_ method: String, _ path: String) -> Recorded? { answers.last { $0.method == method && $0.path == path } }

    private func whole(_ recorded: Recorded) throws(BundleFault) -> WireAnswer {
        guard let place = recorded.place else { return recorded.answer }
        let reader = try reopen()
        for _ in 0..<place { guard try reader.next() != nil else { throw .torn } }
        guard let part = try reader.next() else { throw .torn }
        var answer = recorded.answer
        answer.body = part.body
        return answer
    }

    // MARK: Reading

    private static func recorded(_ part: BundlePart, at place: Int) -> Recorded? {
        guard part.words.count == 5, part.words[0] == "answer", let status = CountText.read(part.words[1]) else { return nil }
        // With the list of what is lacking, which may be long.
        let isLarge = part.words[2] == "GET" && (part.words[3].contains("/entries?") || part.words[3].hasPrefix("/v1/attachments"))
        let type = part.words[4] == "-" ? nil : part.words[4]
        let answer = WireAnswer(status: Int(status), contentType: type, body: isLarge ? [] : part.body)
        return Recorded(
            method: part.words[2][...], path: String(part.words[3].prefix { $0 != "?" }), range: range(part.words[3]), answer: answer,
            place: isLarge ? place : nil)
    }

    /// `?from=` and `&to=` of an address, in that order; empty where they are not there.
    private static func range(_ path: String) -> Range<Int64> {
        let numbers = path.split(separator: "?").dropFirst().joined().split { "=&".contains($0) }.compactMap { CountText.read($0) }
        return numbers.count == 2 && numbers[0] <= numbers[1] ? numbers[0]..<numbers[1] : 0..<0
    }

    private func learn(_ recorded: Recorded) {
        let parts = recorded.path.split(separator: "/")
        if parts.count == 2, parts[1] == "enrolments" { carried.hasEnrolment = true }
        if parts.count == 2, parts[1] == "attachments", recorded.answer.status == 200 { carried.listsMissing = true }
        if parts.count == 3, parts[1] == "attachments" { carried.attachments.insert(String(parts[2])) }
        guard parts.count == 6, parts[1] == "logs", let log = Origin(parts[2...4].joined(separator: "/")) else { return }
        if parts[5] == "checkpoint", let checkpoint = SignedNote(reading: recorded.answer.body).flatMap({ Checkpoint(text: $0.text) }) {
            carried.logs.insert(log)
            if log == carried.origin { carried.reach = max(carried.reach, checkpoint.size) }
        } else if recorded.method == "POST", log == carried.origin {
            let index = recorded.answer.status >= 400 ? ProblemDocument(reading: recorded.answer.body)?.index.map { $0 + 1 } : nil
            carried.reach = max(carried.reach, index ?? recorded.range.upperBound)
        }
    }
}
