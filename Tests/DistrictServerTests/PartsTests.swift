import CZlib
import Glibc
import PlanProgress
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `Inflating a body` {
    @Test func `gives back what was compressed`() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }
        #expect(try Gunzip.inflate(Gzip.deflated(bytes), limit: 300_000) == bytes)
        #expect(try Gunzip.inflate(Gzip.deflated([]), limit: 10) == [])
    }

    @Test func `stops a bomb at the limit`() {
        let bomb = Gzip.deflated([UInt8](repeating: 0, count: 50_000_000))
        #expect(bomb.count < 60_000)
        #expect(throws: Gunzip.Fault.tooLarge) { try Gunzip.inflate(bomb, limit: 4 << 20) }
    }

    @Test func `refuses a body cut at any byte, and one with more behind it`() {
        let whole = Gzip.deflated(Array("wardlog/1 push".utf8))
        for count in 0..<whole.count { #expect(throws: Gunzip.Fault.damaged) { try Gunzip.inflate(Array(whole[..<count]), limit: 1000) } }
        #expect(throws: Gunzip.Fault.damaged) { try Gunzip.inflate(whole + [0], limit: 1000) }
        #expect(throws: Gunzip.Fault.damaged) { try Gunzip.inflate(Array("<html>".utf8), limit: 1000) }
    }
}

/// Compresses, for tests: a district never sends gzip.
enum Gzip {
    static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard czlib_deflate_init_gzip(&stream, 9) == Z_OK else { return [] }
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        var input = bytes
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                guard deflate(&stream, Z_FINISH) == Z_STREAM_END else { return 0 }
                return output.count - Int(stream.avail_out)
            }
        }
        return Array(output[..<count])
    }
}

@Suite struct `Wrong codes` {
    @Test func `are five a minute and address, then wait`() {
        let codes = CodeGuard()
        for _ in 0..<5 {
            #expect(codes.wait(for: "10.0.0.7", now: 1_000_000) == nil)
            codes.noteRefusal(from: "10.0.0.7", now: 1_000_000)
        }
        #expect(codes.wait(for: "10.0.0.7", now: 1_000_000) == 60)
        #expect(codes.wait(for: "10.0.0.7", now: 1_059_999) == 1)
        #expect(codes.wait(for: "10.0.0.8", now: 1_000_000) == nil)
        #expect(codes.wait(for: "10.0.0.7", now: 1_060_000) == nil)
    }
}

@Suite struct `The file of heads` {
    private func head(_ name: String, _ size: Int64) throws -> Checkpoint {
        Checkpoint(origin: try #require(Origin(name)), size: size, root: Digest(of: Array("\(name) \(size)".utf8)))
    }

    @Test func `keeps the last head of each log over a restart`() throws {
        let folder = try ScratchFolder()
        let file = try HeadsFile.create(folder.file("heads"))
        let (first, second) = (try head("a/b/c", 1), try head("a/b/c", 9))
        try file.move(from: nil, to: first)
        try file.move(from: first, to: second)
        try file.move(from: nil, to: try head("a/b/d", 4))
        #expect(try #require(try HeadsFile.open(folder.file("heads"))).all() == [second, try head("a/b/d", 4)])
    }

    @Test func `compares before it sets`() throws {
        let folder = try ScratchFolder()
        let file = try HeadsFile.create(folder.file("heads"))
        try file.move(from: nil, to: try head("a/b/c", 5))
        #expect(throws: StoreFault.self) { try file.move(from: nil, to: try head("a/b/c", 6)) }
        #expect(throws: StoreFault.self) { try file.move(from: try head("a/b/c", 4), to: try head("a/b/c", 6)) }
        #expect(file.all() == [try head("a/b/c", 5)])
    }

    @Test func `never goes back, and has one root a size`() throws {
        let folder = try ScratchFolder()
        let file = try HeadsFile.create(folder.file("heads"))
        let held = try head("a/b/c", 5)
        try file.move(from: nil, to: held)
        #expect(throws: StoreFault.damaged("log a/b/c: 4 entries are held, 5 were cosigned")) {
            try file.move(from: held, to: try head("a/b/c", 4))
        }
        let twin = Checkpoint(origin: held.origin, size: 5, root: Digest(of: [1]))
        #expect(throws: StoreFault.self) { try file.move(from: held, to: twin) }
        #expect(try HeadsFile.open(folder.file("heads"))?.all() == [held])
    }

    @Test func `is read while a move waits for the disk`() throws {
        let folder = try ScratchFolder()
        try HeadsFile.create(folder.file("heads")).move(from: nil, to: try head("a/b/c", 1))
        let whole = try #require(try POSIX.contents(of: folder.file("heads")))
        let crc = try #require(LogLine.recordedCRC(whole[...]))
        let (old, new) = (try head("a/b/c", 1), try head("a/b/c", 2))
        let seen = Mutex<[Checkpoint?]>([])
        let opened = Mutex<HeadsFile?>(nil)
        let file = try HeadsFile(path: folder.file("heads"), heads: [old.origin: old], crc: crc, byteCount: 0) { _ in
            let file = opened.withLock { $0 }
            seen.withLock { $0.append(file?.head(of: old.origin)) }
            return 0
        }
        opened.withLock { $0 = file }
        try file.move(from: old, to: new)
        #expect(seen.withLock { $0 } == [old], "what is not on the disk yet is nobody's head")
        #expect(file.head(of: old.origin) == new)
        opened.withLock { $0 = nil }
    }

    @Test func `that is missing is told from one that is empty`() throws {
        let folder = try ScratchFolder()
        #expect(try HeadsFile.open(folder.file("heads")) == nil)
        _ = try HeadsFile.create(folder.file("heads"))
        #expect(try #require(try HeadsFile.open(folder.file("heads"))).all() == [])
        #expect(throws: StoreFault.self) { try HeadsFile.create(folder.file("heads")) }
    }

    @Test func `cut at any byte gives heads that were there, and no other`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("heads")
        let file = try HeadsFile.create(path)
        var heads: [Checkpoint] = []
        for size in 1...6 as ClosedRange<Int64> {
            let next = try head("a/b/c", size)
            try file.move(from: heads.last, to: next)
            heads.append(next)
        }
        let whole = try #require(try POSIX.contents(of: path))
        var seen: Set<Int64> = []
        for count in 0...whole.count {
            try POSIX.replace(path, with: Array(whole[..<count]))
            let read = try #require(try HeadsFile.open(path)).all()
            #expect(read.count <= 1 && read.allSatisfy { heads.contains($0) }, "cut at \(count)")
            seen.insert(read.first?.size ?? 0)
        }
        #expect(seen == [0, 1, 2, 3, 4, 5, 6])
    }

    @Test func `with a flipped bit is refused; only a missing last LF looks like a cut`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("heads")
        let file = try HeadsFile.create(path)
        let (first, second) = (try head("a/b/c", 1), try head("a/b/c", 2))
        try file.move(from: nil, to: first)
        try file.move(from: first, to: second)
        let whole = try #require(try POSIX.contents(of: path))
        for position in 0..<(whole.count - 1) {
            var bytes = whole
            bytes[position] ^= 1
            try POSIX.replace(path, with: bytes)
            #expect(throws: StoreFault.self, "byte \(position)") { try HeadsFile.open(path) }
        }
    }

    @Test func `with a block of zeros before a later line is refused, not cut there`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("heads")
        let file = try HeadsFile.create(path)
        for name in ["a/b/c", "a/b/d", "a/b/e"] { try file.move(from: nil, to: try head(name, 1)) }
        var bytes = try #require(try POSIX.contents(of: path))
        let second = try #require(bytes.firstIndex(of: 10)) + 1
        for length in [1, 20, 90] {
            bytes.replaceSubrange(second..<(second + length), with: repeatElement(0, count: length))
            try POSIX.replace(path, with: bytes)
            #expect(throws: StoreFault.self, "\(length) zeros") { try HeadsFile.open(path) }
        }
    }

    @Test func `goes on after a failed sync with what was answered for, and with no restart`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("heads")
        _ = try HeadsFile.create(path)
        let failing = Mutex(0)
        let file = try HeadsFile(path: path, heads: [:], crc: 0, byteCount: 0) { descriptor in
            let fails = failing.withLock { count in
                count -= 1
                return count == 0
            }
            errno = EIO
            return fails ? -1 : fdatasync(descriptor)
        }
        let (first, second) = (try head("a/b/c", 1), try head("a/b/c", 2))
        try file.move(from: nil, to: first)
        failing.withLock { $0 = 1 }
        #expect(throws: StoreFault.self) { try file.move(from: first, to: second) }
        #expect(file.all() == [first])
        try file.move(from: first, to: second)
        try file.move(from: nil, to: try head("a/b/d", 7))
        #expect(try #require(try HeadsFile.open(path)).all() == [second, try head("a/b/d", 7)])
    }

    @Test func `made anew keeps the former one beside it, and is never away`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("heads")
        try HeadsFile.create(path).move(from: nil, to: try head("a/b/c", 1))
        let former = try #require(try POSIX.contents(of: path))
        for _ in 0..<2 {
            let made = try HeadsFile.rebuild(path, with: [try head("a/b/d", 2)], former: folder.file("heads.before"))
            #expect(made.all() == [try head("a/b/d", 2)])
            #expect(try POSIX.contents(of: folder.file("heads.before")) == former)
        }
    }

    @Test func `with zeros behind its last line is cut there`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("heads")
        try HeadsFile.create(path).move(from: nil, to: try head("a/b/c", 1))
        let whole = try #require(try POSIX.contents(of: path))
        try POSIX.replace(path, with: whole + [UInt8](repeating: 0, count: 40))
        #expect(try #require(try HeadsFile.open(path)).all() == [try head("a/b/c", 1)])
    }

    @Test func `is written anew when it has grown`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("heads")
        let file = try HeadsFile.create(path)
        var last: Checkpoint?
        for size in 1...200 as ClosedRange<Int64> {
            let next = try head("a/b/c", size)
            try file.move(from: last, to: next)
            last = next
        }
        #expect(try #require(try HeadsFile.open(path)).all() == [try head("a/b/c", 200)])
        #expect(try #require(try POSIX.contents(of: path)).count < 200)
    }
}
