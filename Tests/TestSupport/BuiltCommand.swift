import Foundation
import Synchronization

/// One of the package's own programs, run as a person runs it: the very file that the build made.
public struct BuiltCommand: Sendable {
    public let name: String
    /// Added to a bare environment, so that no setting of whoever runs the tests decides one.
    public var environment: [String: String]
    /// The working folder.
    public let folder: String

    public init(_ name: String, in folder: String, environment: [String: String] = [:]) {
        (self.name, self.folder) = (name, folder)
        self.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder, "XDG_STATE_HOME": "\(folder)/state"]
            .merging(environment) { _, given in given }
    }

    /// How it ended, and what it said.
    public struct Ended: Sendable {
        /// The exit status, or 128 and the signal that ended it.
        public let status: Int32
        public let output, errors: String
    }

    /// Runs it to its end.
    @discardableResult
    public func run(_ arguments: String..., input: String = "") async throws -> Ended { try await run(arguments, input: input) }

    public func run(_ arguments: [String], input: String = "") async throws -> Ended { try await start(arguments, input: input).ended() }

    /// Runs it where no file may grow beyond so much: the kernel then refuses the write with EFBIG.
    public func runLimited(kibibytes: Int, _ arguments: String...) async throws -> Ended {
        let script = "trap '' XFSZ; ulimit -f \(kibibytes); exec \"$@\""
        let file = try Self.builtFile(name)
        return try await RunningCommand(URL(filePath: "/bin/bash"), ["-c", script, "bash", file.path] + arguments, self, input: "").ended()
    }

    /// Starts it; whoever starts it waits for its end or ends it.
    public func start(_ arguments: [String], input: String = "") throws -> RunningCommand {
        try RunningCommand(try Self.builtFile(name), arguments, self, input: input)
    }

    /// Programs lie beside the test runner, or beside the bundle that it loaded.
    private static func builtFile(_ name: String) throws -> URL {
        let runner = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let places = [runner, package.appending(path: ".build/debug")].map { $0.appending(path: name) }
        guard let file = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else { throw NotBuilt(name: name) }
        return file
    }

    /// The program is not where the build puts it.
    public struct NotBuilt: Error {
        public let name: String
    }
}

/// A program that was started and not yet waited for.
public final class RunningCommand: Sendable {
    private let process: Mutex<Process>
    public let pid: Int32
    private let output, errors: URL
    private let end: Task<Int32, Never>

    fileprivate init(_ file: URL, _ arguments: [String], _ command: BuiltCommand, input: String) throws {
        // Files and not pipes: what is never read can then never block the program.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "wardlog-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        (output, errors) = (scratch.appending(path: "out"), scratch.appending(path: "err"))
        for file in [output, errors] { try Data().write(to: file) }
        try Data(input.utf8).write(to: scratch.appending(path: "in"))
        let process = Process()
        process.executableURL = file
        process.arguments = arguments
        process.environment = command.environment
        process.currentDirectoryURL = URL(filePath: command.folder)
        process.standardInput = try FileHandle(forReadingFrom: scratch.appending(path: "in"))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let (stream, ended) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { process in
            ended.yield(process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
            ended.finish()
        }
        try process.run()
        pid = process.processIdentifier
        self.process = Mutex(process)
        end = Task {
            for await status in stream { return status }
            return -1
        }
    }

    deinit { try? FileManager.default.removeItem(at: output.deletingLastPathComponent()) }

    public var isRunning: Bool { process.withLock { $0.isRunning } }

    /// `SIGKILL`: no handler runs, nothing is flushed.
    public func kill() { signal(SIGKILL) }

    public func signal(_ number: Int32) { if isRunning { _ = Foundation.kill(pid, number) } }

    public func ended() async throws -> BuiltCommand.Ended {
        let status = await end.value
        return BuiltCommand.Ended(status: status, output: try text(output), errors: try text(errors))
    }

    /// What it has said so far on standard error.
    public func errorsSoFar() throws -> String { try text(errors) }

    private func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
}

/// A folder of a test's own, gone with it.
public final class ScratchFolder: Sendable {
    public let path: String

    public init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "wardlog-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { "\(path)/\(name)" }

    public func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        return file(name)
    }
}
