public import PlanProgress

/// The events behind one figure, as rows for a terminal or a file ("Nguồn số liệu").
public struct FigureSource: Sendable {
    public let explanation: Explanation
    public let language: Language
    /// When the district first held each entry, by place.
    private let receipts: [EntryPlace: StoredReceipt]
    /// The edition by which the period is read: it names activities and measures.
    private let catalogue: Catalogue
    private let unitName: @Sendable (String) -> String

    public init(
        _ explanation: Explanation, language: Language, receipts: [EntryPlace: StoredReceipt], catalogue: Catalogue,
        unitName: @escaping @Sendable (String) -> String
    ) {
        (self.explanation, self.language, self.receipts) = (explanation, language, receipts)
        (self.catalogue, self.unitName) = (catalogue, unitName)
    }

    /// "14/09/2022 08:05", or a dash where no receipt covers the entry.
    public func received(_ row: Explanation.Row) -> String { receipts[row.place].map { language.moment($0.time) } ?? "–" }

    public func name(of unit: String) -> String { unitName(unit) }

    public var value: String {
        guard let second = explanation.second else { return language.number(explanation.value) }
        return "\(language.share(explanation.value, of: second)) (\(language.percent(explanation.value, of: second)))"
    }

    public var table: ReportTable {
        ReportTable(
            title: "\(explanation.figure.name), \(explanation.period.code): \(value)",
            columns: [
                .init(language("Ngày", "Day")), .init(language("Đơn vị", "Unit")), .init(language("Nội dung", "What")),
                .init(language("Số", "Adds"), isNumber: true), .init(language("Người nhập", "Entered by")),
                .init(language("Quận nhận lúc", "Held since")),
                .init(language("Máy, mục", "Log, index")), .init(language("Mã sự kiện", "Event")),
            ],
            rows: explanation.rows.map { row in
                [
                    language.day(row.on), unitName(row.unit), what(row), amount(row), enteredBy(row), received(row),
                    "\(row.place.origin) \(row.place.index)", String(row.event.description.dropFirst(12).prefix(16)),
                ]
            })
    }

    /// The kind in the reader's words, and what it was for.
    public func what(_ row: Explanation.Row) -> String {
        let kind =
            switch row.kind {
            case "task.progressed": language("Tiến độ nhiệm vụ", "Task progress")
            case "activity.done": language("Hoạt động", "Activity")
            case "reading.taken": language("Số đo", "Reading")
            case "task.planned": language("Kế hoạch", "Plan")
            case "plan.assigned": language("Quận giao", "Assigned by the district")
            default: row.kind
            }
        let topic = row.topic.map { ": \(name(ofTopic: $0))" } ?? ""
        let subject = row.subject.map { " \($0)" } ?? ""
        return kind + topic + subject + (row.isCorrected ? language(" (đã sửa)", " (corrected)") : "")
    }

    private func name(ofTopic id: String) -> String {
        if let activity = catalogue.activity(id) { return language(activity.name, activity.englishName) }
        if let measure = catalogue.measure(id) { return language(measure.name, measure.englishName) }
        return id
    }

    /// Who entered it; a proxy's entries are the district's work for the ward, and said to be.
    public func enteredBy(_ row: Explanation.Row) -> String {
        row.isProxy ? language("Phòng Nội vụ nhập thay (\(row.by))", "entered by Home Affairs (\(row.by))") : row.by
    }

    public func amount(_ row: Explanation.Row) -> String {
        row.second.map { language.share(row.amount, of: $0) } ?? language.number(row.amount)
    }

    public var csv: [UInt8] {
        CSV.bytes(
            header: ["unit", "on", "kind", "topic", "subject", "amount", "second", "by", "log", "index", "event"],
            rows: explanation.rows.map { row in
                [
                    .text(row.unit), .text(row.on.description), .text(row.kind), row.topic.map { .text($0) } ?? .missing,
                    row.subject.map { .text($0) } ?? .missing,
                    .number(row.amount), row.second.map { .number($0) } ?? .missing, .text(row.by), .text(row.place.origin.description),
                    .number(row.place.index), .text(row.event.description),
                ]
            })
    }

    /// One JSON value; the rows add up to `value` and `second`.
    public var json: JSON {
        .object(present: [
            ("schema", "wardlog.explanation/1"), ("figure", .string(explanation.figure.name)),
            ("place", .string(placeName)), ("period", .string(explanation.period.code.description)),
            ("calendar", .string(explanation.period.calendar.rawValue)), ("asOf", .string(explanation.asOf.description)),
            ("value", .integer(explanation.value)), ("second", explanation.second.map { .integer($0) }),
            (
                "events",
                .array(
                    explanation.rows.map { row in
                        .object(present: [
                            ("event", .string(row.event.description)), ("unit", .string(row.unit)), ("on", .string(row.on.description)),
                            ("at", .integer(row.at)), ("by", .string(row.by)), ("kind", .string(row.kind)),
                            ("topic", row.topic.map { .string($0) }), ("subject", row.subject.map { .string($0) }),
                            ("amount", .integer(row.amount)),
                            ("second", row.second.map { .integer($0) }), ("log", .string(row.place.origin.description)),
                            ("index", .integer(row.place.index)), ("signer", .string(row.place.origin.description)),
                            (
                                "receipt",
                                receipts[row.place].map {
                                    .object(present: [("size", .integer($0.size)), ("time", .integer($0.time))])
                                }
                            ), ("corrected", .boolean(row.isCorrected)), ("proxy", row.isProxy ? .boolean(true) : nil),
                        ])
                    })
            ),
        ])
    }

    private var placeName: String {
        switch explanation.figure.place {
        case .all: "all"
        case .common: "common"
        case .dimension(let number): "D\(number)"
        }
    }
}
