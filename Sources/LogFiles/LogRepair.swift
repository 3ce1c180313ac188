public import PlanProgress

/// What our log needs before it can be written again.
public enum RepairNeed: Hashable, Sendable {
    case nothing
    /// A torn tail was cut just now; its bytes lie in `quarantine/`.
    case cut
    /// A sync over `WardFiles(repairing:)` fetches the entries from `from` on and puts them in their place.
    case fetch(from: Int64, to: Int64)
    /// Only a continuing log helps: `Home.heal`.
    case heal(AppendRefusal)
}

/// `ward repair` (design 3.1 and 3.4).
///
/// Ask `repairNeed`; for `fetch` run a sync over `WardFiles(home, repairing: true)`, then ask again; for `heal`, or for
/// `fetch` when the district does not have the entries, call `heal(answered: nil)`.
extension Home {
    public func repairNeed() throws(HomeFault) -> RepairNeed {
        let log = try deviceLog()
        let wasTorn = log.image.condition == .tornTail
        switch try log.permission() {
        case .append: return wasTorn ? .cut : .nothing
        case .never(.damaged(let index)):
            if case .damageHeld(let size) = log.image.condition { return .fetch(from: index, to: size) }
            return .heal(.damaged(at: index))
        case .never(.shorter(let size, let known)): return .fetch(from: size, to: known)
        case .never(.keyWithoutLog): return .fetch(from: 0, to: max(1, try log.knownSize()))
        case .never(let refusal): return .heal(refusal)
        }
    }

    /// How many records of our log receipt, guard or heads know of and do not lie here: gone, once the log is continued without them.
    public func missingEntryCount() throws(HomeFault) -> Int64 {
        let log = try deviceLog()
        // Behind damage nobody can count.
        return log.image.scan.isWhole ? Healing.lostRecordCount(known: try log.knownSize(), kept: log.image.size) : 0
    }

    /// The same of the log that ours continues, but for what the district holds of it.
    public func entriesLostBefore(_ image: LogImage) throws(HomeFault) -> Int64 {
        guard let old = image.opened?.continues?.origin else { return 0 }
        // One that cannot be read keeps back nothing but itself, and not what is told of ours.
        guard let earlier = (try? LogKeeper(old, on: disk))?.image else { return 0 }
        let held = try headsText()?[old]?.checkpoint.size ?? 0
        let kept = max(earlier.size, earlier.receiptCheckpoint?.size ?? 0, held)
        return Healing.lostRecordCount(known: earlier.guarded?.size ?? 0, kept: kept)
    }
}
