/// How a sync ended, as a value: what the command prints and exits with.
public struct SyncOutcome: Hashable, Sendable {
    public var ending: Ending
    /// Entries of ours that the district cosigned in this run.
    public var sentEntries: Int64 = 0
    /// How many of them open a log.
    public var sentOpenings: Int64 = 0
    public var sentAttachments = 0
    /// Entries of other logs adopted in this run.
    public var receivedEntries: Int64 = 0
    /// Entries of ours for which no receipt is held: safe on this device, and only here.
    public var waitingEntries: Int64 = 0
    /// Whether the one that opens the log is among them.
    public var isOpeningWaiting = false
    public var waitingAttachments = 0
    /// The new log in which this run continued the one that could not go on.
    public var continued: Origin?
    /// Entries that this device is known to have recorded and that lie neither here nor, as far as it says, at the district: found when
    /// the log that lacks them was continued, and so told once.
    public var lostEntries: Int64 = 0
    /// Lines that a healing could not read; their bytes lie in `quarantine/`.
    public var spoiledLines = 0
    /// Erased attachments whose files could only be unlinked: their bytes may remain on the disk. Told by the run that erased them.
    public var notOverwritten = 0
    /// Attachments of logs that ours continues which the district does not take, for it has not got their entries. Sent no more once
    /// this outcome is kept.
    public var refusedAttachments: [WaitingAttachment] = []
    /// Logs whose copy at the district does not extend the one here.
    public var divergedLogs: [Origin] = []
    /// The district asks not to be asked again before then, UTC milliseconds. Whether anything runs then is the schedule's to say.
    public var nextTry: Int64?

    public init(_ ending: Ending) { self.ending = ending }

    public enum Ending: Hashable, Sendable {
        /// A verified receipt covers everything recorded, and all that may be read is here.
        case done
        /// The ward has not joined a district.
        case notJoined
        /// The district's machine was not reached; the words are for the technician.
        case unreachable(String)
        /// Somebody else answers at the address: a proxy's page, or a certificate that is not the district's.
        case notTheDistrict(String)
        /// By this machine's clock the district's certificate does not hold.
        case outOfDate(String)
        /// Busy, or the line broke too often.
        case tryLater(String)
        /// The district has stored what came and gives no receipt yet (202).
        case recovering
        /// Token or key are not accepted, or a person's code is needed.
        case refused(ProblemDocument)
        /// This program is too old, or the district does not understand what it sends.
        case rejected(ProblemDocument)
        /// Every entry is received, and of these attachments neither the district nor this disk has the bytes that the entry names.
        case attachmentsLost([WaitingAttachment])
        /// Everything of ours that was sent is received, and these logs that lie here, copies of other machines' and former ones of
        /// this, cannot be read, so nothing was fetched into them. `waitingEntries` says what a stick did not carry.
        case unreadableLogs([Origin])
        /// What the district sent does not carry its signature, or does not fit what lies here.
        case unproved(String)
        /// What a bundle of answers leaves to be done travels with the next bundle.
        case carryAgain
        case store(WardStoreFault)
    }

    /// What a person is told: nobody recorded the entry that opens a log.
    public var sentRecords: Int64 { sentEntries - sentOpenings }
    public var waitingRecords: Int64 { waitingEntries - (isOpeningWaiting ? 1 : 0) }

    /// Whether something that was recorded here is gone.
    public var hasLost: Bool { lostEntries > 0 || spoiledLines > 0 }

    /// As `sysexits.h` numbers them and commands.md promises: only 0 says that the district has everything.
    public var exitCode: Int32 {
        switch ending {
        case .done: hasLost ? 65 : notOverwritten > 0 ? 74 : refusedAttachments.isEmpty ? 0 : 1
        case .rejected, .unproved: 1
        case .attachmentsLost, .store(.damaged): 65
        case .unreachable, .notTheDistrict, .outOfDate: 69
        case .store(.disk), .unreadableLogs: 74
        case .tryLater, .recovering, .carryAgain, .store(.busy): 75
        case .refused, .notJoined: 77
        }
    }
}
