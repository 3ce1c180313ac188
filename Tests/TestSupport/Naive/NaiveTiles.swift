public import PlanProgress

/// C2SP `tlog-tiles` and RFC 6962 word by word, over whole lists: the second implementation, written from the documents alone.
public enum NaiveTiles {
    /// Every file of a log of these leaves and entries, by path.
    public static func files(entries: [[UInt8]], leaves: [Digest]) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let bundled = entries.map { [UInt8($0.count / 256), UInt8($0.count % 256)] + $0 }
        for (name, part) in parts(of: bundled) { files["tile/entries/\(name)"] = part.flatMap { $0 } }
        var hashes = leaves
        var level = 0
        while !hashes.isEmpty {
            for (name, part) in parts(of: hashes) { files["tile/\(level)/\(name)"] = part.flatMap(\.bytes) }
            // "Each hash of a tile at level L + 1 is the hash of a full tile at level L."
            hashes = (0..<(hashes.count / 256)).map { root(of: hashes[($0 * 256)..<($0 * 256 + 256)]) }
            level += 1
        }
        return files
    }

    /// RFC 6962 2.1: the tree is split at the largest power of two below its size.
    public static func root(of leaves: ArraySlice<Digest>) -> Digest {
        if leaves.isEmpty { return Digest(of: []) }
        if leaves.count == 1 { return leaves[leaves.startIndex] }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let left = root(of: leaves[..<(leaves.startIndex + split)])
        let right = root(of: leaves[(leaves.startIndex + split)...])
        return Digest(of: [1] + left.bytes + right.bytes)
    }

    /// The leaves of a log of `size` entries from its tiles of level 0 alone, as a monitor fetches them; `nil` where one is missing.
    public static func leaves(size: Int, fetch: (String) throws -> [UInt8]?) rethrows -> [Digest]? {
        var leaves: [Digest] = []
        for tile in 0..<((size + 255) / 256) {
            let count = min(256, size - tile * 256)
            guard let bytes = try fetch("tile/0/\(name(tile, count))"), bytes.count == count * 32 else { return nil }
            for start in stride(from: 0, to: bytes.count, by: 32) {
                guard let leaf = Digest(bytes: bytes[start..<(start + 32)]) else { return nil }
                leaves.append(leaf)
            }
        }
        return leaves
    }

    private static func parts<Element>(of list: [Element]) -> [(String, ArraySlice<Element>)] {
        stride(from: 0, to: list.count, by: 256).map { start in
            let part = list[start..<min(start + 256, list.count)]
            return (name(start / 256, part.count), part)
        }
    }

    /// "3-digit path elements, all but the last begin with an x", and `.p/<W>` behind a partial one.
    private static func name(_ index: Int, _ count: Int) -> String {
        var digits = String(index)
        while digits.count % 3 != 0 { digits = "0" + digits }
        let groups = stride(from: 0, to: digits.count, by: 3).map { String(digits.dropFirst($0).prefix(3)) }
        let name = (groups.dropLast().map { "x" + $0 } + groups.suffix(1)).joined(separator: "/")
        return count == 256 ? name : "\(name).p/\(count)"
    }
}
