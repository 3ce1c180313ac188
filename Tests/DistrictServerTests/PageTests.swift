import HTTPTypes
import PlanProgress
import Reports
import TestSupport
import Testing

@testable import DistrictServer

/// Named for its file too: the browser tests fill a district in the same way.
@Suite("The review pages") struct PageTests {
    /// A plan of one ward with one late task, an activity and a ward that has said nothing.
    static func fill(_ live: LiveDistrict) async throws {
        let due = try #require(LocalDay("2022-08-31"))
        let once = TaskDefinition(
            year: 2022, task: "I.1", section: "I", text: "Việc <một> & \"hai\"", lead: "van-phong", dimensions: [DimensionCode.all[0]],
            cadence: .once(due: due))
        let standing = TaskDefinition(
            year: 2022, task: "I.2", section: "I", text: "Tuyên truyền", lead: "van-phong",
            dimensions: [DimensionCode.all[0], DimensionCode.all[1]],
            cadence: .standing)
        _ = try await live.aggregator.append(
            [once, standing].map { .init(.planAssigned(units: SampleDistrict.wards, $0), on: LocalDay("2022-07-07")) })
        var device = try LiveDistrict.device(events: 0)
        device.entries.append(
            Event(
                at: SampleEvents.at, on: try #require(LocalDay("2022-08-12")), by: "dai-truyen-thanh", nonce: SampleEvents.nonce(1),
                body: .activityDone(
                    Activity(
                        activity: "broadcast.aired", year: 2022, tasks: ["I.2"],
                        quantities: ["m.broadcast.items": 3, "m.broadcast.minutes": 45]))
            ).bytes)
        let reply = try await live.push(device.push(), token: try await live.token(for: device))
        #expect(reply.status == 200)
    }

    @Test func `show what stands in the rollup, link each figure to its source, and run no script`() async throws {
        try await LiveDistrict.run { live async throws in
            try await Self.fill(live)
            let page = try await live.page("/?period=2022-9M")
            #expect(page.status == 200 && page.headers[.contentType] == "text/html; charset=utf-8")
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
            #expect(!page.text.contains("<script") && !page.text.contains("style=") && !page.text.contains("onclick"))
            #expect(page.text.contains("PAPI khảo sát và công bố ở cấp tỉnh; không có điểm PAPI của quận, phường."))
            #expect(page.text.contains("Số liệu đang cập nhật, phường chưa ký gửi"))
            #expect(page.text.contains("Số phường có số liệu: 1/2"))
            #expect(page.text.contains("<td colspan=\"11\" class=\"missing\">Chưa có số liệu</td>"), "missing is not zero")
            #expect(page.text.contains("/periods/2022-9M/source?figure=tasks.standingActive&amp;dimension=D1&amp;unit=duong-noi"))
        }
    }

    @Test func `list what is late and who has never sent`() async throws {
        try await LiveDistrict.run { live async throws in
            try await Self.fill(live)
            let page = try await live.page("/periods/2022-9M").text
            let late = try #require(page.split(separator: "id=\"late\"").last?.split(separator: "id=\"sync\"").first)
            #expect(late.contains("Phường duong-noi") && late.contains("I.1") && late.contains("31/08/2022"))
            let sync = try #require(page.split(separator: "id=\"sync\"").last?.split(separator: "id=\"measures\"").first)
            let rows = sync.split(separator: "<tr>")
            #expect(rows.first { $0.contains("phu-la") }?.contains("Chưa gửi lần nào") == true)
            #expect(rows.first { $0.contains("duong-noi") }?.contains("24/09/2022") == true)
        }
    }

    @Test func `escape what wards and plans say`() async throws {
        try await LiveDistrict.run { live async throws in
            try await Self.fill(live)
            let page = try await live.page("/periods/2022-9M/units/duong-noi").text
            #expect(page.contains("Việc &lt;một&gt; &amp; &quot;hai&quot;"))
            #expect(!page.contains("<một>"))
        }
    }

    @Test func `show a control character as its sign, never as itself`() async throws {
        try await LiveDistrict.run { live async throws in
            let task = TaskDefinition(
                year: 2022, task: "I.1", section: "I", text: "Việc\u{1B}[31m đỏ\u{0}", lead: "van-phong",
                dimensions: [DimensionCode.all[0]],
                cadence: .standing)
            _ = try await live.aggregator.append([.init(.planAssigned(units: SampleDistrict.wards, task), on: LocalDay("2022-07-07"))])
            let page = try await live.page("/periods/2022-9M/units/duong-noi").text
            #expect(page.contains("Việc\u{FFFD}[31m đỏ\u{FFFD}"))
            #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        }
    }

    @Test(arguments: ListedReason.allCases.map(\.rawValue) + ["taskUnknown", "occurrenceUnfit", "fulfilledByReport", "overflow"])
    func `say in words why an entry did not count`(_ reason: String) {
        for language in [Language.vi, .en] { #expect(PageNames.reason(reason, language) != reason) }
    }

    @Test func `explain a figure down to its events, their log and the receipt`() async throws {
        try await LiveDistrict.run { live async throws in
            try await Self.fill(live)
            let page = try await live.page("/periods/2022-9M/source?figure=m.broadcast.minutes").text
            #expect(page.contains("<strong>45</strong>") && page.contains("12/08/2022") && page.contains("dai-truyen-thanh"))
            #expect(page.contains("ha-dong/duong-noi/may-1 1"))
            let json = try JSON(reading: try await live.page("/v1/rollups/2022-9M/explain?figure=m.broadcast.minutes").body)
            let events = try #require(json["events"]?.array)
            #expect(json["value"]?.integer == 45 && events.compactMap { $0["amount"]?.integer }.reduce(0, +) == 45)
            #expect(events.first?["receipt"]?["size"]?.integer == 2)
        }
    }

    @Test func `agree with the API and the CSV, digest and all`() async throws {
        try await LiveDistrict.run { live async throws in
            try await Self.fill(live)
            let rollup = try JSON(reading: try await live.page("/v1/rollups/2022-9M").body)
            let digest = try #require(rollup["figuresDigest"]?.string)
            #expect(try await live.page("/periods/2022-9M").text.contains(digest))
            let csv = try await live.page("/reports/2022-9M.csv")
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(csv.body.starts(with: [0xEF, 0xBB, 0xBF]) && csv.text.contains(digest))
            #expect(csv.text.contains("duong-noi;Phường duong-noi;D1;Tham gia của người dân ở cấp cơ sở;1;1;0;1;0;0;0;1;1"))
            #expect(csv.text.contains("phu-la;Phường phu-la;D1;Tham gia của người dân ở cấp cơ sở;;;;;;;;;"), "missing is not zero")
        }
    }

    @Test func `speak English when asked, and say so to the browser`() async throws {
        try await LiveDistrict.run { live async throws in
            try await Self.fill(live)
            let page = try await live.page("/periods/2022-9M?lang=en").text
            #expect(page.contains("<html lang=\"en\">") && page.contains("Plan progress by PAPI dimension"))
            #expect(page.contains("no district or ward has a PAPI score"))
            #expect(page.contains("href=\"/periods/2022-9M\" hreflang=\"vi\""))
        }
    }

    @Test func `answer a page of another site that guesses their address with a refusal`() {
        // The client cannot set Host, so the rule is asked directly.
        #expect(DistrictResponder.isOwnMachine(authority: "127.0.0.1:8443", isLoopback: true))
        #expect(DistrictResponder.isOwnMachine(authority: "[::1]:8443", isLoopback: true))
        #expect(!DistrictResponder.isOwnMachine(authority: "evil.example:8443", isLoopback: true))
        #expect(!DistrictResponder.isOwnMachine(authority: "127.0.0.1:8443", isLoopback: false))
        #expect(!DistrictResponder.isOwnMachine(authority: "127.0.0.1.evil.example", isLoopback: true))
    }

    @Test func `refuse a figure, a calendar or a day that does not exist`() async throws {
        try await LiveDistrict.run { live async throws in
            for path in [
                "/periods/2022-9M/source?figure=m.nothing", "/periods/2022-9M/source", "/periods/2022-9M?calendar=lunar",
                "/periods/2022-9M?asOf=2022-02-30",
            ] {
                let reply = try await live.page(path)
                #expect(reply.problem == .malformed, "\(path)")
            }
            let unknown = try await live.page("/periods/2022-9M/units/khong-co")
            #expect(unknown.problem == .notFound)
        }
    }
}
