import Glibc
import LogFiles
import LogSync
import PlanProgress

/// One run to the district and back, over this home's files and the line that its `config` names.
///
/// Whoever makes one holds the home's `sync.lock`.
struct Travel {
    private let home: Home
    private let store: WardFiles

    /// Repairing, damage that the district holds is told as a log that ends before it, and what comes mends it.
    init(_ home: Home, repairing: Bool = false) {
        self.home = home
        store = WardFiles(home, repairing: repairing)
    }

    /// Push, pull and heal; a home that has not joined is an outcome too.
    func sync() -> SyncOutcome {
        guard let address = home.config.district.flatMap({ DistrictAddress($0) }) else { return SyncOutcome(.notJoined) }
        // What cannot be read here, the run itself reads first and tells, before anything is sent.
        let pinned = (try? home.districtIdentity())?.certificate
        let trust = Self.trust(home.config["ca"]) ?? pinned.map { .authority($0) } ?? .system
        return SyncRun.sync(store, over: settings(to: address, trust: trust))
    }

    func join(_ address: DistrictAddress, code: InvitationCode, authority: String?) -> SyncOutcome {
        SyncRun.join(store, code: code, over: settings(to: address, trust: Self.trust(authority) ?? .nobody))
    }

    /// Whom the clerk named with `--ca`: the machine's own bundle or a file.
    private static func trust(_ authority: String?) -> LineSettings.Trust? {
        authority.map { $0 == "system" ? .system : .file($0) }
    }

    private func settings(to address: DistrictAddress, trust: LineSettings.Trust) -> LineSettings {
        let names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"].flatMap { [$0, $0.uppercased()] }
        let variables = Dictionary(uniqueKeysWithValues: names.compactMap { name in Environment.variable(name).map { (name, $0) } })
        var settings = LineSettings(to: address, trust: trust, proxies: Proxies(environment: variables))
        settings.program = "wardlog/\(Build.version)"
        return settings
    }

    /// Sleeps so long, whatever signals come.
    static func wait(milliseconds: Int64) {
        var rest = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }
}
