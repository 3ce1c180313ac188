import Foundation

/// Runs a command from a small process of its own and tells its largest resident set.
///
/// The kernel counts what a process was before `exec` too: measured from a benchmark that holds 100,000 events, every
/// child would seem to need 100 MiB (exec_mmap and setmax_mm_hiwater_rss in Linux's fs/exec.c).
enum PeakMemory {
    private static let option = "--peak-of"

    /// This program started anew for that: does its work and ends. Returns where it was started for anything else.
    static func runIfAsked() throws {
        guard let place = CommandLine.arguments.firstIndex(of: option) else { return }
        let end = try Child.run(Array(CommandLine.arguments[(place + 1)...]))
        print(end.peakMiB)
        exit(0)
    }

    /// The peak in MiB of a command that ends with 0.
    static func peakMiB(_ arguments: [String], environment: [String: String] = [:]) throws -> Double {
        let text = try Child.text([CommandLine.arguments[0], option] + arguments, environment: environment)
        return Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
    }
}
