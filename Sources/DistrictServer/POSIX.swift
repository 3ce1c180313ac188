import Glibc
import PlanProgress

/// The few calls by which a server keeps files: whole, synced, named only when complete.
enum POSIX {
    static func fault(_ path: String) -> StoreFault { .disk("\(path): \(String(cString: strerror(errno)))") }

    /// The file's bytes, or `nil` where there is none.
    static func contents(of path: String) throws(StoreFault) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw fault(path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count < 0 { throw fault(path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Writes all of the bytes, or throws with some of them written.
    static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(StoreFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw fault(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts a file of these bytes in place: written beside it, synced, renamed, the folder synced.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o600) throws(StoreFault) {
        let fresh = path + ".new"
        let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw fault(fresh) }
        do throws(StoreFault) {
            try write(bytes, to: file, path: fresh)
            guard fsync(file) == 0 else { throw fault(fresh) }
        } catch {
            close(file)
            throw error
        }
        guard close(file) == 0, rename(fresh, path) == 0 else { throw fault(path) }
        try syncFolder(of: path)
    }

    static func syncFolder(of path: String) throws(StoreFault) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let file = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw fault(folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw fault(folder) }
    }
}
