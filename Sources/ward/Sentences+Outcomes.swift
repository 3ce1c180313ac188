import Intake
import LogFiles
import PlanProgress

/// How a home, a plan, a sync and a schedule ended, said to the person who asked.
extension Sentences {
    // MARK: The home and its disk

    func home(_ fault: HomeFault) -> String {
        guard language == .vietnamese else { return "\(fault)" }
        return switch fault {
        case .log(let fault): log(fault)
        case .notAHome(let path): "Thư mục \(path) chưa có sổ. Tạo bằng 'ward init', hoặc chỉ thư mục khác bằng --home. Chưa ghi gì cả."
        case .config(let path): "Tệp \(path)/config không nêu tên sổ. Chưa ghi gì cả. Hãy khôi phục dòng 'origin: quận/phường/máy'."
        case .exists(let path, let origin): "Thư mục \(path) đã là sổ của \(origin). Không thay đổi gì."
        case .attachment(let name, _): "'\(name)' quá lớn: một tài liệu tối đa 20 MiB. Chưa ghi gì cả."
        case .keyIsKnown(let origin): "Sổ \(origin) đã từng có trên máy này và nay không còn. Hãy đặt tên máy khác. Chưa tạo gì cả."
        }
    }

    private func log(_ problem: LogFault) -> String {
        switch problem {
        case .disk(.full(let path)):
            "Đĩa đã đầy, không ghi được \(path). Những mục đã lưu trước đó vẫn an toàn. Hãy giải phóng dung lượng rồi làm lại."
        case .disk(.forbidden(let path)):
            "Không có quyền đọc hoặc ghi tệp \(path) trong thư mục dữ liệu. Chưa thay đổi gì. Hãy kiểm tra chủ của thư mục đó."
        case .disk(.held(let path)):
            path == HomeLayout.syncLock
                ? "Một lần gửi khác đang chạy. Không làm gì thêm; những mục đã lưu vẫn an toàn. Hãy thử lại sau."
                : "Một chương trình khác đang dùng thư mục dữ liệu (\(path)). Chưa ghi gì cả. Hãy thử lại sau giây lát."
        case .disk(.failed(let path, let call, let number)):
            "Đĩa báo lỗi ở \(path) (\(call), lỗi \(number)). Những mục đã báo là lưu vẫn an toàn. Hãy kiểm tra đĩa trước khi ghi tiếp."
        case .stopped: "Đĩa đã báo lỗi trong lần chạy này nên không ghi thêm. Hãy chạy lại lệnh."
        case .neverAppend(_, let refusal):
            "Không ghi tiếp được: \(words(refusal)). Chưa ghi gì cả. Hãy chạy 'ward sync', nếu chưa được thì 'ward repair'."
        case .missing(let origin): "Không có sổ \(origin) trên máy này. Không thay đổi gì."
        case .tooLong(let byteCount): self.fault(.tooLong(byteCount: byteCount))
        case .unreadable: "Mục này không đọc lại được sau khi viết. Chưa ghi gì cả. Hãy sửa lại nội dung."
        case .key(let origin): "Khóa của sổ \(origin) bị hỏng. Chưa ghi gì cả. Hãy chạy 'ward repair'."
        }
    }

    private func words(_ refusal: AppendRefusal) -> String {
        switch refusal {
        case .keyWithoutLog: "sổ của máy này không còn trên đĩa"
        case .logWithoutKey: "khóa của máy này không còn trên đĩa"
        case .shorter(let size, let known): "sổ trên đĩa có \(size) mục, trước đây có \(known)"
        case .otherRoot: "sổ trên đĩa khác với sổ mà máy này đã ghi, có thể là bản sao cũ"
        case .damaged(let index): "sổ bị hỏng từ mục \(index)"
        case .continued: "sổ đã được chuyển sang sổ mới"
        }
    }

    func unwritableFile(_ path: String, _ reason: String) -> String {
        pick("Không ghi được tệp \(path): \(reason).", "File \(path) cannot be written: \(reason).")
    }
    var isFolder: String { pick("đó là thư mục", "it is a folder") }
    var isTooLarge: String { pick("tệp quá lớn", "it is too large") }

    func initialised(_ origin: Origin, at path: String) -> String {
        pick(
            "Đã tạo sổ \(origin) ở \(path). Ghi được ngay, chưa cần mạng. Khi có mã mời của quận: ward join ĐỊA-CHỈ MÃ.",
            "Made the log \(origin) in \(path). Recording works at once, without a network. With the district's code: ward join URL CODE.")
    }

    func noLog(_ origin: Origin) -> String { pick("Không có sổ \(origin) trên máy này.", "Log \(origin) is not here.") }
    func earlierLog(_ origin: Origin) -> String {
        pick(
            "Các mục trước đó nằm trong sổ mà sổ này tiếp nối: ward log --origin \(origin)",
            "What came before is in the log that this one continues: ward log --origin \(origin)")
    }
    func leftOut(_ origin: Origin) -> String {
        pick(
            "Không đọc được sổ \(origin) trên đĩa này, nên ở đây chưa tính những gì sổ ấy ghi. Hãy kiểm tra đĩa và chủ sở hữu của tệp.",
            "Log \(origin) cannot be read here, so what it says is left out. Check the disk and the file's owner.")
    }
    func damagedLog(_ origin: Origin, at index: Int64) -> String {
        pick(
            "Sổ \(origin) bị hỏng từ mục \(index); phần trước đó vẫn đúng. Hãy chạy 'ward repair'.",
            "Log \(origin) is damaged from entry \(index) on; what comes before is good. Run 'ward repair'.")
    }

    // MARK: The plan

    func planImported(_ change: PlanChange, _ plan: PlanFile) -> String {
        change.isEmpty
            ? pick(
                "Kế hoạch năm \(plan.adopted.year) không có gì mới: \(plan.tasks.count) nhiệm vụ như đã có.",
                "Nothing is new in the plan of \(plan.adopted.year): \(plan.tasks.count) tasks, as they stand.")
            : pick(
                "Đã lưu trên máy kế hoạch năm \(plan.adopted.year): \(plan.tasks.count) nhiệm vụ, trong đó \(change.new.count) mới, \(change.changed.count) thay đổi.",
                "Recorded the plan of \(plan.adopted.year): \(plan.tasks.count) tasks, \(change.new.count) new, \(change.changed.count) changed."
            )
    }
    func planTasksChanged(_ change: PlanChange) -> [String] {
        (change.changed.isEmpty
            ? []
            : [pick("Thay đổi: \(change.changed.joined(separator: ", ")).", "Changed: \(change.changed.joined(separator: ", ")).")])
            + (change.new.isEmpty
                ? [] : [pick("Mới: \(change.new.joined(separator: ", ")).", "New: \(change.new.joined(separator: ", ")).")])
    }
    func planUnnamed(_ tasks: [String]) -> String {
        pick(
            "\(tasks.count) nhiệm vụ đang có mà tệp không nêu vẫn giữ nguyên: \(tasks.joined(separator: ", ")).",
            "\(tasks.count) tasks that the file does not name stay as they are: \(tasks.joined(separator: ", ")).")
    }
    func planFaults(_ faults: PlanFaults, in path: String) -> String {
        language == .vietnamese ? "\(path): \(faults.vietnamese)" : "\(path): \(faults.description)"
    }
    func handedIn(_ fault: IntakeError) -> String { language == .vietnamese ? fault.vietnamese : fault.description }
    func longPlanEntry(_ task: String, _ byteCount: Int) -> String {
        pick(
            "Nhiệm vụ \(task) dài \(byteCount) byte, quá \(Limits.eventByteCount). Chưa ghi gì cả. Hãy rút gọn.",
            "\(task) has \(byteCount) bytes, more than \(Limits.eventByteCount). Nothing was recorded. Shorten it.")
    }
    var noPlan: String {
        pick("Máy này chưa có kế hoạch. Nhập bằng: ward plan import TỆP.", "No plan is here. Import one: ward plan import FILE.")
    }
    var nothingToSet: String {
        pick(
            "Nêu ít nhất một trong --due, --lead, --support. Chưa ghi gì cả.",
            "Give at least one of --due, --lead, --support. Nothing was recorded.")
    }
    func notOnce(_ task: String) -> String {
        pick(
            "Nhiệm vụ \(task) là thường xuyên hoặc theo kỳ, không có một thời hạn riêng. Chưa ghi gì cả.",
            "Task \(task) is standing or done by period and has no single due day. Nothing was recorded.")
    }
    func assigned(_ task: String) -> String {
        pick(
            "Nhiệm vụ \(task) do quận giao: phường chỉ đặt được đơn vị chủ trì, phối hợp. Chưa ghi gì cả.",
            "Task \(task) was assigned by the district: the ward sets its organs only. Nothing was recorded.")
    }
    func unknownOrgan(_ code: String, nearest: String?) -> String {
        pick(
            "Không có đơn vị mang mã '\(code)'.\(hint(nearest)) Chưa ghi gì cả.",
            "There is no organ '\(code)'.\(hint(nearest)) Nothing was recorded.")
    }
    var common: String { pick("Chung", "All") }
    func cadence(_ cadence: TaskDefinition.Cadence) -> String {
        switch cadence {
        case .standing: pick("Thường xuyên", "Standing")
        case .once(let due): due.map { pick("Hạn \($0.vietnamese)", "Due \($0)") } ?? pick("Một lần", "Once")
        case .each(let occurrences): occurrences.map(\.period.description).joined(separator: ", ")
        }
    }
    var planHeader: [String] {
        language == .vietnamese
            ? ["Mã", "Thời gian", "Nội dung PAPI", "Chủ trì", "Nhiệm vụ"] : ["Code", "When", "Dimensions", "Lead", "Task"]
    }

    // MARK: The schedule

    func noTime(_ text: String) -> String {
        pick(
            "--at viết giờ:phút, ví dụ 01:30, không phải '\(text)'. Chưa đặt lịch.",
            "--at is written HH:MM, such as 01:30, not '\(text)'. Nothing was installed.")
    }
    func noSpan(_ text: String, option: String) -> String {
        pick(
            "\(option) viết dạng 60m, 1h hoặc 90s, nhiều nhất 24h, không phải '\(text)'. Không làm gì cả.",
            "\(option) is written 60m, 1h or 90s, at most 24h, not '\(text)'. Nothing was done.")
    }
    var noProgram: String {
        pick(
            "Không biết chương trình này nằm ở đâu trên đĩa. Chưa đặt lịch.",
            "This program cannot find its own file. Nothing was installed.")
    }
    var noCron: String {
        pick(
            "Máy này không có crontab. Dùng --systemd, hoặc cài gói cron. Không thay đổi gì.",
            "There is no crontab here. Use --systemd, or install the package cron. Nothing was changed.")
    }
    var noSystemd: String {
        pick(
            "Máy này không có systemctl. Bỏ --systemd để dùng cron. Không thay đổi gì.",
            "There is no systemctl here. Leave out --systemd to use cron. Nothing was changed.")
    }
    func scheduleFailed(_ command: String, _ words: String) -> String {
        let words = TextTable.shown(words.split(separator: "\n").joined(separator: " "))
        return pick(
            "Lệnh '\(command)' không thành công: \(words). Lịch chưa thay đổi.",
            "'\(command)' failed: \(words). The schedule was not changed.")
    }
    func scheduled(_ schedule: Schedule) -> String {
        pick(
            "Máy sẽ tự gửi mỗi đêm từ \(schedule.time), trong vòng \(schedule.windowMinutes) phút, và sau mỗi lần khởi động.",
            "This machine syncs every night from \(schedule.time), within \(schedule.windowMinutes) minutes, and after each start.")
    }
    var unscheduled: String { pick("Đã bỏ lịch tự gửi. Gửi bằng tay: ward sync.", "The schedule is removed. By hand: ward sync.") }
    var notScheduled: String {
        pick("Chưa đặt lịch tự gửi. Đặt bằng: ward schedule install.", "No schedule is installed. Install one: ward schedule install.")
    }

    // MARK: Lists of entries

    var logHeader: [String] {
        language == .vietnamese ? ["Mục", "Ngày", "Người ghi", "Loại", "Nội dung", "Mã"] : ["Entry", "Day", "By", "Kind", "What", "Id"]
    }
    var notUnderstood: String { pick("(bản này chưa hiểu)", "(not understood)") }

    func kind(_ body: EventBody) -> String {
        guard language == .vietnamese else { return body.kind }
        return switch body {
        case .logOpened: "Mở sổ"
        case .planAdopted: "Kế hoạch"
        case .taskPlanned, .planAssigned: "Nhiệm vụ"
        case .taskWithdrawn, .planWithdrawn: "Rút nhiệm vụ"
        case .taskProgressed: "Tiến độ"
        case .activityDone: "Hoạt động"
        case .readingTaken: "Số liệu"
        case .eventCorrected: "Sửa"
        case .eventVoided: "Hủy mục đã nhập"
        case .unitRegistered: "Đơn vị"
        case .deviceEnrolled: "Nối máy"
        case .deviceRevoked: "Thôi nhận máy"
        case .logSealed: "Khóa sổ cũ"
        case .cataloguePublished: "Danh mục"
        case .attachmentRedacted: "Xóa nội dung đính kèm"
        case .keysRotated: "Quận thay khóa"
        case .userChanged: "Người dùng của quận"
        }
    }

    func summary(_ body: EventBody) -> String {
        switch body {
        case .logOpened(let body): body.origin.description
        case .planAdopted(let body): body.title
        case .taskPlanned(let task), .planAssigned(_, let task): "\(task.task) \(task.text)"
        case .taskWithdrawn(let task), .planWithdrawn(_, let task): task.task
        case .taskProgressed(let body):
            [body.task, body.occurrence?.description, state(body.state), body.percent.map { "\($0) %" }].compactMap { $0 }.joined(
                separator: " · ")
        case .activityDone(let body):
            ([body.activity] + body.quantities.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + body.tasks).joined(
                separator: " · ")
        case .readingTaken(let body): "\(body.measure) = \(amount(body.amount))"
        case .eventCorrected(let body): String(body.of.hash.hex.prefix(12))
        case .eventVoided(let of): String(of.hash.hex.prefix(12))
        case .unitRegistered(let body): body.name
        case .deviceEnrolled(let body): body.origin.description
        case .deviceRevoked(let body), .logSealed(let body): body.origin.description
        case .cataloguePublished(let body): body.id
        case .attachmentRedacted(let id): String(id.prefix(12))
        case .keysRotated(let handover): handover.next.receipts.description
        case .userChanged(let body): [body.user, body.change.rawValue, body.role].compactMap { $0 }.joined(separator: " · ")
        }
    }

    private func amount(_ amount: Reading.Amount) -> String {
        switch amount {
        case .value(let value): "\(value)"
        case .ratio(let numerator, let denominator): "\(numerator)/\(denominator)"
        case .counts(let counts): counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        }
    }
}

/// What a change of key says.
extension Sentences {
    var noKeyToRotate: String {
        pick(
            "Máy này chưa nối với quận nên chưa cần đổi khóa. Chưa có gì thay đổi.",
            "This device has not joined a district, so there is no key to change. Nothing was changed.")
    }
    var repairFirst: String {
        pick(
            "Sổ trên máy cần được sửa trước: chạy 'ward sync' hoặc 'ward repair', rồi chạy lại. Chưa có gì thay đổi.",
            "The log must be mended first: run 'ward sync' or 'ward repair', then this again. Nothing was changed.")
    }
    func keyRotated(from old: Origin, to new: Origin) -> String {
        pick(
            "Đã đổi khóa. Các mục ghi tiếp trong sổ \(new), không mất dữ liệu; báo quận ngay bằng: ward sync. "
                + "Nếu khóa cũ có thể đã lộ, hãy báo Phòng Nội vụ thu hồi \(old).",
            "The key was changed. Entries go on in \(new), and nothing is lost; tell the district: ward sync. "
                + "If the old key may have been copied, ask Home Affairs to revoke \(old).")
    }
}
