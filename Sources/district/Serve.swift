import ArgumentParser
import DistrictServer
import Hummingbird
import LogFiles
import Logging
import PlanProgress
import ServiceLifecycle
import StoreSQLite
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Nhận số liệu của các phường và cho xem bảng tổng hợp.",
        discussion: "Serves the district: takes in pushes, shows rollups.")
    @Option(help: "Địa chỉ và cổng; cổng 0 để máy tự chọn.") var listen = "127.0.0.1:8443"
    @Flag(help: "Không có TLS; chỉ trên chính máy này (loopback only).") var plainHttp = false
    @Option(help: "Ghi địa chỉ đã mở vào tệp này (writes the bound address).") var portFile: String?
    @OptionGroup var common: CommonOptions

    func run() async throws {
        do throws(CommandFailure) { try await serve() } catch {
            let output = error.output(common.language)
            output.emit()
            throw ExitCode(output.status)
        }
    }

    /// Holds `writer.lock` for life; ends on SIGTERM or SIGINT when the transaction in hand is done.
    private func serve() async throws(CommandFailure) {
        guard let address = ListenAddress(listen) else {
            throw CommandFailure(DistrictServerError.cannotListen(address: listen, reason: "HOST:PORT"))
        }
        guard plainHttp else { throw Sentences.needTLS(listen) }
        guard address.isLoopback else { throw CommandFailure(DistrictServerError.notLoopback(address: listen)) }
        let folder = common.folder
        guard folder.isSetUp else { throw Sentences.notSetUp(folder.path) }
        let lock = try translating { () throws(StoreFault) in try WriterLock(home: folder.path) }
        let office = try Office.open(folder)
        var logger = Logger(label: "district")
        logger.logLevel = .warning
        let (language, portFile) = (common.language, portFile)
        let service = DistrictService.application(office.aggregator, at: address, logger: logger) { port in
            let bound = ListenAddress("\(address.host.contains(":") ? "[\(address.host)]" : address.host):\(port)") ?? address
            if let portFile { writeWhole("\(bound)\n", to: portFile) }
            var output = CommandOutput()
            output.advise(Sentences.serving(bound.description), in: language)
            output.emit()
        }
        let admin: Application<AdminSocket.AdminResponder>
        do throws(AdminSocketError) {
            admin = try AdminSocket.application(home: folder.path, logger: logger) { arguments in await carryOut(arguments, in: office) }
        } catch { throw CommandFailure(DistrictServerError.cannotListen(address: folder.adminSocket, reason: "\(error)")) }
        let group = ServiceGroup(
            configuration: .init(services: [service, admin], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do { try await group.run() } catch {
            throw CommandFailure(DistrictServerError.cannotListen(address: listen, reason: "\(error)"))
        }
        try translating { () throws(StoreFault) in try office.store.close() }
        withExtendedLifetime(lock) {}
    }
}

/// Whoever waits for the file never reads half of it.
private func writeWhole(_ text: String, to path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    try? PosixDisk(home: folder, guards: folder).replaceLoosely(DiskPath(name), with: Array(text.utf8))
}

/// A writing command that another process sent, on the district that this process holds.
private func carryOut(_ arguments: [String], in office: Office) async -> AdminResult {
    let command: any ParsableCommand
    do { command = try District.parseAsRoot(arguments) } catch {
        return AdminResult(status: District.exitCode(for: error).rawValue, output: "", advice: District.fullMessage(for: error) + "\n")
    }
    guard let writing = command as? any WritingCommand else {
        return AdminResult(status: 64, output: "", advice: "This command is not carried out by the server.\n")
    }
    let output = await writing.performed(in: office)
    return AdminResult(
        status: output.status, output: String(decoding: output.standardOutput, as: UTF8.self), advice: output.standardError)
}
