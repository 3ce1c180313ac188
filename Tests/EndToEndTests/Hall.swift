import Foundation
import PlanProgress
import TestSupport
import Testing

/// The district as its technician has it: a home, the built command, `serve` on a port of its own, and a line to it.
final class Hall: Sendable {
    let scratch: ScratchFolder
    let district: BuiltCommand
    /// The address that wards are given; it stays when `serve` is started anew.
    let relay: LoopbackRelay
    private let server: ServerBox
    /// Without TLS a test may read what goes over the line.
    private let isPlain: Bool

    private actor ServerBox {
        var running: RunningCommand?
        func replace(with next: RunningCommand?) { running = next }
    }

    init(units: [String] = ["duong-noi", "phu-la"], isPlain: Bool = false, on volume: SmallVolume? = nil) async throws {
        self.isPlain = isPlain
        scratch = try ScratchFolder()
        var district = BuiltCommand(
            "district", in: scratch.path, environment: ["WARDLOG_HOME": "\(volume?.path ?? scratch.path)/quan"])
        district.entering = volume?.entering ?? []
        self.district = district
        let made = try await district.run("init", "--id", "ha-dong", "--name", "Quận Hà Đông")
        try #require(made.status == 0, "\(made.errors)")
        for unit in units {
            let added = try await district.run("unit", "add", unit, "--name", "Phường \(unit)", "--valid-from", "2021-12-15")
            try #require(added.status == 0, "\(added.errors)")
        }
        relay = try LoopbackRelay(to: 1)
        server = ServerBox()
        try await serve()
    }

    var url: String { "\(isPlain ? "http" : "https")://127.0.0.1:\(relay.port)" }

    /// Starts `serve` and waits for its ready line; the relay leads to it from then on.
    @discardableResult
    func serve(_ options: String..., clock: String? = nil) async throws -> RunningCommand {
        let file = scratch.file("port")
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--port-file", file] + (isPlain ? ["--plain-http"] : []) + options
        let running = try clock.map { try district.start(arguments, clock: $0) } ?? district.start(arguments)
        let line = await running.firstLine()
        try #require(running.isRunning, "\(line)")
        let address = try String(contentsOfFile: file, encoding: .utf8)
        let port = try #require(UInt16(address.split(separator: ":").last?.prefix { $0.isNumber } ?? ""))
        relay.retarget(port)
        await server.replace(with: running)
        return running
    }

    func serving() async throws -> RunningCommand { try #require(await server.running) }

    func invite(_ unit: String) async throws -> String {
        let ended = try await district.run("invite", unit)
        try #require(ended.status == 0, "\(ended.errors)")
        return String(ended.output.dropLast())
    }

    /// The period's figures as JSON.
    func rollup(_ period: String = "2022-9M") async throws -> JSON {
        let ended = try await district.run("rollup", period, "--format", "json")
        try #require(ended.status == 0, "\(ended.errors)")
        return try JSON(reading: Array(ended.output.utf8.dropLast()))
    }

    /// A desk of a ward that has joined.
    func joinedDesk(_ unit: String = "duong-noi", planned: Bool = true, device: String = "may-1") async throws -> Desk {
        let desk = try await Desk(planned: planned, device: device)
        let ended = try await desk.ward.run("join", url, try await invite(unit))
        try #require(ended.status == 0, "\(ended.errors)")
        return desk
    }
}
