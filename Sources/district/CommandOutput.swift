import Glibc
import PlanProgress
import Reports

/// What a command says and how it ends. Gathered, so that `serve` can carry a command out for another process.
struct CommandOutput: Sendable {
    var standardOutput: [UInt8] = []
    var standardError = ""
    /// As `sysexits.h` numbers them (design 4).
    var status: Int32 = 0

    mutating func print(_ text: String) { standardOutput += Array((text + "\n").utf8) }
    /// A line for the person who watches; what it quotes of others' words, such as a file's name on a ward's stick, is made harmless.
    mutating func advise(_ text: String) { standardError += ShownText.lines(text) + "\n" }

    /// The sentence in that language, of both.
    mutating func print(_ sentence: (String, String), in language: Language) {
        print(ShownText.lines(language(sentence.0, sentence.1)))
    }
    mutating func advise(_ sentence: (String, String), in language: Language) { advise(language(sentence.0, sentence.1)) }

    /// Writes both streams; a reader that went away ends it quietly.
    func emit() {
        Self.write(standardOutput, to: STDOUT_FILENO)
        Self.write(Array(standardError.utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to file: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Why a command did not do its work: a sentence in both languages, and the exit status.
struct CommandFailure: Error {
    let vietnamese, english: String
    let status: Int32

    init(_ vietnamese: String, _ english: String, status: Int32 = 1) {
        (self.vietnamese, self.english, self.status) = (vietnamese, english, status)
    }

    func text(_ language: Language) -> String { language(vietnamese, english) }
}
