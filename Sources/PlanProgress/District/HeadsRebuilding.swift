/// Heads made anew from a database, where the file of heads is gone.
///
/// It cannot know what was cosigned after the database's last commit: such a size may be cosigned again, with another root,
/// if a device or the district writes something else there (S2). That is why a person has to ask for it.
public enum HeadsRebuilding {
    /// For each log the largest size with a receipt, or the `kept` head where that lies beyond: that log is recovering.
    public static func heads(in tables: any DistrictTables, keeping kept: [Checkpoint]) throws(StoreFault) -> [Checkpoint] {
        var heads: [Origin: Checkpoint] = [:]
        for head in kept { heads[head.origin] = head }
        for log in try tables.logs(ofUnit: nil) {
            guard let size = try tables.newestReceipt(of: log.number)?.size, size > heads[log.origin]?.size ?? -1 else { continue }
            heads[log.origin] = Checkpoint(origin: log.origin, size: size, root: try DistrictLog.root(of: log, at: size, in: tables))
        }
        return heads.values.sorted { $0.origin < $1.origin }
    }
}
