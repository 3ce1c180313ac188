import PlanProgress
import TestSupport
import Testing

/// The file of the district's own log on a disk whose calls fail.
@Suite struct `The district's own log as a file` {
    @Test func `is durable once it was followed, whichever call failed the time before`() throws {
        for seed in UInt64(1)...6 {
            var call = 1
            var failures = 0
            repeat {
                // Given a district whose file has followed, and two decisions of which the first meets a fault
                let district = try SampleDistrict(on: MemoryDistrictStore())
                let origin = try #require(district.identity.origin)
                let (disk, heads) = (MemoryDisk(seed: seed), MemoryHeads())
                let file = OwnLogKeeper(origin, on: disk)
                try DistrictLog.follow(district.store, file: file, heads: heads)
                try district.enrol(try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3)))
                disk.arm(.failed, atCall: call)
                failures = 0
                do throws(StoreFault) { try DistrictLog.follow(district.store, file: file, heads: heads) } catch { failures = 1 }
                if call % 2 == 0 { try district.enrol(try #require(SampleDevice("ha-dong/duong-noi/may-2", seed: 4))) }
                // When the next work follows and then the power is lost
                disk.restart()
                try DistrictLog.follow(district.store, file: file, heads: heads)
                disk.cutPower()
                // Then all of it is there, with its receipt
                let size = try #require(heads.head(of: origin)).size
                #expect(try file.size == size, "seed \(seed), call \(call)")
                let note = try #require(try file.receipt.flatMap { SignedNote(reading: $0) })
                #expect(Checkpoint(text: note.text)?.size == size, "seed \(seed), call \(call)")
                call += 1
            } while failures == 1
            #expect(call > 8, "every call of a following fails once")
        }
    }
}
