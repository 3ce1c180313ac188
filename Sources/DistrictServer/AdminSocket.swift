import Glibc
import HTTPTypes
public import Hummingbird
public import Logging
import NIOCore
import PlanProgress

/// What a command that another process carried out has said.
public struct AdminResult: Hashable, Sendable {
    public let status: Int32
    public let output, advice: String

    public init(status: Int32, output: String, advice: String) {
        (self.status, self.output, self.advice) = (status, output, advice)
    }

    var json: JSON {
        .object(present: [("status", .integer(Int64(status))), ("stdout", .string(output)), ("stderr", .string(advice))])
    }

    init?(reading bytes: [UInt8]) {
        guard let json = try? JSON(reading: bytes), let status = json["status"]?.integer, let output = json["stdout"]?.string,
            let advice = json["stderr"]?.string
        else { return nil }
        self.init(status: Int32(truncatingIfNeeded: status), output: output, advice: advice)
    }
}

/// Why a command was not handed to the process that serves.
public enum AdminSocketError: Error, Equatable {
    /// Nobody listens: the lock is held by a command that runs for itself.
    case absent
    /// The command may have been carried out, or not.
    case failed(String)
}

/// `HOME/admin.sock`: a command that writes reaches the `serve` that holds the district (design 7).
///
/// `POST /command` with a JSON array of arguments; status, standard output and standard error come back. Only the
/// folder's owner gets there: the folder is 0700 and the socket 0600.
public enum AdminSocket {
    static let name = "admin.sock"

    /// A short way to the socket, whatever the folder's path: a socket's path ends at 107 bytes.
    private static func path(folder: Int32) -> String { "/proc/self/fd/\(folder)/\(name)" }

    private static func openFolder(_ home: String) throws(AdminSocketError) -> Int32 {
        let folder = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .failed("\(home): \(String(cString: strerror(errno)))") }
        return folder
    }

    /// An application that carries commands out one after another. The caller holds `writer.lock`, so a socket that is
    /// there is a dead server's.
    public static func application(
        home: String, logger: Logger, perform: @escaping @Sendable ([String]) async -> AdminResult
    ) throws(AdminSocketError) -> Application<AdminResponder> {
        // Kept open for the life of the process: the address leads through it.
        let folder = try openFolder(home)
        let path = path(folder: folder)
        unlink(path)
        return Application(
            responder: AdminResponder(perform: perform), configuration: .init(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in chmod(path, 0o600) }, logger: logger)
    }

    public struct AdminResponder: HTTPResponder {
        let perform: @Sendable ([String]) async -> AdminResult

        public func respond(to request: Request, context: DistrictContext) async throws -> Response {
            guard request.method == .post, request.uri.path == "/command" else { return Answer.problem(ProblemDocument(.notFound)) }
            let bytes = try await request.body.collect(upTo: 1 << 20)
            guard let arguments = (try? JSON(reading: Array(bytes.readableBytesView)))?.array?.map(\.string), !arguments.contains(nil)
            else { return Answer.problem(ProblemDocument(.malformed)) }
            return Answer.json((await perform(arguments.compactMap { $0 })).json)
        }
    }

    // MARK: The other side

    /// Sends a command to whoever listens, and waits for its end.
    public static func send(_ arguments: [String], to home: String) throws(AdminSocketError) -> AdminResult {
        let folder = try openFolder(home)
        defer { close(folder) }
        let file = try connect(path(folder: folder))
        defer { close(file) }
        let body = JSON.array(arguments.map { .string($0) }).canonicalBytes
        let head = "POST /command HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: \(body.count)\r\n\r\n"
        do throws(StoreFault) { try POSIX.write(Array(head.utf8) + body, to: file, path: name) } catch { throw .failed(error.description) }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(file, &piece, piece.count)
            guard count >= 0 else { throw .failed(String(cString: strerror(errno))) }
            if count == 0 { break }
            answer += piece[..<count]
            if let result = result(in: answer) { return result }
        }
        throw .failed("the answer ended early")
    }

    private static func connect(_ path: String) throws(AdminSocketError) -> Int32 {
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { throw .failed(String(cString: strerror(errno))) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { space in
            for (position, byte) in path.utf8.prefix(space.count - 1).enumerated() { space[position] = byte }
        }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            let reason = errno
            close(file)
            throw reason == ENOENT || reason == ECONNREFUSED ? .absent : .failed(String(cString: strerror(reason)))
        }
        return file
    }

    /// The body of a whole answer, once it is here.
    private static func result(in answer: [UInt8]) -> AdminResult? {
        let mark = Array("\r\n\r\n".utf8)
        guard let end = (0..<max(0, answer.count - 3)).first(where: { Array(answer[$0..<($0 + 4)]) == mark }) else { return nil }
        let head = String(decoding: answer[..<end], as: UTF8.self).lowercased()
        guard let line = head.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length:") }),
            let length = Int(line.dropFirst(15).filter { $0 != " " }), answer.count >= end + 4 + length
        else { return nil }
        return AdminResult(reading: Array(answer[(end + 4)..<(end + 4 + length)]))
    }
}
