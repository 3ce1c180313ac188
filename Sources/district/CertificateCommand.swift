import ArgumentParser
import DistrictServer
import LogFiles
import PlanProgress

/// `district certificate`: which names the server's certificate has and until when it holds; new names with `--host`.
struct ShowCertificate: WritingCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Chứng thư số của máy chủ quận.",
        discussion: "Shows the server's certificate; with --host gives it these names. A running 'serve' shows the new one at once.")
    @Option(help: "Tên hoặc địa chỉ mà các phường dùng để gọi máy chủ này; thay mọi tên cũ.") var host: [String] = []
    @OptionGroup var common: CommonOptions

    func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
        let (tls, district, now) = (office.folder.tls, office.register.district, office.surroundings.now() / 1000)
        let hosts = host.isEmpty ? nil : try ServerHosts.checked(host)
        let standing = try answering { () throws(DistrictServerError) in
            guard let hosts else { return try tls.standing() }
            let standing = try tls.rename(hosts, district: district, now: now)
            try office.certificate?.refresh()
            return standing
        }
        output.print(Sentences.certificate(standing, authority: tls.authorityCertificate, common.language))
    }
}

/// By which names and addresses the server is called.
enum ServerHosts {
    /// This machine's own addresses are always among them: the technician's commands run beside the server.
    private static let own = ["localhost", "127.0.0.1", "::1"]

    /// What was typed, else this machine's name; each once.
    static func checked(_ typed: [String]) throws(CommandFailure) -> [String] {
        var hosts: [String] = []
        for host in (typed.isEmpty ? [Environment.hostName].compactMap { $0 } : typed) + own {
            let host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()).lowercased() : host.lowercased()
            guard isHost(host) else {
                if typed.isEmpty { continue }
                throw Sentences.badHost(host)
            }
            if !hosts.contains(host) { hosts.append(host) }
        }
        return hosts
    }

    /// As a ward's address can name it.
    private static func isHost(_ host: String) -> Bool {
        DistrictAddress("https://\(host.contains(":") ? "[\(host)]" : host)") != nil && !host.contains("/")
    }
}

/// A certificate of 1970 would be believed by nobody and could not be taken back.
enum ServerClock {
    static func check() throws(CommandFailure) {
        let now = Surroundings.machine.now()
        guard let built = LocalDay(Build.day), now >= built.startUTCMilliseconds else { throw Sentences.clockWrong(now) }
    }
}
