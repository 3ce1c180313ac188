import DistrictServer
import Glibc
import LogFiles
import PlanProgress
import Reports

/// Asks for a new password where the person sits, and lets only its hash leave this process.
///
/// Never an argument: any user of the machine could read it in the list of processes.
enum PasswordPrompt {
    /// Fills `hash` where it was not given, and returns it as a hidden argument for the process that serves.
    static func ask(for name: String, into hash: inout PasswordHash?, _ language: Language) throws(CommandFailure) -> [String] {
        if hash == nil {
            let typed = isatty(STDIN_FILENO) == 1 ? try typedTwice(name, language) : try firstLine()
            let password: Password
            do throws(PasswordFault) { password = try Password(chosen: typed) } catch { throw Sentences.badPassword(error) }
            hash = try translating { () throws(StoreFault) in
                try PasswordHash(of: password, salt: Surroundings.machine.random(16))
            }
        }
        return hash.map { ["--hash", $0.text] } ?? []
    }

    private static func typedTwice(_ name: String, _ language: Language) throws(CommandFailure) -> String {
        let first = try typed(Sentences.passwordPrompt(name), language)
        guard try typed(Sentences.passwordPromptAgain, language) == first else { throw Sentences.passwordsDiffer }
        return first
    }

    /// One line from the terminal, which shows nothing of it.
    private static func typed(_ prompt: (String, String), _ language: Language) throws(CommandFailure) -> String {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { throw Sentences.noPassword }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        // Without SA_RESTART an interrupt ends the read, so that the terminal is never left silent.
        var quiet = sigaction()
        quiet.__sigaction_handler.sa_handler = { _ in }
        var before = sigaction()
        sigaction(SIGINT, &quiet, &before)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            sigaction(SIGINT, &before, nil)
        }
        var output = CommandOutput()
        output.standardError = language(prompt.0, prompt.1)
        output.emit()
        defer {
            output.standardError = "\n"
            output.emit()
        }
        return try firstLine()
    }

    /// What stands before the first LF of standard input.
    private static func firstLine() throws(CommandFailure) -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count <= 4 * Limits.passwordByteCount {
            let count = read(STDIN_FILENO, &byte, 1)
            guard count >= 0 else { throw Sentences.noPassword }
            if count == 0 || byte == 10 { break }
            line.append(byte)
        }
        if line.last == 13 { line.removeLast() }
        guard let text = String(validating: line, as: UTF8.self), !text.isEmpty else { throw Sentences.noPassword }
        return text
    }
}
