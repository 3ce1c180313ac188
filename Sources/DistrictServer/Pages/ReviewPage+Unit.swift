import PlanProgress
import Reports

extension ReviewPage {
    /// One ward: each task as it stands, its measures, its devices. `figures` are the unit's, from the district's own rollup.
    func unitPage(_ id: String, figures: UnitFigures, plan: UnitPlan, devices: [DeviceState], refused: [RefusedCount]) -> [UInt8] {
        let other = PageAddress(period: rollup.period, language: language == .vi ? .en : .vi)
        let organs = (plan.adopted?.organs ?? [:])
        func organ(_ code: String) -> String {
            organs[code] ?? rollup.catalogue.organ(code).map { language($0.name, $0.englishName) } ?? code
        }
        let tasks = figures.outcomes.map { outcome -> [String: Any] in
            let task = plan.task(outcome.task)
            var (period, due, state, late): (PeriodCode?, LocalDay?, String, Bool)
            switch outcome.content {
            case .occurrence(let code, let taskState, let day, _, let isLate, _):
                (period, due, state, late) = (code, day, PageNames.state(taskState, language), isLate)
                if isLate { state += language(", chậm tiến độ", ", late") }
            case .standing(let active, let blocked):
                (period, due, late) = (nil, nil, false)
                state =
                    active
                    ? language("Có hoạt động trong kỳ", "Active in the period")
                    : blocked ? PageNames.state(.blocked, language) : language("Chưa có hoạt động trong kỳ", "Not active in the period")
            }
            return [
                "code": outcome.task + (period.map { " \($0)" } ?? ""), "text": task?.definition.text ?? "",
                "organ": outcome.lead.map(organ) ?? "",
                "dimensions": outcome.isCommon
                    ? language("Chung", "All") : outcome.dimensions.sorted().map { "D\($0)" }.joined(separator: ", "),
                "due": due.map { language.day($0) } ?? "", "state": state, "isLate": late,
            ]
        }
        let devices = devices.filter { $0.log.origin.unit == id }.map { device -> [String: Any] in
            var row: [String: Any] = ["name": device.log.origin.device, "entries": language.number(device.log.size)]
            if let receipt = device.receipt { row["received"] = language.moment(receipt.time) }
            return row
        }
        return render(
            "unit", heading: name(of: id), subheading: overview.heading, otherLanguageHref: other.unit(id),
            [
                "backHref": address.overview, "isSilent": !figures.isReporting, "tasks": tasks, "measures": measureRows(unit: id),
                "devices": devices, "plan": plan.adopted.map { [["title": $0.title]] } ?? [], "refused": refusedNotice(refused),
            ])
    }

    /// The events behind one figure.
    func sourcePage(_ source: FigureSource, receipts: [EntryPlace: StoredReceipt], query: Query) -> [UInt8] {
        let explanation = source.explanation
        let other = PageAddress(period: rollup.period, language: language == .vi ? .en : .vi)
        let rows = explanation.rows.map { row -> [String: Any] in
            [
                "day": language.day(row.on), "unit": source.name(of: row.unit), "what": source.what(row), "amount": source.amount(row),
                "by": source.enteredBy(row), "received": source.received(row), "event": row.event.description,
                "log": row.place.origin.description,
                "index": "\(row.place.index)", "receiptSize": receipts[row.place].map { language.number($0.size) } ?? "–",
            ]
        }
        return render(
            "source", heading: language("Nguồn số liệu", "Source of the figure"), subheading: overview.heading,
            otherLanguageHref: other.source(explanation.figure.name, dimension: query["dimension"], unit: query["unit"]),
            [
                "backHref": address.overview, "figureName": PageNames.figure(explanation.figure, in: rollup.catalogue, language),
                "value": source.value, "rows": rows, "hasRows": !rows.isEmpty,
            ])
    }
}
