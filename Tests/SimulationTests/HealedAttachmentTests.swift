import LogFiles
import PlanProgress
import TestSupport
import Testing

@testable import simulate

/// What was attached under a name that this device has left: its entry lies at the district, and only here the bytes may lie.
@Suite struct `An attachment of a log that was continued since` {
    /// A PC whose newest entry has arrived and what is attached to it has not, for the line takes no PUT.
    private func scene() throws -> (bench: Bench, file: AttachmentReference) {
        var bench = try Bench(seed: 31)
        bench.sync(bench.device)
        let content = [UInt8](repeating: 65, count: Limits.ridingAttachmentByteCount + 1)
        let file = try bench.device.home().store(name: "biên bản.pdf", type: "application/pdf", content: content, role: .evidence)
        try bench.record(1, on: bench.device, number: 600, attachment: file)
        let ending = bench.sync(bench.device, over: LineWithoutPuts(to: bench.district))
        guard case .tryLater = ending else { throw Bench.Impossible() }
        #expect(try WardFiles(bench.device.home()).state().receiptSize == bench.device.home().deviceLog().image.size)
        return (bench, file)
    }

    @Test func `that was still waiting is sent under the new name`() throws {
        let (bench, file) = try scene()
        var home = try bench.device.home()
        try home.heal(answered: nil)
        #expect(try home.outgoingAttachments().waiting.count == 1)
        #expect(bench.sync(bench.device) == .done)
        #expect(bench.district.attachments.attachment(file.id) != nil)
        #expect(try bench.device.home().outgoingAttachments().waiting.count == 0)
        #expect(try bench.faultsAtRest() == [])
    }

    @Test func `that a restored district has lost is sent again, with every other`() throws {
        let (bench, file) = try scene()
        let before = MemoryAttachments()
        #expect(bench.sync(bench.device) == .done)
        var home = try bench.device.home()
        try home.heal(answered: nil)
        #expect(bench.sync(bench.device) == .done)
        bench.district.attachments.restore(from: before)
        try WardFiles(bench.device.home()).prepareRenewal(forgettingHeld: true)
        #expect(bench.sync(bench.device) == .done)
        #expect(bench.district.attachments.attachment(file.id) != nil)
        #expect(try bench.faultsAtRest() == [])
    }

    @Test func `that was redacted or taken back since waits for nobody`() throws {
        for isRedacted in [true, false] {
            let (bench, file) = try scene()
            let scan = try bench.device.home().deviceLog().image.scan
            let entry = scan.entry(scan.size - 1)
            var home = try bench.device.home()
            try home.heal(answered: nil)
            if isRedacted {
                _ = try home.deviceLog().append(home.redaction(of: file.id))
            } else {
                var void = SampleEvents.progress(601)
                void.body = .eventVoided(of: EventReading(of: entry).id)
                _ = try home.deviceLog().append(void)
                try home.erase(attachment: file.id)
            }
            #expect(try home.outgoingAttachments().waiting.count == 0)
            #expect(bench.sync(bench.device) == .done)
            #expect(bench.district.attachments.attachment(file.id) == nil)
        }
    }

    /// A district that was restored has lost its entry, and nobody brings it again.
    @Test func `that the district does not take is told by a run or by what it kept, wherever that is killed, and by the status after it`()
        throws
    {
        let (bench, file) = try scene()
        var healed = try bench.device.home()
        try healed.heal(answered: nil)
        func run(_ bench: Bench) throws -> SyncOutcome {
            SyncPerformer<WardFiles, AnyLine>(
                store: WardFiles(try bench.device.home()), line: AnyLine(LineWithoutPuts(to: bench.district, because: .forbidden))
            ).run(in: SyncSurroundings(now: { bench.device.time }, wait: { _ in }, seed: 1))
        }
        for call in 1... {
            let copy = Bench(copying: bench)
            copy.device.disk.arm(.killed, atCall: call)
            let whole = try? run(copy)
            let isWhole = copy.device.disk.calls < call
            copy.device.disk.restart()
            let kept = try copy.device.home().lastSync()?.ending == "attachmentsRefused"
            let next = try run(copy)
            #expect(kept || next.refusedAttachments.map(\.id) == [file.id], "killed at call \(call)")
            #expect(try copy.device.home().outgoingAttachments().refused.map(\.id) == [file.id])
            #expect(try run(copy).refusedAttachments == [], "sent no more")
            if isWhole {
                #expect(whole?.refusedAttachments.map(\.id) == [file.id] && whole?.exitCode == 1 && call > 40)
                return
            }
        }
    }
}

/// Passes everything on but a PUT, which breaks or is refused; then what is lacking is not said either.
private final class LineWithoutPuts: Transport {
    private let inner: any Transport
    private let problem: ProblemType?
    init(to inner: any Transport, because problem: ProblemType? = nil) { (self.inner, self.problem) = (inner, problem) }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        // A district that has not got the entry does not list its attachment as missing; this one says nothing at all.
        let isQuestion = problem != nil && request.method == .get && request.path == "/v1/attachments"
        guard request.method == .put || isQuestion else { return inner.answer(to: request) }
        guard let problem else { return .failure(.interrupted("cut")) }
        let body = ProblemDocument(problem).json.canonicalBytes
        return .success(WireAnswer(status: problem.status, contentType: ProblemDocument.mediaType, body: body))
    }
}
