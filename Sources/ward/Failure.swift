/// Why a command ends without having done what it was asked: what the shell gets, and what the person reads.
struct Failure: Error {
    let code: ExitStatus
    let sentence: String

    /// The same, and what else is to be told: beginning with a blank, or nothing.
    func besides(_ words: String) -> Failure { Failure(code: code, sentence: sentence + words) }
}

/// How `ward` ends (design 4): the words of sysexits(3), for scripts and cron.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    /// A command, an option or a value that is not one.
    case usage = 64
    /// Data on this disk, or in a file that was handed in, is damaged.
    case damaged = 65
    /// The district cannot be reached.
    case unreachable = 69
    /// The disk is full or cannot be read.
    case disk = 74
    /// Later it may go: another process holds the home, the district is busy.
    case later = 75
    /// The district refuses this device.
    case refused = 77
}
