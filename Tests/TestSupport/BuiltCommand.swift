import Foundation

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
