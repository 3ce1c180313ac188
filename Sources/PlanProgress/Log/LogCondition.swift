/// How a log lies on its disk, and so what may be done with it (design 3.1).
public enum LogCondition: Hashable, Sendable {
    case whole
    /// Never acknowledged: copied to `quarantine/`, cut, said.
    case tornTail
    /// Read-only until `ward repair` has fetched the range: a receipt of `receiptSize` reaches beyond the first bad line.
    case damageHeld(receiptSize: Int64)
    /// Read-only until `ward repair` heals: nobody is known to hold what is spoiled.
    case damageNotHeld

    /// Judges the scan of a log by what the receipt and the guard of this disk say of its size; 0 where there is none.
    public init(of scan: LogScan, receiptSize: Int64, guardSize: Int64) {
        guard !scan.isWhole else {
            self = .whole
            return
        }
        guard receiptSize <= scan.size else {
            self = .damageHeld(receiptSize: receiptSize)
            return
        }
        let rest = LogRest(of: scan)
        // Stricter than "no good line follows": after a failed `fdatasync` and a power cut a hole may hide the CRC that a
        // later, acknowledged line was seeded with, and the guard may be lost with it.
        let isTorn = rest.looksTorn && guardSize <= scan.size && !rest.holdsWholeLine(in: scan.bytes)
        self = isTorn ? .tornTail : .damageNotHeld
    }
}
