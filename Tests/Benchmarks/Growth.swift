import Foundation
import Glibc
import LogFiles

/// The warm read of a period while a district's logs grow: what a reviewer's page costs must not know how many events there are.
///
/// Every ward has the real plan, so that the read holds tasks, their states and lateness, and every kind of measure.
struct Growth {
    let folder: String
    let units: [String]
    let unitTable: String
    let plan: String
    let programs: District.Programs

    /// Fills each ward's log up to each of `sizes` in turn, syncs, and reads `rounds` times.
    func run(into report: inout Report, sizes: [Int], rounds: Int) throws {
        let district = try District(at: folder + "/district", units: unitTable, programs: programs, isPlain: true)
        try district.serve()
        try district.addReader(folder: folder)
        defer { district.stop() }
        var homes: [(path: String, workload: Workload)] = []
        for unit in units {
            let home = try Homes.make(at: folder + "/" + unit, unit: unit, device: "may-1")
            try district.ward(home.path, "plan", "import", plan)
            try district.join(home.path, unit: unit)
            homes.append((home.path, Workload(unit: unit)))
        }
        var filled = 0
        var smallest: Double?
        for size in sizes {
            for index in homes.indices {
                let path = homes[index].path
                try Homes.fill(Homes.open(path), from: &homes[index].workload, count: size - filled)
                try district.ward(path, "sync", "--quiet")
            }
            filled = size
            let read = try median(of: district, rounds)
            let name = "rollup (J4), warm, \(size * units.count) events"
            if let smallest {
                report.add(name, ours: read * 1000, peer: smallest * 1000, unit: "ms", against: "the smallest district", aim: "≤ 1.2 ×")
            } else {
                smallest = read
                report.note(name, Report.number(read * 1000) + " ms", aim: "–")
            }
        }
        report.note("district serve, peak", Report.number(district.peakMiB) + " MiB", aim: "< 150 MB")
    }

    private func median(of district: District, _ rounds: Int) throws -> Double {
        // Filling takes longer than a session that nobody uses lives.
        let session = try district.logIn()
        // The first reads what the others find warm.
        _ = try district.get("/v1/rollups/2022-9M", session)
        var times: [Double] = []
        for _ in 0..<rounds { times.append(try Child.seconds { _ = try district.get("/v1/rollups/2022-9M", session) }) }
        return times.median
    }
}

extension District {
    private static let reader = (name: "do-toc-do", password: "mot cau cua phep do")

    /// A user who may read, as the person at the server makes one.
    func addReader(folder: String) throws {
        let input = folder + "/password"
        try Data((Self.reader.password + "\n").utf8).write(to: URL(fileURLWithPath: input))
        defer { unlink(input) }
        try Child.run([programs.district, "--home", home, "user", "add", Self.reader.name, "--role", "reader"], input: input)
    }

    /// Logs in as a browser's form does; returns the cookie.
    func logIn() throws -> String {
        let form = "name=\(Self.reader.name)&password=" + Self.reader.password.replacingOccurrences(of: " ", with: "+")
        let answer = try exchange(
            """
            POST /login HTTP/1.1\r
            Origin: http://127.0.0.1\r
            Content-Type: application/x-www-form-urlencoded\r
            Content-Length: \(form.utf8.count)\r

            """, form, status: 303)
        let head = String(decoding: answer, as: UTF8.self)
        guard let field = head.components(separatedBy: "\r\n").first(where: { $0.lowercased().hasPrefix("set-cookie: ") }) else {
            throw Child.Fault.failed("POST /login", -1, head)
        }
        return String(field.dropFirst("set-cookie: ".count).prefix { $0 != ";" })
    }

    /// What the server answers on a connection of its own, whole.
    func get(_ path: String, _ cookie: String) throws -> Data {
        try exchange("GET \(path) HTTP/1.1\r\nCookie: \(cookie)\r\n", status: 200)
    }

    private func exchange(_ head: String, _ body: String = "", status: Int) throws -> Data {
        let parts = address.replacingOccurrences(of: "http://", with: "").split(separator: ":")
        var peer = sockaddr_in()
        peer.sin_family = sa_family_t(AF_INET)
        peer.sin_addr.s_addr = inet_addr(String(parts[0]))
        peer.sin_port = (UInt16(parts[1]) ?? 0).bigEndian
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(line) }
        let connected = withUnsafePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        let request = Array((head + "Host: 127.0.0.1\r\nConnection: close\r\n\r\n" + body).utf8)
        guard connected == 0, send(line, request, request.count, 0) == request.count else {
            throw Child.Fault.failed(head, -1, "")
        }
        var answer = Data()
        var piece = [UInt8](repeating: 0, count: 65536)
        while case let count = recv(line, &piece, piece.count, 0), count > 0 { answer.append(contentsOf: piece[..<count]) }
        guard answer.starts(with: Data("HTTP/1.1 \(status) ".utf8)) else {
            throw Child.Fault.failed(head, -1, String(decoding: answer.prefix(200), as: UTF8.self))
        }
        return answer
    }
}
