import Foundation

/// The checkout that these tests were built from, as files of text.
enum Repository {
    /// Found from where this file lay at build time: `<root>/Tests/TidyTests/Repository.swift`.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct File {
        /// Relative to the root, such as `Sources/ward/Ward.swift`.
        let path: String
        let text: String

        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// The target of a file under Sources or Tests.
        var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var isSource: Bool { path.hasPrefix("Sources/") }
        var isSwift: Bool { path.hasSuffix(".swift") }
        var isScript: Bool { path.hasPrefix("Scripts/") || path == ".ci/run" }
    }

    /// Every file that belongs to the project and is text.
    static let files: [File] = {
        let folders = ["Sources", "Tests", "Fixtures", "Scripts", ".ci"]
        let single = ["Package.swift", "README.md", ".gitignore", ".swift-format"]
        let below = folders.flatMap { folder in paths(below: folder) }
        return (below + single).sorted().compactMap { path in
            guard let bytes = try? Data(contentsOf: root.appending(path: path)), let text = String(validating: bytes, as: UTF8.self) else {
                return nil
            }
            return File(path: path, text: text)
        }
    }()

    static var swift: [File] { files.filter { $0.isSwift } }

    /// Paths of the regular files below a folder, relative to the root.
    static func paths(below folder: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path) else { return [] }
        return walk.compactMap { $0 as? String }.filter { path in
            var isFolder: ObjCBool = false
            let there = FileManager.default.fileExists(atPath: root.appending(path: "\(folder)/\(path)").path, isDirectory: &isFolder)
            return there && !isFolder.boolValue && !path.contains("__pycache__")
        }.map { "\(folder)/\($0)" }
    }

    /// `path:line: the line` of every line that fits, for a message that says where to look.
    static func lines(of files: [File], where fits: (Substring) -> Bool) -> [String] {
        files.flatMap { file in
            file.lines.enumerated().filter { fits($0.element) }.map { "\(file.path):\($0.offset + 1): \($0.element)" }
        }
    }

    /// The line without its `//` comment; good enough for words that never stand in a text.
    static func code(_ line: Substring) -> Substring {
        let trimmed = line.drop { $0 == " " }
        if trimmed.hasPrefix("//") { return "" }
        guard let comment = line.firstRange(of: " // ") else { return line }
        return line[..<comment.lowerBound]
    }
}
