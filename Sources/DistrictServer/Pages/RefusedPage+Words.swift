import PlanProgress
import Reports

/// What the pages of refused pushes say: what happened, that nothing is lost, what to do.
extension RefusedPage {
    /// So many logs are named that go on from one: a device may heal five times a day.
    private static let namesInState = 4

    /// Who goes on from that log, where one does.
    private func successors(of push: RefusedPush) -> String? {
        let names = register.descendants(of: push.origin).map(\.device)
        if names.isEmpty { return nil }
        let rest = Int64(names.count - Self.namesInState)
        let named = names.prefix(Self.namesInState).joined(separator: ", ")
        return rest > 0 ? named + language(" và \(language.number(rest)) sổ khác", " and \(language.number(rest)) more") : named
    }

    /// How it stands with a push; `missing` of its entries have not come in another log, where that was counted.
    func state(of push: RefusedPush, missing: Int?) -> String {
        if let successors = successors(of: push) {
            let count = missing.map { language.number(Int64($0)) }
            return language(
                "Máy đã ghi tiếp ở \(successors), còn chờ \(count.map { "\($0) mục" } ?? "các mục chưa tới")",
                "Goes on in \(successors); \(count ?? "some") of its entries have not come yet")
        }
        return switch push.reason {
        case .fork, .sealed: language("Chờ máy ghi tiếp trong sổ mới", "Waits for the device to go on in a new log")
        case .revoked: language("Được giữ lại, không tính vào số liệu", "Kept, and counts nothing")
        }
    }

    func standing(_ standing: ContinuedLog.Standing) -> String {
        switch standing {
        case .same: language("Cùng một bản ghi", "The same record")
        case .fork: language("Hai bản ghi khác nhau, đã ghi tiếp", "Two records differed; continued")
        case .longer: language("Máy có nhiều mục hơn quận lúc đó, đã ghi tiếp", "The device had more than the district then; continued")
        }
    }

    /// What happened, in whole sentences.
    func meaning(of evidence: RefusedEvidence) -> [String] {
        let (push, ward) = (evidence.push, name(of: evidence.push.origin.unit))
        let (device, index) = (push.origin.device, language.number(push.index))
        switch push.reason {
        case .fork:
            return [
                language(
                    "Máy \(device) của \(ward) đã ký hai bản ghi khác nhau, bắt đầu khác từ mục số \(index). "
                        + "Thường là máy, ổ đĩa hoặc USB bị sao chép rồi cả hai bản cùng được ghi, hoặc máy được khôi phục từ một bản sao cũ.",
                    "The device \(device) of \(ward) signed two records that differ from entry \(index) on. "
                        + "Mostly the computer, its disk or a stick was copied and both copies were written on, or an old copy was restored."
                ),
                language(
                    "Không mất dữ liệu: quận vẫn tính bản đã nhận trước, và giữ nguyên bản đến sau.",
                    "Nothing is lost: what came first still counts, and what came later is kept whole."),
            ]
        case .sealed:
            return [
                language(
                    "Sổ \(device) của \(ward) đã kết thúc ở mục số \(index) và được ghi tiếp ở sổ khác; "
                        + "lần gửi này vẫn thêm mục vào sổ cũ. Thường là máy còn một bản sao khác đang dùng.",
                    "The log \(device) of \(ward) ended at entry \(index) and goes on in another; this push still adds to the old one. "
                        + "Mostly another copy of the device is in use."),
                language(
                    "Không mất dữ liệu: lần gửi được giữ nguyên cho đến khi các mục của nó tới bằng sổ mới.",
                    "Nothing is lost: the push is kept whole until its entries have come in a new log."),
            ]
        case .revoked:
            return [
                language(
                    "Máy \(device) của \(ward) đã bị thu hồi: quận chỉ tính các mục trước mục số \(evidence.log.end.map { language.number($0) } ?? index). "
                        + "Lần gửi này mang những mục sau đó nên không được tính.",
                    "The device \(device) of \(ward) was revoked: only entries before "
                        + "\(evidence.log.end.map { language.number($0) } ?? index) count. This push brought later ones."),
                language("Nội dung được giữ nguyên để xem xét.", "What it brought is kept whole, to be looked at."),
            ]
        }
    }

    /// What to do.
    func advice(on evidence: RefusedEvidence) -> [String] {
        let origin = evidence.push.origin
        let invite = "district invite \(origin.unit) --continues \(origin)"
        switch evidence.push.reason {
        case .fork, .sealed:
            return [
                language(
                    "Thường không phải làm gì: lần đồng bộ sau, máy tự ghi tiếp trong một sổ mới và gửi lại những mục còn thiếu. "
                        + "Khi đủ, lần gửi này tự rời khỏi danh sách.",
                    "Mostly nothing: with its next sync the device goes on in a new log and sends what is missing again. "
                        + "Once all has come, this push leaves the list by itself."),
                language(
                    "Nếu vài ngày sau vẫn còn ở đây: đề nghị phường mở từng máy đã dùng và chạy «ward sync». "
                        + "Nếu máy đã hỏng, người quản trị máy chủ cấp mã bằng «\(invite)».",
                    "If it is still here after some days: ask the ward to start each computer that was used and run 'ward sync'. "
                        + "If the computer is broken, the server's administrator gives out a code with '\(invite)'."),
            ]
        case .revoked:
            return [
                language(
                    "Nếu các mục này đúng là của phường: người quản trị máy chủ cấp mã bằng «\(invite)»; "
                        + "máy ghi tiếp trong sổ mới và gửi lại, khi đủ các mục thì lần gửi này tự rời khỏi danh sách.",
                    "If these entries are the ward's own: the server's administrator gives out a code with '\(invite)'; "
                        + "the device goes on in a new log and sends them again, and once all has come this push leaves the list by itself."
                ),
                language(
                    "Nếu không rõ ai đã gửi: không cấp mã; lần gửi cứ nằm ở đây và không ảnh hưởng đến số liệu.",
                    "If nobody knows who sent it: give out no code; it stays here and changes no figure."),
            ]
        }
    }

    /// The fixed words, which templates call `t`.
    var words: [String: String] {
        [
            "listHeading": language("Lần gửi chưa được nhận", "Pushes that were not taken"),
            "intro": language(
                "Những lần gửi mà quận chưa đưa vào số liệu và đang giữ nguyên văn để xem xét. Mục nào tới được bằng sổ mới của máy thì vẫn được tính, "
                    + "và lần gửi tự rời khỏi danh sách khi mọi mục của nó đã tới.",
                "What wards sent that does not count and is kept as it came. Entries that come in a new log of the device count all the same, "
                    + "and a push leaves the list by itself once all of its entries have come."),
            "none": language("Không có lần gửi nào đang bị giữ lại.", "No push is kept."),
            "noOlder": language("Không còn lần gửi nào cũ hơn.", "There are no older ones."),
            "number": language("Số", "No."), "came": language("Nhận lúc", "Came"), "why": language("Vì sao", "Why"),
            "older": language("Cũ hơn", "Older"), "newest": language("Mới nhất", "Newest"),
            "continued": language("Máy đã ghi tiếp trong sổ mới", "Devices that went on in a new log"),
            "continuedIntro": language(
                "Sau khi máy bị sao chép, khôi phục hay đổi khóa. Các mục của sổ cũ và sổ mới đều được tính, mỗi mục một lần.",
                "After a copy, a restore or a change of keys. Entries of the old log and of the new one count, each of them once."),
            "former": language("Sổ cũ", "Old log"), "next": language("Sổ mới", "New log"),
            "nextTime": language("Quận nhận sổ mới lúc", "New log held since"),
            "sizes": language("Số mục sổ cũ: máy / quận", "Entries of the old log: device / district"),
            "standing": language("Đối chiếu", "Compared"), "backToList": language("Về danh sách", "Back to the list"),
            "meaning": language("Chuyện gì đã xảy ra", "What happened"), "advice": language("Việc cần làm", "What to do"),
            "data": language("Lần gửi này", "This push"), "entries": language("Số mục mang theo", "Entries it brought"),
            "missing": language("Chưa được tính ở sổ nào", "Counted in no log yet"),
            "first": language("Khác hoặc vượt quá từ mục số", "Differs or lies beyond from entry"),
            "bytes": language("Dung lượng", "Size"), "byteUnit": language("byte", "bytes"),
            "download": language("Tải nguyên văn lần gửi này", "Download this push as it came"),
            "downloadNote": language(
                "Tệp mang nguyên lời của phường, có thể có thông tin cá nhân: chỉ dùng để đối chiếu. Tài liệu đã xóa theo yêu cầu không có trong tệp.",
                "The file holds the ward's own words, personal data perhaps: for comparing only. Attachments that were erased are not in it."
            ),
            "both": language("Hai bản đã ký", "Both signed records"), "held": language("Quận đang giữ", "Held by the district"),
            "sent": language("Lần gửi này", "This push"), "size": language("Số mục đã ký", "Signed size"),
            "root": language("Mã đã ký", "Signed root"), "signedBy": language("Quận xác nhận lúc", "Confirmed by the district"),
            "heldNote": language("Bản quận đang giữ, máy và quận đã ký", "What the district holds, signed by the device and the district"),
            "sentNote": language("Bản của lần gửi này, máy đã ký", "What came with this push, signed by the device"),
            "noNote": language("Không có.", "There is none."), "deviceKey": language("Khóa của máy", "The device's key"),
            "districtKey": language("Khóa xác nhận của quận", "The district's key of receipts"),
            "check": language(
                "Kiểm tra chữ ký bằng công cụ độc lập: theo tài liệu Evidence của Wardlog.",
                "To check the signatures with other tools: Wardlog's document Evidence."),
        ]
    }
}
