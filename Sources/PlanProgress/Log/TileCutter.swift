/// Cuts a log into the files that C2SP `tlog-tiles` asks for: bundles of 256 entries, and tiles of 256 hashes a level.
///
/// Source: https://c2sp.org/tlog-tiles. Entries go in one after another and a file comes out when it is full, so that
/// no more is held than one bundle (15 MiB where every entry is as long as may be) and one tile a level.
public struct TileCutter: Sendable {
    /// Entries in a bundle, and hashes in a tile.
    public static let width: Int64 = 256

    /// One file, under the folder that a log's files are in.
    public struct File: Hashable, Sendable {
        public let path: String
        public let bytes: [UInt8]
    }

    /// Hashes of one level that fill no tile yet: at level 0 leaves, above it the roots of full tiles.
    private struct Tile {
        var range = CompactRange()
        var bytes: [UInt8] = []

        mutating func append(_ hash: Digest) {
            range.append(leaf: hash)
            bytes += hash.bytes
        }
    }

    /// Entries taken in so far.
    public private(set) var size: Int64 = 0
    private var bundle: [UInt8] = []
    private var tiles: [Tile] = [Tile()]
    private var whole = CompactRange()

    public init() {}

    /// The root of all entries taken in.
    public var root: Digest { whole.root }

    /// Takes in the next entry, of at most `Limits.lineByteCount`, and gives the files that it fills.
    public mutating func append(_ entry: some Collection<UInt8>) -> [File] {
        precondition(entry.count <= Int(UInt16.max), "an entry's length has two bytes in a bundle")
        bundle += [UInt8(entry.count >> 8), UInt8(entry.count & 255)] + entry
        size += 1
        var hash = MerkleTree.leaf(entry)
        whole.append(leaf: hash)
        var files: [File] = []
        if size % Self.width == 0 {
            files.append(File(path: "tile/entries/" + Self.name(of: size / Self.width - 1), bytes: bundle))
            bundle = []
        }
        var level = 0
        while true {
            tiles[level].append(hash)
            guard tiles[level].range.size == Self.width else { return files }
            files.append(File(path: "tile/\(level)/" + Self.name(of: count(at: level + 1) - 1), bytes: tiles[level].bytes))
            hash = tiles[level].range.root
            tiles[level] = Tile()
            level += 1
            if level == tiles.count { tiles.append(Tile()) }
        }
    }

    /// The partial files that close the log at its size: none at a level where nothing is left over.
    public var rest: [File] {
        var files: [File] = []
        if !bundle.isEmpty { files.append(File(path: "tile/entries/" + partial(at: 0), bytes: bundle)) }
        for (level, tile) in tiles.enumerated() where !tile.bytes.isEmpty {
            files.append(File(path: "tile/\(level)/" + partial(at: level), bytes: tile.bytes))
        }
        return files
    }

    /// How many hashes that level has in all: one for every full subtree of 256^level entries.
    private func count(at level: Int) -> Int64 { size >> Int64(8 * level) }

    private func partial(at level: Int) -> String {
        let count = count(at: level)
        return "\(Self.name(of: count / Self.width)).p/\(count % Self.width)"
    }

    /// An index in groups of three digits, all but the last with an `x`: 1234067 is `x001/x234/067`.
    public static func name(of index: Int64) -> String {
        func group(_ value: Int64) -> String { String(String(value + 1000).dropFirst()) }
        var name = group(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            name = "x\(group(rest % 1000))/\(name)"
            rest /= 1000
        }
        return name
    }
}
