import Logging
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// A counter over a sample district, and what somebody at a ward writes by hand onto a stick.
private struct Counter {
    let district: SampleDistrict
    let counter: BundleCounter
    let aggregator: Aggregator

    init() throws {
        district = try SampleDistrict(on: MemoryDistrictStore())
        try district.enrol(try LiveDistrict.device())
        aggregator = try Aggregator(parts: parts(of: district))
        var silent = Logger(label: "test")
        silent.logLevel = .critical
        counter = BundleCounter(aggregator: aggregator, users: try UserBook(MemoryUsers()), logger: silent)
    }

    /// A bundle of these parts, signed by the device that it names, or by another that takes its name.
    func bundle(of device: SampleDevice, _ parts: [BundlePart], signedBy other: SampleDevice? = nil) throws -> [UInt8] {
        let sender = BundleHeader.Sender.device(key: device.signer.verifier(.log), answerKey: Array(repeating: 9, count: 32))
        let header = try #require(BundleHeader(district: "ha-dong", origin: device.origin, sender: sender, time: 0))
        let stick = MemoryStick()
        var writer = try BundleWriter(header, to: stick)
        for part in parts { try writer.add(part) }
        try writer.finish { (other ?? device).signer.signing($0) }
        return stick.bytes
    }

    /// Read once to its end, then answered from what lies there by then.
    func take(_ first: [UInt8], then second: [UInt8]? = nil) async throws -> BundleVisit.Summary {
        let header = try await counter.check(MemoryStick(first))
        return try await counter.answer({ MemoryStick(second ?? first) }, checked: header, into: MemoryStick())
    }

    func size(of origin: Origin) throws -> Int64? {
        try district.store.read { tables throws(StoreFault) in try tables.log(origin)?.size }
    }
}

@Suite struct `A bundle that somebody made by hand` {
    @Test func `signed by a key that is not enrolled, without a request for enrolment, gets no answer`() async throws {
        let scene = try Counter()
        let forged = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 66, events: 3))
        let bundle = try scene.bundle(of: forged, [BundlePart(["push"], forged.push().bytes)])
        await #expect(throws: BundleFault.unknownDevice(forged.origin)) { try await scene.take(bundle) }
        #expect(try scene.size(of: forged.origin) == 0)
        // One that asks to be enrolled is answered: a ward must read that its code is spent.
        let asking = try scene.bundle(of: forged, [BundlePart(["enrol"], try #require(forged.enrolment(.code("7KQ2F9XH4M"))).bytes)])
        #expect(try await scene.take(asking).problem?.type == .code)
    }

    @Test func `is another when it is read again, and nobody is told that nothing was taken`() async throws {
        let scene = try Counter()
        let device = try LiveDistrict.device(events: 3)
        let parts = [BundlePart(["push"], device.push(to: 2).bytes), BundlePart(["push"], device.push(from: 2).bytes)]
        let bundle = try scene.bundle(of: device, parts)
        // The stick breaks behind the first push, which is committed by then.
        let cut = try #require(bundle.count - device.push(from: 2).bytes.count > 0 ? Array(bundle.dropLast(400)) : nil)
        await #expect(throws: BundleFault.changed) { try await scene.take(bundle, then: cut) }
        #expect(try scene.size(of: device.origin) == 2)
        #expect(!BundleFault.changed.description.contains("Nothing"))
        await #expect(throws: BundleFault.changed) { try await scene.take(bundle, then: []) }
        var other = device
        other.entries.removeLast()
        let swapped = try scene.bundle(of: try #require(SampleDevice("ha-dong/duong-noi/may-2", seed: 5)), [])
        await #expect(throws: BundleFault.changed) { try await scene.take(bundle, then: swapped) }
        // And one with the same beginning and a whole end that its device did not sign.
        let forger = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 66))
        let rewritten = try scene.bundle(of: device, [], signedBy: forger)
        await #expect(throws: BundleFault.changed) { try await scene.take(bundle, then: rewritten) }
        #expect(try await scene.take(bundle).receiptSize == 4)
    }

    @Test func `and brings another's log moves neither`() async throws {
        let scene = try Counter()
        let (device, other) = (try LiveDistrict.device(events: 3), try #require(SampleDevice("ha-dong/phu-la/may-1", seed: 8, events: 3)))
        try scene.district.enrol(other)
        let heads = scene.district.heads.all()
        let summary = try await scene.take(try scene.bundle(of: device, [BundlePart(["push"], other.push().bytes)]))
        #expect(summary.problem?.type == .malformed)
        #expect(try scene.size(of: other.origin) == 0 && scene.size(of: device.origin) == 0)
        #expect(scene.district.heads.all() == heads)
    }

    @Test func `tells a refused attachment from a refused log, whose answer is another file`() async throws {
        let scene = try Counter()
        let device = try LiveDistrict.device(events: 3)
        let push = BundlePart(["push"], device.push().bytes)
        let unnamed = BundlePart(["attachment", String(repeating: "A", count: 43)], [1])
        let taken = try await scene.take(try scene.bundle(of: device, [push, unnamed]))
        #expect(taken.problem != nil && taken.receiptSize == 4 && !taken.isLogRefused)
        // A code that is spent holds up nothing where the key is known.
        let enrolling = BundlePart(["enrol"], try #require(device.enrolment(.code("7KQ2F9XH4M"))).bytes)
        let again = try await scene.take(try scene.bundle(of: device, [enrolling, push]))
        #expect(again.receiptSize == 4 && !again.isLogRefused)
        let other = try #require(SampleDevice("ha-dong/phu-la/may-1", seed: 8, events: 3))
        let refused = try await scene.take(try scene.bundle(of: device, [BundlePart(["push"], other.push().bytes), unnamed]))
        #expect(refused.isLogRefused)
        let forged = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 66, events: 3))
        let asking = BundlePart(["enrol"], try #require(forged.enrolment(.code("7KQ2F9XH4M"))).bytes)
        #expect(try await scene.take(try scene.bundle(of: forged, [asking])).isLogRefused)
    }

    static let odd: [BundlePart] = [
        BundlePart(["push"], Array("wardlog/1 push\norigin ../../x\n".utf8)), BundlePart(["push"]), BundlePart(["enrol"], [0, 0xFF, 0]),
        BundlePart(
            ["have"], Array("../../etc 9\nha-dong/duong-noi/may-1 -5\nha-dong/duong-noi/may-1 99999999999999999999\n\0\n".utf8) + [0xFF]),
        BundlePart(["have"], Array("ha-dong/ha-dong/quan 9007199254740991\n".utf8)),
        BundlePart(["attachment", "../../keys/receipts"], [1]),
        BundlePart(["want", "../../keys/receipts"]), BundlePart(["want", String(repeating: "A", count: 43)]),
        BundlePart(["attachment", String(repeating: "A", count: 43)], [1]), BundlePart(["\u{1B}]0;x"]), BundlePart(["\0", "x"], [0]),
    ]

    @Test(arguments: odd) func `with a part that no ward writes is answered, and changes nothing`(part: BundlePart) async throws {
        let scene = try Counter()
        let device = try LiveDistrict.device(events: 2)
        let (heads, size) = (scene.district.heads.all(), scene.aggregator.register.value.size)
        let summary = try await scene.take(try scene.bundle(of: device, [part]))
        #expect(summary.receiptSize == nil && !summary.enrolled && summary.attachments == 0)
        #expect(summary.problem?.type != .fault)
        #expect(try scene.size(of: device.origin) == 0)
        #expect(scene.district.heads.all() == heads && scene.aggregator.register.value.size == size)
    }
}
