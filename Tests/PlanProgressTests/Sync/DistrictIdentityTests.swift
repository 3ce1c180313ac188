import TestSupport
import Testing

@testable import PlanProgress

@Suite struct `A district's identity` {
    private func identity(_ certificate: [UInt8]?) throws -> DistrictIdentity {
        let keys = try #require(MemoryDistrict(id: "ha-dong")).identity
        return try #require(DistrictIdentity(certificate: certificate, receipts: keys.receipts, log: keys.log))
    }

    @Test func `takes the authority's key out of its certificate, as OpenSSL does`() throws {
        #expect(CertificateKey.publicKey(inDER: SampleCertificate.der) == SampleCertificate.publicKey)
    }

    @Test func `reads no key from a certificate that was cut, whatever the byte`() {
        for count in SampleCertificate.der.indices {
            #expect(CertificateKey.publicKey(inDER: Array(SampleCertificate.der[..<count])) == nil)
        }
        #expect(CertificateKey.publicKey(inDER: SampleCertificate.der + [0]) == nil)
    }

    @Test func `reads something or nothing from a certificate with a flipped byte, and never traps`() {
        for index in SampleCertificate.der.indices {
            for flip: UInt8 in [0x01, 0x80, 0xFF] {
                var bytes = SampleCertificate.der
                bytes[index] ^= flip
                if let key = CertificateKey.publicKey(inDER: bytes) { #expect(key.first == 0x30) }
            }
        }
    }

    @Test func `with a certificate of another key than it names is none`() throws {
        let text = try identity(SampleCertificate.der).json.canonicalText
        let other = text.replacing(
            Base64.text(SampleCertificate.publicKey), with: Base64.text(SampleCertificate.publicKey.dropLast() + [0]))
        let nameless = text.replacing("\"authority\"", with: "\"former\"")
        #expect(text != other && text != nameless)
        for wrong in [other, nameless] { #expect(throws: WireFault.self) { try DistrictIdentity(reading: Array(wrong.utf8)) } }
    }

    @Test func `is the same with a new certificate of the same key, and another with another key`() throws {
        var renewed = SampleCertificate.der
        // A byte of the serial number: another certificate, the same key.
        renewed[20] ^= 1
        #expect(try identity(renewed) != identity(SampleCertificate.der))
        #expect(try identity(renewed).follows(identity(SampleCertificate.der)))
        #expect(try identity(renewed).check == identity(SampleCertificate.der).check)
        #expect(try identity(nil).check != identity(SampleCertificate.der).check)
    }
}
