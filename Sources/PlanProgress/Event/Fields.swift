/// Reads the members of one object strictly, and counts those that nobody asked for.
struct Fields {
    private let members: [JSON.Member]
    private var read = 0

    init(_ json: JSON, of field: String) throws(Malformation) {
        guard let members = json.members else { throw .form(field: field) }
        self.members = members
    }

    var unknownCount: Int { members.count - read }

    mutating func optional(_ name: String) -> JSON? {
        guard let member = members.first(where: { $0.name == name }) else { return nil }
        read += 1
        return member.value
    }

    mutating func value(_ name: String) throws(Malformation) -> JSON {
        guard let value = optional(name) else { throw .missing(field: name) }
        return value
    }

    mutating func text(_ name: String) throws(Malformation) -> String {
        guard let text = try value(name).string else { throw .form(field: name) }
        return text
    }

    mutating func optionalText(_ name: String) throws(Malformation) -> String? {
        guard let value = optional(name) else { return nil }
        guard let text = value.string else { throw .form(field: name) }
        return text
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(Malformation) -> Int64 {
        guard let number = try value(name).integer, range.contains(number) else { throw .form(field: name) }
        return number
    }

    mutating func optionalInteger(_ name: String, in range: ClosedRange<Int64>) throws(Malformation) -> Int64? {
        guard let value = optional(name) else { return nil }
        guard let number = value.integer, range.contains(number) else { throw .form(field: name) }
        return number
    }

    mutating func count(_ name: String) throws(Malformation) -> Int64 { try integer(name, in: 0...Limits.largestCount) }

    mutating func year(_ name: String = "year") throws(Malformation) -> Int { Int(try integer(name, in: 2000...2199)) }

    mutating func optionalYear() throws(Malformation) -> Int? { try optionalInteger("year", in: 2000...2199).map(Int.init) }

    mutating func code(_ name: String) throws(Malformation) -> String {
        let text = try text(name)
        guard Code.isValid(text) else { throw .form(field: name) }
        return text
    }

    mutating func optionalCode(_ name: String) throws(Malformation) -> String? {
        guard let text = try optionalText(name) else { return nil }
        guard Code.isValid(text) else { throw .form(field: name) }
        return text
    }

    mutating func unit(_ name: String = "unit") throws(Malformation) -> String {
        let text = try text(name)
        guard Origin.isUnit(text) else { throw .form(field: name) }
        return text
    }

    mutating func day(_ name: String) throws(Malformation) -> LocalDay {
        guard let day = LocalDay(try text(name)) else { throw .form(field: name) }
        return day
    }

    mutating func optionalDay(_ name: String) throws(Malformation) -> LocalDay? {
        guard let text = try optionalText(name) else { return nil }
        guard let day = LocalDay(text) else { throw .form(field: name) }
        return day
    }

    mutating func digest(_ name: String) throws(Malformation) -> Digest {
        guard let digest = Digest(hex: try text(name)) else { throw .form(field: name) }
        return digest
    }

    mutating func origin(_ name: String = "origin") throws(Malformation) -> Origin {
        guard let origin = Origin(try text(name)) else { throw .form(field: name) }
        return origin
    }

    mutating func key(_ name: String = "key") throws(Malformation) -> VerifierKey {
        guard let key = VerifierKey(try text(name)) else { throw .form(field: name) }
        return key
    }

    mutating func eventID(_ name: String = "of") throws(Malformation) -> EventID {
        guard let id = EventID(try text(name)) else { throw .form(field: name) }
        return id
    }

    mutating func optionalArray<T>(
        _ name: String, atMost limit: Int = .max, of element: (JSON) throws(Malformation) -> T
    ) throws(Malformation) -> [T]? {
        guard let value = optional(name) else { return nil }
        guard let array = value.array else { throw .form(field: name) }
        guard array.count <= limit else { throw .tooMany(field: name) }
        var values: [T] = []
        for item in array { values.append(try element(item)) }
        return values
    }

    /// A list of codes without repetition.
    mutating func codes(_ name: String, atMost limit: Int = .max) throws(Malformation) -> [String] {
        let codes = try optionalArray(name, atMost: limit) { value throws(Malformation) in
            guard let text = value.string, Code.isValid(text) else { throw .form(field: name) }
            return text
        }
        guard let codes else { return [] }
        guard Set(codes).count == codes.count else { throw .form(field: name) }
        return codes
    }

    mutating func units(_ name: String = "units") throws(Malformation) -> [String] {
        let units = try optionalArray(name, atMost: Limits.unitsPerEvent) { value throws(Malformation) in
            guard let text = value.string, Origin.isUnit(text) else { throw .form(field: name) }
            return text
        }
        guard let units, !units.isEmpty, Set(units).count == units.count else { throw .form(field: name) }
        return units
    }

    /// An object of ASCII keys and counts, such as `quantities`.
    mutating func counts(_ name: String) throws(Malformation) -> [String: Int64]? {
        guard let value = optional(name) else { return nil }
        guard let members = value.members else { throw .form(field: name) }
        var counts: [String: Int64] = [:]
        for member in members {
            guard Code.isASCII(member.name), let count = member.value.integer, (0...Limits.largestCount).contains(count) else {
                throw .form(field: name)
            }
            counts[member.name] = count
        }
        return counts
    }
}
