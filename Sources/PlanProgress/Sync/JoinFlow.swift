/// How a ward comes to know its district: look at the keys without trusting them, compare the code, pin, then enrol (design 5).
///
/// The secret half of the code leaves the ward only after the check half has fitted, over a connection that the pinned
/// authority vouches for. May be cut anywhere and given again with the same code.
public enum JoinFlow {
    /// What is asked first, on a connection that nobody vouches for yet.
    public static let question = WireRequest.identity()

    public enum Answer: Hashable, Sendable {
        /// Pin these, connect again, then `WardStore.prepareEnrolment` and a run with goal `.enrol`.
        case pin(DistrictIdentity)
        case end(SyncOutcome.Ending)
    }

    /// Why a join goes no further, in words for the technician.
    public static let wrongDistrict = "the code was made for another district, or somebody stands in between"

    /// Judges the answer to `question`. `origin` is this device's log; `pinned` the district that it has joined already, if any.
    public static func judge(
        _ result: Result<WireAnswer, TransportFailure>, code: InvitationCode, origin: Origin, pinned: DistrictIdentity?
    ) -> Answer {
        switch Reception(result, now: 0) {
        case .answer(let answer):
            guard answer.status == 200, answer.isMedia("application/json"), let identity = try? DistrictIdentity(reading: answer.body)
            else {
                return .end(.notTheDistrict("status \(answer.status) without a district's identity"))
            }
            guard code.fits(identity), pinned.map({ identity.follows($0) && identity.authority == $0.authority }) ?? true,
                identity.log.name == Origin(ofDistrict: origin.district)?.description
            else { return .end(.notTheDistrict(wrongDistrict)) }
            return .pin(identity)
        case .problem(let problem): return .end(.rejected(problem))
        case .busy: return .end(.tryLater("the district is busy"))
        case .interrupted(let words): return .end(.tryLater(words))
        case .unreachable(let words): return .end(.unreachable(words))
        case .outOfDate(let words): return .end(.outOfDate(words))
        case .foreign(let words): return .end(.notTheDistrict(words))
        }
    }
}
