import Glibc

/// A loopback TCP relay that cuts lines: the bad line between a ward and its district.
///
/// One thread, one `poll`. The first `times` connections that send more than `cutAfter` bytes towards the district
/// are reset in the middle of it, both ways, once so many bytes were passed on; what is on its way then is lost, as
/// when a cable is pulled. Everything else is passed on whole. Runs until it is killed.
struct Relay {
    private let listener: Int32
    private let port: UInt16
    private let target: sockaddr_in
    private let cutAfter: Int
    private var cutsLeft: Int
    private var pairs: [Pair] = []

    init(to address: String, cutAfter: Int, times: Int) throws {
        let parts = address.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]), let target = Self.address(host: String(parts[0]), port: port) else {
            throw SeasonFault("--to must be an address such as 127.0.0.1:8443, not '\(address)'")
        }
        (self.target, self.cutAfter, cutsLeft) = (target, cutAfter, times)
        // A peer that is gone must be an error of `send`, never the end of the process.
        signal(SIGPIPE, SIG_IGN)
        // A starter's thread may have signals blocked, and a child inherits that: SIGTERM must end the relay.
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0, var local = Self.address(host: "127.0.0.1", port: 0) else { throw Self.fault("socket") }
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = Self.withAddress(&local) { bind(listener, $0, size) }
        guard bound == 0, listen(listener, 64) == 0 else { throw Self.fault("listen") }
        var length = size
        let named = Self.withAddress(&local) { getsockname(listener, $0, &length) }
        guard named == 0 else { throw Self.fault("getsockname") }
        (self.listener, self.port) = (listener, UInt16(bigEndian: local.sin_port))
    }

    /// Writes the address into the file, whole or not at all, once connections are taken.
    func announce(in path: String) throws {
        let bytes = Array("127.0.0.1:\(port)\n".utf8)
        let draft = path + ".new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.fault(draft) }
        defer { close(file) }
        guard write(file, bytes, bytes.count) == bytes.count, rename(draft, path) == 0 else { throw Self.fault(path) }
    }

    mutating func run() throws -> Never {
        while true {
            var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            for pair in pairs { polled += [pair.polled(.up), pair.polled(.down)] }
            let ready = poll(&polled, nfds_t(polled.count), -1)
            guard ready >= 0 || errno == EINTR else { throw Self.fault("poll") }
            if ready <= 0 { continue }
            for index in pairs.indices {
                pass(index, .up, polled[1 + index * 2].revents | polled[2 + index * 2].revents)
                pass(index, .down, polled[1 + index * 2].revents | polled[2 + index * 2].revents)
            }
            pairs.removeAll { pair in
                if pair.isDone { pair.end(reset: false) }
                return pair.isDone || pair.isCut
            }
            if polled[0].revents != 0 { accept() }
        }
    }

    private mutating func pass(_ index: Int, _ way: Pair.Way, _ events: Int16) {
        guard events != 0, !pairs[index].isCut else { return }
        let limit = way == .up && cutsLeft > 0 ? cutAfter : Int.max
        pairs[index].pass(way, limit: limit)
        if way == .up, cutsLeft > 0, pairs[index].isOver(limit) {
            cutsLeft -= 1
            pairs[index].isCut = true
            pairs[index].end(reset: true)
            // Whoever started the relay can tell that a line was cut and not only might have been.
            _ = write(STDOUT_FILENO, "cut\n", 4)
        }
    }

    private mutating func accept() {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return }
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = target
        let connected = Self.withAddress(&address) { connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        guard server >= 0, connected == 0 else {
            close(client)
            if server >= 0 { close(server) }
            return
        }
        for descriptor in [client, server] { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
        pairs.append(Pair(client: client, server: server))
    }

    private static func address(host: String, port: UInt16) -> sockaddr_in? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &address.sin_addr) == 1 else { return nil }
        return address
    }

    private static func withAddress(_ address: inout sockaddr_in, _ call: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0) }
        }
    }

    private static func fault(_ what: String) -> SeasonFault { SeasonFault("relay, \(what): \(String(cString: strerror(errno)))") }
}
