extension PlanChecker {
    /// The task, or `nil` where a fault keeps it from being read.
    mutating func task(_ fields: Keyed, in scope: Scope) -> TaskDefinition? {
        let before = faults.count
        let id = code(fields, "id")
        let section = text(fields, "section")
        let words = text(fields, "text")
        let lead = organ(fields, in: scope)
        let support = texts(fields, "support")
        for item in support {
            checkOrgan(item.text, line: item.line, key: "support", in: scope)
            if item.text == lead { fault(item.line, .repeated(key: "support", text: item.text)) }
        }
        let dimensions = dimensions(fields)
        let cadence = cadence(fields, in: scope)
        let timing = text(fields, "timing", needed: false)
        let output = text(fields, "output", needed: false)
        let targets = targets(fields, in: scope)
        let byReport = fulfilledBy(fields, cadence: cadence)
        guard faults.count == before, let year = scope.year, let id, let section, let words, let cadence else { return nil }
        let task = TaskDefinition(
            year: year, task: id, section: section, text: words, lead: lead, support: support.map(\.text), dimensions: dimensions,
            cadence: cadence, timing: timing, output: output, targets: targets, fulfilledByReport: byReport)
        // What the envelope adds: under two kilobytes with every field at its longest, and the units of an assignment.
        let limit = Limits.eventByteCount - 2048 - (leadNeeded ? 0 : Limits.unitsPerEvent * 43)
        if EventBody.taskPlanned(task).json.canonicalBytes.count > limit { fault(fields.line, .tooLong(byteLimit: limit)) }
        return task
    }

    private mutating func organ(_ fields: Keyed, in scope: Scope) -> String? {
        guard let lead = text(fields, "lead", needed: leadNeeded) else { return nil }
        if let node = fields["lead"] { checkOrgan(lead, line: node.line, key: "lead", in: scope) }
        return lead
    }

    private mutating func checkOrgan(_ text: String, line: Int, key: String, in scope: Scope) {
        guard Code.isValid(text) else {
            fault(line, .notCode(key: key, text: text))
            return
        }
        // Without a head nobody knows which organs it would have named.
        guard let organs = scope.organs, catalogue.organ(text) == nil, !organs.contains(text) else { return }
        let known = catalogue.organs.map(\.code) + organs.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        fault(line, .unknownOrgan(text: text, suggestion: Nearest.suggestion(for: text, among: known)))
    }

    private mutating func dimensions(_ fields: Keyed) -> [DimensionCode] {
        if fields["dimensions"] == nil { fault(fields.line, .missing(key: "dimensions")) }
        let items = texts(fields, "dimensions")
        if let node = fields["dimensions"], case .list(let list) = node.value, list.isEmpty { fault(node.line, .empty(key: "dimensions")) }
        return items.compactMap { item in
            if let code = DimensionCode(item.text), catalogue.contains(code) { return code }
            let known = catalogue.dimensions.flatMap { [$0.code] + $0.subDimensions.map(\.code) }
            fault(item.line, .unknownDimension(text: item.text, suggestion: Nearest.suggestion(for: item.text, among: known)))
            return nil
        }
    }

    private mutating func cadence(_ fields: Keyed, in scope: Scope) -> TaskDefinition.Cadence? {
        guard let name = text(fields, "cadence") else { return nil }
        let line = fields["cadence"]?.line ?? fields.line
        let due = day(fields, "due", needed: false)
        let occurrences = occurrences(fields, in: scope)
        if name != "once", let node = fields["due"] { fault(node.line, .notWithCadence(key: "due", cadence: name)) }
        if name != "each", let node = fields["periods"] { fault(node.line, .notWithCadence(key: "periods", cadence: name)) }
        switch name {
        case "once": return .once(due: due)
        case "standing": return .standing
        case "each":
            if let occurrences, !occurrences.isEmpty { return .each(occurrences) }
            var isBare = fields["periods"] == nil
            if case .list(let list) = fields["periods"]?.value { isBare = list.isEmpty }
            // A list whose every item is a fault has been told item by item.
            if isBare { fault(line, .neededByCadence(key: "periods", cadence: name)) }
            return nil
        default:
            fault(line, .notOneOf(key: "cadence", text: name, allowed: ["once", "standing", "each"]))
            return nil
        }
    }

    private mutating func occurrences(_ fields: Keyed, in scope: Scope) -> [TaskDefinition.Occurrence]? {
        guard let node = fields["periods"], let items = items(node, key: "periods") else { return nil }
        var occurrences: [TaskDefinition.Occurrence] = []
        for item in items {
            var (code, due): (PeriodCode?, LocalDay?)
            if case .map = item.value {
                guard let pair = map(item, key: "periods", of: ["period", "due"]) else { continue }
                code = period(pair, in: scope)
                due = day(pair, "due", needed: false)
            } else if let text = text(item, key: "periods") {
                code = period(text, line: item.line, in: scope)
            }
            guard let code else { continue }
            if occurrences.contains(where: { $0.period == code }) {
                fault(item.line, .repeated(key: "periods", text: code.description))
            }
            occurrences.append(TaskDefinition.Occurrence(period: code, due: due))
        }
        return occurrences
    }

    private mutating func period(_ fields: Keyed, in scope: Scope) -> PeriodCode? {
        guard let text = text(fields, "period") else { return nil }
        return period(text, line: fields["period"]?.line ?? fields.line, in: scope)
    }

    private mutating func period(_ text: String, line: Int, in scope: Scope) -> PeriodCode? {
        guard let code = PeriodCode(text) else {
            fault(line, .notPeriod(text: text))
            return nil
        }
        if let year = scope.year, code.year != year { fault(line, .periodOfAnotherYear(text: text, planYear: year)) }
        return code
    }

    /// Only a report of a period can fulfil an occurrence, so only `each` has it (rollups.md 3).
    private mutating func fulfilledBy(_ fields: Keyed, cadence: TaskDefinition.Cadence?) -> Bool {
        guard let text = text(fields, "fulfilledBy", needed: false) else { return false }
        let line = fields["fulfilledBy"]?.line ?? fields.line
        if text != "report" { fault(line, .notOneOf(key: "fulfilledBy", text: text, allowed: ["report"])) }
        switch cadence {
        case .once: fault(line, .notWithCadence(key: "fulfilledBy", cadence: "once"))
        case .standing: fault(line, .notWithCadence(key: "fulfilledBy", cadence: "standing"))
        case .each, nil: break
        }
        return true
    }

    private mutating func targets(_ fields: Keyed, in scope: Scope) -> [TaskTarget] {
        guard let node = fields["targets"], let items = items(node, key: "targets") else { return [] }
        return items.compactMap { item in
            map(item, key: "targets", of: ["measure", "period", "value", "numerator", "denominator"]).flatMap { target($0, in: scope) }
        }
    }

    private mutating func target(_ fields: Keyed, in scope: Scope) -> TaskTarget? {
        let id = text(fields, "measure")
        let code = period(fields, in: scope)
        guard let id else { return nil }
        guard let measure = catalogue.measure(id) else {
            let near = Nearest.suggestion(for: id, among: catalogue.measures.map(\.id))
            fault(fields["measure"]?.line ?? fields.line, .unknownMeasure(text: id, suggestion: near))
            return nil
        }
        let needsParts = measure.unit == "%" || [.ratio, .stockRatio].contains(measure.kind)
        let parts = fields["numerator"] != nil || fields["denominator"] != nil
        guard needsParts == parts, parts != (fields["value"] != nil) else {
            fault(fields.line, .targetForm(measure: id, needsParts: needsParts))
            return nil
        }
        if needsParts {
            let numerator = integer(fields, "numerator", in: 0...Limits.largestCount)
            let denominator = integer(fields, "denominator", in: 1...Limits.largestCount)
            guard let code, let numerator, let denominator else { return nil }
            return TaskTarget(measure: id, period: code, amount: .ratio(numerator: numerator, denominator: denominator))
        }
        guard let value = integer(fields, "value", in: 0...Limits.largestCount), let code else { return nil }
        return TaskTarget(measure: id, period: code, amount: .value(value))
    }
}
