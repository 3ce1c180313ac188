import PlanProgress

extension Overview {
    /// What the page shows, a row a ward and dimension, the district's own rows last; then the digest that ties it to the value.
    public var csv: [UInt8] {
        let header = [
            language("Mã đơn vị", "Unit"), language("Đơn vị", "Name"), language("Mã nội dung", "Dimension"),
            language("Nội dung", "Dimension name"), language("Nhiệm vụ thường xuyên", "Standing tasks"),
            language("Có hoạt động trong kỳ", "Active in the period"), language("Hoạt động", "Activities"),
            language("Nhiệm vụ có thời hạn hoặc một lần", "Tasks with an end"), language("Hoàn thành", "Done"),
            language("Đang thực hiện", "In progress"), language("Có vướng mắc", "Blocked"), language("Chưa triển khai", "Not started"),
            language("Chậm tiến độ", "Late"),
        ]
        let silent = Set(rollup.coverage.silent)
        var rows: [[CSV.Cell]] = []
        for unit in rollup.units {
            rows += places.map { row(unit.name, $0, silent.contains(unit.name.id) ? nil : $0.cell(of: unit.figures)) }
        }
        rows += places.map { row(rollup.unit ?? rollup.district, $0, $0.cell(of: rollup)) }
        rows.append([
            .text(language("Mã đối chiếu", "Digest")), .text(rollup.figuresDigest.hex), .text(rollup.period.code.description),
            .text(rollup.asOf.description),
        ])
        return CSV.bytes(header: header, rows: rows)
    }

    private func row(_ unit: Rollup.Name, _ place: Place, _ cell: TaskCell?) -> [CSV.Cell] {
        let counts: [CSV.Cell] =
            if let cell {
                [
                    cell.standing, cell.standingActive, cell.activities, cell.total, cell.done, cell.inProgress, cell.blocked,
                    cell.notStarted, cell.late,
                ].map { .number($0) }
            } else { [CSV.Cell](repeating: .missing, count: 9) }
        return [.text(unit.id), .text(unit.name), .text(place.code), .text(place.name)] + counts
    }
}
