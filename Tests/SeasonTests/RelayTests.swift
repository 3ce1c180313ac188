import Foundation
import Glibc
import Testing

@testable import season

/// A relay in a process of its own, and both ends of the lines through it.
private final class RelayProcess {
    private let process = Process()
    private let folder = FileManager.default.temporaryDirectory.appending(path: "relay-\(UUID().uuidString)")
    private let server: Int32
    private(set) var port: UInt16 = 0

    init(cutAfter: Int, times: Int) throws {
        server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: 0)
        Self.bound(server)
        try #require(Self.with(&address) { bind(server, $0, $1) } == 0 && listen(server, 8) == 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try #require(Self.with(&address) { address, _ in getsockname(server, address, &length) } == 0)

        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "port")
        process.executableURL = Self.binary
        process.arguments = [
            "relay", "--listen", file.path, "--to", "127.0.0.1:\(UInt16(bigEndian: address.sin_port))", "--cut-after", "\(cutAfter)",
            "--times", "\(times)",
        ]
        let ready = Pipe()
        process.standardOutput = ready
        try process.run()
        // The relay says one line once the file is there.
        var line = [UInt8](repeating: 0, count: 256)
        while read(ready.fileHandleForReading.fileDescriptor, &line, line.count) < 0, errno == EINTR {}
        let text = try String(contentsOf: file, encoding: .utf8)
        port = try #require(text.split(separator: ":").last.flatMap { UInt16($0.trimmingCharacters(in: .newlines)) })
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        close(server)
        try? FileManager.default.removeItem(at: folder)
    }

    /// A line through the relay: its client's end and its server's.
    func line() throws -> (client: Int32, server: Int32) {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: port)
        try #require(Self.with(&address) { connect(client, $0, $1) } == 0)
        let taken = accept(server, nil, nil)
        Self.bound(client)
        Self.bound(taken)
        return (client, taken)
    }

    /// A line that says nothing for half a minute fails the test instead of holding it for ever.
    private static func bound(_ descriptor: Int32) {
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// `season` lies beside the bundle of the tests.
    private static var binary: URL {
        let own = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        return own.appending(path: "season")
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    private static func with(_ address: inout sockaddr_in, _ call: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

/// Everything that comes until the end, or until the line breaks.
private func rest(of descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return all }
        all += buffer[..<count]
    }
}

@Suite struct `A relay that cuts lines` {
    @Test func `cuts the first in the middle and passes the second on whole`() throws {
        let relay = try RelayProcess(cutAfter: 10_000, times: 1)
        let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 / 7) }

        let cut = try relay.line()
        _ = send(cut.client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        let arrived = rest(of: cut.server)
        #expect(arrived.count <= 10_000)
        #expect(arrived == Array(bytes[..<arrived.count]))
        #expect(rest(of: cut.client).isEmpty)

        let whole = try relay.line()
        #expect(send(whole.client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        shutdown(whole.client, Int32(SHUT_WR))
        #expect(rest(of: whole.server) == bytes)
        _ = send(whole.server, Array("nhận".utf8), 6, Int32(MSG_NOSIGNAL))
        close(whole.server)
        #expect(rest(of: whole.client) == Array("nhận".utf8))
        for descriptor in [cut.client, cut.server, whole.client] { close(descriptor) }
    }

    @Test func `leaves a line alone that sends less`() throws {
        let relay = try RelayProcess(cutAfter: 100, times: 1)
        let line = try relay.line()
        _ = send(line.client, [1, 2, 3] as [UInt8], 3, 0)
        shutdown(line.client, Int32(SHUT_WR))
        #expect(rest(of: line.server) == [1, 2, 3])
        close(line.server)
        close(line.client)
    }
}
