public import PlanProgress
import Synchronization

/// A disk in memory that keeps exactly what `LogDisk` promises across a power cut, and as little else as chance wants.
///
/// Every call can be made to fail, alone or with all that follow (the process was killed).
public final class MemoryDisk: LogDisk {
    private let state: Mutex<State>
    /// A defect that a simulation plants, to see that it is found.
    private let defect: Defect?

    public enum Defect: Sendable, CaseIterable {
        /// `fdatasync` is never called.
        case noSynchronize
        /// Its error is not looked at.
        case synchronizeErrorIgnored
        /// A folder is never synced, so a new name may vanish.
        case noFolderSynchronize
        /// A cut takes one line too many.
        case cutsTooMuch
        /// A short write is taken for a whole one.
        case writesHalf
    }

    /// What happens at a call.
    public enum Fault: Sendable {
        /// ENOSPC, EIO: the call throws, part of its work may be done.
        case full, failed
        /// The process dies there: every later call throws too, until `restart`.
        case killed
    }

    public init(seed: UInt64 = 1, defect: Defect? = nil) {
        state = Mutex(State(random: SeededRandom(seed: seed)))
        self.defect = defect
    }

    private init(state: State, defect: Defect?) {
        self.state = Mutex(state)
        self.defect = defect
    }

    /// How many calls were made since the last `arm`.
    public var calls: Int { state.withLock { $0.calls } }

    /// How often a log here became anything but longer: while it stays the same, nothing that lay in one can be lost.
    public var logChanges: Int { state.withLock { $0.logChanges } }

    /// How often the whole of that file was read.
    public func readCount(_ path: DiskPath) -> Int { state.withLock { $0.reads[path, default: 0] } }

    /// Makes the call number `call`, from 1, meet this fault; 0 for none.
    public func arm(_ fault: Fault, atCall call: Int) {
        state.withLock { ($0.calls, $0.armedCall, $0.fault, $0.isDead) = (0, call, fault, false) }
    }

    /// A new process on the same machine: unsynced bytes are still in its memory, locks are free.
    public func restart() {
        state.withLock { ($0.calls, $0.armedCall, $0.isDead, $0.locks) = (0, 0, false, []) }
    }

    /// Power is lost: unsynced bytes, names and cuts survive, tear, turn to zeros or vanish, as chance wants.
    public func cutPower() {
        state.withLock { $0.cutPower() }
        restart()
    }

    /// The same files on another disk: a backup, or a clone.
    public func copy(seed: UInt64) -> MemoryDisk {
        var copied = state.withLock { $0 }
        copied.random = SeededRandom(seed: seed)
        (copied.calls, copied.armedCall, copied.isDead, copied.locks) = (0, 0, false, [])
        return MemoryDisk(state: copied, defect: defect)
    }

    /// Puts the files of a home back as they were on `other`; guards are put back too only where `guards` says so.
    public func restore(from other: MemoryDisk, guards: Bool) {
        let old = other.state.withLock { $0 }
        state.withLock { $0.restore(old, guards: guards) }
    }

    /// What chance decides from now on, so that a step of a simulation means the same whatever came before.
    public func reseed(_ seed: UInt64) { state.withLock { $0.random = SeededRandom(seed: seed) } }

    public var paths: [DiskPath] { state.withLock { Array($0.names.keys).sorted { $0.description < $1.description } } }

    /// The files of its logs, in ascending order.
    public var logs: [DiskPath] { state.withLock { $0.names.keys.filter(\.isLog).sorted { $0.path < $1.path } } }

    public func holds(_ path: DiskPath) -> Bool { state.withLock { $0.names[path] != nil } }

    public func change(_ path: DiskPath, _ change: (inout [UInt8]) -> Void) {
        state.withLock { state in
            guard let node = state.names[path] else { return }
            state.logChanges += 1
            change(&state.nodes[node].bytes)
            state.nodes[node].durable = state.nodes[node].bytes
        }
    }

    /// A bad sector, or a file of another user: that path is neither read nor written again; it can be removed.
    public func refuse(_ path: DiskPath, _ isRefused: Bool = true) {
        state.withLock { state in
            if isRefused { state.refused.insert(path) } else { state.refused.remove(path) }
        }
    }

    /// As if somebody else had removed it.
    public func drop(_ path: DiskPath) {
        state.withLock { state in
            state.logChanges += 1
            state.names[path] = nil
            state.durableNames[path] = nil
        }
    }

    private let interruption = Mutex<(@Sendable () -> Void)?>(nil)

    /// What another process does just before the next lock is given.
    public func beforeNextLock(_ work: @escaping @Sendable () -> Void) { interruption.withLock { $0 = work } }

    /// Somebody else holds this lock until `restart`.
    public func holdElsewhere(_ path: DiskPath) { state.withLock { _ = $0.locks.insert(path) } }

    // MARK: LogDisk

    public func read(_ path: DiskPath) throws(DiskFault) -> [UInt8]? {
        state.withLock { $0.reads[path, default: 0] += 1 }
        return try bytes(path)
    }

    private func bytes(_ path: DiskPath) throws(DiskFault) -> [UInt8]? {
        try call(path, "read") { $0.bytes(path) }
    }

    public func readEnd(_ path: DiskPath, count: Int) throws(DiskFault) -> [UInt8]? {
        try call(path, "read") { $0.bytes(path).map { Array($0.suffix(count)) } }
    }

    public func byteCount(_ path: DiskPath) throws(DiskFault) -> Int? {
        try call(path, "stat") { $0.bytes(path)?.count }
    }

    public func append(_ bytes: [UInt8], to path: DiskPath) throws(DiskFault) {
        try call(path, "write") { state in
            guard let node = state.names[path] else { return }
            let isHalf = defect == .writesHalf && state.random.oneIn(10)
            state.nodes[node].bytes += isHalf ? bytes.prefix(bytes.count / 2) : bytes[...]
        } partly: { state in
            guard let node = state.names[path] else { return }
            state.nodes[node].bytes += bytes.prefix(Int.random(in: 0...bytes.count, using: &state.random))
        }
    }

    public func create(_ path: DiskPath, _ bytes: [UInt8]) throws(DiskFault) {
        try call(path, "write") {
            $0.make(path, bytes)
        } partly: { state in
            state.make(path, Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &state.random))))
        }
    }

    public func synchronize(_ path: DiskPath) throws(DiskFault) {
        if defect == .noSynchronize { return }
        do throws(DiskFault) { try reallySynchronize(path) } catch {
            if defect != .synchronizeErrorIgnored || isDead { throw error }
        }
    }

    private var isDead: Bool { state.withLock { $0.isDead } }

    private func reallySynchronize(_ path: DiskPath) throws(DiskFault) {
        try call(path, "fdatasync") { state in
            guard let node = state.names[path] else { return }
            state.nodes[node].synchronize()
        } partly: { state in
            // The kernel marks pages clean after a failed write-back: a later success speaks of other pages. A process that is killed
            // leaves the write-back alone.
            guard let node = state.names[path], state.random.oneIn(2), state.fault != .killed else { return }
            state.nodes[node].forget()
        }
    }

    public func synchronizeFolder(_ path: DiskPath) throws(DiskFault) {
        if defect == .noFolderSynchronize { return }
        try call(path, "fsync") {
            $0.synchronizeFolder(path, count: .max)
        } partly: { state in
            state.synchronizeFolder(path, count: Int.random(in: 0...2, using: &state.random))
        }
    }

    public func rename(_ old: DiskPath, to new: DiskPath) throws(DiskFault) {
        try call(new, "rename") { state in
            guard let node = state.names.removeValue(forKey: old) else { return }
            if new.isLog { state.logChanges += 1 }
            state.names[new] = node
            state.pending.append(.rename(old, new, node))
            // The kernel writes names back by itself after some seconds: what nobody syncs does not wait for ever.
            if state.pending.count > 64 { state.synchronizeFolder(new.folder, count: 32) }
        }
    }

    public func truncate(_ path: DiskPath, to byteCount: Int) throws(DiskFault) {
        try call(path, "truncate") { state in
            guard let node = state.names[path] else { return }
            state.logChanges += 1
            let excess = defect == .cutsTooMuch ? 200 : 0
            let count = state.nodes[node].bytes.count
            state.nodes[node].bytes.removeLast(min(count, max(0, count - byteCount + excess)))
        }
    }

    public func overwrite(_ path: DiskPath) throws(DiskFault) {
        try call(path, "write") { state in
            guard let node = state.names[path] else { return }
            state.logChanges += 1
            state.nodes[node].bytes = [UInt8](repeating: 0, count: state.nodes[node].bytes.count)
        }
    }

    public func remove(_ path: DiskPath) throws(DiskFault) {
        try call(path, "unlink") { state in
            guard state.names.removeValue(forKey: path) != nil else { return }
            if path.isLog { state.logChanges += 1 }
            state.pending.append(.remove(path))
        }
    }

    public func list(_ folder: DiskPath) throws(DiskFault) -> [String] {
        try call(folder, "opendir") { state in
            let start = Array((folder.path.isEmpty ? "" : folder.path + "/").utf8)
            var names: Set<String> = []
            for path in state.names.keys where path.root == folder.root {
                // Twice as fast as asking the view itself, and every run of a sync lists folders ten times.
                _ = path.path.utf8.withContiguousStorageIfAvailable { bytes in
                    guard bytes.starts(with: start) else { return }
                    names.insert(String(decoding: bytes.dropFirst(start.count).prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self))
                }
            }
            return names.sorted()
        }
    }

    /// Folders are not modelled: a name's folder is there when the name is.
    public func makeFolder(_ path: DiskPath) throws(DiskFault) { try call(path, "mkdir") { _ in } }

    public func lock(_ path: DiskPath, wait: Bool) throws(DiskFault) {
        interruption.withLock { work in
            defer { work = nil }
            return work
        }?()
        let taken = try call(path, "flock") { $0.locks.insert(path).inserted }
        guard taken else { throw .held(path) }
    }

    public func unlock(_ path: DiskPath) { state.withLock { _ = $0.locks.remove(path) } }

    // MARK: Private parts

    private func call<T>(
        _ path: DiskPath, _ name: String, _ work: (inout State) -> T, partly: (inout State) -> Void = { _ in }
    ) throws(DiskFault) -> T {
        let result: Result<T, DiskFault> = state.withLock { state in
            guard !state.isDead else { return .failure(.failed(path, call: "dead", errno: 0)) }
            state.calls += 1
            if state.refused.contains(path), ["read", "write", "fdatasync"].contains(name) {
                return .failure(.failed(path, call: name, errno: 5))
            }
            guard state.calls == state.armedCall else { return .success(work(&state)) }
            partly(&state)
            switch state.fault {
            case .full: return .failure(.full(path))
            case .failed: return .failure(.failed(path, call: name, errno: 5))
            case .killed:
                state.isDead = true
                return .failure(.failed(path, call: "killed", errno: 0))
            }
        }
        return try result.get()
    }
}
