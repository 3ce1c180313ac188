import ArgumentParser
import Intake
import DistrictServer
import PlanProgress
import Reports
import StoreSQLite

/// A command that changes the district: carried out here under `writer.lock`, or by the `serve` that holds it (design 7).
protocol WritingCommand: AsyncParsableCommand, Sendable {
    var common: CommonOptions { get }
    /// Arguments that name files: made absolute before another process gets them.
    var filePaths: [String] { get }
    /// Asks the person at this terminal for what no argument may carry; returns hidden arguments for another process.
    mutating func ask() throws(CommandFailure) -> [String]
    /// Whether it takes the turn itself, for the part that needs it: copying a whole district takes minutes.
    var takesTurnItself: Bool { get }
    func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure)
}

extension WritingCommand {
    var filePaths: [String] { [] }
    var takesTurnItself: Bool { false }
    mutating func ask() throws(CommandFailure) -> [String] { [] }

    mutating func run() async throws {
        let output = await carriedOut(arguments: TypedArguments.settled(CommandLine.arguments.dropFirst()))
        output.emit()
        if output.status != 0 { throw ExitCode(output.status) }
    }

    private mutating func carriedOut(arguments: [String]) async -> CommandOutput {
        let folder = common.folder
        do throws(CommandFailure) {
            guard folder.isSetUp else { throw Sentences.notSetUp(folder.path) }
            let arguments = arguments + (try ask())
            let lock: WriterLock
            do throws(StoreFault) { lock = try WriterLock(home: folder.path) } catch {
                guard case .busy = error else { throw CommandFailure(error) }
                return try delegated(arguments, to: folder)
            }
            let office = try Office.open(folder)
            let output = await performed(in: office)
            try translating { () throws(StoreFault) in try office.store.close() }
            withExtendedLifetime(lock) {}
            return output
        } catch { return error.output(common.language) }
    }

    /// Runs the command against an open district; every failure becomes output.
    func performed(in office: Office) async -> CommandOutput {
        takesTurnItself ? await worked(in: office) : await office.turn.take { await worked(in: office) }
    }

    private func worked(in office: Office) async -> CommandOutput {
        var output = CommandOutput()
        do throws(CommandFailure) { try await work(in: office, output: &output) } catch {
            output.advise(error.text(common.language))
            output.status = error.status
        }
        return output
    }

    /// The process that holds the lock carries it out; `serve` is the only one that holds it for long.
    private func delegated(_ arguments: [String], to folder: DistrictFolder) throws(CommandFailure) -> CommandOutput {
        var arguments = arguments.map { filePaths.contains($0) ? Self.absolute($0) : NFC.normalized($0) }
        if common.lang == nil { arguments += ["--lang", common.language.rawValue] }
        let result: AdminResult
        do throws(AdminSocketError) { result = try AdminSocket.send(arguments, to: folder.path) } catch {
            switch error {
            case .absent: throw CommandFailure(StoreFault.busy(folder.path + "/writer.lock"))
            case .failed: throw Sentences.serverGone
            }
        }
        var output = CommandOutput()
        (output.standardOutput, output.standardError, output.status) = (Array(result.output.utf8), result.advice, result.status)
        return output
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : (Environment["PWD"] ?? ".") + "/" + path
    }
}

extension CommandFailure {
    func output(_ language: Language) -> CommandOutput {
        var output = CommandOutput()
        output.advise(text(language))
        output.status = status
        return output
    }
}

/// A command on a home that no `serve` can have open: it puts in place what `serve` does not start without.
protocol LoneCommand: ParsableCommand {
    var common: CommonOptions { get }
    func work(_ output: inout CommandOutput) throws(CommandFailure)
}

extension LoneCommand {
    func run() throws {
        var output = CommandOutput()
        do throws(CommandFailure) { try work(&output) } catch {
            output.advise(error.text(common.language))
            output.status = error.status
        }
        output.emit()
        if output.status != 0 { throw ExitCode(output.status) }
    }
}

/// A command that only prints: reads the database beside whoever writes it.
protocol ReadingCommand: ParsableCommand {
    var common: CommonOptions { get }
    func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure)
}

extension ReadingCommand {
    func run() throws {
        var output = CommandOutput()
        do throws(CommandFailure) { try work(on: try ReadingRoom(common.folder), output: &output) } catch {
            output.advise(error.text(common.language))
            output.status = error.status
        }
        output.emit()
        if output.status != 0 { throw ExitCode(output.status) }
    }
}

/// A district opened for reading.
struct ReadingRoom {
    let folder: DistrictFolder
    let store: DistrictDatabase
    let attachments: AttachmentDatabase
    let register: DistrictRegister
    let identity: DistrictIdentity

    init(_ folder: DistrictFolder) throws(CommandFailure) {
        guard folder.isSetUp else { throw Sentences.notSetUp(folder.path) }
        let store = try translating { () throws(StoreFault) in try DistrictDatabase.openForReading(folder.database) }
        let attachments = try translating { () throws(StoreFault) in try AttachmentDatabase.openForReading(folder.attachments) }
        let found = try translating { () throws(StoreFault) in
            try store.read { tables throws(StoreFault) in try Self.standing(in: tables, attachments) }
        }
        guard let found else { throw Sentences.notSetUp(folder.path) }
        (self.folder, self.store, self.attachments, identity, register) = (folder, store, attachments, found.0, found.1)
    }

    /// Who the district is and what it decided, as these tables have it; `nil` where none is set up.
    func standing(in tables: any DistrictTables) throws(StoreFault) -> (DistrictIdentity, DistrictRegister)? {
        try Self.standing(in: tables, attachments)
    }

    private static func standing(
        in tables: any DistrictTables, _ attachments: AttachmentDatabase
    ) throws(StoreFault) -> (DistrictIdentity, DistrictRegister)? {
        guard let identity = try tables.identity() else { return nil }
        return (identity, try DistrictLog.register(in: tables, shipped: .papi2022, attachments: attachments))
    }

    func read<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(CommandFailure) -> Result {
        try translating { () throws(StoreFault) in try store.read(work) }
    }
}
