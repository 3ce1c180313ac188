/// Each device's own moment in the nightly window, so that wards do not arrive together.
public enum NightlyShare {
    /// How long this device waits from the window's beginning: always the same, even over the window, below it.
    ///
    /// A healed log keeps its stem's share: the PC is the same one.
    public static func milliseconds(of origin: Origin, window: Int64) -> Int64 {
        guard window > 0 else { return 0 }
        let name = "\(origin.district)/\(origin.unit)/\(origin.stem)"
        let word = Digest(of: Array(name.utf8)).bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(word % UInt64(window))
    }
}
