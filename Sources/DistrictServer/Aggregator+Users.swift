public import PlanProgress

extension Aggregator {
    /// Lets the district's log say what becomes of a user; the entry's index, which the file of users then follows.
    ///
    /// A crash between the two: a removal and a role count already, a password is to be set once more, and who was added is not there yet.
    public func decide(_ change: UserChange) throws(StoreFault) -> Int64 {
        _ = try append([.init(.userChanged(change))])
        return register.value.size - 1
    }
}
