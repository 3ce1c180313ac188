import Foundation
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `A district's certificates` {
    private let now: Int64 = 1_700_000_000
    private let hosts = ["quan.example", "localhost", "127.0.0.1", "::1"]

    private func folder(_ scratch: ScratchFolder) throws -> TLSFolder {
        try FileManager.default.createDirectory(atPath: scratch.file("tls"), withIntermediateDirectories: true)
        return TLSFolder(scratch.file("tls"))
    }

    @Test func `are made once: a set-up that was cut and run again finds the same authority`() throws {
        let scratch = try ScratchFolder()
        let tls = try folder(scratch)
        let first = try tls.setUp(district: "ha-dong", hosts: hosts, now: now)
        let server = try tls.serverPEM()
        #expect(try tls.setUp(district: "ha-dong", hosts: hosts, now: now + 60) == first)
        #expect(try tls.serverPEM() == server)
        try FileManager.default.removeItem(atPath: tls.authorityCertificate)
        let remade = try tls.setUp(district: "ha-dong", hosts: hosts, now: now + 60)
        #expect(publicKey(remade) == publicKey(first), "a lost certificate is made anew for the same key")
    }

    @Test func `name what the server is called, addresses as addresses, for thirteen months`() throws {
        let scratch = try ScratchFolder()
        let tls = try folder(scratch)
        _ = try tls.setUp(district: "ha-dong", hosts: hosts, now: now)
        #expect(try tls.standing() == TLSFolder.Standing(hosts: hosts, ends: now + 396 * 86_400))
    }

    @Test func `are renewed sixty days before they end, under the same names, and not a second before`() throws {
        let scratch = try ScratchFolder()
        let tls = try folder(scratch)
        _ = try tls.setUp(district: "ha-dong", hosts: hosts, now: now)
        let ends = now + 396 * 86_400
        let early = try tls.serverPEM()
        #expect(try tls.renewed(district: "ha-dong", now: ends - 60 * 86_400).ends == ends)
        #expect(try tls.serverPEM() == early)
        let renewal = ends - 60 * 86_400 + 1
        #expect(
            try tls.renewed(district: "ha-dong", now: renewal) == TLSFolder.Standing(hosts: hosts, ends: renewal + 396 * 86_400))
        #expect(try tls.serverPEM() != early)
    }

    @Test func `without the authority's key are served to their end, and then refused with what to do`() throws {
        let scratch = try ScratchFolder()
        let tls = try folder(scratch)
        _ = try tls.setUp(district: "ha-dong", hosts: hosts, now: now)
        try FileManager.default.removeItem(atPath: tls.path + "/authority.key")
        let ends = now + 396 * 86_400
        #expect(try tls.renewed(district: "ha-dong", now: ends - 1).ends == ends)
        #expect(throws: DistrictServerError.certificate(path: tls.path, reason: "authority.key is missing")) {
            try tls.renewed(district: "ha-dong", now: ends)
        }
        #expect(throws: DistrictServerError.self, "no other authority takes its place") {
            try tls.setUp(district: "ha-dong", hosts: hosts, now: now)
        }
    }

    @Test func `get other names without another authority`() throws {
        let scratch = try ScratchFolder()
        let tls = try folder(scratch)
        let authority = try tls.setUp(district: "ha-dong", hosts: hosts, now: now)
        #expect(try tls.rename(["10.1.2.3"], district: "ha-dong", now: now).hosts == ["10.1.2.3"])
        #expect(try tls.setUp(district: "ha-dong", hosts: hosts, now: now) == authority)
    }

    @Test func `with a key that is not theirs are told before anything listens`() throws {
        let scratch = try ScratchFolder()
        let tls = try folder(scratch)
        _ = try tls.setUp(district: "ha-dong", hosts: hosts, now: now)
        let first = try tls.serverPEM()
        _ = try tls.rename(hosts, district: "ha-dong", now: now)
        let (certificate, key) = (try scratch.write(first, to: "a.pem"), try scratch.write(try tls.serverPEM(), to: "b.pem"))
        #expect(throws: DistrictServerError.self) {
            try ServedCertificate(.files(certificate: certificate, key: key), clock: { 0 })
        }
        _ = try ServedCertificate(.files(certificate: certificate, key: certificate), clock: { 0 })
    }

    private func publicKey(_ certificate: [UInt8]) -> [UInt8]? {
        guard let receipts = SignerKey(name: "ha-dong/receipts", seed: Array(repeating: 1, count: 32)),
            let log = SignerKey(name: "ha-dong/ha-dong/quan", seed: Array(repeating: 2, count: 32))
        else { return nil }
        return DistrictIdentity(certificate: certificate, receipts: receipts.verifier(.cosignature), log: log.verifier(.log))?.authority
    }
}
