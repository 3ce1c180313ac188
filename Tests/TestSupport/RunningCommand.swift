import Foundation
import Synchronization

/// A program that was started and not yet waited for.
public final class RunningCommand: Sendable {
    public let pid: Int32
    private let scratch: URL
    /// Its status, once it has ended.
    public let end: Task<Int32, Never>
    private let errors = Collected()
    private let isReaped: Reaped

    init(_ file: URL, _ arguments: [String], _ command: BuiltCommand, input: String) throws {
        scratch = FileManager.default.temporaryDirectory.appending(path: "wardlog-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        // A file and not a pipe: output that is never read can then never block the program.
        for (name, bytes) in [("in", Data(input.utf8)), ("out", Data())] { try bytes.write(to: scratch.appending(path: name)) }
        let child = try ChildProcess(
            file.path, arguments, environment: command.environment, folder: command.folder, streams: scratch.path)
        let (stream, ended) = AsyncStream<Int32>.makeStream()
        let reaped = Reaped()
        Thread.detachNewThread { [errors] in child.readErrors(errors.add) }
        Thread.detachNewThread {
            child.awaitEnd()
            ended.yield(
                reaped.value.withLock { isReaped in
                    isReaped = true
                    return child.reap()
                })
            ended.finish()
        }
        pid = child.pid
        isReaped = reaped
        end = Task {
            for await status in stream { return status }
            return -1
        }
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: scratch)
    }

    public var isRunning: Bool { isReaped.value.withLock { !$0 } }

    /// `SIGKILL`: no handler runs, nothing is flushed.
    public func kill() { signal(SIGKILL) }

    /// Never to a process that got the number after it: as long as nobody asked how it ended, the number is its own.
    public func signal(_ number: Int32) { isReaped.value.withLock { if !$0 { _ = Foundation.kill(pid, number) } } }

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

    /// Whether its number was given back to the kernel.
    private final class Reaped: Sendable {
        let value = Mutex(false)
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
