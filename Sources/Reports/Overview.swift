public import PlanProgress

/// A rollup as the tables that a reviewer reads first: by dimension, and ward by dimension.
///
/// Every table comes from the one value, so that screen, terminal and file cannot disagree.
public struct Overview: Sendable {
    public let rollup: Rollup
    public let language: Language

    public init(_ rollup: Rollup, language: Language) {
        (self.rollup, self.language) = (rollup, language)
    }

    /// "Quận Hà Đông, 2022-9M: 15/12/2021 – 14/09/2022".
    public var heading: String {
        let name = (rollup.unit ?? rollup.district).name
        let days = "\(language.day(rollup.period.firstDay)) – \(language.day(rollup.period.lastDay))"
        return "\(name), \(rollup.period.code): \(days)"
    }

    /// The sentence that stands above every figure.
    public var disclaimer: String { Self.disclaimer(language) }

    /// The same, for a page without figures.
    public static func disclaimer(_ language: Language) -> String {
        language(
            "Số liệu này là tiến độ thực hiện kế hoạch theo chỉ số nội dung PAPI. "
                + "PAPI khảo sát và công bố ở cấp tỉnh; không có điểm PAPI của quận, phường.",
            "These figures are plan progress by PAPI dimension. "
                + "PAPI is surveyed and published for provinces; no district or ward has a PAPI score.")
    }

    public var coverage: String {
        let (reporting, units) = (rollup.coverage.reporting, rollup.coverage.units)
        return language("Số phường có số liệu: \(reporting)/\(units)", "Wards with figures: \(reporting) of \(units)")
    }

    /// The wards without figures, by name; empty where all have some.
    public var silent: [Rollup.Name] {
        let names = rollup.coverage.silent.map { id in rollup.units.first { $0.name.id == id }?.name ?? Rollup.Name(id: id, name: id) }
        return VietnameseOrder.sorted(names, by: \.name)
    }

    /// The rows of a table: each dimension, the common tasks, and all tasks once.
    public var places: [Place] {
        let dimensions = rollup.catalogue.dimensions.map { dimension in
            Place(code: dimension.code, name: language(dimension.name, dimension.englishName), kind: .dimension(dimension.number))
        }
        return dimensions + [
            Place(code: "common", name: language("Nhiệm vụ chung", "Common tasks"), kind: .common),
            Place(code: "all", name: language("Tất cả, mỗi việc một lần", "All, each task once"), kind: .all),
        ]
    }

    public struct Place: Hashable, Sendable {
        public let code, name: String
        let kind: Kind
        enum Kind: Hashable, Sendable { case dimension(Int), common, all }

        /// The cell of the district or the one unit.
        public func cell(of rollup: Rollup) -> TaskCell {
            switch kind {
            case .dimension(let number): rollup.dimensions[number - 1]
            case .common: rollup.common
            case .all: rollup.all
            }
        }

        public func cell(of unit: UnitFigures) -> TaskCell {
            switch kind {
            case .dimension(let number): unit.dimensions[number - 1]
            case .common: unit.common
            case .all: unit.all
            }
        }
    }

    /// Figures by dimension.
    public var byDimension: ReportTable {
        ReportTable(
            title: heading,
            columns: [
                .init(""), .init(language("Nội dung", "Dimension")),
                .init(language("Thường xuyên", "Standing"), isNumber: true), .init("%", isNumber: true),
                .init(language("Hoạt động", "Activities"), isNumber: true), .init(language("Hoàn thành", "Done"), isNumber: true),
                .init(language("Chậm", "Late"), isNumber: true),
            ],
            rows: places.map { place in
                let cell = place.cell(of: rollup)
                return [
                    place.code.hasPrefix("D") ? place.code : "", place.name, language.share(cell.standingActive, of: cell.standing),
                    language.percent(cell.standingActive, of: cell.standing), language.number(cell.activities),
                    language.share(cell.done, of: cell.total), cell.total == 0 ? "–" : language.number(cell.late),
                ]
            })
    }

    /// Ward by dimension: standing tasks active of all, and activities. A ward without figures shows none, not zeros.
    public var byUnit: ReportTable {
        let columns = places.filter { $0.kind != .common }
        let silent = Set(rollup.coverage.silent)
        func cells(_ cell: (Place) -> TaskCell) -> [String] {
            columns.map { place in
                let cell = cell(place)
                return "\(language.share(cell.standingActive, of: cell.standing)) · \(language.number(cell.activities))"
            } + [language.share(cell(places[places.count - 1]).done, of: cell(places[places.count - 1]).total)]
        }
        var rows = rollup.unitsByName.map { unit in
            [unit.name.name]
                + (silent.contains(unit.name.id)
                    ? columns.map { _ in "–" } + [language("Chưa có số liệu", "No figures")] : cells { $0.cell(of: unit.figures) })
        }
        rows.append([rollup.district.name] + cells { $0.cell(of: rollup) })
        return ReportTable(
            title: language(
                "Từng phường: nhiệm vụ thường xuyên có hoạt động trong kỳ · số hoạt động",
                "By ward: standing tasks active in the period · activities"),
            columns: [.init(language("Phường", "Ward"))]
                + columns.map { .init($0.code == "all" ? language("Tất cả", "All") : $0.code, isNumber: true) }
                + [.init(language("Hoàn thành", "Done"), isNumber: true)],
            rows: rows, hasTotal: true)
    }

    /// Measures with a value.
    public var measures: ReportTable {
        ReportTable(
            title: language("Số đo", "Measures"),
            columns: [
                .init(language("Mã", "Code")), .init(language("Tên", "Name")), .init(language("Giá trị", "Value"), isNumber: true),
                .init("%", isNumber: true), .init(language("Số phường", "Wards"), isNumber: true),
            ],
            rows: rollup.measures.map { figure in
                let measure = rollup.catalogue.measure(figure.id)
                let (value, percent) = Self.amount(of: figure, language)
                return [
                    figure.id, measure.map { language($0.name, $0.englishName) } ?? figure.id, value, percent,
                    figure.units.map { language.number($0) } ?? "",
                ]
            })
    }

    /// The value in words, and a percentage where it is a share.
    public static func amount(of figure: MeasureFigure, _ language: Language) -> (value: String, percent: String) {
        switch figure.amount {
        case .value(let value): (language.number(value), "")
        case .ratio(let top, let bottom): (language.share(top, of: bottom), language.percent(top, of: bottom))
        case .distribution(let counts):
            (
                counts.filter { $0.value != 0 }.sorted { $0.key < $1.key }
                    .map { "\($0.key): \(language.number($0.value))" }.joined(separator: ", "), ""
            )
        }
    }

    /// All of it for a terminal.
    public var text: String {
        var parts = [disclaimer, coverage, byDimension.text]
        if !rollup.units.isEmpty { parts.append(byUnit.text) }
        if !rollup.measures.isEmpty { parts.append(measures.text) }
        parts.append(language("Mã đối chiếu", "Digest of the figures") + ": \(rollup.figuresDigest.hex)")
        return parts.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined(separator: "\n")
    }
}
