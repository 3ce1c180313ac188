/// Why a log was not read or written; each says what happened, what state remains, and what to do.
public enum LogFault: Error, Hashable, Sendable, CustomStringConvertible {
    case disk(DiskFault)
    /// A `write` or `fdatasync` failed earlier in this run: what follows it would be in doubt.
    case stopped(Origin)
    case neverAppend(Origin, AppendRefusal)
    case missing(Origin)
    /// The event as written is longer than a log takes.
    case tooLong(byteCount: Int)
    /// What was made cannot be read back: a code or text in it leaves its form.
    case unreadable(Malformation)
    /// A key that was just written cannot be read back.
    case key(Origin)

    public var description: String {
        switch self {
        case .disk(.full(let path)):
            "The disk is full: \(path) was not written. What was recorded before is safe. Free some space and run the command again."
        case .disk(.forbidden(let path)):
            "\(path) may not be read or written by this user. Nothing was changed. Check the owner of the data folder."
        case .disk(.held(let path)):
            "Another program is using the data folder (\(path)). Nothing was changed. Try again in a moment."
        case .disk(.failed(let path, let call, let errno)):
            "The disk failed at \(path) (\(call), error \(errno)). What was recorded before is safe if it was said to be. Check the disk before going on."
        case .stopped(let origin):
            "Log \(origin): the disk failed earlier in this run, so nothing more is written. Start the command again."
        case .neverAppend(let origin, let refusal):
            "Log \(origin): \(refusal). Nothing was written. Run 'ward sync', or 'ward repair' if that does not help."
        case .missing(let origin): "Log \(origin) is not here. Nothing was changed."
        case .tooLong(let byteCount):
            "The entry has \(byteCount) bytes, more than \(Limits.eventByteCount). Nothing was recorded. Shorten it, or attach the text as a file."
        case .unreadable(let fault): "The entry could not be read back: \(fault). Nothing was recorded. Correct the field."
        case .key(let origin): "The key of log \(origin) is spoiled. Nothing was written. Run 'ward repair'."
        }
    }
}

extension AppendRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .keyWithoutLog: "its key is here, the log itself is not"
        case .logWithoutKey: "the log is here, its key is not"
        case .shorter(let size, let known): "it has \(size) entries here but had \(known) before"
        case .otherRoot(let size): "its first \(size) entries are not the ones that were known before"
        case .damaged(let index): "it is damaged from entry \(index) on"
        case .continued(let origin): "it is continued as \(origin)"
        }
    }
}

/// Runs disk calls where only their room's own error may leave.
func onDisk<T>(_ work: () throws(DiskFault) -> T) throws(LogFault) -> T {
    do throws(DiskFault) { return try work() } catch { throw .disk(error) }
}
