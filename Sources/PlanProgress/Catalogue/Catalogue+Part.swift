/// One object of a catalogue while it is read: its members, and the name by which a fault is told.
struct Part {
    let name: String
    private var fields: Fields

    init(_ name: String, _ json: JSON) throws(CatalogueFault) {
        self.name = name
        do throws(Malformation) { fields = try Fields(json, of: name) } catch { throw .form(part: name, error) }
    }

    /// Reads members strictly; what is wrong with them is told with the part's name.
    mutating func read<T>(_ member: (inout Fields) throws(Malformation) -> T) throws(CatalogueFault) -> T {
        do throws(Malformation) { return try member(&fields) } catch { throw .form(part: name, error) }
    }

    mutating func code(_ member: String) throws(CatalogueFault) -> String {
        try read { fields throws(Malformation) in try fields.code(member) }
    }

    mutating func names() throws(CatalogueFault) -> (String, String) {
        try read { fields throws(Malformation) in (try fields.text("name"), try fields.text("englishName")) }
    }

    mutating func workingDays() throws(CatalogueFault) -> Int {
        try read { fields throws(Malformation) in Int(try fields.integer("workingDaysAfterCutOff", in: 1...60)) }
    }

    mutating func dimensionNumber() throws(CatalogueFault) -> Int {
        try read { fields throws(Malformation) in
            guard let code = DimensionCode(try fields.text("code")), code.isWhole else { throw .form(field: "code") }
            return code.number
        }
    }

    /// The dimensions of a measure or activity: at least one, ascending.
    mutating func dimensions() throws(CatalogueFault) -> [Int] {
        let codes = try read { fields throws(Malformation) in try fields.codes("dimensions") }
        let numbers = codes.compactMap { DimensionCode($0) }.filter(\.isWhole).map(\.number)
        guard !numbers.isEmpty, numbers.count == codes.count, numbers == numbers.sorted() else {
            throw .form(part: name, .form(field: "dimensions"))
        }
        return numbers
    }

    mutating func period(_ member: String, in year: Int) throws(CatalogueFault) -> PeriodCode {
        try read { fields throws(Malformation) in
            guard let code = PeriodCode("\(year)-\(try fields.text(member))") else { throw .form(field: member) }
            return code
        }
    }

    mutating func list<T>(_ member: String, of element: (inout Part) throws(CatalogueFault) -> T) throws(CatalogueFault) -> [T] {
        let items = try read { fields throws(Malformation) in
            guard let items = try fields.value(member).array else { throw .form(field: member) }
            return items
        }
        var values: [T] = []
        for (index, item) in items.enumerated() {
            var part = try Part("\(member)[\(index)]", item)
            values.append(try element(&part))
        }
        return values
    }

    mutating func nested<T>(_ member: String, of element: (inout Part) throws(CatalogueFault) -> T) throws(CatalogueFault) -> T {
        let value = try read { fields throws(Malformation) in try fields.value(member) }
        var part = try Part(member, value)
        return try element(&part)
    }
}

extension DimensionCode {
    /// Whether this is a dimension and not one of its sub-dimensions.
    public var isWhole: Bool { description.utf8.first == UInt8(ascii: "D") }
}
