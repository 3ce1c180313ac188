import PlanProgress
import TestSupport
import Testing

private let origin = Origin(district: "ha-dong", unit: "duong-noi", device: "may-1")

@Suite struct `An event` {
    /// One of every kind, with every optional field there and not there.
    private static func all() throws -> [EventBody] {
        let origin = try #require(origin)
        let key = try #require(SignerKey(name: "\(origin)", seed: Array(0..<32))).verifier(.log)
        let continues = LogReference(origin: origin, size: 3, root: Digest(of: [1]))
        let day = try #require(LocalDay("2022-07-07"))
        let period = try #require(PeriodCode("2022-9M"))
        let dimension = try #require(DimensionCode("D1"))
        let sub = try #require(DimensionCode("2.2"))
        let id = EventID(at: 7, hash: Digest(of: [2]))
        let full = TaskDefinition(
            year: 2022, task: "III.1-d", section: "III.1", text: "Định kỳ", lead: "van-phong", support: ["mttq"],
            dimensions: [dimension, sub],
            cadence: .each([.init(period: period, due: day)]), timing: "hàng quý", output: "báo cáo",
            targets: [
                TaskTarget(measure: "m.a", period: period, amount: .value(3)),
                TaskTarget(measure: "m.b", period: period, amount: .ratio(numerator: 1, denominator: 2)),
            ], fulfilledByReport: true)
        let bare = TaskDefinition(
            year: 2022, task: "I-a", section: "I", text: "Việc", lead: "ubnd", dimensions: [dimension], cadence: .once(due: nil))
        return [
            .logOpened(LogOpened(origin: origin, key: key)), .logOpened(LogOpened(origin: origin, key: key, continues: continues)),
            .planAdopted(PlanAdopted(year: 2022, title: "Kế hoạch", date: day, catalogue: "papi-2022")),
            .planAdopted(
                PlanAdopted(
                    year: 2022, title: "Kế hoạch", date: day, catalogue: "papi-2022", number: "1/KH", basis: ["234/KH-UBND"],
                    organs: ["x": "X"])),
            .taskPlanned(full), .taskPlanned(bare), .taskWithdrawn(TaskWithdrawal(year: 2022, task: "I-a")),
            .taskProgressed(TaskProgress(year: 2022, task: "I-a", state: .blocked)),
            .taskProgressed(TaskProgress(year: 2022, task: "I-a", occurrence: period, state: .done, percent: 100)),
            .activityDone(Activity(activity: "meeting.held")),
            .activityDone(
                Activity(activity: "meeting.held", year: 2022, tasks: ["I-a"], quantities: ["m.a": 2, "m.b": 0], places: ["tdp-1"])),
            .readingTaken(Reading(measure: "m.a", amount: .value(0))),
            .readingTaken(Reading(measure: "m.a", year: 2022, task: "I-a", amount: .ratio(numerator: 585_116, denominator: 585_336))),
            .readingTaken(Reading(measure: "m.a", amount: .counts(["1": 2, "5": 7]))),
            .eventCorrected(Correction(of: id, body: .object([.init("value", 3)]))), .eventVoided(of: id),
            .unitRegistered(UnitRegistration(unit: "ha-dong", name: "Quận Hà Đông", unitKind: "district", validFrom: day)),
            .unitRegistered(
                UnitRegistration(
                    unit: "duong-noi", name: "Phường Dương Nội", unitKind: "ward", code: "09886", parent: "ha-dong", validFrom: day,
                    validTo: day)),
            .deviceEnrolled(DeviceEnrolment(origin: origin, key: key)),
            .deviceEnrolled(DeviceEnrolment(origin: origin, key: key, continues: continues, proxy: true)),
            .deviceRevoked(LogEnd(origin: origin, size: 3)), .logSealed(LogEnd(origin: origin, size: 0)),
            .cataloguePublished(CataloguePublication(id: "papi-2022", year: 2022, digest: Digest(of: [3]))),
            .planAssigned(units: ["duong-noi", "phu-la"], full), .planWithdrawn(units: ["phu-la"], TaskWithdrawal(year: 2022, task: "I-a")),
            .keysRotated(try SampleKeys.handover(1, 2)),
            .userChanged(try #require(UserChange(user: "nguyen.van.a", .added, role: "reviewer"))),
            .userChanged(try #require(UserChange(user: "nguyen.van.a", .removed))),
        ]
    }

    @Test func `of every kind is read as it was written`() throws {
        for body in try Self.all() {
            let event = Event(
                at: 1_663_200_000_000, on: try #require(LocalDay("2022-09-15")), by: "van-phong", nonce: "AAAAAAAA",
                source: "0123456789abcdef:7",
                catalogue: "papi-2022@0123456789abcdef",
                attachments: [
                    AttachmentReference(id: Base64.urlText(Digest(of: [1]).bytes), type: "text/plain", byteCount: 20, role: .note)
                ],
                body: body)
            guard case .event(let read, let unknown) = EventReading(of: event.bytes).content else {
                Issue.record("\(body.kind): \(EventReading(of: event.bytes).content)")
                continue
            }
            #expect(read == event && unknown == 0, "\(body.kind)")
            #expect(read.bytes == event.bytes && event.isReadable, "\(body.kind)")
        }
        #expect(Set(try Self.all().map(\.kind)).count == 18, "every kind that this version knows")
    }

    private let good =
        #"{"at":1663200000000,"body":{"task":"I-a","year":2022},"by":"van-phong","kind":"task.withdrawn","nonce":"AAAAAAAA","on":"2022-09-15","v":1}"#

    @Test func `written by hand in this form is the same event`() throws {
        let event = Event(
            at: 1_663_200_000_000, on: try #require(LocalDay("2022-09-15")), by: "van-phong", nonce: "AAAAAAAA",
            body: .taskWithdrawn(TaskWithdrawal(year: 2022, task: "I-a")))
        #expect(String(decoding: event.bytes, as: UTF8.self) == good)
    }

    @Test(arguments: [
        (#""at":1663200000000,"#, "", "'at' is missing"),
        (#""at":1663200000000"#, #""at":-1"#, "'at' has another form than events.md gives it"),
        (#""at":1663200000000"#, #""at":281474976710656"#, "'at' has another form than events.md gives it"),
        (#""at":1663200000000"#, #""at":"x""#, "'at' has another form than events.md gives it"),
        ("2022-09-15", "2022-02-30", "'on' has another form than events.md gives it"),
        ("2022-09-15", "1999-12-31", "'on' has another form than events.md gives it"),
        ("2022-09-15", "2200-01-01", "'on' has another form than events.md gives it"),
        ("van-phong", "van phong", "'by' has another form than events.md gives it"),
        ("AAAAAAAA", "AAAAAAA", "'nonce' has another form than events.md gives it"),
        ("AAAAAAAA", "AAAAAAA=", "'nonce' has another form than events.md gives it"),
        (#""v":1"#, #""v":0"#, "'v' has another form than events.md gives it"),
        (#""year":2022"#, #""year":1999"#, "'year' has another form than events.md gives it"), (#""task":"I-a","#, "", "'task' is missing"),
        ("I-a", "I/a", "'task' has another form than events.md gives it"),
        (#"{"task":"I-a","year":2022}"#, "[]", "'body' has another form than events.md gives it"),
        (#""v":1"#, #""source":"x","v":1"#, "'source' has another form than events.md gives it"),
        (#""v":1"#, #""catalogue":"papi-2022","v":1"#, "'catalogue' has another form than events.md gives it"),
        (#""v":1"#, #""attachments":[{"bytes":1,"id":"short","type":"a/b"}],"v":1"#, "'id' has another form than events.md gives it"),
    ])
    func `of another shape is malformed and says where`(part: String, replacement: String, words: String) {
        let reading = EventReading(of: Array(good.replacing(part, with: replacement).utf8))
        guard case .malformed(let fault) = reading.content else {
            Issue.record("\(reading.content)")
            return
        }
        #expect("\(fault)" == words)
    }

    @Test func `of a later version or kind is kept and not understood`() {
        for (part, replacement, kind) in [
            (#""v":1"#, #""v":2"#, "task.withdrawn"), ("task.withdrawn", "report.submitted", "report.submitted"),
        ] {
            let reading = EventReading(of: Array(good.replacing(part, with: replacement).utf8))
            guard case .notUnderstood(kind) = reading.content else {
                Issue.record("\(reading.content)")
                continue
            }
            #expect(reading.id.at == 1_663_200_000_000)
        }
    }

    @Test func `with fields of a later reader counts them and keeps the rest`() {
        let text = good.replacing(#""v":1"#, with: #""v":1,"x":1"#).replacing(#""year":2022"#, with: #""year":2022,"z":[]"#)
        guard case .event(_, let unknown) = EventReading(of: Array(text.utf8)).content else {
            Issue.record("not read")
            return
        }
        #expect(unknown == 2)
    }

    @Test func `of 32 KiB is read, one byte more is malformed`() {
        let room = Limits.eventByteCount - good.utf8.count - #","x":"""#.utf8.count
        let whole = good.replacing(#""v":1"#, with: #""v":1,"x":"\#(String(repeating: "a", count: room))""#)
        #expect(whole.utf8.count == 32 * 1024)
        guard case .event = EventReading(of: Array(whole.utf8)).content else {
            Issue.record("32 KiB is an event")
            return
        }
        guard case .malformed(.tooLong(byteCount: 32 * 1024 + 1)) = EventReading(of: Array((whole + " ").utf8)).content else {
            Issue.record("more is not")
            return
        }
    }

    @Test func `names at most two hundred places and five hundred units, each once`() throws {
        func places(_ count: Int) -> Event {
            SampleEvents.with(.activityDone(Activity(activity: "meeting.held", places: (0..<count).map { "tdp-\($0)" })))
        }
        #expect(places(200).isReadable && !places(201).isReadable)
        func units(_ count: Int) -> Event {
            SampleEvents.with(.planWithdrawn(units: (0..<count).map { "u\($0)" }, TaskWithdrawal(year: 2022, task: "a")))
        }
        #expect(units(500).isReadable && !units(501).isReadable && !units(0).isReadable)
        #expect(!SampleEvents.with(.activityDone(Activity(activity: "meeting.held", places: ["a", "a"]))).isReadable)
    }

    @Test func `in NFD is another event than in NFC`() {
        let nfc = Array("Dương Nội".utf8)
        let nfd = Array("Du\u{31B}o\u{31B}ng No\u{323}\u{302}i".utf8)
        #expect((nfc.count, nfd.count) == (13, 17))
        #expect(Array(NFC.normalized(String(decoding: nfd, as: UTF8.self)).utf8) == nfc)
        #expect(MerkleTree.leaf(nfc) != MerkleTree.leaf(nfd))
    }
}
