/// Reads a plan's nodes against the catalogue and keeps every fault, so that a clerk mends a file once.
struct PlanChecker {
    let catalogue: Catalogue
    let leadNeeded: Bool
    var faults: [PlanFault] = []

    init(catalogue: Catalogue, leadNeeded: Bool) {
        (self.catalogue, self.leadNeeded) = (catalogue, leadNeeded)
    }

    /// The plan, or `nil` where a fault keeps it from being read.
    mutating func plan(_ root: PlanNode) -> PlanFile? {
        guard let file = map(root, key: "plan", of: ["plan", "tasks"]) else { return nil }
        var head: Keyed?
        if let node = file["plan"] { head = map(node, key: "plan", of: Self.headKeys) } else { fault(root.line, .missing(key: "plan")) }
        let titlePage: PlanAdopted? = if let head { adopted(head) } else { nil }
        guard let list = file["tasks"] else {
            fault(root.line, .missing(key: "tasks"))
            return nil
        }
        let items = items(list, key: "tasks")
        if let items, items.isEmpty { fault(list.line, .noTasks) }
        let scope = Scope(year: titlePage?.year ?? head.flatMap { Self.year(in: $0) }, organs: head.map { Self.organCodes($0) })
        var tasks: [TaskDefinition] = []
        var lines: [String: Int] = [:]
        for item in items ?? [] {
            guard let fields = map(item, key: "tasks", of: Self.taskKeys) else { continue }
            if let id = fields["id"], case .text(let task) = id.value {
                if let first = lines[task] {
                    fault(id.line, .repeatedTask(task, firstLine: first))
                    continue
                }
                lines[task] = id.line
            }
            if let task = task(fields, in: scope) { tasks.append(task) }
        }
        guard let titlePage else { return nil }
        return PlanFile(adopted: titlePage, tasks: tasks)
    }

    /// What tasks need of the plan's head; `nil` where the head has a fault there.
    struct Scope {
        let year: Int?
        let organs: Set<String>?
    }

    private static let years: ClosedRange<Int64> = 2000...2199
    private static let headKeys = ["year", "number", "title", "date", "catalogue", "basis", "organs"]
    private static let taskKeys = [
        "id", "section", "text", "lead", "support", "dimensions", "cadence", "due", "periods", "timing", "output", "targets",
        "fulfilledBy",
    ]

    private mutating func adopted(_ fields: Keyed) -> PlanAdopted? {
        let year = integer(fields, "year", in: Self.years).map { Int($0) }
        let title = text(fields, "title")
        let date = day(fields, "date", needed: true)
        let number = text(fields, "number", needed: false)
        let basis = texts(fields, "basis")
        let organs = organs(fields)
        let id = text(fields, "catalogue")
        if let id, id != catalogue.id, let node = fields["catalogue"] {
            fault(node.line, .unknownCatalogue(text: id, known: catalogue.id))
        }
        guard let year, let title, let date, let id else { return nil }
        return PlanAdopted(year: year, title: title, date: date, catalogue: id, number: number, basis: basis.map(\.text), organs: organs)
    }

    /// The year, read apart from the rest of the head: a fault elsewhere there makes no others in the tasks.
    private static func year(in fields: Keyed) -> Int? {
        guard case .text(let text) = fields["year"]?.value, let year = CountText.read(text), years.contains(year) else { return nil }
        return Int(year)
    }

    private mutating func organs(_ fields: Keyed) -> [String: String] {
        guard let node = fields["organs"], let pairs = pairs(node, key: "organs") else { return [:] }
        var organs: [String: String] = [:]
        for pair in pairs {
            if !Code.isASCII(pair.key) { fault(pair.line, .notCode(key: "organs", text: pair.key)) }
            if catalogue.organ(pair.key) != nil { fault(pair.line, .organOfCatalogue(pair.key)) }
            if let name = text(pair.node, key: pair.key) { organs[pair.key] = name }
        }
        return organs
    }

    private static func organCodes(_ fields: Keyed) -> Set<String> {
        guard case .map(let pairs) = fields["organs"]?.value else { return [] }
        return Set(pairs.map(\.key))
    }
}
