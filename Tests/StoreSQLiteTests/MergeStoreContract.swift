import PlanProgress
import TestSupport
import Testing

/// The promises of `MergeStore`: every engine answers as the plain one in memory does, whatever it was told.
@Suite struct `The ordered tables` {
    /// A call, drawn from few units, keys and days so that calls meet.
    private struct Caller {
        var random: SeededRandom
        let unit: String

        mutating func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
        mutating func id() -> EventID {
            let number = draw(40)
            return EventID(at: Int64(number / 8) * 70_000, hash: Digest(of: [UInt8(number)]))
        }
        mutating func day() -> LocalDay { LocalDay.earliest.adding(days: draw(40)) }
        mutating func half() -> HalfMonth { HalfMonth(ordinal: Int32(48_000 + draw(5))) }
        mutating func code() -> String { ["m.a", "m.á", "m.b", "III.1-b", ""][draw(5)] }
        mutating func state() -> TaskState { TaskState.allCases[draw(4)] }

        mutating func row() -> LedgerRow {
            // What one event gives is fixed: two rows of one place in the order are the same row.
            let (id, day) = (id(), day())
            switch draw(4) {
            case 0:
                return .stock(StockRow(edition: draw(2), measure: code(), on: day, id: id, first: Int64(draw(9)), second: 0))
            case 1:
                let key = OccurrenceKey(year: 2022, task: code(), occurrence: ["", "2022-Q3"][draw(2)])
                return .progress(ProgressRow(key: key, on: day, id: id, state: state(), percent: draw(100)))
            case 2: return .plan(PlanRow(id: id, on: day, kind: "task.planned", body: [UInt8(draw(9))]))
            default: return .listed(ListedRow(id: id, reason: ListedReason.allCases[draw(5)], on: draw(2) == 0 ? nil : day))
            }
        }
    }

    /// Everything that can be asked, as text.
    private func answers(_ tables: inout some MergeStore, _ unit: String) throws -> [String] {
        let halves = HalfMonth(ordinal: 48_000)...HalfMonth(ordinal: 48_004)
        let part = HalfMonth(ordinal: 48_001)...HalfMonth(ordinal: 48_003)
        let days = LocalDay.earliest...LocalDay.earliest.adding(days: 60)
        let some = LocalDay.earliest.adding(days: 8)...LocalDay.earliest.adding(days: 25)
        var answers: [String] = []
        for edition in 0..<2 {
            for range in [halves, part] {
                answers.append("\(try tables.sums(edition: edition, halves: range, of: unit))")
                answers.append("\(try tables.members(edition: edition, halves: range, of: unit))")
            }
            for code in ["m.a", "m.á", "m.b", "III.1-b", ""] {
                for range in [days, some] {
                    answers.append("\(String(describing: try tables.newestStock(edition: edition, measure: code, on: range, of: unit)))")
                    let key = OccurrenceKey(year: 2022, task: code, occurrence: edition == 0 ? "" : "2022-Q3")
                    let other = try tables.newestProgress(of: key, done: false, on: range, of: unit)
                    answers.append("\(String(describing: other))")
                    answers.append("\(String(describing: try tables.newestProgress(of: key, done: true, on: range, of: unit)))")
                    answers.append("\(String(describing: try tables.oldestDone(of: key, on: range, after: other?.position, of: unit)))")
                    answers.append("\(String(describing: try tables.oldestDone(of: key, on: range, after: nil, of: unit)))")
                    answers.append("\(try tables.progress(of: key, on: range, of: unit))")
                }
            }
        }
        answers.append("\(try tables.planRows(of: unit))")
        answers.append("\(try tables.listedRows(of: unit))")
        answers.append("\(try tables.hasWaitingChanges(of: unit))")
        for number in 0..<40 {
            let id = EventID(at: Int64(number / 8) * 70_000, hash: Digest(of: [UInt8(number)]))
            answers.append("\(String(describing: try tables.change(id, of: unit)))")
            answers.append("\(try tables.changes(ofRoot: id, of: unit))")
            answers.append("\(try tables.waitingChanges(for: id, of: unit))")
        }
        return answers
    }

    private func tell(_ caller: inout Caller, _ tables: inout some MergeStore, _ rows: inout [LedgerRow], _ changed: inout Set<EventID>)
        throws
    {
        let unit = caller.unit
        switch caller.draw(12) {
        case 0, 1, 2:
            let key = SumKey(edition: caller.draw(2), subject: caller.code(), part: Int64(caller.draw(3)) - 1, half: caller.half())
            // The largest numbers too: a sum wraps, and comes back.
            try tables.add([1, -1, 7, .max, .min][caller.draw(5)], to: key, of: unit)
        case 3, 4:
            let key = MemberKey(edition: caller.draw(2), set: caller.code(), member: caller.code(), half: caller.half())
            try tables.add(references: caller.draw(3) == 0 ? -1 : 1, to: key, of: unit)
        case 5, 6, 7:
            let row = caller.row()
            guard !rows.contains(where: { $0.place == row.place }) else { return }
            rows.append(row)
            try tables.insert(row, of: unit)
        case 8:
            guard !rows.isEmpty else { return }
            try tables.remove(rows.remove(at: caller.draw(rows.count)), of: unit)
        case 9, 10:
            let id = caller.id()
            guard changed.insert(id).inserted else { return }
            let root = caller.draw(2) == 0 ? caller.id() : nil
            try tables.insertChange(ChangeRow(id: id, of: caller.id(), root: root, isVoid: caller.draw(2) == 0), of: unit)
        default:
            let id = caller.id()
            guard try tables.change(id, of: unit)?.root == nil, changed.contains(id) else { return }
            try tables.setRoot(caller.id(), ofChange: id, of: unit)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func `answer alike on every engine`(_ seed: UInt64) throws {
        print("seed \(seed)")
        let folder = try FreshStore(.sqlite)
        var plain = MemoryMergeStore()
        try folder.store.write { tables throws(StoreFault) in
            do {
                var store = tables
                for unit in ["duong-noi", "phu-la"] {
                    var (left, right) = (
                        Caller(random: SeededRandom(seed: seed), unit: unit), Caller(random: SeededRandom(seed: seed), unit: unit)
                    )
                    var (leftRows, rightRows): ([LedgerRow], [LedgerRow]) = ([], [])
                    var (leftChanged, rightChanged): (Set<EventID>, Set<EventID>) = ([], [])
                    for _ in 0..<400 {
                        try tell(&left, &plain, &leftRows, &leftChanged)
                        try tell(&right, &store, &rightRows, &rightChanged)
                    }
                }
                #expect(try answers(&plain, "duong-noi") == answers(&store, "duong-noi"))
                plain.removeAll(of: "duong-noi")
                try store.removeAll(of: "duong-noi")
                #expect(try answers(&plain, "duong-noi") == answers(&store, "duong-noi"))
                #expect(try answers(&plain, "phu-la") == answers(&store, "phu-la"), "the other unit's rows stay")
            } catch let fault as StoreFault { throw fault } catch { throw .damaged("\(error)") }
        }
        var inner: [String] = []
        inner = try folder.store.read { tables throws(StoreFault) in
            var store = tables
            do { return try answers(&store, "phu-la") } catch { throw .damaged("\(error)") }
        }
        #expect(try answers(&plain, "phu-la") == inner, "a reader finds what was committed")
    }

    @Test(arguments: Engine.allCases) func `note an event once a unit, and find its bytes where they lie`(_ engine: Engine) throws {
        let fresh = try FreshStore(engine)
        let district = try SampleDistrict(on: fresh.store)
        let device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3, events: 3))
        let other = try #require(SampleDevice("ha-dong/phu-la/may-1", seed: 3, events: 3))
        for one in [device, other] {
            try district.enrol(one)
            _ = try district.take(one.push())
        }
        let id = EventReading(of: device.entries[2]).id
        let found = try fresh.store.write { tables throws(StoreFault) in
            var store = tables
            return [
                try store.entryBytes(of: id, of: "duong-noi"), try store.entryBytes(of: id, of: "phu-la"),
                try store.entryBytes(of: EventID(at: 1, hash: id.hash), of: "duong-noi"),
                try store.insertEvent(id, of: "duong-noi", at: EntryPlace(origin: device.origin, index: 1)) ? [1] : [0],
            ]
        }
        #expect(found == [device.entries[2], other.entries[2] == device.entries[2] ? other.entries[2] : nil, nil, [0]])
    }
}

extension LedgerRow {
    /// What two rows may not share.
    fileprivate var place: String {
        switch self {
        case .stock(let row): "s \(row.edition) \(row.measure) \(row.on) \(row.id)"
        case .progress(let row): "p \(row.key) \(row.on) \(row.id)"
        case .plan(let row): "plan \(row.id)"
        case .listed(let row): "l \(row.id) \(row.reason)"
        }
    }
}
