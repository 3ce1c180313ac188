import LogFiles
import PlanProgress
import TestSupport

/// Bundles, mixed with the line in any order.
extension World {
    /// A bundle on its way to the district, or its answers on their way back.
    struct Stick {
        let bytes: [UInt8]
        /// Who gets the answers; `nil` for those of a device.
        let receiver: SimulatedDevice?
    }

    /// One of the sticks arrives, or another one is written; all that lies in it is used, or nothing of it.
    func travel(_ device: SimulatedDevice) async {
        guard let place = sticks.indices.randomElement(using: &random), random.oneIn(2) else { return export(device) }
        let stick = sticks[place]
        if random.oneIn(2) { sticks.remove(at: place) }
        var bytes = stick.bytes
        let isSpoiled = random.oneIn(6)
        if isSpoiled, random.oneIn(2) {
            bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        } else if isSpoiled {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        if let receiver = stick.receiver {
            EventReading.$unknownKinds.withValue(receiver.unknownKinds) { receive(bytes, receiver, isSpoiled: isSpoiled) }
        } else {
            await carry(bytes, of: device, isSpoiled: isSpoiled)
        }
    }

    private func export(_ device: SimulatedDevice) {
        do {
            let files = WardFiles(try device.home())
            let state = try files.state()
            guard state.token != nil || state.pendingEnrolment != nil, let key = try files.home.signingKey(of: state.origin) else { return }
            let stick = MemoryStick()
            _ = try BundleExport.write(
                state, of: files, key: key, answerKey: [UInt8](repeating: 0, count: 32), now: device.time, to: stick)
            sticks = (sticks + [Stick(bytes: stick.bytes, receiver: nil)]).suffix(8)
            note("\(device.name): wrote a bundle")
        } catch {
            note("\(device.name): no bundle: \(error)")
        }
    }

    /// Its answers go to one of the machines that could be its sender: a twin has the same key.
    private func carry(_ bytes: [UInt8], of device: SimulatedDevice, isSpoiled: Bool) async {
        guard district.isUp else { return }
        do {
            let answers = try await district.answers(to: bytes)
            if isSpoiled { fail("a spoiled bundle was taken") }
            let origin = try BundleReader(MemoryStick(bytes), title: BundleHeader.requestTitle).header.origin
            let receivers = wards.flatMap(\.devices).filter { $0.disk.holds(HomeLayout.key(of: origin)) }
            if let receiver = receivers.randomElement(using: &random) { sticks.append(Stick(bytes: answers, receiver: receiver)) }
            note("\(origin): its bundle reached the district")
        } catch {
            note("the district takes no bundle: \(error)")
        }
    }

    private func receive(_ bytes: [UInt8], _ device: SimulatedDevice, isSpoiled: Bool) {
        device.desk = nil
        do {
            let line = try BundleLine(answers: bytes)
            let home = try device.home()
            guard try home.signingKey(of: line.header.origin) != nil, district.identity.receipts.cosignedAt(line.note) != nil else {
                return note("\(device.name): a stick that is not for it")
            }
            if isSpoiled { fail("spoiled answers were taken") }
            let outcome = SyncPerformer(store: WardFiles(home), line: line).run(
                .receive(line.carried), in: SyncSurroundings(now: { device.time }, wait: { _ in }, seed: random.next()))
            note("\(device.name): received: \(outcome.ending)\(outcome.continued.map { ", continues as \($0)" } ?? "")")
            if outcome.receivedEntries > 0 { try checkCopies(of: device) }
            // A stick says nothing of what the district forgot with its heads, a branch of which a twin may have taken since: the next
            // sync does.
            if district.headsForgotten == 0 { try checkReceipt(of: device) }
        } catch {
            note("\(device.name): received nothing: \(error)")
        }
    }
}
