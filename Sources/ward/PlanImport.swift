import Intake
import LogFiles
import PlanProgress

/// Takes a plan file in: all of it is checked before the first entry is written, and all of it is one write.
struct PlanImport {
    private let workplace: Workplace

    init(_ home: HomeOptions) throws(Failure) { workplace = try Workplace(writing: home) }

    func run(file path: String, on: LocalDay?, by: String?) throws(Failure) {
        let plan = try read(path)
        let (tasks, adopted) = try standing(of: plan.adopted.year)
        let change = PlanChange(from: adopted, tasks: tasks, to: plan)
        let day = on ?? plan.adopted.date
        let drafts = try change.bodies.map { body throws(Failure) in try workplace.draft(body, on: day, by: by) }
        for (draft, body) in zip(drafts, change.bodies) where draft.bytes.count > Limits.eventByteCount {
            throw Failure(code: .damaged, sentence: say.longPlanEntry(say.summary(body), draft.bytes.count))
        }
        _ = try workplace.append(drafts)
        Console.say(say.planImported(change, plan))
        // Of a first import all are new, and the file says which.
        if !tasks.isEmpty { for line in say.planTasksChanged(change) { Console.say(line) } }
        if !change.unnamed.isEmpty { Console.say(say.planUnnamed(change.unnamed.map(\.task))) }
    }

    private func read(_ path: String) throws(Failure) -> PlanFile {
        let bytes: [UInt8]
        do throws(IntakeError) {
            bytes = try HandedInFile.bytes(at: path)
        } catch {
            throw Failure(code: .usage, sentence: say.handedIn(error))
        }
        do throws(PlanFaults) {
            return try PlanFileReader.read(bytes, against: workplace.catalogue)
        } catch {
            throw Failure(code: .damaged, sentence: say.planFaults(error, in: path))
        }
    }

    /// The unit's own plan of that year: what the district assigned is not the ward's to import.
    private func standing(of year: Int) throws(Failure) -> (tasks: [TaskDefinition], adopted: PlanAdopted?) {
        let plan = UnitPlan(year: year, rows: try workplace.planRecords().planRows, decisions: [])
        return (plan.tasks.filter { $0.until == nil }.map(\.definition), plan.adopted)
    }
}

/// What `ward plan set` changes of one task; `nil` stays.
struct TaskChange {
    let task: String
    let due: LocalDay?
    let lead: String?
    let support: [String]?
}

/// Plans one task anew with another day or other organs.
struct PlanSetting {
    private let workplace: Workplace
    private let entry: EntryOptions

    init(_ home: HomeOptions, _ entry: EntryOptions) throws(Failure) {
        workplace = try Workplace(writing: home)
        self.entry = entry
    }

    func run(_ change: TaskChange, year: Int?) throws(Failure) {
        guard change.due != nil || change.lead != nil || change.support != nil else {
            throw Failure(code: .usage, sentence: say.nothingToSet)
        }
        let plans = try workplace.plans()
        guard let plan = plans.first(where: { plan in year.map { $0 == plan.year } ?? (plan.task(change.task) != nil) }) ?? plans.first
        else {
            throw Failure(code: .usage, sentence: say.noPlan)
        }
        guard let task = plan.task(change.task), task.until == nil else {
            let nearest = Nearest.suggestion(for: change.task, among: plan.tasks.map(\.definition.task))
            throw Failure(code: .usage, sentence: say.fault(.unknownTask(change.task, year: plan.year, nearest: nearest)))
        }
        var definition = task.definition
        if let due = change.due {
            guard case .once = definition.cadence, !task.isAssigned else {
                throw Failure(code: .usage, sentence: task.isAssigned ? say.assigned(change.task) : say.notOnce(change.task))
            }
            definition.cadence = .once(due: due)
        }
        for code in [change.lead].compactMap({ $0 }) + (change.support ?? []) where workplace.organ(code, in: plan) == nil {
            let known = workplace.catalogue.organs.map(\.code) + (plan.adopted?.organs.keys.sorted() ?? [])
            throw Failure(code: .usage, sentence: say.unknownOrgan(code, nearest: Nearest.suggestion(for: code, among: known)))
        }
        definition.lead = change.lead ?? definition.lead
        definition.support = change.support ?? definition.support
        guard definition != task.definition else { throw Failure(code: .failed, sentence: say.nothingToCorrect) }
        try workplace.append(
            .taskPlanned(definition), on: try workplace.day(entry.on), by: entry.by, texts: entry.texts, files: entry.attach)
    }
}

/// Prints the tasks of one plan.
struct PlanShow {
    private let workplace: Workplace

    init(_ home: HomeOptions) throws(Failure) { workplace = try Workplace(home) }

    func run(year: Int?, form: FormatOptions.Form) throws(Failure) {
        guard let plan = try workplace.plan(year: year) else { throw Failure(code: .failed, sentence: say.noPlan) }
        switch form {
        case .json: Console.data(json(plan).canonicalText)
        case .csv: for row in rows(plan) { Console.data(row.map(CSV.cell).joined(separator: ";")) }
        case .table:
            if let adopted = plan.adopted {
                for line in TextTable.lines(of: adopted.title, within: Console.width) + [""] { Console.data(line) }
            }
            for line in TextTable(rows: rows(plan)).lines(within: Console.width, breaking: 1, 2, 3, 4) { Console.data(line) }
        }
    }

    private func rows(_ plan: UnitPlan) -> [[String]] {
        [say.planHeader]
            + plan.tasks.map { task in
                let definition = task.definition
                let lead = definition.lead.map { workplace.organ($0, in: plan) ?? $0 } ?? "–"
                let dimensions =
                    Set(definition.dimensions.map(\.number)).count == 8
                    ? say.common : definition.dimensions.map(\.description).joined(separator: " ")
                return [definition.task, say.cadence(definition.cadence), dimensions, lead, definition.text]
            }
    }

    private func json(_ plan: UnitPlan) -> JSON {
        let tasks = plan.tasks.map { task in
            JSON.object(present: [
                ("definition", EventBody.taskPlanned(task.definition).json), ("definedBy", .string(task.definedBy.description)),
                ("assigned", .boolean(task.isAssigned)), ("from", .string(task.from.description)),
                ("until", task.until.map { .string($0.description) }),
            ])
        }
        return .object(present: [
            ("schema", "wardlog.plan/1"), ("unit", .string(workplace.unit)), ("year", .integer(Int64(plan.year))),
            ("adopted", plan.adopted.map { EventBody.planAdopted($0).json }), ("tasks", .array(tasks)),
        ])
    }
}
