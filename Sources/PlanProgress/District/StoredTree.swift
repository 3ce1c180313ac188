/// The tree of one stored log, read from its tiles: any size costs the tiles before it and at most 255 leaf hashes.
struct StoredTree: HeldTree {
    let tables: any DistrictTables
    let log: LogRecord

    /// Leaves of a tile. C2SP `tlog-tiles` cuts at the same places.
    static let tileLeafCount = TileCutter.width

    func range(at size: Int64) throws(StoreFault) -> CompactRange {
        if size == log.size { return log.range }
        let tileCount = size / Self.tileLeafCount
        var range = CompactRange()
        for root in try tables.tiles(of: log.number, count: tileCount) { range.append(perfect: root, leafCount: Self.tileLeafCount) }
        for leaf in try leaves(in: (tileCount * Self.tileLeafCount)..<size) { range.append(leaf: leaf) }
        guard range.size == size else { throw .damaged("log \(log.origin) has not all entries below \(size)") }
        return range
    }

    func leaves(in range: Range<Int64>) throws(StoreFault) -> [Digest] {
        if range.isEmpty { return [] }
        return try tables.entries(of: log.number, range).map { MerkleTree.leaf($0) }
    }
}

extension DistrictTables {
    /// Stores entries behind what a log holds, with the tiles that they fill, and its new size.
    func append(_ entries: [ArraySlice<UInt8>], leaves: [Digest], to log: inout LogRecord) throws(StoreFault) {
        try append(entries, to: log.number, at: log.size)
        let partial = log.size % StoredTree.tileLeafCount
        // The range's smallest subtrees are the tile that is not full yet.
        var tile = CompactRange(size: partial, hashes: Array(log.range.hashes.suffix(partial.nonzeroBitCount))) ?? CompactRange()
        for leaf in leaves {
            log.range.append(leaf: leaf)
            tile.append(leaf: leaf)
            guard tile.size == StoredTree.tileLeafCount else { continue }
            try addTile(log.size / StoredTree.tileLeafCount - 1, root: tile.root, to: log.number)
            tile = CompactRange()
        }
        try update(log)
    }
}
