/// The public key within an X.509 certificate, found without believing anything else that the certificate says.
///
/// A ward pins a district's authority by its key alone. It reads one field of a certificate that nobody vouches for yet, so
/// the reading is bounded and takes definite lengths only. Source: RFC 5280, 4.1; DER in X.690, 8.1.
enum CertificateKey {
    /// The SubjectPublicKeyInfo, DER with its own tag and length; `nil` where the bytes are no certificate.
    static func publicKey(inDER certificate: [UInt8]) -> [UInt8]? {
        guard let whole = Element(in: certificate[...]), whole.tag == Tag.sequence, whole.end == certificate.endIndex,
            let signed = Element(in: certificate[whole.content]), signed.tag == Tag.sequence
        else { return nil }
        var rest = certificate[signed.content]
        // version [0] (absent in version 1), serialNumber, signature, issuer, validity, subject, then the key.
        var passed = 0
        while passed < 5 {
            guard let element = Element(in: rest) else { return nil }
            rest = rest[element.end...]
            if element.tag != Tag.version { passed += 1 }
        }
        guard let key = Element(in: rest), key.tag == Tag.sequence else { return nil }
        return Array(rest[rest.startIndex..<key.end])
    }

    private enum Tag {
        static let sequence: UInt8 = 0x30
        static let version: UInt8 = 0xA0
    }

    /// One element of DER: where its content lies.
    private struct Element {
        let tag: UInt8
        let content: Range<Int>
        var end: Int { content.upperBound }

        init?(in bytes: ArraySlice<UInt8>) {
            guard bytes.count >= 2 else { return nil }
            tag = bytes[bytes.startIndex]
            var start = bytes.startIndex + 2
            var length = Int(bytes[bytes.startIndex + 1])
            if length >= 0x80 {
                // At most 16 MiB; 0x80 alone would be an indefinite length, which DER does not have.
                let count = length & 0x7F
                guard (1...3).contains(count), bytes.count >= 2 + count else { return nil }
                length = bytes[start..<(start + count)].reduce(0) { $0 << 8 | Int($1) }
                start += count
            }
            guard length <= bytes.endIndex - start else { return nil }
            content = start..<(start + length)
        }
    }
}
