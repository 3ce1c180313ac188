public import PlanProgress

/// How a line to a district is set up. The defaults are for a ward's worst evening, and nothing needs tuning.
public struct LineSettings: Sendable {
    public var address: DistrictAddress
    public var trust: Trust
    /// What the environment says about proxies.
    public var proxies: Proxies
    /// The program's name and version, for the district's records.
    public var program = "wardlog/1"
    public var connectTimeoutMilliseconds = 15_000
    /// Slower than this for `lowSpeedSeconds` and the transfer has broken. One byte a second: silence is what we look for,
    /// not slowness, for 64 kbit/s shared by an office is slow and works.
    public var lowSpeedBytesPerSecond = 1
    public var lowSpeedSeconds = 60
    /// No request takes longer: 4 MiB at 64 kbit/s are nine minutes.
    public var totalSeconds = 15 * 60

    public init(to address: DistrictAddress, trust: Trust = .system, proxies: Proxies = Proxies(environment: [:])) {
        (self.address, self.trust, self.proxies) = (address, trust, proxies)
    }

    /// Whose certificates are believed.
    public enum Trust: Hashable, Sendable {
        /// Those that the machine believes.
        case system
        /// Those that a PEM file's authorities signed.
        case file(String)
        /// Those that this authority signed: its certificate, DER, as the ward pinned it.
        case authority([UInt8])
        /// Anybody's: only for the first look at a district, whose keys the invitation's code then proves.
        case nobody
    }
}

/// Proxies as the environment names them: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, in either case.
///
/// libcurl itself passes over `HTTP_PROXY` because of web servers that set it from a request; a ward's command is none.
public struct Proxies: Hashable, Sendable {
    private let environment: [String: String]

    public init(environment: [String: String]) {
        let names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
        var chosen: [String: String] = [:]
        for name in names {
            let value = environment[name] ?? environment[name.uppercased()]
            if let value, !value.isEmpty { chosen[name] = value }
        }
        self.environment = chosen
    }

    /// The proxy for that address, `nil` for none; this machine is never reached through one.
    func proxy(for address: DistrictAddress) -> String? {
        if address.isLoopback { return nil }
        return environment[address.isEncrypted ? "https_proxy" : "http_proxy"] ?? environment["all_proxy"]
    }

    /// Hosts that are reached directly, in libcurl's own form.
    var exceptions: String { environment["no_proxy"] ?? "" }
}
