public import PlanProgress

/// What a backup holds: of which district, from when, and each file with its length and SHA-256.
///
/// Lines of text, so that `sha256sum` and a reader's eye can check it; the last line is the digest of those before it. Names are
/// the few that a backup has: whoever restores one follows no path that somebody else wrote.
public struct BackupManifest: Hashable, Sendable {
    /// The district's own log.
    public let origin: Origin
    /// When it was begun, UTC milliseconds.
    public let time: Int64
    public let files: [File]

    /// One file of a backup.
    public struct File: Hashable, Sendable {
        /// Relative to the backup's folder.
        public let name: String
        public let byteCount: Int64
        public let digest: Digest

        public init(name: String, byteCount: Int64, digest: Digest) {
            (self.name, self.byteCount, self.digest) = (name, byteCount, digest)
        }
    }

    public init(origin: Origin, time: Int64, files: [File]) {
        (self.origin, self.time, self.files) = (origin, time, files)
    }

    public static let name = "manifest"
    static let title = "wardlog/1 backup"

    public var text: String {
        let lines =
            "\(Self.title)\norigin \(origin)\ntime \(time)\n"
            + files.map { "file \($0.digest.hex) \($0.byteCount) \($0.name)\n" }.joined()
        return lines + "sum \(Digest(of: Array(lines.utf8)).hex)\n"
    }

    public init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, lines.last == "", lines[0] == Self.title,
            let origin = Self.value(lines[1], "origin").flatMap({ Origin($0) }),
            origin.isDistrictLog, let time = Self.value(lines[2], "time").flatMap({ CountText.read($0) })
        else { return nil }
        var files: [File] = []
        for line in lines[3..<(lines.count - 2)] {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == "file", let digest = Digest(hex: parts[1]), let byteCount = CountText.read(parts[2]),
                BackupName.all(of: origin).contains(String(parts[3]))
            else { return nil }
            files.append(File(name: String(parts[3]), byteCount: byteCount, digest: digest))
        }
        self.init(origin: origin, time: time, files: files)
        guard self.text == text else { return nil }
    }

    private static func value(_ line: Substring, _ name: Substring) -> Substring? {
        line.hasPrefix(name + " ") ? line.dropFirst(name.count + 1) : nil
    }
}

/// The names of a backup's files: those of a district's home, and the sealed part.
public enum BackupName {
    public static let database = "district.sqlite"
    public static let attachments = "attachments.sqlite"
    /// Keys, authority and users under a passphrase; only where one was given.
    public static let sealed = "sealed"

    public static func entries(of origin: Origin) -> String { HomeLayout.entries(of: origin).path }
    public static func checkpoint(of origin: Origin) -> String { HomeLayout.checkpoint(of: origin).path }

    static func all(of origin: Origin) -> [String] { [database, attachments, entries(of: origin), checkpoint(of: origin), sealed] }
}
