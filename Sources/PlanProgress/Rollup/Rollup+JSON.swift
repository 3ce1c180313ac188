extension Rollup {
    /// The value in RFC 8785 form (rollups.md 11, `Fixtures/Schemas/rollup.json`).
    public var json: JSON {
        let members = valueMembers
        let digest = Digest(of: JSON.object(present: members).canonicalBytes)
        return .object(present: members + [("digest", .string(digest.hex))])
    }

    var figuresJSON: JSON {
        FiguresJSON.object(all: all, common: common, dimensions: dimensions, measures: measures, units: unit == nil ? units : nil)
    }

    private var valueMembers: [(String, JSON?)] {
        let figures = figuresJSON
        return [
            ("schema", "wardlog.rollup/1"),
            ("district", district.json), ("unit", unit?.json),
            (
                "period",
                .object(present: [
                    ("code", .string(period.code.description)), ("calendar", .string(period.calendar.rawValue)),
                    ("from", .string(period.firstDay.description)), ("to", .string(period.lastDay.description)),
                ])
            ),
            ("asOf", .string(asOf.description)), ("rules", .integer(Self.rules)),
            ("catalogue", .object(present: [("id", .string(catalogue.id)), ("digest", .string(catalogue.digest.hex))])),
            ("state", "open"), ("cut", .array(cut.map(\.json))),
            (
                "coverage",
                .object(present: [
                    ("units", .integer(Int64(coverage.units))), ("reporting", .integer(Int64(coverage.reporting))),
                    ("silent", .array(coverage.silent.map { .string($0) })),
                ])
            ),
            ("figures", figures), ("reports", .array([])), ("adjustments", .array([])),
            ("listed", .array(listed.map(\.json))),
            ("figuresDigest", .string(Digest(of: figures.canonicalBytes).hex)),
        ]
    }
}

extension Rollup.Name {
    var json: JSON { .object(present: [("id", .string(id)), ("name", .string(name))]) }
}

/// The object whose SHA-256 is a figures digest; findings and procedures are empty until their kinds are understood.
enum FiguresJSON {
    static func object(
        all: TaskCell, common: TaskCell, dimensions: [TaskCell], measures: [MeasureFigure], units: [Rollup.UnitRollup]?
    ) -> JSON {
        .object(present: [
            ("all", all.json), ("common", common.json),
            (
                "dimensions",
                .array(
                    dimensions.enumerated().map { place, cell in
                        .object(present: [("code", .string("D\(place + 1)")), ("tasks", cell.json)])
                    })
            ),
            ("measures", .array(measures.map(\.json))), ("findings", .object([])), ("procedures", .array([])),
            (
                "units",
                units.map { units in
                    .array(
                        units.map { unit in
                            .object(present: [
                                ("id", .string(unit.name.id)), ("name", .string(unit.name.name)), ("figures", unit.figures.json),
                            ])
                        })
                }
            ),
        ])
    }
}
