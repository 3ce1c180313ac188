import Glibc

/// Another program, run to its end: `crontab` and `systemctl` alone.
enum ChildProcess {
    struct Ended {
        /// The exit status; 128 and more when a signal ended it.
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs `arguments[0]`, found in PATH, with `input` on its standard input; `nil` when it cannot be started.
    ///
    /// Input is small (a crontab), so it fits the pipe; output and errors go through unlinked files, so neither can block.
    static func run(_ arguments: [String], input: String = "") -> Ended? {
        guard let output = tmpfile(), let errors = tmpfile(), let source = tmpfile() else { return nil }
        defer { for file in [output, errors, source] { fclose(file) } }
        fputs(input, source)
        rewind(source)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, fileno(source), STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, arguments[0], &actions, nil, words, environ) == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { if errno != EINTR { return nil } }
        let signal = status & 0x7F
        return Ended(status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: text(of: output), errors: text(of: errors))
    }

    private static func text(of file: UnsafeMutablePointer<FILE>) -> String {
        rewind(file)
        var bytes: [UInt8] = []
        while true {
            let byte = getc(file)
            if byte == EOF { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
    }
}
