import LogFiles
import PlanProgress
import TestSupport
import Testing

@testable import simulate

/// A bad sector, or a file that root owns after one command too many: it is told, and nothing else waits for it.
@Suite struct `A file that the disk does not give` {
    private func ready() throws -> Bench {
        let bench = try Bench(seed: 51)
        bench.sync(bench.device)
        return bench
    }

    private func outcome(_ bench: Bench) throws -> SyncOutcome {
        SyncPerformer<WardFiles, AnyLine>(store: WardFiles(try bench.device.home()), line: AnyLine(bench.district)).run(
            in: SyncSurroundings(now: { bench.device.time }, wait: { _ in }, seed: 1))
    }

    private func store(_ name: String, on device: SimulatedDevice, byteCount: Int) throws -> AttachmentReference {
        try device.home().store(
            name: name, type: "text/plain", content: [UInt8](repeating: 66, count: byteCount), role: .note)
    }

    @Test(arguments: [40, Limits.ridingAttachmentByteCount + 1])
    func `and was attached keeps back no entry and no other attachment`(byteCount: Int) throws {
        var bench = try ready()
        let files = try ["a.txt", "b.txt"].map { try store($0, on: bench.device, byteCount: byteCount) }
        for (number, file) in files.enumerated() { try bench.record(1, on: bench.device, number: 800 + number, attachment: file) }
        let disk = bench.device.disk
        disk.refuse(HomeLayout.attachment(files[0].id))

        let first = try outcome(bench)
        guard case .attachmentsLost(let lost) = first.ending else {
            Issue.record("ended with \(first.ending)")
            return
        }
        #expect(lost.map(\.id) == [files[0].id] && first.exitCode == 65 && first.waitingEntries == 0)
        #expect(bench.district.attachments.attachment(files[1].id) != nil)
        #expect(try bench.device.home().isUnreadable(attachment: files[0].id))
        disk.refuse(HomeLayout.attachment(files[0].id), false)
        #expect(try outcome(bench).ending == .done)
        #expect(try bench.faultsAtRest() == [])
    }

    @Test(arguments: [true, false])
    func `and is another's log stops neither recording nor sending`(isSister: Bool) throws {
        var bench = try ready()
        let other = try isSister ? bench.neighbour.home().origin : #require(Origin(ofDistrict: "ha-dong"))
        let disk = bench.device.disk
        try #require(disk.paths.contains(HomeLayout.entries(of: other)))
        disk.refuse(HomeLayout.entries(of: other))
        try bench.record(2, on: bench.neighbour, number: 810)
        bench.sync(bench.neighbour)

        try bench.record(1, on: bench.device, number: 820)
        let first = try outcome(bench)
        #expect(first.ending == .unreadableLogs([other]) && first.exitCode == 74 && first.waitingEntries == 0)
        #expect(try bench.device.home().outgoingAttachments().waiting.count == 0)
        #expect(try bench.device.home().redactions().ids.isEmpty)
        disk.refuse(HomeLayout.entries(of: other), false)
        #expect(try outcome(bench).ending == .done)
        #expect(try bench.faultsAtRest() == [])
    }

    @Test func `and is a former log of this device stops neither recording nor sending`() throws {
        var bench = try ready()
        var home = try bench.device.home()
        let old = home.origin
        try home.heal(answered: nil)
        bench.sync(bench.device)
        bench.device.disk.refuse(HomeLayout.entries(of: old))
        try bench.record(1, on: bench.device, number: 840)
        let first = try outcome(bench)
        #expect(first.ending == .unreadableLogs([old]) && first.exitCode == 74 && first.waitingEntries == 0)
        home = try bench.device.home()
        #expect(try home.outgoingAttachments().waiting.count == 0)
        #expect(try home.entriesLostBefore(home.deviceLog().image) == 0)
        #expect(try home.redactions().ids.isEmpty)
        bench.device.disk.refuse(HomeLayout.entries(of: old), false)
        #expect(try outcome(bench).ending == .done)
        #expect(try bench.faultsAtRest() == [])
    }

    @Test func `and is redacted goes all the same, and the log is sent`() throws {
        var bench = try ready()
        let file = try store("a.txt", on: bench.device, byteCount: 40)
        try bench.record(1, on: bench.device, number: 830, attachment: file)
        let home = try bench.device.home()
        _ = try home.deviceLog().append(home.redaction(of: file.id))
        bench.device.disk.refuse(HomeLayout.attachment(file.id))
        #expect(try outcome(bench).ending == .done)
        #expect(!bench.device.disk.paths.contains(HomeLayout.attachment(file.id)))
    }
}
