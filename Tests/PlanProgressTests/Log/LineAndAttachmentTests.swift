import PlanProgress
import TestSupport
import Testing

@Suite struct `A line of a log` {
    /// Python: zlib.crc32(b'{"at":1663200000000}'), then zlib.crc32('{"by":"văn-phòng"}'.encode(), that).
    @Test func `carries zlib's CRC, seeded with the line's before`() {
        let first = LogLine.encode(Array("{\"at\":1663200000000}".utf8), after: 0)
        #expect(String(decoding: first.line, as: UTF8.self) == "b0eeeaa5 {\"at\":1663200000000}\n")
        let second = LogLine.encode(Array("{\"by\":\"văn-phòng\"}".utf8), after: first.crc)
        #expect(String(decoding: second.line, as: UTF8.self) == "b8bcc939 {\"by\":\"văn-phòng\"}\n")
        #expect(LogLine.recordedCRC(second.line) == second.crc)
        #expect(LogLine.crc([UInt8](), after: second.crc) == second.crc)
    }

    @Test func `of another form has no CRC`() {
        for text in ["", "b0eeeaa", "b0eeeaa5", "B0EEEAA5 {}", "b0eeeaa5{}", "b0eeeag5 {}", " b0eeeaa5 {}"] {
            #expect(LogLine.recordedCRC(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test(arguments: UInt64(1)...10)
    func `is found by a scan wherever its bytes fall`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var scan = LogScan([])
        let entries = (0..<60).map { _ in random.bytes(Int.random(in: 0...90, using: &random)).map { $0 == 0x0A ? 0x0B : $0 } }
        for entry in entries { scan.append(entry) }
        let again = LogScan(scan.bytes)
        #expect(again.isWhole && again.size == 60 && again.crc == scan.crc, "seed \(seed)")
        for (index, entry) in entries.enumerated() { #expect(Array(again.entry(Int64(index))) == entry, "seed \(seed)") }
        #expect(again.wireBytes(from: 10, to: 30) == entries[10..<30].flatMap { $0 + [0x0A] })
        #expect(again.byteCount(from: 10, to: 30) == again.wireBytes(from: 10, to: 30).count)
    }
}

@Suite struct `An attachment` {
    @Test func `is salt, length, name and content, known by its digest`() throws {
        let attachment = try #require(Attachment(salt: Array(0..<16), name: "ghi chú.txt", content: Array("đã họp".utf8)))
        // Python: base64url(sha256(bytes(range(16)) + bytes([12]) + name + content)), 39 bytes in all.
        #expect(attachment.id == "6qHD7Nl9j9XeIfc3w9YIL9XWR1kOxfLWX5kYtdGpCc8")
        #expect(attachment.bytes.count == 39 && attachment.reference(type: "text/plain", role: .note).byteCount == 39)
        #expect(Attachment(reading: attachment.bytes) == attachment)
        #expect(AttachmentReference.isID(attachment.id))
    }

    @Test func `of the same content is another with another salt`() {
        let ids = [Array(0..<16), Array(1..<17)].map { Attachment(salt: $0, name: "a", content: [1])?.id }
        #expect(ids[0] != ids[1])
    }

    @Test func `keeps its name in NFC and to 255 bytes, and itself to 20 MiB`() {
        #expect(Attachment(salt: Array(0..<16), name: "No\u{323}\u{302}i", content: [])?.name.utf8.count == "Nội".utf8.count)
        #expect(Attachment(salt: Array(0..<16), name: String(repeating: "a", count: 255), content: []) != nil)
        #expect(Attachment(salt: Array(0..<16), name: String(repeating: "a", count: 256), content: []) == nil)
        #expect(Attachment(salt: Array(0..<15), name: "a", content: []) == nil)
        let room = Limits.attachmentByteCount - 18
        #expect(Attachment(salt: Array(0..<16), name: "a", content: [UInt8](repeating: 0, count: room)) != nil)
        #expect(Attachment(salt: Array(0..<16), name: "a", content: [UInt8](repeating: 0, count: room + 1)) == nil)
    }

    @Test func `cut before its name ends is none`() throws {
        let bytes = try #require(Attachment(salt: Array(0..<16), name: "abc", content: [9])).bytes
        for count in 0..<20 { #expect(Attachment(reading: Array(bytes[..<count])) == nil) }
        #expect(Attachment(reading: Array(bytes[..<20]))?.content == [])
        var spoiled = bytes
        spoiled[17] = 0xFF
        #expect(Attachment(reading: spoiled) == nil)
    }
}

@Suite struct `The clock of an event` {
    private let now: Int64 = 1_663_200_000_000

    @Test func `is raised beyond what is known, by at most fifteen minutes`() {
        #expect(EventClock.at(now: now, newest: []) == now)
        #expect(EventClock.at(now: now, newest: [now - 1]) == now)
        #expect(EventClock.at(now: now, newest: [now]) == now + 1)
        #expect(EventClock.at(now: now, newest: [now + 899_999]) == now + 900_000)
        #expect(EventClock.at(now: now, newest: [now + 900_000]) == now)
        #expect(EventClock.at(now: now, newest: [now + 900_000, now + 5]) == now + 6)
    }

    @Test func `stays in its range whatever the machine says`() {
        #expect(EventClock.at(now: -5, newest: []) == 0)
        #expect(EventClock.at(now: .max, newest: [.max, Limits.largestAt]) == Limits.largestAt)
        #expect(EventClock.at(now: .min, newest: [.min]) == 0)
    }

    @Test func `of an entry is read from its first bytes, or from all of it`() {
        func at(_ text: String) -> Int64? { EventClock.at(of: Array(text.utf8)[...]) }
        #expect(at(#"{"at":12,"x":1}"#) == 12 && at(#"{"x":1,"at":12}"#) == 12 && at(#"{"at": 12}"#) == 12 && at(#"{"at":12}"#) == 12)
        #expect(at(#"{"at":281474976710655,"x":1}"#) == Limits.largestAt && at(#"{"at":281474976710656,"x":1}"#) == nil)
        #expect(at(#"{"at":1.5,"x":1}"#) == nil && at("") == nil && at(#"{"at":"12"}"#) == nil && at(#"{"at":-1,"x":2}"#) == nil)
    }
}
