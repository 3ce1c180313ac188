import LogFiles
import PlanProgress

/// What a person is told of the way to the district: what happened, what is safe, what comes next.
extension Sentences {
    /// A time of day and a day, as people say them; +07:00.
    func moment(_ utcMilliseconds: Int64) -> String {
        guard let day = LocalDay(utcMilliseconds: utcMilliseconds) else { return "?" }
        let minutes = (utcMilliseconds - day.startUTCMilliseconds) / 60_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return pick(
            "\(two(minutes / 60)) giờ \(two(minutes % 60)) ngày \(day.vietnamese)", "\(two(minutes / 60)):\(two(minutes % 60)) on \(day)")
    }

    func synced(_ outcome: SyncOutcome) -> String {
        let sent = outcome.sentRecords + Int64(outcome.sentAttachments)
        let news =
            sent == 0 && outcome.receivedEntries == 0
            ? nothingNew(outcome)
            : pick(
                "Quận đã nhận: gửi \(outcome.sentRecords) mục, \(outcome.sentAttachments) tài liệu; nhận về \(outcome.receivedEntries) mục.",
                "Received by the district: \(outcome.sentRecords) entries and \(outcome.sentAttachments) attachments sent, \(outcome.receivedEntries) entries fetched."
            )
        return news + continued(outcome)
    }

    private func nothingNew(_ outcome: SyncOutcome) -> String {
        outcome.refusedAttachments.isEmpty
            ? pick("Quận đã nhận đủ, không có gì mới.", "The district has everything; nothing is new.")
            : pick("Quận đã nhận đủ các mục của sổ này.", "The district has every entry of this log.")
    }

    /// What is told beside the ending, whatever that is; begins with a blank where it says something.
    func continued(_ outcome: SyncOutcome) -> String {
        guard let origin = outcome.continued else { return lost(outcome) }
        let safe = outcome.hasLost ? "" : pick(", không mất dữ liệu", ", and nothing is lost")
        return pick(
            " Sổ cũ của máy này không ghi tiếp được nữa; các mục được ghi tiếp vào sổ \(origin)\(safe).",
            " This device's former log could not go on; it is continued as \(origin)\(safe).") + lost(outcome)
    }

    /// Never said of what the district holds.
    private func lost(_ outcome: SyncOutcome) -> String {
        (outcome.lostEntries > 0 ? " " + lostEntries(outcome.lostEntries) : "")
            + (outcome.spoiledLines > 0 ? " " + lost(outcome.spoiledLines) : "")
            + (outcome.notOverwritten > 0 ? " " + notOverwritten(outcome.notOverwritten) : "")
            + (outcome.refusedAttachments.isEmpty ? "" : " " + attachmentsRefused(outcome.refusedAttachments))
    }
    func lostEntries(_ count: Int64) -> String {
        pick(
            "\(count) mục đã lưu trên máy này và chưa gửi quận nay không còn, vì sổ ở đây là bản cũ hơn. Hãy ghi lại các mục đó; "
                + "nếu có bản sao mới hơn của thư mục dữ liệu, xem ở đó: ward log --home THƯ-MỤC.",
            "\(count) entries that were saved on this machine and not sent are gone, for the log here is an older copy. Record them again; "
                + "if there is a newer copy of the data folder, look there: ward log --home FOLDER.")
    }

    /// `scheduled` is when this machine syncs by itself, UTC milliseconds; `nil` where no schedule is installed.
    func notSynced(_ outcome: SyncOutcome, scheduled: Int64?) -> String {
        let safe = waiting(outcome.waitingRecords)
        switch outcome.ending {
        case .notJoined:
            return "\(pick("Chưa gửi được lên quận.", "Not sent to the district.")) \(safe)\(ending(outcome.ending))\(continued(outcome))"
        case .attachmentsLost: return ending(outcome.ending) + continued(outcome)
        case .unreadableLogs:
            return pick("Quận đã nhận đủ mục của máy này. ", "The district has every entry of this machine. ") + ending(outcome.ending)
                + continued(outcome)
        case .done: return synced(outcome)
        default: break
        }
        let next = Self.helpsAgain(outcome.ending) ? nextTry(notBefore: outcome.nextTry, scheduled: scheduled) : ""
        return
            "\(pick("Chưa gửi được lên quận.", "Not sent to the district.")) \(safe)\(ending(outcome.ending))\(next)\(continued(outcome))"
    }

    /// Whether the same command may end otherwise without a person's doing.
    private static func helpsAgain(_ ending: SyncOutcome.Ending) -> Bool {
        switch ending {
        case .refused, .store(.damaged), .carryAgain: false
        default: true
        }
    }

    /// Promises only what is installed; otherwise says by what, and from when on the district wants it.
    private func nextTry(notBefore: Int64?, scheduled: Int64?) -> String {
        if let scheduled { return pick(" Máy sẽ tự gửi lại lúc \(moment(scheduled)).", " It tries again at \(moment(scheduled)).") }
        guard let notBefore else { return pick(" Gửi lại bằng: ward sync.", " By hand: ward sync.") }
        return pick(" Gửi lại bằng: ward sync, sau \(moment(notBefore)).", " By hand: ward sync, after \(moment(notBefore)).")
    }

    private func waiting(_ entries: Int64) -> String {
        entries == 0 ? "" : pick("\(entries) mục đã lưu an toàn trên máy này. ", "\(entries) entries are safe on this machine. ")
    }

    func ending(_ ending: SyncOutcome.Ending) -> String {
        switch ending {
        case .done: pick("Quận đã nhận.", "Received by the district.")
        case .notJoined:
            pick("Máy này chưa nối với quận: ward join ĐỊA-CHỈ MÃ.", "This machine has not joined a district: ward join URL CODE.")
        case .unreachable(let words):
            pick("Không kết nối được máy chủ quận (\(words)).", "The district's server is not reached (\(words)).")
        case .notTheDistrict(JoinFlow.wrongDistrict):
            pick(
                "Mã mời là của quận khác, hoặc có máy khác đứng giữa. Hãy hỏi lại Phòng Nội vụ.",
                "The code was made for another district, or somebody stands in between. Ask Home Affairs.")
        case .notTheDistrict(let words):
            pick(
                "Có máy khác trả lời thay máy chủ quận (\(words)). Hãy báo người phụ trách mạng.",
                "Somebody else answers in the district's place (\(words)). Tell whoever runs the network.")
        case .outOfDate(let words): outOfDate(words)
        case .tryLater(let words):
            pick("Máy chủ quận đang bận hoặc đường truyền bị ngắt (\(words)).", "The district is busy or the line broke (\(words)).")
        case .recovering:
            pick("Quận đã lưu và đang phục hồi máy chủ, chưa xác nhận.", "The district has stored it and is recovering; not confirmed yet.")
        case .refused(let problem) where problem.type == .code:
            pick(
                "Quận không nhận máy này: cần một mã mời còn hiệu lực. Hãy hỏi Phòng Nội vụ, rồi chạy: ward join ĐỊA-CHỈ MÃ.",
                "The district refuses this machine: a code that is still good is needed. Ask Home Affairs, then run: ward join URL CODE.")
        case .refused(let problem):
            pick(
                "Quận đã ngừng nhận máy này, hoặc không còn nhận ra nó. Những gì ghi tiếp vẫn nằm trên máy. \(newCode)",
                "The district no longer takes this machine (\(problem.detail ?? problem.type.title)). What is recorded stays here. \(newCode)"
            )
        case .rejected(let problem):
            pick(
                "Quận không hiểu yêu cầu (\(problem.detail ?? problem.type.title)). Có thể cần bản chương trình mới hơn.",
                "The district does not take the request (\(problem.detail ?? problem.type.title)). A newer program may be needed.")
        case .attachmentsLost(let lost):
            attachmentsLost(places(of: lost))
        case .unreadableLogs(let logs): unreadable(logs)
        case .unproved(let words):
            pick(
                "Câu trả lời của quận không có chữ ký đúng (\(words)), nên không tính là đã nhận.",
                "The district's answer is not signed as it must be (\(words)), so it counts as not received.")
        case .carryAgain: pick("Việc còn lại đi cùng gói sau.", "What is left travels with the next bundle.")
        case .store(.damaged(let words)):
            pick(
                "Sổ trên máy bị hỏng. Hãy chạy 'ward repair', sau đó 'ward sync'.",
                "A log here is damaged (\(words)). Run 'ward repair', then 'ward sync'.")
        case .store(.disk(let words)): pick("Đĩa đầy hoặc không đọc được (\(words)).", "The disk is full or unreadable (\(words)).")
        case .store(.busy(let words)):
            pick("Một chương trình khác đang dùng thư mục dữ liệu (\(words)).", "Another program uses the data folder (\(words)).")
        }
    }

    /// Says nothing of what the district has; `logs` are copies of other machines' logs and former logs of this one.
    private func unreadable(_ logs: [Origin]) -> String {
        let names = logs.map(\.description).joined(separator: ", ")
        return pick(
            "Không đọc được sổ \(names) trên đĩa này. "
                + "Hãy xem tệp ấy có thuộc người dùng khác không và kiểm tra đĩa, rồi chạy ward sync.",
            "Log \(names) cannot be read here. See whether another user owns the file, check the disk, then run ward sync.")
    }

    /// A clock from before this program existed is named; of any other it is said what it shows.
    private func outOfDate(_ words: String) -> String {
        let now = Surroundings.machine.now()
        let (vietnamese, english) = LocalDay.shown(utcMilliseconds: now)
        if let built = LocalDay(Build.day), now < built.startUTCMilliseconds {
            return pick(
                "Máy này đang để ngày \(vietnamese). Hãy đặt lại ngày giờ.", "This machine's clock says \(english). Set its date and time.")
        }
        return pick(
            "Máy này đang để ngày \(vietnamese), và vào ngày ấy chứng thư của máy chủ quận không có hiệu lực (\(words)). "
                + "Hãy xem lại ngày giờ của máy; nếu đúng, hãy báo quận.",
            "This machine's clock says \(english), and on that day the district's certificate does not hold (\(words)). "
                + "Check the clock; if it is right, tell the district.")
    }

    /// The entries in the order of the log, each once.
    private func places(of lost: [WaitingAttachment]) -> String {
        var places: [String] = []
        for place in lost.sorted(by: { ($0.earlier == nil ? 0 : 1, $0.index) < ($1.earlier == nil ? 0 : 1, $1.index) }).map(\.place)
        where !places.contains(place) { places.append(place) }
        return places.joined(separator: ", ")
    }

    private func attachmentsLost(_ entries: String) -> String {
        pick(
            "Quận đã nhận các mục, nhưng chưa nhận tài liệu kèm mục \(entries): tệp trên máy này đã mất, hỏng hoặc không đọc được. "
                + "Hãy chép lại thư mục attachments từ bản sao lưu rồi chạy ward sync, hoặc đính tệp khác: ward correct MÃ --attach TỆP.",
            "The district has the entries, but not what is attached to entry \(entries): the file here is gone, spoiled or cannot be read. "
                + "Put the folder attachments back from a backup and run ward sync, or attach another: ward correct EVENT --attach FILE.")
    }

    func attachmentsRefused(_ refused: [WaitingAttachment]) -> String {
        let entries = places(of: refused)
        return pick(
            "Quận không nhận tài liệu kèm mục \(entries), vì ở quận không có mục ấy. Tài liệu vẫn nằm trên máy này và chỉ gửi lại khi quận "
                + "cần đến. Hãy xem mục ấy ở ward log --origin SỔ; nếu còn cần thì ghi lại kèm tệp: ward record … --attach TỆP, "
                + "rồi hủy mục cũ: ward void MÃ --reason LÝ-DO.",
            "The district does not take what is attached to entry \(entries), for it has no such entry. The attachment stays on this machine "
                + "and is sent again only when the district lacks it. Look at the entry with ward log --origin LOG; if it is still needed, "
                + "record it again: ward record … --attach FILE, and take the old one back: ward void EVENT --reason WHY.")
    }

    func diverged(_ origins: [Origin]) -> String {
        let names = origins.map(\.description).joined(separator: ", ")
        return pick(
            "Hai bản ghi khác nhau ở \(names), không mất dữ liệu: bản trên máy này được giữ nguyên. Hãy báo Phòng Nội vụ.",
            "The district's copy of \(names) differs from the one here; ours stays. Tell Home Affairs.")
    }

    // MARK: Joining

    var badCode: String {
        pick(
            "Mã mời không đúng dạng: cần 26 chữ và số, ví dụ 7KQ2F-9XH4M.3JRT-W8QP-Z5NB-C0VA. Chưa gửi gì cả.",
            "That is no code: 26 letters and digits, such as 7KQ2F-9XH4M.3JRT-W8QP-Z5NB-C0VA. Nothing was sent.")
    }
    func badAddress(_ text: String) -> String {
        let hint = text.contains("://") ? "" : pick(" Thiếu https:// ở đầu.", " It lacks https:// in front.")
        return pick(
            "'\(text)' không phải địa chỉ máy chủ.\(hint) Ví dụ: https://quan.example:8443. Chưa gửi gì cả.",
            "'\(text)' is no address.\(hint) Such as https://district.example:8443. Nothing was sent.")
    }
    func joined(_ outcome: SyncOutcome) -> String {
        pick(
            "Đã nối với quận. Những gì đã ghi được giữ nguyên; gửi ngay bằng: ward sync.",
            "Joined the district. What was recorded stays; send it now: ward sync.") + continued(outcome)
    }
    /// Says nothing of the code: whether the district needed it is not told.
    var joinedBefore: String {
        pick(
            "Máy này đã nối với quận từ trước, nay vẫn nối. Gửi ngay bằng: ward sync.",
            "This machine had joined before, and still is. Send now: ward sync.")
    }
    func notJoined(_ outcome: SyncOutcome, at address: DistrictAddress) -> String {
        var text =
            pick(
                "Chưa nối được với quận. Những gì đã ghi vẫn an toàn trên máy này. ",
                "Not joined. What was recorded is safe on this machine. ")
            + ending(outcome.ending) + continued(outcome)
        // A server that speaks TLS answers plain HTTP with a closed line.
        if !address.isEncrypted, case .tryLater = outcome.ending {
            text += pick(
                " Địa chỉ vừa gõ bắt đầu bằng http://; máy chủ quận thường dùng https://.",
                " The address given begins with http://; a district's server mostly speaks https://.")
        }
        return text
    }

    // MARK: Verifying and repairing

    /// `isOurs` of the log that is written here: nothing is recorded in any other.
    func verdict(_ verdict: LogVerdict, isOurs: Bool) -> String {
        let received =
            verdict.receiptSize.map { pick("quận đã nhận \($0)", "the district has \($0)") }
            ?? pick("quận chưa nhận", "not yet at the district")
        guard let fault = verdict.fault else {
            let torn =
                verdict.isTorn
                ? pick(
                    "; cuối sổ có phần ghi dở, chưa từng được báo là lưu",
                    "; at its end lies an unfinished entry that was never acknowledged")
                    + (isOurs
                        ? pick(", lần ghi sau sẽ cất vào thư mục quarantine", ", which the next record sets aside in quarantine/") : "")
                : ""
            return pick("đúng: \(verdict.size) mục, \(received)", "good: \(verdict.size) entries, \(received)") + torn
        }
        let place = fault.index.map { pick("mục \($0)", "entry \($0)") } ?? pick("sổ", "the log")
        return pick("SAI ở \(place): \(words(fault))", "FAULT at \(place): \(fault)")
    }

    private func words(_ fault: LogFinding) -> String {
        switch fault {
        case .line: "dòng không khớp mã kiểm tra"
        case .opening: "mục đầu không phải mục mở sổ này"
        case .key: "khóa bên cạnh không phải khóa của sổ"
        case .receiptUnreadable: "không đọc được giấy nhận của quận"
        case .receiptSignature: "giấy nhận không có chữ ký của máy này"
        case .receiptCosignature: "giấy nhận không có chữ ký của quận"
        case .shorterThanReceipt(let size): "quận đã nhận \(size) mục, sổ ở đây ngắn hơn"
        case .receiptRoot(let size): "\(size) mục đầu khác với những gì quận đã nhận"
        case .guarded(let size): "\(size) mục đầu khác với những gì máy này đã ghi"
        case .enrolledKey: "khóa của sổ không phải khóa mà quận đã nhận"
        case .receiptBehind(let size, let known): "giấy nhận cho \(size) mục là giấy cũ, quận đã nhận \(known)"
        case .shorterThanHead(let size): "quận đang giữ \(size) mục, sổ ở đây ngắn hơn"
        case .headRoot(let size): "\(size) mục đầu khác với những gì quận đang giữ"
        case .attachment(let id, _): "tài liệu \(id) bị hỏng hoặc không đọc được"
        case .unreadable: "không đọc được tệp trên đĩa này"
        }
    }

    func verified(_ count: Int) -> String { pick("Đã kiểm tra \(count) sổ: đúng cả.", "\(count) logs checked: all good.") }
    var verifyFailed: String {
        pick(
            "Có sổ bị sai. Không thay đổi gì. Hãy chạy 'ward sync' để lấy lại giấy nhận và phần thiếu từ quận; "
                + "sổ của máy này còn sai thì chạy 'ward repair'.",
            "A log has a fault. Nothing was changed. Run 'ward sync' to fetch receipts and what is missing from the district; "
                + "if this machine's own log still has a fault, run 'ward repair'.")
    }

    /// `logs` could not be read, and none of the others has a fault.
    func verifyUnread(_ logs: [Origin]) -> String {
        pick("Chưa kiểm tra hết. Không thay đổi gì. ", "Not all was checked. Nothing was changed. ") + unreadable(logs)
    }

    func repaired(_ need: RepairNeed) -> String {
        switch need {
        case .nothing: pick("Sổ của máy này đúng, không cần sửa.", "This machine's log is good; nothing was changed.")
        case .cut:
            pick(
                "Đã bỏ phần ghi dở do mất điện; phần đó chưa từng được báo là lưu. Bản gốc ở thư mục quarantine.",
                "The torn end of a power cut was cut off; it had never been acknowledged. Its bytes lie in quarantine/.")
        case .fetch:
            pick(
                "Đã lấy lại từ quận phần bị hỏng. Tệp cũ ở thư mục quarantine.",
                "The damaged part was fetched from the district. The old file lies in quarantine/.")
        case .heal:
            pick(
                "Sổ được ghi tiếp trong sổ mới. Tệp cũ ở thư mục quarantine. Gửi ngay bằng: ward sync.",
                "The log is continued in a new one. The old file lies in quarantine/. Send it: ward sync.")
        }
    }
    func lost(_ count: Int) -> String {
        pick(
            "\(count) dòng không khôi phục được, vẫn nằm ở thư mục quarantine. Hãy xem và ghi lại những mục đó.",
            "\(count) lines could not be saved; they lie in quarantine/. Look at them and record those entries again.")
    }
}

/// What `ward status` says.
extension Sentences {
    func planAtAGlance(_ cell: TaskCell, year: Int) -> String {
        pick(
            "Kế hoạch năm \(year): hoàn thành \(cell.done)/\(cell.total) nhiệm vụ có hạn hoặc theo kỳ, đang thực hiện \(cell.inProgress), có vướng mắc \(cell.blocked); thường xuyên \(cell.standingActive)/\(cell.standing) có hoạt động; \(cell.activities) hoạt động.",
            "Plan of \(year): \(cell.done)/\(cell.total) dated or periodic tasks done, \(cell.inProgress) in progress, \(cell.blocked) blocked; \(cell.standingActive)/\(cell.standing) standing tasks active; \(cell.activities) activities."
        )
    }
    var nothingLate: String { pick("Không có việc chậm tiến độ.", "Nothing is late.") }
    var late: String { pick("Chậm tiến độ:", "Late:") }
    var lateWord: String { pick("Chậm tiến độ", "Late") }
    func lateTask(_ task: String, occurrence: PeriodCode?, due: LocalDay?) -> String {
        [task, occurrence?.description, due.map { pick("hạn \($0.vietnamese)", "due \($0)") }].compactMap { $0 }.joined(separator: " · ")
    }
    func standing(active: Bool, blocked: Bool) -> String {
        active ? pick("Có hoạt động trong kỳ", "Active") : blocked ? pick("Có vướng mắc", "Blocked") : pick("Thường xuyên", "Standing")
    }
    var statusHeader: [String] {
        language == .vietnamese
            ? ["Mã", "Kỳ", "Trạng thái", "Phần trăm", "Hạn", "Chậm"] : ["Code", "Period", "State", "Percent", "Due", "Late"]
    }
    /// `old` is the log that this one continues.
    func received(_ size: Int64, of total: Int64, at moment: Int64?, now: Int64, continuing old: Origin?) -> String {
        guard let moment else {
            guard let old else { return pick("Quận chưa nhận mục nào.", "The district has received nothing yet.") }
            return pick(
                "Quận chưa nhận mục nào của sổ này; những gì đã nhận của sổ trước (\(old)) vẫn được tính.",
                "The district has received nothing of this log yet; what it has of the one before (\(old)) stands.")
        }
        let hours = max(0, (now - moment) / 3_600_000)
        let age = hours < 48 ? pick("\(hours) giờ trước", "\(hours) hours ago") : pick("\(hours / 24) ngày trước", "\(hours / 24) days ago")
        return pick(
            "Quận đã nhận \(size)/\(total) mục, lúc \(self.moment(moment)) (\(age)).",
            "The district has \(size) of \(total) entries, since \(self.moment(moment)) (\(age)).")
    }
    func waitingHere(_ entries: Int64, _ attachments: Int) -> String {
        pick(
            "Đã lưu trên máy, chưa gửi: \(entries) mục, \(attachments) tài liệu. Gửi bằng: ward sync.",
            "Here and not yet sent: \(entries) entries, \(attachments) attachments. Send them: ward sync.")
    }
    func lastSync(_ last: LastSync, scheduled: Int64?) -> String {
        // A refusal's own words are the server's, in English; for a clerk it has one cure.
        let isRefused = last.ending == "refused"
        let detail = last.detail.isEmpty || isRefused && language == .vietnamese ? "" : ": \(TextTable.shown(last.detail))"
        let next = isRefused ? " " + newCode : nextTry(notBefore: last.nextTry, scheduled: scheduled)
        // What was lost is told beside it; what waits was recorded since the bundle was written.
        let all = last.waitingEntries == 0
        return last.exitCode == 0 || ["lost", "notOverwritten"].contains(last.ending)
            ? pick(
                "Lần gửi gần nhất: \(moment(last.at)), quận đã nhận \(all ? "đủ" : "những gì gói mang đi").",
                "Last sync: \(moment(last.at)), \(all ? "everything" : "what the bundle carried was") received.")
            : pick(
                "Lần gửi gần nhất: \(moment(last.at)), chưa được (\(endingWord(last.ending))\(detail)).\(next)",
                "Last sync: \(moment(last.at)), not done (\(endingWord(last.ending))\(detail)).\(next)")
    }
    private var newCode: String {
        pick(
            "Hãy xin Phòng Nội vụ mã mời mới, rồi chạy: ward join ĐỊA-CHỈ MÃ.",
            "Ask Home Affairs for a new code, then run: ward join URL CODE.")
    }
    private func endingWord(_ word: String) -> String {
        guard language == .vietnamese else { return word }
        let words = [
            "notJoined": "chưa nối với quận", "unreachable": "không kết nối được", "notTheDistrict": "máy khác trả lời",
            "outOfDate": "ngày giờ của máy không khớp với chứng thư của quận",
            "tryLater": "bận hoặc đứt đường truyền",
            "recovering": "quận đang phục hồi", "refused": "quận không nhận máy này", "rejected": "quận không hiểu yêu cầu",
            "attachmentsLost": "thiếu tài liệu kèm mục", "attachmentsRefused": "quận không nhận tài liệu kèm mục",
            "unreadableLogs": "không đọc được một sổ trên đĩa này", "carryAgain": "chờ gói sau",
            "unproved": "không có chữ ký đúng của quận",
            "damaged": "sổ bị hỏng",
            "disk": "đĩa đầy hoặc lỗi",
            "busy": "thư mục đang được dùng",
        ]
        return words[word] ?? word
    }
}
