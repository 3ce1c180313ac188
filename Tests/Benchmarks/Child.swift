import Foundation
import Glibc

/// A process that the benchmark started, with what the kernel says of it when it ends.
///
/// `posix_spawn` and `wait4` and not Foundation's `Process`: a cold command lasts milliseconds, and its memory is asked for.
struct Child {
    let pid: pid_t
    private let began: UInt64

    struct End {
        let seconds: Double
        /// The largest resident set, in MiB; where the process that started it was larger, that one's (`PeakMemory`).
        let peakMiB: Double
        let status: Int32
    }

    enum Fault: Error, CustomStringConvertible {
        case spawn(String, Int32)
        case failed(String, Int32, String)

        var description: String {
            switch self {
            case .spawn(let program, let code): "\(program) could not be started: \(String(cString: strerror(code)))."
            case .failed(let command, let status, let output): "'\(command)' ended with \(status): \(output)"
            }
        }
    }

    /// Starts a program; what it writes goes to `output`, what it says on standard error too unless `errors` names another file.
    static func start(
        _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null", output: String = "/dev/null",
        errors: String? = nil
    ) throws -> Child {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        let merged = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let began = clock()
        let code = posix_spawnp(&pid, arguments[0], &actions, nil, &argv, &envp)
        guard code == 0 else { throw Fault.spawn(arguments[0], code) }
        return Child(pid: pid, began: began)
    }

    /// Waits for the end.
    func wait() -> End {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
        return End(
            seconds: Double(Child.clock() - began) / 1e9, peakMiB: Double(usage.ru_maxrss) / 1024, status: code)
    }

    /// Runs a program to its end; throws unless it ends with 0.
    @discardableResult
    static func run(_ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null") throws -> End {
        let output = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(getpid()).out").path
        defer { unlink(output) }
        let end = try start(arguments, environment: environment, input: input, output: output).wait()
        guard end.status == 0 else {
            throw Fault.failed(arguments.joined(separator: " "), end.status, (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
        }
        return end
    }

    /// Runs a program to its end and returns what it wrote.
    static func text(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let output = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(getpid()).text").path
        defer { unlink(output) }
        let end = try start(arguments, environment: environment, output: output, errors: "/dev/null").wait()
        let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
        guard end.status == 0 else { throw Fault.failed(arguments.joined(separator: " "), end.status, text) }
        return text
    }

    /// Nanoseconds of the monotonic clock.
    static func clock() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seconds that `work` takes.
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let began = clock()
        try work()
        return Double(clock() - began) / 1e9
    }
}

extension [Double] {
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
