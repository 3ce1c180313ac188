import ArgumentParser
import LogFiles
import PlanProgress
import Reports

struct PeriodOptions: ParsableArguments {
    @Argument(help: "Kỳ: 2022-M01…M12, Q1…Q4, H1, H2, 9M, Y.") var period: PeriodCode
    @Option(help: "administrative | statistical") var calendar: PeriodCalendar = .administrative
    @Option(help: "Chỉ một phường.") var unit: String?
    @Option(help: "Tính đến ngày (as of).") var asOf: LocalDay?

    func whole() throws(CommandFailure) -> Period {
        guard let period = Period(period, calendar) else { throw CommandFailure("Kỳ không có.", "There is no such period.", status: 64) }
        return period
    }

    /// The earlier of today and the day after the period, unless another day was asked for (rollups.md 2).
    func day(of period: Period) -> LocalDay { asOf ?? period.defaultAsOf(today: Surroundings.machine.today) }

    func check(_ register: DistrictRegister) throws(CommandFailure) {
        guard let unit, register.units[unit] == nil else { return }
        throw Sentences.unknownUnit(unit, among: register.units.keys)
    }
}

struct ShowRollup: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollup", abstract: "Bảng tổng hợp của một kỳ.", discussion: "The rollup of a period by PAPI dimension and ward.")
    @OptionGroup var options: PeriodOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
        let period = try options.whole()
        try options.check(reading.register)
        let rollup = try reading.read { tables throws(StoreFault) in
            try DistrictReading(tables, register: reading.register).rollup(period, asOf: options.day(of: period), unit: options.unit)
        }
        guard let rollup else { throw Sentences.noFigures(options.unit ?? "", period.code) }
        let overview = Overview(rollup, language: common.language)
        switch format.format {
        case .table: output.standardOutput += Array(overview.text.utf8)
        case .json: output.print(rollup.json.canonicalText)
        case .csv: output.standardOutput += overview.csv
        }
    }
}

struct Explain: ReadingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Nguồn số liệu: các mục tạo nên một con số.", discussion: "Lists the events that add up to a figure.")
    @OptionGroup var options: PeriodOptions
    @Option(help: "tasks.done, tasks.late, activities, m.meeting.count, …") var figure: String
    @Option(help: "D1…D8, common, all") var dimension: String?
    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
        let period = try options.whole()
        let register = reading.register
        try options.check(register)
        let catalogue = register.editions[register.edition(ofYear: period.code.year)]
        if let dimension, !FigureName.dimensions.contains(dimension) { throw Sentences.unknownDimension(dimension) }
        guard let name = FigureName(figure, dimension: dimension, catalogue: catalogue) else {
            throw Sentences.unknownFigure(figure, among: FigureName.all(in: catalogue))
        }
        let found = try reading.read { tables throws(StoreFault) in
            try DistrictReading(tables, register: register)
                .sourced(name, period, asOf: options.day(of: period), unit: options.unit)
        }
        guard let (explanation, receipts) = found else { throw Sentences.noFigures(options.unit ?? "", period.code) }
        let source = FigureSource(explanation, language: common.language, receipts: receipts, catalogue: catalogue) {
            register.units[$0]?.name ?? $0
        }
        switch format.format {
        case .table: output.standardOutput += Array(source.table.text.utf8)
        case .json: output.print(source.json.canonicalText)
        case .csv: output.standardOutput += source.csv
        }
    }
}
