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
}
