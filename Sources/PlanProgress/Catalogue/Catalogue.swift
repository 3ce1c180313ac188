/// The versioned data that names what a PAPI year is counted by: dimensions, measures, activities, organs, due days.
///
/// Data and not code, so that a district publishes a mended one without a new program. Identity is the digest
/// of the exact bytes; two catalogues of one id may differ. Arrays keep the order of the file, which is the
/// order of display.
public struct Catalogue: Sendable {
    /// Such as `papi-2022`.
    public let id: String
    /// The plan year that it serves.
    public let year: Int
    public let name, englishName: String
    /// The file as it is: what is hashed, published and attached.
    public let bytes: [UInt8]
    /// Plain SHA-256 of `bytes`.
    public let digest: Digest
    public let sources: [Source]
    /// D1…D8, always all eight.
    public let dimensions: [Dimension]
    public let measures: [Measure]
    public let activities: [ActivityKind]
    public let organs: [Organ]
    /// The fields (lĩnh vực) of biểu số 06.
    public let procedureFields: [ProcedureField]
    public let dueRule: DueRule
    /// Which reports are owed, in the order of the year.
    public let reportKinds: [ReportKind]
    /// Days off on which no deadline falls, apart from weekends; empty until a list can be cited.
    public let holidays: [DatedDay]
    /// Saturdays or Sundays that are worked in exchange for a day off.
    public let swappedWorkingDays: [DatedDay]

    let measureIndex: [String: Int]
    let activityIndex: [String: Int]

    /// The measure of this id, or `nil`.
    public func measure(_ id: String) -> Measure? { measureIndex[id].map { measures[$0] } }
    /// The kind of activity of this id, or `nil`.
    public func activity(_ id: String) -> ActivityKind? { activityIndex[id].map { activities[$0] } }
    /// The organ of this code, or `nil`.
    public func organ(_ code: String) -> Organ? { organs.first { $0.code == code } }
    /// The field of procedures of this code, or `nil`.
    public func procedureField(_ code: String) -> ProcedureField? { procedureFields.first { $0.code == code } }
    /// The dimension of this number, 1…8, or `nil`.
    public func dimension(_ number: Int) -> Dimension? { (1...dimensions.count).contains(number) ? dimensions[number - 1] : nil }
    /// Whether the catalogue has this dimension or sub-dimension.
    public func contains(_ code: DimensionCode) -> Bool {
        guard let dimension = dimension(code.number) else { return false }
        return dimension.code == code.description || dimension.subDimensions.contains { $0.code == code.description }
    }

    /// `papi-2022@` and the first 16 hex of the digest: what an event says that its writer saw.
    public var reference: String { "\(id)@\(digest.hex.prefix(16))" }
}

extension Catalogue {
    /// Where a part comes from, and how sure that is.
    public struct Source: Hashable, Sendable {
        public let id, text: String
        public let status: Status
        public enum Status: String, Hashable, Sendable {
            /// Seen where the text says.
            case confirmed
            /// Made by this project from what it saw.
            case derived
            /// From memory, no source seen.
            case unconfirmed
        }
    }

    /// One of PAPI's eight dimensions (chỉ số nội dung).
    public struct Dimension: Hashable, Sendable {
        /// `D1`…`D8`.
        public let code, name, englishName: String
        public let subDimensions: [SubDimension]
        public let source: String
        /// 1…8.
        public let number: Int
    }

    /// PAPI's own sub-dimension (chỉ số thành phần), such as `2.2`.
    public struct SubDimension: Hashable, Sendable {
        public let code, name, englishName: String
    }

    /// Who inside a unit leads or supports a task; plans may add their own.
    public struct Organ: Hashable, Sendable {
        public let code, name, englishName, source: String
    }

    public struct ProcedureField: Hashable, Sendable {
        public let code, name, englishName, source: String
    }

    /// When a report is due after its cut-off, where no kind of report says otherwise.
    public struct DueRule: Hashable, Sendable {
        /// 1…60.
        public let workingDaysAfterCutOff: Int
        public let source: String
    }

    /// A report that every unit owes each year.
    public struct ReportKind: Hashable, Sendable {
        public let code, name, englishName: String
        /// The period it covers, in the catalogue's year.
        public let period: PeriodCode
        /// The quarter printed beside the cumulative figure.
        public let lastQuarter: PeriodCode
        /// 1…60.
        public let workingDaysAfterCutOff: Int
        public let source: String
    }

    /// A day of a list of holidays or swapped working days.
    public struct DatedDay: Hashable, Sendable {
        public let day: LocalDay
        public let name, source: String
    }
}
