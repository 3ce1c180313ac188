import PlanProgress

extension Season {
    /// How often a ward does something, for which tasks, and what it counts.
    private struct Habit: Sendable {
        let activity: String
        /// Per working day of an eager ward.
        let permille: Int
        /// The tasks that one happening serves; one of these lists.
        let tasks: [[String]]
        /// On which day of the week, or any from Monday to Friday.
        var weekday: Int?
        let quantities: @Sendable (inout SplitMix64) -> [String: Int64]
        var reaches: ClosedRange<Int>?
    }

    private static let habits: [Habit] = [
        Habit(
            activity: "broadcast.aired", permille: 520,
            tasks: [["II.2-1a", "III.2-d"], ["II.2-1b", "III.2-c1"], ["III.2-b"], ["III.1-c", "III.2-a"]],
            quantities: { numbers in
                let items = numbers.number(1...3)
                let minutes = Int64(items * numbers.number(5...15))
                return items == 1 ? ["m.broadcast.minutes": minutes] : ["m.broadcast.items": Int64(items), "m.broadcast.minutes": minutes]
            }, reaches: 2...8),
        Habit(
            activity: "social.posted", permille: 420, tasks: [["III.2-c3"], ["III.1-c", "III.2-c3"], ["III.2-e"]],
            quantities: { numbers in ["m.social.reach": Int64(numbers.number(40...900))] }),
        Habit(
            activity: "meeting.held", permille: 200, tasks: [["III.2-c2"], ["III.4-a", "III.2-c2"], ["III.4-b"], ["II.4-b"]],
            quantities: { numbers in ["m.meeting.attendees": Int64(numbers.number(18...120))] }, reaches: 1...4),
        Habit(
            activity: "post.published", permille: 200, tasks: [["II.2-1c"], ["III.2-f"], ["II.2-1b"]],
            quantities: { numbers in
                switch numbers.number(0...3) {
                case 0: ["m.leaflet.copies": Int64(numbers.number(5...40) * 10)]
                case 1: ["m.portal.posts": Int64(numbers.number(1...3))]
                case 2: ["m.post.count": Int64(numbers.number(2...6))]
                default: [:]
                }
            }),
        Habit(
            activity: "feedback.received", permille: 240, tasks: [["II.2-2d"], ["III.2-e"]],
            quantities: { numbers in numbers.happens(permille: 300) ? ["m.feedback.received": Int64(numbers.number(2...4))] : [:] }),
        Habit(
            activity: "reception.held", permille: 900, tasks: [["II.2-3b"]], weekday: 4,
            quantities: { numbers in ["m.reception.people": Int64(numbers.number(1...12))] }),
        Habit(
            activity: "env.campaign", permille: 850, tasks: [["II.2-4b"]], weekday: 6, quantities: { _ in [:] }),
        Habit(activity: "env.incident", permille: 90, tasks: [["II.2-4b"]], quantities: { _ in [:] }),
        Habit(activity: "disclosure.done", permille: 110, tasks: [["II.2-3a"]], quantities: { _ in [:] }),
        Habit(
            activity: "display.installed", permille: 70, tasks: [["III.2-c1"]],
            quantities: { numbers in
                let counts = ["m.pano.installed", "m.banner.installed", "m.board.updates"].map { ($0, Int64(numbers.number(0...6))) }
                return Dictionary(uniqueKeysWithValues: counts.filter { $0.1 > 0 })
            }),
        Habit(activity: "dialogue.held", permille: 35, tasks: [["II.2-3b", "II.2-2a"]], quantities: { _ in [:] }),
        Habit(
            activity: "consultation.run", permille: 35, tasks: [["II.2-2c"]],
            quantities: { numbers in
                let received = numbers.number(12...80)
                return ["m.consult.opinions.received": Int64(received), "m.consult.opinions.adopted": Int64(numbers.number(0...received))]
            }),
        Habit(
            activity: "board.supervision", permille: 50, tasks: [["III.4-c"]],
            quantities: { numbers in [numbers.pick(["m.ttnd.supervisions", "m.gsdtcd.supervisions"]): 1] }),
        Habit(
            activity: "inspection.held", permille: 50, tasks: [["II.3-a", "II.3-b"], ["II.3-a"]],
            quantities: { numbers in ["m.guidance.count": Int64(numbers.number(1...5))] }),
        Habit(activity: "coordination.held", permille: 90, tasks: [["II.4-a", "III.1-e"], ["II.4-b"]], quantities: { _ in [:] }),
        Habit(activity: "document.issued", permille: 80, tasks: [["II.3-c"], ["III.3-a"], ["IV"]], quantities: { _ in [:] }),
        Habit(activity: "infra.repaired", permille: 30, tasks: [["II.2-4a"]], quantities: { _ in [:] }),
        Habit(activity: "training.held", permille: 18, tasks: [["III.3-b"], ["II.2-4c"]], quantities: { _ in [:] }),
        Habit(activity: "apology.sent", permille: 8, tasks: [["III.3-c"]], quantities: { _ in [:] }),
        Habit(activity: "contribution.project", permille: 8, tasks: [["II.2-2c"]], quantities: { _ in [:] }),
    ]

    static func activities(of ward: SeasonWard, seed: UInt64) -> [SeasonItem] {
        habits.flatMap { habit in
            var numbers = SplitMix64(seed: seed, "activity", ward.unit, habit.activity)
            var items: [SeasonItem] = []
            for day in days where habit.weekday.map({ $0 == day.weekday }) ?? (day.weekday <= 5) {
                guard numbers.happens(permille: habit.permille * ward.zeal / 100) else { continue }
                let device = numbers.pick(ward.devices)
                let places = habit.reaches.map { range in
                    numbers.some(numbers.number(range), of: ward.neighbourhoods)
                }
                // Before the plan was signed nothing could serve its tasks.
                let tasks = day < planDay ? [] : numbers.pick(habit.tasks)
                let body = Activity(
                    activity: habit.activity, year: tasks.isEmpty ? nil : 2022, tasks: tasks, quantities: habit.quantities(&numbers),
                    places: places ?? [])
                items.append(
                    SeasonItem(
                        "\(habit.activity)-\(items.count)", at: device, typed: typed(day, at: device, &numbers), on: day,
                        .body(.activityDone(body)), note: numbers.happens(permille: 80) ? "Số liệu mô phỏng, không phải việc có thật." : nil
                    ))
            }
            return items
        }
    }
}
