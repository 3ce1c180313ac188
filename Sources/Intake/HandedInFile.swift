import Glibc
public import PlanProgress

/// A file that a person hands in, read whole and at most once.
public enum HandedInFile {
    /// The bytes of the file at `path`; never more than `byteLimit`.
    public static func bytes(at path: String, byteLimit: Int = Limits.handedInByteCount) throws(IntakeError) -> [UInt8] {
        // A pipe would keep us waiting for whoever writes to it, and `serve` with us: it is opened at once, and then refused.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: reason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: reason()) }
        guard status.st_mode & S_IFMT != S_IFIFO else { throw .unreadable(path: path, reason: "a pipe, not a file") }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: reason()) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
            guard bytes.count <= byteLimit else { throw .tooLarge(path: path, byteLimit: byteLimit) }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

/// Why a file that was handed in could not be taken; nothing of it was recorded.
public enum IntakeError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case tooLarge(path: String, byteLimit: Int)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason). Nothing was recorded. Check the name and try again."
        case .tooLarge(let path, let limit):
            "\(path) is larger than \(limit / 1024) KiB. Nothing was recorded. Check that it is the right file."
        }
    }

    /// The same for a clerk.
    public var vietnamese: String {
        switch self {
        case .unreadable(let path, let reason):
            "Không đọc được tệp \(path): \(reason). Chưa ghi gì. Kiểm tra tên tệp rồi làm lại."
        case .tooLarge(let path, let limit):
            "Tệp \(path) lớn hơn \(limit / 1024) KiB. Chưa ghi gì. Kiểm tra xem có đúng tệp không."
        }
    }
}
