import Foundation
import Glibc

/// A file system of a test's own that holds so many bytes and no more; nobody else sees it, and it goes with the object.
///
/// A tmpfs in a mount namespace, which root may make, and anyone where the kernel lets users have namespaces of their own. A
/// process holds it; whoever is to use it is started by `entering`.
public final class SmallVolume: Sendable {
    /// The volume's folder, for those who entered.
    public var path: String { scratch.path }
    /// The same for this process. Not for SQLite, which follows the link by its text.
    public var outside: String { "/proc/\(holder.pid)/root\(scratch.path)" }
    /// What stands before a command that is to see the volume.
    public let entering: [String]
    private let holder: RunningCommand
    private let scratch: ScratchFolder

    /// It could not be mounted.
    public struct Unavailable: Error { public let reason: String }

    /// Whether this machine lets a test mount one.
    public static func isPermitted() async -> Bool { (try? await SmallVolume(kibibytes: 64)) != nil }

    public init(kibibytes: Int) async throws {
        scratch = try ScratchFolder()
        let script = "mount -t tmpfs -o size=\(kibibytes)k,mode=0700 none \"$0\" && echo mounted >&2 && exec tail -f /dev/null"
        let isRoot = geteuid() == 0
        holder = try BuiltCommand("/usr/bin/unshare", in: "/").start(
            ["--mount", "--propagation", "private"] + (isRoot ? [] : ["--map-root-user"]) + ["/bin/sh", "-c", script, scratch.path])
        let line = await holder.firstLine()
        guard line == "mounted" else { throw Unavailable(reason: line) }
        entering = ["/usr/bin/nsenter", "--mount", "--target", "\(holder.pid)"] + (isRoot ? [] : ["--user", "--preserve-credentials"])
    }

    private var filler: String { "\(outside)/filler" }

    /// Takes every byte that is left; returns whether there was any.
    @discardableResult
    public func fill() -> Bool {
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(descriptor) }
        var total = 0
        for size in [4096, 1] {
            let piece = [UInt8](repeating: 0x5A, count: size)
            while case let count = write(descriptor, piece, size), count > 0 { total += count }
        }
        return total > 0
    }

    /// Gives back what `fill` took.
    public func free() { unlink(filler) }
}
