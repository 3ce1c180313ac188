/// The turn among commands that one process carries out: whoever has it reads, decides and writes with nobody between.
///
/// Two technicians may type at the same moment beside one `serve`. First come, first served.
public actor OfficeTurn {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init() {}

    /// Does the work with the turn in hand. Not to be called from within such work: it would wait for itself.
    public func take<Result: Sendable>(_ work: @Sendable () async -> Result) async -> Result {
        if isTaken { await withCheckedContinuation { waiting.append($0) } }
        isTaken = true
        // Handed from one to the next, so `isTaken` stays where somebody waits.
        defer { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
        return await work()
    }
}
