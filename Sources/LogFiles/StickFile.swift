import Glibc
public import PlanProgress

/// A file on a stick that is read from front to back.
public final class StickFile: ByteSource {
    private let file: Int32

    public init(reading path: String) throws(BundleFault) {
        // A pipe would keep us waiting for whoever writes to it, and `serve` with us: it is opened at once, and then refused.
        file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .disk("\(path): \(String(cString: strerror(errno)))") }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw .notABundle
        }
    }

    deinit { close(file) }

    public func next(_ limit: Int) throws(BundleFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        while true {
            let count = read(file, &bytes, limit)
            if count >= 0 {
                bytes.removeSubrange(count...)
                return bytes
            }
            guard errno == EINTR else { throw .disk(String(cString: strerror(errno))) }
        }
    }
}

/// A file that is written to a stick: beside its place first, and there only once all of it is on the medium.
public final class StickWriter: ByteSink {
    private let disk: PosixDisk
    private let partial: DiskPath
    private var path: DiskPath
    private var waiting: [UInt8] = []

    /// Begins the file; one of the same name stays until `close`.
    public init(writing path: String) throws(BundleFault) {
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        disk = PosixDisk(home: folder, guards: folder)
        (self.path, partial) = (DiskPath(name), DiskPath(name + ".new"))
        guard !name.isEmpty else { throw .disk(path) }
        try onDisk { () throws(DiskFault) in try disk.create(partial, []) }
    }

    public func write(_ bytes: [UInt8]) throws(BundleFault) {
        waiting += bytes
        if waiting.count >= 1 << 20 { try flush() }
    }

    /// Puts the file in its place, or in that of another name in the same folder; when it returns, the file survives a stick that is
    /// pulled out.
    public func close(as name: String? = nil) throws(BundleFault) {
        if let name { path = DiskPath(name) }
        try flush()
        try onDisk { () throws(DiskFault) in
            try disk.synchronize(partial)
            try disk.rename(partial, to: path)
            try disk.synchronizeFolder(path.folder)
        }
    }

    /// Leaves nothing behind; the file of that name is as it was.
    public func discard() { try? disk.remove(partial) }

    private func flush() throws(BundleFault) {
        if waiting.isEmpty { return }
        try onDisk { () throws(DiskFault) in try disk.append(waiting, to: partial) }
        waiting = []
    }

    private func onDisk<T>(_ work: () throws(DiskFault) -> T) throws(BundleFault) -> T {
        do throws(DiskFault) { return try work() } catch { throw .disk("\(LogFault.disk(error))") }
    }
}
