import PlanProgress

/// Draws events that are odd in every way in which an event can be odd, of few codes, days and moments so that they meet.
struct RandomEvents {
    var random: SeededRandom
    let catalogue: Catalogue
    private var drawn = 0

    init(seed: UInt64, catalogue: Catalogue) {
        random = SeededRandom(seed: seed)
        self.catalogue = catalogue
    }

    static let tasks = ["I.1", "II.1-a", "III.1-đ", "IV", "V.2"]

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    /// Days about the edges of half-months more often than others.
    mutating func day(_ months: ClosedRange<Int> = -2...13) -> LocalDay {
        let month = Int.random(in: months, using: &random)
        let (year, inYear) = (2022 + (month + 23) / 12 - 2, (month + 23) % 12 + 1)
        let day = random.oneIn(2) ? pick([1, 13, 14, 15, 16, 28]) : Int.random(in: 1...28, using: &random)
        let made = LocalDay(year: year, month: inYear, day: day) ?? .earliest
        return random.oneIn(20) ? made.adding(days: 3) : made
    }

    /// A year's code, now and then another year's.
    mutating func year() -> Int { random.oneIn(12) ? 2023 : 2022 }

    /// Few codes, so that progress meets the occurrences it is about.
    mutating func period() -> PeriodCode {
        let codes = PeriodCode.all(in: random.oneIn(15) ? 2021 : 2022)
        return random.oneIn(3) ? pick(codes) : codes[pick([2, 12, 16, 18])]
    }

    /// One of few attachments, so that what is redacted is named elsewhere too, before or after.
    mutating func attachment() -> AttachmentReference {
        let number = UInt8.random(in: 0...5, using: &random)
        return AttachmentReference(id: Attachment.id(of: [number]), type: "text/plain", byteCount: 1, role: .note)
    }

    mutating func event(
        _ body: EventBody, on: LocalDay? = nil, at: Int64? = nil, attachments: [AttachmentReference] = []
    ) -> [UInt8] {
        drawn += 1
        let text = String(drawn)
        let nonce = String(repeating: "A", count: 8 - text.count) + text
        // Few moments, so that ties are decided by the id.
        let moment = at ?? 1_650_000_000_000 + Int64.random(in: 0...30, using: &random)
        return Event(at: moment, on: on ?? day(), by: "van-phong", nonce: nonce, attachments: attachments, body: body).bytes
    }

    mutating func definition(_ task: String? = nil) -> TaskDefinition {
        var dimensions: [DimensionCode] = DimensionCode.all
        if !random.oneIn(4) {
            dimensions = Array(dimensions.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
            if random.oneIn(3), let part = DimensionCode("2.2") { dimensions.append(part) }
        }
        let cadence: TaskDefinition.Cadence
        switch Int.random(in: 0...3, using: &random) {
        case 0: cadence = .standing
        case 1, 2: cadence = .once(due: random.oneIn(3) ? nil : day(0...13))
        default:
            let codes = Set((0..<Int.random(in: 1...3, using: &random)).map { _ in period() }).sorted { $0.description < $1.description }
            cadence = .each(codes.map { TaskDefinition.Occurrence(period: $0, due: random.oneIn(2) ? day(0...13) : nil) })
        }
        return TaskDefinition(
            year: year(), task: task ?? pick(Self.tasks), section: "I", text: "Nhiệm vụ", lead: "van-phong", dimensions: dimensions,
            cadence: cadence, fulfilledByReport: random.oneIn(8))
    }

    mutating func progress() -> TaskProgress {
        TaskProgress(
            year: year(), task: random.oneIn(15) ? "lạ" : pick(Self.tasks), occurrence: random.oneIn(2) ? period() : nil,
            state: pick(TaskState.allCases), percent: random.oneIn(2) ? Int.random(in: 0...100, using: &random) : nil)
    }

    mutating func activity() -> Activity {
        let kind = random.oneIn(3) ? pick(catalogue.activities.filter { $0.places != nil }) : pick(catalogue.activities)
        var quantities: [String: Int64] = [:]
        for measure in kind.carries + [kind.counts].compactMap({ $0 }) where random.oneIn(3) {
            quantities[measure] = random.oneIn(10) ? 0 : Int64.random(in: 1...50, using: &random)
        }
        if random.oneIn(15) { quantities["m.broadcast.minutes"] = 5 }
        return Activity(
            activity: random.oneIn(12) ? "unknown.done" : kind.id, year: random.oneIn(5) ? year() : nil,
            tasks: random.oneIn(2) ? Array(Set([pick(Self.tasks), pick(Self.tasks + ["lạ"])])).sorted() : [], quantities: quantities,
            places: (1...5).filter { _ in random.oneIn(3) }.map { "tdp-\($0)" })
    }

    mutating func reading() -> Reading {
        let measure = pick(
            random.oneIn(2) ? catalogue.measures.filter { [.stock, .stockRatio, .distribution].contains($0.kind) } : catalogue.measures)
        var kind = random.oneIn(15) ? pick(MeasureKind.allCases) : measure.kind
        if kind == .computed || kind == .distinct { kind = pick([.flow, .ratio]) }
        let amount: Reading.Amount
        switch kind {
        case .ratio, .stockRatio: amount = .ratio(numerator: number(), denominator: number())
        case .distribution:
            let score = random.oneIn(3) ? pick(["05", "gioi", "1000001", "1000000", "1000000", "1000000"]) : "4"
            amount = .counts([score: random.oneIn(2) ? Limits.largestCount : number(), "1": random.oneIn(3) ? 0 : 7, "3": 2])
        default: amount = .value(number())
        }
        return Reading(
            measure: random.oneIn(20) ? "m.unknown" : measure.id, year: random.oneIn(6) ? year() : nil,
            task: random.oneIn(6) ? pick(Self.tasks + ["lạ"]) : nil, amount: amount)
    }

    private mutating func number() -> Int64 { random.oneIn(10) ? Limits.largestCount : Int64.random(in: 0...1000, using: &random) }

    /// One of the kinds of section 3 that a ward writes of its plan and work.
    mutating func body() -> EventBody {
        switch Int.random(in: 0...15, using: &random) {
        case 0: .planAdopted(PlanAdopted(year: year(), title: "Kế hoạch", date: day(), catalogue: "papi-2022"))
        case 1...3: .taskPlanned(definition())
        case 4 where random.oneIn(3): .taskWithdrawn(TaskWithdrawal(year: year(), task: pick(Self.tasks)))
        case 4...9: .taskProgressed(progress())
        case 10...12: .activityDone(activity())
        default: .readingTaken(reading())
        }
    }

    /// A line that counts nothing: malformed, of a later kind or version, or of the other side's kinds.
    mutating func odd() -> [UInt8] {
        let good = String(decoding: event(body()), as: UTF8.self)
        switch Int.random(in: 0...8, using: &random) {
        case 0: return Array("not an event \(random.next())".utf8)
        case 1: return Array(good.replacing("\"v\":1", with: "\"v\":2").utf8)
        case 2: return Array(good.replacing("\"by\":", with: "\"an\":").utf8)
        case 3: return Array(good.replacing("\"body\":{", with: "\"body\":{\"year\":1.5,").utf8)
        case 4: return Array(good.replacing("\"kind\":\"", with: "\"kind\":\"later.").utf8)
        case 5: return Array(good.replacing("\"kind\":\"task.progressed\"", with: "\"kind\":\"period.closed\"").utf8)
        case 6: return Array((good.dropLast(1) + ",\"extra\":\"" + String(repeating: "x", count: 33 * 1024) + "\"}").utf8)
        case 7: return Array(good.replacing("\"body\":{", with: "\"body\":{\"later\":1,").utf8)
        default:
            return event(
                .unitRegistered(UnitRegistration(unit: "la", name: "Lạ", unitKind: "phường", validFrom: LocalDay.earliest)))
        }
    }

    /// Corrections and voids of the lines given, of one another, and of what is not here.
    mutating func changes(of lines: [[UInt8]], count: Int, foreign: [UInt8]) -> [[UInt8]] {
        var targets = lines
        var changes: [[UInt8]] = []
        for _ in 0..<count where !targets.isEmpty {
            var target = EventReading(of: random.oneIn(3) ? targets[targets.count - 1] : pick(targets))
            if random.oneIn(12) { target = EventReading(of: foreign) }
            let line: [UInt8]
            if random.oneIn(3) {
                line = event(.eventVoided(of: target.id))
            } else {
                line = event(
                    .eventCorrected(Correction(of: target.id, body: random.oneIn(8) ? .object([]) : fittingBody(of: target, in: targets))))
            }
            changes.append(line)
            targets.append(line)
        }
        return changes
    }

    /// A new body of the kind of the original at the end of the target's chain, where that can be read.
    private mutating func fittingBody(of target: EventReading, in lines: [[UInt8]]) -> JSON {
        var end = target
        while case .event(let event, _) = end.content, case .eventCorrected(let correction) = event.body,
            let next = lines.lazy.map({ EventReading(of: $0) }).first(where: { $0.id == correction.of })
        {
            end = next
        }
        guard case .event(let event, _) = end.content else { return body().json }
        switch event.body {
        case .taskPlanned(let body): return EventBody.taskPlanned(definition(random.oneIn(4) ? nil : body.task)).json
        case .taskWithdrawn: return EventBody.taskWithdrawn(TaskWithdrawal(year: year(), task: pick(Self.tasks))).json
        case .taskProgressed: return EventBody.taskProgressed(progress()).json
        case .activityDone: return EventBody.activityDone(activity()).json
        case .readingTaken: return EventBody.readingTaken(reading()).json
        case .planAssigned(let units, let body): return EventBody.planAssigned(units: units, definition(body.task)).json
        case .unitRegistered(var body):
            body.validTo = random.oneIn(2) ? day() : nil
            return EventBody.unitRegistered(body).json
        default: return event.body.json
        }
    }
}
