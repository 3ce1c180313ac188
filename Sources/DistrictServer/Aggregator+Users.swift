public import PlanProgress

extension Aggregator {
    /// Lets the district's log say what becomes of a user; the entry's index, which the file of users then follows whether or not
    /// something else that the decision brings is still to come.
    ///
    /// A crash between the two: a removal and a role count already, a password is to be set once more, and who was added is not there yet.
    public func decide(_ change: UserChange) throws(StoreFault) -> (entry: Int64, pending: StoreFault?) {
        do throws(StoreFault) { _ = try append([.init(.userChanged(change))]) } catch {
            guard case .decided = error else { throw error }
            return (register.value.size - 1, error)
        }
        return (register.value.size - 1, nil)
    }
}
