import PlanProgress
import TestSupport

/// A box in the middle that says "received" by itself: the ward's own checkpoint under a cosignature that it made up.
final class LyingLine: Transport {
    private let inner: any Transport
    private let receipts: VerifierKey
    private var random: SeededRandom
    private var liesLeft: Int

    init(to inner: any Transport, of identity: DistrictIdentity, seed: UInt64, lies: Int) {
        (self.inner, receipts) = (inner, identity.receipts)
        random = SeededRandom(seed: seed)
        liesLeft = lies
    }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        guard liesLeft > 0, request.method == .post, let body = request.body, let push = try? PushRequest(reading: body) else {
            return inner.answer(to: request)
        }
        liesLeft -= 1
        let hash = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: receipts.keyHash >> UInt32($0)) }
        let signature = Base64.text(hash + [0, 0, 0, 0] + random.bytes(68))
        let receipt = SignedNote(reading: push.checkpoint.bytes + Array("— \(receipts.name) \(signature)\n".utf8))
        let answer = ReceiptAnswer(receipt: receipt ?? push.checkpoint, heads: HeadsText([HeadsText.Head]()))
        return .success(WireAnswer(status: 200, contentType: ReceiptAnswer.mediaType, body: answer.bytes))
    }
}
