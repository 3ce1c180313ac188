import Glibc
public import PlanProgress

/// Holds `HOME/writer.lock`: one writer of a district, whatever is typed (design 7).
///
/// `flock` belongs to the open file, so it ends with this value or with the process, even one that was killed.
public final class WriterLock: Sendable {
    private let file: Int32

    /// Takes the lock at once, or throws `busy`.
    public init(home: String) throws(StoreFault) {
        let path = home + "/writer.lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .disk("\(path): \(String(cString: strerror(errno)))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            Glibc.close(file)
            throw reason == EWOULDBLOCK ? .busy(path) : .disk("\(path): \(String(cString: strerror(reason)))")
        }
        self.file = file
    }

    deinit { Glibc.close(file) }
}
