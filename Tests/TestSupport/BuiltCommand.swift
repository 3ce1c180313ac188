import Foundation
import Synchronization

/// One of the package's own programs, run as a person runs it: the very file that the build made.
public struct BuiltCommand: Sendable {
    public let name: String
    /// Added to a bare environment, so that no setting of whoever runs the tests decides one.
    public var environment: [String: String]
    /// The working folder.
    public let folder: String
    /// A program of the machine's and its arguments that become this one, such as `nsenter`.
    public var entering: [String] = []

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

    /// Runs a piece of shell as a person pastes it from a document, in this folder and environment.
    public func runShell(_ script: String) async throws -> Ended {
        try await RunningCommand(URL(filePath: "/bin/sh"), ["-ec", script], self, input: "").ended()
    }

    /// Starts it with another clock, such as `+350d` or `@1970-01-02 00:00:00`.
    ///
    /// `faketime` waits beside the program that it runs; ended, it takes the program with it.
    public func start(_ arguments: [String], clock: String) throws -> RunningCommand {
        let program = try Self.builtFile(name).path
        let wrapper = BuiltCommand("/usr/bin/faketime", in: folder, environment: environment.merging(["TZ": "UTC"]) { $1 })
        return try wrapper.start(["-f", clock, "/usr/bin/setpriv", "--pdeathsig", "TERM", "--", program] + arguments)
    }

    /// Runs it from within another program, such as one that makes a terminal: `leading` stands before its path and its arguments.
    public func run(within program: String, _ leading: [String], _ arguments: [String]) async throws -> Ended {
        let file = try Self.builtFile(name)
        return try await RunningCommand(URL(filePath: program), leading + [file.path] + arguments, self, input: "").ended()
    }

    /// Starts it; whoever starts it waits for its end or ends it.
    public func start(_ arguments: [String], input: String = "") throws -> RunningCommand {
        let file = try Self.builtFile(name)
        guard let program = entering.first else { return try RunningCommand(file, arguments, self, input: input) }
        return try RunningCommand(URL(filePath: program), entering.dropFirst() + [file.path] + arguments, self, input: input)
    }

    /// A name with a folder is a tool of the machine's. Ours lie beside the test runner, or beside the bundle that it loaded.
    private static func builtFile(_ name: String) throws -> URL {
        if name.hasPrefix("/") { return URL(filePath: name) }
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
    private let scratch: URL
    /// Its status, once it has ended.
    public let end: Task<Int32, Never>
    private let errors = Collected()

    fileprivate init(_ file: URL, _ arguments: [String], _ command: BuiltCommand, input: String) throws {
        scratch = FileManager.default.temporaryDirectory.appending(path: "wardlog-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        // A file and not a pipe: output that is never read can then never block the program.
        for (name, bytes) in [("in", Data(input.utf8)), ("out", Data())] { try bytes.write(to: scratch.appending(path: name)) }
        let process = Process()
        process.executableURL = file
        process.arguments = arguments
        process.environment = command.environment
        process.currentDirectoryURL = URL(filePath: command.folder)
        process.standardInput = try FileHandle(forReadingFrom: scratch.appending(path: "in"))
        process.standardOutput = try FileHandle(forWritingTo: scratch.appending(path: "out"))
        let pipe = Pipe()
        process.standardError = pipe
        let (stream, ended) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { process in
            ended.yield(process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
            ended.finish()
        }
        try process.run()
        Thread.detachNewThread { [errors] in
            while true {
                let piece = pipe.fileHandleForReading.availableData
                errors.add(piece)
                if piece.isEmpty { return }
            }
        }
        pid = process.processIdentifier
        self.process = Mutex(process)
        end = Task {
            for await status in stream { return status }
            return -1
        }
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: scratch)
    }

    public var isRunning: Bool { process.withLock { $0.isRunning } }

    /// `SIGKILL`: no handler runs, nothing is flushed.
    public func kill() { signal(SIGKILL) }

    public func signal(_ number: Int32) { if isRunning { _ = Foundation.kill(pid, number) } }

    public func ended() async throws -> BuiltCommand.Ended {
        let status = await end.value
        await errors.wait { $0.isWhole }
        let output = try Data(contentsOf: scratch.appending(path: "out"))
        return BuiltCommand.Ended(status: status, output: String(decoding: output, as: UTF8.self), errors: errors.text)
    }

    /// The first line on standard error, as a server says that it is ready; what there is where it ends before.
    public func firstLine() async -> String {
        await errors.wait { $0.isWhole || $0.bytes.contains(10) }
        return errors.text.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// What came through a pipe so far, and who waits for more.
    private final class Collected: Sendable {
        struct Content {
            var bytes = Data()
            var isWhole = false
            var waiting: [CheckedContinuation<Void, Never>] = []
        }
        private let content = Mutex(Content())

        var text: String { content.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

        /// An empty piece is the end.
        func add(_ piece: Data) {
            let waiting = content.withLock { content in
                content.bytes += piece
                content.isWhole = piece.isEmpty
                defer { content.waiting = [] }
                return content.waiting
            }
            for continuation in waiting { continuation.resume() }
        }

        func wait(_ isEnough: @Sendable (borrowing Content) -> Bool) async {
            while !content.withLock({ isEnough($0) }) {
                await withCheckedContinuation { continuation in
                    let isLate = content.withLock { content in
                        if isEnough(content) { return true }
                        content.waiting.append(continuation)
                        return false
                    }
                    if isLate { continuation.resume() }
                }
            }
        }
    }
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
