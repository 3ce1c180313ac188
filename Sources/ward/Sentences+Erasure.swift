import PlanProgress

/// Erasing what was attached, said to a clerk.
extension Sentences {
    var eraseWhat: String {
        pick(
            "Cần mã của một mục: ward erase MÃ; hoặc xem các nội dung đã xóa: ward erase --list. Chưa xóa gì cả.",
            "An entry's id is needed: ward erase EVENT; or 'ward erase --list' for what was erased. Nothing was erased.")
    }
    func noAttachments(_ digits: String) -> String {
        pick("Mục '\(digits)' không có nội dung đính kèm. Chưa xóa gì cả.", "Entry '\(digits)' has nothing attached. Nothing was erased.")
    }
    func noAttachment(_ part: String) -> String {
        pick(
            "Không rõ '\(part)' là nội dung nào của mục này: ghi từ 8 ký tự của mã in ở đầu dòng. Chưa xóa gì cả.",
            "'\(part)' names no single attachment of this entry: give 8 or more characters of the code that begins its line. "
                + "Nothing was erased.")
    }
    func eraseSure(_ count: Int) -> String {
        pick(
            "Chưa xóa gì cả. \(count) nội dung nêu trên sẽ bị xóa ở máy này, ở quận và ở các máy khác của phường, không lấy lại được; "
                + "số liệu giữ nguyên. Nếu chắc chắn: chạy lại lệnh với --yes.",
            "Nothing was erased. The \(count) above would go from this machine, the district and the ward's other machines, for ever; "
                + "figures stay as they are. If that is meant: run it again with --yes.")
    }
    func erased(_ count: Int) -> String {
        pick(
            "Đã xóa \(count) nội dung đính kèm trên máy này. Quận và các máy khác của phường xóa khi nhận được, ở lần gửi tới; "
                + "theo dõi bằng: ward erase --list. Tệp gốc hoặc bản sao lưu ở nơi khác, nếu có, phải tự xóa.",
            "Erased \(count) here. The district and the ward's other machines erase when they are told, at the next sync; "
                + "'ward erase --list' shows how far. The original file and backups elsewhere, if any, are yours to delete.")
    }
    func notOverwritten(_ count: Int) -> String {
        pick(
            "\(count) tệp đã bỏ khỏi máy này nhưng đĩa không cho ghi đè, nên nội dung cũ có thể còn trên đĩa. "
                + "Hãy kiểm tra đĩa và chủ sở hữu của thư mục attachments; khi thanh lý đĩa phải xóa trắng hoặc hủy đĩa.",
            "\(count) files were removed here, but the disk did not let them be overwritten, so what was in them may remain on it. "
                + "Check the disk and who owns the folder attachments; wipe or destroy the disk before it is given away.")
    }
    var erasedBefore: String {
        pick("Các nội dung này đã xóa từ trước; không ghi thêm gì.", "These were erased before; nothing was recorded.")
    }
    /// What a person reads in the place of erased words.
    var erasedContent: String { pick("(nội dung đã xóa)", "(erased)") }
    var contentUnreadable: String { pick("(nội dung không đọc được trên máy này)", "(cannot be read on this machine)") }
    var contentElsewhere: String { pick("(nội dung không ở máy này)", "(not on this machine)") }

    /// One attachment on a line: the beginning of its id, what it is, and its name or first words.
    func attachment(
        _ reference: AttachmentReference, _ content: Attachment?, isErased: Bool = false, isUnreadable: Bool = false
    ) -> String {
        var words = isErased ? erasedContent : isUnreadable ? contentUnreadable : contentElsewhere
        if let content {
            let text = reference.type == "text/plain" ? String(validating: content.content, as: UTF8.self) : nil
            words = text.map { $0.count > 60 ? $0.prefix(60) + "…" : $0 } ?? content.name
        }
        return "\(reference.id.prefix(12))  \(role(reference.role)): \(TextTable.shown(words))"
    }

    func role(_ role: AttachmentReference.Role?) -> String {
        switch role {
        case .subject: pick("nội dung", "subject")
        case .note: pick("ghi chú", "note")
        case .reason: pick("lý do", "reason")
        case .words: pick("lời văn", "words")
        case .evidence: pick("tài liệu minh chứng", "evidence")
        case .signed: pick("bản đã ký", "signed copy")
        case nil: pick("tài liệu", "file")
        }
    }

    func erasureRows(_ report: ErasureReport) -> [[String]] {
        let header = [
            pick("Nội dung", "Attachment"), pick("Mục", "Entry"), pick("Quận", "District"),
            pick("Các máy của phường", "The ward's machines"),
        ]
        return [header]
            + report.rows.map { row in
                let devices = row.devices.map { "\($0.origin.device): \(erasureState($0.state))" }
                return [
                    String(row.attachment.prefix(12)), row.event.map { String($0.hash.hex.prefix(12)) } ?? "–",
                    row.district ? pick("đã xóa", "erased") : pick("chưa nhận được", "not told yet"), devices.joined(separator: ", "),
                ]
            }
    }

    private func erasureState(_ state: ErasureReport.Device.State) -> String {
        switch state {
        case .confirmed: pick("đã xóa", "erased")
        case .waiting: pick("chưa xác nhận", "not confirmed yet")
        case .ended: pick("đã thôi dùng, không xác nhận được", "out of use, nobody confirms")
        }
    }
}

extension HelpWords {
    var erase: String {
        say.pick(
            "Xóa nội dung đính kèm của một mục (ghi chú, tệp); số liệu giữ nguyên.",
            "Erase what is attached to an entry (notes, files); figures stay as they are.")
    }
    var eraseAttachment: String {
        say.pick(
            "Chỉ xóa nội dung có mã này; ghi nhiều lần nếu có nhiều.", "Only the attachment whose code holds these; repeat for several.")
    }
    var eraseYes: String { say.pick("Xóa thật; không lấy lại được.", "Really erase; it cannot be undone.") }
    var eraseList: String { say.pick("Các nội dung đã xóa, nơi nào đã xác nhận.", "What was erased, and which places have confirmed it.") }
}
