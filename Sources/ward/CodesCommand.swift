import ArgumentParser
import LogFiles
import PlanProgress

/// `ward codes`: what may be typed where a code of the catalogue or of an organ is asked for.
struct CodesCommand: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: "codes", abstract: say.help.codes) }
    enum Kind: String, ExpressibleByArgument, CaseIterable { case activity, measure, organ }

    @OptionGroup var home: HomeOptions
    @Argument(help: ArgumentHelp(say.help.codesKind)) var kind: Kind?
    @OptionGroup var form: FormatOptions

    func run() throws {
        let codes = try Self.codes(in: try Workplace(home)).filter { kind == nil || $0.kind == kind }
        switch form.format {
        case .json:
            let list = codes.map { code in
                JSON.object(present: [
                    ("kind", .string(code.kind.rawValue)), ("code", .string(code.code)), ("name", .string(code.name)),
                    ("carries", code.kind == .activity ? .array(code.carries.map { .string($0) }) : nil),
                ])
            }
            Console.data(JSON.object(present: [("schema", "wardlog.codes/1"), ("codes", .array(list))]).canonicalText)
        case .csv: for row in Self.rows(codes) { Console.data(row.map(CSV.cell).joined(separator: ";")) }
        case .table: for line in TextTable(rows: Self.rows(codes)).lines(within: Console.width, breaking: 2) { Console.data(line) }
        }
    }

    private struct Code {
        let kind: Kind
        let code, name: String
        /// The measures that an activity's quantities may name.
        var carries: [String] = []
    }

    /// A computed measure is typed nowhere.
    private static func codes(in workplace: Workplace) throws(Failure) -> [Code] {
        func name(_ vietnamese: String, _ english: String) -> String { say.language == .vietnamese ? vietnamese : english }
        let catalogue = workplace.catalogue
        let own = try workplace.plan(year: nil)?.adopted?.organs ?? [:]
        return catalogue.activities.map { activity in
            Code(
                kind: .activity, code: activity.id, name: name(activity.name, activity.englishName),
                carries: [activity.counts].compactMap { $0 } + activity.carries)
        }
            + catalogue.measures.filter { $0.kind != .computed && $0.kind != .distinct }.map {
                Code(kind: .measure, code: $0.id, name: "\(name($0.name, $0.englishName)) (\($0.unit))")
            }
            + catalogue.organs.filter { own[$0.code] == nil }.map {
                Code(kind: .organ, code: $0.code, name: name($0.name, $0.englishName))
            }
            + own.sorted { $0.key < $1.key }.map { Code(kind: .organ, code: $0.key, name: $0.value) }
    }

    private static func rows(_ codes: [Code]) -> [[String]] {
        [say.codesHeader]
            + codes.map {
                [say.codeKind($0.kind), $0.code, ([$0.name] + $0.carries).joined(separator: " · ")]
            }
    }
}

extension Sentences {
    var codesHeader: [String] { language == .vietnamese ? ["Loại", "Mã", "Tên"] : ["Kind", "Code", "Name"] }

    func codeKind(_ kind: CodesCommand.Kind) -> String {
        switch kind {
        case .activity: pick("Hoạt động", "Activity")
        case .measure: pick("Chỉ tiêu", "Measure")
        case .organ: pick("Đơn vị", "Organ")
        }
    }
}

extension HelpWords {
    var codes: String {
        say.pick(
            "Các mã hoạt động, chỉ tiêu, đơn vị dùng khi ghi; mã nhiệm vụ xem ở 'ward plan show'.",
            "The codes of activities, measures and organs; those of tasks are in 'ward plan show'.")
    }
    var codesKind: String { say.pick("Chỉ một loại.", "One kind only.") }
}
