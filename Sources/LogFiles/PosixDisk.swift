import Glibc
public import PlanProgress
import Synchronization

/// The file system of this machine, behind the port that logs ask for: the one file with POSIX calls.
///
/// Folders are 0700 and files 0600, whatever the umask.
public final class PosixDisk: LogDisk {
    private let home, guards: String
    /// How long `lock` waits for another process; `record` holds it for milliseconds.
    private let lockWaitMilliseconds: Int
    /// Descriptors of the locks that this process holds; closing one frees it, and so does the process's end.
    private let locks = Mutex<[DiskPath: Int32]>([:])

    /// `guards` lies outside of what people back up (design 3.1).
    public init(home: String, guards: String, lockWaitMilliseconds: Int = 5000) {
        (self.home, self.guards, self.lockWaitMilliseconds) = (home, guards, lockWaitMilliseconds)
    }

    public func read(_ path: DiskPath) throws(DiskFault) -> [UInt8]? {
        guard let file = try open(path, O_RDONLY) else { return nil }
        defer { close(file) }
        return try read(file, path, count: try size(file, path), from: 0)
    }

    public func readEnd(_ path: DiskPath, count: Int) throws(DiskFault) -> [UInt8]? {
        guard let file = try open(path, O_RDONLY) else { return nil }
        defer { close(file) }
        let size = try size(file, path)
        return try read(file, path, count: min(count, size), from: max(0, size - count))
    }

    public func byteCount(_ path: DiskPath) throws(DiskFault) -> Int? {
        var status = stat()
        guard stat(absolute(path), &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw fault(path, "stat")
        }
        return Int(status.st_size)
    }

    public func append(_ bytes: [UInt8], to path: DiskPath) throws(DiskFault) {
        guard let file = try open(path, O_WRONLY | O_APPEND) else { throw .failed(path, call: "open", errno: ENOENT) }
        defer { close(file) }
        try write(bytes, to: file, path)
    }

    public func create(_ path: DiskPath, _ bytes: [UInt8]) throws(DiskFault) {
        guard let file = try open(path, O_WRONLY | O_CREAT | O_TRUNC) else { throw .failed(path, call: "open", errno: ENOENT) }
        defer { close(file) }
        try write(bytes, to: file, path)
    }

    public func synchronize(_ path: DiskPath) throws(DiskFault) {
        guard let file = try open(path, O_WRONLY) else { throw .failed(path, call: "open", errno: ENOENT) }
        defer { close(file) }
        guard fdatasync(file) == 0 else { throw fault(path, "fdatasync") }
    }

    public func synchronizeFolder(_ path: DiskPath) throws(DiskFault) {
        guard let folder = try open(path, O_RDONLY | O_DIRECTORY) else { throw .failed(path, call: "open", errno: ENOENT) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw fault(path, "fsync") }
    }

    public func rename(_ old: DiskPath, to new: DiskPath) throws(DiskFault) {
        guard Glibc.rename(absolute(old), absolute(new)) == 0 else { throw fault(new, "rename") }
    }

    public func truncate(_ path: DiskPath, to byteCount: Int) throws(DiskFault) {
        guard Glibc.truncate(absolute(path), byteCount) == 0 else { throw fault(path, "truncate") }
    }

    public func overwrite(_ path: DiskPath) throws(DiskFault) {
        // Not emptied first: a file that is cut gives its blocks back as they are.
        guard let file = try open(path, O_WRONLY) else { return }
        defer { close(file) }
        try write([UInt8](repeating: 0, count: try size(file, path)), to: file, path)
    }

    public func remove(_ path: DiskPath) throws(DiskFault) {
        guard unlink(absolute(path)) == 0 || errno == ENOENT else { throw fault(path, "unlink") }
    }

    public func list(_ folder: DiskPath) throws(DiskFault) -> [String] {
        guard let directory = opendir(absolute(folder)) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw fault(folder, "opendir")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    public func makeFolder(_ path: DiskPath) throws(DiskFault) {
        var made = absolute(DiskPath("", in: path.root))
        try makeRoot(made, path)
        for part in path.path.split(separator: "/") {
            let parent = made
            made += "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw fault(path, "mkdir") }
            if isEmpty(made) { try synchronize(folder: parent, path) }
        }
    }

    /// Whether a folder's own name may not last yet: it gets its first child only once it does. Recovers the kill between `mkdir`
    /// and the `fsync` of the folder above.
    private func isEmpty(_ folder: String) -> Bool {
        guard let directory = opendir(folder) else { return false }
        defer { closedir(directory) }
        // `.` and `..` are always there.
        return readdir(directory) == nil || readdir(directory) == nil || readdir(directory) == nil
    }

    public func lock(_ path: DiskPath, wait: Bool) throws(DiskFault) {
        guard let file = try open(path, O_RDWR | O_CREAT) else { throw .failed(path, call: "open", errno: ENOENT) }
        var waited = 0
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let fault = fault(path, "flock")
                close(file)
                throw fault
            }
            guard wait, waited < lockWaitMilliseconds else {
                close(file)
                throw .held(path)
            }
            usleep(2000)
            waited += 2
        }
        locks.withLock { $0[path] = file }
    }

    public func unlock(_ path: DiskPath) {
        if let file = locks.withLock({ $0.removeValue(forKey: path) }) { close(file) }
    }

    // MARK: Calls

    private func absolute(_ path: DiskPath) -> String {
        let root = path.root == .home ? home : guards
        return path.path.isEmpty ? root : "\(root)/\(path.path)"
    }

    /// A descriptor, or `nil` where there is no such file and none was to be made. A missing guards folder is made.
    private func open(_ path: DiskPath, _ flags: Int32) throws(DiskFault) -> Int32? {
        while true {
            let file = Glibc.open(absolute(path), flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if file >= 0 { return file }
            switch errno {
            case EINTR: continue
            case ENOENT, ENOTDIR:
                guard flags & O_CREAT != 0, path.root == .guards, try byteCount(path.folder) == nil else { return nil }
                try makeFolder(path.folder)
            default: throw fault(path, "open")
            }
        }
    }

    private func size(_ file: Int32, _ path: DiskPath) throws(DiskFault) -> Int {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw fault(path, "fstat") }
        return Int(status.st_size)
    }

    private func read(_ file: Int32, _ path: DiskPath, count: Int, from offset: Int) throws(DiskFault) -> [UInt8] {
        var failed: DiskFault?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(file, buffer.baseAddress.map { $0 + filled }, count - filled, offset + filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failed = fault(path, "read") }
                if got <= 0 { return }
                filled += got
            }
        }
        if let failed { throw failed }
        return bytes
    }

    /// One `write`; what a short one left over is written again, until the kernel refuses.
    private func write(_ bytes: [UInt8], to file: Int32, _ path: DiskPath) throws(DiskFault) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress.map { $0 + written }, bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault(path, "write") }
            written += count
        }
    }

    /// The root itself, with the folders above it that the environment named.
    private func makeRoot(_ root: String, _ path: DiskPath) throws(DiskFault) {
        var made = root.hasPrefix("/") ? "" : "."
        for part in root.split(separator: "/") {
            let parent = made.isEmpty ? "/" : made
            made += "/\(part)"
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                var status = stat()
                guard stat(made, &status) == 0 else { throw fault(path, "mkdir") }
            }
            if isEmpty(made) { try synchronize(folder: parent, path) }
        }
    }

    private func synchronize(folder: String, _ path: DiskPath) throws(DiskFault) {
        let file = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return }  // A folder that may be entered and not read: its owner keeps it.
        defer { close(file) }
        guard fsync(file) == 0 || errno == EINVAL else { throw fault(path, "fsync") }
    }

    private func fault(_ path: DiskPath, _ call: String) -> DiskFault {
        switch errno {
        case ENOSPC, EDQUOT: .full(path)
        case EACCES, EPERM, EROFS: .forbidden(path)
        default: .failed(path, call: call, errno: errno)
        }
    }
}
