import PlanProgress

/// Erasing attachments, said to whoever runs the district.
extension Sentences {
    static let eraseWhat = (
        "Nêu mã nội dung, hoặc mã của mục cùng với --unit; hoặc --list.",
        "Name an attachment, or an entry with --unit; or --list."
    )
    static let unitNeeded = CommandFailure(
        "Mã của một mục cần thêm --unit PHƯỜNG; mã nội dung có 43 ký tự. Chưa xóa gì.",
        "An entry needs --unit; an attachment's id has 43 characters. Nothing was erased.", status: 64)
    static func noAttachment(_ id: String) -> CommandFailure {
        CommandFailure(
            "Không có mục nào nêu nội dung '\(id)'. Chưa xóa gì.", "No entry names the attachment '\(id)'. Nothing was erased.", status: 64)
    }
    static func noEvent(_ digits: String, _ unit: String) -> CommandFailure {
        CommandFailure(
            "Không thấy mục '\(digits)' của đơn vị '\(unit)': cần ít nhất 8 chữ số thập lục phân của mã. Chưa xóa gì.",
            "There is no entry '\(digits)' of unit '\(unit)': 8 or more hex digits of its id are needed. Nothing was erased.", status: 64)
    }
    static func severalEvents(_ digits: String, _ count: Int) -> CommandFailure {
        CommandFailure(
            "'\(digits)' khớp với \(count) mục; ghi thêm chữ số. Chưa xóa gì.",
            "'\(digits)' fits \(count) entries; give more digits. Nothing was erased.", status: 64)
    }
    static func noAttachments(_ digits: String) -> CommandFailure {
        CommandFailure(
            "Mục '\(digits)' không có nội dung đính kèm. Chưa xóa gì.", "Entry '\(digits)' has nothing attached. Nothing was erased.",
            status: 64)
    }
    static func neverErased(_ ids: [String]) -> CommandFailure {
        let list = ids.joined(separator: ", ")
        return CommandFailure(
            "Không xóa được \(list): số liệu được tính từ nội dung này (danh mục, số liệu đã chốt). Chưa xóa gì.",
            "\(list) cannot be erased: figures were computed from it (a catalogue, a closing). Nothing was erased.", status: 77)
    }
    static func eraseSure(_ count: Int) -> CommandFailure {
        CommandFailure(
            "Chưa xóa gì. \(count) nội dung nêu trên sẽ bị xóa ở quận và ở các máy của phường, không lấy lại được; số liệu giữ nguyên. "
                + "Nếu chắc chắn: chạy lại lệnh với --yes.",
            "Nothing was erased. The \(count) above would go from the district and from the ward's devices, for ever; figures stay as "
                + "they are. If that is meant: run it again with --yes.", status: 64)
    }
    static let erasedBefore = (
        "Các nội dung này đã xóa từ trước; không ghi thêm gì.", "These were erased before; nothing was recorded."
    )
    static func erased(_ count: Int) -> (String, String) {
        (
            "Đã xóa \(count) nội dung ở quận. Các máy của phường xóa khi đồng bộ lần tới; theo dõi bằng: district erase --list. "
                + "Bản sao lưu cũ còn giữ nội dung này: khi khôi phục, nội dung bị xóa trước khi mở cửa.",
            "Erased \(count) at the district. The ward's devices erase at their next sync; 'district erase --list' shows how far. "
                + "Older backups still hold them: a restore erases them before the district opens."
        )
    }
}
