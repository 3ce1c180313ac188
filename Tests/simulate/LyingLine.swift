import PlanProgress
import TestSupport

/// A box in the middle that says "received" by itself, the ward's own checkpoint under a cosignature that it made up; or that alters
/// an entry on its way to a ward.
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
        if liesLeft > 0, request.path.contains("/entries?") {
            return inner.answer(to: request).map { answer in
                var altered = answer
                guard let place = answer.body.indices.randomElement(using: &random), answer.body[place] != 10 else { return answer }
                liesLeft -= 1
                altered.body[place] = answer.body[place] == 65 ? 66 : 65
                return altered
            }
        }
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
