import Foundation
import HTTPTypes
import HummingbirdTesting
import PlanProgress
import TestSupport
import Testing

@testable import DistrictServer

/// The pages in a real browser, as a reviewer has them: no script is needed, every link leads somewhere.
@Suite(.serialized) struct `A reviewer's browser` {
    /// The page as Chromium has built it, and what it complained about.
    private func open(_ address: String, picture: String? = nil) async throws -> (page: String, complaints: String) {
        let folder = try ScratchFolder()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/chromium")
        process.arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=\(folder.path)",
                "--enable-logging=stderr", "--window-size=1280,2400", "--hide-scrollbars", "--no-proxy-server",
            ] + (picture.map { ["--screenshot=\($0)"] } ?? ["--dump-dom"]) + [address]
        let (output, errors) = (folder.file("out"), folder.file("err"))
        for file in [output, errors] { try Data().write(to: URL(filePath: file)) }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
        let ended = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in ended.continuation.finish() }
        try process.run()
        for await _ in ended.stream {}
        let console = try String(contentsOfFile: errors, encoding: .utf8).split(separator: "\n").filter { $0.contains("CONSOLE") }
        return (try String(contentsOfFile: output, encoding: .utf8), console.joined(separator: "\n"))
    }

    private func links(of page: String) -> [String] {
        page.split(separator: "href=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
            .map { String($0.replacing("&amp;", with: "&")) }.filter { $0.hasPrefix("/") }
    }

    @Test(.timeLimit(.minutes(2))) func `shows the overview, and follows each kind of link from it`() async throws {
        try await LiveDistrict.run { live async throws in
            try await PageTests.fill(live)
            let base = "http://127.0.0.1:\(try #require(live.client.port))"
            let overview = try await open(base + "/?period=2022-9M")
            #expect(overview.complaints == "", "the content security policy allows all that the page needs")
            #expect(overview.page.contains("<meter min=\"0\" max=\"2\" value=\"1\">50,00 %</meter>"))
            let links = links(of: overview.page)
            #expect(links.count > 80)
            // Every address on the page answers; one of each kind is opened.
            for link in Set(links) {
                let reply = try await live.get(link)
                #expect(reply.status == 200, "\(link)")
            }
            let ward = try #require(links.first { $0.contains("/units/") })
            #expect(try await open(base + ward).page.contains("Tuyên truyền"))
            let source = try #require(links.first { $0.contains("m.broadcast.minutes") })
            let events = try await open(base + source)
            #expect(events.page.contains("12/08/2022") && events.page.contains("<strong>45</strong>") && events.complaints == "")
        }
    }

    @Test(.timeLimit(.minutes(2))) func `paints the page: styled, with every Vietnamese letter`() async throws {
        try await LiveDistrict.run { live async throws in
            try await PageTests.fill(live)
            let folder = try ScratchFolder()
            _ = try await open("http://127.0.0.1:\(try #require(live.client.port))/?period=2022-9M", picture: folder.file("page.png"))
            let picture = [UInt8](try Data(contentsOf: URL(filePath: folder.file("page.png"))))
            // An empty page of this size compresses to some ten kilobytes; text and tables do not.
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 80_000)
        }
    }
}
