import Crypto

/// Ed25519 (RFC 8032), in which a key, a signature and a verdict follow from their inputs alone.
///
/// Each costs tens of microseconds. A simulated district opens the same few logs thousands of times, so it may remember answers;
/// nothing else does, and a program that sets no memory pays for looking whether there is one, some nanoseconds.
public enum Ed25519 {
    /// What answered a question before; `nil` but in a simulation.
    @TaskLocal public static var memory: (any Memory)?

    /// Answers by question. A question holds all that the answer follows from, byte for byte, so an answer that is remembered is
    /// the one that would be computed: what a program forgets to ask is found with a memory as without.
    public protocol Memory: Sendable {
        func answer(to question: [UInt8], computing compute: () -> [UInt8]) -> [UInt8]
    }

    private enum Question: UInt8 { case publicKey, signature, verdict }

    private static func ask(_ question: Question, _ inputs: [UInt8]..., computing compute: () -> [UInt8]) -> [UInt8] {
        guard let memory else { return compute() }
        // The last input alone has a length of its own, so no two questions are written alike.
        var asked = [question.rawValue]
        for input in inputs { asked += input }
        return memory.answer(to: asked, computing: compute)
    }

    /// Whether the key, 32 bytes, made the signature of the message.
    static func isValid(_ signature: [UInt8], for message: [UInt8], by key: [UInt8]) -> Bool {
        guard signature.count == 64, key.count == 32 else { return false }
        let verdict = ask(.verdict, key, signature, message) {
            let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
            return publicKey?.isValidSignature(signature, for: message) == true ? [1] : [0]
        }
        return verdict == [1]
    }

    /// A private key, made of its seed, and the public one.
    struct Pair: Sendable {
        let seed, publicKey: [UInt8]
        /// Made once, but where a memory is likely to make it superfluous.
        private let key: Curve25519.Signing.PrivateKey?

        /// `nil` when the seed is not 32 bytes.
        init?(seed: [UInt8]) {
            guard seed.count == 32 else { return nil }
            let key = memory == nil ? Self.key(seed) : nil
            (self.seed, self.key) = (seed, key)
            publicKey = ask(.publicKey, seed) { Array((key ?? Self.key(seed)).publicKey.rawRepresentation) }
        }

        func sign(_ message: [UInt8]) -> [UInt8] {
            let signature = ask(.signature, seed, message) {
                // Ed25519 of an in-memory seed has no failing path; CryptoKit's API throws for hardware keys.
                guard let signature = try? (key ?? Self.key(seed)).signature(for: message) else {
                    preconditionFailure("Ed25519 signs any message")
                }
                return Array(signature)
            }
            // What a key made it verifies (RFC 8032, 5.1.7), so that answer is known too.
            if memory != nil { _ = ask(.verdict, publicKey, signature, message) { [1] } }
            return signature
        }

        private static func key(_ seed: [UInt8]) -> Curve25519.Signing.PrivateKey {
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
                preconditionFailure("any 32 bytes are a seed of Ed25519")
            }
            return key
        }
    }
}
