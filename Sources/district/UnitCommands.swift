import ArgumentParser
import DistrictServer
import Intake
import PlanProgress
import Reports

struct UnitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Các phường của quận.", discussion: "The district's wards.",
        subcommands: [Import.self, Add.self, List.self])

    struct Import: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Đăng ký các đơn vị từ tệp CSV.",
            discussion: "Registers units from a CSV file: id,name,kind,code,parent,validFrom,validTo.")
        @Argument(help: "Tệp CSV.") var file: String
        @OptionGroup var common: CommonOptions
        var filePaths: [String] { [file] }

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let units: [UnitRegistration]
            let bytes = try HandedIn.bytes(file)
            do throws(TableFaults) {
                units = try UnitTableReader.read(bytes, registered: Set(office.register.units.keys))
            } catch { throw CommandFailure(error.vietnamese, error.description, status: 65) }
            let (added, known) = try await office.register(units)
            output.advise(Sentences.unitsAdded(added, known), in: common.language)
        }
    }

    struct Add: WritingCommand {
        static let configuration = CommandConfiguration(abstract: "Đăng ký một đơn vị.", discussion: "Registers one unit.")
        @Argument(help: "Mã, ví dụ duong-noi.") var id: String
        @Option(help: "Tên, ví dụ \"Phường Dương Nội\".") var name: String
        @Option(help: "Loại, ví dụ phường.") var kind: String = "phường"
        @Option(help: "Mã của cơ quan thống kê.") var code: String?
        @Option(help: "Đơn vị cấp trên; mặc định là quận.") var parent: String?
        @Option(help: "Có từ ngày.") var validFrom: LocalDay
        @Option(help: "Đến hết ngày.") var validTo: LocalDay?
        @OptionGroup var common: CommonOptions

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let parent = parent ?? office.register.district
            guard Origin.isUnit(id) else { throw Sentences.badID(id) }
            guard office.register.units[parent] != nil else { throw Sentences.unknownUnit(parent, among: office.register.units.keys) }
            let unit = UnitRegistration(
                unit: id, name: NFC.normalized(name), unitKind: NFC.normalized(kind), code: code, parent: parent, validFrom: validFrom,
                validTo: validTo)
            let (added, known) = try await office.register([unit])
            output.advise(Sentences.unitsAdded(added, known), in: common.language)
        }
    }

    struct List: ReadingCommand {
        static let configuration = CommandConfiguration(abstract: "Danh sách đơn vị.", discussion: "Lists the units.")
        @OptionGroup var format: FormatOptions
        @OptionGroup var common: CommonOptions

        func work(on reading: ReadingRoom, output: inout CommandOutput) {
            let units = reading.register.units.values.sorted { $0.unit.utf8.lexicographicallyPrecedes($1.unit.utf8) }
            let language = common.language
            let columns = [
                language("Mã", "Id"), language("Tên", "Name"), language("Loại", "Kind"), language("Mã số", "Code"),
                language("Cấp trên", "Parent"), language("Từ ngày", "From"), language("Đến ngày", "To"),
            ]
            output.print(
                ReportTable(
                    title: "", columns: columns.map { .init($0) },
                    rows: units.map { unit in
                        [
                            unit.unit, unit.name, unit.unitKind, unit.code ?? "", unit.parent ?? "", language.day(unit.validFrom),
                            unit.validTo.map { language.day($0) } ?? "",
                        ]
                    }), json: .array(units.map { EventBody.unitRegistered($0).json }), as: format.format)
        }
    }
}

extension Office {
    /// Registers what is new in one write; a unit that is there with the same particulars is passed over.
    func register(_ units: [UnitRegistration]) async throws(CommandFailure) -> (added: Int, known: Int) {
        var drafts: [DistrictLog.Draft] = []
        for unit in units {
            switch register.units[unit.unit] {
            case nil: drafts.append(DistrictLog.Draft(.unitRegistered(unit)))
            case unit: continue
            default: throw Sentences.unitExists(unit.unit)
            }
        }
        let new = drafts
        if !new.isEmpty { _ = try await writing { try await $0.append(new) } }
        return (new.count, units.count - new.count)
    }
}

/// Reads a file that a person named.
enum HandedIn {
    static func bytes(_ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(IntakeError) { return try HandedInFile.bytes(at: path) } catch {
            throw CommandFailure(error.vietnamese, error.description, status: 74)
        }
    }
}

extension CommandOutput {
    /// One table in the form that was asked for.
    mutating func print(_ table: ReportTable, json: JSON, as format: Format) {
        switch format {
        case .table: standardOutput += Array(table.text.utf8)
        case .json: print(json.canonicalText)
        case .csv: standardOutput += CSV.bytes(header: table.columns.map(\.title), rows: table.rows.map { $0.map { .text($0) } })
        }
    }
}
