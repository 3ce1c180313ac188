public import PlanProgress

/// Reads a table of units: id, name, kind, code, parent, validFrom, validTo; every bad cell with its address.
///
/// Columns are found by their name, in any order; `code`, `parent` and `validTo` may be left out.
public enum UnitTableReader {
    static let columns = ["id", "name", "kind", "code", "parent", "validFrom", "validTo"]
    private static let needed = ["id", "name", "kind", "validFrom"]

    /// The units in the order of the table; when it throws, nothing of the table counts.
    ///
    /// `registered` are the units that are there already: a parent may be one of them.
    public static func read(_ bytes: [UInt8], registered: Set<String>) throws(TableFaults) -> [UnitRegistration] {
        let table = try Table(csv: bytes)
        var reading = Reading(registered: registered)
        guard let places = reading.places(table.header) else { throw TableFaults(reading.faults) }
        for row in table.rows { reading.unit(Row(number: row.number, cells: row.cells, places: places)) }
        if table.rows.isEmpty { reading.fault(CellAddress(column: 0, row: 2), .noRows) }
        reading.checkParents()
        guard reading.faults.isEmpty else { throw TableFaults(reading.faults) }
        return reading.units
    }

    /// One row, its cells found by the name of their column.
    private struct Row {
        let number: Int
        let cells: [String]
        let places: [String: Int]

        func address(_ column: String) -> CellAddress { CellAddress(column: places[column] ?? 0, row: number) }

        /// The cell's text, empty where the row is short or the column is not there.
        subscript(column: String) -> String {
            guard let place = places[column], place < cells.count else { return "" }
            return cells[place]
        }
    }

    private struct Reading {
        let registered: Set<String>
        var units: [UnitRegistration] = []
        var faults: [TableFault] = []
        private var addresses: [String: CellAddress] = [:]
        private var parents: [(unit: String, parent: String, address: CellAddress)] = []

        init(registered: Set<String>) { self.registered = registered }

        mutating func fault(_ address: CellAddress, _ problem: TableFault.Problem) { faults.append(TableFault(address, problem)) }

        mutating func places(_ header: [String]) -> [String: Int]? {
            var places: [String: Int] = [:]
            for (index, name) in header.enumerated() where !name.isEmpty {
                let address = CellAddress(column: index, row: 1)
                if !columns.contains(name) {
                    fault(address, .unknownColumn(name, suggestion: Nearest.suggestion(for: name, among: columns)))
                } else if places[name] != nil {
                    fault(address, .repeatedColumn(name))
                } else {
                    places[name] = index
                }
            }
            for name in needed where places[name] == nil { fault(CellAddress(column: 0, row: 1), .missingColumn(name)) }
            return faults.isEmpty ? places : nil
        }

        mutating func unit(_ row: Row) {
            let before = faults.count
            let beyond = (row.places.values.max() ?? 0) + 1
            for (index, cell) in row.cells.enumerated().dropFirst(beyond) where !cell.isEmpty {
                fault(CellAddress(column: index, row: row.number), .beyondHeader(text: cell))
            }
            let id = row["id"]
            if !Origin.isUnit(id) { fault(row.address("id"), id.isEmpty ? .empty(column: "id") : .notUnit(text: id)) }
            if let first = addresses[id] {
                fault(row.address("id"), .repeatedUnit(id, first: first))
            } else if !id.isEmpty {
                addresses[id] = row.address("id")
            }
            text(row, "name")
            text(row, "kind")
            let code = row["code"]
            if !code.isEmpty, !Code.isValid(code) { fault(row.address("code"), .notCode(text: code)) }
            let parent = row["parent"]
            if !parent.isEmpty {
                if Origin.isUnit(parent) {
                    parents.append((id, parent, row.address("parent")))
                } else {
                    fault(row.address("parent"), .notUnit(text: parent))
                }
            }
            let from = day(row, "validFrom", needed: true)
            let to = day(row, "validTo", needed: false)
            if let from, let to, to < from { fault(row.address("validTo"), .endsBeforeStart(text: row["validTo"])) }
            guard faults.count == before, let from else { return }
            units.append(
                UnitRegistration(
                    unit: id, name: row["name"], unitKind: row["kind"], code: code.isEmpty ? nil : code,
                    parent: parent.isEmpty ? nil : parent, validFrom: from, validTo: to))
        }

        private mutating func text(_ row: Row, _ column: String) {
            let text = row[column]
            if text.isEmpty { fault(row.address(column), .empty(column: column)) }
            let hidden: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
            if text.unicodeScalars.contains(where: { hidden.contains($0.properties.generalCategory) }) {
                fault(row.address(column), .controlCharacter(column: column))
            }
        }

        private mutating func day(_ row: Row, _ column: String, needed: Bool) -> LocalDay? {
            let text = row[column]
            if text.isEmpty {
                if needed { fault(row.address(column), .empty(column: column)) }
                return nil
            }
            // A spreadsheet in Vietnamese turns 2021-12-15 into 15/12/2021 when it saves.
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            let iso =
                parts.count == 3 && parts[0].utf8.count <= 2 && parts[1].utf8.count <= 2
                ? "\(parts[2])-\(twoDigits(parts[1]))-\(twoDigits(parts[0]))" : text
            guard let day = LocalDay(iso) else {
                fault(row.address(column), .notDay(text: text))
                return nil
            }
            return day
        }

        private func twoDigits(_ text: Substring) -> String { text.utf8.count == 1 ? "0\(text)" : String(text) }

        /// Every parent is known, and no unit is above itself.
        mutating func checkParents() {
            let above = Dictionary(parents.map { ($0.unit, $0.parent) }) { first, _ in first }
            var known: [String]?
            var suggestions = 0
            let circles = Self.circles(in: above)
            for (unit, parent, address) in parents {
                guard registered.contains(parent) || addresses[parent] != nil else {
                    var suggestion: String?
                    if suggestions < Self.suggestionLimit {
                        let sorted = known ?? addresses.keys.sorted() + registered.sorted()
                        (known, suggestions) = (sorted, suggestions + 1)
                        suggestion = Nearest.suggestion(for: parent, among: sorted)
                    }
                    fault(address, .unknownParent(parent, suggestion: suggestion))
                    continue
                }
                if circles.contains(unit) { fault(address, .circle(unit: unit)) }
            }
        }

        /// A suggestion compares with every unit; whoever has more slips than this reads the first ones and looks at the column.
        private static let suggestionLimit = 20

        /// The units that are above themselves. Each unit is walked over once, however long the ways up are.
        private static func circles(in above: [String: String]) -> Set<String> {
            var (found, walked): (Set<String>, Set<String>) = ([], [])
            for unit in above.keys {
                var way: Set<String> = []
                var current = unit
                while let next = above[current], walked.insert(current).inserted {
                    way.insert(current)
                    current = next
                }
                // Back on the way itself: once round from here is a circle.
                while way.contains(current), found.insert(current).inserted, let next = above[current] { current = next }
            }
            return found
        }
    }
}
