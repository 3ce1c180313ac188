import struct Crypto.SHA256
import Glibc
import PlanProgress

extension POSIX {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func byteCount(of path: String) throws(StoreFault) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw fault(path) }
        return Int64(status.st_size)
    }

    /// The names in a folder, sorted; none where there is no folder.
    static func names(in folder: String) throws(StoreFault) -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw fault(folder)
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

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Makes a folder and those above it, 0700, each durably.
    static func makeFolders(_ path: String) throws(StoreFault) {
        // One that holds something had a name that lasts; an empty one may be what a kill left before its name was synced.
        if path.isEmpty { return }
        if isFolder(path), !(try names(in: path).isEmpty) { return }
        if let slash = path.lastIndex(of: "/") { try makeFolders(String(path[..<slash])) }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw fault(path) }
        try syncFolder(of: path)
    }

    /// Copies a file of any length to a path where nothing lies yet, and syncs it; the folder is the caller's.
    static func copy(_ source: String, to path: String) throws(StoreFault) {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw fault(source) }
        defer { close(from) }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault(path) }
        defer { close(file) }
        try pieces(of: from, source) { piece throws(StoreFault) in try write(piece, to: file, path: path) }
        guard fsync(file) == 0 else { throw fault(path) }
    }

    static func sync(_ path: String) throws(StoreFault) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw fault(path) }
    }

    static func digest(of path: String) throws(StoreFault) -> Digest {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(path) }
        defer { close(file) }
        var hash = SHA256()
        try pieces(of: file, path) { piece throws(StoreFault) in hash.update(data: piece) }
        return Digest(hash.finalize())
    }

    private static func pieces(of file: Int32, _ path: String, _ take: ([UInt8]) throws(StoreFault) -> Void) throws(StoreFault) {
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(file, &piece, piece.count)
            if count < 0 { throw fault(path) }
            if count == 0 { return }
            try take(Array(piece[..<count]))
        }
    }

    /// Removes a folder with all that is in it; whether nothing is left.
    static func removeTree(_ path: String) -> Bool {
        guard isFolder(path) else { return unlink(path) == 0 || errno == ENOENT }
        for name in (try? names(in: path)) ?? [] { _ = removeTree("\(path)/\(name)") }
        return rmdir(path) == 0
    }
}
