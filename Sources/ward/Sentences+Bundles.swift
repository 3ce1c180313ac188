import PlanProgress

/// What a clerk who carries a stick is told.
extension Sentences {
    func exported(_ summary: BundleExport.Summary, to file: String, sealed: Bool) -> String {
        let what = pick(
            "Đã ghi gói \(file): \(summary.waitingEntries) mục chờ gửi, \(summary.attachments) tài liệu. "
                + "Mang tệp này đến quận; quận chạy: district bundle import, rồi trả lại một tệp cho máy này.",
            "Bundle \(file) is written: \(summary.waitingEntries) entries to send, \(summary.attachments) attachments. "
                + "Carry the file to the district, which runs: district bundle import, and gives a file back for this machine.")
        let missing =
            summary.missingEntries == 0
            ? ""
            : pick(
                " Sổ trên máy này thiếu \(summary.missingEntries) mục cuối, nên gói không có mục nào, chỉ xin quận phần còn thiếu.",
                " The log here lacks its last \(summary.missingEntries) entries, so the bundle holds none and only asks the district for them."
            )
        let open =
            sealed
            ? ""
            : pick(
                " Gói này chưa khóa được vì máy chưa biết khóa của quận: ai nhặt được USB thì đọc được, hãy giữ tận tay.",
                " It could not be sealed, for the district's key is not known here yet: whoever finds the stick can read it.")
        let left =
            summary.leftAttachments == 0 && summary.leftEntries == 0
            ? ""
            : pick(
                " Còn \(summary.leftEntries) mục, \(summary.leftAttachments) tài liệu chờ gói sau.",
                " \(summary.leftEntries) entries and \(summary.leftAttachments) attachments wait for the next bundle.")
        let unread =
            summary.unreadAttachments == 0
            ? ""
            : pick(
                " \(summary.unreadAttachments) tài liệu đã mất, hỏng hoặc không đọc được trên máy này nên không có trong gói; gói hỏi quận đã có chưa.",
                " \(summary.unreadAttachments) attachments are gone, spoiled or unreadable here and not in it; it asks whether the district has them."
            )
        return what + missing + open + left + unread
    }

    /// What was recorded since the bundle was written, the district cannot have.
    func received(_ outcome: SyncOutcome) -> String {
        let left = waitingForNext(outcome)
        guard !left.isEmpty, outcome.sentRecords == 0, outcome.sentAttachments == 0, outcome.receivedEntries == 0 else {
            return synced(outcome) + left
        }
        let all = outcome.refusedAttachments.isEmpty
        return
            (all
            ? pick("Quận đã nhận đủ những gì gói mang đi.", "The district has all that the bundle carried.")
            : pick("Quận đã nhận đủ các mục mà gói mang đi.", "The district has every entry that the bundle carried."))
            + continued(outcome) + left
    }

    func notReceived(_ outcome: SyncOutcome) -> String {
        if outcome.ending == .done { return received(outcome) }
        if case .unreadableLogs = outcome.ending {
            let left = waitingForNext(outcome)
            if !left.isEmpty { return received(outcome) + " " + ending(outcome.ending) }
        }
        guard outcome.ending == .carryAgain else { return notSynced(outcome, scheduled: nil) }
        return pick("Đã đọc gói của quận.", "The district's bundle was read.") + continued(outcome) + waitingForNext(outcome)
            + pick(" Hãy xuất gói mới và mang đến quận một lần nữa.", " Export a new bundle and carry it to the district once more.")
    }

    private func waitingForNext(_ outcome: SyncOutcome) -> String {
        outcome.waitingRecords == 0 && outcome.waitingAttachments == 0
            ? ""
            : pick(
                " \(outcome.waitingRecords) mục, \(outcome.waitingAttachments) tài liệu đã lưu an toàn trên máy này chờ gói sau.",
                " \(outcome.waitingRecords) entries and \(outcome.waitingAttachments) attachments are safe here for the next bundle.")
    }

    var codeNeeded: String {
        pick(
            "Máy này chưa nối với quận. Hãy xin Phòng Nội vụ mã mời, rồi chạy: ward bundle export TỆP --code MÃ. Chưa ghi tệp nào.",
            "This machine has not joined a district. Ask Home Affairs for a code, then run: ward bundle export FILE --code CODE. "
                + "No file was written.")
    }
    var strangeBundle: String {
        pick(
            "Gói này không phải của quận đã cấp mã cho máy này. Không nhận gì. Hãy hỏi lại Phòng Nội vụ.",
            "This bundle is not of the district that gave this machine its code. Nothing was taken. Ask Home Affairs.")
    }
    var outdatedBundle: String {
        pick(
            "Gói này quận lập trước khi thay khóa nên không nhận nữa. Dữ liệu trên máy vẫn an toàn. Hãy chạy lại: ward bundle export, "
                + "mang lên quận và nhận gói mới.",
            "This bundle was made before the district changed its keys, so it is not taken any more. What is recorded here is safe. "
                + "Run 'ward bundle export' again and take it to the district.")
    }
    func noIdentity(_ file: String) -> String {
        pick(
            "\(file) không phải thông tin của quận. Chưa ghi tệp nào. Hãy chép lại tệp mà quận đã ghi.",
            "\(file) does not say who a district is. No file was written. Copy the file that the district wrote once more.")
    }

    func bundle(_ fault: BundleFault, _ file: String) -> String {
        switch fault {
        case .notABundle:
            pick(
                "\(file) không phải gói trả lời của quận. Không thay đổi gì.",
                "\(file) is no answer of a district. Nothing was changed.")
        case .torn:
            pick(
                "\(file) bị thiếu hoặc hỏng khi chép. Không thay đổi gì. Hãy chép lại từ quận.",
                "\(file) is cut or was changed on the way. Nothing was changed. Copy it from the district once more.")
        case .form:
            pick(
                "\(file) có dạng khác. Không thay đổi gì. Có thể cần bản chương trình mới hơn.",
                "\(file) has another form. Nothing was changed. A newer program may be needed.")
        case .signature:
            pick(
                "\(file) không có chữ ký đúng của quận. Không thay đổi gì. Hãy báo Phòng Nội vụ.",
                "\(file) is not signed by the district. Nothing was changed. Tell Home Affairs.")
        case .otherDistrict(let name), .otherDevice(let name), .otherKey(let name):
            pick(
                "\(file) là gói của \(name), không phải của máy này. Không thay đổi gì.",
                "\(file) is for \(name), not for this machine. Nothing was changed.")
        case .unknownDevice:
            pick(
                "\(file) không có chữ ký của một máy mà quận biết. Không thay đổi gì.",
                "\(file) is not signed by a device that the district knows. Nothing was changed.")
        case .changed:
            pick(
                "\(file) đổi khác trong khi đang đọc. Phần đã nhận là đúng và được giữ. Hãy chép lại rồi nhận lại.",
                "\(file) changed while it was read. What was taken is right and kept. Copy it once more and receive it again.")
        case .store(let fault): notReceived(SyncOutcome(.store(fault)))
        case .disk(let reason):
            pick(
                "Không đọc hoặc ghi được \(file) (\(reason)). Sổ trên máy này vẫn nguyên. Thử lại với USB khác.",
                "\(file) cannot be read or written (\(reason)). The log here is as it was. Try another stick.")
        }
    }
}

extension HelpWords {
    var bundle: String { say.pick("Gửi và nhận bằng USB, khi không có mạng.", "Send and receive on a stick, without a network.") }
    var bundleExport: String { say.pick("Ghi gói gửi quận vào tệp.", "Write what is to be sent into a file.") }
    var bundleReceive: String { say.pick("Nhận gói trả lời của quận.", "Take in the district's answer.") }
    var bundleFile: String { say.pick("Tệp trên USB.", "The file on the stick.") }
    var bundleCode: String { say.pick("Mã mời, cho lần đầu hoặc khi quận cấp mã mới.", "The district's code, the first time.") }
    var bundleDistrict: String {
        say.pick("Tệp thông tin của quận, để khóa cả gói đầu tiên.", "The district's identity, so that the first bundle is sealed too.")
    }
}
