/// All that is wrong with a table, cell by cell; nothing of it was recorded.
public struct TableFaults: Error, Hashable, Sendable, CustomStringConvertible {
    public let faults: [TableFault]

    init(_ faults: [TableFault]) {
        self.faults = faults.enumerated().sorted { ($0.element.address, $0.offset) < ($1.element.address, $1.offset) }.map(\.element)
    }

    init(_ fault: TableFault) { faults = [fault] }

    public var description: String {
        (["The table has \(faults.count == 1 ? "a fault" : "\(faults.count) faults"). Nothing was recorded."]
            + faults.map(\.description) + ["Mend the cells and import the file again."]).joined(separator: "\n")
    }

    /// The same for a clerk.
    public var vietnamese: String {
        (["Bảng có \(faults.count) chỗ cần sửa. Chưa ghi gì."] + faults.map(\.vietnamese) + ["Sửa các ô trên rồi nhập lại tệp."])
            .joined(separator: "\n")
    }
}

/// One cell that cannot be read, and why.
public struct TableFault: Hashable, Sendable {
    public let address: CellAddress
    public let problem: Problem

    public init(_ address: CellAddress, _ problem: Problem) {
        (self.address, self.problem) = (address, problem)
    }

    public enum Problem: Hashable, Sendable {
        case tooLarge(byteLimit: Int)
        case notUTF8
        case tooManyRows(limit: Int)
        case tooManyColumns(limit: Int)
        /// A quotation mark that nothing closes.
        case openQuote
        case noRows
        case missingColumn(String)
        case unknownColumn(String, suggestion: String?)
        case repeatedColumn(String)
        /// The row has more cells than the header.
        case beyondHeader(text: String)
        case empty(column: String)
        case controlCharacter(column: String)
        case notUnit(text: String)
        case notCode(text: String)
        case notDay(text: String)
        case endsBeforeStart(text: String)
        case repeatedUnit(String, first: CellAddress)
        case unknownParent(String, suggestion: String?)
        /// The parents lead back to the unit itself.
        case circle(unit: String)
    }
}

extension TableFault: CustomStringConvertible {
    public var description: String { "cell \(address): \(problem.english)" }

    /// The same for a clerk.
    public var vietnamese: String { "ô \(address): \(problem.vietnamese)" }
}

extension TableFault.Problem {
    fileprivate var english: String {
        switch self {
        case .tooLarge(let limit): "the file is larger than \(limit / 1024) KiB."
        case .notUTF8: "the file is not in UTF-8. Save it as CSV UTF-8."
        case .tooManyRows(let limit): "the table has more than \(limit) rows."
        case .tooManyColumns(let limit): "the table has more than \(limit) columns."
        case .openQuote: "a quotation mark opens here and nothing closes it."
        case .noRows: "the table is empty."
        case .missingColumn(let name): "the column '\(name)' is missing."
        case .unknownColumn(let name, let near): "'\(name)' is no column of this table.\(near.map { " Did you mean '\($0)'?" } ?? "")"
        case .repeatedColumn(let name): "the column '\(name)' stands twice."
        case .beyondHeader(let text): "'\(text)' stands under no column."
        case .empty(let column): "'\(column)' is empty."
        case .controlCharacter(let column): "'\(column)' holds a line break or a control character."
        case .notUnit(let text):
            "'\(text)' is no unit id: lower-case letters a to z, digits and single hyphens, at most 40, such as duong-noi."
        case .notCode(let text): "'\(text)' is no code: 1 to 64 bytes without spaces and without / \\ + ; \"."
        case .notDay(let text): "'\(text)' is no day. Write it as 2021-12-15 or 15/12/2021."
        case .endsBeforeStart(let text): "\(text) lies before validFrom."
        case .repeatedUnit(let unit, let first): "the unit '\(unit)' stands twice, first in cell \(first)."
        case .unknownParent(let unit, let near):
            "no unit has the id '\(unit)'.\(near.map { " Did you mean '\($0)'?" } ?? "") A parent stands in the table or is registered already."
        case .circle(let unit): "the parents of '\(unit)' lead back to it."
        }
    }

    fileprivate var vietnamese: String {
        switch self {
        case .tooLarge(let limit): "tệp lớn hơn \(limit / 1024) KiB."
        case .notUTF8: "tệp không theo mã UTF-8. Hãy lưu lại dạng CSV UTF-8."
        case .tooManyRows(let limit): "bảng có hơn \(limit) dòng."
        case .tooManyColumns(let limit): "bảng có hơn \(limit) cột."
        case .openQuote: "dấu ngoặc kép mở ở đây mà không đóng."
        case .noRows: "bảng trống."
        case .missingColumn(let name): "thiếu cột '\(name)'."
        case .unknownColumn(let name, let near): "'\(name)' không phải là cột của bảng này.\(near.map { " Có phải là '\($0)'?" } ?? "")"
        case .repeatedColumn(let name): "cột '\(name)' ghi hai lần."
        case .beyondHeader(let text): "'\(text)' không thuộc cột nào."
        case .empty(let column): "'\(column)' để trống."
        case .controlCharacter(let column): "'\(column)' có dấu xuống dòng hoặc ký tự điều khiển."
        case .notUnit(let text):
            "'\(text)' không phải là mã đơn vị: chữ thường a đến z không dấu, chữ số và dấu gạch nối, không quá 40, như duong-noi."
        case .notCode(let text): "'\(text)' không phải là mã: từ 1 đến 64 byte, không có dấu cách và / \\ + ; \"."
        case .notDay(let text): "'\(text)' không phải là ngày. Viết như 2021-12-15 hoặc 15/12/2021."
        case .endsBeforeStart(let text): "\(text) trước ngày validFrom."
        case .repeatedUnit(let unit, let first): "đơn vị '\(unit)' ghi hai lần, lần đầu ở ô \(first)."
        case .unknownParent(let unit, let near):
            "không có đơn vị mang mã '\(unit)'.\(near.map { " Có phải là '\($0)'?" } ?? "") Đơn vị cấp trên phải có trong bảng hoặc đã đăng ký."
        case .circle(let unit): "các đơn vị cấp trên của '\(unit)' dẫn trở lại chính nó."
        }
    }
}
