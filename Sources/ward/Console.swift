import Glibc
import PlanProgress

/// Standard output for data, standard error for everything else.
enum Console {
    /// A line of what was asked for. A closed pipe ends the process by its signal, as a Unix tool does.
    static func data(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Bytes as they are, such as exact event lines.
    static func data(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// A line for the person who watches; what it quotes of others' words is made harmless here, once for all sentences.
    static func say(_ line: String) { write(ShownText.lines(line) + "\n", to: STDERR_FILENO) }

    /// Columns of the terminal that reads standard output; `nil` where none does, as in a pipe.
    static var width: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

    /// Unbuffered, so that the order of the two streams is the order of the calls.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count > 0 { written += count } else if errno != EINTR { return }
            }
        }
    }
}
