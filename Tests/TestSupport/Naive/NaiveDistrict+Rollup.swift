public import PlanProgress

extension NaiveDistrict {
    /// The district's value, or one unit's, in the shape of rollups.md 11.
    public func rollup(_ period: Period, asOf: LocalDay, unit only: String? = nil) -> JSON? {
        let catalogue = catalogue(of: period.code.year)
        let shown = units.filter { $0.stands(onAnyDayOf: period) && (only == nil || $0.unit == only) }
        if only != nil, shown.isEmpty { return nil }

        var listed: [JSON] = listedRows(period, of: only)
        var parts: [(unit: UnitRegistration, cells: [String: NaiveCell], measures: [String: NaiveFigure])] = []
        for unit in shown {
            let cells = taskCells(of: unit, period, asOf: asOf)
            let measures = measures(of: unit, period, asOf: asOf, tasks: cells["all"] ?? NaiveCell())
            parts.append((unit, cells, measures))
        }

        var unitValues: [JSON] = []
        for part in parts {
            let figures = figures(
                cells: { (part.cells[$0] ?? NaiveCell(), nil) }, measures: part.measures.mapValues { ($0, nil) }, unit: part.unit.unit,
                catalogue, listed: &listed)
            unitValues.append(
                .object(present: [
                    ("id", .string(part.unit.unit)), ("name", .string(part.unit.name)), ("figures", .object(present: figures)),
                ]))
        }
        let value: JSON
        if only == nil {
            var sums: [String: (NaiveFigure, Int?)] = [:]
            for part in parts {
                for (id, figure) in part.measures { sums[id] = sums[id].map { ($0.0.adding(figure), ($0.1 ?? 0) + 1) } ?? (figure, 1) }
            }
            let cells = { (place: String) -> (NaiveCell, Int?) in
                var sum = NaiveCell()
                var units = 0
                for part in parts {
                    sum.add(part.cells[place] ?? NaiveCell())
                    if (part.cells[place] ?? NaiveCell())["total"] > 0 { units += 1 }
                }
                return (sum, units)
            }
            let members = figures(cells: cells, measures: sums, unit: id, catalogue, listed: &listed)
            value = .object(present: members + [("units", .array(unitValues))])
        } else {
            value = unitValues[0]["figures"] ?? .object([])
        }

        let inTree = shown.filter { $0.stands(on: period.lastDay) }
        let silent = inTree.filter { !isReporting($0.unit, period, catalogue) }
        var members: [(String, JSON?)] = [
            ("schema", "wardlog.rollup/1"), ("district", .object(present: [("id", .string(id)), ("name", .string(name))])),
            (
                "unit",
                only == nil ? nil : .object(present: [("id", .string(shown[0].unit)), ("name", .string(shown[0].name))])
            ),
            (
                "period",
                .object(present: [
                    ("code", .string(period.code.description)), ("calendar", .string(period.calendar.rawValue)),
                    ("from", .string(period.firstDay.description)), ("to", .string(period.lastDay.description)),
                ])
            ),
            ("asOf", .string(asOf.description)), ("rules", 1),
            ("catalogue", .object(present: [("id", .string(catalogue.id)), ("digest", .string(catalogue.digest.hex))])),
            ("state", "open"), ("cut", .array(cut)),
            (
                "coverage",
                .object(present: [
                    ("units", .integer(Int64(inTree.count))), ("reporting", .integer(Int64(inTree.count - silent.count))),
                    ("silent", .array(silent.map { .string($0.unit) })),
                ])
            ),
            ("figures", value), ("reports", .array([])), ("adjustments", .array([])), ("listed", .array(sorted(listed))),
            ("figuresDigest", .string(Digest(of: value.canonicalBytes).hex)),
        ]
        members.append(("digest", .string(Digest(of: JSON.object(present: members).canonicalBytes).hex)))
        return .object(present: members)
    }

    private var cut: [JSON] {
        logs.map { origin, entries in
            var tree = CompactRange()
            for entry in entries { tree.append(leaf: MerkleTree.leaf(entry)) }
            return .object(present: [
                ("origin", .string(origin.description)), ("size", .integer(tree.size)), ("root", .string(tree.root.base64)),
            ])
        }
    }

    /// `all`, `common`, `dimensions`, `measures`, `findings`, `procedures`; what does not fit is listed instead.
    private func figures(
        cells: (String) -> (NaiveCell, Int?), measures: [String: (NaiveFigure, Int?)], unit: String, _ catalogue: Catalogue,
        listed: inout [JSON]
    ) -> [(String, JSON?)] {
        func cell(_ place: String) -> JSON {
            let (cell, units) = cells(place)
            return cell.json(units: units)
        }
        var rows: [JSON] = []
        for (id, (figure, units)) in measures.sorted(by: { bytewise($0.key, $1.key) }) {
            guard let measure = catalogue.measure(id) else { continue }
            guard let amounts = figure.members else {
                listed.append(.object(present: [("unit", .string(unit)), ("measure", .string(id)), ("reason", "overflow")]))
                continue
            }
            let head: [(String, JSON?)] = [
                ("id", .string(id)), ("kind", .string(measure.kind.rawValue)),
                ("dimensions", .array(measure.dimensions.map { .string("D\($0)") })),
            ]
            rows.append(.object(present: head + amounts + [("units", units.map { .integer(Int64($0)) })]))
        }
        return [
            ("all", cell("all")), ("common", cell("common")),
            ("dimensions", .array((1...8).map { .object(present: [("code", .string("D\($0)")), ("tasks", cell("D\($0)"))]) })),
            ("measures", .array(rows)), ("findings", .object([])), ("procedures", .array([])),
        ]
    }

    /// Whether a unit has figures in a period, which is not the same as having submitted its report (rollups.md 9).
    private func isReporting(_ unit: String, _ period: Period, _ catalogue: Catalogue) -> Bool {
        if !activities(of: unit, period, catalogue).isEmpty { return true }
        if readings(of: unit, catalogue).contains(where: { period.contains($0.fact.on) }) { return true }
        return tasks(of: unit, year: period.code.year).contains { task in
            !task.isFulfilledByReport && task.progress.contains { period.contains($0.fact.on) && task.fits($0.body.occurrence) }
        }
    }

    /// What did not count in the period, and why: of the units asked for, the district's own only in its own value.
    private func listedRows(_ period: Period, of only: String?) -> [JSON] {
        let catalogue = catalogue(of: period.code.year)
        let asked = only.map { [$0] } ?? units.filter { $0.stands(onAnyDayOf: period) }.map(\.unit) + [id]
        var rows: [JSON] = []
        for remark in remarks where asked.contains(remark.unit) && remark.on.map(period.contains) ?? true {
            rows.append(eventRow(remark.unit, remark.id, remark.reason))
        }
        var taskRows: Set<JSON> = []
        var plans: [String: [NaiveTask]] = [:]
        func plan(_ unit: String, _ year: Int) -> [NaiveTask] {
            if let known = plans["\(unit) \(year)"] { return known }
            let tasks = tasks(of: unit, year: year)
            plans["\(unit) \(year)"] = tasks
            return tasks
        }
        for fact in facts where asked.contains(fact.unit) && fact.unit != id && period.contains(fact.on) {
            // Listed by the catalogue of its own plan year, but counted by the period's.
            if let fault = fault(of: fact) { rows.append(eventRow(fact.unit, fact.id, fault)) }
            if fault(of: fact, catalogue) != nil { continue }
            func look(_ code: String, _ year: Int, _ occurrence: PeriodCode? = nil, isProgress: Bool = false) {
                let text = occurrence.map { "\(code)/\($0)" } ?? code
                let task = plan(fact.unit, year).first { $0.code == code }
                if task == nil {
                    taskRows.insert(taskRow(fact.unit, text, year, "taskUnknown"))
                } else if isProgress, let task, !task.fits(occurrence) {
                    taskRows.insert(taskRow(fact.unit, text, year, "occurrenceUnfit"))
                } else if isProgress, let task, task.isFulfilledByReport {
                    taskRows.insert(taskRow(fact.unit, text, year, "fulfilledByReport"))
                }
            }
            func isAssigned(_ code: String, _ year: Int) -> Bool {
                plan(fact.unit, year).contains { $0.code == code && $0.isAssigned }
            }
            switch fact.body {
            case .taskProgressed(let body): look(body.task, body.year, body.occurrence, isProgress: true)
            case .activityDone(let body):
                for code in body.tasks { look(code, body.year ?? administrativeYear(of: fact.on)) }
            case .readingTaken(let body):
                if let code = body.task { look(code, body.year ?? administrativeYear(of: fact.on)) }
            case .taskPlanned(let body):
                if isAssigned(body.task, body.year) { rows.append(eventRow(fact.unit, fact.id, "assignedByDistrict")) }
            case .taskWithdrawn(let body):
                if isAssigned(body.task, body.year) { rows.append(eventRow(fact.unit, fact.id, "assignedByDistrict")) }
            default: break
            }
        }
        return rows + taskRows
    }

    private func eventRow(_ unit: String, _ id: EventID, _ reason: String) -> JSON {
        .object(present: [("unit", .string(unit)), ("event", .string(id.description)), ("reason", .string(reason))])
    }

    private func taskRow(_ unit: String, _ task: String, _ year: Int, _ reason: String) -> JSON {
        .object(present: [("unit", .string(unit)), ("task", .string(task)), ("year", .integer(Int64(year))), ("reason", .string(reason))])
    }

    /// By unit, then by the event's id, the task's code or the measure's, then by reason, then by year.
    private func sorted(_ rows: [JSON]) -> [JSON] {
        func key(_ row: JSON) -> [[UInt8]] {
            let subject = row["event"] ?? row["task"] ?? row["measure"]
            let parts = [row["unit"]?.string, subject?.string, row["reason"]?.string, row["year"]?.integer.map { String($0) }]
            return parts.map { Array(($0 ?? "").utf8) }
        }
        let keyed = rows.map { (key: key($0), row: $0) }
        return keyed.sorted { left, right in
            for (one, other) in zip(left.key, right.key) where one != other { return one.lexicographicallyPrecedes(other) }
            return false
        }.map(\.row)
    }
}
