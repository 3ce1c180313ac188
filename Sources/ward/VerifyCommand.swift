import ArgumentParser
import LogFiles
import PlanProgress

/// `ward verify`: every log here, its lines, roots, signatures and receipts; changes nothing.
struct VerifyCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "verify", abstract: say.help.verify) }
    @OptionGroup var home: HomeOptions
    @OptionGroup var form: FormatOptions

    func run() throws {
        let workplace = try Workplace(home)
        let verdicts = try inHome { () throws(HomeFault) in try workplace.home.verify() }
        func words(_ verdict: LogVerdict) -> String { say.verdict(verdict, isOurs: verdict.origin == workplace.home.origin) }
        switch form.format {
        case .json: Console.data(Self.json(verdicts).canonicalText)
        case .csv:
            for verdict in verdicts {
                Console.data([verdict.origin.description, words(verdict)].map(CSV.cell).joined(separator: ";"))
            }
        case .table: for verdict in verdicts { Console.data("\(verdict.origin): \(words(verdict))") }
        }
        let unread = verdicts.filter { $0.fault == .unreadable }.map(\.origin)
        guard verdicts.allSatisfy({ $0.fault == nil || $0.fault == .unreadable }) else {
            throw Failure(code: .damaged, sentence: say.verifyFailed)
        }
        guard unread.isEmpty else { throw Failure(code: .disk, sentence: say.verifyUnread(unread)) }
        Console.say(say.verified(verdicts.count))
    }

    private static func json(_ verdicts: [LogVerdict]) -> JSON {
        let logs = verdicts.map { verdict in
            JSON.object(present: [
                ("origin", .string(verdict.origin.description)), ("size", .integer(verdict.size)), ("root", .string(verdict.root.base64)),
                ("received", verdict.receiptSize.map { .integer($0) }), ("fault", verdict.fault.map { .string("\($0)") }),
                ("index", verdict.fault?.index.map { .integer($0) }), ("torn", verdict.isTorn ? .boolean(true) : nil),
            ])
        }
        return .object(present: [("schema", "wardlog.verify/1"), ("logs", .array(logs))])
    }
}
