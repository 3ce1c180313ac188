import Foundation

/// Files of the repository's `Fixtures` folder, found from this file's own place.
public enum Fixture {
    public static func path(_ path: String) -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return folder.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/\(path)").path
    }

    public static func bytes(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: Self.path(path))))
    }

    public static func text(_ path: String) throws -> String { try String(decoding: bytes(path), as: UTF8.self) }
}
