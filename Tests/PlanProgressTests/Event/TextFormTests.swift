import PlanProgress
import TestSupport
import Testing

@Suite struct `Text forms` {
    @Test(arguments: ["ha-dong/duong-noi/may-1", "a/b/c", "1/2/3.abc234", "ha-dong/ha-dong/quan", "a-b-c/d/e", "x/x/may-1.k7qf3m"])
    func `of an origin are read and written alike`(text: String) throws {
        #expect(try #require(Origin(text)).description == text)
    }

    @Test(arguments: [
        "", "a", "a/b", "a/b/c/d", "/b/c", "a//c", "a/b/", "A/b/c", "a/b/C", "a_b/c/d", "-a/b/c", "a-/b/c", "a--b/c/d", "../b/c", "a/../c",
        "a/b/..", "a/b/c.", "a/b/c.abc23", "a/b/c.abc2345", "a/b/c.ABC234", "a/b/c.abc189", "a/b/c.abc234.abc234", "a/b/.abc234", "a/b/c+d",
        "a/b/c d", " a/b/c", "a/b/c\n", "a/b/ộ", "a/b/é", "a.abc234/b/c",
    ])
    func `of anything else are no origin and so no path`(text: String) { #expect(Origin(text) == nil) }

    @Test func `of origins end at forty letters for a unit and thirty-two for a device`() {
        let long = { String(repeating: "a", count: $0) }
        #expect(Origin("\(long(40))/\(long(40))/\(long(32))") != nil)
        #expect(Origin("\(long(41))/a/a") == nil && Origin("a/\(long(41))/a") == nil && Origin("a/a/\(long(33))") == nil)
        // Hyphens stand between the letters and do not count.
        #expect(Origin("a/a/" + Array(repeating: "a", count: 32).joined(separator: "-") + ".abc234") != nil)
    }

    @Test func `of a continuing log keep the stem however often it heals`() throws {
        let first = try #require(Origin("ha-dong/duong-noi/may-1")?.continuing(as: "k7qf3m"))
        #expect(first.description == "ha-dong/duong-noi/may-1.k7qf3m")
        #expect(first.continuing(as: "aaaaaa")?.device == "may-1.aaaaaa")
        #expect(first.continuing(as: "AAAAAA") == nil && first.continuing(as: "aaaaa") == nil)
        #expect(Healing.suffix(random: [0, 31, 32, 255, 25, 26]) == "a7a7z2")
    }

    @Test func `of codes are NFC and hold nothing that hides, breaks or splits`() {
        for code in ["III.1-b", "Dương Nội".replacing(" ", with: "-"), "m.tdp.covered", "đ", String(repeating: "a", count: 64)] {
            #expect(Code.isValid(code), "\(code)")
        }
        for code in [
            "", "a b", "a/b", "a\\b", "a+b", "a;b", "a\"b", "a\u{0}b", "a\u{7F}b", "a\u{A0}b", "a\u{200B}b", "a\u{202E}b", "a\u{FEFF}",
            "a\u{E000}",
            "a\u{2028}", "o\u{323}\u{302}", "a\nb", "a\tb", String(repeating: "a", count: 65), String(repeating: "ộ", count: 22),
        ] {
            #expect(!Code.isValid(code), "\(code.unicodeScalars.map(\.value))")
        }
    }

    @Test func `of base64 have one spelling`() {
        var random = SeededRandom(seed: 4)
        for count in 0..<70 {
            let bytes = random.bytes(count)
            #expect(Base64.bytes(Base64.text(bytes)) == bytes && Base64.urlBytes(Base64.urlText(bytes)) == bytes)
        }
        #expect(Base64.text([0xFB, 0xFF]) == "+/8=" && Base64.urlText([0xFB, 0xFF]) == "-_8")
        for text in ["+/9=", "+/8", "+/8==", "-_8=", "a===", "=", "====", "A", "+/8=\n", "+ 8=", "AA=A"] {
            #expect(Base64.bytes(text) == nil, "\(text)")
        }
        for text in ["-_9", "-_8=", "+/8", "A"] { #expect(Base64.urlBytes(text) == nil, "\(text)") }
    }

    @Test func `of hex are lower case and even`() {
        #expect(Hex.text([0, 0x9A, 0xFF]) == "009aff" && Hex.bytes("009aff") == [0, 0x9A, 0xFF])
        for text in ["0", "0G", "AB", " 00", "0x00"] { #expect(Hex.bytes(text) == nil, "\(text)") }
    }

    @Test func `of an event's id begin with its time and sort by it`() throws {
        let bytes = Array("{\"at\":1663200000000}".utf8)
        let id = EventReading(of: bytes).id
        // Python: hashlib.sha256(b'\0' + bytes).hexdigest(), '%012x' % 1663200000000
        #expect("\(id)" == "01833e71f80002fb82a4a83459f7f86c0a7bcf89953bd6c0b7846832ccb5c626847a3c8dbc5b")
        #expect(EventID("\(id)") == id)
        #expect(EventID("\(id)0") == nil && EventID("\(id)".uppercased()) == nil && EventID("\(id)".dropLast(2)) == nil)
        #expect(EventID(at: 5, hash: Digest(of: [9])) < EventID(at: 6, hash: Digest(of: [1])))
        #expect("\(EventReading(of: Array("no json".utf8)).id)".hasPrefix("000000000000"))
        #expect("\(EventReading(of: Array("{\"at\":-1}".utf8)).id)".hasPrefix("000000000000"))
        #expect("\(EventReading(of: Array("{\"at\":281474976710656}".utf8)).id)".hasPrefix("000000000000"))
    }
}
