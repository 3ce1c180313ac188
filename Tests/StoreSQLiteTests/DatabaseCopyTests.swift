import Foundation
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@Suite struct `A copy of the district's database` {
    @Test func `is of one moment while the writer goes on, and passes SQLite's check`() throws {
        let folder = try ScratchFolder()
        let writing = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        let district = try SampleDistrict(on: writing)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 30))
        try district.enrol(device)
        _ = try district.take(device.push(to: 10))
        try DatabaseCopy.make(of: folder.file("district.sqlite"), at: folder.file("copy.sqlite"))
        _ = try district.take(device.push(from: 10))
        try DatabaseCopy.check(folder.file("copy.sqlite"))
        let copy = try DistrictDatabase.openForReading(folder.file("copy.sqlite"))
        #expect(try copy.read { tables throws(StoreFault) in try tables.log(device.origin)?.size } == 10)
        #expect(try writing.read { tables throws(StoreFault) in try tables.log(device.origin)?.size } == 31)
    }

    @Test func `takes the place of no file that is there`() throws {
        let folder = try ScratchFolder()
        _ = try SampleDistrict(on: try DistrictDatabase.openForWriting(folder.file("district.sqlite")))
        let there = try folder.write("somebody's", to: "copy.sqlite")
        #expect(throws: StoreFault.self) { try DatabaseCopy.make(of: folder.file("district.sqlite"), at: there) }
        #expect(try String(contentsOfFile: there, encoding: .utf8) == "somebody's")
    }

    @Test func `with a page overwritten does not pass`() throws {
        let folder = try ScratchFolder()
        let database = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        _ = try SampleDistrict(on: database)
        try DatabaseCopy.make(of: folder.file("district.sqlite"), at: folder.file("copy.sqlite"))
        let url = URL(filePath: folder.file("copy.sqlite"))
        var bytes = try Data(contentsOf: url)
        bytes.replaceSubrange(8192..<8300, with: Data(repeating: 0x5A, count: 108))
        try bytes.write(to: url)
        #expect(throws: StoreFault.self) { try DatabaseCopy.check(folder.file("copy.sqlite")) }
    }

    @Test func `closed and settled is one file that may be renamed`() throws {
        let folder = try ScratchFolder()
        let database = try DistrictDatabase.openForWriting(folder.file("district.sqlite"))
        let district = try SampleDistrict(on: database)
        try database.close()
        try DatabaseCopy.settle(folder.file("district.sqlite"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["district.sqlite"])
        let again = try DistrictDatabase.openForReading(folder.file("district.sqlite"))
        #expect(try again.read { tables throws(StoreFault) in try tables.identity() } == district.identity)
    }
}

@Suite struct `A database that was restored` {
    @Test(arguments: Engine.allCases)
    func `forgets codes and tokens, and knows which attachments its entries name`(_ engine: Engine) throws {
        let fresh = try FreshStore(engine)
        let district = try SampleDistrict(on: fresh.store)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3))
        try district.enrol(device)
        let (code, token) = (Digest(of: [1]), Digest(of: [2]))
        try fresh.store.write { tables throws(StoreFault) in
            try tables.addInvitation(Invitation(secret: code, unit: "duong-noi", expires: .max))
            try tables.addToken(AccessToken(digest: token, origin: device.origin, issued: 0))
            for (id, unit) in [("b", "duong-noi"), ("a", "duong-noi"), ("c", "phu-la")] {
                try tables.addAttachmentName(id, unit: unit, byteCount: 1)
            }
        }
        try fresh.store.write { tables throws(StoreFault) in
            try tables.forgetInvitations()
            for log in try tables.logs(ofUnit: nil) { try tables.setScope(nil, ofTokensOf: log.origin) }
        }
        try fresh.store.read { tables throws(StoreFault) in
            #expect(try tables.invitation(secret: code) == nil)
            #expect(try tables.token(digest: token) == nil)
            #expect(try tables.attachmentIDs(ofUnit: "duong-noi", after: "", limit: 9) == ["a", "b"])
        }
    }
}
