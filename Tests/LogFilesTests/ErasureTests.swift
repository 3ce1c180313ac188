import Glibc
import LogFiles
import PlanProgress
import TestSupport
import Testing

/// A ward's home that has joined, and the district's own log as it would be pulled.
private struct Scene {
    let disk: MemoryDisk
    let home: Home
    let key: SampleDistrict
    let logKey: SignerKey
    private(set) var districtLog: [[UInt8]] = []

    static let marker = Array("NGUYEN VAN A, 001099000000".utf8)

    init(seed: UInt64 = 1) throws {
        disk = MemoryDisk(seed: seed)
        home = try MemoryHome.make(events: 2, on: disk)
        key = try SampleDistrict()
        logKey = try SignerKey(name: "ha-dong/ha-dong/quan", seed: SeededRandom.seed(98)).orThrow()
        try WardFiles(home).keep(district: key.identity)
        districtLog = [SampleEvents.with(.logOpened(LogOpened(origin: try district, key: logKey.verifier(.log)))).bytes]
    }

    var district: Origin { get throws { try Origin(ofDistrict: "ha-dong").orThrow() } }

    /// A note that lies here; named by an entry of our log, or not.
    func keepNote(isNamed: Bool = true) throws -> String {
        let note = try home.store(name: "note.txt", type: "text/plain", content: Self.marker, role: .note)
        guard isNamed else { return note.id }
        var event = SampleEvents.progress(50)
        event.attachments = [note]
        _ = try home.deviceLog().append(event)
        return note.id
    }

    mutating func districtTakes(_ entry: [UInt8]) { districtLog.append(entry) }

    mutating func districtSays(_ body: EventBody) { districtLog.append(SampleEvents.with(body, number: districtLog.count).bytes) }

    /// What a sync does when it has fetched the district's log.
    func adopt() throws {
        let files = WardFiles(try MemoryHome.open(disk))
        let held = try files.state().copies[try district] ?? 0
        var range = CompactRange()
        for entry in districtLog { range.append(leaf: MerkleTree.leaf(entry)) }
        let note = logKey.signing(Checkpoint(origin: try district, size: range.size, root: range.root).note)
        try files.adopt(
            EntryBatch(districtLog.dropFirst(Int(held))), from: held, of: try district, receipt: key.key.cosigning(note, time: 1))
    }

    @discardableResult
    func state() throws -> WardState { try WardFiles(MemoryHome.open(disk)).state() }

    /// What one run says of bytes that may remain.
    func notOverwritten() throws -> Int {
        let files = WardFiles(try MemoryHome.open(disk))
        _ = try files.state()
        return files.notOverwritten
    }

    /// How often our log redacts each attachment.
    var confirmed: [String: Int] {
        get throws {
            let scan = try MemoryHome.open(disk).deviceLog().image.scan
            return Dictionary(
                (0..<scan.size).compactMap { AttachmentReference.redacted(by: scan.entry($0)) }.map { ($0, 1) }, uniquingKeysWith: +)
        }
    }

    var filesWithMarker: [String] { disk.paths.filter { path in (try? disk.read(path))??[...].holds(Self.marker) ?? false }.map(\.path) }
}

@Suite struct `An attachment on a ward's disk` {
    @Test func `that the district redacts is erased and confirmed once, however often logs are read`() throws {
        var scene = try Scene()
        let id = try scene.keepNote()
        #expect(scene.filesWithMarker == ["attachments/\(id)"])
        scene.districtSays(.attachmentRedacted(id: id))
        try scene.adopt()
        let size = try scene.state().size
        #expect(scene.filesWithMarker == [])
        #expect(try scene.confirmed == [id: 1])
        #expect(size == 5, "what is confirmed waits to be sent like anything that is recorded")
        for _ in 0..<3 { #expect(try scene.state().size == size) }
        scene.districtSays(.attachmentRedacted(id: id))
        try scene.adopt()
        #expect(try scene.state().size == size)
    }

    @Test func `that is held without being named is confirmed; what neither is, is not`() throws {
        var scene = try Scene()
        let held = try scene.keepNote(isNamed: false)
        let foreign = PlanProgress.Attachment.id(of: [1, 2, 3])
        scene.districtSays(.attachmentRedacted(id: held))
        scene.districtSays(.attachmentRedacted(id: foreign))
        try scene.adopt()
        try scene.state()
        #expect(scene.filesWithMarker == [])
        #expect(try scene.confirmed == [held: 1])
    }

    @Test func `that this device redacted itself is erased by the next run where it was cut before`() throws {
        let scene = try Scene()
        let id = try scene.keepNote()
        _ = try scene.home.deviceLog().append(scene.home.redaction(of: id))
        #expect(try scene.home.outgoingAttachments().waiting.count == 0, "it is not sent any more")
        #expect(try scene.state().waitingAttachments == [])
        #expect(scene.filesWithMarker == [])
        #expect(try scene.confirmed == [id: 1])
    }

    @Test func `of a catalogue is kept, whoever redacts it`() throws {
        var scene = try Scene()
        let id = try scene.keepNote()
        let publication = CataloguePublication(id: "papi-2022", year: 2022, digest: Digest(of: [1]))
        scene.districtSays(.attachmentRedacted(id: id))
        var event = SampleEvents.with(.cataloguePublished(publication), number: 5)
        event.attachments = [AttachmentReference(id: id, type: "application/json", byteCount: 60, role: nil)]
        scene.districtTakes(event.bytes)
        try scene.adopt()
        try scene.state()
        #expect(scene.filesWithMarker == ["attachments/\(id)"])
        #expect(try scene.confirmed == [:])
    }

    @Test func `is gone and confirmed once, wherever the run that erases it is killed or loses power`() throws {
        for losesPower in [false, true] {
            for call in 1...400 {
                var scene = try Scene(seed: UInt64(call))
                let id = try scene.keepNote()
                scene.districtSays(.attachmentRedacted(id: id))
                try scene.adopt()
                scene.disk.arm(.killed, atCall: call)
                let isDone = (try? scene.state()) != nil
                if losesPower { scene.disk.cutPower() } else { scene.disk.restart() }
                try scene.state()
                #expect(scene.filesWithMarker == [], "killed at call \(call)")
                #expect(try scene.confirmed == [id: 1], "killed at call \(call)")
                // Lost again right behind: nothing of it comes back.
                scene.disk.cutPower()
                #expect(scene.filesWithMarker == [], "killed at call \(call)")
                if isDone { break }
                #expect(call < 400)
            }
        }
    }

    @Test func `is overwritten where it lies before its name goes`() throws {
        let scratch = try ScratchFolder()
        let disk = PosixDisk(home: scratch.path, guards: scratch.file("guards"))
        let path = HomeLayout.attachment("note")
        try disk.makeFolder(path.folder)
        try disk.replace(path, with: Scene.marker)
        // Another name of the same bytes shows what has become of them.
        let other = DiskPath("attachments/other")
        #expect(link(scratch.file(path.path), scratch.file(other.path)) == 0)
        try disk.erase(path)
        #expect(try disk.read(path) == nil)
        #expect(try disk.read(other) == [UInt8](repeating: 0, count: Scene.marker.count))
        try disk.erase(path)
    }

    @Test func `that a cut write has left unfinished is erased too`() throws {
        let scene = try Scene()
        let id = try scene.keepNote()
        try scene.disk.create(HomeLayout.attachment(id).unfinished, Scene.marker)
        #expect(try scene.home.erase(attachment: id) == .overwritten)
        #expect(scene.filesWithMarker == [])
        #expect(try scene.home.erase(attachment: id) == .wasNotHere)
    }

    @Test func `that the disk lets nobody overwrite goes by name, is confirmed, and is told by the run that found it`() throws {
        var scene = try Scene()
        let id = try scene.keepNote()
        scene.disk.refuse(HomeLayout.attachment(id))
        scene.districtSays(.attachmentRedacted(id: id))
        try scene.adopt()
        #expect(try scene.notOverwritten() == 1)
        #expect(try scene.confirmed == [id: 1])
        #expect(!scene.disk.paths.contains(HomeLayout.attachment(id)))
        #expect(try scene.notOverwritten() == 0)

        var outcome = SyncOutcome(.done)
        outcome.notOverwritten = 1
        #expect(outcome.exitCode == 74)
    }

    @Test func `that the disk lets nobody overwrite is told whatever fails beside it`() throws {
        for call in 1...400 {
            var scene = try Scene(seed: UInt64(call))
            let id = try scene.keepNote()
            scene.disk.refuse(HomeLayout.attachment(id))
            scene.districtSays(.attachmentRedacted(id: id))
            try scene.adopt()
            let files = WardFiles(try MemoryHome.open(scene.disk))
            scene.disk.arm(.failed, atCall: call)
            let line = LineOfNobody()
            let first = SyncPerformer(store: files, line: line).run(in: SyncSurroundings(now: { 0 }, wait: { _ in }, seed: 1))
            let isDone = scene.disk.calls < call
            scene.disk.restart()
            #expect(first.notOverwritten + (try scene.notOverwritten()) >= 1, "failed at call \(call)")
            #expect(!scene.disk.paths.contains(HomeLayout.attachment(id)))
            if isDone { return }
        }
        Issue.record("the run never ends")
    }
}

/// Nobody answers.
private final class LineOfNobody: Transport {
    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> { .failure(.unreachable("nobody")) }
}
