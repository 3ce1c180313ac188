import Glibc

/// The few files that a person names on the command line, and systemd's units.
enum Files {
    /// The whole file, at most `limit` bytes; ends the command with 74 where it cannot be read.
    static func read(_ path: String, limit: Int = 64 * 1024 * 1024) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw unreadable(path) }
        guard information.st_mode & S_IFMT != S_IFDIR else { throw Failure(code: .usage, sentence: say.unreadableFile(path, say.isFolder)) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw unreadable(path)
            }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw Failure(code: .usage, sentence: say.unreadableFile(path, say.isTooLarge)) }
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        guard let file = fopen(path, "w") else { throw unwritable(path) }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw unwritable(path) }
    }

    static func makeFolder(_ path: String) throws(Failure) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o755) == 0 || errno == EEXIST || errno == EISDIR else { throw unwritable(made) }
        }
    }

    /// A file that is not there is the person's slip; anything else is the disk's.
    private static func unreadable(_ path: String) -> Failure {
        let number = errno
        return Failure(code: number == ENOENT ? .usage : .disk, sentence: say.unreadableFile(path, String(cString: strerror(number))))
    }

    private static func unwritable(_ path: String) -> Failure {
        Failure(code: .disk, sentence: say.unwritableFile(path, String(cString: strerror(errno))))
    }
}
