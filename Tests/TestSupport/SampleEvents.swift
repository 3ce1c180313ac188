public import PlanProgress

/// Events as a ward writes them, the same for the same number.
public enum SampleEvents {
    public static let at: Int64 = 1_663_200_000_000  // 2022-09-15 00:00:00 UTC

    /// Progress of a task; `number` makes it differ from every other.
    public static func progress(_ number: Int, at: Int64 = at, by: String = "van-phong") -> Event {
        Event(
            at: at + Int64(number), on: LocalDay.earliest.adding(days: 8270 + number % 60), by: by, nonce: nonce(number),
            body: .taskProgressed(
                TaskProgress(year: 2022, task: "III.1-\(number % 40)", state: .inProgress, percent: number % 101)))
    }

    /// Eight base64url characters that hold the number.
    public static func nonce(_ number: Int) -> String {
        let bits = UInt64(bitPattern: Int64(number))
        return Base64.urlText(stride(from: 40, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) })
    }
}

extension SampleEvents {
    /// An event of that body, like any other otherwise.
    public static func with(_ body: EventBody, number: Int = 0) -> Event {
        var event = progress(number)
        event.body = body
        return event
    }
}
