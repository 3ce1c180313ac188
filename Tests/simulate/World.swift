import LogFiles
import PlanProgress
import TestSupport

/// A district and its wards in one process, from one seed: real code for everything but disk, network, database driver, clock, chance.
///
/// A seed picks how many wards and devices there are and how often each fault comes, "everything off" among them. Each step
/// draws from a seed of its own, so that one may be left out and the others still mean what they meant.
final class World {
    let seed: UInt64
    var random: SeededRandom
    var facts: RandomFacts
    let mood: Mood
    let district: SimulatedDistrict
    var wards: [SimulatedWard] = []
    /// UTC milliseconds, where every clock stands that is right.
    var now = SampleEvents.at
    /// Sizes at which a person cut logs: what lay beyond does not count, and nobody brings it again.
    var cuts: Set<Origin> = []
    /// Bundles on their way; one may be delivered twice, late, or never.
    var sticks: [Stick] = []
    var failures: [String] = []
    private(set) var trace: [String] = []
    var stepNumber = 0
    var nextEvent = 0
    let defects: Defects

    /// What a run plants in disks and in the district, to see that it is found.
    struct Defects {
        var disk: MemoryDisk.Defect?
        var district: SimulatedDistrict.Defect?
    }

    /// Once in how many steps something happens; 0 for never.
    struct Mood {
        var disk, power, line, identity, flip, clock, district, person, late: Int
        /// How many changes of earlier events come among so many records.
        var change, odd: Int
        /// The district restored from last night; its heads lost; attachments erased.
        var restore, heads, erasure: Int
        /// A bundle written or carried; a newer version of the program put in place of one of last year.
        var stick, upgrade: Int

        init(_ random: inout SeededRandom) {
            func rate(_ least: Int) -> Int { random.oneIn(4) ? 0 : Int.random(in: least...(least * 6), using: &random) }
            (disk, power, line) = (rate(3), rate(4), rate(2))
            (identity, flip, clock) = (rate(8), rate(12), rate(6))
            (district, person, late) = (rate(5), rate(12), rate(6))
            (change, odd) = (rate(2), rate(10))
            (restore, heads, erasure) = (rate(15), rate(20), rate(10))
            (stick, upgrade) = (rate(5), rate(10))
            if random.oneIn(10) {
                (disk, power, line, identity, flip, clock, district, person, late) = (0, 0, 0, 0, 0, 0, 0, 0, 0)
                (restore, heads, stick) = (0, 0, 0)
            }
        }
    }

    struct Impossible: Error {}

    init(seed: UInt64, length: Int, defects: Defects = Defects()) throws {
        (self.seed, self.defects) = (seed, defects)
        random = SeededRandom(seed: seed)
        facts = RandomFacts(seed: seed)
        mood = Mood(&random)
        // Few wards meet themselves more often than many; now and then a whole district, and more often where there is time for one.
        let most = random.oneIn(25) ? 40 : min(40, max(3, length / 25))
        let count = Int.random(in: 1...most, using: &random)
        let names = (1...count).map { "phuong-\($0)" }
        district = try SimulatedDistrict(seed: random.next(), units: names, defect: defects.district)
        district.unknownKinds = lastYear()
        for name in names {
            let ward = SimulatedWard(name)
            for number in 1...Int.random(in: 1...3, using: &random) {
                ward.devices.append(try install("may-\(number)", in: ward))
            }
            wards.append(ward)
        }
    }

    func step(_ number: Int) async {
        stepNumber = number
        random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(number))
        facts = RandomFacts(seed: random.next())
        now += Int64.random(in: 1_000...3_600_000, using: &random)
        district.now = now
        if !district.isUp, random.oneIn(2) { startDistrict(dyingAt: happens(mood.district) ? Int.random(in: 1...60, using: &random) : nil) }
        if happens(mood.restore) { restoreDistrict() }
        if happens(mood.heads) { loseHeads() }
        let ward = wards[Int.random(in: 0..<wards.count, using: &random)]
        let device = ward.devices[Int.random(in: 0..<ward.devices.count, using: &random)]
        device.reseed(random.next())
        if happens(mood.clock) { setClock(of: device) }
        device.setTime(now)
        if happens(mood.person) { decide(about: ward, device) }
        if happens(mood.identity) { loseIdentity(of: device, in: ward) }
        if happens(mood.flip) { flip(device, in: ward) }
        if happens(mood.late) { repeatLate() }
        if happens(mood.district) { troubleDistrict() }
        if district.isUp, random.oneIn(12) { district.backUp() }
        if random.oneIn(8) { device.backup = device.disk.copy(seed: random.next()) }
        if happens(mood.upgrade) { upgrade(device) }
        if happens(mood.stick) { await travel(device) }
        EventReading.$unknownKinds.withValue(device.unknownKinds) { act(device, in: ward) }
    }

    /// Something that a person or cron does, on a disk that may fail in the middle of it.
    private func act(_ device: SimulatedDevice, in ward: SimulatedWard) {
        let isArmed = happens(mood.disk)
        if isArmed {
            let faults: [MemoryDisk.Fault] = [.full, .failed, .killed]
            device.disk.arm(faults[Int.random(in: 0..<3, using: &random)], atCall: Int.random(in: 1...30, using: &random))
        }
        let choice = Int.random(in: 0..<8, using: &random)
        switch choice {
        case 0...4: record(device, in: ward)
        case 5...6: sync(device, faults: happens(mood.line) ? Int.random(in: 1...6, using: &random) : 0)
        default: repair(device)
        }
        let losesPower = happens(mood.power)
        if losesPower {
            note("\(device.name): power cut")
            device.disk.cutPower()
        } else if isArmed {
            device.disk.restart()
        }
        if losesPower || isArmed { device.desk = nil }
        // An append on a sound disk loses nothing; every scan of every disk costs more than the step itself.
        if isArmed || losesPower || choice > 4 { checkNothingIsLost(in: ward) }
        if choice > 4, !district.register.redactions.isEmpty, district.isUp, district.owedErasures.isEmpty { checkRefusedPushes() }
        failures += district.watch.failures.map { "\(place): \($0)" }
        district.watch.failures = []
    }

    var place: String { "seed \(seed), step \(stepNumber)" }

    func note(_ line: @autoclosure () -> String) { trace.append("\(stepNumber) \(line())") }

    func fail(_ words: String) { failures.append("\(place): \(words)") }

    func happens(_ rate: Int) -> Bool { rate > 0 && random.oneIn(rate) }
}
