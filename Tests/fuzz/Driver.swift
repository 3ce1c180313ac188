import Intake
import PlanProgress

/// A reader of what strangers and broken disks hand over, and what must hold whatever the bytes are.
///
/// None may trap, hang, or read one thing and write another.
enum Driver: String, CaseIterable, Sendable {
    case line, note, push, plan, csv

    /// What went wrong, or `nil`.
    func fault(in bytes: [UInt8]) -> String? {
        switch self {
        case .line: Self.line(bytes)
        case .note: Self.note(bytes)
        case .push: Self.push(bytes)
        case .plan: Self.plan(bytes)
        case .csv: Self.csv(bytes)
        }
    }

    /// `entries.log`: the good lines are a prefix, written again they are the same bytes, and nothing is both saved and lost.
    private static func line(_ bytes: [UInt8]) -> String? {
        let scan = LogScan(bytes)
        var again = LogScan([])
        for index in 0..<scan.size {
            again.append(scan.entry(index))
            if let fault = event(scan.entry(index)) { return fault }
        }
        // A CRC in capitals or with a sign is none, so what was read has one form.
        guard again.bytes == Array(bytes[..<scan.goodByteCount]) else { return "the good lines are written otherwise than they were read" }
        let rest = LogRest(of: scan)
        let saved = rest.salvage(from: bytes)
        guard saved.entries.count + saved.lost.count == rest.lines.count else { return "a line is neither saved nor lost" }
        for entry in saved.entries { if let fault = event(entry) { return fault } }
        _ = LogCondition(of: scan, receiptSize: 0, guardSize: 0)
        return event(bytes[...])
    }

    /// JSON that was read is written in one form, which is read as itself; an event's id is one for its bytes.
    private static func event(_ entry: ArraySlice<UInt8>) -> String? {
        if let json = try? JSON(reading: entry) {
            let written = json.canonicalBytes
            guard (try? JSON(reading: written))?.canonicalBytes == written else { return "a JSON value is not read as it was written" }
        }
        let reading = EventReading(of: entry)
        guard EventReading(of: Array(entry)).id == reading.id else { return "one entry has two ids" }
        guard case .event(let event, let unknown) = reading.content, unknown == 0 else { return nil }
        guard case .event(let same, _) = EventReading(of: event.bytes).content, same.bytes == event.bytes else {
            return "an event is not read as it was written"
        }
        return nil
    }

    private static func note(_ bytes: [UInt8]) -> String? {
        if let note = SignedNote(reading: bytes) {
            guard SignedNote(reading: note.bytes) == note else { return "a note is not read as it was written" }
            if let checkpoint = Checkpoint(text: note.text), checkpoint.text != note.text, Checkpoint(text: checkpoint.text) != checkpoint {
                return "a checkpoint is not read as it was written"
            }
            if let request = try? EnrolmentRequest(reading: note.text), request.text != note.text {
                return "an enrolment is written otherwise than it was read"
            }
        }
        if let heads = try? HeadsText(reading: bytes), heads.bytes != bytes { return "heads are written otherwise than they were read" }
        if let answer = try? ReceiptAnswer(reading: bytes), (try? ReceiptAnswer(reading: answer.bytes)) != answer {
            return "an answer is not read as it was written"
        }
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        if let origin = Origin(text), origin.description != text { return "an origin is written otherwise than it was read" }
        if let key = VerifierKey(text), key.description != text { return "a key is written otherwise than it was read" }
        _ = Healing(text: text)
        _ = ProblemDocument(reading: bytes)
        return nil
    }

    private static func push(_ bytes: [UInt8]) -> String? {
        guard let push = try? PushRequest(reading: bytes) else { return nil }
        guard let again = try? PushRequest(reading: push.bytes), again == push else { return "a push is not read as it was written" }
        guard push.to - push.from == Int64(push.entries.count) else { return "a push holds another number of entries than it says" }
        return nil
    }

    private static func plan(_ bytes: [UInt8]) -> String? {
        do throws(PlanFaults) { _ = try PlanFileReader.read(bytes, against: .papi2022) } catch {
            if error.description.isEmpty { return "a fault without words" }
        }
        return nil
    }

    private static func csv(_ bytes: [UInt8]) -> String? {
        do throws(TableFaults) { _ = try UnitTableReader.read(bytes, registered: ["ha-dong"]) } catch {
            if error.description.isEmpty { return "a fault without words" }
        }
        return nil
    }
}
