import Crypto
import Foundation
import Glibc
import SwiftASN1
import X509

/// A district's own certificate authority: signs the certificate that `serve` shows, and nothing else.
///
/// P-256, for every browser and every libcurl takes it. A ward pins the authority's key and not the server's, so that the
/// server's certificate is renewed, and its names change, without a ward's doing.
struct CertificateAuthority {
    let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    /// Twenty years: longer than a ward's PC, and as long as the district's other keys (design 5).
    static let lifeSeconds: Int64 = 20 * 365 * 86_400
    /// Thirteen months: browsers refuse a server's certificate of more than 398 days (CA/Browser Forum Baseline Requirements 6.3.2).
    static let serverLifeSeconds: Int64 = 396 * 86_400
    /// Certificates begin a day early: a ward's clock may be behind by hours and still be believed.
    private static let leadSeconds: Int64 = 86_400

    /// Makes a new one; `now` is UTC seconds.
    init(makingFor district: String, now: Int64) throws {
        key = P256.Signing.PrivateKey()
        certificate = try Self.signed(key, district: district, now: now)
    }

    /// The one whose key was kept; a certificate that a cut lost is made anew, for wards pin the key alone.
    init(keyPEM: String, certificatePEM: String?, district: String, now: Int64) throws {
        key = try P256.Signing.PrivateKey(pemRepresentation: keyPEM)
        certificate = try certificatePEM.map { try Certificate(pemEncoded: $0) } ?? Self.signed(key, district: district, now: now)
        guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else { throw CertificateFault.otherKey }
    }

    var keyPEM: String { key.pemRepresentation + "\n" }

    private static func signed(_ key: P256.Signing.PrivateKey, district: String, now: Int64) throws -> Certificate {
        let name = try DistinguishedName { CommonName("Wardlog \(district)") }
        return try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: date(now - leadSeconds),
            notValidAfter: date(now + lifeSeconds), issuer: name, subject: name,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
            }, issuerPrivateKey: .init(key))
    }

    /// A new key and certificate for a server of these names and addresses, PEM, the key first.
    func serverPEM(hosts: [String], now: Int64) throws -> String {
        let serverKey = P256.Signing.PrivateKey()
        let authorityKey = try? certificate.extensions.subjectKeyIdentifier?.keyIdentifier
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(serverKey.publicKey), notValidBefore: Self.date(now - Self.leadSeconds),
            notValidAfter: Self.date(now + Self.serverLifeSeconds), issuer: certificate.subject,
            subject: try DistinguishedName { CommonName(hosts.first ?? "localhost") },
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(hosts.map { Self.generalName($0) })
                SubjectKeyIdentifier(hash: Certificate.PublicKey(serverKey.publicKey))
                AuthorityKeyIdentifier(keyIdentifier: authorityKey)
            }, issuerPrivateKey: .init(key))
        return try serverKey.pemRepresentation + "\n" + leaf.serializeAsPEM().pemString + "\n"
    }

    private static func date(_ seconds: Int64) -> Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }

    /// An address as its bytes, anything else as a name (RFC 5280, 4.2.1.6).
    private static func generalName(_ host: String) -> GeneralName {
        if let address = addressBytes(host) { return .ipAddress(ASN1OctetString(contentBytes: address[...])) }
        return .dnsName(host)
    }

    /// The four or sixteen bytes of an address as somebody wrote it, or `nil` for a name.
    static func addressBytes(_ host: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, host, &bytes) == 1 { return bytes }
        }
        return nil
    }
}

/// Why a certificate is not used.
enum CertificateFault: Error, CustomStringConvertible {
    case otherKey

    var description: String {
        switch self {
        case .otherKey: "the certificate is another key's"
        }
    }
}

/// What a server shows, as far as a person and a renewal ask.
struct ServerCertificate {
    let hosts: [String]
    /// UTC seconds.
    let ends: Int64
    let issuerKey: [UInt8]?

    init(_ certificate: Certificate) throws {
        let names = try certificate.extensions.subjectAlternativeNames.map { Array($0) } ?? []
        hosts = names.compactMap { name in
            switch name {
            case .dnsName(let host): host
            case .ipAddress(let address): Self.text(Array(address.bytes))
            default: nil
            }
        }
        ends = Int64(certificate.notValidAfter.timeIntervalSince1970)
        issuerKey = try certificate.extensions.authorityKeyIdentifier?.keyIdentifier.map(Array.init)
    }

    private static func text(_ address: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: 64)
        guard inet_ntop(address.count == 4 ? AF_INET : AF_INET6, address, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
