extension PlanFault: CustomStringConvertible {
    public var description: String { "line \(line): \(problem.english)" }

    /// The same for a clerk.
    public var vietnamese: String { "dòng \(line): \(problem.vietnamese)" }
}

extension PlanFault.Problem {
    fileprivate var english: String {
        switch self {
        case .unreadable(let words): "this is no YAML (\(words))."
        case .notUTF8: "the file is not in UTF-8. Save it as UTF-8."
        case .tooLarge(let limit): "the file is larger than \(limit / 1024) KiB."
        case .alias: "anchors (&), aliases (*) and tags (!) are not read. Write the value out in full."
        case .tooDeep: "lists and maps stand too deep inside each other."
        case .missing(let key): "'\(key)' is missing."
        case .unknownKey(let key, let near): "'\(key)' is no key of a plan.\(Self.english(near))"
        case .repeatedKey(let key, let first): "'\(key)' stands twice, first on line \(first)."
        case .notMap(let key): "'\(key)' must be a map of keys and values."
        case .notList(let key): "'\(key)' must be a list."
        case .notText(let key): "'\(key)' must be a text."
        case .empty(let key): "'\(key)' is empty."
        case .notNumber(let key, let text, let range):
            "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'."
        case .notDay(let key, let text): "'\(key)' is '\(text)', which is no day. Write it as 2022-09-14."
        case .notPeriod(let text): "'\(text)' is no period. Write 2022-M01, 2022-Q3, 2022-H1, 2022-9M or 2022-Y."
        case .periodOfAnotherYear(let text, let year): "the period \(text) does not lie in the plan's year \(year)."
        case .notCode(let key, let text): "'\(key)' is '\(text)', which is no code: 1 to 64 bytes without spaces and without / \\ + ; \"."
        case .notOneOf(let key, let text, let allowed): "'\(key)' must be \(allowed.joined(separator: ", ")), not '\(text)'."
        case .unknownCatalogue(let text, let known): "the catalogue '\(text)' is not here; this program has \(known)."
        case .unknownOrgan(let text, let near):
            "no organ has the code '\(text)'.\(Self.english(near)) Organs beyond the catalogue's stand in plan.organs."
        case .unknownDimension(let text, let near):
            "'\(text)' is no dimension.\(Self.english(near)) Write D1 to D8, or a sub-dimension such as \"2.2\"."
        case .unknownMeasure(let text, let near): "no measure has the code '\(text)'.\(Self.english(near))"
        case .organOfCatalogue(let code): "the catalogue already has an organ '\(code)'. Choose another code."
        case .repeated(let key, let text): "'\(key)' names '\(text)' twice."
        case .repeatedTask(let task, let first): "the task '\(task)' stands twice, first on line \(first)."
        case .notWithCadence(let key, let cadence): "a task with cadence '\(cadence)' has no '\(key)'."
        case .neededByCadence(let key, let cadence): "a task with cadence '\(cadence)' needs '\(key)'."
        case .targetForm(let measure, true): "a target of \(measure) needs numerator and denominator."
        case .targetForm(let measure, false): "a target of \(measure) needs a value."
        case .controlCharacter(let key): "'\(key)' holds a line break or a control character. Write it on one line, or after '>-'."
        case .tooLong(let limit): "the task is longer than the \(limit / 1024) KiB that an entry may have."
        case .noTasks: "the plan has no tasks."
        }
    }

    fileprivate var vietnamese: String {
        switch self {
        case .unreadable(let words): "không phải YAML (\(words))."
        case .notUTF8: "tệp không theo mã UTF-8. Hãy lưu lại theo mã UTF-8."
        case .tooLarge(let limit): "tệp lớn hơn \(limit / 1024) KiB."
        case .alias: "không dùng neo (&), bí danh (*) và thẻ (!). Hãy viết đầy đủ giá trị."
        case .tooDeep: "danh sách lồng nhau quá sâu."
        case .missing(let key): "thiếu '\(key)'."
        case .unknownKey(let key, let near): "'\(key)' không phải là mục của kế hoạch.\(Self.vietnamese(near))"
        case .repeatedKey(let key, let first): "'\(key)' ghi hai lần, lần đầu ở dòng \(first)."
        case .notMap(let key): "'\(key)' phải gồm các mục con và giá trị."
        case .notList(let key): "'\(key)' phải là danh sách."
        case .notText(let key): "'\(key)' phải là văn bản."
        case .empty(let key): "'\(key)' để trống."
        case .notNumber(let key, let text, let range):
            "'\(key)' phải là số nguyên từ \(range.lowerBound) đến \(range.upperBound), không phải '\(text)'."
        case .notDay(let key, let text): "'\(key)' ghi '\(text)', không có ngày này hoặc viết sai dạng. Viết như 2022-09-14."
        case .notPeriod(let text): "'\(text)' không phải là kỳ báo cáo. Viết 2022-M01, 2022-Q3, 2022-H1, 2022-9M hoặc 2022-Y."
        case .periodOfAnotherYear(let text, let year): "kỳ \(text) không thuộc năm kế hoạch \(year)."
        case .notCode(let key, let text): "'\(key)' ghi '\(text)', không phải là mã: từ 1 đến 64 byte, không có dấu cách và / \\ + ; \"."
        case .notOneOf(let key, let text, let allowed): "'\(key)' phải là \(allowed.joined(separator: ", ")), không phải '\(text)'."
        case .unknownCatalogue(let text, let known): "không có danh mục '\(text)'; chương trình này có \(known)."
        case .unknownOrgan(let text, let near):
            "không có bộ phận mang mã '\(text)'.\(Self.vietnamese(near)) Bộ phận ngoài danh mục ghi ở plan.organs."
        case .unknownDimension(let text, let near):
            "'\(text)' không phải là chỉ số nội dung.\(Self.vietnamese(near)) Viết D1 đến D8, hoặc chỉ số thành phần như \"2.2\"."
        case .unknownMeasure(let text, let near): "không có chỉ tiêu mang mã '\(text)'.\(Self.vietnamese(near))"
        case .organOfCatalogue(let code): "danh mục đã có bộ phận '\(code)'. Hãy chọn mã khác."
        case .repeated(let key, let text): "'\(key)' ghi '\(text)' hai lần."
        case .repeatedTask(let task, let first): "nhiệm vụ '\(task)' ghi hai lần, lần đầu ở dòng \(first)."
        case .notWithCadence(let key, let cadence): "nhiệm vụ có cadence '\(cadence)' không có '\(key)'."
        case .neededByCadence(let key, let cadence): "nhiệm vụ có cadence '\(cadence)' cần có '\(key)'."
        case .targetForm(let measure, true): "chỉ tiêu \(measure) cần có numerator và denominator."
        case .targetForm(let measure, false): "chỉ tiêu \(measure) cần có value."
        case .controlCharacter(let key): "'\(key)' có dấu xuống dòng hoặc ký tự điều khiển. Viết trên một dòng, hoặc sau '>-'."
        case .tooLong(let limit): "nhiệm vụ dài hơn \(limit / 1024) KiB mà một mục được phép có."
        case .noTasks: "kế hoạch không có nhiệm vụ nào."
        }
    }

    private static func english(_ suggestion: String?) -> String { suggestion.map { " Did you mean '\($0)'?" } ?? "" }

    private static func vietnamese(_ suggestion: String?) -> String { suggestion.map { " Có phải là '\($0)'?" } ?? "" }
}
