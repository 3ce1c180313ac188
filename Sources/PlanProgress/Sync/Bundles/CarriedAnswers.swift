/// What a bundle of answers speaks of: what a ward may ask of it, and nothing beyond.
public struct CarriedAnswers: Hashable, Sendable {
    /// The log that was exported.
    public let origin: Origin
    /// How far the answers speak of that log: its receipt's size, or the first index that was refused and one more.
    public var reach: Int64 = 0
    public var hasEnrolment = false
    /// Logs whose latest receipt is there.
    public var logs: Set<Origin> = []
    /// Attachments that were given, or asked for.
    public var attachments: Set<String> = []
    /// Whether they say which of the unit's attachments the district lacks.
    public var listsMissing = false

    public init(of origin: Origin) { self.origin = origin }

    /// How many entries of that log the answers can say anything of.
    func reach(of origin: Origin) -> Int64 { origin == self.origin ? reach : 0 }
}
