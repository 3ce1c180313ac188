import LogFiles
import PlanProgress
import Synchronization
import TestSupport

/// A ward: its devices, twins and copies among them, and what its people were told is recorded.
final class SimulatedWard {
    let name: String
    var devices: [SimulatedDevice] = []
    /// Bytes of every event that `append` said was recorded and that no disaster of the world itself has destroyed.
    var acknowledged = Acknowledged()
    /// The newest of them, oldest first, for changes to name.
    var recent: [[UInt8]] = []
    /// Ids of those that its entries name.
    var attachments: [String] = []
    /// The event that many changes name.
    private var disputed: [UInt8] = []
    /// What had changed when nothing was found to be lost.
    var checked: [Int] = []

    init(_ name: String) { self.name = name }

    func acknowledge(_ entries: [[UInt8]]) {
        for entry in entries { acknowledged.insert(HashedBytes(entry)) }
        recent = (recent + entries).suffix(24)
    }

    /// One event of those that are no changes themselves; another now and then.
    func contested(using random: inout SeededRandom) -> [[UInt8]] {
        if disputed.isEmpty || random.oneIn(6) {
            let mark = Array("\"kind\":\"event.".utf8)
            disputed = recent.filter { !$0[...].holds(mark) }.randomElement(using: &random) ?? []
        }
        return disputed.isEmpty ? recent : [disputed]
    }
}

/// A PC of a ward with its disk and its clock.
final class SimulatedDevice {
    let name: String
    let unit: String
    private(set) var disk: MemoryDisk
    private var earlierChanges = 0
    let machine: Machine
    var backup: MemoryDisk?
    /// A desk that stays open and records, beside whatever else runs on the same disk.
    var desk: DeviceLog?
    var clock = Clock.right
    /// Kinds of events that came with a later version than the one that runs here.
    var unknownKinds: Set<String> = []
    /// What lay here of each pulled log when it was last found to be what was cosigned: the same bytes are not proved again.
    var soundCopies: [Origin: [[UInt8]?]] = [:]

    enum Clock: Sendable {
        case right
        case off(milliseconds: Int64)
        case stands(at: Int64)
    }

    /// A clock that may be wrong, and randomness that is not.
    final class Machine: Sendable {
        let time = Mutex(SampleEvents.at)
        let chance: Mutex<SeededRandom>
        init(seed: UInt64) { chance = Mutex(SeededRandom(seed: seed)) }
    }

    init(_ name: String, unit: String, disk: MemoryDisk, seed: UInt64) {
        (self.name, self.unit, self.disk) = (name, unit, disk)
        machine = Machine(seed: seed)
    }

    /// How often a log here became anything but longer.
    var logChanges: Int { earlierChanges + disk.logChanges }

    /// A new PC in the old one's place.
    func replaceDisk(by new: MemoryDisk) {
        earlierChanges = logChanges + 1
        (disk, backup) = (new, nil)
    }

    /// Another machine with the same disk.
    func copy(_ name: String, seed: UInt64) -> SimulatedDevice {
        let copy = SimulatedDevice(name, unit: unit, disk: disk.copy(seed: seed), seed: seed)
        copy.machine.time.withLock { $0 = time }
        return copy
    }

    func reseed(_ seed: UInt64) {
        disk.reseed(seed)
        machine.chance.withLock { $0 = SeededRandom(seed: ~seed) }
    }

    func setTime(_ now: Int64) {
        let shown =
            switch clock {
            case .right: now
            case .off(let milliseconds): now + milliseconds
            case .stands(let at): at
            }
        machine.time.withLock { $0 = shown }
    }

    var time: Int64 { machine.time.withLock { $0 } }

    var surroundings: Surroundings {
        Surroundings(
            now: { [machine] in machine.time.withLock { $0 } },
            random: { [machine] count in machine.chance.withLock { $0.bytes(count) } })
    }

    func home() throws -> Home { try Home(opening: disk, named: name, surroundings: surroundings) }

    /// What lies here now, for a check to read: a fault that waits on the disk is met by the program, not by whoever checks it.
    func stillHome() throws -> Home { try Home(opening: disk.copy(seed: 0), named: name, surroundings: surroundings) }
}
