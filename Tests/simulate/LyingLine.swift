import PlanProgress
import TestSupport

/// A box in the middle that tells one lie and is honest otherwise.
final class LyingLine: Transport {
    enum Lie: CaseIterable, Sendable {
        /// Says "received" by itself: the ward's own checkpoint under a cosignature that it made up.
        case receipt
        /// Says that all was stored, and gives no receipt; nothing reaches the district.
        case stored
        /// Alters an entry on its way to a ward.
        case entry
    }

    private let inner: any Transport
    private let receipts: VerifierKey
    private var random: SeededRandom
    private var lie: Lie?

    init(to inner: any Transport, of identity: DistrictIdentity, seed: UInt64, lie: Lie?) {
        (self.inner, self.lie, receipts) = (inner, lie, identity.receipts)
        random = SeededRandom(seed: seed)
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        guard let lie else { return inner.answer(to: request) }
        switch (lie, request.method) {
        case (.entry, .get) where request.path.contains("/entries?"):
            return inner.answer(to: request).map { answer in
                guard let place = answer.body.indices.randomElement(using: &random), answer.body[place] != 10 else { return answer }
                var altered = answer
                self.lie = nil
                altered.body[place] = answer.body[place] == 65 ? 66 : 65
                return altered
            }
        case (.receipt, .post), (.stored, .post):
            guard let push = request.body.flatMap({ try? PushRequest(reading: $0) }) else { return inner.answer(to: request) }
            self.lie = nil
            let note = lie == .receipt ? forged(push.checkpoint) : nil
            let answer = ReceiptAnswer(receipt: note, heads: HeadsText([HeadsText.Head]()))
            return .success(
                WireAnswer(status: note == nil ? 202 : 200, contentType: ReceiptAnswer.mediaType, body: answer.bytes))
        default: return inner.answer(to: request)
        }
    }

    private func forged(_ checkpoint: SignedNote) -> SignedNote {
        let hash = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: receipts.keyHash >> UInt32($0)) }
        let signature = Base64.text(hash + [0, 0, 0, 0] + random.bytes(68))
        return SignedNote(reading: checkpoint.bytes + Array("— \(receipts.name) \(signature)\n".utf8)) ?? checkpoint
    }
}
