public import PlanProgress

/// A ward's data folder, laid out as `HomeLayout` says: the door to its logs, attachments and memory of the district.
///
/// Opening reads `config` and nothing else, so that a cold command pays only for what it uses. The district keeps
/// its own log in a folder of the same form.
public struct Home: Sendable {
    public let path: String
    public let disk: any LogDisk
    public let surroundings: Surroundings
    /// As read when the home was opened.
    public private(set) var config: HomeConfig

    /// Opens the home at a path of this machine; `guards` is the folder outside of it (see `guardsFolder`).
    public init(opening path: String, guards: String, surroundings: Surroundings = .machine) throws(HomeFault) {
        try self.init(opening: PosixDisk(home: path, guards: guards), named: path, surroundings: surroundings)
    }

    /// Opens the home that lies on `disk`; `path` is for messages.
    public init(opening disk: any LogDisk, named path: String, surroundings: Surroundings) throws(HomeFault) {
        guard let bytes = try onHomeDisk({ () throws(DiskFault) in try disk.read(HomeLayout.config) }) else { throw .notAHome(path) }
        guard let config = String(validating: bytes, as: UTF8.self).flatMap({ HomeConfig(text: $0) }) else { throw .config(path) }
        (self.path, self.disk, self.surroundings, self.config) = (path, disk, surroundings, config)
    }

    /// Makes a home with a log of its own: folder, key, first entry, and `config` last.
    ///
    /// Cut anywhere before `config`, it is no home yet and may be made again: the key that is there is used.
    public static func create(
        at path: String, guards: String, config: HomeConfig, surroundings: Surroundings = .machine
    ) throws(HomeFault) -> Home {
        try create(on: PosixDisk(home: path, guards: guards), named: path, config: config, surroundings: surroundings)
    }

    public static func create(
        on disk: any LogDisk, named path: String, config: HomeConfig, surroundings: Surroundings
    ) throws(HomeFault) -> Home {
        try onHomeDisk { () throws(DiskFault) in try disk.makeFolder(DiskPath("")) }
        if let bytes = try onHomeDisk({ () throws(DiskFault) in try disk.read(HomeLayout.config) }) {
            let present = String(validating: bytes, as: UTF8.self).flatMap { HomeConfig(text: $0) }
            throw present.map { .exists(path, $0.origin) } ?? .config(path)
        }
        let keeper = try inHome { () throws(LogFault) in try LogKeeper(config.origin, on: disk) }
        guard keeper.image.guarded?.size ?? 0 <= keeper.image.size else { throw .keyIsKnown(config.origin) }
        try inHome { () throws(LogFault) in
            try keeper.start(surroundings.draws(config.by))
        }
        try onHomeDisk { () throws(DiskFault) in try disk.replace(HomeLayout.config, with: Array(config.text.utf8)) }
        return try Home(opening: disk, named: path, surroundings: surroundings)
    }

    /// `$XDG_STATE_HOME/wardlog/guards`, or under `~/.local/state` where that is unset or not absolute (XDG base directories).
    public static func guardsFolder(environment: [String: String]) -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/wardlog/guards" }
        return (environment["HOME"] ?? "") + "/.local/state/wardlog/guards"
    }

    public var origin: Origin { config.origin }

    /// Changes `config` durably.
    public mutating func update(_ change: (inout HomeConfig) -> Void) throws(HomeFault) {
        try onHomeDisk { () throws(DiskFault) in try disk.lock(HomeLayout.lock, wait: true) }
        defer { disk.unlock(HomeLayout.lock) }
        // A healing may have named another log since this home was opened: what lies there now is what is changed.
        self = try Home(opening: disk, named: path, surroundings: surroundings)
        var next = config
        change(&next)
        guard next != config else { return }
        let text = next.text
        try onHomeDisk { () throws(DiskFault) in try disk.replace(HomeLayout.config, with: Array(text.utf8)) }
        config = next
    }

    /// The log that this device writes. A healing that was cut is finished first.
    public func deviceLog() throws(HomeFault) -> DeviceLog {
        var home = self
        try home.finishHealing()
        return try DeviceLog(of: home)
    }

    /// Any log that lies here, as it lies now; `nil` where there is none.
    public func log(_ origin: Origin) throws(HomeFault) -> LogImage? {
        let keeper = try inHome { () throws(LogFault) in try LogKeeper(origin, on: disk) }
        return keeper.image.size == 0 && keeper.image.scan.isWhole ? nil : keeper.image
    }

    /// Every log here, own and pulled, in ascending order of origin.
    public func origins() throws(HomeFault) -> [Origin] {
        try onHomeDisk { () throws(DiskFault) in
            var found: [Origin] = []
            for district in try disk.list(HomeLayout.logs) {
                for unit in try disk.list(HomeLayout.logs.appending(district)) {
                    for device in try disk.list(HomeLayout.logs.appending(district).appending(unit)) {
                        if let origin = Origin(district: district, unit: unit, device: device) { found.append(origin) }
                    }
                }
            }
            return found.sorted()
        }
    }

    /// Held for a whole sync; throws `.log(.disk(.held))` at once when another sync runs.
    public func lockSync() throws(HomeFault) {
        try onHomeDisk { () throws(DiskFault) in try disk.lock(HomeLayout.syncLock, wait: false) }
    }

    public func unlockSync() { disk.unlock(HomeLayout.syncLock) }

    /// `nil` where none was begun, or another process finished it; either way the home is as `config` says now.
    @discardableResult
    mutating func finishHealing() throws(HomeFault) -> Healer.Outcome? {
        let healer = Healer(on: disk)
        guard try inHome({ () throws(LogFault) in try healer.pending() }) != nil else { return nil }
        let draws = surroundings.draws(config.by)
        let outcome = try inHome { () throws(LogFault) in try healer.finish(draws) }
        self = try Home(opening: disk, named: path, surroundings: surroundings)
        return outcome
    }

    /// What the district last said of our log.
    func heads() throws(HomeFault) -> HeadsText.Head? {
        let bytes = try onHomeDisk { () throws(DiskFault) in try disk.read(DistrictFile.heads.path) }
        return bytes.flatMap { try? HeadsText(reading: $0) }?[origin]
    }
}
