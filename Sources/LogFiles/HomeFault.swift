public import PlanProgress

/// Why a home was not opened or not changed; when it is thrown, what was recorded before lies as it was.
public enum HomeFault: Error, Hashable, Sendable, CustomStringConvertible {
    case log(LogFault)
    /// No `config` there.
    case notAHome(String)
    /// `config` is there and names no log.
    case config(String)
    case exists(String, Origin)
    case attachment(name: String, byteCount: Int)
    /// The guard remembers entries that this log's key has signed: making the log anew would be a second log of one name.
    case keyIsKnown(Origin)

    public var description: String {
        switch self {
        case .log(let fault): "\(fault)"
        case .notAHome(let path): "\(path) is not a data folder. Nothing was changed. Run 'ward init' first, or name another with --home."
        case .config(let path): "\(path)/config does not name a log. Nothing was changed. Put back the line 'origin: district/unit/device'."
        case .exists(let path, let origin): "\(path) already is the data folder of \(origin). Nothing was changed."
        case .attachment(let name, let byteCount):
            "'\(name)' has \(byteCount) bytes; an attachment holds at most \(Limits.attachmentByteCount). Nothing was recorded."
        case .keyIsKnown(let origin):
            "The key of \(origin) has signed a log that is not here. Nothing was changed. Use another device name."
        }
    }

    /// As `sysexits.h` numbers them and commands.md promises.
    public var exitCode: Int32 {
        switch self {
        case .log(.disk(.held)): 75
        case .log(.disk), .log(.stopped): 74
        case .log(.neverAppend), .log(.key), .log(.missing), .config: 65
        case .log(.tooLong), .log(.unreadable), .attachment: 65
        case .notAHome, .exists, .keyIsKnown: 1
        }
    }
}

func inHome<T>(_ work: () throws(LogFault) -> T) throws(HomeFault) -> T {
    do throws(LogFault) { return try work() } catch { throw .log(error) }
}

func onHomeDisk<T>(_ work: () throws(DiskFault) -> T) throws(HomeFault) -> T {
    do throws(DiskFault) { return try work() } catch { throw .log(.disk(error)) }
}
