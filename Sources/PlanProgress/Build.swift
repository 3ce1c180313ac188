/// What this program is.
public enum Build {
    public static let version = "0.1"
    /// A clock that stands before this day is wrong: the program did not exist then (design 4).
    public static let day = "2026-11-01"
}
