public import PlanProgress

/// How a sync ended, as `district/last-sync` keeps it for `ward status`: `name value` lines.
public struct LastSync: Hashable, Sendable {
    /// UTC milliseconds.
    public let at: Int64
    public let exitCode: Int32
    /// One stable word for the ending, such as `done` or `unreachable`.
    public let ending: String
    /// What the technician reads; may be empty.
    public let detail: String
    public let sentEntries, receivedEntries, waitingEntries: Int64
    public let nextTry: Int64?

    public init(_ outcome: SyncOutcome, at: Int64) {
        (self.at, exitCode, nextTry) = (at, outcome.exitCode, outcome.nextTry)
        (sentEntries, receivedEntries, waitingEntries) = (outcome.sentEntries, outcome.receivedEntries, outcome.waitingEntries)
        (ending, detail) =
            switch outcome.ending {
            // First: it alone says that the district has not got everything.
            case .done where !outcome.refusedAttachments.isEmpty:
                ("attachmentsRefused", outcome.refusedAttachments.map(\.place).joined(separator: ", "))
            case .done where outcome.hasLost: ("lost", "")
            case .done where outcome.notOverwritten > 0: ("notOverwritten", "")
            case .done: ("done", "")
            case .notJoined: ("notJoined", "")
            case .unreachable(let words): ("unreachable", words)
            case .notTheDistrict(let words): ("notTheDistrict", words)
            case .outOfDate(let words): ("outOfDate", words)
            case .tryLater(let words): ("tryLater", words)
            case .recovering: ("recovering", "")
            case .refused(let problem): ("refused", problem.detail ?? problem.type.rawValue)
            case .rejected(let problem): ("rejected", problem.detail ?? problem.type.rawValue)
            case .attachmentsLost(let lost): ("attachmentsLost", lost.map(\.place).joined(separator: ", "))
            case .unreadableLogs(let logs): ("unreadableLogs", logs.map(\.description).joined(separator: ", "))
            case .unproved(let words): ("unproved", words)
            case .carryAgain: ("carryAgain", "")
            case .store(.damaged(let words)): ("damaged", words)
            case .store(.disk(let words)): ("disk", words)
            case .store(.busy(let words)): ("busy", words)
            }
    }

    public var text: String {
        let line = String(detail.map { $0.isNewline ? " " : $0 })
        return "at \(at)\nexit \(exitCode)\nending \(ending)\ndetail \(line)\nsent \(sentEntries)\nreceived \(receivedEntries)\n"
            + "waiting \(waitingEntries)\n" + (nextTry.map { "next \($0)\n" } ?? "")
    }

    public init?(text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            values[parts[0]] = parts.count == 2 ? parts[1] : ""
        }
        guard let at = values["at"].flatMap({ Int64($0) }), let exit = values["exit"].flatMap({ Int32($0) }), let ending = values["ending"],
            let sent = values["sent"].flatMap({ Int64($0) }), let received = values["received"].flatMap({ Int64($0) }),
            let waiting = values["waiting"].flatMap({ Int64($0) })
        else { return nil }
        (self.at, exitCode, self.ending, detail) = (at, exit, String(ending), String(values["detail"] ?? ""))
        (sentEntries, receivedEntries, waitingEntries) = (sent, received, waiting)
        nextTry = values["next"].flatMap { Int64($0) }
    }
}
