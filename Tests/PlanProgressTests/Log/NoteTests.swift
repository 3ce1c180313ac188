import Crypto
import PlanProgress
import TestSupport
import Testing

@Suite struct `A signed note` {
    /// The example of golang.org/x/mod/sumdb/note, whose form C2SP signed-note took over.
    private let golang = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """
    private let golangKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    @Test func `of another implementation verifies`() throws {
        let note = try #require(SignedNote(reading: Array(golang.utf8)))
        let key = try #require(VerifierKey(golangKey))
        #expect(key.verifies(note) && key.description == golangKey)
        #expect(note.bytes == Array(golang.utf8))
    }

    @Test func `with any byte changed is another note or verifies no more`() throws {
        let key = try #require(VerifierKey(golangKey))
        let bytes = Array(golang.utf8)
        for position in bytes.indices {
            var spoiled = bytes
            spoiled[position] ^= 1
            #expect(SignedNote(reading: spoiled).map { key.verifies($0) } != true, "byte \(position)")
        }
    }

    @Test func `of another form is none`() {
        for text in [
            "", "\n", "text", "text\n", "text\n\n", "text\n\n— a\n", "text\n\n— a b\n", "text\n\n- a AAAAAAAA\n", "text\n\n— a AAAAAAA\n",
            "text\n\n— a+b AAAAAAAA\n", "text\n\n— a AAAAAAAA", "te\u{1}xt\n\n— a AAAAAAAA\n", "text\n\n— a AAAA\n",
            "text\n\n— a AAAAAAAA\n\n",
        ] {
            #expect(SignedNote(reading: Array(text.utf8)) == nil, "\(text)")
        }
        let long = String(repeating: "a", count: Limits.noteByteCount) + "\n\n— a AAAAAAAA\n"
        #expect(SignedNote(reading: Array(long.utf8)) == nil)
        let many = "text\n\n" + String(repeating: "— a AAAAAAAA\n", count: 17)
        #expect(SignedNote(reading: Array(many.utf8)) == nil)
    }

    @Test func `is reduced to the one signature of a key that holds, whatever stands beside it`() throws {
        let signer = try #require(SignerKey(name: "a/b/c", seed: Array(0..<32)))
        let key = signer.verifier(.log)
        let signed = signer.signing(SignedNote(text: "text\n"))
        let good = try #require(signed.signatures.first)
        func with(_ bytes: [UInt8]) -> SignedNote.Signature { .init(name: key.name, keyHash: key.keyHash, bytes: bytes) }
        let stranger = SignedNote.Signature(name: "stranger", keyHash: 1, bytes: good.bytes)
        for signatures in [
            [good], Array(repeating: good, count: 16), [with(Array(repeating: 0, count: 64)), good], [with(good.bytes + [0]), good],
            [with(Array(repeating: 1, count: 2000)), stranger, good, stranger], [with(Array(good.bytes.dropLast())), good],
        ] {
            let note = SignedNote(text: "text\n", signatures: signatures)
            #expect(key.verifies(note) && key.signedAlone(note) == signed)
        }
        for signatures in [[], [stranger], [with(Array(repeating: 0, count: 64))], [with(good.bytes + [0])]] {
            #expect(key.signedAlone(SignedNote(text: "text\n", signatures: signatures)) == nil)
        }
    }

    @Test func `keeps signatures of keys that nobody here knows`() throws {
        let unknown = "text\n\n— stranger AAAAAAAA\n"
        #expect(try #require(SignedNote(reading: Array(unknown.utf8))).bytes == Array(unknown.utf8))
    }
}

@Suite struct `A verifier key` {
    @Test func `whose hash, type or length is wrong is refused`() throws {
        let signer = try #require(SignerKey(name: "ha-dong/duong-noi/may-1", seed: Array(0..<32)))
        let text = signer.verifier(.log).description
        #expect(VerifierKey(text) == signer.verifier(.log))
        let parts = text.split(separator: "+", maxSplits: 2)
        let raw = try #require(Base64.bytes(parts[2]))
        #expect(VerifierKey("\(parts[0])+00000000+\(parts[2])") == nil)
        #expect(VerifierKey("other+\(parts[1])+\(parts[2])") == nil)
        #expect(VerifierKey("\(parts[0])+\(parts[1])+\(Base64.text([2] + raw.dropFirst()))") == nil)
        #expect(VerifierKey("\(parts[0])+\(parts[1])+\(Base64.text(raw.dropLast()))") == nil)
        #expect(VerifierKey("\(parts[0])+\(parts[1])") == nil)
        #expect(SignerKey(name: "a b", seed: Array(0..<32)) == nil && SignerKey(name: "a", seed: [1]) == nil)
    }
}

@Suite struct `A checkpoint` {
    private let origin = Origin(district: "ha-dong", unit: "duong-noi", device: "may-1")

    @Test func `is read and written as C2SP has it`() throws {
        let checkpoint = Checkpoint(origin: try #require(origin), size: 12, root: MerkleTree.emptyRoot)
        #expect(checkpoint.text == "ha-dong/duong-noi/may-1\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        #expect(Checkpoint(text: checkpoint.text) == checkpoint)
    }

    @Test(arguments: [
        "", "a/b/c\n1\n", "a/b/c\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a/b/c\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a/b/c\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "a/b/c\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n",
        "A/b/c\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a/b/c\n9007199254740992\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a/b/c\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", "a/b/c\n1\n\n",
    ])
    func `of another form is none`(text: String) { #expect(Checkpoint(text: text) == nil) }

    @Test func `signed and cosigned verifies by each key and by no other`() throws {
        let origin = try #require(origin)
        let device = try #require(SignerKey(name: "\(origin)", seed: Array(0..<32)))
        let district = try #require(SignerKey(name: "ha-dong/receipts", seed: Array(32..<64)))
        let stranger = try #require(SignerKey(name: "\(origin)", seed: Array(64..<96)))
        let note = Checkpoint(origin: origin, size: 3, root: Digest(of: [1])).note
        let receipt = district.cosigning(device.signing(note), time: 1_663_200_000)
        let read = try #require(SignedNote(reading: receipt.bytes))
        #expect(read == receipt)
        #expect(device.verifier(.log).verifies(read) && !stranger.verifier(.log).verifies(read))
        #expect(district.verifier(.cosignature).cosignedAt(read) == 1_663_200_000)
        #expect(stranger.verifier(.cosignature).cosignedAt(read) == nil)
        // A key says only what its type allows.
        #expect(!district.verifier(.log).verifies(read) && device.verifier(.cosignature).cosignedAt(read) == nil)
    }

    @Test func `is cosigned over its time too`() throws {
        let origin = try #require(origin)
        let district = try #require(SignerKey(name: "ha-dong/receipts", seed: Array(32..<64)))
        let note = Checkpoint(origin: origin, size: 3, root: Digest(of: [1])).note
        let receipt = district.cosigning(note, time: 77)
        let signature = try #require(receipt.signatures.first)
        // C2SP tlog-cosignature: eight bytes of time, then Ed25519 over this message.
        #expect(signature.bytes.prefix(8) == [0, 0, 0, 0, 0, 0, 0, 77])
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: district.verifier(.cosignature).key)
        #expect(key.isValidSignature(signature.bytes.dropFirst(8), for: Array("cosignature/v1\ntime 77\n\(note.text)".utf8)))

        // The same signature under another second.
        let hash = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: signature.keyHash >> UInt32($0)) }
        var later = signature.bytes
        later[7] = 78
        let text = "\(receipt.text)\n— \(signature.name) \(Base64.text(hash + later))\n"
        let moved = try #require(SignedNote(reading: Array(text.utf8)))
        #expect(district.verifier(.cosignature).cosignedAt(moved) == nil)
    }
}
