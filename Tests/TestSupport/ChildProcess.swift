import Foundation

/// A process started by `posix_spawn`, with three streams open and nothing else of ours.
///
/// Not Foundation's `Process` (Swift 6.3 on Linux): after hundreds of starts it fails with EBADF, and `FileHandle.availableData` ends
/// the whole test run when a signal interrupts it.
struct ChildProcess: Sendable {
    let pid: Int32
    /// The end of the pipe from its standard error, read to its end by `readErrors`.
    private let errors: Int32

    /// The kernel or glibc refused a call.
    struct Refused: Error {
        let call: String
        let number: Int32
    }

    /// `streams` is a folder that holds files `in` and `out`; a named pipe `err` comes there.
    init(_ path: String, _ arguments: [String], environment: [String: String], folder: String, streams: String) throws {
        let pipe = "\(streams)/err"
        try Self.check("mkfifo", mkfifo(pipe, 0o600) == 0 ? 0 : errno)
        // Without waiting for a writer: the program is the first, and there is none after it.
        let errors = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try Self.check("open", errors < 0 ? errno : fcntl(errors, F_SETFL, 0) == 0 ? 0 : errno)
        do {
            // `env` changes the folder and becomes the program: glibc's own action for that is out of Swift's sight.
            pid = try Self.spawn("/usr/bin/env", ["-C", folder, path] + arguments, environment) { actions in
                try Self.check("addopen", posix_spawn_file_actions_addopen(&actions, 0, "\(streams)/in", O_RDONLY, 0))
                try Self.check("addopen", posix_spawn_file_actions_addopen(&actions, 1, "\(streams)/out", O_WRONLY, 0))
                try Self.check("addopen", posix_spawn_file_actions_addopen(&actions, 2, pipe, O_WRONLY, 0))
                // A socket of a test that lived on in a program would never be seen to close.
                for descriptor in 3..<Int32(min(sysconf(Int32(_SC_OPEN_MAX)), 4096)) {
                    try Self.check("addclose", posix_spawn_file_actions_addclose(&actions, descriptor))
                }
            }
        } catch {
            close(errors)
            throw error
        }
        self.errors = errors
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String],
        _ prepare: (inout posix_spawn_file_actions_t) throws -> Void
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        try check("file_actions_init", posix_spawn_file_actions_init(&actions))
        defer { posix_spawn_file_actions_destroy(&actions) }
        try prepare(&actions)
        // Whatever the test runner ignores or blocks, the program starts as from a shell.
        var attributes = posix_spawnattr_t()
        try check("attr_init", posix_spawnattr_init(&attributes))
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        try check("setsigmask", posix_spawnattr_setsigmask(&attributes, &none))
        try check("setsigdefault", posix_spawnattr_setsigdefault(&attributes, &all))
        try check("setflags", posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)))
        let words = ([path] + arguments).map { strdup($0) }
        let settings = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for word in words + settings { free(word) } }
        var pid: Int32 = 0
        try check("posix_spawn \(path)", posix_spawn(&pid, path, &actions, &attributes, words + [nil], settings + [nil]))
        return pid
    }

    /// Hands over what it says on standard error, piece by piece; an empty piece is the end.
    func readErrors(_ take: (Data) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(errors, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            take(Data(buffer.prefix(max(count, 0))))
            if count <= 0 { break }
        }
        close(errors)
    }

    /// Waits until it has ended, and leaves it to be reaped.
    func awaitEnd() {
        var about = siginfo_t()
        while waitid(P_PID, UInt32(pid), &about, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    }

    /// Its exit status, or 128 and the signal that ended it; its number may be another's from here on.
    func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private static func check(_ call: String, _ number: Int32) throws {
        if number != 0 { throw Refused(call: call, number: number) }
    }
}
