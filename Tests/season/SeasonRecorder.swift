import Intake
import LogFiles
import PlanProgress

/// Writes a season into wards' homes through `LogFiles`, as a clerk's command would, with the devices' own clocks.
///
/// Layout: `<homes>/<unit>/<device>` is a home, `<homes>/<unit>/<device>.state` its `XDG_STATE_HOME`. What a log holds
/// already, known by its nonce, is not written again: a run that was cut is simply run again, and a season may be
/// recorded in stages.
struct SeasonRecorder {
    let homes: String
    let district: String
    let seed: UInt64
    /// Nothing typed after this day is written.
    let until: LocalDay?
    /// The folder of the plan files, where the season imports plans itself; else `ward plan import` does.
    let plans: String?
    /// What each device's clock shows; a test sets them all right and expects the same figures.
    var clock: (SeasonDevice) -> SeasonClock = { $0.clock }

    struct Count {
        var written = 0
        var present = 0
    }

    func home(_ device: SeasonDevice, of ward: SeasonWard) -> String { "\(homes)/\(ward.unit)/\(device.name)" }

    /// What `XDG_STATE_HOME` is for commands on this home.
    func state(_ device: SeasonDevice, of ward: SeasonWard) -> String { home(device, of: ward) + ".state" }

    func record(_ ward: SeasonWard) throws -> Count {
        var count = Count()
        var known: [String: EventID] = [:]
        var homes: [Home] = []
        var logs: [DeviceLog] = []
        for device in ward.devices {
            let home = try open(device, of: ward)
            let log = try home.deviceLog()
            for index in 0..<log.image.size {
                let reading = EventReading(of: log.image.scan.entry(index))
                if case .event(let event, _) = reading.content { known[event.nonce] = reading.id }
            }
            homes.append(home)
            logs.append(log)
        }
        count.written += try importPlan(of: ward, into: logs[0])
        for sitting in sittings(of: ward) {
            let device = sitting.device
            var drafts: [Event] = []
            for item in sitting.items {
                if known[nonce(item.key, of: ward)] == nil {
                    drafts.append(try draft(item, of: ward, in: homes[device.number - 1], known: known))
                } else {
                    count.present += 1
                }
            }
            let now = clock(device).milliseconds(on: sitting.day, minute: sitting.minute)
            for (draft, entry) in zip(drafts, try logs[device.number - 1].append(drafts, now: now)) { known[draft.nonce] = entry.id }
            count.written += drafts.count
        }
        return count
    }

    /// What is typed at one device on one day: one write.
    private struct Sitting {
        let device: SeasonDevice
        let day: LocalDay
        let minute: Int
        var items: [SeasonItem]
    }

    private func sittings(of ward: SeasonWard) -> [Sitting] {
        var sittings: [Sitting] = []
        let items = Season.script(of: ward, seed: seed).filter { item in until.map { item.typed <= $0 } ?? true }
        for item in items {
            let sameDay = sittings.lastIndex { $0.day == item.typed && $0.device.number == item.device.number }
            if let sameDay {
                sittings[sameDay].items.append(item)
            } else {
                var numbers = SplitMix64(seed: seed, "sitting", ward.unit, item.device.name, item.typed.description)
                // Between half past seven and five.
                sittings.append(Sitting(device: item.device, day: item.typed, minute: numbers.number(450...1020), items: [item]))
            }
        }
        return sittings
    }

    private func open(_ device: SeasonDevice, of ward: SeasonWard) throws -> Home {
        let path = home(device, of: ward)
        let guards = Home.guardsFolder(environment: ["XDG_STATE_HOME": state(device, of: ward)])
        do throws(HomeFault) {
            return try Home(opening: path, guards: guards)
        } catch .notAHome {
            guard let origin = Origin(district: district, unit: ward.unit, device: device.name) else {
                throw SeasonFault("\(district)/\(ward.unit)/\(device.name) is no origin")
            }
            try folders(path)
            return try Home.create(at: path, guards: guards, config: HomeConfig(origin: origin, by: device.by))
        }
    }

    private func draft(_ item: SeasonItem, of ward: SeasonWard, in home: Home, known: [String: EventID]) throws -> Event {
        func target(_ key: String) throws -> EventID {
            guard let id = known[nonce(key, of: ward)] else { throw SeasonFault("\(ward.unit): \(item.key) comes before \(key)") }
            return id
        }
        var texts: [(String, AttachmentReference.Role)] = item.note.map { [($0, .note)] } ?? []
        let body: EventBody
        switch item.what {
        case .body(let own): body = own
        case .correction(let key, let restated): body = .eventCorrected(Correction(of: try target(key), body: restated.json))
        case .void(let key, let reason):
            body = .eventVoided(of: try target(key))
            texts.append((reason, .reason))
        }
        var references: [AttachmentReference] = []
        for (text, role) in texts {
            references.append(try home.store(name: "\(role.rawValue).txt", type: "text/plain", content: Array(text.utf8), role: role))
        }
        return Event(
            at: 0, on: item.on, by: item.device.by, nonce: nonce(item.key, of: ward), catalogue: Catalogue.papi2022.reference,
            attachments: references, body: body)
    }

    private func nonce(_ key: String, of ward: SeasonWard) -> String {
        var numbers = SplitMix64(seed: seed, "nonce", ward.unit, key)
        return Base64.urlText(numbers.bytes(6))
    }

    private func importPlan(of ward: SeasonWard, into log: DeviceLog) throws -> Int {
        guard let plans else { return 0 }
        var adopted: PlanAdopted?
        var tasks: [TaskDefinition] = []
        for index in 0..<log.image.size {
            guard case .event(let event, _) = EventReading(of: log.image.scan.entry(index)).content else { continue }
            switch event.body {
            case .planAdopted(let plan): adopted = plan
            case .taskPlanned(let task): tasks.append(task)
            default: break
            }
        }
        let plan = try PlanFileReader.read(try HandedInFile.bytes(at: "\(plans)/\(ward.planFile)"), against: .papi2022)
        let drafts = PlanChange(from: adopted, tasks: tasks, to: plan).bodies.enumerated().map { index, body in
            Event(
                at: 0, on: plan.adopted.date, by: ward.devices[0].by, nonce: nonce("plan-\(index)", of: ward),
                catalogue: Catalogue.papi2022.reference, body: body)
        }
        let now = clock(ward.devices[0]).milliseconds(on: plan.adopted.date, minute: 600)
        return try log.append(drafts, now: now).count
    }
}

/// Why a season cannot be recorded; what was written before stays, and a second run goes on from there.
struct SeasonFault: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
