import LogFiles
import PlanProgress
import TestSupport
import Testing

/// An entry that a PC wrote while its clock stood in 2099.
@Suite struct `A clock that was wrong once` {
    private static let year2099: Int64 = 4_080_000_000_000

    @Test func `counts until the district's cosignature disproves it`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 3, on: disk)
        _ = try home.deviceLog().append(SampleEvents.progress(20), now: Self.year2099)
        _ = try home.deviceLog().append(SampleEvents.progress(21))
        let district = try SampleDistrict()
        try WardFiles(home).keep(district: district.identity)
        func newest() throws -> Int64? {
            let image = try home.deviceLog().image
            return image.newestAt(cosignedAt: try image.receipt.flatMap { try district.identity.receipts.cosignedAt($0) })
        }
        #expect(try newest() == Self.year2099, "nobody has said what day it was")
        try WardFiles(home).keep(receipt: district.receipt(for: home, at: 4), of: home.origin)
        #expect(try newest() == Self.year2099, "the receipt ends before it")
        try WardFiles(home).keep(receipt: district.receipt(for: home, at: 5), of: home.origin)
        let honest = try #require(try newest())
        #expect(honest < SampleEvents.at + 60_000 && honest >= SampleEvents.at)
        // What is written behind the receipt is believed as before: this machine's clock may really be behind.
        _ = try home.deviceLog().append(SampleEvents.progress(22), now: Self.year2099)
        #expect(try #require(try newest()) >= Self.year2099)
    }
}
