import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@testable import DistrictServer

/// What is compared before a district opens.
@Suite struct `A district that starts` {
    private let folder: ScratchFolder
    private let district: SampleDistrict
    private let device: SampleDevice

    init() throws {
        folder = try ScratchFolder()
        district = try SampleDistrict(on: try DistrictDatabase.openForWriting(folder.file("district.sqlite")))
        device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 20))
    }

    @Test func `opens when all of it agrees`() throws {
        let aggregator = try Aggregator(parts: parts(of: district))
        #expect(aggregator.register.value.units.count == 3)
    }

    @Test func `refuses without the head of its own log, and says what to put back`() throws {
        var parts = parts(of: district)
        parts.heads = MemoryHeads()
        let error = #expect(throws: DistrictServerError.self) { try Aggregator(parts: parts) }
        #expect(try #require(error).description.contains("Put the file back"))
    }

    @Test func `refuses a root that differs from the one cosigned at that size`() throws {
        let own = try #require(district.identity.origin)
        let head = try #require(district.heads.head(of: own))
        district.heads.force(Checkpoint(origin: own, size: head.size, root: Digest(of: [1])))
        #expect(throws: DistrictServerError.headsContradict(origin: own, size: head.size)) { try Aggregator(parts: parts(of: district)) }
    }

    @Test func `refuses its own log shorter than its head: what it decided since would be forgotten`() throws {
        // Given a backup of database and file from before a decision, and heads from after it
        let own = try #require(district.identity.origin)
        let size = try #require(district.heads.head(of: own)).size
        district.heads.force(Checkpoint(origin: own, size: size + 5, root: Digest(of: [5])))
        #expect(throws: DistrictServerError.headsContradict(origin: own, size: size + 5)) { try Aggregator(parts: parts(of: district)) }
        #expect(district.heads.head(of: own)?.size == size + 5, "the head stays where it was")
    }

    @Test func `moves a head that a crash left behind its commit`() throws {
        try district.enrol(device)
        try DistrictLog.follow(district.store, file: district.ownLog, heads: district.heads)
        _ = try district.take(device.push(to: 10))
        let old = try #require(district.heads.head(of: device.origin))
        _ = try district.take(device.push(from: 10))
        district.heads.force(old)
        _ = try Aggregator(parts: parts(of: district))
        #expect(district.heads.head(of: device.origin) == device.checkpoint(at: 21))
    }

    @Test func `extends a file of its own log that is behind the database`() throws {
        try district.enrol(device)
        #expect(district.ownLog.size == 4)
        _ = try Aggregator(parts: parts(of: district))
        #expect(district.ownLog.size == 5)
    }

    @Test func `takes back from the file what a restored database has forgotten`() throws {
        // Given a database from before the enrolment and the file from after it
        let elsewhere = try SampleDistrict(on: MemoryDistrictStore())
        try elsewhere.enrol(device)
        try DistrictLog.follow(elsewhere.store, file: district.ownLog, heads: elsewhere.heads)
        #expect(district.ownLog.size == 5)
        // When the district starts, then the device is enrolled again
        let aggregator = try Aggregator(parts: parts(of: district))
        #expect(aggregator.register.value.devices[device.origin] != nil)
        let log = try district.store.read { tables throws(StoreFault) in try tables.log(device.origin) }
        #expect(log?.key == device.signer.verifier(.log))
    }

    @Test func `takes back what its head proves, where the receipt beside the file is lost`() throws {
        let elsewhere = try SampleDistrict(on: MemoryDistrictStore())
        try elsewhere.enrol(device)
        try DistrictLog.follow(elsewhere.store, file: elsewhere.ownLog, heads: district.heads)
        district.ownLog.replace(with: elsewhere.ownLog.entries(0..<5))
        let aggregator = try Aggregator(parts: parts(of: district))
        #expect(aggregator.register.value.devices[device.origin] != nil && district.ownLog.size == 5)
    }

    @Test func `leaves the file as it was where it does not start`() throws {
        let own = try #require(district.identity.origin)
        district.heads.force(Checkpoint(origin: own, size: 9, root: Digest(of: [9])))
        district.ownLog.append([SampleEvents.progress(1).bytes], receipt: [])
        #expect(throws: DistrictServerError.self) { try Aggregator(parts: parts(of: district)) }
        #expect(district.ownLog.size == 5)
    }

    @Test func `takes nothing from the file that no receipt covers, and sets it aside`() throws {
        // Given a file to which somebody appended an enrolment, with the receipt of before, one of strangers' keys, or none
        let forged = SampleEvents.with(.deviceRevoked(LogEnd(origin: device.origin, size: 0))).bytes
        let held = district.ownLog.entries(0..<4)
        var range = CompactRange()
        for entry in held + [forged] { range.append(leaf: MerkleTree.leaf(entry)) }
        let own = try #require(district.identity.origin)
        let stranger = try SampleKeys.keys(90)
        let note = stranger.log.signing(Checkpoint(origin: own, size: range.size, root: range.root).note)
        for receipt in [district.ownLog.receipt ?? [], stranger.receipts.cosigning(note, time: 1).bytes, []] {
            district.ownLog.replace(with: held)
            district.ownLog.append([forged], receipt: receipt)
            let aggregator = try Aggregator(parts: parts(of: district))
            #expect(aggregator.register.value.ends.isEmpty && district.ownLog.size == 4)
        }
    }

    @Test func `refuses where file and database hold different entries`() throws {
        var entries = district.ownLog.entries(0..<4)
        entries[2] = SampleEvents.progress(1).bytes
        district.ownLog.replace(with: entries)
        #expect(throws: DistrictServerError.ownLogContradicts(size: 4)) { try Aggregator(parts: parts(of: district)) }
    }

    @Test func `refuses the keys of another district`() throws {
        var parts = parts(of: district)
        let receipts = try #require(SignerKey(name: "ha-dong/receipts", seed: Array(repeating: 1, count: 32)))
        parts.keys = DistrictKeys(receipts: receipts, log: district.keys.log)
        #expect(throws: DistrictServerError.otherKeys(district: "ha-dong")) { try Aggregator(parts: parts) }
    }

    @Test func `knows a log that the database holds less of than was cosigned: it is recovering`() async throws {
        try district.enrol(device)
        try DistrictLog.follow(district.store, file: district.ownLog, heads: district.heads)
        _ = try district.take(device.push(to: 10))
        district.heads.force(device.checkpoint(at: 15))
        let aggregator = try Aggregator(parts: parts(of: district))
        // Below its head it is stored without a receipt, at the head it is cosigned again.
        let below = try await aggregator.take(device.push(from: 10, to: 12), raw: [])
        #expect(below == .storedWithoutReceipt)
        guard case .held(_, let checkpoint) = try await aggregator.take(device.push(from: 12, to: 15), raw: []) else {
            Issue.record("no receipt at the head")
            return
        }
        #expect(checkpoint == device.checkpoint(at: 15))
    }
}

/// The parts of a sample district, with a clock that stands and bytes that count up.
func parts(of district: SampleDistrict) -> DistrictParts {
    var keys = district.keys
    // As every district has one that was set up by a command: what it is answered with is compared with the OpenAPI document.
    keys.bundles = BundleKey(Array(repeating: 9, count: 32), of: "ha-dong", signedBy: keys.receipts, time: SampleDistrict.now / 1000)
    return DistrictParts(
        store: district.store, heads: district.heads, ownLog: district.ownLog, attachments: district.attachments, keys: keys,
        shipped: .papi2022, clock: { SampleDistrict.now }, random: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } })
}
