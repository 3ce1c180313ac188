/// What came back from one request, sorted by what a client can do about it.
enum Reception: Hashable, Sendable {
    /// 2xx and 304: the caller reads the body.
    case answer(WireAnswer)
    /// The district refused and said why.
    case problem(ProblemDocument)
    /// Try again, not before so many milliseconds.
    case busy(retryAfter: Int64?)
    /// No whole answer came; the request may have been carried out.
    case interrupted(String)
    case unreachable(String)
    /// It was not our district that answered.
    case foreign(String)
    case outOfDate(String)

    init(_ result: Result<WireAnswer, TransportFailure>, now: Int64) {
        switch result {
        case .failure(.unreachable(let words)), .failure(.misconfigured(let words)): self = .unreachable(words)
        case .failure(.untrusted(let words)): self = .foreign(words)
        case .failure(.outOfDate(let words)): self = .outOfDate(words)
        case .failure(.interrupted(let words)): self = .interrupted(words)
        case .failure(.answerTooLarge): self = .interrupted("the answer is longer than any answer of a district")
        case .success(let answer): self = Self.sort(answer, now: now)
        }
    }

    private static func sort(_ answer: WireAnswer, now: Int64) -> Reception {
        if (200..<300).contains(answer.status) || answer.status == 304 { return .answer(answer) }
        let problem = answer.isMedia(ProblemDocument.mediaType) ? ProblemDocument(reading: answer.body) : nil
        let retryAfter = answer.retryAfter.flatMap { RetryAfter.milliseconds($0, now: now) }
        switch answer.status {
        // A gateway's 502 and 504 and our own 500 pass; so do 408 and 425.
        case 408, 425, 429, 500...599: return .busy(retryAfter: retryAfter)
        // A proxy says this with a page of its own; smaller or unpacked it may let us through.
        case 413: return .problem(problem ?? ProblemDocument(.tooLarge))
        case 415: return .problem(problem ?? ProblemDocument(.encoding))
        default: return problem.map { .problem($0) } ?? .foreign("status \(answer.status) without a reason of the district's")
        }
    }
}

extension WireAnswer {
    /// The answer to a push, or why it is none of a district's. Its receipt is still to be verified.
    func receiptAnswer() throws(AnswerFault) -> ReceiptAnswer {
        guard isMedia(ReceiptAnswer.mediaType) else { throw .foreign(foreignWords) }
        do { return try ReceiptAnswer(reading: body) } catch { throw .broken(error.description) }
    }

    func headsText() throws(AnswerFault) -> HeadsText {
        guard isMedia(HeadsText.mediaType) else { throw .foreign(foreignWords) }
        do { return try HeadsText(reading: body) } catch { throw .broken(error.description) }
    }

    /// A line each.
    func attachmentIDs() throws(AnswerFault) -> [String] {
        guard isMedia(HeadsText.mediaType) else { throw .foreign(foreignWords) }
        let lines = String(decoding: body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.last == "", lines.dropLast().allSatisfy({ AttachmentReference.isID($0) }) else {
            throw .broken("a list of attachments in another form")
        }
        return lines.dropLast().map(String.init)
    }

    func entryBatch() throws(AnswerFault) -> EntryBatch {
        guard isMedia(EntryBatch.mediaType) else { throw .foreign(foreignWords) }
        do { return try EntryBatch(reading: body) } catch { throw .broken(error.description) }
    }

    /// A latest receipt, cosigned by the pinned district; for the district's own log signed by its key too.
    func receipt(of origin: Origin, from district: DistrictIdentity) throws(AnswerFault) -> ProvedReceipt {
        guard isMedia(ProvedReceipt.mediaType) else { throw .foreign(foreignWords) }
        guard let note = SignedNote(reading: body) else { throw .broken("the checkpoint is no signed note") }
        guard let proved = ProvedReceipt(note, of: origin, from: district) else {
            throw .unproved("the receipt of \(origin) is not signed by the district")
        }
        return proved
    }

    func enrolmentAnswer(from district: DistrictIdentity) throws(AnswerFault) -> EnrolmentAnswer {
        guard isMedia("application/json") else { throw .foreign(foreignWords) }
        let answer: EnrolmentAnswer
        do { answer = try EnrolmentAnswer(reading: body) } catch { throw .broken(error.description) }
        guard answer.receipts == district.receipts, answer.log == district.log else {
            throw .unproved("the district answers with other keys than the pinned ones")
        }
        if let note = answer.bundles, BundleKey(note, from: district) == nil {
            throw .unproved("the key for bundles is not signed by the district")
        }
        return answer
    }

    private var foreignWords: String { "status \(status) with '\(contentType ?? "no type")', which no district sends" }
}

/// Why a 2xx is not what it should be.
enum AnswerFault: Error, Hashable, Sendable {
    /// A proxy's page, most likely.
    case foreign(String)
    /// Ours by its type, cut or garbled by its body: as good as no answer.
    case broken(String)
    /// Well formed, and not signed by whom it must be: never believed, never retried at once.
    case unproved(String)
}

/// A receipt whose cosignature was verified against the pinned district. Only this counts as "quận đã nhận".
struct ProvedReceipt: Hashable, Sendable {
    let note: SignedNote
    let checkpoint: Checkpoint

    static let mediaType = "text/plain; charset=utf-8"

    init?(_ note: SignedNote, of origin: Origin, from district: DistrictIdentity) {
        guard let checkpoint = Checkpoint(text: note.text), checkpoint.origin == origin, district.receipts.cosignedAt(note) != nil,
            !origin.isDistrictLog || district.log.verifies(note)
        else { return nil }
        (self.note, self.checkpoint) = (note, checkpoint)
    }
}

extension EntryBatch {
    public static let mediaType = "application/x-ndjson"
}
