extension Catalogue {
    static let schema = "wardlog.catalogue/1"

    /// Reads a catalogue from the bytes of its file, and checks that its parts fit each other.
    ///
    /// Members that this version does not know are passed over: a newer catalogue may say more.
    public init(reading bytes: [UInt8]) throws(CatalogueFault) {
        let json: JSON
        do throws(JSONFault) { json = try JSON(reading: bytes) } catch { throw .notJSON(error) }
        guard let schema = json["schema"]?.string, schema == Self.schema else { throw .schema(json["schema"]?.string ?? "–") }
        var head = try Part("the catalogue", json)
        self.bytes = bytes
        digest = Digest(of: bytes)
        id = try head.read { fields throws(Malformation) in try fields.code("id") }
        let year = try head.read { fields throws(Malformation) in try fields.year() }
        self.year = year
        (name, englishName) = try head.names()
        sources = try head.list("sources") { part throws(CatalogueFault) in try Source(&part) }
        dimensions = try head.list("dimensions") { part throws(CatalogueFault) in try Dimension(&part) }
        organs = try head.list("organs") { part throws(CatalogueFault) in
            let (name, englishName) = try part.names()
            return Organ(code: try part.code("code"), name: name, englishName: englishName, source: try part.code("source"))
        }
        procedureFields = try head.list("procedureFields") { part throws(CatalogueFault) in
            let (name, englishName) = try part.names()
            return ProcedureField(code: try part.code("code"), name: name, englishName: englishName, source: try part.code("source"))
        }
        activities = try head.list("activities") { part throws(CatalogueFault) in try ActivityKind(&part) }
        let activities = activities
        measures = try head.list("measures") { part throws(CatalogueFault) in try Measure(&part, fedBy: activities) }
        dueRule = try head.nested("dueRule") { part throws(CatalogueFault) in
            DueRule(workingDaysAfterCutOff: try part.workingDays(), source: try part.code("source"))
        }
        reportKinds = try head.list("reportKinds") { part throws(CatalogueFault) in try ReportKind(&part, year: year) }
        holidays = try head.list("holidays") { part throws(CatalogueFault) in try DatedDay(&part) }
        swappedWorkingDays = try head.list("swappedWorkingDays") { part throws(CatalogueFault) in try DatedDay(&part) }
        measureIndex = try Self.index("measures", measures.map(\.id))
        activityIndex = try Self.index("activities", activities.map(\.id))
        try checkReferences()
    }

    private static func index(_ part: String, _ ids: [String]) throws(CatalogueFault) -> [String: Int] {
        var index: [String: Int] = [:]
        for (position, id) in ids.enumerated() {
            guard index.updateValue(position, forKey: id) == nil else { throw .repeated(part: part, id: id) }
        }
        return index
    }

    private func checkReferences() throws(CatalogueFault) {
        guard dimensions.map(\.code) == DimensionCode.all.map(\.description) else { throw .dimensions }
        _ = try Self.index("organs", organs.map(\.code))
        _ = try Self.index("procedureFields", procedureFields.map(\.code))
        _ = try Self.index("reportKinds", reportKinds.map(\.code))
        let known = try Self.index("sources", sources.map(\.id))
        let named =
            dimensions.map(\.source) + measures.map(\.source) + activities.map(\.source) + organs.map(\.source)
            + procedureFields.map(\.source) + reportKinds.map(\.source) + holidays.map(\.source) + swappedWorkingDays.map(\.source)
            + [dueRule.source]
        for source in named where known[source] == nil { throw .unknownReference(part: "source", id: source) }
        for activity in activities {
            for flow in [activity.counts].compactMap({ $0 }) + activity.carries where measure(flow)?.kind != .flow {
                throw .unknownReference(part: activity.id, id: flow)
            }
            if let places = activity.places, measure(places)?.kind != .distinct {
                throw .unknownReference(part: activity.id, id: places)
            }
        }
    }
}

extension Catalogue.Source {
    fileprivate init(_ part: inout Part) throws(CatalogueFault) {
        id = try part.code("id")
        text = try part.read { fields throws(Malformation) in try fields.text("text") }
        status = try part.read { fields throws(Malformation) in
            guard let status = Status(rawValue: try fields.text("status")) else { throw .form(field: "status") }
            return status
        }
    }
}

extension Catalogue.Dimension {
    fileprivate init(_ part: inout Part) throws(CatalogueFault) {
        let number = try part.dimensionNumber()
        self.number = number
        code = "D\(number)"
        (name, englishName) = try part.names()
        source = try part.code("source")
        subDimensions = try part.list("subDimensions") { sub throws(CatalogueFault) in
            let code = try sub.read { fields throws(Malformation) in
                guard let code = DimensionCode(try fields.text("code")), code.number == number else { throw .form(field: "code") }
                return code.description
            }
            let (name, englishName) = try sub.names()
            return Catalogue.SubDimension(code: code, name: name, englishName: englishName)
        }
    }
}

extension Catalogue.ReportKind {
    fileprivate init(_ part: inout Part, year: Int) throws(CatalogueFault) {
        code = try part.code("code")
        (name, englishName) = try part.names()
        period = try part.period("period", in: year)
        lastQuarter = try part.period("lastQuarter", in: year)
        workingDaysAfterCutOff = try part.workingDays()
        source = try part.code("source")
    }
}

extension Catalogue.DatedDay {
    fileprivate init(_ part: inout Part) throws(CatalogueFault) {
        day = try part.read { fields throws(Malformation) in try fields.day("day") }
        name = try part.read { fields throws(Malformation) in try fields.text("name") }
        source = try part.code("source")
    }
}

extension ActivityKind {
    fileprivate init(_ part: inout Part) throws(CatalogueFault) {
        id = try part.code("id")
        (name, englishName) = try part.names()
        dimensions = try part.dimensions()
        counts = try part.read { fields throws(Malformation) in try fields.optionalCode("counts") }
        carries = try part.read { fields throws(Malformation) in try fields.codes("carries") }
        places = try part.read { fields throws(Malformation) in try fields.optionalCode("places") }
        source = try part.code("source")
    }
}

extension Measure {
    fileprivate init(_ part: inout Part, fedBy activities: [ActivityKind]) throws(CatalogueFault) {
        let id = try part.code("id")
        self.id = id
        (name, englishName) = try part.names()
        unit = try part.read { fields throws(Malformation) in try fields.text("unit") }
        kind = try part.read { fields throws(Malformation) in
            guard let kind = MeasureKind(rawValue: try fields.text("kind")) else { throw .form(field: "kind") }
            return kind
        }
        dimensions = try part.dimensions()
        fedBy = activities.filter { $0.places == id }.map(\.id).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        source = try part.code("source")
    }
}
