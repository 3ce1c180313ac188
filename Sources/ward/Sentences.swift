import PlanProgress

/// What this process says, in the language of whoever reads it.
let say = Sentences(language: .ofThisProcess)

/// Every sentence of `ward`, Vietnamese first: whole, calm, without "bạn", and ending with what to do.
///
/// A clerk never reads checkpoint, fork or root here. Help lies in `Sentences+Help.swift`.
struct Sentences {
    let language: Language

    func pick(_ vietnamese: @autoclosure () -> String, _ english: @autoclosure () -> String) -> String {
        language == .vietnamese ? vietnamese() : english()
    }

    // MARK: What was typed

    var nothingDone: String { pick("Chưa ghi gì cả. Thêm --help để xem cách dùng.", "Nothing was done. Add --help to see how it is used.") }
    func unknownLanguage(_ text: String) -> String {
        pick("--lang nhận vi hoặc en, không nhận '\(text)'.", "--lang takes vi or en, not '\(text)'.")
    }

    func noSuchDay(_ text: String, option: String) -> String {
        pick(
            "\(option): không có ngày '\(text)'. Viết năm-tháng-ngày, ví dụ 2022-08-12. Chưa ghi gì cả.",
            "\(option): there is no day '\(text)'. Write year-month-day, such as 2022-08-12. Nothing was recorded.")
    }

    func noNumber(_ text: String, option: String) -> String {
        pick(
            "\(option) cần một số nguyên, không phải '\(text)'. Chưa ghi gì cả.",
            "\(option) needs a whole number, not '\(text)'. Nothing was recorded.")
    }

    func noYear(_ text: String) -> String {
        pick(
            "--year nhận năm từ 2000 đến 2199, không nhận '\(text)'. Chưa ghi gì cả.",
            "--year takes 2000 to 2199, not '\(text)'. Nothing was recorded.")
    }

    func noPeriod(_ text: String, option: String) -> String {
        pick(
            "\(option): '\(text)' không phải mã kỳ. Ví dụ: 2022-M08, 2022-Q3, 2022-H1, 2022-9M, 2022-Y. Chưa ghi gì cả.",
            "\(option): '\(text)' is no period. Such as 2022-M08, 2022-Q3, 2022-H1, 2022-9M, 2022-Y. Nothing was recorded.")
    }

    func noState(_ text: String, nearest: String?) -> String {
        pick(
            "--state không nhận '\(text)'.\(hint(nearest)) Các trạng thái: notStarted (chưa triển khai), inProgress (đang thực hiện), blocked (có vướng mắc), done (hoàn thành). Chưa ghi gì cả.",
            "--state does not take '\(text)'.\(hint(nearest)) The states: notStarted, inProgress, blocked, done. Nothing was recorded.")
    }

    func noPair(_ text: String, option: String) -> String {
        pick(
            "\(option) viết dạng TÊN=SỐ, không phải '\(text)'. Chưa ghi gì cả.",
            "\(option) is written NAME=NUMBER, not '\(text)'. Nothing was recorded.")
    }

    var stateNeeded: String {
        pick(
            "Thiếu --state: notStarted, inProgress, blocked hoặc done. Chưa ghi gì cả.",
            "--state is missing: notStarted, inProgress, blocked or done. Nothing was recorded.")
    }
    var reasonNeeded: String {
        pick("Nêu lý do hủy: --reason \"Nhập trùng\". Chưa ghi gì cả.", "Say why: --reason \"Entered twice\". Nothing was recorded.")
    }
    var amountNeeded: String {
        pick(
            "Thiếu số liệu: --value N, hoặc --numerator N --denominator N, hoặc --count ĐIỂM=N. Chưa ghi gì cả.",
            "The amount is missing: --value N, or --numerator N --denominator N, or --count SCORE=N. Nothing was recorded.")
    }
    var oneAmount: String {
        pick(
            "Chỉ chọn một: --value, hoặc --numerator cùng --denominator, hoặc --count. Chưa ghi gì cả.",
            "Choose one: --value, or --numerator with --denominator, or --count. Nothing was recorded.")
    }
    var bothParts: String {
        pick(
            "--numerator và --denominator đi cùng nhau. Chưa ghi gì cả.", "--numerator and --denominator go together. Nothing was recorded."
        )
    }

    func badOrigin(_ text: String) -> String {
        pick(
            "'\(text)' không đặt tên được: chỉ dùng chữ thường a–z, số và dấu nối, ví dụ ha-dong, duong-noi, may-1. Chưa tạo gì cả.",
            "'\(text)' cannot be a name: only small letters a–z, digits and single hyphens, such as ha-dong, duong-noi, may-1. Nothing was made."
        )
    }
    func badCode(_ text: String, option: String) -> String {
        pick(
            "\(option): '\(text)' có dấu cách hoặc ký tự không dùng được, hoặc quá 64 byte. Chưa ghi gì cả.",
            "\(option): '\(text)' holds a blank or a forbidden character, or more than 64 bytes. Nothing was recorded.")
    }

    // MARK: What is recorded

    func fault(_ fault: RecordFault) -> String {
        guard language == .vietnamese else { return "\(fault)." }
        let words: String =
            switch fault {
            case .unknownTask(let code, let year, let nearest): "Kế hoạch năm \(year) không có nhiệm vụ '\(code)'.\(hint(nearest))"
            case .noYearWithAllTasks(let codes):
                "Không có kế hoạch năm nào có đủ các nhiệm vụ \(codes.joined(separator: ", ")). Hãy ghi riêng từng mục."
            case .occurrenceNeeded(let task, let periods):
                "Nhiệm vụ \(task) thực hiện theo kỳ: thêm --occurrence, một trong \(list(periods))."
            case .unknownOccurrence(let task, let period, let periods): "Nhiệm vụ \(task) không có kỳ \(period). Các kỳ: \(list(periods))."
            case .occurrenceNotKept(let task): "Nhiệm vụ \(task) không chia theo kỳ: bỏ --occurrence."
            case .percent(let number): "--percent từ 0 đến 100, không nhận \(number)."
            case .unknownActivity(let code, let nearest): "Danh mục không có hoạt động '\(code)'.\(hint(nearest))"
            case .unknownMeasure(let code, let nearest): "Danh mục không có chỉ tiêu '\(code)'.\(hint(nearest))"
            case .quantityNotCarried(let activity, let measure, let allowed):
                "Hoạt động \(activity) không ghi kèm \(measure)."
                    + (allowed.isEmpty ? "" : " Có thể ghi: \(allowed.joined(separator: ", ")).")
            case .measureNotRead(let measure, _): "\(measure) được tính từ các mục khác, không nhập trực tiếp."
            case .amountOfOtherKind(let measure, let kind): "\(measure) nhập bằng \(amountOptions(kind))."
            case .outOfRange(let name, let number): "\(name) từ 0 đến \(Limits.largestCount), không nhận \(number)."
            case .score(let text): "Điểm phải là số nguyên, không phải '\(text)'."
            case .code(let name, let text): "--\(name): '\(text)' có dấu cách hoặc ký tự không dùng được, hoặc quá 64 byte."
            case .repeated(let name, let text): "'\(text)' được ghi hai lần (\(name))."
            case .tooMany(let name, let count, let limit): "--\(name): \(count) mã, một mục ghi nhiều nhất \(limit)."
            case .tooLong(let byteCount):
                "Mục này dài \(byteCount) byte, quá \(Limits.eventByteCount). Hãy chia thành nhiều mục, hoặc gửi phần chữ bằng --attach."
            }
        return words + " Chưa ghi gì cả."
    }

    func warning(_ warning: RecordWarning) -> String {
        switch warning {
        case .noPlan(let year):
            pick(
                "Lưu ý: máy này chưa có kế hoạch năm \(year), nên mã nhiệm vụ chưa đối chiếu được.",
                "Note: no plan of \(year) is here, so the task's code could not be checked.")
        case .dayAhead(let day, let today):
            pick(
                "Lưu ý: ngày \(day.vietnamese) ở sau hôm nay (\(today.vietnamese)). Vẫn ghi.",
                "Note: \(day) lies after today (\(today)). Recorded all the same.")
        case .dayOutsideYear(let day, let year):
            pick(
                "Lưu ý: ngày \(day.vietnamese) nằm ngoài năm kế hoạch \(year), nên mục này không vào số liệu năm \(year). "
                    + "Nếu nhầm ngày: ward correct MÃ --on NGÀY.",
                "Note: \(day) lies outside the plan's year \(year), so no figure of \(year) counts it. "
                    + "If the day is wrong: ward correct EVENT --on DAY.")
        case .fulfilledByReport(let task):
            pick(
                "Lưu ý: nhiệm vụ \(task) hoàn thành khi gửi báo cáo; mục này không làm thay đổi số liệu.",
                "Note: task \(task) becomes done by its report; this entry changes no figure.")
        case .placesNotCounted(let activity):
            pick(
                "Lưu ý: hoạt động \(activity) không tính theo địa bàn; danh sách địa bàn được lưu nhưng không cộng.",
                "Note: \(activity) is not counted by place; the places are kept and add to nothing.")
        }
    }

    var recorded: String { pick("Đã lưu trên máy.", "Recorded on this machine.") }
    var privacy: String {
        pick(
            "Ghi chú: không ghi họ tên, số CCCD, số điện thoại người dân.", "Notes: no citizen's name, identity number or telephone number."
        )
    }

    /// `now` is what the clock shows, UTC milliseconds.
    func clockWrong(_ now: Int64) -> String {
        let shown = LocalDay.shown(utcMilliseconds: now)
        return pick(
            "Máy này đang để ngày \(shown.vietnamese). Hãy đặt lại ngày giờ, hoặc ghi rõ ngày bằng --on. Chưa ghi gì cả.",
            "This machine's clock says \(shown.iso). Set it right, or name the day with --on. Nothing was recorded.")
    }

    func noEvent(_ digits: String) -> String {
        pick(
            "Không thấy mục '\(digits)' trên máy này. Xem mã bằng: ward log. Chưa ghi gì cả.",
            "No entry '\(digits)' is here. 'ward log' lists them. Nothing was recorded.")
    }
    func severalEvents(_ digits: String, _ ids: [EventID]) -> String {
        pick(
            "'\(digits)' khớp với \(ids.count) mục; ghi thêm chữ số. Chưa ghi gì cả.\n",
            "'\(digits)' fits \(ids.count) entries; give more digits. Nothing was recorded.\n")
            + ids.map(\.description).joined(separator: "\n")
    }
    func shortDigits(_ digits: String) -> String {
        pick(
            "'\(digits)' quá ngắn: cần ít nhất 8 chữ số thập lục phân của mã. Chưa ghi gì cả.",
            "'\(digits)' is too short: at least 8 hex digits of the id are needed. Nothing was recorded.")
    }
    func voidedAlready(_ digits: String) -> String {
        pick(
            "Mục '\(digits)' đã hủy, không sửa được nữa. Hãy ghi mục mới. Chưa ghi gì cả.",
            "Entry '\(digits)' is void and cannot be corrected. Record a new one. Nothing was recorded.")
    }
    func notCorrectable(_ kind: String) -> String {
        pick(
            "Mục loại \(kind) không sửa hoặc hủy bằng lệnh này. Chưa ghi gì cả.",
            "An entry of kind \(kind) cannot be changed by this command. Nothing was recorded.")
    }
    func optionOfOtherKind(_ options: [String], kind: String) -> String {
        pick(
            "\(options.joined(separator: ", ")) không dùng cho mục loại \(kind). Chưa ghi gì cả.",
            "\(options.joined(separator: ", ")) does not belong to an entry of kind \(kind). Nothing was recorded.")
    }
    var kindNeeded: String {
        pick(
            "Mục này không có trên máy: cần mã đủ 76 chữ số, --kind, mã và đủ các số liệu. Chưa ghi gì cả.",
            "That entry is not here: its whole id of 76 digits, --kind, the code and every field are needed. Nothing was recorded.")
    }
    var nothingToCorrect: String {
        pick("Không có gì khác so với mục đã ghi. Chưa ghi gì cả.", "Nothing differs from what is recorded. Nothing was recorded.")
    }

    func unreadableFile(_ path: String, _ reason: String) -> String {
        pick("Không đọc được tệp \(path): \(reason). Chưa ghi gì cả.", "File \(path) cannot be read: \(reason). Nothing was recorded.")
    }
    func largeAttachment(_ path: String) -> String {
        pick(
            "\(path) lớn hơn 20 MiB, hoặc tên dài quá 255 byte. Hãy chia nhỏ hoặc đổi tên. Chưa ghi gì cả.",
            "\(path) is larger than 20 MiB, or its name longer than 255 bytes. Nothing was recorded.")
    }

    // MARK: Parts

    func hint(_ nearest: String?) -> String { nearest.map { pick(" Có phải '\($0)'?", " Did you mean '\($0)'?") } ?? "" }
    private func list(_ periods: [PeriodCode]) -> String { periods.map(\.description).joined(separator: ", ") }
    private func amountOptions(_ kind: MeasureKind) -> String {
        switch kind {
        case .flow, .stock: "--value N"
        case .ratio, .stockRatio: "--numerator N --denominator N"
        case .distribution: pick("--count ĐIỂM=N", "--count SCORE=N")
        case .distinct, .computed: "–"
        }
    }

    func state(_ state: TaskState) -> String {
        switch state {
        case .notStarted: pick("Chưa triển khai", "Not started")
        case .inProgress: pick("Đang thực hiện", "In progress")
        case .blocked: pick("Có vướng mắc", "Blocked")
        case .done: pick("Hoàn thành", "Done")
        }
    }
}
