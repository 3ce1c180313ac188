import Foundation
import Hummingbird
import Logging
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `A served certificate` {
    @Test func `that nears its end is renewed for the next who connects, and stays where it cannot be`() async throws {
        let scratch = try ScratchFolder()
        let path = scratch.file("tls")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let (folder, clock) = (TLSFolder(path), TestClock())
        _ = try folder.setUp(district: "ha-dong", hosts: ["127.0.0.1"], now: clock.now / 1000)
        let certificate = try ServedCertificate(.own(folder, district: "ha-dong"), clock: { clock.now })
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let (faults, failed) = AsyncStream.makeStream(of: DistrictServerError.self)
        let application = try Self.application(certificate) { listening.yield($0) }
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            group.addTask {
                try await CertificateRenewal(of: certificate, every: .milliseconds(10)) { failed.yield($0) }.run()
            }
            let port = try #require(await ports.first { _ in true })
            let first = try await Self.shown(at: port, scratch)
            clock.advance(seconds: 335 * 86_400)
            #expect(try await Self.shown(at: port, scratch) == first, "sixty-one days are left")
            clock.advance(seconds: 2 * 86_400)
            var next = first
            for _ in 0..<1000 where next == first { next = try await Self.shown(at: port, scratch) }
            #expect(next != first && next.contains("BEGIN CERTIFICATE"))

            try FileManager.default.removeItem(atPath: path)
            clock.advance(seconds: 350 * 86_400)
            #expect(await faults.first { _ in true } != nil, "whoever serves is told")
            #expect(try await Self.shown(at: port, scratch) == next)
            group.cancelAll()
        }
    }

    private static func application(
        _ certificate: ServedCertificate, onListening: @escaping @Sendable (Int) -> Void
    ) throws -> Application<DistrictResponder> {
        let aggregator = try Aggregator(parts: parts(of: try SampleDistrict(on: MemoryDistrictStore())))
        var silent = Logger(label: "test")
        silent.logLevel = .critical
        return try DistrictService.application(
            aggregator, reviewers: try SampleUsers.desk(MemoryUsers([]), isSecure: true), at: try #require(ListenAddress("127.0.0.1:0")),
            certificate: certificate, logger: silent, onListening: onListening)
    }

    /// The certificate that a handshake of this moment shows, PEM.
    private static func shown(at port: Int, _ scratch: borrowing ScratchFolder) async throws -> String {
        let openssl = BuiltCommand("/usr/bin/openssl", in: scratch.path)
        let ended = try await openssl.run("s_client", "-connect", "127.0.0.1:\(port)")
        let lines = ended.output.split(separator: "\n")
        let first = try #require(lines.firstIndex { $0.contains("BEGIN CERTIFICATE") }, "\(ended.errors)")
        let last = try #require(lines.firstIndex { $0.contains("END CERTIFICATE") })
        return lines[first...last].joined(separator: "\n")
    }
}
