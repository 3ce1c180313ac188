extension SyncEngine {
    func pushRequest(_ push: PushRequest) -> WireRequest { .push(push, token: token, gzip: run.useGzip) }

    mutating func pushed(_ result: Result<WireAnswer, TransportFailure>, _ push: PushRequest) -> SyncEffect {
        let reception = Reception(result, now: now)
        switch reception {
        case .answer(let answer): return pushAnswered(answer, push)
        case .problem(let problem): return pushRefused(problem, push)
        default: return trouble(reception)
        }
    }

    private mutating func pushAnswered(_ answer: WireAnswer, _ push: PushRequest) -> SyncEffect {
        guard let district = state.district, answer.status == 200 || answer.status == 202 else { return trouble(.answer(answer)) }
        let parsed: ReceiptAnswer
        do throws(AnswerFault) { parsed = try answer.receiptAnswer() } catch { return trouble(error) }
        guard let note = parsed.receipt else {
            // 202: stored, and at its head size the district will cosign again (design 3.4).
            guard answer.status == 202 else { return trouble(.unproved("an acknowledgement without a receipt")) }
            gotThrough()
            run.storedWithoutReceipt = max(run.storedWithoutReceipt, push.to)
            run.resumeFrom = push.to
            // Nothing in it is signed: what rode along is held when a receipt covers its entry, or is sent again.
            return store(.pushed(receipt: nil, heads: parsed.heads, attachments: []))
        }
        guard let receipt = ProvedReceipt(note, of: push.origin, from: district), receipt.checkpoint.size >= push.to else {
            return trouble(.unproved("the receipt is not signed by the district, or covers less than was sent"))
        }
        if receipt.checkpoint.size == push.to {
            return compared(note.text.utf8.elementsEqual(push.checkpoint.text.utf8), parsed, receipt, push)
        }
        // The district holds more of this log than we sent: of ours, or of a device that had our key.
        guard receipt.checkpoint.size <= state.size else { return compared(false, parsed, receipt, push) }
        stage = .comparing(parsed, receipt, push)
        return .readRange(push.origin, size: receipt.checkpoint.size)
    }

    /// Keeps the receipt if our log has its root at its size; walks on to find the first difference if not.
    mutating func compared(_ isOurs: Bool, _ answer: ReceiptAnswer, _ receipt: ProvedReceipt, _ push: PushRequest) -> SyncEffect {
        let riders = push.attachments.map(\.id)
        guard isOurs else {
            if receipt.checkpoint.size == push.to { return trouble(.unproved("the district cosigned another root than ours")) }
            gotThrough()
            run.resumeFrom = push.to
            return store(.pushed(receipt: nil, heads: answer.heads, attachments: []))
        }
        gotThrough()
        outcome.sentEntries += max(0, receipt.checkpoint.size - state.receiptSize)
        if state.receiptSize == 0, receipt.checkpoint.size > 0 { outcome.sentOpenings += 1 }
        outcome.sentAttachments += riders.count
        run.storedWithoutReceipt = 0
        // Only where the district was behind our newest receipt is there more to give back.
        run.resumeFrom = receipt.checkpoint.size < state.receiptSize ? receipt.checkpoint.size : nil
        return store(.pushed(receipt: receipt.note, heads: answer.heads, attachments: riders))
    }

    /// A push was answered by the district, and not only by somebody who speaks like it: an answer without proof is no progress.
    private mutating func gotThrough() {
        backoff.succeeded()
        batch.succeeded()
        run.headsAreFresh = true
    }

    private mutating func pushRefused(_ problem: ProblemDocument, _ push: PushRequest) -> SyncEffect {
        switch problem.type {
        case .size:
            run.gaps += 1
            guard let size = problem.size, (0..<push.from).contains(size), run.gaps <= SyncPlan.gapLimit else {
                return finish(.rejected(problem))
            }
            run.resumeFrom = size
            return decide()
        case .fork, .sealed:
            guard let index = problem.index, (push.from...push.to).contains(index) else { return finish(.rejected(problem)) }
            return heal(from: index, code: nil, because: problem)
        case .root, .signature:
            // Once more from the beginning: an overlap then shows where the logs part, if they do.
            guard !run.hasWalked else { return finish(.rejected(problem)) }
            run.hasWalked = true
            run.resumeFrom = 0
            return decide()
        case .tooLarge:
            return batch.shrink(after: push) ? decide() : finish(.rejected(problem))
        case .encoding:
            guard run.useGzip else { return finish(.rejected(problem)) }
            run.useGzip = false
            return send(pushRequest(push), .pushing(push))
        default: return trouble(.problem(problem))
        }
    }

    // MARK: Attachments by themselves

    mutating func read(_ bytes: [UInt8]?, of waiting: WaitingAttachment) -> SyncEffect {
        guard let bytes else { return send(.attachment(waiting.id, token: token), .askingAttachment(waiting)) }
        return send(.attachment(waiting.id, bytes: bytes, token: token), .putting(waiting))
    }

    /// One that is not here, or not what its id says, may be at the district all the same: a disk that was restored does not know.
    mutating func attachmentAsked(_ result: Result<WireAnswer, TransportFailure>, _ waiting: WaitingAttachment) -> SyncEffect {
        let reception = Reception(result, now: now)
        switch reception {
        case .answer(let answer) where answer.status == 200 && Attachment.id(of: answer.body) == waiting.id:
            backoff.succeeded()
            return store(.held(attachments: [waiting.id]))
        case .problem(let problem) where problem.type == .redacted: return store(.held(attachments: [waiting.id]))
        case .problem(let problem) where problem.type == .notFound:
            backoff.succeeded()
            run.refusedAttachments.insert(waiting.id)
            run.lostAttachments.append(waiting)
            return decide()
        default: return trouble(reception)
        }
    }

    mutating func put(_ result: Result<WireAnswer, TransportFailure>, _ waiting: WaitingAttachment) -> SyncEffect {
        let reception = Reception(result, now: now)
        switch reception {
        case .answer(let answer)
        where (200...204).contains(answer.status) && answer.contentType.map({ !$0.hasPrefix("text/html") }) ?? true:
            backoff.succeeded()
            outcome.sentAttachments += 1
            return store(.held(attachments: [waiting.id]))
        // Erased at the district: it will never be taken again.
        case .problem(let problem) where problem.type == .redacted: return store(.held(attachments: [waiting.id]))
        // A district that was restored has lost an entry beyond the receipt of a log that was ours: it is told once, and not sent every
        // night. Where the entry comes from elsewhere later, the district lists what it named as lacking.
        case .problem(let problem) where waiting.earlier != nil && [.forbidden, .notFound].contains(problem.type):
            run.refusedAttachments.insert(waiting.id)
            run.unknownAttachments.append(waiting)
            return decide()
        case .problem(let problem) where ![.token, .continued].contains(problem.type):
            // One odd attachment never blocks the rest (S9).
            run.refusedAttachments.insert(waiting.id)
            run.problem = problem
            return decide()
        default: return trouble(reception)
        }
    }

    // MARK: Enrolment

    mutating func enrolled(_ result: Result<WireAnswer, TransportFailure>, _ note: SignedNote) -> SyncEffect {
        let reception = Reception(result, now: now)
        if let ending = run.endingWithoutToken {
            // Everything else is done and the old token serves on: the request lies here, and the next run sends it first.
            guard case .answer(let answer) = reception, answer.status == 201 || answer.status == 200, let district = state.district,
                let enrolment = try? answer.enrolmentAnswer(from: district)
            else { return finish(ending) }
            return store(.enrolled(enrolment))
        }
        switch reception {
        case .answer(let answer):
            guard let district = state.district, answer.status == 201 || answer.status == 200 else { return trouble(reception) }
            do throws(AnswerFault) {
                let enrolment = try answer.enrolmentAnswer(from: district)
                backoff.succeeded()
                return store(.enrolled(enrolment))
            } catch { return trouble(error) }
        case .problem(let problem) where problem.type == .origin:
            // Another key has this name: a PC that was installed anew. The log goes on under a name of its own.
            let code: String? = if case .code(let secret) = (try? EnrolmentRequest(reading: note.text))?.proof { secret } else { nil }
            return heal(from: nil, code: code, because: problem)
        default: return trouble(reception)
        }
    }
}
