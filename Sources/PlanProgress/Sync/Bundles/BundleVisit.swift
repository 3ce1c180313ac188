/// What a district makes of a bundle: each request is answered as on the wire, and the answers are what the ward takes home.
///
/// Pure but for `answer`, which is the district's own handler: the same limits, judge and rights. A request that is refused
/// is answered with its problem, and the rest goes on.
public struct BundleVisit {
    /// What the bundle did.
    public struct Summary: Hashable, Sendable {
        /// Whether an enrolment came and was granted.
        public var enrolled = false
        /// What this log has a receipt for, `nil` where no receipt was given.
        public var receiptSize: Int64?
        public var attachments = 0
        /// The first refusal.
        public var problem: ProblemDocument?
        /// The log goes no further by these answers: a push was refused, or an enrolment without which there is no receipt. An attachment
        /// that is refused beside them holds up nothing.
        public var isLogRefused = false
        /// Stored below the head of a recovering log: no receipt yet.
        public var isRecovering = false
    }

    private let answer: (WireRequest) async throws(BundleFault) -> WireAnswer
    private let origin: Origin
    private var writer: BundleWriter
    private var have: [Origin: Int64] = [:]
    private var mayPush = true
    private var isEnrolmentRefused = false
    private var summary = Summary()

    /// Answers a bundle that was verified before; `reader` stands behind its header. The answers are ended by `finish`.
    ///
    /// The end that is read now must be signed too, by `isSigned`: what lies there may have changed since, and unsigned parts get no
    /// answer that anybody takes home.
    public static func carry(
        _ reader: BundleReader, answers writer: BundleWriter, isSigned: (SignedNote) -> Bool, finish: (SignedNote) -> SignedNote,
        answer: @escaping (WireRequest) async throws(BundleFault) -> WireAnswer
    ) async throws(BundleFault) -> Summary {
        var visit = BundleVisit(answer: answer, origin: reader.header.origin, writer: writer)
        try await visit.ask(.identity())
        while let part = try reader.next() { try await visit.take(part) }
        guard let note = reader.note, isSigned(note) else { throw .signature }
        try await visit.giveBack()
        visit.summary.isLogRefused = !visit.mayPush || visit.isEnrolmentRefused && visit.summary.receiptSize == nil
        try visit.writer.finish(finish)
        return visit.summary
    }

    private init(answer: @escaping (WireRequest) async throws(BundleFault) -> WireAnswer, origin: Origin, writer: BundleWriter) {
        (self.answer, self.origin, self.writer) = (answer, origin, writer)
    }

    /// A part that this program does not know is a newer ward's, and passed over.
    private mutating func take(_ part: BundlePart) async throws(BundleFault) {
        switch (part.words.first, part.words.count) {
        case ("have", 1): have = Self.sizes(part.body)
        case ("enrol", 1):
            var request = WireRequest(.post, WireRequest.enrolmentsPath)
            (request.body, request.bodyType) = (part.body, EnrolmentRequest.mediaType)
            summary.enrolled = try await ask(request).status < 300
            isEnrolmentRefused = !summary.enrolled
        case ("push", 1): try await push(part.body)
        case ("attachment", 2) where AttachmentReference.isID(part.words[1]):
            let stored = try await ask(.attachment(part.words[1], bytes: part.body, token: "")).status < 300
            if stored { summary.attachments += 1 }
        case ("want", 2) where AttachmentReference.isID(part.words[1]): try await ask(.attachment(part.words[1], token: ""))
        default: return
        }
    }

    private mutating func push(_ body: [UInt8]) async throws(BundleFault) {
        // Behind a refused push every other one is a gap.
        guard mayPush else { return }
        let push = try? PushRequest(reading: body)
        var request = WireRequest(.post, "/v1/logs/\(origin)/entries", answerByteLimit: 1 << 20)
        (request.body, request.bodyType) = (body, PushRequest.mediaType)
        let said = try await ask(request, as: "\(request.path)?from=\(push?.from ?? 0)&to=\(push?.to ?? 0)")
        mayPush = said.status < 300
        guard mayPush, let push else { return }
        summary.isRecovering = said.status == 202
        for rider in push.attachments {
            try record(WireAnswer(status: 204), to: .put, "/v1/attachments/\(rider.id)")
            summary.attachments += 1
        }
    }

    /// What the ward may read and has not got, this log's own receipt above all; and which attachments are not here now that all
    /// of the bundle was taken in: a district that was restored lacks some that it had confirmed.
    private mutating func giveBack() async throws(BundleFault) {
        try await ask(.missingAttachments(token: ""))
        let said = try await ask(.heads(token: "", unless: nil))
        guard said.status == 200, let heads = try? HeadsText(reading: said.body) else { return }
        for head in heads.heads where !head.isRecovering {
            let log = head.checkpoint.origin
            let held = have[log] ?? 0
            guard log == origin || head.checkpoint.size > held else { continue }
            let receipt = try await ask(.checkpoint(of: log, token: ""))
            guard receipt.status == 200, let size = SignedNote(reading: receipt.body).flatMap({ Checkpoint(text: $0.text) })?.size else {
                continue
            }
            if log == origin { summary.receiptSize = size }
            try await entries(of: log, in: min(held, size)..<size)
        }
    }

    private mutating func entries(of log: Origin, in range: Range<Int64>) async throws(BundleFault) {
        var from = range.lowerBound
        while from < range.upperBound, writer.hasRoom(for: PushRequest.byteLimit) {
            let said = try await ask(.entries(of: log, in: from..<range.upperBound, token: ""))
            guard said.status == 200, let batch = try? EntryBatch(reading: said.body), !batch.isEmpty else { return }
            from += Int64(batch.count)
        }
    }

    @discardableResult
    private mutating func ask(_ request: WireRequest, as path: String? = nil) async throws(BundleFault) -> WireAnswer {
        let said = try await answer(request)
        if said.status >= 400, summary.problem == nil, request.method != .get {
            let problem = ProblemDocument(reading: said.body) ?? ProblemDocument(.fault)
            // What was erased here is asked for no more: no refusal that anybody must act upon.
            if problem.type != .redacted { summary.problem = problem }
        }
        try record(said, to: request.method, path ?? request.path)
        return said
    }

    private mutating func record(_ said: WireAnswer, to method: WireRequest.Method, _ path: String) throws(BundleFault) {
        guard writer.hasRoom(for: said.body.count + 1024) else { return }
        let type = said.contentType.map { $0.filter { $0 != " " } } ?? "-"
        try writer.add(BundlePart(["answer", "\(said.status)", method.rawValue, path, type], said.body))
    }

    /// Lines `origin size`; one of another form is passed over, and its log is then given whole.
    private static func sizes(_ body: [UInt8]) -> [Origin: Int64] {
        var sizes: [Origin: Int64] = [:]
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2, let origin = Origin(parts[0]), let size = CountText.read(parts[1]) { sizes[origin] = size }
        }
        return sizes
    }
}
