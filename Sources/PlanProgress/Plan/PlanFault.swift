/// All that is wrong with a plan file, in the order of its lines; nothing of the file was recorded.
public struct PlanFaults: Error, Hashable, Sendable, CustomStringConvertible {
    public let faults: [PlanFault]

    init(_ faults: [PlanFault]) {
        self.faults = faults.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }

    public init(_ fault: PlanFault) { faults = [fault] }

    public var description: String {
        (["The plan file has \(faults.count == 1 ? "a fault" : "\(faults.count) faults"). Nothing was recorded."]
            + faults.map(\.description) + ["Mend the lines and import the file again."]).joined(separator: "\n")
    }

    /// The same sentences for a clerk.
    public var vietnamese: String {
        (["Tệp kế hoạch có \(faults.count) chỗ cần sửa. Chưa ghi gì vào máy này."] + faults.map(\.vietnamese)
            + ["Sửa các dòng trên rồi nhập lại tệp."]).joined(separator: "\n")
    }
}

/// One thing that is wrong with a plan file, and the line where it stands.
public struct PlanFault: Error, Hashable, Sendable {
    /// From 1.
    public let line: Int
    public let problem: Problem

    public init(line: Int, _ problem: Problem) {
        (self.line, self.problem) = (line, problem)
    }

    public enum Problem: Hashable, Sendable {
        /// No YAML, in the words of its reader.
        case unreadable(String)
        case notUTF8
        case tooLarge(byteLimit: Int)
        /// An alias, an anchor or a tag: a plan is written out in full.
        case alias
        case tooDeep
        case missing(key: String)
        case unknownKey(String, suggestion: String?)
        case repeatedKey(String, firstLine: Int)
        case notMap(key: String)
        case notList(key: String)
        case notText(key: String)
        case empty(key: String)
        case notNumber(key: String, text: String, range: ClosedRange<Int64>)
        case notDay(key: String, text: String)
        case notPeriod(text: String)
        case periodOfAnotherYear(text: String, planYear: Int)
        case notCode(key: String, text: String)
        case notOneOf(key: String, text: String, allowed: [String])
        case unknownCatalogue(text: String, known: String)
        case unknownOrgan(text: String, suggestion: String?)
        case unknownDimension(text: String, suggestion: String?)
        case unknownMeasure(text: String, suggestion: String?)
        /// An organ of the plan under a code that the catalogue gives another.
        case organOfCatalogue(String)
        case repeated(key: String, text: String)
        case repeatedTask(String, firstLine: Int)
        /// A key that this cadence does not have.
        case notWithCadence(key: String, cadence: String)
        case neededByCadence(key: String, cadence: String)
        /// A target in the form of another kind of measure.
        case targetForm(measure: String, needsParts: Bool)
        case controlCharacter(key: String)
        case tooLong(byteLimit: Int)
        case noTasks
    }
}
