import Foundation
import Glibc
import Synchronization

/// A loopback port that passes every byte on, counts them, and does something once so many have passed.
///
/// Lets a test say "in mid-transfer" without a clock, and its target may move while a ward keeps its address.
public final class LoopbackRelay: Sendable {
    public let port: UInt16
    private let listener: Int32
    private let state: Mutex<State>

    private struct State {
        var target: UInt16
        var traffic = Traffic()
        var alarm: (byteCount: Int, action: @Sendable () -> Void)?
    }

    /// What has passed since the counters were last emptied.
    public struct Traffic: Sendable {
        public var up: [UInt8] = []
        public var down = 0
        public var byteCount: Int { up.count + down }
        /// Requests of HTTP/1.1, by their first lines.
        public var requestLines: [String] {
            String(decoding: up, as: UTF8.self).split(separator: "\r\n").filter { $0.hasSuffix(" HTTP/1.1") }.map(String.init)
        }
    }

    /// Why no port could be had.
    public struct Unavailable: Error { let call: String, errno: Int32 }

    public init(to target: UInt16) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = Self.with(&address) { bind(descriptor, $0, size) }
        guard descriptor >= 0, bound == 0, listen(descriptor, 16) == 0 else { throw Unavailable(call: "listen", errno: errno) }
        var length = size
        let named = Self.with(&address) { getsockname(descriptor, $0, &length) }
        guard named == 0 else { throw Unavailable(call: "getsockname", errno: errno) }
        (listener, port) = (descriptor, UInt16(bigEndian: address.sin_port))
        state = Mutex(State(target: target))
        Thread.detachNewThread { [listener, weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                guard let self else {
                    close(client)
                    break
                }
                self.join(client)
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Where connections go from now on.
    public var target: UInt16 { state.withLock { $0.target } }

    public func retarget(_ port: UInt16) { state.withLock { $0.target = port } }

    /// Once this many bytes have passed in all, both ways, the action runs, once.
    public func alarm(afterBytes byteCount: Int, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.alarm = (byteCount, action) }
        note([], down: 0)
    }

    public func disarm() { state.withLock { $0.alarm = nil } }

    /// What has passed; the counters begin anew.
    @discardableResult
    public func takeTraffic() -> Traffic {
        state.withLock { state in
            defer { state.traffic = Traffic() }
            return state.traffic
        }
    }

    private func join(_ client: Int32) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(state.withLock { $0.target })
        guard Self.with(&address, { connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }) == 0 else {
            close(server)
            close(client)
            return
        }
        // Each way has a thread; the descriptors are closed by whichever ends last.
        let open = Atomics.Countdown(2)
        for (from, to, isUp) in [(client, server, true), (server, client, false)] {
            Thread.detachNewThread { [weak self] in
                var piece = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = recv(from, &piece, piece.count, 0)
                    guard count > 0 else { break }
                    self?.note(isUp ? Array(piece[..<count]) : [], down: isUp ? 0 : count)
                    guard send(to, piece, count, Int32(MSG_NOSIGNAL)) == count else { break }
                }
                shutdown(to, Int32(SHUT_WR))
                shutdown(from, Int32(SHUT_RD))
                if open.isLast() {
                    close(client)
                    close(server)
                }
            }
        }
    }

    private func note(_ up: [UInt8], down: Int) {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            state.traffic.up += up
            state.traffic.down += down
            guard let alarm = state.alarm, state.traffic.byteCount >= alarm.byteCount else { return nil }
            state.alarm = nil
            return alarm.action
        }
        action?()
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func with<T>(_ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> T) -> T {
        withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
}

private enum Atomics {
    /// Tells the last of so many callers that it is the last.
    final class Countdown: Sendable {
        private let left: Mutex<Int>
        init(_ count: Int) { left = Mutex(count) }
        func isLast() -> Bool {
            left.withLock { left in
                left -= 1
                return left == 0
            }
        }
    }
}
