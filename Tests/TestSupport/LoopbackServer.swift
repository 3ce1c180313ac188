import Foundation
import Glibc
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1, on a port that the system chooses, which says exactly the bytes it is told.
///
/// For what a well-behaved server never does: stop in the middle, stay silent, lie about lengths. A thread a connection.
public final class LoopbackServer: Sendable {
    public struct Received: Sendable {
        /// Such as `GET /v1/heads HTTP/1.1`.
        public let line: String
        /// Names in lower case.
        public let headers: [String: String]
        public let body: [UInt8]
    }

    public enum Reply: Sendable {
        /// Then wait for the next request.
        case keepAlive([UInt8])
        /// Then close the connection.
        case close([UInt8])
        /// Then say nothing more until the other side goes away.
        case stall([UInt8])
    }

    public let port: Int
    private let listener: Int32
    /// Whether the listener's number is given back.
    private let stopped = Mutex(false)
    private let seen = Mutex<(requests: [Received], connections: Int)>(([], 0))

    /// `reply` is given each request and its number, from 0.
    public init(reply: @escaping @Sendable (Received, Int) -> Reply) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard descriptor >= 0, bound else { throw POSIXError(.EADDRINUSE) }
        listener = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                seen.withLock { $0.connections += 1 }
                Thread.detachNewThread { [self] in serve(connection, reply) }
            }
            // Only here: closed by `stop`, its number could be another server's listener by the next `accept`.
            stopped.withLock { stopped in
                close(descriptor)
                stopped = true
            }
        }
    }

    public var requests: [Received] { seen.withLock { $0.requests } }
    public var connectionCount: Int { seen.withLock { $0.connections } }

    /// From now on nobody is taken; the thread that accepts ends and closes the port.
    public func stop() {
        stopped.withLock { stopped in
            if !stopped { shutdown(listener, Int32(SHUT_RDWR)) }
        }
    }

    private func serve(_ connection: Int32, _ reply: @Sendable (Received, Int) -> Reply) {
        defer { close(connection) }
        var pending: [UInt8] = []
        while let request = Self.read(connection, &pending) {
            let number = seen.withLock { seen in
                seen.requests.append(request)
                return seen.requests.count - 1
            }
            switch reply(request, number) {
            case .keepAlive(let bytes): Self.write(connection, bytes)
            case .close(let bytes): return Self.write(connection, bytes)
            case .stall(let bytes):
                Self.write(connection, bytes)
                while Self.more(connection, &pending) {}
                return
            }
        }
    }

    private static func read(_ connection: Int32, _ pending: inout [UInt8]) -> Received? {
        var end: Int?
        while true {
            end = pending.indices.dropLast(3).first { pending[$0...($0 + 3)].elementsEqual([13, 10, 13, 10]) }
            if end != nil { break }
            guard more(connection, &pending) else { return nil }
        }
        guard let end else { return nil }
        let lines = String(decoding: pending[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while pending.count < end + 4 + length {
            guard more(connection, &pending) else { return nil }
        }
        let body = Array(pending[(end + 4)..<(end + 4 + length)])
        pending.removeFirst(end + 4 + length)
        return Received(line: lines[0], headers: headers, body: body)
    }

    private static func more(_ connection: Int32, _ pending: inout [UInt8]) -> Bool {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(connection, &piece, piece.count, 0)
        guard count > 0 else { return false }
        pending.append(contentsOf: piece[..<count])
        return true
    }

    private static func write(_ connection: Int32, _ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

extension LoopbackServer.Reply {
    /// The bytes of a whole answer.
    public static func bytes(_ status: String, _ headers: [String] = [], _ body: [UInt8] = []) -> [UInt8] {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)"]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}
