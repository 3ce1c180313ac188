import GRDB
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@Suite struct `The district's database` {
    @Test func `is written with synchronous = FULL, read back after opening`() throws {
        let folder = try ScratchFolder()
        let database = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        #expect(try database.synchronous() == 2)
        _ = try SampleDistrict(on: database)
        #expect(try database.synchronous() == 2, "still after writing")
    }

    @Test func `is there with all that was acknowledged when it is opened again`() throws {
        let folder = try ScratchFolder()
        let first = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        let district = try SampleDistrict(on: first)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 30))
        try district.enrol(device)
        let outcome = try district.take(device.push())
        try first.close()
        let again = try DistrictDatabase.openForReading(folder.file("district.sqlite"))
        let receipt = try again.read { tables throws(StoreFault) in
            try tables.newestReceipt(of: try tables.log(device.origin)?.number ?? -1)
        }
        guard case .held(let expected, _) = outcome else {
            Issue.record("not held")
            return
        }
        #expect(receipt == expected)
    }

    @Test func `opened for reading refuses to write`() throws {
        let folder = try ScratchFolder()
        _ = try SampleDistrict(on: try DistrictDatabase.openForWriting(folder.file("district.sqlite")))
        let reading = try DistrictDatabase.openForReading(folder.file("district.sqlite"))
        #expect(throws: StoreFault.busy("it was opened for reading")) {
            try reading.write { tables throws(StoreFault) in try tables.setScope(nil, ofTokensOf: SampleDistrict.origin) }
        }
    }

    @Test func `is read beside the connection that writes it, at one moment`() throws {
        let folder = try ScratchFolder()
        let writing = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        let district = try SampleDistrict(on: writing)
        let reading = try DistrictDatabase.openForReading(folder.file("district.sqlite"))
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 3))
        let sizes = try reading.read { tables throws(StoreFault) in
            let before = try tables.logs(ofUnit: nil).count
            do { try district.enrol(device) } catch { throw .damaged("\(error)") }
            return [before, try tables.logs(ofUnit: nil).count]
        }
        #expect(sizes == [1, 1])
        #expect(try reading.read { tables throws(StoreFault) in try tables.logs(ofUnit: nil).count } == 2)
    }

    @Test func `that another program made is refused with a sentence`() throws {
        let folder = try ScratchFolder()
        let path = try folder.write("this is no database, and long enough to be read as a page of one", to: "district.sqlite")
        let fault = #expect(throws: StoreFault.self) { try DistrictDatabase.openForWriting(path) }
        #expect(try #require(fault).description.hasPrefix("the district's database is damaged"))
    }

    @Test func `of a newer version is refused`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("district.sqlite")
        try DistrictDatabase.openForWriting(path).close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations(identifier) VALUES ('99')") }
        try queue.close()
        #expect(throws: StoreFault.damaged("it was written by a newer version of this program")) {
            try DistrictDatabase.openForWriting(path)
        }
    }

    @Test func `has one writer: a second process is told to wait`() throws {
        let folder = try ScratchFolder()
        let first = try WriterLock(home: folder.path)
        #expect(throws: StoreFault.busy(folder.file("writer.lock"))) { try WriterLock(home: folder.path) }
        withExtendedLifetime(first) {}
    }

    @Test func `frees its lock with the value that holds it`() throws {
        let folder = try ScratchFolder()
        do { withExtendedLifetime(try WriterLock(home: folder.path)) {} }
        _ = try WriterLock(home: folder.path)
    }
}

@Suite struct `Attachments of a district` {
    @Test func `are kept by id, in a database of their own that overwrites what it deletes`() throws {
        let folder = try ScratchFolder()
        let store = try AttachmentDatabase.openForWriting(folder.file("attachments.sqlite"))
        try store.put([("a", [1, 2, 3]), ("b", [])])
        try store.put([("a", [9])])
        #expect(try store.attachment("a") == [1, 2, 3])
        #expect(try store.attachment("b") == [])
        #expect(try store.attachment("c") == nil)
        #expect(try store.isErased("a") == false)
    }
}
