import Foundation
import HTTPTypes
import PlanProgress
import StoreSQLite
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

/// A district on real files with two devices of one ward, and a note that somebody will want erased.
struct ErasureScene {
    let folder: ScratchFolder
    let district: SampleDistrict
    let database: DistrictDatabase
    let attachments: AttachmentDatabase
    var first: SampleDevice
    var second: SampleDevice
    let note: PlanProgress.Attachment

    static let marker = Array("NGUYEN VAN A, 001099000000".utf8)

    init() throws {
        folder = try ScratchFolder()
        database = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        attachments = try AttachmentDatabase.openForWriting(folder.file("attachments.sqlite"))
        district = try SampleDistrict(on: database)
        first = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 5))
        second = try #require(SampleDevice("ha-dong/duong-noi/may-2", seed: 4, events: 2))
        // Of several pages, so that it also lies in pages of its own.
        let content = (0..<600).flatMap { _ in Self.marker }
        let made = PlanProgress.Attachment(salt: Array(repeating: 9, count: 16), name: "note.txt", content: content)
        note = try #require(made)
        first.entries.append(ErasureScene.naming(note))
        for device in [first, second] { try district.enrol(device) }
        try DistrictLog.follow(district.store, file: district.ownLog, heads: district.heads)
    }

    static func naming(_ note: PlanProgress.Attachment, number: Int = 77) -> [UInt8] {
        var event = SampleEvents.progress(number)
        event.attachments = [note.reference(type: "text/plain", role: .note)]
        return event.bytes
    }

    static func redacting(_ id: String, number: Int = 90) -> [UInt8] {
        SampleEvents.with(.attachmentRedacted(id: id), number: number).bytes
    }

    var rider: PushRequest.RidingAttachment { .init(id: note.id, bytes: note.bytes) }

    func parts(attachments store: (any AttachmentStore)? = nil) -> DistrictParts {
        var parts = DistrictServerTests.parts(of: district)
        parts.attachments = store ?? attachments
        return parts
    }

    /// The files of the district, the journals of its databases among them, that hold the marker.
    var filesWithMarker: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
                try Data(contentsOf: URL(filePath: folder.file(name))).firstRange(of: Data(ErasureScene.marker)) != nil
            }.sorted()
        }
    }
}

extension Aggregator {
    func taken(_ push: PushRequest) throws -> Bool {
        if case .held = try take(push, raw: push.bytes) { true } else { false }
    }
}

@Suite struct `An attachment that a ward redacts` {
    @Test func `lies in no file of the district any more, with a refused push neither, and no root has changed`() async throws {
        let scene = try ErasureScene()
        let aggregator = try Aggregator(parts: scene.parts())
        #expect(try await aggregator.taken(scene.first.push(attachments: [scene.rider])))
        // A twin's other branch, which is kept whole for the reviewer, carries it too.
        var twin = scene.first
        twin.entries[3] = SampleEvents.progress(999).bytes
        #expect(try await !aggregator.taken(twin.push(attachments: [scene.rider])))
        #expect(try scene.filesWithMarker.contains { $0.hasPrefix("attachments.sqlite") })
        #expect(try scene.filesWithMarker.contains { $0.hasPrefix("district.sqlite") })
        let head = scene.district.heads.head(of: scene.first.origin)

        var second = scene.second
        second.entries.append(ErasureScene.redacting(scene.note.id))
        #expect(try await aggregator.taken(second.push()))

        #expect(try scene.filesWithMarker == [])
        #expect(try scene.attachments.isErased(scene.note.id))
        #expect(aggregator.register.value.redactions[scene.note.id] != nil, "the district's own log says so too")
        #expect(scene.district.heads.head(of: scene.first.origin) == head)
        let kept = try scene.database.read { tables throws(StoreFault) in
            try tables.refusedPushes(of: scene.first.origin).map(\.reason.rawValue)
        }
        #expect(kept == ["fork"], "the proof of the fork stays")
        // It is not taken again: not beside a stored push, not beside a refused one.
        #expect(try await aggregator.taken(scene.first.push(attachments: [scene.rider])))
        twin.entries[3] = SampleEvents.progress(998).bytes
        #expect(try await !aggregator.taken(twin.push(attachments: [scene.rider])))
        #expect(try scene.filesWithMarker == [])
    }

    @Test func `before any entry names it, waits for the one that does`() async throws {
        let scene = try ErasureScene()
        let aggregator = try Aggregator(parts: scene.parts())
        var second = scene.second
        second.entries.append(ErasureScene.redacting(scene.note.id))
        #expect(try await aggregator.taken(second.push()))
        #expect(aggregator.register.value.redactions.isEmpty)
        #expect(try await aggregator.taken(scene.first.push(attachments: [scene.rider])))
        #expect(aggregator.register.value.redactions[scene.note.id] != nil)
        #expect(try scene.filesWithMarker == [])
    }

    @Test func `and that another unit or the district names too, stays: only the district may say more`() async throws {
        for unit in ["ha-dong/phu-la/may-1", nil] {
            let scene = try ErasureScene()
            let aggregator = try Aggregator(parts: scene.parts())
            #expect(try await aggregator.taken(scene.first.push(attachments: [scene.rider])))
            if let unit {
                var other = try #require(SampleDevice(unit, seed: 8))
                other.entries.append(ErasureScene.naming(scene.note))
                _ = try await aggregator.append([
                    .init(.deviceEnrolled(DeviceEnrolment(origin: other.origin, key: other.signer.verifier(.log))))
                ])
                other.entries.append(ErasureScene.redacting(scene.note.id))
                #expect(try await aggregator.taken(other.push()))
            } else {
                let withdrawal = EventBody.planWithdrawn(units: ["duong-noi"], TaskWithdrawal(year: 2022, task: "I.1"))
                _ = try await aggregator.append([.init(withdrawal, attachments: [scene.note.reference(type: "text/plain", role: nil)])])
                var second = scene.second
                second.entries.append(ErasureScene.redacting(scene.note.id))
                #expect(try await aggregator.taken(second.push()))
            }
            #expect(aggregator.register.value.redactions.isEmpty)
            #expect(try scene.attachments.attachment(scene.note.id) == scene.note.bytes)

            _ = try await aggregator.append([.init(.attachmentRedacted(id: scene.note.id))])
            #expect(try scene.filesWithMarker == [])
        }
    }

    @Test func `by an entry that does not stand, stays`() throws {
        let scene = try ErasureScene()
        _ = try scene.district.take(scene.first.push())
        var second = scene.second
        second.entries.append(ErasureScene.redacting(scene.note.id))
        _ = try scene.district.take(second.push())
        try scene.attachments.put([(scene.note.id, scene.note.bytes)])
        var register = try scene.district.register()
        let (keys, origin) = (scene.district.keys, second.origin)
        let due = try scene.database.write { tables throws(StoreFault) in
            let before = try Erasure.due(register: register, in: tables)
            _ = try DistrictLog.append(
                [.init(.deviceRevoked(LogEnd(origin: origin, size: 2)))], keys: keys, register: &register, now: SampleDistrict.now,
                nonce: { [7, 7, 7, 7, 7, 7] }, to: tables)
            return [before, try Erasure.due(register: register, in: tables)]
        }
        #expect(due == [[scene.note.id], []])
    }
}

@Suite struct `A district's erasure` {
    @Test func `that a crash cut off after the commit is done before the door opens`() async throws {
        // Given a push that was committed by a process that died before it did anything else
        let scene = try ErasureScene()
        _ = try scene.district.take(scene.first.push())
        try scene.attachments.put([(scene.note.id, scene.note.bytes)])
        var second = scene.second
        second.entries.append(ErasureScene.redacting(scene.note.id))
        _ = try scene.district.take(second.push())
        #expect(try scene.filesWithMarker != [])
        let aggregator = try Aggregator(parts: scene.parts())
        #expect(aggregator.register.value.redactions[scene.note.id] != nil)
        #expect(try scene.filesWithMarker == [])
        #expect(scene.district.ownLog.size == aggregator.register.value.size, "and the file of the own log has followed")
    }

    @Test func `is done again where a backup has brought the bytes back`() async throws {
        let scene = try ErasureScene()
        let aggregator = try Aggregator(parts: scene.parts())
        #expect(try await aggregator.taken(scene.first.push(attachments: [scene.rider])))
        let backup = try AttachmentDatabase.openForWriting(scene.folder.file("backup.sqlite"))
        try backup.put([(scene.note.id, scene.note.bytes)])
        _ = try await aggregator.append([.init(.attachmentRedacted(id: scene.note.id))])
        #expect(try scene.filesWithMarker.allSatisfy { $0.hasPrefix("backup") })
        _ = try Aggregator(parts: scene.parts(attachments: backup))
        #expect(try scene.filesWithMarker == [])
    }

    @Test func `that failed is tried again before anything is answered`() async throws {
        let scene = try ErasureScene()
        let failing = FailingAttachments(scene.attachments)
        let aggregator = try Aggregator(parts: scene.parts(attachments: failing))
        #expect(try await aggregator.taken(scene.first.push(attachments: [scene.rider])))
        var second = scene.second
        second.entries.append(ErasureScene.redacting(scene.note.id))
        failing.fail(times: 2)
        for _ in 0..<2 { await #expect(throws: FailingAttachments.fault) { try await aggregator.taken(second.push()) } }
        #expect(try scene.filesWithMarker != [])
        #expect(try await aggregator.taken(second.push()))
        #expect(try scene.filesWithMarker == [])
        #expect(scene.district.heads.head(of: second.origin) == second.checkpoint(at: second.entries.count))
    }

    @Test func `never touches a catalogue or a closing, and lists who asked for it`() async throws {
        let scene = try ErasureScene()
        let aggregator = try Aggregator(parts: scene.parts())
        let catalogue = CataloguePublication(id: "papi-2022", year: 2022, digest: Catalogue.papi2022.digest)
        _ = try await aggregator.append(
            [.init(.cataloguePublished(catalogue), attachments: [scene.note.reference(type: "application/json", role: nil)])],
            attachments: [(scene.note.id, scene.note.bytes)])
        let asked = try await aggregator.append([.init(.attachmentRedacted(id: scene.note.id))])
        let register = aggregator.register.value
        #expect(register.redactions.ids == [] && register.redactions.isFixed(scene.note.id))
        #expect(register.listed.map(\.id) == asked && register.listed.map(\.reason) == [.targetFixed])
        #expect(try scene.attachments.attachment(scene.note.id) == scene.note.bytes)
    }

    @Test func `is answered with 410 for ever, to a reader and to a device that sends it`() async throws {
        try await LiveDistrict.run { live async throws in
            let (note, naming) = SampleEvents.attachment()
            var device = try LiveDistrict.device(events: 2)
            device.entries.append(naming.bytes)
            let token = try await live.token(for: device)
            _ = try await live.push(device.push(attachments: [.init(id: note.id, bytes: note.bytes)]), token: token)
            let path = "/v1/attachments/\(note.id)"
            #expect(try await live.get(path, token: token).status == 200)
            let sent = device.entries.count
            device.entries.append(SampleEvents.with(.attachmentRedacted(id: note.id), number: 90).bytes)
            #expect(try await live.push(device.push(from: sent), token: token).status == 200)
            #expect(try await live.get(path, token: token).problem == .redacted)
            #expect(try await live.send(.put, path, token: token, body: note.bytes).problem == .redacted)
        }
    }
}

/// Attachments whose next erasures fail, as on a full disk.
private final class FailingAttachments: AttachmentStore {
    static let fault = StoreFault.disk("planted")
    private let inner: AttachmentDatabase
    private let left = CountBox()

    init(_ inner: AttachmentDatabase) { self.inner = inner }

    func fail(times: Int) { left.set(times) }
    func attachment(_ id: String) throws(StoreFault) -> [UInt8]? { try inner.attachment(id) }
    func isErased(_ id: String) throws(StoreFault) -> Bool { try inner.isErased(id) }
    func missing(among ids: [String]) throws(StoreFault) -> [String] { try inner.missing(among: ids) }
    func put(_ attachments: [(id: String, bytes: [UInt8])]) throws(StoreFault) { try inner.put(attachments) }
    func erase(_ ids: [String]) throws(StoreFault) -> Bool {
        if left.takeOne() { throw Self.fault }
        return try inner.erase(ids)
    }
    func forgetErased() throws(StoreFault) { try inner.forgetErased() }
    func spoiled() throws(StoreFault) -> [String] { try inner.spoiled() }
    func forget(spoiled id: String) throws(StoreFault) { try inner.forget(spoiled: id) }
}

private final class CountBox: Sendable {
    private let count = Mutex(0)
    func set(_ number: Int) { count.withLock { $0 = number } }
    func takeOne() -> Bool {
        count.withLock { count in
            count -= 1
            return count >= 0
        }
    }
}
