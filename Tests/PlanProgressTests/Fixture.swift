import Foundation

/// Files of the repository's `Fixtures` folder, found from this file's own place.
enum Fixture {
    static func bytes(_ path: String, file: String = #filePath) throws -> [UInt8] {
        let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try Array(Data(contentsOf: root.appending(path: "Fixtures/\(path)")))
    }
}
