import HTTPTypes
import PlanProgress
import Reports
import TestSupport
import Testing

@testable import DistrictServer

/// What a ward writes is text on a page, whatever scalars it joins: a letter that Unicode prepends to the next sign makes one
/// character of both, and so does a mark behind it.
@Suite("The markup of a page") struct PageMarkupTests {
    /// Scalars that mean something to HTML, and those that join with them into one `Character`.
    private static let scalars: [Unicode.Scalar] =
        Array("<>&\"'=`/ ab;#x".unicodeScalars)
        + [
            "\u{0D4E}", "\u{0600}", "\u{110BD}", "\u{301}", "\u{338}", "\u{200D}", "\u{FE0F}", "\u{20E3}", "\u{1F3FB}", "\u{E0001}",
            "\u{0}", "\u{1B}",
        ]

    private struct Hostile {
        var random: SeededRandom
        let isHarmless: Bool

        mutating func text() -> String {
            var view = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                view.append(PageMarkupTests.scalars.randomElement(using: &random) ?? "<")
            }
            return isHarmless ? "x" : String(view) + "<b>\u{0D4E}<b>\u{0D4E}\"<\u{301}b \u{0D4E}&lt"
        }

        /// A code: of those scalars what events.md 1 lets a code hold, and `number` to tell it from the others.
        mutating func code(_ number: Int) -> String {
            let text = text().unicodeScalars.filter { Code.isValid("a" + String($0)) }
            let code = "\(number)\u{0D4E}<i\u{0D4E}>" + String(String.UnicodeScalarView(text.prefix(8)))
            return isHarmless || !Code.isValid(code) ? "\(number)\(isHarmless ? "" : "\u{0D4E}<i>")" : code
        }
    }

    /// A ward whose every text is of that kind, and the three pages on which they stand.
    private static func pages(isHarmless: Bool, seed: UInt64) async throws -> [String] {
        let (pages, keep) = AsyncStream.makeStream(of: [String].self)
        try await LiveDistrict.run { live async throws in
            var texts = Hostile(random: SeededRandom(seed: seed), isHarmless: isHarmless)
            var device = try LiveDistrict.device(events: 0)
            let day = try #require(LocalDay("2022-08-12"))
            func say(_ body: EventBody, by: String) {
                let number = device.entries.count
                device.entries.append(
                    Event(at: SampleEvents.at, on: day, by: by, nonce: SampleEvents.nonce(number), body: body).bytes)
            }
            let organs = (0..<3).map { texts.code($0) }
            let names = Dictionary(uniqueKeysWithValues: organs.map { ($0, texts.text()) })
            say(
                .planAdopted(PlanAdopted(year: 2022, title: texts.text(), date: day, catalogue: "papi-2022", organs: names)),
                by: texts.code(9))
            for number in 0..<12 {
                let code = texts.code(100 + number)
                let due = LocalDay("2022-08-31")
                let task = TaskDefinition(
                    year: 2022, task: code, section: texts.code(number), text: texts.text(), lead: organs[number % 3],
                    dimensions: [DimensionCode.all[number % 8]], cadence: number.isMultiple(of: 2) ? .standing : .once(due: due))
                say(.taskPlanned(task), by: texts.code(number))
                say(.activityDone(Activity(activity: "meeting.held", year: 2022, tasks: [code])), by: texts.code(number))
            }
            let refused = device.entries.filter {
                if case .event = EventReading(of: $0).content { false } else { true }
            }
            #expect(refused.isEmpty, "each text stands in an event that counts: \(refused.map { String(decoding: $0, as: UTF8.self) })")
            #expect(try await live.push(device.push(), token: try await live.token(for: device)).status == 200)
            var found: [String] = []
            for path in [
                "/?period=2022-9M", "/periods/2022-9M/units/duong-noi", "/periods/2022-9M/source?figure=tasks.activities&dimension=all",
            ] {
                let page = try await live.page(path)
                #expect(page.status == 200, "\(path)")
                found.append(page.text)
            }
            keep.yield(found)
            keep.finish()
        }
        return await pages.first { _ in true } ?? []
    }

    /// How often each byte stands there that HTML gives a meaning; `&` only where it begins something else than our own escapes.
    static func marks(_ page: String) -> [UInt8: Int] {
        var marks: [UInt8: Int] = [:]
        let bytes = Array(page.utf8)
        let escapes = ["lt;", "gt;", "amp;", "quot;", "#39;"].map { Array($0.utf8) }
        for (place, byte) in bytes.enumerated() {
            let isMark = [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'")].contains(byte)
            let isOpen = byte == UInt8(ascii: "&") && !escapes.contains { bytes[(place + 1)...].starts(with: $0) }
            if isMark || isOpen { marks[byte, default: 0] += 1 }
        }
        return marks
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `is the template's own, whatever a ward writes`(seed: UInt64) async throws {
        let harmless = try await Self.pages(isHarmless: true, seed: seed)
        let hostile = try await Self.pages(isHarmless: false, seed: seed)
        #expect(harmless.count == 3 && hostile.count == 3)
        for (plain, page) in zip(harmless, hostile) {
            #expect(page.utf8.count > plain.utf8.count, "seed \(seed): the texts stand on the page")
            #expect(Self.marks(page) == Self.marks(plain), "seed \(seed)")
        }
    }

    @Test func `of the log-in page is its own, whatever name was typed`() {
        func page(_ name: String) -> String {
            let page = LoginPage(district: "Quận", language: .vi, next: "/", hasUsers: true, name: name, note: .wrong)
            return String(decoding: page.bytes, as: UTF8.self)
        }
        #expect(Self.marks(page("\u{0D4E}\"\u{0D4E}><\u{301}script\u{0D4E}>")) == Self.marks(page("x")))
    }

    @Test func `shows each sign as it was written, once escaped`() throws {
        let page = LoginPage(district: "A & <B> \"C\" 'D' \u{0D4E}<", language: .vi, next: "/", hasUsers: true)
        #expect(String(decoding: page.bytes, as: UTF8.self).contains("A &amp; &lt;B&gt; &quot;C&quot; &#39;D&#39; \u{0D4E}&lt;</p>"))
    }
}
