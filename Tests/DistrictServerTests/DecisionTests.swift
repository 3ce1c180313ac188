import PlanProgress
import StoreSQLite
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

/// What a person decides, and what follows from it in the one writer.
@Suite struct `A decision` {
    private let folder: ScratchFolder
    private let district: SampleDistrict
    private let device: SampleDevice

    init() throws {
        folder = try ScratchFolder()
        district = try SampleDistrict(on: try DistrictDatabase.openForWriting(folder.file("district.sqlite")))
        device = try LiveDistrict.device()
        try district.enrol(device)
        try DistrictLog.follow(district.store, file: district.ownLog, heads: district.heads)
        _ = try district.take(device.push(to: 10))
    }

    @Test func `to revoke a device takes the size held when it is written`() async throws {
        let aggregator = try Aggregator(parts: parts(of: district))
        guard case .held = try await aggregator.take(device.push(from: 10, to: 15), raw: []) else {
            Issue.record("not held")
            return
        }
        try await aggregator.revoke([device.origin])
        #expect(aggregator.register.value.ends[device.origin] == 15)
    }

    @Test func `to revoke a device never names more than is held, and may name less`() async throws {
        let aggregator = try Aggregator(parts: parts(of: district))
        try await aggregator.revoke([device.origin], atSize: 99)
        #expect(aggregator.register.value.ends[device.origin] == 10)
        try await aggregator.revoke([device.origin], atSize: 4)
        #expect(aggregator.register.value.ends[device.origin] == 4)
    }

    @Test func `to revoke a device counts what was receipted before the database was lost`() async throws {
        // Given heads of fifteen and a database of ten, as after yesterday's backup
        let head = try #require(district.heads.head(of: device.origin))
        try district.heads.move(from: head, to: device.checkpoint(at: 15))
        let aggregator = try Aggregator(parts: parts(of: district))
        try await aggregator.revoke([device.origin])
        #expect(aggregator.register.value.ends[device.origin] == 15)
        guard case .held(let receipt, _) = try await aggregator.take(device.push(from: 10, to: 15), raw: []) else {
            Issue.record("what carries our receipt was refused")
            return
        }
        #expect(receipt.size == 15)
    }

    @Test func `that is committed is never told as one that changed nothing, and its file follows with the next work`() async throws {
        let failing = FailingOwnLog(district.ownLog)
        var parts = parts(of: district)
        parts.ownLog = failing
        let aggregator = try Aggregator(parts: parts)
        let size = district.ownLog.size
        failing.fails = true
        await #expect(throws: StoreFault.decided("full")) { try await aggregator.revoke([device.origin]) }
        #expect(aggregator.register.value.ends[device.origin] == 10)
        #expect(StoreFault.decided("full").description.contains("recorded and stands"))
        // The disk has room again; a push that decides nothing comes by
        failing.fails = false
        _ = try await aggregator.take(device.push(from: 4, to: 10), raw: [])
        #expect(district.ownLog.size == size + 1)
    }

    @Test func `that no event can hold is refused as what was typed, not as a damaged database`() async throws {
        let aggregator = try Aggregator(parts: parts(of: district))
        let size = district.ownLog.size
        var unit = UnitRegistration(unit: "yen-nghia", name: "Phường Yên Nghĩa", unitKind: "phường", validFrom: LocalDay.earliest)
        unit.code = "10 21"
        let fault = await #expect(throws: StoreFault.self) { try await aggregator.append([.init(.unitRegistered(unit))]) }
        guard case .unfit(let reason) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(reason.hasPrefix("unit.registered: 'code'"))
        let many = (0...Limits.unitsPerEvent).map { "phuong-\($0)" }
        let decision = EventBody.planWithdrawn(units: many, TaskWithdrawal(year: 2022, task: "I.1"))
        await #expect(throws: StoreFault.unfit("plan.withdrawn: 'units' names more than an event may")) {
            try await aggregator.append([.init(decision)])
        }
        #expect(district.ownLog.size == size && aggregator.register.value.units["yen-nghia"] == nil)
    }

    @Test func `that an enrolment is refused does not read the district's log again`() async throws {
        let counting = CountingOwnLog(district.ownLog)
        var parts = parts(of: district)
        parts.ownLog = counting
        let aggregator = try Aggregator(parts: parts)
        let before = counting.readCount
        let other = try LiveDistrict.device(seed: 9)
        guard case .refused = try await aggregator.enrol(try #require(other.enrolment(.code("0000000000")))) else {
            Issue.record("another key was enrolled")
            return
        }
        #expect(counting.readCount == before)
    }
}

/// The own log's file on a disk that may be full.
private final class FailingOwnLog: OwnLogFile {
    private let inner: MemoryOwnLog
    private let state = Mutex(false)

    init(_ inner: MemoryOwnLog) { self.inner = inner }

    var fails: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
    var size: Int64 { inner.size }
    var receipt: [UInt8]? { inner.receipt }
    func entries(_ range: Range<Int64>) -> [[UInt8]] { inner.entries(range) }
    func append(_ entries: [[UInt8]], receipt: [UInt8]) throws(StoreFault) {
        if fails { throw .disk("full") }
        inner.append(entries, receipt: receipt)
    }
    func setAside(from size: Int64) { inner.setAside(from: size) }
}

/// Counts how often the file is asked for its size: each time is a scan from its start.
private final class CountingOwnLog: OwnLogFile {
    private let inner: MemoryOwnLog
    private let count = Mutex(0)

    init(_ inner: MemoryOwnLog) { self.inner = inner }

    var readCount: Int { count.withLock { $0 } }
    var size: Int64 {
        count.withLock { $0 += 1 }
        return inner.size
    }
    var receipt: [UInt8]? { inner.receipt }
    func entries(_ range: Range<Int64>) -> [[UInt8]] { inner.entries(range) }
    func append(_ entries: [[UInt8]], receipt: [UInt8]) { inner.append(entries, receipt: receipt) }
    func setAside(from size: Int64) { inner.setAside(from: size) }
}

/// Figures follow the catalogue, and are never those of another one.
@Suite struct `A catalogue` {
    private let district: SampleDistrict
    private let period: Period

    init() throws {
        district = try SampleDistrict(on: MemoryDistrictStore())
        let code = try #require(PeriodCode("2022-Y"))
        period = try #require(Period(code, .administrative))
        var device = try LiveDistrict.device(events: 0)
        device.entries.append(
            Event(
                at: SampleEvents.at, on: try #require(LocalDay("2022-08-12")), by: "van-phong", nonce: SampleEvents.nonce(1),
                body: .activityDone(Activity(activity: "dialogue.held", year: 2022))
            ).bytes)
        try district.enrol(device)
        try DistrictLog.follow(district.store, file: district.ownLog, heads: district.heads)
        _ = try district.take(device.push())
    }

    private func rollup(_ register: DistrictRegister) throws -> Rollup {
        let period = period
        let rollup = try district.store.read { tables throws(StoreFault) in
            try DistrictReading(tables, register: register).rollup(period, asOf: period.lastDay)
        }
        return try #require(rollup)
    }

    @Test func `that came with another program has every figure computed anew before it is shown`() throws {
        #expect(try rollup(try district.register()).all.activities == 1)
        // Given the next version of the program, whose catalogue has another word for the activity
        let text = String(decoding: Catalogue.papi2022.bytes, as: UTF8.self).replacing("dialogue.held", with: "dialogue.once")
        let next = try Catalogue(reading: Array(text.utf8))
        var parts = parts(of: district)
        parts.shipped = next
        let register = try district.store.read { tables throws(StoreFault) in
            try DistrictLog.register(in: tables, shipped: next, catalogues: [])
        }
        // When it reads what the older one kept, then it refuses; when it opens it for writing, then all is computed anew
        #expect(throws: StoreFault.otherRules) { try rollup(register) }
        let aggregator = try Aggregator(parts: parts)
        let figures = try rollup(aggregator.register.value)
        #expect(figures.all.activities == 0 && figures.listed.map(\.reason) == ["activityUnknown"])
        #expect(throws: StoreFault.otherRules, "the older program on the newer one's figures") { try rollup(try district.register()) }
    }

    @Test func `that was published and is not here leaves its year without figures, and says so`() async throws {
        let aggregator = try Aggregator(parts: parts(of: district))
        let digest = Digest(of: Array("a catalogue that was lost".utf8))
        _ = try await aggregator.append([.init(.cataloguePublished(CataloguePublication(id: "papi-2022", year: 2022, digest: digest)))])
        let register = aggregator.register.value
        let fault = StoreFault.catalogueMissing(year: 2022, digest: digest)
        #expect(throws: fault) { try rollup(register) }
        let (period, identity, heads) = (period, district.identity, district.heads.all())
        #expect(throws: fault) {
            try district.store.read { tables throws(StoreFault) in
                guard let figure = FigureName("tasks.activities", dimension: nil, catalogue: .papi2022) else { return }
                _ = try DistrictReading(tables, register: register).explanation(figure, period, asOf: period.lastDay)
            }
        }
        let audit = try district.store.read { tables throws(StoreFault) in
            try DistrictAudit.run(tables, register: register, identity: identity, heads: heads, asOf: LocalDay.latest)
        }
        #expect(audit.faults == [fault.description])
        #expect(fault.description.contains("2022") && fault.description.contains("Put the district's attachments back"))
    }
}
