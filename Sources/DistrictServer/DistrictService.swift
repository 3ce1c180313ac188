import HTTPTypes
public import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore

/// How a district listens.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    /// 0 asks for a free one.
    public let port: Int

    /// Reads `HOST:PORT`; an IPv6 host stands in brackets.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) } else if host.contains(":") { return nil }
        guard !host.isEmpty else { return nil }
        (self.host, self.port) = (host, port)
    }

    /// Only this machine reaches it. A name is not resolved: what it means may change.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The wiring of a served district: one responder behind one HTTP/1.1 port.
public enum DistrictService {
    /// An application that answers once it is run; `onListening` is told the port that was bound.
    ///
    /// Without a certificate it speaks plain HTTP: the caller sees to it that the address is a loopback one.
    public static func application(
        _ aggregator: Aggregator, reviewers: ReviewerDesk, at address: ListenAddress, certificate: ServedCertificate? = nil, logger: Logger,
        limits: ServiceLimits = ServiceLimits(), onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> Application<DistrictResponder> {
        precondition(reviewers.isSecure == (certificate != nil), "the session's cookie is made for the line that it travels")
        let plain = HTTPServerBuilder.http1(configuration: .guarded(limits))
        let responder = DistrictResponder(aggregator: aggregator, reviewers: reviewers, limits: limits)
        return Application(
            responder: responder,
            server: try certificate.map { try .tls(plain, tlsConfiguration: $0.configuration) } ?? plain,
            configuration: .init(
                address: .hostname(address.host, port: address.port), serverName: "wardlog",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            services: [responder.health],
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }
}
