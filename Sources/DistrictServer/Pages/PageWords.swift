import Reports

/// The fixed words of the pages, Vietnamese first: one word for one thing (the project's list of words).
struct PageWords {
    let language: Language

    /// What templates call `w`.
    var values: [String: String] {
        var values: [String: String] = [:]
        for (name, vietnamese, english) in Self.words { values[name] = language(vietnamese, english) }
        return values
    }

    private static let words: [(String, String, String)] = [
        ("title", "Tiến độ thực hiện kế hoạch theo chỉ số nội dung PAPI", "Plan progress by PAPI dimension"),
        ("overview", "Tổng quan", "Overview"),
        ("period", "Kỳ", "Period"),
        ("calendar", "Lịch", "Calendar"),
        ("show", "Xem", "Show"),
        ("asOf", "Tính đến ngày", "As of"),
        ("live", "Số liệu đang cập nhật, phường chưa ký gửi", "Live figures, not yet signed by the wards"),
        ("byDimension", "Theo nội dung", "By dimension"),
        ("byUnit", "Theo phường", "By ward"),
        ("dimension", "Nội dung", "Dimension"),
        ("unit", "Phường", "Ward"),
        ("standing", "Thường xuyên, có hoạt động trong kỳ", "Standing, active in the period"),
        ("activities", "Hoạt động", "Activities"),
        ("done", "Hoàn thành", "Done"),
        ("late", "Chậm tiến độ", "Late"),
        ("lateHeading", "Nhiệm vụ chậm tiến độ", "Late tasks"),
        ("noneLate", "Không có nhiệm vụ nào chậm tiến độ.", "No task is late."),
        ("task", "Nhiệm vụ", "Task"),
        ("due", "Thời hạn", "Due"),
        ("state", "Trạng thái", "State"),
        ("syncHeading", "Đơn vị chưa gửi, và lần nhận gần nhất", "Who has not sent, and the last receipt"),
        ("lastReceipt", "Quận nhận lần cuối", "Last receipt"),
        ("entries", "Số mục", "Entries"),
        ("devices", "Số máy", "Devices"),
        ("device", "Máy", "Device"),
        ("never", "Chưa gửi lần nào", "Never sent"),
        ("noFigures", "Chưa có số liệu", "No figures"),
        ("measures", "Số đo", "Measures"),
        ("measure", "Tên số đo", "Measure"),
        ("value", "Giá trị", "Value"),
        ("units", "Số phường", "Wards"),
        ("download", "Tải bảng này (CSV)", "Download this table (CSV)"),
        ("technical", "Chi tiết kỹ thuật", "Technical details"),
        ("digest", "Mã đối chiếu", "Digest of the figures"),
        ("catalogue", "Danh mục", "Catalogue"),
        ("listed", "Mục chưa được tính", "Entries that did not count"),
        ("reason", "Lý do", "Reason"),
        ("count", "Số", "Count"),
        ("source", "Nguồn số liệu", "Source of the figure"),
        ("day", "Ngày", "Day"),
        ("what", "Nội dung", "What"),
        ("organ", "Bộ phận", "Organ"),
        ("adds", "Số lượng", "Adds"),
        ("by", "Người nhập", "Entered by"),
        ("received", "Quận nhận lúc", "Held since"),
        ("back", "Về tổng quan", "Back to the overview"),
        ("noRows", "Không có mục nào.", "There are no entries."),
        ("refused", "Lần gửi chưa được nhận", "Pushes that were not taken"),
        ("seeRefused", "Xem và đối chiếu", "Look and compare"),
        ("percent", "Tỷ lệ", "Share"),
        (
            "notSum", "Dòng cuối đếm mỗi nhiệm vụ một lần nên không phải tổng của các dòng trên.",
            "The last row counts each task once, so it is not the sum of the rows above."
        ),
        ("tasks", "Nhiệm vụ", "Tasks"),
        ("skip", "Đến nội dung chính", "Skip to the content"),
        ("event", "Mã sự kiện", "Event"),
        ("log", "Nhật ký, mục", "Log, index"),
        ("plan", "Kế hoạch", "Plan"),
        (
            "simulated", "Có số liệu mô phỏng: phường nào có kế hoạch ghi là mô phỏng thì số liệu không phải là thật.",
            "Some figures are simulated: where a ward's plan says so, its figures are not real."
        ),
        ("logIn", "Đăng nhập", "Log in"),
        ("logOut", "Đăng xuất", "Log out"),
        ("userName", "Tên đăng nhập", "User name"),
        ("password", "Mật khẩu", "Password"),
        ("receiptSize", "Xác nhận của quận, số mục", "District's receipt, size"),
    ]
}
