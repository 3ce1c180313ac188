import PlanProgress
import TestSupport
import Testing

extension WrittenDistrict {
    /// One unit's value, or the district's for `nil`, in which both implementations agree.
    func value(
        _ code: String = "2022-Q1", _ calendar: PeriodCalendar = .administrative, asOf: String? = nil, unit: String? = "duong-noi",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        let period = try #require(PeriodCode(code).flatMap { Period($0, calendar) }, sourceLocation: sourceLocation)
        let day = try asOf.map { try #require(LocalDay($0), sourceLocation: sourceLocation) } ?? period.lastDay.adding(days: 1)
        let value = try #require(rollup(period, asOf: day, unit: unit)?.json, sourceLocation: sourceLocation)
        let naive = naive.rollup(period, asOf: day, unit: unit)
        #expect(JSONDifference.first(value, naive) == nil, sourceLocation: sourceLocation)
        return value
    }

    /// What one unit's cell counts, zeros left out.
    func cell(
        _ code: String = "2022-Q1", _ place: String = "all", asOf: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String: Int64] {
        let value = try value(code, asOf: asOf, sourceLocation: sourceLocation)
        return try #require(value.at(place.hasPrefix("D") ? "figures/dimensions/\(place)/tasks" : "figures/\(place)")).counted
    }

    /// What is listed, as `reason subject`, in the value's order.
    func listed(_ code: String = "2022-Q1", unit: String? = "duong-noi") throws -> [String] {
        try (value(code, unit: unit)["listed"]?.array ?? []).map { row in
            let subject = row["event"]?.string.map { String($0.prefix(20)) } ?? row["task"]?.string ?? row["measure"]?.string
            return "\(row["reason"]?.string ?? "") \(subject ?? "")"
        }
    }
}

/// As `listed` names an event.
func short(_ id: EventID) -> String { String(id.description.prefix(20)) }

/// A task of D5 unless said otherwise.
func task(
    _ code: String, _ cadence: TaskDefinition.Cadence, year: Int = 2022, _ dimensions: [String] = ["D5"], fulfilledByReport: Bool = false
) -> TaskDefinition {
    TaskDefinition(
        year: year, task: code, section: "I", text: "Nhiệm vụ", lead: "van-phong", dimensions: dimensions.compactMap { DimensionCode($0) },
        cadence: cadence, fulfilledByReport: fulfilledByReport)
}

func progress(_ code: String, _ state: TaskState, of occurrence: String? = nil, year: Int = 2022) -> EventBody {
    .taskProgressed(TaskProgress(year: year, task: code, occurrence: occurrence.flatMap { PeriodCode($0) }, state: state))
}

func meeting(_ quantities: [String: Int64] = [:], tasks: [String] = [], places: [String] = []) -> EventBody {
    .activityDone(Activity(activity: "meeting.held", tasks: tasks, quantities: quantities, places: places))
}

func reading(_ measure: String, _ value: Int64) -> EventBody { .readingTaken(Reading(measure: measure, amount: .value(value))) }

func correction(of id: EventID, to body: EventBody) -> EventBody { .eventCorrected(Correction(of: id, body: body.json)) }
