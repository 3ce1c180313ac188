import LogFiles
import PlanProgress
import Synchronization
import TestSupport

/// Homes on a disk in memory, with a clock and randomness of their own.
enum MemoryHome {
    static let origin = Origin(district: "ha-dong", unit: "duong-noi", device: "may-1")

    static func surroundings(seed: UInt64, now: Int64 = SampleEvents.at) -> Surroundings {
        let random = Mutex(SeededRandom(seed: seed))
        return Surroundings(now: { now }, random: { count in random.withLock { $0.bytes(count) } })
    }

    static func open(_ disk: MemoryDisk, seed: UInt64 = 7) throws -> Home {
        try Home(opening: disk, named: "home", surroundings: surroundings(seed: seed))
    }

    /// Opens the home, or makes it where there is none yet.
    static func openOrCreate(_ disk: MemoryDisk, seed: UInt64 = 7) throws -> Home {
        do {
            return try open(disk, seed: seed)
        } catch HomeFault.notAHome {
            return try Home.create(
                on: disk, named: "home", config: HomeConfig(origin: try origin.orThrow()), surroundings: surroundings(seed: seed))
        }
    }

    /// A home whose log holds so many sample events behind its first entry.
    static func make(events count: Int, on disk: MemoryDisk = MemoryDisk(), seed: UInt64 = 7) throws -> Home {
        let home = try openOrCreate(disk, seed: seed)
        _ = try home.deviceLog().append((0..<count).map { SampleEvents.progress($0) })
        return home
    }
}

struct Missing: Error {}

extension Optional {
    /// The value; for fixtures outside of a test, where `#require` is not at hand.
    func orThrow() throws -> Wrapped {
        guard let self else { throw Missing() }
        return self
    }
}

extension LogScan {
    var entries: [[UInt8]] { (0..<size).map { Array(entry($0)) } }
}

extension LogImage {
    /// What stands in the log but its first entry.
    var events: Set<[UInt8]> { Set(scan.entries.filter { EventReading(of: $0).kind != "log.opened" }) }
}

extension EventReading {
    var kind: String? {
        switch content {
        case .event(let event, _): event.body.kind
        case .notUnderstood(let kind): kind
        case .malformed: nil
        }
    }
}

/// A district's cosignature without a district.
struct SampleDistrict {
    let key: SignerKey

    init() throws { key = try SignerKey(name: KeyName.receipts(ofDistrict: "ha-dong"), seed: SeededRandom.seed(99)).orThrow() }

    var identity: DistrictIdentity {
        get throws {
            let log = try SignerKey(name: "ha-dong/ha-dong/quan", seed: SeededRandom.seed(98)).orThrow()
            return try DistrictIdentity(certificate: nil, receipts: key.verifier(.cosignature), log: log.verifier(.log)).orThrow()
        }
    }

    func receipt(for home: Home, at size: Int64) throws -> SignedNote {
        let image = try home.deviceLog().image
        let key = try WardFiles(home).sign(image.checkpoint(at: size))
        return self.key.cosigning(key, time: 1_663_200_000)
    }
}

extension SeededRandom {
    static func seed(_ number: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: number)
        return random.bytes(32)
    }
}
