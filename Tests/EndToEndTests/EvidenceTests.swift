import Foundation
import LogFiles
import PlanProgress
import TestSupport
import Testing

/// The page Evidence.md, carried out word by word on what the built commands wrote.
@Suite(.serialized) struct `Evidence in the hands of a stranger` {
    private static let ward = "ha-dong/duong-noi/may-1"
    private static let own = "ha-dong/ha-dong/quan"

    /// A ward of four entries that the district confirmed, and a fifth that it has not seen.
    private func district() async throws -> (Hall, Desk) {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        for count in [1, 2] {
            try await desk.recordMeetings(count)
            let synced = try await desk.ward.run("sync")
            try #require(synced.status == 0, "\(synced.errors)")
        }
        return (hall, desk)
    }

    private func file(_ auditor: Auditor, _ path: String) -> URL { URL(filePath: "\(auditor.folder)/\(path)") }

    @Test func `holds for every log, with the keys of the paper`() async throws {
        let (hall, desk) = try await district()
        let auditor = try await Auditor(of: hall, pinnedBy: desk)
        let ward = try await auditor.check(Self.ward)
        #expect(ward.status == 0 && ward.errors == "", "\(ward.output)\(ward.errors)")
        #expect(ward.output.hasPrefix("TRUE: \(Self.ward): 4 entries, signed by the device, confirmed by ha-dong/receipts on 20"))
        #expect(ward.output.hasSuffix("; 4 of them stand\n"))
        let own = try await auditor.check(Self.own)
        #expect(own.output.hasPrefix("TRUE: \(Self.own): "), "\(own.output)\(own.errors)")
        // What the folder says of its district is what the ward pinned.
        let identity = try DistrictIdentity(reading: Data(contentsOf: file(auditor, "identity.json")))
        #expect([identity.receipts.description, identity.log.description] == [auditor.receipts, auditor.log])
        // And the files are the ward's own, byte for byte.
        for name in ["entries.log", "checkpoint"] {
            let held = try Data(contentsOf: URL(filePath: "\(desk.home)/logs/\(Self.ward)/\(name)"))
            #expect(try Data(contentsOf: file(auditor, "\(Self.ward)/\(name)")) == held)
        }
    }

    @Test func `tells how much of a revoked device's log stands`() async throws {
        let (hall, desk) = try await district()
        #expect(try await hall.district.run("device", "revoke", Self.ward, "--at-size", "3").status == 0)
        let ward = try await Auditor(of: hall, pinnedBy: desk).check(Self.ward)
        #expect(ward.status == 0 && ward.output.hasSuffix("; 3 of them stand\n"), "\(ward.output)\(ward.errors)")
    }

    @Test func `falls with one bit flipped anywhere in it`() async throws {
        let (hall, desk) = try await district()
        let auditor = try await Auditor(of: hall, pinnedBy: desk)
        let seed: UInt64 = 20_221_116
        var random = SeededRandom(seed: seed)
        for path in ["\(Self.ward)/entries.log", "\(Self.ward)/checkpoint", "\(Self.own)/entries.log", "\(Self.own)/checkpoint"] {
            let whole = try Data(contentsOf: file(auditor, path))
            for _ in 0..<8 {
                let (place, bit) = (Int.random(in: 0..<whole.count, using: &random), Int.random(in: 0..<8, using: &random))
                var spoiled = whole
                spoiled[place] ^= 1 << UInt8(bit)
                try spoiled.write(to: file(auditor, path))
                let ended = try await auditor.check(Self.ward)
                #expect(ended.status == 1, "seed \(seed): \(path), bit \(bit) of byte \(place): \(ended.output)")
                #expect(ended.errors.hasPrefix("FALSE: "), "seed \(seed): \(path), bit \(bit) of byte \(place): \(ended.errors)")
            }
            try whole.write(to: file(auditor, path))
        }
        #expect(try await auditor.check(Self.ward).status == 0)
    }

    @Test func `falls with an entry rewritten and every line's check made to fit`() async throws {
        let (hall, desk) = try await district()
        let auditor = try await Auditor(of: hall, pinnedBy: desk)
        try rewrite(auditor)
        #expect(
            try await auditor.check(Self.ward).errors
                == "FALSE: \(Self.ward): the first 4 entries have another root than the signed one\n")
    }

    @Test func `falls with the rewritten log signed anew, by a stranger or by its own device`() async throws {
        let (hall, desk) = try await district()
        let auditor = try await Auditor(of: hall, pinnedBy: desk)
        let scan = try rewrite(auditor)
        let origin = try #require(Origin(Self.ward))
        let old = try #require(SignedNote(reading: Data(contentsOf: file(auditor, "\(Self.ward)/checkpoint"))))
        let forged = LogImage(origin: origin, scan: scan).checkpoint(at: 4).note
        let key = try String(contentsOfFile: "\(desk.home)/logs/\(Self.ward)/key", encoding: .utf8)
        let seed = try #require(Hex.bytes(key.dropLast()))
        let stranger = try #require(SignerKey(name: Self.ward, seed: Array(repeating: 3, count: 32)))
        let device = try #require(SignerKey(name: Self.ward, seed: seed))
        for (signer, words) in [
            (stranger, "FALSE: no signature of \(Self.ward)\n"), (device, "FALSE: \(Self.ward): the district's signature is false\n"),
        ] {
            var note = signer.signing(forged)
            note.signatures += old.signatures.filter { $0.name != Self.ward }
            try Data(note.bytes).write(to: file(auditor, "\(Self.ward)/checkpoint"))
            #expect(try await auditor.check(Self.ward).errors == words)
        }
    }

    @Test func `falls with the keys of another district, or for a device that was never enrolled`() async throws {
        let (hall, desk) = try await district()
        var auditor = try await Auditor(of: hall, pinnedBy: desk)
        let stranger = "ha-dong/duong-noi/may-2"
        try FileManager.default.copyItem(at: file(auditor, Self.ward), to: file(auditor, stranger))
        #expect(try await auditor.check(stranger).errors == "FALSE: \(stranger): the district never enrolled this device\n")
        // Keys of the same names that somebody else drew.
        let receipts = try #require(SignerKey(name: "ha-dong/receipts", seed: Array(repeating: 1, count: 32)))
        auditor.receipts = receipts.verifier(.cosignature).description
        #expect(try await auditor.check(Self.ward).errors == "FALSE: no signature of ha-dong/receipts\n")
    }

    @Test func `holds as tiles too, by another program, and falls with one bit flipped`() async throws {
        let (hall, desk) = try await district()
        let auditor = try await Auditor(of: hall, pinnedBy: desk, exporting: "tiles")
        let whole = try await auditor.checkTiles(Self.ward)
        #expect(whole.output == "TRUE: \(Self.ward): 4 entries and their tiles have the signed root\n", "\(whole.errors)")
        for path in ["tile/0/000.p/4", "tile/entries/000.p/4"] {
            let file = file(auditor, "\(Self.ward)/\(path)")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: file)
            let ended = try await auditor.checkTiles(Self.ward)
            #expect(ended.status == 1 && ended.errors.hasPrefix("FALSE: entry "), "\(path): \(ended.errors)")
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: file)
        }
    }

    @Test func `holds as tiles at seventy thousand entries, read by the page's program`() async throws {
        let scratch = try ScratchFolder()
        let district = try SampleDistrict(on: MemoryDistrictStore())
        let signer = try #require(SignerKey(name: Self.ward, seed: Array(repeating: 9, count: 32)))
        let (origin, keys) = (try #require(Origin(Self.ward)), district.keys)
        let log = try district.store.write { tables throws(StoreFault) in
            var log = try tables.addLog(origin, key: signer.verifier(.log))
            let entries = (0..<70_000).map { Array("entry \($0)".utf8) }
            try tables.append(entries.map { $0[...] }, to: log.number, at: 0)
            for entry in entries { log.range.append(leaf: MerkleTree.leaf(entry)) }
            try tables.update(log)
            let note = keys.receipts.cosigning(signer.signing(log.checkpoint.note), time: 1_664_000_000)
            try tables.addReceipt(StoredReceipt(size: log.size, time: 1_664_000_000, bytes: note.bytes), of: log.number)
            return log
        }
        let disk = PosixDisk(home: scratch.file("export"), guards: scratch.file("export"))
        #expect(try LogExport(from: district.store, to: disk).writeTiles(of: log) == 70_000)
        let ended = try await Auditor(in: scratch, folder: scratch.file("export")).checkTiles(Self.ward)
        #expect(ended.output == "TRUE: \(Self.ward): 70000 entries and their tiles have the signed root\n", "\(ended.errors)")
    }

    /// Puts another day into the last entry and makes every CRC fit.
    @discardableResult private func rewrite(_ auditor: Auditor) throws -> LogScan {
        let path = file(auditor, "\(Self.ward)/entries.log")
        let scan = LogScan(Array(try Data(contentsOf: path)))
        try #require(scan.size == 4)
        var forged = LogScan([])
        for index in 0..<scan.size {
            let entry = String(decoding: scan.entry(index), as: UTF8.self)
            forged.append(Array((index == 3 ? entry.replacing("2022-08-12", with: "2022-08-13") : entry).utf8))
        }
        try #require(forged.bytes != scan.bytes)
        try Data(forged.bytes).write(to: path)
        return forged
    }
}
