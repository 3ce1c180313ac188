import LogFiles
import PlanProgress
import TestSupport

/// What people and cron do.
extension World {
    /// A PC is set up and joins with a code.
    func install(_ name: String, in ward: SimulatedWard) throws -> SimulatedDevice {
        let disk = MemoryDisk(seed: random.next(), defect: defects.disk)
        let device = SimulatedDevice("\(ward.name)/\(name)", unit: ward.name, disk: disk, seed: random.next())
        device.setTime(now)
        device.unknownKinds = lastYear()
        guard let origin = Origin(district: "ha-dong", unit: ward.name, device: name) else { throw Impossible() }
        let home = try Home.create(on: disk, named: device.name, config: HomeConfig(origin: origin), surroundings: device.surroundings)
        try WardFiles(home).keep(district: district.identity)
        try giveCode(to: device)
        sync(device, faults: 0, goal: .enrol)
        return device
    }

    /// The district hands out a code, and a clerk types it in.
    func giveCode(to device: SimulatedDevice) throws {
        let home = try device.home()
        let old = try? home.deviceLog().image.opened?.continues?.origin
        let code = try district.invite(device.unit, continues: random.oneIn(2) ? old : nil)
        try WardFiles(home).prepareEnrolment(code: code)
        note("\(device.name): got a code")
    }

    func record(_ device: SimulatedDevice, in ward: SimulatedWard) {
        if happens(mood.odd) { return recordOddly(device, in: ward) }
        if happens(mood.erasure), !device.unknownKinds.contains("attachment.redacted"),
            let id = ward.attachments.randomElement(using: &random)
        {
            return erase(id, device, in: ward)
        }
        let drafts = (0..<Int.random(in: 1...4, using: &random)).map { _ in draft(device, in: ward) }
        do {
            let forbidden = whyNever(device)
            let log = try device.desk ?? device.home().deviceLog()
            device.desk = random.oneIn(3) ? nil : log
            let attached = try attaching(to: drafts, device)
            let entries = try log.append(attached)
            ward.acknowledge(entries.map(\.bytes))
            ward.attachments += attached.flatMap(\.attachments).map(\.id)
            note("\(device.name): recorded \(entries.count) from \(entries[0].index) of \(log.origin)")
            if let forbidden, forbidden.origin == entries[0].origin {
                fail("\(device.name) appended \(entries[0].index) to \(forbidden.origin), \(forbidden.words)")
            }
            // A clock from 2099 leads nobody else (events.md 2).
            let latest = max(device.time, 0) + Limits.clockLeadMilliseconds + Int64(entries.count)
            if let led = entries.first(where: { $0.id.at > latest }) {
                fail("\(device.name) wrote \(led.id.at) when its clock said \(device.time)")
            }
        } catch {
            device.desk = nil
            note("\(device.name): not recorded: \(error)")
        }
    }

    /// Why nothing may be appended to the log as it lies: a receipt, a guard or, at the beginning of a run, heads pulled speak of more
    /// than it holds, or of another root (design 3.4).
    private func whyNever(_ device: SimulatedDevice) -> (origin: Origin, words: String)? {
        guard let home = try? device.stillHome(), var image = try? home.log(home.origin) else { return nil }
        let heads = device.desk == nil ? (try? home.headsText())?[home.origin]?.checkpoint : nil
        let known = [image.receiptCheckpoint, image.guarded, heads].compactMap(\.self)
        let roots = image.roots(at: Set(known.map(\.size)))
        for checkpoint in known where checkpoint.size > 0 && roots[checkpoint.size] != checkpoint.root {
            let words =
                checkpoint.size > image.size ? "of which \(checkpoint.size) were known" : "which had another root at \(checkpoint.size)"
            return (home.origin, words)
        }
        return nil
    }

    /// Now and then the first of them names a note, which is stored before.
    private func attaching(to drafts: [Event], _ device: SimulatedDevice) throws -> [Event] {
        guard random.oneIn(6), var first = drafts.first else { return drafts }
        let content = [UInt8](repeating: 65, count: Int.random(in: 1...300, using: &random))
        first.attachments = [try device.home().store(name: "ghi chú.txt", type: "text/plain", content: content, role: .note)]
        return [first] + drafts.dropFirst()
    }

    /// What a person redacts in a ward's log: erased there and at the district when it comes, and confirmed.
    private func erase(_ id: String, _ device: SimulatedDevice, in ward: SimulatedWard) {
        do {
            let home = try device.home()
            let entry = try home.deviceLog().append(home.redaction(of: id))
            ward.acknowledge([entry.bytes])
            note("\(device.name): redacted \(id)")
        } catch {
            note("\(device.name): not redacted: \(error)")
        }
    }

    /// A line that another version of the program recorded on this disk, whole and durable, and not in our form; or one that another
    /// ward recorded too, byte for byte: two events, for a unit's are its own.
    private func recordOddly(_ device: SimulatedDevice, in ward: SimulatedWard) {
        guard let log = try? device.home().deviceLog(), (try? log.permission()) == .append else { return }
        let foreign = random.oneIn(3) ? wards.randomElement(using: &random)?.recent.randomElement(using: &random) : nil
        let line = foreign ?? facts.odd()
        device.disk.change(HomeLayout.entries(of: log.origin)) { bytes in
            var scan = LogScan(bytes)
            guard scan.isWhole else { return }
            scan.append(line)
            bytes = scan.bytes
            ward.acknowledge([line])
        }
        note("\(device.name): an odd line behind \(log.image.size)")
    }

    private func draft(_ device: SimulatedDevice, in ward: SimulatedWard) -> Event {
        nextEvent += 1
        let number = stepNumber * 100 + nextEvent % 100
        let draft = draft(number, in: ward)
        return device.unknownKinds.contains(draft.body.kind) ? SampleEvents.progress(number) : draft
    }

    private func draft(_ number: Int, in ward: SimulatedWard) -> Event {
        guard happens(mood.change) else { return facts.fact(number) }
        // Half of them change one event, so that corrections of it meet in every order.
        return facts.change(of: random.oneIn(2) ? ward.contested(using: &random) : ward.recent, number)
    }

    @discardableResult
    func sync(
        _ device: SimulatedDevice, faults: Int, goal: SyncEngine.Goal = .sync, repairing: Bool = false
    ) -> SyncOutcome.Ending? {
        let lie = faults > 0 && random.oneIn(3) ? LyingLine.Lie.allCases.randomElement(using: &random) : nil
        let liar = LyingLine(to: district, of: district.identity, seed: random.next(), lie: lie)
        let line = FaultyLine(to: liar, seed: random.next(), faults: faults)
        do {
            let files = WardFiles(try device.home(), repairing: repairing)
            let outcome = SyncPerformer(store: files, line: line).run(
                goal, in: SyncSurroundings(now: { device.time }, wait: { _ in }, seed: random.next()))
            note("\(device.name): synced: \(outcome.ending)\(outcome.continued.map { ", continues as \($0)" } ?? "")")
            if outcome.receivedEntries > 0 { try checkCopies(of: device) }
            if outcome.ending == .done, goal == .sync { try checkDone(device, isHonest: faults == 0) }
            if case .refused = outcome.ending, random.oneIn(2) { try giveCode(to: device) }
            return outcome.ending
        } catch {
            note("\(device.name): not synced: \(error)")
            return nil
        }
    }

    /// S1: of a log that is done all is cosigned, and the district does not wait for any of it.
    private func checkDone(_ device: SimulatedDevice, isHonest: Bool) throws {
        let home = try device.stillHome()
        guard let image = try home.log(home.origin) else { return fail("S1: \(device.name) said done without a log") }
        let (covered, size) = (image.receiptCheckpoint?.size ?? 0, image.size)
        if covered != size { fail("S1: \(device.name) said done with \(covered) of \(size) cosigned") }
        let held = try district.memory.read { tables throws(StoreFault) in try tables.log(home.origin)?.size ?? 0 }
        let head = district.heads.head(of: home.origin)?.size ?? 0
        if isHonest, district.register.isRecovering(home.origin, held: held, head: head) {
            fail("S1: \(device.name) said done, and the district has \(held) of \(head) entries of \(home.origin)")
        }
        try checkReceipt(of: device, image)
    }

    func checkReceipt(of device: SimulatedDevice) throws {
        let home = try device.stillHome()
        if let image = try home.log(home.origin) { try checkReceipt(of: device, image) }
    }

    /// S1: what a device believes to be received is held by the district, unless that was restored since and says so.
    private func checkReceipt(of device: SimulatedDevice, _ image: LogImage) throws {
        guard let receipt = image.receiptCheckpoint, receipt.size <= image.size, image.tree(at: receipt.size).root == receipt.root else {
            return
        }
        let held = try district.memory.read { tables throws(StoreFault) -> Digest? in
            guard let log = try tables.log(receipt.origin), log.size >= receipt.size else { return nil }
            return try DistrictLog.root(of: log, at: receipt.size, in: tables)
        }
        let isForgotten = held == nil && (district.headsForgotten > 0 || district.heads.head(of: receipt.origin)?.size ?? 0 >= receipt.size)
        if held != receipt.root, !isForgotten {
            fail("S1: \(device.name) holds a receipt for \(receipt.size) entries of \(receipt.origin) that the district does not hold")
        }
    }

    /// No log of another device is taken over but with the root that its receipt names.
    func checkCopies(of device: SimulatedDevice) throws {
        let home = try device.stillHome()
        for origin in try home.origins() where origin != home.origin {
            // What was its own was not taken over, and may lie there as an accident left it.
            if device.disk.holds(HomeLayout.continued(origin)) { continue }
            let files = [HomeLayout.entries(of: origin), HomeLayout.checkpoint(of: origin), DistrictFile.keys.path]
            let bytes = try files.map { path throws(DiskFault) in try home.disk.read(path) }
            if device.soundCopies[origin] == bytes { continue }
            guard let image = try home.log(origin), let receipt = image.receiptCheckpoint, receipt.size <= image.size else { continue }
            if image.tree(at: receipt.size).root != receipt.root {
                fail("\(device.name) holds other entries of \(origin) than were cosigned at \(receipt.size)")
            }
            device.soundCopies[origin] = bytes
        }
    }

    func repair(_ device: SimulatedDevice) {
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

    /// The district assigns, withdraws or revokes.
    func decide(about ward: SimulatedWard, _ device: SimulatedDevice) {
        guard district.isUp else { return }
        do {
            switch Int.random(in: 0..<5, using: &random) {
            case 4:
                guard let id = ward.attachments.randomElement(using: &random), !district.unknownKinds.contains("attachment.redacted") else {
                    return
                }
                try district.append([.attachmentRedacted(id: id)])
                note("the district redacts \(id)")
            case 0:
                guard let origin = try? device.home().origin, district.register.devices[origin] != nil else { return }
                let head = district.heads.head(of: origin)
                let held = try district.memory.read { tables throws(StoreFault) in try tables.log(origin)?.endOfToday(head: head) ?? 0 }
                let size = random.oneIn(3) ? max(0, held - Int64.random(in: 1...5, using: &random)) : held
                // Whoever revokes at what is held cuts off what was forgotten with the heads.
                let proved = ward.devices.compactMap { try? $0.home().log(origin)?.receiptCheckpoint?.size }.max() ?? 0
                if size < max(held, proved) { cuts.insert(origin) }
                try district.append([.deviceRevoked(LogEnd(origin: origin, size: size))])
                note("\(origin): revoked at \(size) of \(held)")
            case 1: try district.append([.planWithdrawn(units: [ward.name], facts.withdrawal())])
            default: try district.append([.planAssigned(units: [ward.name], facts.definition())])
            }
        } catch {
            district.die()
            note("not decided: \(error)")
        }
    }
}
