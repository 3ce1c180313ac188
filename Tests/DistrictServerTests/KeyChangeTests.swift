import HTTPTypes
import HummingbirdTesting
import NIOCore
import PlanProgress
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

/// `handOver` beside wards that ask and send.
@Suite struct `A district that changes its keys while it serves` {
    @Test func `tells keys and what leads to them of one moment, whenever it is asked`() async throws {
        try await LiveDistrict.run { live async throws in
            let first = try DistrictIdentity(reading: try await live.get("/v1/identity").body)
            let end = Mark()
            try await withThrowingTaskGroup { group in
                for _ in 0..<2 {
                    group.addTask {
                        while !end.isSet {
                            // Reads only where the handovers lead to the keys beside them.
                            let told = try await live.client.execute(uri: "/v1/identity", method: .get) { Array($0.body.readableBytesView) }
                            #expect(try DistrictIdentity(reading: told).follows(first))
                        }
                    }
                }
                for number in UInt8(50)..<110 { #expect(try await live.aggregator.handOver(to: SampleKeys.keys(number)) == nil) }
                end.set()
                try await group.waitForAll()
            }
            let last = try DistrictIdentity(reading: try await live.get("/v1/identity").body)
            #expect(try last.former.count == 60 && last.pair == SampleKeys.keys(109).pair)
        }
    }

    @Test func `takes no word for its own log from whoever holds its former keys`() async throws {
        try await LiveDistrict.run { live async throws in
            let token = try await live.token(for: try LiveDistrict.device())
            let former = live.district.keys
            #expect(try await live.aggregator.handOver(to: SampleKeys.keys(40)) == nil)
            let own = try #require(live.district.identity.origin)
            let held = try EntryBatch(reading: try await live.get("/v1/logs/\(own)/entries?from=0&to=99", token: token).body).map {
                Array($0)
            }
            let forged = SampleEvents.with(.deviceRevoked(LogEnd(origin: try #require(Origin("ha-dong/duong-noi/may-1")), size: 0))).bytes
            func push(_ keys: DistrictKeys, from: Int, to entries: [[UInt8]]) throws -> PushRequest {
                var range = CompactRange()
                for entry in entries { range.append(leaf: MerkleTree.leaf(entry)) }
                let note = keys.log.signing(Checkpoint(origin: own, size: range.size, root: range.root).note)
                let receipt = keys.receipts.cosigning(note, time: SampleDistrict.now / 1000)
                return PushRequest(
                    origin: own, now: 0, from: Int64(from), checkpoint: receipt, receipt: receipt,
                    entries: EntryBatch(Array(entries[from...])))
            }
            let head = live.district.heads.head(of: own)
            // With both keys of before, one behind what is held.
            let reply = try await live.push(push(former, from: held.count, to: held + [forged]), token: token)
            #expect(reply.problem == .signature)
            #expect(live.district.heads.head(of: own) == head && live.district.ownLog.size == Int64(held.count))
            #expect(live.aggregator.register.value.ends.isEmpty)
            // What the former keys signed in their day is held and stays proved: a ward that gives it back is answered as ever.
            #expect(try await live.push(push(former, from: 0, to: Array(held.dropLast())), token: token).status == 200)
        }
    }

    @Test func `shows a ward what its log names for everybody, and nothing else that it names`() async throws {
        try await LiveDistrict.run { live async throws in
            let token = try await live.token(for: try LiveDistrict.device())
            let (everybodys, _) = SampleEvents.attachment()
            let paper = try #require(Attachment(salt: Array(repeating: 7, count: 16), name: "paper.pdf", content: [7]))
            let catalogue = CataloguePublication(id: "papi-2022", year: 2022, digest: Catalogue.papi2022.digest)
            _ = try await live.aggregator.append(
                [.init(.cataloguePublished(catalogue), attachments: [everybodys.reference(type: "application/json", role: nil)])],
                attachments: [(everybodys.id, everybodys.bytes)])
            _ = try await live.aggregator.append(
                [
                    .init(
                        .userChanged(try #require(UserChange(user: "an", .password))),
                        attachments: [paper.reference(type: "application/pdf", role: nil)])
                ],
                attachments: [(paper.id, paper.bytes)])
            #expect(try await live.get("/v1/attachments/\(everybodys.id)", token: token).status == 200)
            #expect(try await live.get("/v1/attachments/\(paper.id)", token: token).status == 404)
        }
    }
}

/// Something that has happened, for those on other threads.
private final class Mark: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}
