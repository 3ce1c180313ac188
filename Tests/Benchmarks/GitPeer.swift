import Foundation
import Glibc

/// The same job by git: a repository a ward, pushed to a daemon on loopback, and a script that rolls the lines up.
///
/// `core.fsync=all` on both sides, for what we acknowledge survives a power cut. git's own protocol, not HTTP: it
/// costs git less. The script parses every line with Python's C decoder and counts by kind, unit and month.
final class GitPeer {
    private let folder: String
    private var daemon: Child?
    private var port: UInt16 = 0

    init(in folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder + "/server", withIntermediateDirectories: true)
        port = try Self.freePort()
        daemon = try Child.start([
            "git", "daemon", "--reuseaddr", "--listen=127.0.0.1", "--port=\(port)", "--enable=receive-pack", "--export-all",
            "--base-path=\(folder)/server", folder + "/server",
        ])
        for _ in 0..<200 where !Self.answers(port) { usleep(10_000) }
    }

    func stop() {
        guard let daemon else { return }
        kill(daemon.pid, SIGTERM)
        _ = daemon.wait()
        self.daemon = nil
    }

    private static let settings = [
        "-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "-c", "core.fsync=all", "-c", "gc.auto=0",
    ]

    func repository(_ unit: String) -> String { folder + "/" + unit }

    /// A repository with one commit of these lines, not pushed yet.
    func prepare(_ unit: String, lines: Data) throws {
        try Child.run(["git", "init", "-q", "--bare", "\(folder)/server/\(unit).git"])
        try Child.run(["git", "-C", "\(folder)/server/\(unit).git", "config", "core.fsync", "all"])
        try Child.run(["git", "init", "-q", "-b", "main", repository(unit)])
        try Child.run(["git", "-C", repository(unit), "remote", "add", "origin", "git://127.0.0.1:\(port)/\(unit).git"])
        try append(unit, lines: lines)
        try Child.run(["git", "-C", repository(unit), "add", "-A"])
        try commit(unit)
    }

    func append(_ unit: String, lines: Data) throws {
        let path = repository(unit) + "/events.ndjson"
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: lines)
        try file.close()
    }

    @discardableResult
    func commit(_ unit: String) throws -> Child.End {
        try Child.run(["git", "-C", repository(unit)] + Self.settings + ["commit", "-q", "-a", "-m", "events"])
    }

    @discardableResult
    func push(_ unit: String) throws -> Child.End {
        try Child.run(["git", "-C", repository(unit)] + Self.settings + ["push", "-q", "origin", "main"])
    }

    /// Parses and rolls up what the server holds.
    func rollup(_ units: [String]) throws -> Double {
        let script = """
            import json, subprocess, sys, collections
            cells = collections.Counter()
            for unit in sys.argv[2:]:
                lines = subprocess.run(['git', '-C', f'{sys.argv[1]}/server/{unit}.git', 'show', 'main:events.ndjson'], capture_output=True, check=True).stdout
                for line in lines.splitlines():
                    event = json.loads(line)
                    cells[unit, event['kind'], event['on'][:7]] += 1
            print(len(cells))
            """
        return try Child.run(["python3", "-c", script, folder] + units).seconds
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        guard code == 0 else { throw Child.Fault.spawn("a loopback port", errno) }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func answers(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
