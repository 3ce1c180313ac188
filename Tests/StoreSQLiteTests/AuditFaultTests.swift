import Foundation
import GRDB
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

/// `district verify` on a database file in which somebody changed one thing by hand.
@Suite struct `A district's database that was altered` {
    /// The ward's log: 260 entries, receipts at 3, 257 and 260.
    private static let name = "ha-dong/duong-noi/may-1"
    /// A device that was revoked before it sent anything, with its token.
    private static let revoked = "ha-dong/duong-noi/may-2"

    struct Alteration: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// How each fault begins; a root that changes is named by all that stand on it.
        let faults: [String]
        let sql: String
        /// Takes the place of `?`.
        var note: (@Sendable (SampleDevice, DistrictKeys) throws -> SignedNote)?

        init(
            _ words: String, _ sql: String, faults: [String],
            note: (@Sendable (SampleDevice, DistrictKeys) throws -> SignedNote)? = nil
        ) {
            (testDescription, self.sql, self.faults, self.note) = (words, sql, faults, note)
        }
    }

    private static let receiptOf257 = "UPDATE receipts SET bytes = ? WHERE size = 257"
    private static let time = SampleDistrict.now / 1000

    static let alterations = [
        Alteration(
            "a receipt of another root, with the right signatures", receiptOf257, faults: ["\(name) 257: the receipt is of \(name) at 257"],
            note: { device, keys in
                let wrong = Checkpoint(origin: device.origin, size: 257, root: Digest(of: [1]))
                return keys.receipts.cosigning(device.signer.signing(wrong.note), time: time)
            }),
        Alteration(
            "a receipt that a stranger signed", receiptOf257, faults: ["\(name) 257: the device's signature does not fit"],
            note: { device, keys in
                let stranger = try #require(SignerKey(name: name, seed: Array(repeating: 99, count: 32)))
                return keys.receipts.cosigning(stranger.signing(device.checkpoint(at: 257).note), time: time)
            }),
        Alteration(
            "a receipt that another district cosigned", receiptOf257, faults: ["\(name) 257: the district's signature does not fit"],
            note: { device, _ in
                let stranger = try #require(SignerKey(name: "ha-dong/receipts", seed: Array(repeating: 99, count: 32)))
                return stranger.cosigning(device.signer.signing(device.checkpoint(at: 257).note), time: time)
            }),
        Alteration(
            "a receipt in another one's place", receiptOf257, faults: ["\(name) 257: the receipt is of \(name) at 3"],
            note: { device, keys in keys.receipts.cosigning(device.signer.signing(device.checkpoint(at: 3).note), time: time) }),
        Alteration(
            "a receipt of other bytes", "UPDATE receipts SET bytes = x'00' WHERE size = 257",
            faults: ["\(name) 257: the receipt cannot be read"]),
        Alteration(
            "a receipt's time", "UPDATE receipts SET time = time - 86400 WHERE size = 257",
            faults: ["\(name) 257: the time kept is not the one"]),
        Alteration(
            "the newest receipt taken away", "DELETE FROM receipts WHERE size = 260",
            faults: ["\(name): the newest receipt is for 257 entries, the head says 260"]),
        Alteration(
            "a byte of an entry", "UPDATE entries SET bytes = CAST(replace(bytes, 'van-phong', 'van-phonh') AS BLOB) WHERE \"index\" = 200",
            faults: [
                "\(name) 256: the tile kept for the 256 entries before it", "\(name) 257: the receipt is of",
                "\(name) 260: the receipt is of",
                "\(name): the entries have another root than the one kept at size 260",
            ]),
        Alteration(
            "the last entries cut off",
            "DELETE FROM entries WHERE \"index\" > 257 AND log = (SELECT number FROM logs WHERE origin = '\(name)')",
            faults: ["\(name) 258: the entry is missing"]),
        Alteration(
            "the hash of a tile", "UPDATE tiles SET root = zeroblob(32)",
            faults: ["\(name) 256: the tile kept for the 256 entries before it"]),
        Alteration(
            "a device's key", "UPDATE logs SET key = (SELECT key FROM logs WHERE origin LIKE '%/quan') WHERE origin = '\(name)'",
            faults: [
                "\(name): the key kept is not the one that was enrolled", "\(name) 3: the device's", "\(name) 257: the device's",
                "\(name) 260: the device's",
            ]),
        Alteration(
            "a revoked device's log made to go on", "UPDATE logs SET \"end\" = NULL, isRevoked = 0 WHERE origin = '\(revoked)'",
            faults: [
                "\(revoked): no end is kept, the district's own log says an end at 0", "\(revoked): the district's own log says that it is",
            ]),
        Alteration(
            "a revoked device's token made to serve", "UPDATE tokens SET scope = 'device'",
            faults: ["\(revoked): a token opens device"]),
        Alteration(
            "a device's log ended", "UPDATE logs SET \"end\" = 260 WHERE origin = '\(name)'",
            faults: ["\(name): an end at 260 is kept, the district's own log says no end"]),
        Alteration(
            "a device's token made to serve another's", "UPDATE tokens SET scope = 'enrolmentOnly', origin = '\(name)'",
            faults: ["\(name): a token opens enrolmentOnly"]),
    ]

    @Test(arguments: alterations) func `is named with the log and the size, and nothing else is`(_ alteration: Alteration) throws {
        // Given a district that verifies
        let folder = try ScratchFolder()
        let file = folder.file("district.sqlite")
        let store = try DistrictDatabase.openForWriting(file)
        let district = try SampleDistrict(on: store)
        let device = try #require(SampleDevice(Self.name, seed: 3, events: 259))
        try district.enrol(device)
        let lost = try #require(SampleDevice(Self.revoked, seed: 4))
        try district.enrol(lost)
        try store.write { tables throws(StoreFault) in
            try tables.addToken(AccessToken(digest: Digest(of: [1]), origin: lost.origin, issued: Self.time))
        }
        try district.append([.init(.deviceRevoked(LogEnd(origin: lost.origin, size: 0)))])
        try DistrictLog.follow(store, file: district.ownLog, heads: district.heads)
        for (from, to) in [(0, 3), (3, 257), (257, 260)] { _ = try district.take(device.push(from: from, to: to)) }
        #expect(try faults(of: district, in: store) == [])
        try store.close()
        // When somebody writes to its file
        let note = try alteration.note?(device, district.keys)
        let queue = try DatabaseQueue(path: file)
        try queue.write { try $0.execute(sql: alteration.sql, arguments: note.map { [Data($0.bytes)] } ?? []) }
        try queue.close()
        // Then each fault is named
        let found = try faults(of: district, in: try DistrictDatabase.openForReading(file))
        for fault in alteration.faults { #expect(found.contains { $0.hasPrefix(fault) }, "\(fault) in \(found)") }
        let others = found.filter { found in !alteration.faults.contains { found.hasPrefix($0) } }
        // Figures that stand on a changed entry, and heads on a changed root, follow it.
        #expect(others.allSatisfy { $0.contains("rollup") || $0.contains("head") || $0.contains("missing") }, "\(others)")
    }

    private func faults(of district: SampleDistrict, in store: DistrictDatabase) throws -> [String] {
        let (identity, heads) = (district.identity, district.heads.all())
        return try store.read { tables throws(StoreFault) in
            let register = try DistrictLog.register(in: tables, shipped: .papi2022, catalogues: [])
            return try DistrictAudit.run(tables, register: register, identity: identity, heads: heads, asOf: LocalDay.latest).faults
        }
    }
}
