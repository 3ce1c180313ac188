import PlanProgress
import TestSupport
import Testing

@Suite struct `The event attachment.redacted` {
    private let id = PlanProgress.Attachment.id(of: [1])

    @Test func `is written and read with its id alone`() throws {
        let event = SampleEvents.with(.attachmentRedacted(id: id))
        #expect(String(decoding: event.bytes, as: UTF8.self).contains(#""body":{"id":"\#(id)"},"#))
        #expect(event.isReadable)
        #expect(AttachmentReference.redacted(by: event.bytes[...]) == id)
    }

    @Test func `with anything but an id is malformed`() {
        for text in ["", "abc", id + "A", String(id.dropLast()) + "=", String(repeating: "+", count: 43)] {
            let bytes = SampleEvents.with(.attachmentRedacted(id: text)).bytes
            guard case .malformed(.form(field: "id")) = EventReading(of: bytes).content else {
                Issue.record("'\(text)' was read")
                continue
            }
            #expect(AttachmentReference.redacted(by: bytes[...]) == nil)
        }
    }

    @Test func `is neither corrected nor voided`() throws {
        let redaction = SampleEvents.with(.attachmentRedacted(id: id))
        let void = SampleEvents.with(.eventVoided(of: EventReading(of: redaction.bytes).id), number: 3)
        var register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
        for event in [redaction, void] { register.take(event.bytes) }
        #expect(register.redactions[id] != nil)
        #expect(register.listed.map(\.reason) == [.targetFixed])
    }

    @Test func `on a catalogue counts nothing, whichever comes first`() throws {
        var published = SampleEvents.with(.cataloguePublished(CataloguePublication(id: "papi", year: 2022, digest: Digest(of: [2]))))
        published.attachments = [AttachmentReference(id: id, type: "application/json", byteCount: 9, role: nil)]
        let redaction = SampleEvents.with(.attachmentRedacted(id: id), number: 1)
        // A closing, which this version only keeps.
        let closing = String(decoding: published.bytes, as: UTF8.self).replacing("catalogue.published", with: "period.closed")
        for fixing in [published.bytes, Array(closing.utf8)] {
            for order in [[fixing, redaction.bytes], [redaction.bytes, fixing]] {
                var register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
                for entry in order { register.take(entry) }
                #expect(register.redactions[id] == nil && register.redactions.ids == [])
                let listed = register.listed.filter { $0.reason == .targetFixed }
                #expect(listed == [ListedRow(id: EventReading(of: redaction.bytes).id, reason: .targetFixed, on: redaction.on)])
            }
        }
    }
}

@Suite struct `The report of erasures` {
    private let note: AttachmentReference
    private let first: SampleDevice
    private let second: SampleDevice
    private let redaction: [UInt8]

    init() throws {
        let (attachment, naming) = SampleEvents.attachment()
        note = attachment.reference(type: "text/plain", role: .note)
        var device = try #require(SampleDevice("ha-dong/duong-noi/may-1", seed: 3))
        device.entries.append(naming.bytes)
        first = device
        second = try #require(SampleDevice("ha-dong/duong-noi/may-2", seed: 4))
        redaction = SampleEvents.with(.attachmentRedacted(id: attachment.id), number: 90).bytes
    }

    private func enrolled(_ device: SampleDevice, continues: LogReference? = nil) -> EventBody {
        .deviceEnrolled(DeviceEnrolment(origin: device.origin, key: device.signer.verifier(.log), continues: continues))
    }

    private func report(_ devices: [SampleDevice], _ decisions: [EventBody]) -> ErasureReport {
        var register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
        for (number, body) in decisions.enumerated() { register.take(SampleEvents.with(body, number: number).bytes) }
        var report = ErasureReport(register: register)
        for device in devices {
            for (index, entry) in device.entries.enumerated() {
                report.take(entry[...], at: EntryPlace(origin: device.origin, index: Int64(index)))
            }
        }
        return report
    }

    private func states(_ report: ErasureReport) -> [String] {
        report.rows.flatMap { $0.devices.map { "\($0.origin.device) \($0.state)" } }
    }

    @Test func `waits for the device that names the attachment, until its own log confirms`() {
        var asking = second
        asking.entries.append(redaction)
        let decisions = [enrolled(first), enrolled(second)]
        let asked = report([first, asking], decisions)
        #expect(asked.rows.map(\.district) == [false] && asked.rows.map(\.unit) == ["duong-noi"])
        #expect(states(asked) == ["may-1 waiting", "may-2 confirmed"])

        let told = report([first, asking], decisions + [.attachmentRedacted(id: note.id)])
        #expect(told.rows.map(\.district) == [true] && told.rows.map(\.isDone) == [false])

        var confirming = first
        confirming.entries.append(redaction)
        let done = report([confirming, asking], decisions + [.attachmentRedacted(id: note.id)])
        #expect(states(done) == ["may-1 confirmed", "may-2 confirmed"] && done.rows.map(\.isDone) == [true])
    }

    @Test func `says that nobody confirms for a device out of use`() {
        let end = EventBody.deviceRevoked(LogEnd(origin: first.origin, size: 2))
        let report = report([first, second], [enrolled(first), enrolled(second), end, .attachmentRedacted(id: note.id)])
        #expect(states(report) == ["may-1 ended"] && report.rows.map(\.isDone) == [true])
    }

    @Test func `takes a twin's word for what it continues, and not for what the other wrote afterwards`() throws {
        // Given a log that was cloned at size 2 and redacts at index 2, and two that continue it: its own, and the clone's
        var old = first
        old.entries.append(redaction)
        let (own, clone) = (
            try #require(SampleDevice("ha-dong/duong-noi/may-1.aaaaaa", seed: 5)),
            try #require(SampleDevice("ha-dong/duong-noi/may-1.bbbbbb", seed: 6))
        )
        func reference(_ size: Int) -> LogReference {
            LogReference(origin: old.origin, size: Int64(size), root: old.range(at: size).root)
        }
        let decisions = [
            enrolled(old), enrolled(own, continues: reference(3)), .logSealed(LogEnd(origin: old.origin, size: 3)),
            enrolled(clone, continues: reference(2)), .attachmentRedacted(id: note.id),
        ]
        #expect(states(report([old, own, clone], decisions)) == ["may-1.aaaaaa confirmed", "may-1.bbbbbb waiting"])
    }

    @Test func `is the same in whatever order logs and entries are looked at`() {
        var asking = second
        asking.entries.append(redaction)
        let decisions = [enrolled(first), enrolled(second), .attachmentRedacted(id: note.id)]
        #expect(report([first, asking], decisions).json == report([asking, first], decisions).json)
    }
}
