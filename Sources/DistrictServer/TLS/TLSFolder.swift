import PlanProgress
import SwiftASN1
import X509

/// `HOME/tls`: the district's authority and what its server shows, each file whole or not there.
///
/// `authority.key` and `server.pem` (key and certificate in one file, so that no cut parts them) are their owner's alone.
/// `authority.crt` is for people: a reviewer's browser trusts it once and knows the district from then on.
public struct TLSFolder: Sendable {
    let path: String

    public init(_ path: String) { self.path = path }

    private var authorityKey: String { path + "/authority.key" }
    public var authorityCertificate: String { path + "/authority.crt" }
    private var server: String { path + "/server.pem" }

    /// A server's certificate with less than this left is renewed.
    static let renewalSeconds: Int64 = 60 * 86_400

    /// What a person asks of it: the names, and when it ends (UTC seconds).
    public struct Standing: Hashable, Sendable {
        public let hosts: [String]
        public let ends: Int64
    }

    /// Makes what is missing of authority and server certificate; returns the authority's certificate, DER. `now` is UTC seconds.
    public func setUp(district: String, hosts: [String], now: Int64) throws(DistrictServerError) -> [UInt8] {
        let authority = try authority(district: district, now: now, making: true)
        let certificate = try trying { Array(try Self.der(authority.certificate)) }
        if try read(server) == nil { try issue(hosts, from: authority, now: now) }
        return certificate
    }

    /// Renews the server's certificate where it ends soon or another authority signed it; returns how it stands.
    ///
    /// Without the authority's key a certificate that still holds is served to its end.
    @discardableResult
    public func renewed(district: String, now: Int64) throws(DistrictServerError) -> Standing {
        let standing = try standing()
        if standing.ends - now >= Self.renewalSeconds { return standing }
        if try read(authorityKey) == nil, standing.ends > now { return standing }
        let authority = try authority(district: district, now: now, making: false)
        try issue(standing.hosts, from: authority, now: now)
        return try self.standing()
    }

    /// Gives the server a new key and a certificate for these names.
    public func rename(_ hosts: [String], district: String, now: Int64) throws(DistrictServerError) -> Standing {
        try issue(hosts, from: try authority(district: district, now: now, making: false), now: now)
        return try standing()
    }

    public func standing() throws(DistrictServerError) -> Standing {
        let pem = try serverPEM()
        return try trying {
            let documents = try PEMDocument.parseMultiple(pemString: pem)
            guard let leaf = documents.last else { throw CertificateFault.otherKey }
            let certificate = try ServerCertificate(Certificate(pemDocument: leaf))
            return Standing(hosts: certificate.hosts, ends: certificate.ends)
        }
    }

    /// Key and certificate of the server, PEM.
    func serverPEM() throws(DistrictServerError) -> String {
        guard let bytes = try read(server) else { throw .certificate(path: path, reason: "server.pem is missing") }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Files

    private func authority(district: String, now: Int64, making: Bool) throws(DistrictServerError) -> CertificateAuthority {
        let key = try read(authorityKey).map { String(decoding: $0, as: UTF8.self) }
        let certificate = try read(authorityCertificate).map { String(decoding: $0, as: UTF8.self) }
        guard let key else {
            // A certificate without its key is an authority that is lost, and no other is put in its place.
            guard making, certificate == nil else { throw .certificate(path: path, reason: "authority.key is missing") }
            let authority = try trying { try CertificateAuthority(makingFor: district, now: now) }
            try write(authority.keyPEM, to: authorityKey)
            try write(try trying { try authority.certificate.serializeAsPEM().pemString + "\n" }, to: authorityCertificate)
            return authority
        }
        let authority = try trying {
            try CertificateAuthority(keyPEM: key, certificatePEM: certificate, district: district, now: now)
        }
        if certificate == nil {
            try write(try trying { try authority.certificate.serializeAsPEM().pemString + "\n" }, to: authorityCertificate)
        }
        return authority
    }

    private func issue(_ hosts: [String], from authority: CertificateAuthority, now: Int64) throws(DistrictServerError) {
        try write(try trying { try authority.serverPEM(hosts: hosts, now: now) }, to: server)
    }

    private static func der(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    private func read(_ path: String) throws(DistrictServerError) -> [UInt8]? {
        do throws(StoreFault) { return try POSIX.contents(of: path) } catch { throw .store(error) }
    }

    private func write(_ text: String, to path: String) throws(DistrictServerError) {
        do throws(StoreFault) { try POSIX.replace(path, with: Array(text.utf8)) } catch { throw .store(error) }
    }

    private func trying<Result>(_ work: () throws -> Result) throws(DistrictServerError) -> Result {
        do { return try work() } catch { throw .certificate(path: path, reason: "\(error)") }
    }
}
