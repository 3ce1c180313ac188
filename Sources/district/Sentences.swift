import DistrictServer
import PlanProgress
import Reports

/// Every sentence of the district's command that is not a fault of a room, in both languages.
enum Sentences {
    static let nothingDone = (
        "Chưa có gì thay đổi. Thêm --help để xem cách dùng.", "Nothing was changed. Add --help to see how it is used."
    )
    static func notSetUp(_ path: String) -> CommandFailure {
        if let gone = databaseGone(path) { return gone }
        return CommandFailure(
            "\(path) chưa phải thư mục dữ liệu của quận. Hãy chạy 'district init --id … --name …' trước, hoặc chỉ đúng thư mục bằng --home.",
            "\(path) is not a district's data folder. Run 'district init --id … --name …' first, or name the folder with --home.")
    }
    static func alreadySetUp(_ path: String, _ id: String) -> CommandFailure {
        CommandFailure(
            "\(path) đã là thư mục dữ liệu của \(id). Chưa có gì thay đổi.",
            "\(path) already is the data folder of \(id). Nothing was changed.")
    }
    static func partsMissing(_ folder: DistrictFolder) -> CommandFailure {
        CommandFailure(
            "\(folder.path) có dữ liệu của một quận đang hoạt động nhưng thiếu \(folder.heads) hoặc \(folder.database). Chưa có gì thay đổi. "
                + "Hãy đặt lại tệp thiếu từ nơi đã lưu; không lập lại quận ở đây.",
            "\(folder.path) holds a district at work, of which \(folder.heads) or \(folder.database) is missing. Nothing was changed. "
                + "Put the missing file back from where it was kept; do not set the district up anew here.", status: 65)
    }
    static func keysUnreadable(_ path: String) -> CommandFailure {
        CommandFailure(
            "Không đọc được khóa của quận trong \(path). Chưa có gì thay đổi. Hãy đặt lại tệp khóa từ bản sao lưu.",
            "The district's keys in \(path) cannot be read. Nothing was changed. Put the key files back from the backup.", status: 65)
    }
    static func badID(_ id: String) -> CommandFailure {
        CommandFailure(
            "Mã '\(id)' không hợp lệ: chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ ha-dong.",
            "The id '\(id)' is not valid: lower-case letters without marks, digits and single hyphens, such as ha-dong.", status: 64)
    }
    static func initialised(_ id: String, _ path: String) -> (String, String) {
        (
            "Đã tạo quận \(id) trong \(path). Sao lưu thư mục keys, tls và logs ở nơi an toàn.",
            "District \(id) is set up in \(path). Keep a copy of its keys, tls and logs in a safe place."
        )
    }
    static func unknownUnit(_ unit: String, among units: some Sequence<String>) -> CommandFailure {
        let near = nearest(unit, units)
        return CommandFailure(
            "Không có đơn vị '\(unit)'." + (near.map { " Có phải '\($0)' không?" } ?? "") + " Xem 'district unit list'.",
            "There is no unit '\(unit)'." + (near.map { " Did you mean '\($0)'?" } ?? "") + " See 'district unit list'.", status: 64)
    }
    static func unknownFigure(_ figure: String, among figures: [String]) -> CommandFailure {
        let near = nearest(figure, figures)
        return CommandFailure(
            "Không có chỉ tiêu '\(figure)' ở nội dung này." + (near.map { " Có phải '\($0)' không?" } ?? ""),
            "There is no figure '\(figure)' in that dimension." + (near.map { " Did you mean '\($0)'?" } ?? ""), status: 64)
    }
    static func unknownDimension(_ text: String) -> CommandFailure {
        CommandFailure(
            "Không có nội dung '\(text)'. Viết D1 đến D8, common (nhiệm vụ chung) hoặc all (tất cả).",
            "There is no dimension '\(text)'. Write D1 to D8, common or all.", status: 64)
    }
    static func unknownDevice(_ origin: Origin) -> CommandFailure {
        CommandFailure(
            "Không có máy '\(origin)'. Xem 'district device list'.", "There is no device '\(origin)'. See 'district device list'.",
            status: 64)
    }
    static func noRefusedPush(_ number: Int64) -> CommandFailure {
        CommandFailure(
            "Không có lần gửi số \(number). Xem 'district device refused'.", "There is no push \(number). See 'district device refused'.",
            status: 64)
    }
    static func unitExists(_ unit: String) -> CommandFailure {
        CommandFailure(
            "Đơn vị '\(unit)' đã có với thông tin khác. Chưa có gì thay đổi. Một đơn vị đã đăng ký chỉ được sửa bằng quyết định mới.",
            "Unit '\(unit)' is registered with other particulars. Nothing was changed. A registered unit changes only by a new decision.")
    }
    static func unitsAdded(_ added: Int, _ known: Int) -> (String, String) {
        ("Đã thêm \(added) đơn vị; \(known) đơn vị đã có từ trước.", "\(added) units added; \(known) were there already.")
    }
    static func invitation(_ name: String, _ days: Int) -> (String, String) {
        (
            "Mã mời của \(name): dùng một lần, có hiệu lực \(days) ngày. Đưa tận tay hoặc đọc qua điện thoại.",
            "The code for \(name): usable once, for \(days) days. Hand it over or read it out on the telephone."
        )
    }
    static func revoked(_ origins: [Origin]) -> (String, String) {
        let list = origins.map(\.description).joined(separator: ", ")
        return ("Đã thu hồi: \(list).", "Revoked: \(list).")
    }
    static func continues(_ origins: [Origin]) -> (String, String) {
        let list = origins.map(\.description).joined(separator: ", ")
        return (
            "Các máy tiếp nối nhật ký này vẫn còn hiệu lực: \(list). Thêm --with-descendants để thu hồi cả.",
            "Devices that continue this log are still enrolled: \(list). Add --with-descendants to revoke them too."
        )
    }
    static func assigned(_ tasks: Int, _ units: Int) -> (String, String) {
        ("Đã giao \(tasks) nhiệm vụ cho \(units) đơn vị.", "\(tasks) tasks assigned to \(units) units.")
    }
    static let needUnits = CommandFailure(
        "Hãy chọn đơn vị: --units A,B,… hoặc --all.", "Choose the units: --units A,B,… or --all.", status: 64)
    static func noFigures(_ unit: String, _ period: PeriodCode) -> CommandFailure {
        CommandFailure(
            "Đơn vị '\(unit)' không có trong kỳ \(period).", "Unit '\(unit)' is in the tree on no day of \(period).", status: 64)
    }
    static let oneOfTLS = CommandFailure(
        "Hãy dùng cả --tls-cert và --tls-key, không cùng --plain-http. Chưa chạy gì.",
        "Give --tls-cert and --tls-key together, and not with --plain-http. Nothing was started.", status: 64)
    static func badHost(_ host: String) -> CommandFailure {
        CommandFailure(
            "'\(host)' không phải tên máy hay địa chỉ IP. Ví dụ: quan.example hoặc 10.1.2.3. Chưa có gì thay đổi.",
            "'\(host)' is neither a host's name nor an address, such as quan.example or 10.1.2.3. Nothing was changed.", status: 64)
    }
    /// `now` is what the clock shows, UTC milliseconds.
    static func clockWrong(_ now: Int64) -> CommandFailure {
        let (vietnamese, english) = LocalDay.shown(utcMilliseconds: now)
        return CommandFailure(
            "Máy này đang để ngày \(vietnamese). Hãy đặt lại ngày giờ rồi chạy lại. Chưa có gì thay đổi.",
            "This machine's clock says \(english). Set its date and time, then run this again. Nothing was changed.")
    }
    static func certificate(_ standing: TLSFolder.Standing, authority: String, _ language: Language) -> String {
        let (day, hosts) = (language.moment(standing.ends), standing.hosts.joined(separator: ", "))
        return language(
            "Chứng thư của máy chủ: \(hosts)\nCó hiệu lực đến \(day); 'district serve' tự gia hạn trước đó 60 ngày.\n"
                + "Trình duyệt của người xem cần tin cậy tệp này một lần: \(authority)",
            "The server's certificate names \(hosts)\nIt holds until \(day); 'district serve' renews it 60 days before.\n"
                + "A reviewer's browser must trust this file once: \(authority)")
    }
    static func renewalFailed(_ error: DistrictServerError) -> (String, String) {
        ("Chưa gia hạn được chứng thư của máy chủ: \(CommandFailure(error).vietnamese)", "The certificate was not renewed: \(error)")
    }
    static func serving(_ address: String) -> (String, String) {
        ("Quận đang nhận số liệu tại \(address)/", "The district is served at \(address)/")
    }
    static func exported(_ logs: Int, _ folder: String) -> (String, String) {
        ("Đã ghi \(logs) nhật ký vào \(folder).", "\(logs) logs written to \(folder).")
    }
    static func verified(_ logs: Int, _ entries: Int64, _ periods: Int) -> (String, String) {
        (
            "Đúng: \(logs) nhật ký, \(entries) mục, mọi chữ ký; tính lại \(periods) bảng tổng hợp, khớp từng byte.",
            "Sound: \(logs) logs, \(entries) entries, every signature; \(periods) rollups recomputed, equal byte for byte."
        )
    }
    static func unsound(_ reasons: [String]) -> CommandFailure {
        CommandFailure(
            "Có sai lệch:\n" + reasons.map { "  \($0)\n" }.joined() + "Không sửa gì. Giữ nguyên dữ liệu và báo người quản trị.",
            "Something does not fit:\n" + reasons.map { "  \($0)\n" }.joined()
                + "Nothing was changed. Keep the data as it is and tell the administrator.",
            status: 65)
    }
    static let serverGone = CommandFailure(
        "Máy chủ của quận đang giữ dữ liệu nhưng không trả lời. Chưa chắc lệnh đã chạy hay chưa: xem lại rồi chạy lại nếu cần.",
        "The running server holds the data and does not answer. Whether the command was carried out is not certain: look, and run it again if need be.",
        status: 75)

    /// The closest of the known words.
    private static func nearest(_ word: String, _ words: some Sequence<String>) -> String? {
        Nearest.suggestion(for: word, among: Array(words))
    }
}
