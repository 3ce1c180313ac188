import PlanProgress

extension Season {
    private static let endOfMonth = [day(2022, 7, 29), day(2022, 8, 31), day(2022, 9, 13)]

    /// What a ward reads off once a month, all of it made up.
    static func readings(of ward: SeasonWard, seed: UInt64) -> [SeasonItem] {
        var numbers = SplitMix64(seed: seed, "reading", ward.unit)
        var items: [SeasonItem] = []
        func add(_ reading: Reading, on day: LocalDay) {
            let device = ward.devices[0]
            items.append(
                SeasonItem(
                    "reading-\(items.count)", at: device, typed: typed(day, at: device, &numbers), on: day, .body(.readingTaken(reading))))
        }
        func part(_ percent: ClosedRange<Int>, of whole: Int) -> Int64 { Int64(whole * numbers.number(percent) / 100) }

        var members = numbers.number(150...900)
        var insured = numbers.number(88...92)
        for (month, day) in endOfMonth.enumerated() {
            // A ward that is not eager leaves a month out now and then; its stock is then the one before.
            guard numbers.happens(permille: 600 + ward.zeal * 4) else { continue }
            members += numbers.number(0...60)
            insured = min(insured + numbers.number(0...2), 99)
            add(
                Reading(
                    measure: "m.bhyt.coverage", year: 2022, task: "II.2-4a",
                    amount: .ratio(numerator: Int64(ward.people * insured / 100), denominator: Int64(ward.people))), on: day)
            add(Reading(measure: "m.social.members", year: 2022, task: "III.2-c3", amount: .value(Int64(members))), on: day)
            if month == 0 { add(Reading(measure: "m.board.members", amount: .value(Int64(numbers.number(14...38)))), on: day) }
            for (measure, share) in ratios {
                let whole = numbers.number(3...28)
                add(Reading(measure: measure, amount: .ratio(numerator: part(share, of: whole), denominator: Int64(whole))), on: day)
            }
            add(Reading(measure: "m.case.received", amount: .value(Int64(numbers.number(0...6)))), on: day)
            add(Reading(measure: "m.security.incidents", amount: .value(Int64(numbers.number(0...5)))), on: day)
            add(Reading(measure: "m.discipline.violations", amount: .value(numbers.happens(permille: 60) ? 1 : 0)), on: day)
            let slips = [2, 4, 14, 60, 90].map { Int64(numbers.number(0...$0)) }
            let scores = Dictionary(uniqueKeysWithValues: zip(["1", "2", "3", "4", "5"], slips).filter { $0.1 > 0 })
            if !scores.isEmpty {
                add(Reading(measure: "m.survey.satisfaction", year: 2022, task: "III.3-c", amount: .counts(scores)), on: day)
            }
            add(Reading(measure: "m.disclosure.days.posted", amount: .counts(["30": Int64(numbers.number(1...5)), "60": 1])), on: day)
        }
        return items
    }

    /// Rates, with the share that is usual.
    private static let ratios: [(String, ClosedRange<Int>)] = [
        ("m.feedback.answered.ontime.rate", 70...100), ("m.case.settled.ontime.rate", 60...100), ("m.disclosure.ontime.rate", 80...100),
        ("m.portal.questions.answered.rate", 50...100), ("m.mediation.cases.success.rate", 60...95),
        ("m.env.reports.resolved.rate", 50...100),
        ("m.security.resolved.rate", 60...100), ("m.inspection.planned.rate", 50...100),
    ]

    /// How the tasks go: five that are done once, and standing ones of which a clerk says where they stand.
    static func progress(of ward: SeasonWard, seed: UInt64) -> [SeasonItem] {
        var numbers = SplitMix64(seed: seed, "progress", ward.unit)
        var items: [SeasonItem] = []
        func add(_ task: String, _ state: TaskState, percent: Int? = nil, on day: LocalDay) {
            let device = numbers.pick(ward.devices)
            let body = TaskProgress(year: 2022, task: task, state: state, percent: percent)
            items.append(
                SeasonItem(
                    "progress-\(items.count)", at: device, typed: typed(day, at: device, &numbers), on: day, .body(.taskProgressed(body))))
        }
        add("III.1-a", .done, percent: 100, on: planDay)
        for (task, soonest) in [("II.1-a", 6), ("III.1-b", 8), ("II.1-b", 18), ("II.1-c", 30)] {
            let start = planDay.adding(days: soonest + numbers.number(0...6))
            guard numbers.happens(permille: 300 + ward.zeal * 7) else { continue }
            add(task, .inProgress, percent: numbers.number(1...6) * 10, on: start)
            if numbers.happens(permille: 120) { add(task, .blocked, on: start.adding(days: 3)) }
            if numbers.happens(permille: ward.zeal * 8) { add(task, .done, percent: 100, on: start.adding(days: numbers.number(5...28))) }
        }
        for task in ["II.2-2a", "II.2-2b", "II.2-3c", "II.2-4c", "II.2-4d", "III.3-b", "III.3-c"] {
            let day = planDay.adding(days: numbers.number(10...60))
            switch numbers.number(0...99) {
            case 0..<ward.zeal: add(task, .inProgress, on: day)
            case ward.zeal..<(ward.zeal + 8): add(task, .blocked, on: day)
            default: break
            }
        }
        return items
    }
}
