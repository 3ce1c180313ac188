import HTTPTypes
import PlanProgress
import StoreSQLite
import TestSupport
import Testing

@testable import DistrictServer

/// What a reviewer sees of pushes that were refused (design 3.4). Named for its file too: the browser tests fill a district in the same way.
@Suite("The pages of refused pushes") struct RefusedPageTests {
    /// A device and its clone: the same key and the same first seven entries, then each its own way.
    static func twins(_ name: String = "ha-dong/duong-noi/may-1") throws -> (first: SampleDevice, second: SampleDevice) {
        let device = try LiveDistrict.device(name)
        var twin = device
        for index in 7..<twin.entries.count { twin.entries[index] = SampleEvents.progress(500 + index).bytes }
        return (device, twin)
    }

    /// A served district where a reviewer is a user too.
    static func run(
        on store: any DistrictStore = MemoryDistrictStore(), _ body: @escaping @Sendable (LiveDistrict) async throws -> Void
    ) async throws {
        try await LiveDistrict.run(
            on: store, users: MemoryUsers([try SampleUsers.reader(), try SampleUsers.reviewer()]), body)
    }

    /// The clone's push proves a fork: the first ten entries came from the other.
    static func fork(_ live: LiveDistrict) async throws -> (twins: (first: SampleDevice, second: SampleDevice), token: String) {
        let twins = try twins()
        let token = try await live.token(for: twins.first)
        #expect(try await live.push(twins.first.push(to: 10), token: token).status == 200)
        let refused = try await live.push(twins.second.push(), token: token, gzip: true)
        #expect(refused.problem == .fork)
        return (twins, token)
    }

    /// One push of each kind, and a device that went on in a new log.
    static func fill(_ live: LiveDistrict) async throws {
        _ = try await fork(live)
        let revoked = try LiveDistrict.device("ha-dong/phu-la/may-2", seed: 6)
        let token = try await live.token(for: revoked, seed: 2)
        #expect(try await live.push(revoked.push(to: 10), token: token).status == 200)
        try await live.aggregator.revoke([revoked.origin], atSize: 8)
        #expect(try await live.push(revoked.push(), token: token).problem == .forbidden)
        let old = try twins("ha-dong/phu-la/may-1")
        let oldToken = try await live.token(for: old.first, seed: 3)
        #expect(try await live.push(old.first.push(to: 10), token: oldToken).status == 200)
        for (suffix, checkpoint) in [("k7qf3m", old.second.checkpoint(at: 9)), ("aaaaaa", old.first.checkpoint(at: 12))] {
            let next = try LiveDistrict.device("ha-dong/phu-la/may-1.\(suffix)", seed: 9)
            let note = try #require(next.enrolment(.continues(checkpoint), signedAlsoBy: old.first.signer))
            let enrolled = try await live.send(.post, "/v1/enrolments", body: note.bytes)
            #expect(enrolled.status == 201)
            #expect(try await live.push(next.push(), token: try EnrolmentAnswer(reading: enrolled.body).token).status == 200)
        }
        // Its token now only enrols; the push came before, by another way.
        guard case .refused = try await live.aggregator.take(old.first.push(from: 10), raw: old.first.push(from: 10).bytes) else {
            Issue.record("a log that ended was written on")
            return
        }
    }

    /// What stands in the `pre` of that id, as a browser would copy it; by bytes, for a mark behind a sign makes one `Character` of both.
    static func text(of id: String, in page: String) throws -> [UInt8] {
        let bytes = Array(page.utf8)
        let opened = try #require(bytes.firstRange(of: Array("<pre id=\"\(id)\">".utf8)))
        let closed = try #require(bytes[opened.upperBound...].firstRange(of: Array("</pre>".utf8)))
        var (rest, text) = (bytes[opened.upperBound..<closed.lowerBound], [UInt8]())
        let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        while let byte = rest.first {
            let sign = signs.first { rest.starts(with: $0.0.utf8) }
            text += sign.map { Array($0.1.utf8) } ?? [byte]
            rest = rest.dropFirst(sign?.0.utf8.count ?? 1)
        }
        return text
    }

    @Test func `show of a fork both signed records, which verify, and the push as it came`() async throws {
        let folder = try ScratchFolder()
        try await Self.run(on: try DistrictDatabase.openForWriting(folder.file("district.sqlite"))) { live async throws in
            let (first, second) = try await Self.fork(live).twins
            let list = try await live.reviewed("/refused")
            #expect(list.status == 200 && list.headers[.contentType] == "text/html; charset=utf-8")
            for words in ["Phường duong-noi", "may-1", "Khác bản quận đã nhận", "24/09/2022", "Chờ máy ghi tiếp trong sổ mới"] {
                #expect(list.text.contains(words), "\(words)")
            }
            #expect(list.text.contains("<a href=\"/refused/1\">1</a>"))

            let page = try await live.reviewed("/refused/1").text
            #expect(page.contains("đã ký hai bản ghi khác nhau, bắt đầu khác từ mục số 7.") && page.contains("Không mất dữ liệu"))
            let held = try #require(SignedNote(reading: try Self.text(of: "held", in: page)))
            let sent = try #require(SignedNote(reading: try Self.text(of: "sent", in: page)))
            // The evidence of a fork: one key signed both, and they cannot be two moments of one log.
            let key = first.signer.verifier(.log)
            #expect(key.verifies(held) && key.verifies(sent) && page.contains(key.description))
            #expect(live.district.identity.receipts.cosignedAt(held) == SampleDistrict.now / 1000)
            #expect(page.contains("Khóa xác nhận của quận: <code>\(live.district.identity.receipts)</code>"))
            #expect(Checkpoint(text: held.text) == first.checkpoint(at: 10) && Checkpoint(text: sent.text) == second.checkpoint(at: 21))
            #expect(first.checkpoint(at: 10).root != second.checkpoint(at: 10).root)
            for root in [first.checkpoint(at: 10).root, second.checkpoint(at: 21).root] {
                #expect(page.contains("Mã đã ký: <code>\(root.base64)</code>"))
            }

            let file = try await live.reviewed("/refused/1/push")
            #expect(file.body == second.push().bytes, "inflated, and byte for byte")
            #expect(file.headers[.contentDisposition] == "attachment; filename=\"wardlog-1-duong-noi-may-1.push\"")
            #expect(file.headers[.contentType] == PushRequest.mediaType && file.headers[.xContentTypeOptions] == "nosniff")
            #expect(file.headers[.contentSecurityPolicy] == "sandbox; default-src 'none'")
        }
    }

    @Test func `show of a revoked device from where its entries do not count, and what it sent since`() async throws {
        try await Self.run { live async throws in
            let device = try LiveDistrict.device()
            let token = try await live.token(for: device)
            #expect(try await live.push(device.push(to: 10), token: token).status == 200)
            try await live.aggregator.revoke([device.origin], atSize: 8)
            #expect(try await live.push(device.push(), token: token).problem == .forbidden)
            let page = try await live.reviewed("/refused/1").text
            #expect(page.contains("đã bị thu hồi: quận chỉ tính các mục trước mục số 8."))
            #expect(page.contains("«district invite duong-noi --continues ha-dong/duong-noi/may-1»"))
            #expect(page.contains("<td>Được giữ lại, không tính vào số liệu</td>"))
            // Twenty entries beside the log's opening, of which seven count.
            #expect(page.contains("Số mục mang theo</th><td>20</td>") && page.contains("Chưa được tính ở sổ nào</th><td>13</td>"))
            #expect(Checkpoint(text: try #require(SignedNote(reading: try Self.text(of: "held", in: page))).text)?.size == 10)
            #expect(try await live.reviewed("/refused/1/push").body == device.push().bytes)
            #expect(try await live.reviewed("/refused?lang=en").text.contains("the device was revoked"))
        }
    }

    @Test func `let a fork go once its entries have come, and then say that the device went on`() async throws {
        try await Self.run { live async throws in
            let twin = try await Self.fork(live).twins.second
            var healed = try LiveDistrict.device("ha-dong/duong-noi/may-1.k7qf3m", seed: 5, events: 0)
            let old = twin.checkpoint(at: twin.entries.count)
            let note = try #require(healed.enrolment(.continues(old), signedAlsoBy: twin.signer))
            let enrolled = try await live.send(.post, "/v1/enrolments", body: note.bytes)
            #expect(enrolled.status == 201)
            let token = try EnrolmentAnswer(reading: enrolled.body).token
            healed.entries += twin.entries[7..<12]
            #expect(try await live.push(healed.push(), token: token).status == 200)
            let open = try await live.reviewed("/refused/1").text
            #expect(open.contains("Máy đã ghi tiếp ở may-1.k7qf3m, còn chờ 9 mục"))
            #expect(try await live.reviewed("/refused").text.contains("Máy đã ghi tiếp ở may-1.k7qf3m, còn chờ các mục chưa tới"))

            healed.entries += twin.entries[12...]
            #expect(try await live.push(healed.push(from: 6), token: token).status == 200)
            #expect(try await live.reviewed("/refused/1").problem == .notFound)
            let list = try await live.reviewed("/refused").text
            #expect(list.contains("Không có lần gửi nào đang bị giữ lại."))
            let row = try #require(list.split(separator: "id=\"continued\"").last?.split(separator: "<tr>").last)
            for words in ["Phường duong-noi", ">may-1</td>", ">may-1.k7qf3m</td>", "21 / 10"] { #expect(row.contains(words), "\(row)") }
            let overview = try await live.reviewed("/").text
            #expect(!overview.contains("Hai bản ghi khác nhau"))
        }
    }

    @Test func `are found from the first page and the ward's, by those who may read them`() async throws {
        try await Self.run { live async throws in
            #expect(try await live.reviewed("/refused").text.contains("Không có lần gửi nào đang bị giữ lại."))
            #expect(try await !live.reviewed("/").text.contains("/refused"))
            _ = try await Self.fork(live)
            for path in ["/?period=2022-9M", "/periods/2022-9M/units/duong-noi"] {
                let notice = "Hai bản ghi khác nhau ở máy may-1 (Phường duong-noi), không mất dữ liệu."
                #expect(try await live.reviewed(path).text.contains(notice + " <a href=\"/refused\">Xem và đối chiếu</a></p>"), "\(path)")
                #expect(try await live.page(path).text.contains(notice + "</p>"), "a reader is told, and led to no closed door: \(path)")
            }
            #expect(try await !live.reviewed("/periods/2022-9M/units/phu-la").text.contains("Hai bản ghi khác nhau"))
            #expect(try await live.reviewed("/?lang=en").text.contains("<a href=\"/refused?lang=en\">Look and compare</a>"))
        }
    }

    @Test func `know no number that was not given, and refuse a place that is none`() async throws {
        try await Self.run { live async throws in
            _ = try await Self.fork(live)
            for path in ["/refused/0", "/refused/2", "/refused/9007199254740991", "/refused/2/push"] {
                let reply = try await live.reviewed(path)
                #expect(reply.problem == .notFound, "\(path)")
            }
            for path in ["/refused?before=x", "/refused?before=-1", "/refused?before="] {
                let reply = try await live.reviewed(path)
                #expect(reply.problem == .malformed, "\(path)")
            }
            #expect(try await live.reviewed("/refused?before=1").text.contains("Không còn lần gửi nào cũ hơn."))
        }
    }

    @Test func `come in parts, the newest first, each push in one of them`() async throws {
        try await Self.run { live async throws in
            let device = try LiveDistrict.device()
            _ = try await live.token(for: device)
            let count = 2 * DistrictResponder.refusedRows + 3
            try live.district.store.write { tables throws(StoreFault) in
                for index in 1...count {
                    try tables.addRefusedPush(
                        RefusedPush(
                            origin: device.origin, time: SampleDistrict.now / 1000, reason: .sealed, index: Int64(index),
                            signed: device.checkpoint(at: 2), bytes: [1]))
                }
            }
            var (next, parts): (String?, [[Int]]) = ("/refused?lang=en", [])
            while let path = next, parts.count < 9 {
                let page = try await live.reviewed(path).text
                parts.append(page.matches(of: /href="\/refused\/([0-9]+)\?lang=en"/).compactMap { Int($0.1) })
                next = page.firstMatch(of: /href="([^"]+)" rel="next"/).map { String($0.1).replacing("&amp;", with: "&") }
            }
            #expect(parts.map(\.count) == [DistrictResponder.refusedRows, DistrictResponder.refusedRows, 3])
            #expect(parts.flatMap { $0 } == Array((1...count).reversed()))
        }
    }

    @Test func `show the largest push that a device may send as they show a small one, and send it more than once`() async throws {
        try await Self.run { live async throws in
            let device = try LiveDistrict.device(events: Limits.pushEntries - 1)
            let token = try await live.token(for: device)
            #expect(try await live.push(device.push(to: 10), token: token).status == 200)
            try await live.aggregator.revoke([device.origin])
            #expect(try await live.push(device.push(), token: token, gzip: true).problem == .forbidden)
            let page = try await live.reviewed("/refused/1")
            #expect(page.text.contains("Chưa được tính ở sổ nào</th><td>4.086</td>") && page.body.count < 16_384)
            for _ in 0..<2 { #expect(try await live.reviewed("/refused/1/push").body == device.push().bytes) }
        }
    }

    @Test func `send no file while too many are on their way`() async throws {
        var limits = ServiceLimits()
        limits.inspections = 0
        try await LiveDistrict.run(users: MemoryUsers([try SampleUsers.reviewer()]), limits: limits) { live async throws in
            _ = try await Self.fork(live)
            let reply = try await live.reviewed("/refused/1/push")
            #expect(reply.problem == .busy && reply.headers[.retryAfter] == "3")
        }
    }

    @Test func `name a few of the logs that go on from one, and count the others`() async throws {
        try await Self.run { live async throws in
            let twin = try await Self.fork(live).twins.second
            let old = twin.checkpoint(at: 10)
            for letter in ["a", "b", "c", "d", "e", "f"] {
                let origin = try #require(Origin("ha-dong/duong-noi/may-1." + String(repeating: letter, count: 6)))
                let key = try #require(SignerKey(name: origin.description, seed: Array(repeating: 9, count: 32))).verifier(.log)
                let reference = LogReference(origin: old.origin, size: old.size, root: old.root)
                _ = try await live.aggregator.append([
                    .init(.deviceEnrolled(DeviceEnrolment(origin: origin, key: key, continues: reference)))
                ])
            }
            let list = try await live.reviewed("/refused").text
            #expect(list.contains("Máy đã ghi tiếp ở may-1.aaaaaa, may-1.bbbbbb, may-1.cccccc, may-1.dddddd và 2 sổ khác, còn chờ"))
            #expect(list.contains("chưa có mục nào"))
        }
    }

    @Test func `lead nowhere that does not answer`() async throws {
        try await Self.run { live async throws in
            _ = try await Self.fork(live)
            for path in ["/refused", "/refused?lang=en", "/refused/1", "/refused/1?lang=en"] {
                let page = try await live.reviewed(path).text
                let links = page.matches(of: /href="(\/[^"]*)"/).map { String($0.1).replacing("&amp;", with: "&") }
                #expect(links.count >= 3)
                for link in links { #expect(try await live.reviewed(link).status == 200, "\(link)") }
            }
        }
    }

    /// What others wrote: a ward's name, the names in the note that came with the push, and the push itself.
    private static func pages(isHarmless: Bool) async throws -> [String] {
        let hostile = "</pre><script>alert(1)</script>\u{0D4E}<b>\u{0D4E}\"<\u{301}b\u{0D4E}&lt'"
        let (pages, keep) = AsyncStream.makeStream(of: [String].self)
        try await Self.run { live async throws in
            let name = isHarmless ? "x" : hostile
            #expect(KeyName.isValid(name))
            let from = try #require(LocalDay("2021-12-15"))
            let ward = UnitRegistration(unit: "duong-noi", name: name, unitKind: "phường", parent: "ha-dong", validFrom: from)
            _ = try await live.aggregator.append([.init(.unitRegistered(ward))])
            var (first, second) = try twins()
            first.entries[3] = Array(name.utf8)
            second.entries[3] = Array(name.utf8)
            let token = try await live.token(for: first)
            #expect(try await live.push(first.push(to: 10), token: token).status == 200)
            var push = second.push()
            push.checkpoint.signatures.append(.init(name: name, keyHash: 7, bytes: [1, 2, 3]))
            #expect(try await live.push(push, token: token).problem == .fork)
            var found: [String] = []
            for path in ["/refused", "/refused/1", "/?period=2022-9M", "/periods/2022-9M/units/duong-noi"] {
                let page = try await live.reviewed(path)
                #expect(page.status == 200, "\(path)")
                found.append(page.text)
            }
            #expect(try text(of: "sent", in: found[1]) == push.checkpoint.bytes)
            keep.yield(found)
            keep.finish()
        }
        return await pages.first { _ in true } ?? []
    }

    @Test func `are the templates' own markup, whatever a device sent and a ward is called`() async throws {
        let (harmless, hostile) = (try await Self.pages(isHarmless: true), try await Self.pages(isHarmless: false))
        #expect(harmless.count == 4 && hostile.count == 4)
        for (plain, page) in zip(harmless, hostile) {
            #expect(page.utf8.count > plain.utf8.count, "the texts stand on the page")
            #expect(PageMarkupTests.marks(page) == PageMarkupTests.marks(plain))
            #expect(!page.contains("<script"))
        }
    }
}

extension LiveDistrict {
    /// What a reviewer who is logged in gets.
    func reviewed(_ uri: String) async throws -> Reply {
        try await send(.get, uri, headers: [.cookie: try session(of: try SampleUsers.reviewer())])
    }
}
