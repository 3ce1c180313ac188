import NIOCore
import NIOSSL
import PlanProgress
public import ServiceLifecycle
import Synchronization

/// What the server shows in each handshake: read anew when it was renewed, without a restart.
public final class ServedCertificate: Sendable {
    /// Where the certificate comes from.
    public enum Source: Sendable {
        /// The district's own, renewed by its authority.
        case own(TLSFolder, district: String)
        /// The operator's, renewed by whoever gave it: the files are read again every hour.
        case files(certificate: String, key: String)
    }

    private struct Content {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
    }

    private let source: Source
    private let clock: @Sendable () -> Int64
    private let content: Mutex<Content>

    /// Reads, and where it is the district's own renews, the certificate; `clock` gives UTC milliseconds.
    public init(_ source: Source, clock: @escaping @Sendable () -> Int64) throws(DistrictServerError) {
        (self.source, self.clock) = (source, clock)
        content = Mutex(try Self.load(source, now: clock() / 1000))
    }

    /// Reads it again; what cannot be read leaves the former in its place.
    public func refresh() throws(DistrictServerError) {
        let fresh = try Self.load(source, now: clock() / 1000)
        content.withLock { $0 = fresh }
    }

    private static func load(_ source: Source, now: Int64) throws(DistrictServerError) -> Content {
        switch source {
        case .own(let folder, let district):
            try folder.renewed(district: district, now: now)
            let pem = Array(try folder.serverPEM().utf8)
            return try content(certificates: pem, key: pem, named: folder.path)
        case .files(let certificate, let key):
            return try content(certificates: try bytes(certificate), key: try bytes(key), named: certificate)
        }
    }

    private static func content(certificates: [UInt8], key: [UInt8], named path: String) throws(DistrictServerError) -> Content {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(certificates)
            let content = Content(chain: chain.map { .certificate($0) }, key: .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem)))
            // A key that is not the certificate's is told now and not to the first ward of the night.
            _ = try NIOSSLContext(configuration: configuration(of: content))
            return content
        } catch { throw .certificate(path: path, reason: "\(error)") }
    }

    private static func bytes(_ path: String) throws(DistrictServerError) -> [UInt8] {
        do throws(StoreFault) {
            guard let bytes = try POSIX.contents(of: path) else { throw StoreFault.disk("\(path): no such file") }
            return bytes
        } catch { throw .certificate(path: path, reason: error.description) }
    }

    // MARK: TLS

    /// What a listener is set up with: each handshake asks for the certificate of that moment.
    var configuration: TLSConfiguration {
        var configuration = Self.configuration(of: content.withLock { $0 })
        configuration.sslContextCallback = { [self] _, promise in
            let now = content.withLock { $0 }
            var change = NIOSSLContextConfigurationOverride()
            (change.certificateChain, change.privateKey) = (now.chain, now.key)
            promise.succeed(change)
        }
        return configuration
    }

    /// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only (RFC 9325, 4.2).
    private static func configuration(of content: Content) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: content.chain, privateKey: content.key)
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
        configuration.applicationProtocols = ["http/1.1"]
        // No client shows a certificate: the machine's bundle of authorities is not read.
        configuration.trustRoots = .certificates([])
        return configuration
    }
}

/// Looks every hour, or as often as it is told, whether the certificate is to be renewed, for as long as the district is served.
public struct CertificateRenewal: Service {
    private let certificate: ServedCertificate
    private let interval: Duration
    /// Told why a renewal failed; the former certificate is served on.
    private let report: @Sendable (DistrictServerError) -> Void

    public init(
        of certificate: ServedCertificate, every interval: Duration = .seconds(3600),
        report: @escaping @Sendable (DistrictServerError) -> Void
    ) {
        (self.certificate, self.interval, self.report) = (certificate, interval, report)
    }

    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: interval)
                do throws(DistrictServerError) { try certificate.refresh() } catch { report(error) }
            }
        }
    }
}
