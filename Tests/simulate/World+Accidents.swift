import LogFiles
import PlanProgress
import TestSupport

/// What happens to them.
extension World {
    func setClock(of device: SimulatedDevice) {
        let clocks: [SimulatedDevice.Clock] = [
            .right, .right, .stands(at: 0), .stands(at: 4_070_908_800_000), .stands(at: now), .off(milliseconds: -86_400_000),
            .off(milliseconds: 600_000),
        ]
        device.clock = clocks[Int.random(in: 0..<clocks.count, using: &random)]
        note("\(device.name): clock \(device.clock)")
    }

    func flip(_ device: SimulatedDevice, in ward: SimulatedWard) {
        guard let origin = try? device.home().origin else { return }
        let (position, bit) = (random.next(), UInt8.random(in: 0..<8, using: &random))
        device.disk.change(HomeLayout.entries(of: origin)) { bytes in
            if !bytes.isEmpty { bytes[Int(position % UInt64(bytes.count))] ^= 1 << bit }
        }
        device.desk = nil
        note("\(origin): a bit flipped")
        forgetWhatIsNowhere(in: ward)
    }

    func loseIdentity(of device: SimulatedDevice, in ward: SimulatedWard) {
        guard let origin = try? device.home().origin else { return }
        device.desk = nil
        switch Int.random(in: 0..<11, using: &random) {
        case 0, 1:
            guard let backup = device.backup else { return }
            device.disk.restore(from: backup, guards: random.oneIn(2))
            note("\(device.name): backup restored")
        case 2: twin(of: device, in: ward, "cloned") { _ in }
        case 3:
            twin(of: device, in: ward, "only its key copied") { disk in
                for path in disk.paths where path.root == .guards { disk.drop(path) }
                disk.drop(HomeLayout.entries(of: origin))
                disk.drop(HomeLayout.checkpoint(of: origin))
            }
        case 4: twin(of: device, in: ward, "only its log copied") { disk in disk.drop(HomeLayout.key(of: origin)) }
        case 5:
            device.disk.drop(HomeLayout.entries(of: origin))
            if random.oneIn(2) { device.disk.drop(HomeLayout.checkpoint(of: origin)) }
            note("\(origin): log gone, key there")
        case 6:
            device.disk.drop(HomeLayout.key(of: origin))
            note("\(origin): key gone, log there")
        case 7:
            for path in device.disk.paths where path.root == .guards || random.oneIn(4) && path == HomeLayout.checkpoint(of: origin) {
                device.disk.drop(path)
            }
            note("\(origin): guards gone")
        case 8, 9: replaceLog(of: device, origin, in: ward)
        default: reinstall(device, in: ward)
        }
        forgetWhatIsNowhere(in: ward)
    }

    /// Somebody puts one file back from elsewhere: out of the backup, of a copy of this PC, or of a sister PC that has pulled it.
    private func replaceLog(of device: SimulatedDevice, _ origin: Origin, in ward: SimulatedWard) {
        let path = HomeLayout.entries(of: origin)
        let here = try? device.disk.read(path)
        let disks = ward.devices.filter { $0 !== device }.map(\.disk) + [device.backup].compactMap(\.self)
        let files = disks.compactMap { try? $0.read(path) }.filter { $0 != here }
        guard let file = files.randomElement(using: &random) else { return }
        device.disk.change(path) { $0 = file }
        note("\(origin): another copy of its log in its place")
    }

    private func twin(of device: SimulatedDevice, in ward: SimulatedWard, _ words: String, _ change: (MemoryDisk) -> Void) {
        guard ward.devices.count < 5 else { return }
        let disk = device.disk.copy(seed: random.next())
        change(disk)
        let twin = SimulatedDevice("\(device.name)'\(stepNumber)", unit: device.unit, disk: disk, seed: random.next())
        twin.setTime(now)
        twin.unknownKinds = device.unknownKinds
        ward.devices.append(twin)
        note("\(device.name): \(words), \(twin.name)")
    }

    /// A new PC under the old one's name, with a code of its own; the old disk is thrown away.
    private func reinstall(_ device: SimulatedDevice, in ward: SimulatedWard) {
        guard district.isUp, let name = device.name.split(separator: "/").last?.prefix(while: { $0 != "'" }),
            let origin = Origin(district: "ha-dong", unit: ward.name, device: String(name))
        else { return }
        do {
            device.replaceDisk(by: MemoryDisk(seed: random.next(), defect: defects.disk))
            let home = try Home.create(
                on: device.disk, named: device.name, config: HomeConfig(origin: origin), surroundings: device.surroundings)
            try WardFiles(home).keep(district: district.identity)
            note("\(device.name): set up anew")
            try giveCode(to: device)
        } catch {
            note("\(device.name): not set up anew: \(error)")
        }
    }

    // MARK: The district

    func startDistrict(dyingAt statement: Int? = nil) {
        do {
            try district.start(dyingAtStatement: statement)
            note(district.isUp ? "the district starts" : "the district is killed while it starts")
        } catch {
            fail("the district does not start: \(error)")
        }
    }

    /// What lay at the district only, and not in its backup, is gone with its machine.
    func restoreDistrict() {
        guard district.backup != nil else { return }
        do {
            try district.restore()
            note("the district is restored from a backup")
            if random.oneIn(4) {
                try district.loseHeads(butFor: [])
                note("its heads were lost with it")
            }
            for ward in wards { forgetWhatIsNowhere(in: ward) }
        } catch {
            fail("the district cannot be restored: \(error)")
        }
    }

    func loseHeads() {
        do {
            let kept = random.oneIn(2) ? [] : district.heads.all().filter { !$0.origin.isDistrictLog && random.oneIn(2) }
            try district.loseHeads(butFor: kept)
            note("the heads are lost but for \(kept.count), and made anew")
        } catch {
            fail("the heads cannot be made anew: \(error)")
        }
    }

    func troubleDistrict() {
        district.trouble =
            switch Int.random(in: 0..<6, using: &random) {
            case 0: .faultAtStatement(Int.random(in: 1...40, using: &random))
            case 1, 2: .deathAtStatement(Int.random(in: 1...40, using: &random))
            case 3: .deathBeforeFollowing
            case 4: .deathBeforeHead
            default: .deathBeforeAnswer
            }
        note("the district will have trouble: \(district.trouble.map { "\($0)" } ?? "none")")
    }

    /// A line brings a request once more, long after its answer.
    func repeatLate() {
        guard let request = district.recent.randomElement(using: &random), district.isUp else { return }
        // A late enrolment ends the token that the device was given since: what follows is a person's code.
        _ = district.answer(to: request)
        note("again, late: \(request.method.rawValue) \(request.path)")
    }

    /// A disaster may destroy what lay on one disk only; from then on it is not asked for.
    func forgetWhatIsNowhere(in ward: SimulatedWard) { ward.acknowledged.subtract(lost(of: ward)) }
}
