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
    @Option(help: "Chứng thư riêng, PEM, thay cho chứng thư mà quận tự cấp (the operator's own).") var tlsCert: String?
    @Option(help: "Khóa của chứng thư ấy, PEM.") var tlsKey: String?
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
        guard (tlsCert == nil) == (tlsKey == nil), !plainHttp || tlsCert == nil else { throw Sentences.oneOfTLS }
        guard !plainHttp || address.isLoopback else { throw CommandFailure(DistrictServerError.notLoopback(address: listen)) }
        let folder = common.folder
        guard folder.isSetUp else { throw Sentences.notSetUp(folder.path) }
        let lock = try translating { () throws(StoreFault) in try WriterLock(home: folder.path) }
        let office = try Office.open(folder)
        var logger = Logger(label: "district")
        logger.logLevel = .warning
        let certificate = try certificate(of: office)
        let (language, portFile, scheme) = (common.language, portFile, plainHttp ? "http" : "https")
        let onListening: @Sendable (Int) async -> Void = { port in
            let bound = ListenAddress("\(address.host.contains(":") ? "[\(address.host)]" : address.host):\(port)") ?? address
            if let portFile { writeWhole("\(bound)\n", to: portFile) }
            var output = CommandOutput()
            output.advise(Sentences.serving("\(scheme)://\(bound)"), in: language)
            if office.users.isEmpty { output.advise(Sentences.noUsers, in: language) }
            output.emit()
        }
        let reviewers = ReviewerDesk(
            users: office.users, isSecure: certificate != nil, clock: office.parts.clock, random: office.parts.random)
        let service: Application<DistrictResponder>
        do {
            service = try DistrictService.application(
                office.aggregator, reviewers: reviewers, at: address, certificate: certificate, logger: logger, onListening: onListening)
        } catch { throw CommandFailure(DistrictServerError.cannotListen(address: listen, reason: "\(error)")) }
        let admin: Application<AdminSocket.AdminResponder>
        do throws(AdminSocketError) {
            admin = try AdminSocket.application(home: folder.path, logger: logger) { arguments in await carryOut(arguments, in: office) }
        } catch { throw CommandFailure(DistrictServerError.cannotListen(address: folder.adminSocket, reason: "\(error)")) }
        var services: [any Service] = [service, admin]
        if let certificate {
            services.append(
                CertificateRenewal(of: certificate) { error in
                    var output = CommandOutput()
                    output.advise(Sentences.renewalFailed(error), in: language)
                    output.emit()
                })
        }
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do { try await group.run() } catch {
            throw CommandFailure(DistrictServerError.cannotListen(address: listen, reason: "\(error)"))
        }
        try translating { () throws(StoreFault) in try office.store.close() }
        withExtendedLifetime(lock) {}
    }

    /// What is shown in handshakes: the operator's certificate, else the district's own; `nil` with plain HTTP.
    private func certificate(of office: Office) throws(CommandFailure) -> ServedCertificate? {
        if plainHttp { return nil }
        try ServerClock.check()
        let source =
            if let tlsCert, let tlsKey { ServedCertificate.Source.files(certificate: tlsCert, key: tlsKey) } else {
                ServedCertificate.Source.own(office.folder.tls, district: office.register.district)
            }
        return try answering { () throws(DistrictServerError) in try ServedCertificate(source, clock: Surroundings.machine.now) }
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
