import Foundation
import Glibc

/// A connection to 127.0.0.1 that sends exactly the bytes it is told and reads whatever comes.
///
/// For what a well-behaved client never does. Blocking: each call runs on a thread of its own, so that no other test waits.
public final class RawClient: Sendable {
    private let file: Int32

    /// Connects. Nothing is waited for longer than `patienceSeconds`: a server that hangs fails the test. Minutes, for a server in
    /// the test's own process accepts only when other tests leave it a thread.
    public init(port: Int, patienceSeconds: Int = 900) throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else {
            let reason = errno
            close(file)
            throw POSIXError(POSIXErrorCode(rawValue: reason) ?? .ECONNREFUSED)
        }
    }

    deinit { close(file) }

    /// Sends all of it; `false` once the other side has gone.
    @discardableResult
    public func send(_ bytes: [UInt8]) async -> Bool {
        await onThread { file in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    @discardableResult
    public func send(_ text: String) async -> Bool { await send(Array(text.utf8)) }

    /// Says that no more will come.
    public func finish() { shutdown(file, Int32(SHUT_WR)) }

    public enum End: Sendable { case closed, reset, silent }

    /// All that comes until the other side closes, and how it ended; silent where it did neither in time.
    public func rest() async -> (bytes: [UInt8], end: End) {
        await onThread { file in
            var bytes: [UInt8] = []
            while true {
                switch Self.more(file, &bytes) {
                case nil: continue
                case let end?: return (bytes, end)
                }
            }
        }
    }

    /// One answer with a `Content-Length`, or what came before the end; `byteCount` of it beyond its head are left out by HEAD.
    public func answer(toHead: Bool = false) async -> Answer? {
        await onThread { file in
            var bytes: [UInt8] = []
            while true {
                if let answer = Answer(bytes, toHead: toHead) { return answer }
                if Self.more(file, &bytes) != nil { return nil }
            }
        }
    }

    /// A whole answer. What follows it on the wire is lost: read one at a time, or `rest`.
    public struct Answer: Sendable {
        public let status: Int
        /// Names in lower case.
        public let headers: [String: String]
        public let body: [UInt8]

        public init?(_ bytes: [UInt8], toHead: Bool = false) {
            guard let end = bytes.indices.dropLast(3).first(where: { bytes[$0...($0 + 3)].elementsEqual([13, 10, 13, 10]) }) else {
                return nil
            }
            let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            }
            let length = toHead ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
            let words = lines[0].split(separator: " ")
            guard words.count > 1, let status = Int(words[1]), bytes.count >= end + 4 + length else { return nil }
            (self.status, self.headers, body) = (status, headers, Array(bytes[(end + 4)..<(end + 4 + length)]))
        }
    }

    private static func more(_ file: Int32, _ bytes: inout [UInt8]) -> End? {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(file, &piece, piece.count, 0)
        if count > 0 {
            bytes += piece[..<count]
            return nil
        }
        return count == 0 ? .closed : errno == EAGAIN ? .silent : .reset
    }

    private func onThread<Result: Sendable>(_ work: @escaping @Sendable (Int32) -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in continuation.resume(returning: work(file)) }
        }
    }
}
