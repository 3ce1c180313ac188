/// What a person who logs in is to the district.
public enum UserRole: String, Hashable, Sendable, CaseIterable {
    case reader, reviewer, administrator

    /// The one place that says who may do what; every page, table and form asks here.
    public func may(_ right: Right) -> Bool {
        switch right {
        case .read: true
        case .inspect, .decide: self != .reader
        case .administer: self == .administrator
        }
    }
}

/// What a page, a table or a form asks of whoever sends for it.
public enum Right: Hashable, Sendable, CaseIterable {
    /// Figures and what they come from.
    case read
    /// What was refused, as it came: a ward's own words may ride in it.
    case inspect
    /// Accepting and returning reports, findings, closings: what becomes an event of the district's log.
    case decide
    /// Users, devices and the server itself.
    case administer
}
