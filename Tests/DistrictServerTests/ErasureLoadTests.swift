import Foundation
import PlanProgress
import StoreSQLite
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

/// Beside somebody who reads for long: a backup, or `district verify`.
@Suite struct `An erasure beside a long reader` {
    private let scene: ErasureScene
    private let clock = TestClock()
    private let counting: CountingStore
    private var parts: DistrictParts {
        var parts = scene.parts()
        parts.store = counting
        parts.clock = { [clock] in clock.now }
        return parts
    }

    init() throws {
        scene = try ErasureScene()
        counting = CountingStore(scene.database)
    }

    private var redacting: PushRequest {
        var second = scene.second
        second.entries.append(ErasureScene.redacting(scene.note.id))
        return second.push()
    }

    @Test func `holds up neither a push nor an enrolment, and is done with the work that comes a minute after`() async throws {
        let aggregator = try Aggregator(parts: parts)
        #expect(try await aggregator.taken(scene.first.push(to: 5)))
        let reader = try LongReader(scene.folder.file("district.sqlite"))
        #expect(try await aggregator.taken(scene.first.push(from: 5, attachments: [scene.rider])))
        #expect(try await aggregator.taken(redacting))
        #expect(try scene.attachments.isErased(scene.note.id), "it is given out no more")
        for _ in 0..<3 { #expect(try await aggregator.taken(scene.first.push())) }
        #expect(counting.count == 1, "one try a minute")
        let code = try #require(InvitationCode(randomBytes: [1, 2, 3, 4, 5, 6, 7], for: scene.district.identity))
        let secret = EnrolmentDesk.digest(ofSecret: code.secret)
        try await aggregator.keep(Invitation(secret: secret, unit: "duong-noi", expires: SampleDistrict.now))
        let third = try LiveDistrict.device("ha-dong/duong-noi/may-3", seed: 9)
        guard case .enrolled = try await aggregator.enrol(try #require(third.enrolment(.code(code.secret)))) else {
            Issue.record("not enrolled")
            return
        }
        reader.end()
        #expect(try await aggregator.taken(scene.first.push()))
        #expect(counting.count == 1)
        clock.advance(seconds: 60)
        #expect(try await aggregator.taken(scene.first.push()))
        #expect(counting.count == 2)
        #expect(try scene.filesWithMarker == [])
    }

    @Test func `is owed by the district that opens after a crash, and one that is new to it opens no door`() async throws {
        // Given a district that died while the reader kept its journal from being cut
        let reader: LongReader
        do {
            let aggregator = try Aggregator(parts: parts)
            #expect(try await aggregator.taken(scene.first.push(to: 5)))
            reader = try LongReader(scene.folder.file("district.sqlite"))
            #expect(try await aggregator.taken(scene.first.push(from: 5, attachments: [scene.rider])))
            #expect(try await aggregator.taken(redacting))
        }
        // Then it opens, and with bytes that a backup has brought back it does not
        let opened = try Aggregator(parts: parts)
        let backup = try AttachmentDatabase.openForWriting(scene.folder.file("backup.sqlite"))
        try backup.put([(scene.note.id, scene.note.bytes)])
        var restored = parts
        restored.attachments = backup
        #expect(throws: DistrictServerError.self) { try Aggregator(parts: restored) }
        reader.end()
        #expect(try await opened.taken(scene.first.push()))
        #expect(try scene.filesWithMarker == [])
    }
}

/// Many redactions at once: the district's own log is every ward's to pull.
@Suite struct `A flood of redactions` {
    @Test func `is taken up so many a push, and whole with the next one or the next start`() async throws {
        for isRestarted in [false, true] {
            let scene = try ErasureScene()
            var (first, second) = (scene.first, scene.second)
            for number in 0..<100 {
                let salt = Array(repeating: UInt8(number), count: 16)
                let made = PlanProgress.Attachment(salt: salt, name: "note.txt", content: Array("x".utf8))
                let note = try #require(made)
                first.entries.append(ErasureScene.naming(note, number: 200 + number))
                second.entries.append(ErasureScene.redacting(note.id, number: 400 + number))
            }
            let aggregator = try Aggregator(parts: scene.parts())
            #expect(try await aggregator.taken(first.push()))
            let size = scene.district.ownLog.size
            #expect(try await aggregator.taken(second.push()))
            #expect(scene.district.ownLog.size == size + 64)
            if isRestarted {
                #expect(try Aggregator(parts: scene.parts()).register.value.redactions.ids.count == 100)
            } else {
                #expect(try await aggregator.taken(first.push()))
                #expect(aggregator.register.value.redactions.ids.count == 100)
                #expect(try await aggregator.taken(first.push()))
            }
            #expect(scene.district.ownLog.size == size + 100)
        }
    }

    @Test func `of one device keeps nobody else's redaction waiting`() async throws {
        let scene = try ErasureScene()
        func note(_ number: Int) throws -> PlanProgress.Attachment {
            let salt = Array(repeating: UInt8(number), count: 16)
            let made = PlanProgress.Attachment(salt: salt, name: "note.txt", content: Array("x".utf8))
            return try #require(made)
        }
        var (first, second) = (scene.first, scene.second)
        for number in 0..<200 {
            first.entries.append(ErasureScene.naming(try note(number), number: 200 + number))
            second.entries.append(ErasureScene.redacting(try note(number).id, number: 500 + number))
        }
        let other = try note(250)
        first.entries.append(ErasureScene.naming(other, number: 450))
        let aggregator = try Aggregator(parts: scene.parts())
        #expect(try await aggregator.taken(first.push()))
        let size = scene.district.ownLog.size
        #expect(try await aggregator.taken(second.push()))
        #expect(aggregator.register.value.redactions.ids.count == 64, "136 wait")
        // When another device redacts one of its own
        let end = first.entries.count
        first.entries.append(ErasureScene.redacting(other.id, number: 800))
        #expect(try await aggregator.taken(first.push(from: end)))
        // Then it is taken up with that push, and those that wait come after it, none of them twice and none forgotten
        #expect(aggregator.register.value.redactions.ids.contains(other.id))
        #expect(aggregator.register.value.redactions.ids.count == 128)
        // The flood pushed again takes its own half of the turn and leaves the other to what waits.
        for _ in 0..<2 { #expect(try await aggregator.taken(second.push())) }
        #expect(aggregator.register.value.redactions.ids.count == 201)
        #expect(scene.district.ownLog.size == size + 201, "each of them once")
    }
}

/// A reader in a process of its own, which holds one moment of the database until it is let go.
private final class LongReader: Sendable {
    private let (begun, over, gone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))

    init(_ file: String) throws {
        let store = try DistrictDatabase.openForReading(file)
        Thread { [begun, over, gone] in
            _ = try? store.read { tables throws(StoreFault) in
                _ = try tables.identity()
                begun.signal()
                over.wait()
            }
            gone.signal()
        }.start()
        begun.wait()
    }

    func end() {
        over.signal()
        gone.wait()
    }
}

/// Counts how often its journal is to be cut.
private final class CountingStore: DistrictStore {
    private let inner: DistrictDatabase
    private let calls = Mutex(0)

    init(_ inner: DistrictDatabase) { self.inner = inner }

    var count: Int { calls.withLock { $0 } }
    func write<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result { try inner.write(work) }
    func read<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result { try inner.read(work) }
    func forgetErased() throws(StoreFault) {
        calls.withLock { $0 += 1 }
        try inner.forgetErased()
    }
}
