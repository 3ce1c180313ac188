import PlanProgress
import Reports

/// Addresses of the review pages, with what the reader chose kept in each.
struct PageAddress {
    let period: Period
    let language: Language

    private var choice: String {
        (period.calendar == .administrative ? "" : "&calendar=\(period.calendar.rawValue)") + (language == .vi ? "" : "&lang=en")
    }

    private func address(_ path: String, _ query: String = "") -> String {
        let fields = query + choice
        return fields.isEmpty ? path : path + "?" + fields.drop { $0 == "&" }
    }

    var overview: String { address("/periods/\(period.code)") }
    var csv: String { address("/reports/\(period.code).csv") }
    func unit(_ id: String) -> String { address("/periods/\(period.code)/units/\(id)") }

    /// Figure names, units and dimension codes are plain ASCII: nothing in them needs an escape.
    func source(_ figure: String, dimension: String? = nil, unit: String? = nil) -> String {
        address(
            "/periods/\(period.code)/source",
            "&figure=\(figure)" + (dimension.map { "&dimension=\($0)" } ?? "") + (unit.map { "&unit=\($0)" } ?? ""))
    }
}

/// The words of codes that a reviewer reads.
enum PageNames {
    static func state(_ state: TaskState, _ language: Language) -> String {
        switch state {
        case .notStarted: language("Chưa triển khai", "Not started")
        case .inProgress: language("Đang thực hiện", "In progress")
        case .blocked: language("Có vướng mắc", "Blocked")
        case .done: language("Hoàn thành", "Done")
        }
    }

    static func role(_ role: UserRole, _ language: Language) -> String {
        switch role {
        case .reader: language("Người xem", "Reader")
        case .reviewer: language("Người xem xét", "Reviewer")
        case .administrator: language("Người quản trị", "Administrator")
        }
    }

    static func period(_ period: Period, _ language: Language) -> String {
        "\(period.code) (\(language.day(period.firstDay)) – \(language.day(period.lastDay)))"
    }

    static func calendar(_ calendar: PeriodCalendar, _ language: Language) -> String {
        switch calendar {
        case .administrative: language("Hành chính, từ ngày 15 đến ngày 14", "Administrative, 15th to 14th")
        case .statistical: language("Thống kê, theo tháng dương lịch", "Statistical, calendar months")
        }
    }

    static func reason(_ reason: String, _ language: Language) -> String {
        switch reason {
        case "malformed": language("Không đúng mẫu", "Malformed")
        case "notUnderstood": language("Chương trình này chưa hiểu", "Not understood by this version")
        case "wrongLog": language("Không thuộc nhật ký này", "Not of this log")
        case "misplaced": language("Không đúng vị trí", "Out of place")
        case "activityUnknown": language("Hoạt động không có trong danh mục", "Unknown activity")
        case "measureUnknown": language("Số đo không có trong danh mục", "Unknown measure")
        case "quantityUnfit": language("Số lượng không hợp với hoạt động hoặc số đo", "Quantity does not fit")
        case "correctionUnfit": language("Nội dung sửa không hợp với mục gốc", "Correction does not fit")
        case "targetFixed": language("Mục gốc không sửa, không hủy được", "The target cannot be changed")
        case "targetUnknown": language("Chưa có mục gốc", "The target is not here yet")
        case "conflict": language("Có nhiều lần sửa cùng lúc, lần cuối được tính", "Several corrections; the last one counts")
        case "assignedByDistrict": language("Nhiệm vụ do quận giao, lấy theo quận", "Assigned by the district, which decides")
        case "occurrenceUnfit": language("Kỳ thực hiện không có trong nhiệm vụ", "The task has no such occurrence")
        case "fulfilledByReport": language("Nhiệm vụ được tính bằng báo cáo đã gửi", "The task is fulfilled by its report")
        case "overflow": language("Tổng vượt quá số lớn nhất tính được", "The sum is larger than can be counted")
        case "taskUnknown": language("Nhiệm vụ không có trong kế hoạch", "No plan has this task")
        default: reason
        }
    }

    /// "Hoàn thành — D1": what a page of sources is about.
    static func figure(_ figure: FigureName, in catalogue: Catalogue, _ language: Language) -> String {
        let place: String =
            switch figure.place {
            case .all: language("Tất cả nội dung", "All dimensions")
            case .common: language("Nhiệm vụ chung", "Common tasks")
            case .dimension(let number): catalogue.dimension(number).map { language($0.name, $0.englishName) } ?? "D\(number)"
            }
        return "\(name(figure.name, in: catalogue, language)) — \(place)"
    }

    private static func name(_ figure: String, in catalogue: Catalogue, _ language: Language) -> String {
        switch figure {
        case "tasks.total": language("Nhiệm vụ có thời hạn hoặc một lần", "Tasks with an end")
        case "tasks.done": language("Hoàn thành", "Done")
        case "tasks.doneOnTime": language("Hoàn thành đúng hạn", "Done on time")
        case "tasks.inProgress": language("Đang thực hiện", "In progress")
        case "tasks.blocked": language("Có vướng mắc", "Blocked")
        case "tasks.notStarted": language("Chưa triển khai", "Not started")
        case "tasks.late": language("Chậm tiến độ", "Late")
        case "tasks.rescheduled": language("Đã lùi thời hạn", "Rescheduled")
        case "tasks.standing": language("Nhiệm vụ thường xuyên", "Standing tasks")
        case "tasks.standingActive": language("Nhiệm vụ thường xuyên có hoạt động trong kỳ", "Standing tasks active in the period")
        case "tasks.standingBlocked": language("Nhiệm vụ thường xuyên có vướng mắc", "Standing tasks blocked")
        case "tasks.activities": language("Hoạt động", "Activities")
        default: catalogue.measure(figure).map { language($0.name, $0.englishName) } ?? figure
        }
    }
}
