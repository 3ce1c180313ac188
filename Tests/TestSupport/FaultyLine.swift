public import PlanProgress

/// A line between a ward and a district that loses, repeats, cuts and replaces, by seed; honest once `faultsLeft` is 0.
public final class FaultyLine: Transport {
    private let inner: any Transport
    private var random: SeededRandom
    public var faultsLeft: Int
    /// Every request is carried twice: what a repeat does to the other side must not show.
    public var sendsTwice = false

    public init(to inner: any Transport, seed: UInt64, faults: Int) {
        self.inner = inner
        random = SeededRandom(seed: seed)
        faultsLeft = faults
    }

    public func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        if sendsTwice { _ = inner.answer(to: request) }
        guard faultsLeft > 0, random.oneIn(2) else { return inner.answer(to: request) }
        faultsLeft -= 1
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .failure(.unreachable("no such host"))
        case 1: return .failure(.interrupted("the request was lost"))
        case 2:
            _ = inner.answer(to: request)
            return .failure(.interrupted("the answer was lost"))
        case 3:
            _ = inner.answer(to: request)
            return inner.answer(to: request)
        case 4:
            return .success(WireAnswer(status: 200, contentType: "text/html", body: Array("<html>Please log in</html>".utf8)))
        case 5:
            return .success(WireAnswer(status: 503, contentType: "text/plain", retryAfter: "2"))
        case 6:
            return inner.answer(to: request).map { answer in
                var cut = answer
                cut.body = Array(answer.body.prefix(Int.random(in: 0...max(0, answer.body.count - 1), using: &random)))
                return cut
            }
        default:
            guard let body = request.body, !body.isEmpty else { return .failure(.interrupted("reset")) }
            var spoiled = request
            var bytes = body
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            spoiled.body = bytes
            return inner.answer(to: spoiled)
        }
    }
}
