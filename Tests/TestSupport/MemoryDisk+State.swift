import PlanProgress

/// What lies on the disk, what would lie there after a power cut, and what chance makes of the difference.
extension MemoryDisk {
    struct Node {
        var bytes: [UInt8]
        /// What a power cut cannot take.
        var durable: [UInt8] = []
        /// Bytes that a failed `fdatasync` left in memory only, whatever a later one says.
        var forgotten: [Range<Int>] = []

        mutating func synchronize() {
            var next = bytes
            for range in forgotten {
                for index in range where index < next.count { next[index] = index < durable.count ? durable[index] : 0 }
            }
            durable = next
        }

        mutating func forget() {
            if durable.count < bytes.count { forgotten.append(durable.count..<bytes.count) }
        }

        /// Unsynced bytes: a prefix, zeros where some were, or pages (here 16 bytes) in any choice.
        mutating func cutPower(_ random: inout SeededRandom) {
            defer { (bytes, forgotten) = (durable, []) }
            guard bytes.count > durable.count else {
                // An unsynced cut may have reached the disk.
                if random.oneIn(2), bytes.count < durable.count { durable = bytes }
                return
            }
            let kept = Int.random(in: durable.count...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: break
            case 1: durable += bytes[durable.count..<kept]
            case 2: durable += bytes[durable.count..<kept] + [UInt8](repeating: 0, count: bytes.count - kept)
            default:
                for start in stride(from: durable.count, to: bytes.count, by: 16) {
                    let page = bytes[start..<min(start + 16, bytes.count)]
                    durable += random.oneIn(2) ? page : [UInt8](repeating: 0, count: page.count)[...]
                }
            }
        }
    }

    enum NameChange {
        case make(DiskPath, Int)
        case rename(DiskPath, DiskPath, Int)
        case remove(DiskPath)

        var node: Int? {
            switch self {
            case .make(_, let node), .rename(_, _, let node): node
            case .remove: nil
            }
        }

        var folder: DiskPath {
            switch self {
            case .make(let path, _), .remove(let path), .rename(_, let path, _): path.folder
            }
        }
    }

    struct State: Sendable {
        var random: SeededRandom
        var nodes: [Node] = []
        var names: [DiskPath: Int] = [:]
        var durableNames: [DiskPath: Int] = [:]
        var pending: [NameChange] = []
        var locks: Set<DiskPath> = []
        var logChanges = 0
        var calls = 0
        var reads: [DiskPath: Int] = [:]
        var refused: Set<DiskPath> = []
        var armedCall = 0
        var fault = Fault.failed
        var isDead = false

        func bytes(_ path: DiskPath) -> [UInt8]? { names[path].map { nodes[$0].bytes } }

        mutating func make(_ path: DiskPath, _ bytes: [UInt8]) {
            if path.isLog { logChanges += 1 }
            if nodes.count > 4 * (names.count + pending.count) + 64 { forgetUnnamed() }
            // A file that is emptied and refilled may be seen empty after a power cut, so it is a new one here.
            nodes.append(Node(bytes: bytes))
            names[path] = nodes.count - 1
            pending.append(.make(path, nodes.count - 1))
        }

        /// The first `count` changes of that folder's names reach the disk, in their order.
        mutating func synchronizeFolder(_ folder: DiskPath, count: Int) {
            var left = count
            var rest: [NameChange] = []
            for change in pending {
                guard change.folder == folder, left > 0 else {
                    rest.append(change)
                    continue
                }
                left -= 1
                switch change {
                case .make(let path, let node): durableNames[path] = node
                case .remove(let path): durableNames[path] = nil
                case .rename(let old, let new, let node):
                    durableNames[old] = nil
                    durableNames[new] = node
                }
            }
            pending = rest
        }

        /// Files that no name leads to, now or after a power cut, are gone; the others keep their order.
        private mutating func forgetUnnamed() {
            let used = Set(names.values).union(durableNames.values).union(pending.compactMap(\.node)).sorted()
            let numbers = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($0.element, $0.offset) })
            nodes = used.map { nodes[$0] }
            names = names.compactMapValues { numbers[$0] }
            durableNames = durableNames.compactMapValues { numbers[$0] }
            pending = pending.compactMap { change in
                switch change {
                case .make(let path, let node): numbers[node].map { .make(path, $0) }
                case .rename(let old, let new, let node): numbers[node].map { .rename(old, new, $0) }
                case .remove: change
                }
            }
        }

        mutating func cutPower() {
            logChanges += 1
            for folder in Set(pending.map(\.folder)).sorted(by: { $0.description < $1.description }) {
                synchronizeFolder(folder, count: Int.random(in: 0...pending.count, using: &random))
            }
            pending = []
            names = durableNames
            for index in nodes.indices { nodes[index].cutPower(&random) }
        }

        mutating func restore(_ old: State, guards: Bool) {
            logChanges += 1
            for path in names.keys where path.root == .home || guards {
                names[path] = nil
                durableNames[path] = nil
            }
            for (path, node) in old.names.sorted(by: { $0.key.description < $1.key.description }) where path.root == .home || guards {
                let bytes = old.nodes[node].bytes
                nodes.append(Node(bytes: bytes, durable: bytes))
                names[path] = nodes.count - 1
                durableNames[path] = nodes.count - 1
            }
            pending = []
        }
    }
}

extension DiskPath {
    var isLog: Bool { path.utf8.reversed().starts(with: "gol.seirtne/".utf8) }
}
