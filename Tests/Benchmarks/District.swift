import Foundation
import Glibc

/// A district of the built commands on a free loopback port, with wards that have joined it.
final class District {
    let home: String
    let programs: Programs
    private let isPlain: Bool
    private var server: Child?
    private(set) var address = ""

    /// Where the built `ward` and `district` lie: beside this executable.
    struct Programs {
        let ward, district: String

        static var beside: Programs {
            let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
            return Programs(ward: folder + "/ward", district: folder + "/district")
        }
    }

    /// `isPlain` leaves TLS out.
    init(at home: String, units: String, programs: Programs, isPlain: Bool = false) throws {
        (self.home, self.programs, self.isPlain) = (home, programs, isPlain)
        try Child.run([programs.district, "--home", home, "init", "--id", "ha-dong", "--name", "Quận Hà Đông (số liệu mô phỏng)"])
        try Child.run([programs.district, "--home", home, "unit", "import", units])
    }

    /// Starts `district serve` and waits until it says where it listens.
    func serve() throws {
        let portFile = home + ".port"
        unlink(portFile)
        server = try Child.start(
            [programs.district, "--home", home, "serve", "--listen", "127.0.0.1:0"] + (isPlain ? ["--plain-http"] : []) + [
                "--port-file", portFile,
            ],
            output: home + ".log")
        for _ in 0..<1000 {
            if let bound = try? String(contentsOfFile: portFile, encoding: .utf8), bound.hasSuffix("\n") {
                address = (isPlain ? "http://" : "https://") + bound.trimmingCharacters(in: .whitespacesAndNewlines)
                return
            }
            usleep(10_000)
        }
        throw Child.Fault.failed("district serve", -1, (try? String(contentsOfFile: home + ".log", encoding: .utf8)) ?? "")
    }

    /// The largest resident set of the server so far, in MiB (`VmHWM` of proc(5)).
    var peakMiB: Double {
        guard let server, let status = try? String(contentsOfFile: "/proc/\(server.pid)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return .nan }
        return (line.split(separator: " ").compactMap { Double($0) }.first ?? .nan) / 1024
    }

    func stop() {
        guard let server else { return }
        kill(server.pid, SIGTERM)
        _ = server.wait()
        self.server = nil
    }

    /// One command of the district to its end.
    @discardableResult
    func command(_ arguments: String...) throws -> String { try Child.text([programs.district, "--home", home] + arguments) }

    /// Enrols the ward at `path` by a one-time code.
    func join(_ path: String, unit: String) throws {
        let code = try command("invite", unit).trimmingCharacters(in: .whitespacesAndNewlines)
        try ward(path, "join", address, code)
    }

    /// The largest resident set of a ward's command, in MiB.
    func wardPeak(_ path: String, _ arguments: String...) throws -> Double {
        try PeakMemory.peakMiB([programs.ward, "--home", path] + arguments, environment: ["XDG_STATE_HOME": path + ".guards"])
    }

    /// A ward's command beside others, at the lowest priority: it stands for a machine of its own.
    func start(ward path: String, _ arguments: String...) throws -> Child {
        try Child.start(["nice", "-n", "19", programs.ward, "--home", path] + arguments, environment: ["XDG_STATE_HOME": path + ".guards"])
    }

    @discardableResult
    func ward(_ path: String, _ arguments: String...) throws -> Child.End {
        try Child.run([programs.ward, "--home", path] + arguments, environment: ["XDG_STATE_HOME": path + ".guards"])
    }
}
