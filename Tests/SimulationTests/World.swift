import LogFiles
import PlanProgress
import Synchronization
import TestSupport

/// One unit's devices and a district in one process, from one seed: real code for everything but disk, network, clock and randomness.
///
/// A seed picks how many devices there are, what each step is and how often each fault comes, "everything off" among them.
final class World {
    let seed: UInt64
    var random: SeededRandom
    let district: WatchedDistrict
    var devices: [Device] = []
    /// Bytes of every event that `append` said was recorded and that no disaster of the world itself has destroyed.
    var acknowledged: Set<[UInt8]> = []
    var failures: [String] = []
    private(set) var trace: [String] = []
    private var nextEvent = 0
    private let rates: Rates
    private let defect: MemoryDisk.Defect?

    /// Once in how many steps something happens; 0 for never.
    struct Rates {
        var diskFault, powerCut, lineFaults, identity, flip, clock, seal: Int

        init(_ random: inout SeededRandom) {
            func rate(_ least: Int) -> Int { random.oneIn(4) ? 0 : Int.random(in: least...(least * 6), using: &random) }
            (diskFault, powerCut, lineFaults) = (rate(3), rate(4), rate(2))
            (identity, flip, clock, seal) = (rate(8), rate(12), rate(6), rate(15))
        }
    }

    /// A clock that may be wrong, and randomness that is not.
    final class Machine: Sendable {
        let clock = Mutex(SampleEvents.at)
        let chance: Mutex<SeededRandom>
        init(seed: UInt64) { chance = Mutex(SeededRandom(seed: seed)) }
    }

    final class Device {
        let name: String
        let disk: MemoryDisk
        let machine: Machine
        var backup: MemoryDisk?

        init(_ name: String, disk: MemoryDisk, seed: UInt64) {
            (self.name, self.disk) = (name, disk)
            machine = Machine(seed: seed)
        }

        var surroundings: Surroundings {
            Surroundings(
                now: { [machine] in machine.clock.withLock { $0 } },
                random: { [machine] count in machine.chance.withLock { $0.bytes(count) } })
        }

        func home() throws -> Home { try Home(opening: disk, named: name, surroundings: surroundings) }
    }

    init(seed: UInt64, defect: MemoryDisk.Defect? = nil) throws {
        self.seed = seed
        self.defect = defect
        random = SeededRandom(seed: seed)
        rates = Rates(&random)
        guard let district = MemoryDistrict(id: "ha-dong") else { throw Impossible() }
        self.district = WatchedDistrict(district)
        for number in 1...Int.random(in: 1...3, using: &random) { try enrol("may-\(number)") }
    }

    struct Impossible: Error {}

    func step() throws {
        let device = devices[Int.random(in: 0..<devices.count, using: &random)]
        if happens(rates.clock) { setClock(of: device) }
        if happens(rates.seal) { seal(device) }
        if happens(rates.identity) { loseIdentity(of: device) }
        if happens(rates.flip) { flip(device) }
        if random.oneIn(6) { device.backup = device.disk.copy(seed: random.next()) }
        let armed = happens(rates.diskFault)
        if armed {
            let faults: [MemoryDisk.Fault] = [.full, .failed, .killed]
            device.disk.arm(faults[Int.random(in: 0..<3, using: &random)], atCall: Int.random(in: 1...30, using: &random))
        }
        let choice = Int.random(in: 0..<8, using: &random)
        switch choice {
        case 0...4: record(device)
        case 5...6: sync(device, faults: happens(rates.lineFaults) ? Int.random(in: 1...6, using: &random) : 0)
        default: repair(device)
        }
        let cutsPower = happens(rates.powerCut)
        if cutsPower {
            note("\(device.name): power cut")
            device.disk.cutPower()
        } else if armed {
            device.disk.restart()
        }
        // An append on a sound disk loses nothing; every scan of every disk costs more than the step itself.
        if armed || cutsPower || choice > 4 { checkNothingIsLost() }
    }

    func note(_ line: String) { trace.append(line) }

    func fail(_ words: String) { failures.append("seed \(seed), step \(trace.count): \(words)") }

    private func happens(_ rate: Int) -> Bool { rate > 0 && random.oneIn(rate) }

    // MARK: What people do

    private func enrol(_ name: String) throws {
        let disk = MemoryDisk(seed: random.next(), defect: defect)
        let device = Device(name, disk: disk, seed: random.next())
        guard let origin = Origin(district: "ha-dong", unit: "duong-noi", device: name) else { throw Impossible() }
        let home = try Home.create(on: disk, named: name, config: HomeConfig(origin: origin), surroundings: device.surroundings)
        guard let key = try home.deviceLog().image.opened?.key else { throw Impossible() }
        let files = WardFiles(home)
        let identity = district.inner.identity
        try files.keep(district: identity)
        let token = district.inner.enrol(origin, key: key)
        try files.keep(enrolment: EnrolmentAnswer(token: token, receipts: identity.receipts, log: identity.log, roster: []))
        devices.append(device)
    }

    private func record(_ device: Device) {
        let drafts = (0..<Int.random(in: 1...4, using: &random)).map { _ in draft() }
        do {
            let entries = try device.home().deviceLog().append(drafts)
            acknowledged.formUnion(entries.map(\.bytes))
            note("\(device.name): recorded \(entries.count) from \(entries[0].index)")
        } catch {
            note("\(device.name): not recorded: \(error)")
        }
    }

    /// Mostly something that counts one; now and then a void of any device's event, or of one that is not here.
    private func draft() -> Event {
        nextEvent += 1
        let target = random.oneIn(6) ? acknowledged.min { $0.lexicographicallyPrecedes($1) } : nil
        if let target { return SampleEvents.with(.eventVoided(of: EventReading(of: target).id), number: nextEvent) }
        if random.oneIn(20) { return SampleEvents.with(.eventVoided(of: EventID(at: 1, hash: Digest(of: [1]))), number: nextEvent) }
        return SampleEvents.with(.activityDone(Activity(activity: "broadcast.aired")), number: nextEvent)
    }

    @discardableResult
    func sync(_ device: Device, faults: Int, repairing: Bool = false) -> SyncOutcome.Ending? {
        let line = FaultyLine(to: district, seed: random.next(), faults: faults)
        do {
            let files = WardFiles(try device.home(), repairing: repairing)
            let outcome = SyncPerformer(store: files, line: line).run(
                .sync, in: SyncSurroundings(now: { SampleEvents.at }, wait: { _ in }, seed: random.next()))
            note("\(device.name): synced: \(outcome.ending)")
            if outcome.ending == .done {
                let state = try WardFiles(device.home()).state()
                if state.receiptSize != state.size {
                    fail("S1: \(device.name) said done with \(state.receiptSize) of \(state.size) cosigned")
                }
            }
            return outcome.ending
        } catch {
            note("\(device.name): not synced: \(error)")
            return nil
        }
    }

    func repair(_ device: Device) {
        do {
            var home = try device.home()
            switch try home.repairNeed() {
            case .nothing, .cut: return
            case .fetch:
                sync(device, faults: 0, repairing: true)
                home = try device.home()
                if case .fetch = try home.repairNeed() { try home.heal(answered: nil) }
            case .heal: try home.heal(answered: nil)
            }
            note("\(device.name): repaired, now \(home.origin)")
        } catch {
            note("\(device.name): not repaired: \(error)")
        }
    }

    // MARK: What happens to them

    private func setClock(of device: Device) {
        let clocks = [0, 4_070_908_800_000, SampleEvents.at - 86_400_000, SampleEvents.at + 600_000, SampleEvents.at]
        device.machine.clock.withLock { $0 = clocks[Int.random(in: 0..<clocks.count, using: &random)] }
        note("\(device.name): clock set")
    }

    private func seal(_ device: Device) {
        guard let origin = try? device.home().origin else { return }
        district.inner.replace(origin) { $0.end = Int64($0.entries.count) }
        note("\(origin): sealed")
    }

    private func flip(_ device: Device) {
        guard let origin = try? device.home().origin else { return }
        let (position, bit) = (random.next(), UInt8.random(in: 0..<8, using: &random))
        device.disk.change(HomeLayout.entries(of: origin)) { bytes in
            if !bytes.isEmpty { bytes[Int(position % UInt64(bytes.count))] ^= 1 << bit }
        }
        note("\(origin): a bit flipped")
        forgetWhatIsNowhere()
    }

    private func loseIdentity(of device: Device) {
        guard let origin = try? device.home().origin else { return }
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            guard let backup = device.backup else { return }
            device.disk.restore(from: backup, guards: random.oneIn(2))
            note("\(device.name): backup restored")
        case 2 where devices.count < 5:
            let twin = Device("\(device.name)'", disk: device.disk.copy(seed: random.next()), seed: random.next())
            devices.append(twin)
            note("\(device.name): cloned")
        case 3:
            device.disk.drop(HomeLayout.entries(of: origin))
            if random.oneIn(2) { device.disk.drop(HomeLayout.checkpoint(of: origin)) }
            note("\(origin): log gone, key there")
        case 4:
            device.disk.drop(HomeLayout.key(of: origin))
            note("\(origin): key gone, log there")
        default: return
        }
        forgetWhatIsNowhere()
    }

    /// A disaster may destroy what lay on one disk only; from then on it is not asked for.
    private func forgetWhatIsNowhere() { acknowledged.formIntersection(everywhere()) }
}
