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
        #expect(try home.waitingAttachmentCount() == 1)
        #expect(bench.sync(bench.device) == .done)
        #expect(bench.district.attachments.attachment(file.id) != nil)
        #expect(try bench.device.home().waitingAttachmentCount() == 0)
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
            #expect(try home.waitingAttachmentCount() == 0)
            #expect(bench.sync(bench.device) == .done)
            #expect(bench.district.attachments.attachment(file.id) == nil)
        }
    }
}

/// Passes everything on but a PUT, which breaks.
private final class LineWithoutPuts: Transport {
    private let inner: any Transport
    init(to inner: any Transport) { self.inner = inner }

    func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        request.method == .put ? .failure(.interrupted("cut")) : inner.answer(to: request)
    }
}
