import Foundation
import HTTPTypes
import HummingbirdTesting
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// The pages in a real browser, as a reviewer has them: no script is needed, every link leads somewhere.
@Suite(.serialized) struct `A reviewer's browser` {
    private static let fillIn =
        "document.forms[0].elements['name'].value = 'xem-thử'; document.forms[0].elements['password'].value = '\(SampleUsers.passphrase)';"

    private func base(_ live: LiveDistrict) throws -> String { "http://127.0.0.1:\(try #require(live.client.port))" }

    /// A browser that asked for an address, logged in, and was led there.
    private func browser(_ live: LiveDistrict, at address: String) async throws -> Browser {
        let browser = try Browser()
        try await browser.open(try base(live) + address)
        try await browser.follow(Self.fillIn + "document.forms[0].requestSubmit()")
        return browser
    }

    private func links(of page: String) -> [String] {
        page.split(separator: "href=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
            .map { String($0.replacing("&amp;", with: "&")) }.filter { $0.hasPrefix("/") }
    }

    private let page = "document.documentElement.outerHTML"

    @Test(.timeLimit(.minutes(2))) func `logs in by the form, stays logged in, and goes out by the button`() async throws {
        try await LiveDistrict.run { live async throws in
            let browser = try Browser()
            try await browser.open(try base(live) + "/periods/2022-9M")
            #expect(try await browser.value("location.pathname + location.search") == "/login?next=%2Fperiods%2F2022-9M")
            try await browser.follow(
                "document.forms[0].elements['name'].value = 'ai-do'; document.forms[0].elements['password'].value = 'sai'; "
                    + "document.forms[0].requestSubmit()")
            #expect(try await browser.value("document.querySelector('[role=alert]').textContent").contains("không đúng"))
            #expect(try await browser.complaints().filter { !$0.contains("401") } == [])
            try await browser.follow(Self.fillIn + "document.forms[0].requestSubmit()")
            #expect(try await browser.value("location.pathname") == "/periods/2022-9M")
            #expect(try await browser.value(page).contains("xem-thử (Người xem)"))
            #expect(try await browser.value("document.cookie") == "", "no script reads the session")
            try await browser.open(try base(live) + "/")
            #expect(try await browser.value("location.pathname") == "/")
            try await browser.follow("document.querySelector('form[action=\"/logout\"]').requestSubmit()")
            #expect(try await browser.value("location.pathname") == "/login")
            try await browser.open(try base(live) + "/")
            #expect(try await browser.value("location.pathname") == "/login")
        }
    }

    @Test(.timeLimit(.minutes(2))) func `shows the overview, and follows each kind of link from it`() async throws {
        try await LiveDistrict.run { live async throws in
            try await PageTests.fill(live)
            let browser = try await browser(live, at: "/?period=2022-9M")
            let overview = try await browser.value(page)
            #expect(try await browser.complaints() == [], "the content security policy allows all that the page needs")
            #expect(overview.contains("<meter min=\"0\" max=\"2\" value=\"1\">50,00 %</meter>"))
            let links = links(of: overview)
            #expect(links.count > 80)
            // Every address on the page answers; one of each kind is opened.
            for link in Set(links) {
                let reply = try await live.page(link)
                #expect(reply.status == 200, "\(link)")
            }
            let ward = try #require(links.first { $0.contains("/units/") })
            try await browser.open(try base(live) + ward)
            #expect(try await browser.value(page).contains("Tuyên truyền"))
            let source = try #require(links.first { $0.contains("m.broadcast.minutes") })
            try await browser.open(try base(live) + source)
            let events = try await browser.value(page)
            #expect(events.contains("12/08/2022") && events.contains("<strong>45</strong>"))
            #expect(try await browser.complaints() == [])
        }
    }

    @Test(.timeLimit(.minutes(2))) func `paints the pages, wide and as narrow as a telephone, with every Vietnamese letter`() async throws {
        try await LiveDistrict.run { live async throws in
            try await PageTests.fill(live)
            let browser = try Browser()
            try await browser.open(try base(live) + "/?period=2022-9M")
            for (name, least) in [("login", 8_000), ("overview", 80_000)] {
                if name == "overview" { try await browser.follow(Self.fillIn + "document.forms[0].requestSubmit()") }
                try await paint(browser, name, least: least)
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func `paints what was refused, with both records, the list and what is said where it is empty`()
        async throws
    {
        try await RefusedPageTests.run { live async throws in
            let browser = try Browser()
            try await browser.open(try base(live) + "/refused")
            try await browser.follow(Self.fillIn.replacing("xem-thử", with: "xem-xét") + "document.forms[0].requestSubmit()")
            #expect(try await browser.value("location.pathname") == "/refused")
            try await paint(browser, "refused-none", least: 20_000)
            try await RefusedPageTests.fill(live)
            for (name, path, least) in [
                ("refused-overview", "/?period=2022-9M", 80_000), ("refused-ward", "/periods/2022-9M/units/duong-noi", 20_000),
                ("refused-list", "/refused", 40_000), ("refused-list-en", "/refused?lang=en", 40_000),
                ("refused-push", "/refused/1", 40_000),
                ("refused-revoked", "/refused/2", 40_000),
            ] {
                try await browser.open(try base(live) + path)
                // Opened as a reader's press on it does; no script of ours is needed for it.
                _ = try await browser.value("document.querySelector('main details summary')?.click()")
                try await paint(browser, name, least: least)
            }
            #expect(try await browser.complaints() == [], "the content security policy allows all that the pages need")
        }
    }

    /// Takes the picture of a page in a wide window and a narrow one, and finds it painted and no wider than either.
    private func paint(_ browser: Browser, _ name: String, least: Int) async throws {
        for (width, height) in [(1280, 2400), (360, 1400)] {
            let picture = try await browser.picture(width: width, height: height)
            // An empty page compresses to some kilobytes; text and tables do not.
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > least * (width == 360 ? 1 : 2) / 2, "\(name)")
            let wide = try await browser.value("String(document.documentElement.scrollWidth)")
            #expect(Int(wide) == width, "\(name) needs no scrolling from side to side at \(width)")
            if let folder = ProcessInfo.processInfo.environment["WARDLOG_PICTURES"] {
                try picture.write(to: URL(filePath: "\(folder)/\(name)-\(width).png"))
            }
        }
    }
}
