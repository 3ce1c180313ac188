import Foundation

/// Files of the repository's `Fixtures` folder, found from this file's own place.
public enum Fixture {
    public static func bytes(_ path: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        return try Array(Data(contentsOf: root.appending(path: "Fixtures/\(path)")))
    }

    public static func text(_ path: String) throws -> String { try String(decoding: bytes(path), as: UTF8.self) }
}
