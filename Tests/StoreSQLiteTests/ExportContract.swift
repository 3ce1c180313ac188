import PlanProgress
import Synchronization
import TestSupport
import Testing

/// What `district export` writes, from every engine.
@Suite struct `Logs written out of any engine` {
    private let origin = SampleDistrict.origin
    private var folder: DiskPath { DiskPath(origin.description) }

    /// A log of entries that nobody need understand, of which the newest receipt covers the first so many.
    private func fill(_ district: SampleDistrict, _ entries: [[UInt8]], covered: Int) throws -> LogRecord {
        let signer = try #require(SignerKey(name: origin.description, seed: Array(repeating: 9, count: 32)))
        let (origin, keys) = (origin, district.keys)
        return try district.store.write { tables throws(StoreFault) in
            let held = try tables.log(origin)
            var log: LogRecord
            if let held { log = held } else { log = try tables.addLog(origin, key: signer.verifier(.log)) }
            for end in [covered, entries.count] where Int64(end) > log.size {
                let new = entries[Int(log.size)..<end]
                try tables.append(new.map { $0[...] }, to: log.number, at: log.size)
                for entry in new { log.range.append(leaf: MerkleTree.leaf(entry)) }
                try tables.update(log)
                guard end == covered else { continue }
                let note = keys.receipts.cosigning(signer.signing(log.checkpoint.note), time: SampleDistrict.now / 1000)
                try tables.addReceipt(
                    StoredReceipt(size: log.size, time: SampleDistrict.now / 1000, bytes: note.bytes), of: log.number)
            }
            return log
        }
    }

    private func entries(_ count: Int) -> [[UInt8]] { (0..<count).map { Array("entry \($0)".utf8) } }

    @Test(arguments: Engine.allCases, [255, 256, 257, 70_000])
    func `as tiles are the naive one's files, as far as the receipt reaches`(_ engine: Engine, size: Int) throws {
        // Given a log that is seven entries longer than its receipt
        let fresh = try FreshStore(engine)
        let district = try SampleDistrict(on: fresh.store)
        let entries = entries(size + 7)
        let log = try fill(district, entries, covered: size)
        // When it is written
        let disk = WatchedDisk()
        #expect(try LogExport(from: fresh.store, to: disk).writeTiles(of: log) == Int64(size))
        // Then there is each file and no other, and a monitor's root is the signed one
        let covered = Array(entries[..<size])
        var expected = NaiveTiles.files(entries: covered, leaves: covered.map { MerkleTree.leaf($0) })
        let checkpoint = try #require(try disk.inner.read(folder.appending("checkpoint")))
        expected["checkpoint"] = checkpoint
        #expect(disk.inner.paths.map(\.path) == expected.keys.map { "\(folder.path)/\($0)" }.sorted())
        for (path, bytes) in expected { #expect(try disk.inner.read(folder.appending(path)) == bytes, "\(path)") }
        let leaves = try #require(try NaiveTiles.leaves(size: size) { try disk.inner.read(folder.appending($0)) })
        let note = try #require(SignedNote(reading: checkpoint))
        #expect(Checkpoint(text: note.text) == Checkpoint(origin: origin, size: Int64(size), root: NaiveTiles.root(of: leaves[...])))
        #expect(district.identity.receipts.cosignedAt(note) != nil && log.key.verifies(note))
    }

    @Test(arguments: Engine.allCases) func `are the files that a ward holds, and no page of them is more than 256 entries`(
        _ engine: Engine
    ) throws {
        let fresh = try FreshStore(engine)
        let district = try SampleDistrict(on: fresh.store)
        let entries = entries(1000)
        let log = try fill(district, entries, covered: 700)
        let disk = WatchedDisk()
        let export = LogExport(from: fresh.store, to: disk)
        try export.write(district.identity)
        try export.writeLog(log)
        let scan = LogScan(try #require(try disk.inner.read(folder.appending("entries.log"))))
        #expect(scan.isWhole && (0..<scan.size).map { Array(scan.entry($0)) } == entries)
        #expect(try disk.inner.read(DiskPath("identity.json")) == district.identity.json.canonicalBytes + [10])
        _ = try export.writeTiles(of: log)
        // 256 lines of "entry 999", its length or its CRC: what is written at once does not grow with the log.
        #expect(disk.largestWrite <= 256 * 32)
    }

    @Test func `without a receipt are no tiles`() throws {
        let fresh = try FreshStore(.memory)
        let log = try fill(try SampleDistrict(on: fresh.store), entries(3), covered: 0)
        let disk = WatchedDisk()
        #expect(try LogExport(from: fresh.store, to: disk).writeTiles(of: log) == nil)
        #expect(disk.inner.paths == [])
    }

    @Test func `never take the place of a longer log, or of another district's`() throws {
        let (fresh, old) = (try FreshStore(.memory), try FreshStore(.memory))
        let (district, restored) = (try SampleDistrict(on: fresh.store), try SampleDistrict(on: old.store))
        let (log, less) = (try fill(district, entries(9), covered: 9), try fill(restored, entries(5), covered: 5))
        let disk = WatchedDisk()
        try LogExport(from: fresh.store, to: disk).write(district.identity)
        try LogExport(from: fresh.store, to: disk).writeLog(log)
        let before = try disk.inner.read(folder.appending("entries.log"))
        let export = LogExport(from: old.store, to: disk)
        let fault = ExportFault.longer(origin, there: 9, held: 5)
        #expect(throws: fault) { try export.writeLog(less) }
        #expect(throws: fault) { _ = try export.writeTiles(of: less) }
        #expect(try disk.inner.read(folder.appending("entries.log")) == before)
        #expect(fault.description.contains("a receipt for 9 entries, the district has one for 5"))
        let other = try #require(MemoryDistrict(id: "ba-dinh")).identity
        #expect(throws: ExportFault.otherDistrict("ha-dong/ha-dong/quan")) { try export.write(other) }
    }

    @Test func `whose entries are not the signed ones get no checkpoint`() throws {
        let fresh = try FreshStore(.memory)
        let district = try SampleDistrict(on: fresh.store)
        var log = try fill(district, entries(4), covered: 0)
        let signer = try #require(SignerKey(name: origin.description, seed: Array(repeating: 9, count: 32)))
        let forged = Checkpoint(origin: origin, size: 4, root: Digest(of: [1]))
        let note = district.keys.receipts.cosigning(signer.signing(forged.note), time: 1)
        log = try fresh.store.write { [log] tables throws(StoreFault) in
            try tables.addReceipt(StoredReceipt(size: 4, time: 1, bytes: note.bytes), of: log.number)
            return log
        }
        let disk = WatchedDisk()
        let fault = ExportFault.unsound(origin, size: 4)
        #expect(throws: fault) { _ = try LogExport(from: fresh.store, to: disk).writeTiles(of: log) }
        #expect(try disk.inner.read(folder.appending("checkpoint")) == nil)
        #expect(fault.description.contains("its checkpoint was not written"))
    }

    /// Each call in turn is the last of its process: what a checkpoint speaks of is there, and the next run completes it.
    @Test func `may be cut at any call, and begun anew`() throws {
        let fresh = try FreshStore(.memory)
        let district = try SampleDistrict(on: fresh.store)
        let (first, disk) = (try fill(district, entries(257), covered: 257), MemoryDisk())
        _ = try LogExport(from: fresh.store, to: disk).writeTiles(of: first)
        try LogExport(from: fresh.store, to: disk).writeLog(first)
        let log = try fill(district, entries(520), covered: 520)
        var call = 0
        var isDone = false
        while !isDone {
            call += 1
            let copy = disk.copy(seed: UInt64(call))
            copy.arm(.killed, atCall: call)
            let export = LogExport(from: fresh.store, to: copy)
            do {
                _ = try export.writeTiles(of: log)
                try export.writeLog(log)
                isDone = true
                copy.restart()
            } catch { copy.cutPower() }
            let note = try #require(try copy.read(folder.appending("checkpoint")).flatMap { SignedNote(reading: $0) })
            let checkpoint = try #require(Checkpoint(text: note.text))
            let leaves = try #require(try NaiveTiles.leaves(size: Int(checkpoint.size)) { try copy.read(folder.appending($0)) })
            #expect(NaiveTiles.root(of: leaves[...]) == checkpoint.root, "cut at call \(call)")
            let lines = LogScan(try #require(try copy.read(folder.appending("entries.log"))))
            #expect(lines.isWhole && lines.size >= 257, "cut at call \(call)")
            #expect(try export.writeTiles(of: log) == 520)
            try export.writeLog(log)
        }
        #expect(call > 20)
    }
}

/// A disk in memory that remembers the largest piece it was given to write.
private final class WatchedDisk: LogDisk {
    let inner = MemoryDisk()
    private let largest = Mutex(0)

    var largestWrite: Int { largest.withLock { $0 } }

    private func note(_ bytes: [UInt8]) { largest.withLock { $0 = max($0, bytes.count) } }

    func append(_ bytes: [UInt8], to path: DiskPath) throws(DiskFault) {
        note(bytes)
        try inner.append(bytes, to: path)
    }
    func create(_ path: DiskPath, _ bytes: [UInt8]) throws(DiskFault) {
        note(bytes)
        try inner.create(path, bytes)
    }
    func read(_ path: DiskPath) throws(DiskFault) -> [UInt8]? { try inner.read(path) }
    func readEnd(_ path: DiskPath, count: Int) throws(DiskFault) -> [UInt8]? { try inner.readEnd(path, count: count) }
    func byteCount(_ path: DiskPath) throws(DiskFault) -> Int? { try inner.byteCount(path) }
    func synchronize(_ path: DiskPath) throws(DiskFault) { try inner.synchronize(path) }
    func synchronizeFolder(_ path: DiskPath) throws(DiskFault) { try inner.synchronizeFolder(path) }
    func rename(_ old: DiskPath, to new: DiskPath) throws(DiskFault) { try inner.rename(old, to: new) }
    func truncate(_ path: DiskPath, to byteCount: Int) throws(DiskFault) { try inner.truncate(path, to: byteCount) }
    func overwrite(_ path: DiskPath) throws(DiskFault) { try inner.overwrite(path) }
    func remove(_ path: DiskPath) throws(DiskFault) { try inner.remove(path) }
    func list(_ folder: DiskPath) throws(DiskFault) -> [String] { try inner.list(folder) }
    func makeFolder(_ path: DiskPath) throws(DiskFault) { try inner.makeFolder(path) }
    func lock(_ path: DiskPath, wait: Bool) throws(DiskFault) { try inner.lock(path, wait: wait) }
    func unlock(_ path: DiskPath) { inner.unlock(path) }
}
