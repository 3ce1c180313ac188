import PlanProgress

/// The canonical workload: events of a ward's year, the same for the same ward and number everywhere.
///
/// Made up. Per hundred: 60 happenings (a third with tasks and places), 25 steps of tasks, 12 readings, 3 corrections.
/// A JSON line is some 250 bytes, as in a real log.
struct Workload {
    let unit: String
    private var state: UInt64
    private var made: [EventID] = []
    private var count: Int64 = 0

    static let units = [
        "bien-giang", "dong-mai", "duong-noi", "ha-cau", "kien-hung", "la-khe", "mo-lao", "nguyen-trai", "phu-la", "phu-lam",
        "phu-luong", "phuc-la", "quang-trung", "van-phuc", "van-quan", "yen-nghia", "yet-kieu",
    ]

    init(unit: String) {
        self.unit = unit
        state = unit.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The next events.
    mutating func events(_ number: Int) -> [Event] { (0..<number).map { _ in event() } }

    private mutating func event() -> Event {
        count += 1
        let start = LocalDay(year: 2021, month: 12, day: 15) ?? .earliest
        let on = start.adding(days: Int(draw(365)))
        let body: EventBody
        switch draw(100) {
        case 0..<60: body = .activityDone(activity())
        case 60..<85:
            body = .taskProgressed(
                TaskProgress(year: 2022, task: task(), state: TaskState.allCases[Int(draw(4))], percent: Int(draw(101))))
        case 85..<97: body = .readingTaken(reading())
        default:
            body =
                made.isEmpty
                ? .activityDone(activity())
                : .eventCorrected(
                    Correction(of: made.remove(at: Int(draw(UInt64(made.count)))), body: EventBody.activityDone(activity()).json))
        }
        let nonce = Base64.urlText((0..<6).map { _ in UInt8(truncatingIfNeeded: draw(256)) })
        return Event(at: 1_640_000_000_000 + count * 1000, on: on, by: "van-phong", nonce: nonce, body: body)
    }

    /// Remembers the latest records as they stand, so that later events can correct them: `ward correct` names what stands, and
    /// what a clerk finds wrong is recent.
    mutating func recorded(_ id: EventID, _ event: Event) {
        switch event.body {
        case .activityDone, .eventCorrected: made.append(id)
        default: return
        }
        if made.count > 64 { made.removeFirst() }
    }

    private mutating func activity() -> Activity {
        let kinds = [
            ("broadcast.aired", "m.broadcast.minutes"), ("meeting.held", "m.meeting.attendees"), ("social.posted", "m.social.reach"),
        ]
        let kind = kinds[Int(draw(3))]
        let places = draw(3) == 0 && kind.0 != "social.posted" ? (0..<3).map { _ in "tdp-\(1 + draw(30))" } : []
        return Activity(
            activity: kind.0, year: 2022, tasks: draw(3) == 0 ? [task()] : [], quantities: [kind.1: Int64(1 + draw(120))],
            places: Array(Set(places)).sorted())
    }

    private mutating func reading() -> Reading {
        switch draw(3) {
        case 0: Reading(measure: "m.social.members", year: 2022, amount: .value(Int64(draw(20_000))))
        case 1: Reading(measure: "m.feedback.answered.ontime.rate", year: 2022, amount: .ratio(numerator: Int64(draw(40)), denominator: 40))
        default: Reading(measure: "m.case.received", year: 2022, amount: .value(Int64(draw(30))))
        }
    }

    private mutating func task() -> String {
        ["II.1-a", "II.1-b", "II.2-1a", "II.2-1b", "III.1-b", "III.2-c1", "III.2-c2", "III.3-b"][Int(draw(8))]
    }

    /// SplitMix64, then a remainder: evenness does not matter here.
    private mutating func draw(_ below: UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return (mixed ^ (mixed >> 31)) % below
    }
}
