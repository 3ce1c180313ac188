import Glibc

extension Relay {
    /// One connection: a ward on one side, the district on the other.
    struct Pair {
        enum Way { case up, down }

        private struct Stream {
            var waiting: [UInt8] = []
            var passedByteCount = 0
            /// The sender has said that nothing more comes.
            var isEnded = false
            /// The end was passed on, or the receiver is gone.
            var isClosed = false
        }

        private let client, server: Int32
        private var up = Stream()
        private var down = Stream()
        /// More than the limit was sent upstream, and the limit itself has been passed on.
        private var upOver = false
        var isCut = false

        /// What waits for a slow receiver before no more is read.
        private static let largestWaiting = 256 * 1024

        init(client: Int32, server: Int32) {
            (self.client, self.server) = (client, server)
        }

        var isDone: Bool { up.isClosed && down.isClosed }

        func isOver(_ limit: Int) -> Bool { upOver && up.passedByteCount >= limit }

        /// What to wait for at the end from which this way comes.
        func polled(_ way: Way) -> pollfd {
            let own = way == .up ? up : down
            let other = way == .up ? down : up
            var events: Int16 = 0
            if !own.isEnded, own.waiting.count < Self.largestWaiting { events |= Int16(POLLIN) }
            if !other.waiting.isEmpty { events |= Int16(POLLOUT) }
            // A negative descriptor is passed over: an end that is half closed would wake the loop for ever.
            return pollfd(fd: events == 0 ? -1 : (way == .up ? client : server), events: events, revents: 0)
        }

        /// Reads and passes on what there is, but never more than `limit` bytes in all.
        mutating func pass(_ way: Way, limit: Int) {
            let (source, sink) = way == .up ? (client, server) : (server, client)
            var stream = way == .up ? up : down
            var buffer = [UInt8](repeating: 0, count: 16 * 1024)
            if !stream.isEnded, stream.waiting.count < Self.largestWaiting {
                let count = recv(source, &buffer, buffer.count, 0)
                if count > 0 { stream.waiting += buffer[..<count] }
                if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { stream.isEnded = true }
            }
            let room = limit - stream.passedByteCount
            if way == .up, stream.waiting.count > room { upOver = true }
            let allowed = min(room, stream.waiting.count)
            if allowed > 0 {
                let count = send(sink, stream.waiting, allowed, 0)
                if count > 0 {
                    stream.waiting.removeFirst(count)
                    stream.passedByteCount += count
                } else if errno != EAGAIN, errno != EINTR {
                    stream.waiting = []
                    (stream.isEnded, stream.isClosed) = (true, true)
                }
            }
            if stream.isEnded, stream.waiting.isEmpty, !stream.isClosed {
                shutdown(sink, Int32(SHUT_WR))
                stream.isClosed = true
            }
            if way == .up { up = stream } else { down = stream }
        }

        /// Closes both ends; a reset throws away what is on its way, as a line that is pulled out does.
        func end(reset: Bool) {
            for descriptor in [client, server] {
                if reset {
                    var linger = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                }
                close(descriptor)
            }
        }
    }
}
