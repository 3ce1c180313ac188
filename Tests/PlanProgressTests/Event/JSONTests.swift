import PlanProgress
import TestSupport
import Testing

private func read(_ text: String) throws(JSONFault) -> JSON { try JSON(reading: Array(text.utf8)) }

@Suite struct `JSON of an event` {
    @Test(arguments: [
        ("{\"a\":1,\"a\":2}", JSONFault.repeatedName("a")),
        ("{\"a\":1.0}", .notInteger(at: 6)),
        ("{\"a\":1e3}", .notInteger(at: 6)),
        ("{\"a\":1E3}", .notInteger(at: 6)),
        ("{\"a\":null}", .null(at: 5)),
        ("\u{FEFF}{}", .unexpected(at: 0)),
        ("{\"a\":9007199254740992}", .outOfRange(at: 5)),
        ("{\"a\":-9007199254740992}", .outOfRange(at: 5)),
        ("{\"a\":99999999999999999999999999}", .outOfRange(at: 5)),
        ("{\"a\":01}", .unexpected(at: 5)),
        ("{\"a\":-}", .unexpected(at: 6)),
        ("{\"a\":+1}", .unexpected(at: 5)),
        ("{\"a\":1,}", .unexpected(at: 7)),
        ("[1,]", .unexpected(at: 3)),
        ("[1 2]", .unexpected(at: 3)),
        ("{\"a\" 1}", .unexpected(at: 5)),
        ("{a:1}", .unexpected(at: 1)),
        ("{'a':1}", .unexpected(at: 1)),
        ("{\"a\":1}x", .unexpected(at: 7)),
        ("{\"a\":1}{}", .unexpected(at: 7)),
        ("{\"a\":\"\t\"}", .unexpected(at: 6)),
        ("{\"a\":\"\\x\"}", .unexpected(at: 7)),
        ("{\"a\":\"\\ud800\"}", .unexpected(at: 12)),
        ("{\"a\":\"\\udc00\"}", .unexpected(at: 12)),
        ("{\"a\":\"\\ud800\\u0041\"}", .unexpected(at: 18)),
        ("{\"a\":\"\\u00g0\"}", .unexpected(at: 8)),
        ("{\"a\":\"open}", .unexpected(at: 11)),
        ("{\"a\":tru}", .unexpected(at: 8)),
        ("", .unexpected(at: 0)),
        ("   ", .unexpected(at: 3)),
    ])
    func `is refused where it says two things or none`(text: String, fault: JSONFault) {
        #expect(throws: fault) { try read(text) }
    }

    @Test func `that is not UTF-8 is refused`() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE1, 0xBA, 0x22]] {
            #expect(throws: JSONFault.notUTF8) { try JSON(reading: bytes) }
        }
    }

    @Test func `is read sixteen levels deep and no deeper`() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try read(nested(16)) }
        #expect(throws: JSONFault.tooDeep(at: 16)) { try read(nested(17)) }
        // A stack is not spent on what a stranger sends.
        #expect(throws: JSONFault.tooDeep(at: 16)) { try read(String(repeating: "[", count: 1_000_000)) }
    }

    /// Few names are compared one by one, more by a set: the rule is one.
    @Test func `is refused where a name comes twice, among few members and among many`() throws {
        for count in [2, 15, 16, 17, 18, 100, 1024] {
            let names = (0..<count).map { "\"n\($0)\":1" }
            #expect(throws: Never.self) { try read("{\(names.joined(separator: ","))}") }
            for place in Set([0, 1, 14, 15, 16, count - 2]) where place < count - 1 {
                var twice = names
                twice[count - 1] = names[place]
                #expect(throws: JSONFault.repeatedName("n\(place)"), "\(place) of \(count)") {
                    try read("{\(twice.joined(separator: ","))}")
                }
            }
            // One look, two spellings: two names.
            let spelled = names.dropLast(2) + ["\"ộ\":1", "\"o\u{323}\u{302}\":2"]
            #expect(try read("{\(spelled.joined(separator: ","))}").members?.count == count)
        }
    }

    @Test func `tells two names of one look apart, for bytes are what is hashed`() throws {
        let json = try read("{\"ộ\":1,\"o\u{323}\u{302}\":2}")
        #expect(json.members?.count == 2)
    }

    @Test func `is read with other order and spacing, and written in one form`() throws {
        let json = try read(" { \"b\" : [ 1 , true , false ] ,\n\t\"a\" : { } , \"A\" : -0 } ")
        #expect(json.canonicalText == "{\"A\":0,\"a\":{},\"b\":[1,true,false]}")
    }

    /// RFC 8785 3.2.2.2 and the example of its 3.2.3, but for the numbers that we do not have.
    @Test func `is written with the escapes of RFC 8785 and no others`() throws {
        let json = try read(#"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[true,false]}"#)
        #expect(json.canonicalText == #"{"literals":[true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#)
        #expect(
            JSON.string("\u{8}\u{9}\u{A}\u{C}\u{D}\u{0}\u{1F}\u{7F}\u{2028}").canonicalText
                == "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}\u{2028}\"")
    }

    @Test func `reads surrogate pairs as one character`() throws {
        #expect(try read(#""\ud83d\ude00""#) == .string("😀"))
    }

    @Test(arguments: UInt64(1)...20)
    func `comes back the same from its own bytes`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let json = Self.any(&random, depth: 0)
            let bytes = json.canonicalBytes
            #expect(try JSON(reading: bytes).canonicalBytes == bytes, "seed \(seed)")
        }
    }

    private static func any(_ random: inout SeededRandom, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 4 ? 3 : 5), using: &random) {
        case 0: return .integer(Int64.random(in: -Limits.largestInteger...Limits.largestInteger, using: &random))
        case 1: return .boolean(random.oneIn(2))
        case 2: return .string(text(&random))
        case 3: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in any(&random, depth: depth + 1) })
        default:
            return .object((0..<Int.random(in: 0...4, using: &random)).map { .init("k\($0)", any(&random, depth: depth + 1)) })
        }
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let alphabet: [Unicode.Scalar] = ["a", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "ộ", "\u{323}", "đ", "😀", "\u{7F}", "€"]
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
        }
        return text
    }
}
