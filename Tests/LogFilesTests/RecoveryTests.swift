import LogFiles
import PlanProgress
import Synchronization
import TestSupport
import Testing

/// Fifty events as a ward's log holds them.
private let sample: LogScan = {
    var scan = LogScan([])
    for number in 0..<50 { scan.append(SampleEvents.progress(number).bytes) }
    return scan
}()

@Suite struct `A log of fifty events` {
    @Test func `cut at any byte is a prefix of what was written`() {
        for cut in 0...sample.bytes.count {
            let scan = LogScan(Array(sample.bytes[..<cut]))
            #expect(scan.lines(from: 0, to: scan.size) == sample.lines(from: 0, to: scan.size), "cut at \(cut)")
            let expected: LogCondition = scan.isWhole ? .whole : .tornTail
            #expect(LogCondition(of: scan, receiptSize: 0, guardSize: 0) == expected, "cut at \(cut)")
        }
    }

    @Test func `cut at any byte and filled with zeros is a torn tail`() {
        for cut in stride(from: 0, to: sample.bytes.count, by: 7) {
            let scan = LogScan(sample.bytes[..<cut] + [UInt8](repeating: 0, count: 64))
            #expect(LogCondition(of: scan, receiptSize: 0, guardSize: 0) == .tornTail, "cut at \(cut)")
        }
    }

    @Test func `with any byte flipped never shows another event`() {
        let written = Set(sample.entries)
        for position in sample.bytes.indices {
            var bytes = sample.bytes
            bytes[position] ^= 1 << UInt8(position % 8)
            let scan = LogScan(bytes)
            let size = Int(scan.size)
            #expect(size < 50, "byte \(position)")
            #expect(scan.lines(from: 0, to: scan.size) == sample.lines(from: 0, to: scan.size), "byte \(position)")
            let rest = LogRest(of: scan)
            let (saved, lost) = rest.salvage(from: bytes)
            #expect(saved.allSatisfy { written.contains(Array($0)) }, "byte \(position)")
            // One bit spoils one line, or two where it joined them.
            #expect(size + saved.count >= 48 && lost.count <= 2, "byte \(position)")
            #expect(LogCondition(of: scan, receiptSize: 0, guardSize: 50) == .damageNotHeld, "byte \(position)")
            #expect(LogCondition(of: scan, receiptSize: 50, guardSize: 50) == .damageHeld(receiptSize: 50), "byte \(position)")
        }
    }

    @Test func `with a spoiled CRC loses nothing`() throws {
        let starts = [0] + sample.bytes.indices.filter { sample.bytes[$0] == 0x0A }.map { $0 + 1 }
        for line in 0..<49 {
            var bytes = sample.bytes
            bytes[starts[line] + 3] ^= 1
            let scan = LogScan(bytes)
            #expect(scan.size == Int64(line))
            let saved = LogRest(of: scan).salvage(from: bytes)
            #expect(scan.entries + saved.entries.map { Array($0) } == sample.entries)
            #expect(saved.lost.isEmpty)
        }
    }

    @Test func `whose lines were lost, repeated or swapped shows it`() {
        let lines = sample.bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
        var lost = lines
        lost.remove(at: 20)
        var repeated = lines
        repeated.insert(lines[20], at: 20)
        var swapped = lines
        swapped.swapAt(20, 21)
        for (spoiled, size) in [(lost, 20), (repeated, 21), (swapped, 20)] {
            let scan = LogScan(spoiled.flatMap { $0 })
            #expect(scan.size == Int64(size))
            #expect(LogCondition(of: scan, receiptSize: 0, guardSize: 0) == .damageNotHeld)
        }
    }

    /// A failed `fdatasync` left a hole, a later one acknowledged what stands behind it, then the power went.
    @Test(arguments: [0, 5, 40]) func `with a hole before an acknowledged line is damaged, not torn`(kept: Int) {
        var bytes = sample.bytes
        let hole = sample.entry(48).startIndex - 9..<sample.entry(48).endIndex + 1
        for index in hole.dropFirst(kept) { bytes[index] = 0 }
        let scan = LogScan(bytes)
        #expect(scan.size == 48)
        #expect(LogCondition(of: scan, receiptSize: 0, guardSize: 0) == .damageNotHeld)
        #expect(LogRest(of: scan).salvage(from: bytes).entries.map { Array($0) } == [Array(sample.entry(49))])
    }

    @Test func `is torn only where nobody remembers more`() {
        let cut = LogScan(Array(sample.bytes.dropLast(5)))
        #expect(LogCondition(of: cut, receiptSize: 49, guardSize: 49) == .tornTail)
        #expect(LogCondition(of: cut, receiptSize: 49, guardSize: 50) == .damageNotHeld)
        #expect(LogCondition(of: cut, receiptSize: 50, guardSize: 50) == .damageHeld(receiptSize: 50))
    }
}

@Suite struct `Opening a home again` {
    @Test func `cuts a torn tail, keeps its bytes and says nothing is missing`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 5, on: disk)
        let torn = Array("0123abcd {\"at\":16".utf8)
        disk.change(HomeLayout.entries(of: home.origin)) { $0 += torn }

        let log = try MemoryHome.open(disk).deviceLog()
        #expect(try log.permission() == .append)
        #expect(log.image.size == 6)
        let kept = try #require(disk.paths.first { $0.path.hasPrefix("quarantine/") })
        #expect(try disk.read(kept) == torn)
        #expect(try log.append(SampleEvents.progress(9)).index == 6)
    }

    /// The end that a power cut left and the line that came in its place may have one length.
    @Test func `cuts no line that another process wrote in the torn tail's place`() throws {
        let disk = MemoryDisk()
        let before = try MemoryHome.make(events: 5, on: disk).deviceLog().image.scan.bytes.count
        let rehearsal = disk.copy(seed: 3)
        _ = try MemoryHome.open(rehearsal).deviceLog().append(SampleEvents.progress(50))
        let lineLength = try (rehearsal.byteCount(HomeLayout.entries(of: MemoryHome.origin.orThrow())) ?? 0) - before
        disk.change(HomeLayout.entries(of: try MemoryHome.origin.orThrow())) { $0 += Array(repeating: 0, count: lineLength) }

        let waiter = try MemoryHome.open(disk, seed: 8).deviceLog()
        let other = Mutex<LogEntry?>(nil)
        disk.beforeNextLock {
            #expect(throws: Never.self) {
                let entry = try MemoryHome.open(disk, seed: 9).deviceLog().append(SampleEvents.progress(50))
                other.withLock { $0 = entry }
            }
        }
        let own = try waiter.append(SampleEvents.progress(51))
        let entries = try MemoryHome.open(disk).deviceLog().image.scan.entries
        #expect(try entries.suffix(2) == [#require(other.withLock { $0 }).bytes, own.bytes])
    }

    @Test func `whose log was damaged refuses to append and changes nothing`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 5, on: disk)
        disk.change(HomeLayout.entries(of: home.origin)) { $0[$0.count / 2] ^= 1 }
        let before = try disk.read(HomeLayout.entries(of: home.origin))

        let log = try MemoryHome.open(disk).deviceLog()
        #expect(throws: HomeFault.self) { try log.append(SampleEvents.progress(9)) }
        #expect(try disk.read(HomeLayout.entries(of: home.origin)) == before)
    }

    @Test func `finds what another process appended`() throws {
        let disk = MemoryDisk()
        let home = try MemoryHome.make(events: 1, on: disk)
        let first = try home.deviceLog()
        let second = try home.deviceLog()
        #expect(try first.append(SampleEvents.progress(7)).index == 2)
        #expect(try second.append(SampleEvents.progress(8)).index == 3)
        #expect(try first.append(SampleEvents.progress(9)).index == 4)
        #expect(LogScan(try #require(try disk.read(HomeLayout.entries(of: home.origin)))).size == 5)
    }
}
