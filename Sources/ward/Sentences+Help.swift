/// What `--help` says of each command and option.
struct HelpWords {
    let say: Sentences

    private func pick(_ vietnamese: @autoclosure () -> String, _ english: @autoclosure () -> String) -> String {
        say.pick(vietnamese(), english())
    }

    var ward: String {
        pick(
            "Sổ tiến độ của phường: ghi tại chỗ, gửi quận mỗi đêm.",
            "A ward's log of progress: recorded here, sent to the district every night.")
    }
    var wardDiscussion: String {
        pick(
            "Mọi lệnh ghi đều làm việc khi không có mạng. 'ward status' cho biết việc gì chậm và quận đã nhận đến đâu.",
            "Every recording command works without a network. 'ward status' tells what is late and what the district has.")
    }
    var initialise: String { pick("Tạo sổ của máy này. Không cần mạng.", "Make this device's log. Needs no network.") }
    var district: String { pick("Mã quận, ví dụ ha-dong.", "The district's id, such as ha-dong.") }
    var unit: String { pick("Mã phường, ví dụ duong-noi.", "The ward's id, such as duong-noi.") }
    var device: String { pick("Tên máy trong phường, ví dụ may-1.", "This machine's name within the ward, such as may-1.") }
    var name: String { pick("Tên đầy đủ của phường, để hiển thị.", "The ward's full name, for display.") }
    var initBy: String { pick("Người hoặc bộ phận thường ghi sổ, ví dụ van-phong.", "Who usually records, a role such as van-phong.") }
    var join: String {
        pick(
            "Nối máy này với quận bằng mã mời; giữ nguyên những gì đã ghi.",
            "Join the district by its code; keeps what was recorded before.")
    }
    var url: String { pick("Địa chỉ máy chủ quận.", "The district's address.") }
    var code: String { pick("Mã mời do quận cấp.", "The code that the district printed.") }
    var ca: String { pick("Tệp chứng thư, hoặc 'system'.", "A certificate file, or 'system'.") }

    var plan: String { pick("Kế hoạch của phường.", "The ward's plan.") }
    var planImport: String {
        pick("Nhập kế hoạch từ tệp; chỉ ghi những gì khác với hiện tại.", "Import a plan file; writes only what differs.")
    }
    var planFile: String { pick("Tệp kế hoạch.", "The plan file.") }
    var planOn: String {
        pick("Ngày có hiệu lực; mặc định là ngày của kế hoạch.", "From which day it holds; the plan's date unless given.")
    }
    var planShow: String { pick("Các nhiệm vụ đang có hiệu lực.", "The tasks as they stand.") }
    var planSet: String {
        pick("Đặt thời hạn, đơn vị chủ trì hoặc phối hợp của một nhiệm vụ.", "Set a task's due day, leading or supporting organs.")
    }
    var due: String { pick("Thời hạn.", "The due day.") }
    var lead: String { pick("Mã đơn vị chủ trì.", "The leading organ's code.") }
    var support: String { pick("Mã đơn vị phối hợp; ghi nhiều lần nếu có nhiều đơn vị.", "A supporting organ's code; repeat for several.") }

    var record: String { pick("Ghi một mục vào sổ. Không cần mạng.", "Record one entry. Works offline.") }
    var recordTask: String { pick("Ghi tiến độ của một nhiệm vụ.", "Record where a task stands.") }
    var recordActivity: String { pick("Ghi một hoạt động đã làm.", "Record something that was done.") }
    var recordReading: String { pick("Ghi một số liệu đã đếm hoặc đọc được.", "Record something that was counted or read off.") }
    var taskCode: String { pick("Mã nhiệm vụ trong kế hoạch, ví dụ III.1-b.", "The task's code in the plan, such as III.1-b.") }
    var activityCode: String {
        pick(
            "Mã hoạt động, ví dụ meeting.held; xem: ward codes activity.",
            "The activity's code, such as meeting.held; see: ward codes activity.")
    }
    var measureCode: String {
        pick(
            "Mã chỉ tiêu, ví dụ m.bhyt.coverage; xem: ward codes measure.",
            "The measure's code, such as m.bhyt.coverage; see: ward codes measure.")
    }
    var state: String { pick("Trạng thái.", "The state.") }
    var percent: String { pick("Mức hoàn thành, phần trăm.", "Percent done.") }
    var occurrence: String {
        pick("Kỳ, với nhiệm vụ làm theo kỳ, ví dụ 2022-Q3.", "The period, for a task done once a period, such as 2022-Q3.")
    }
    var year: String {
        pick(
            "Năm của kế hoạch; mặc định là kế hoạch mới nhất có mã này.", "The plan's year; the newest plan that has the code unless given."
        )
    }
    var activityTask: String { pick("Nhiệm vụ được phục vụ; ghi nhiều lần nếu có nhiều.", "A task that it serves; repeat for several.") }
    var readingTask: String { pick("Nhiệm vụ mà số liệu này thuộc về.", "The task that the reading belongs to.") }
    var quantity: String { pick("Số lượng kèm theo, ví dụ m.broadcast.minutes=45.", "A quantity, such as m.broadcast.minutes=45.") }
    var place: String { pick("Mã tổ dân phố; ghi nhiều lần nếu có nhiều.", "A neighbourhood's code; repeat for several.") }
    var value: String { pick("Giá trị.", "The value.") }
    var numerator: String { pick("Tử số.", "The numerator.") }
    var denominator: String { pick("Mẫu số.", "The denominator.") }
    var count: String { pick("Số phiếu của một mức điểm, ví dụ 5=12.", "How many gave a score, such as 5=12.") }

    var on: String { pick("Ngày của sự việc; mặc định hôm nay.", "The day it happened; today unless given.") }
    var by: String { pick("Bộ phận ghi; không ghi tên người dân.", "The role that records; never a citizen.") }
    var subject: String { pick("Nội dung ngắn.", "What it was about.") }
    var note: String {
        pick(
            "Ghi chú: không ghi họ tên, số CCCD, số điện thoại người dân.",
            "A note: no citizen's name, identity number or telephone number.")
    }
    var attach: String { pick("Tệp minh chứng; ghi nhiều lần nếu có nhiều.", "A file as evidence; repeat for several.") }

    var correct: String { pick("Sửa một mục đã ghi; phần không nêu giữ nguyên.", "Correct an entry; what is not given stays.") }
    var void: String {
        pick("Hủy một mục đã nhập: không tính nữa, vẫn lưu trong sổ.", "Void an entry: it counts no longer and stays in the log.")
    }
    var event: String { pick("Mã của mục, hoặc từ 8 chữ số liền nhau của mã.", "The entry's id, or a run of 8 or more of its digits.") }
    var correctedCode: String { pick("Mã đúng, nếu mã đã ghi bị sai.", "The right code, where the recorded one is wrong.") }
    var kind: String { pick("Loại của mục, khi mục đó không có trên máy này.", "What the entry is, where it is not on this machine.") }
    var reason: String { pick("Lý do.", "Why.") }

    var status: String {
        pick("Kế hoạch đến đâu, việc gì chậm, quận đã nhận đến đâu.", "The plan at a glance, what is late, what the district has.")
    }
    var log: String { pick("Các mục đã ghi.", "The entries.") }
    var origin: String { pick("Sổ cần xem; mặc định là sổ của máy này.", "Which log; this device's unless given.") }
    var logForm: String {
        pick("table, json, csv, hoặc ndjson: đúng từng byte như trong sổ.", "table, json, csv, or ndjson: the exact bytes.")
    }
    var verify: String { pick("Kiểm tra mọi sổ trên máy này.", "Check every log here.") }
    var sync: String { pick("Gửi lên quận và nhận về, ngay bây giờ.", "Push and pull, now.") }
    var quiet: String { pick("Chỉ nói khi có việc phải làm.", "Say nothing unless something needs doing.") }
    var window: String {
        pick(
            "Trước hết chờ phần riêng của máy này trong khoảng đó, ví dụ 60m.", "First wait this device's share of the window, such as 60m."
        )
    }
    var repair: String {
        pick("Sửa sổ bị hỏng trên đĩa; tệp cũ được giữ lại.", "Mend a log that the disk has damaged; the old file is kept.")
    }
    var key: String { pick("Khóa của máy này.", "This device's key.") }
    var keyRotate: String {
        pick(
            "Đổi khóa: ghi tiếp trong sổ mới với khóa mới, không mất mục nào.",
            "Goes on in a new log under a new key; nothing is lost.")
    }
    var checkpoint: String {
        pick(
            "Xác nhận hiện trạng sổ của máy này, có chữ ký; dành cho kỹ thuật.", "This device's log as it stands, signed; for technicians.")
    }
    var schedule: String { pick("Lịch tự gửi mỗi đêm.", "The nightly sync.") }
    var scheduleInstall: String { pick("Đặt lịch.", "Install it.") }
    var scheduleRemove: String { pick("Bỏ lịch.", "Remove it.") }
    var scheduleShow: String { pick("Xem lịch.", "Show it.") }
    var at: String { pick("Giờ bắt đầu, giờ:phút.", "When the window opens, HH:MM.") }
    var scheduleWindow: String { pick("Các máy chia nhau gửi trong khoảng này.", "The machines spread themselves over it.") }
    var systemd: String { pick("Dùng bộ hẹn giờ của systemd thay cho cron.", "Use a systemd timer instead of cron.") }

    var home: String {
        pick("Thư mục dữ liệu; nếu không nêu: WARDLOG_HOME, rồi ~/.wardlog.", "The data folder; otherwise WARDLOG_HOME, then ~/.wardlog.")
    }
    var lang: String { pick("Ngôn ngữ: vi hoặc en.", "Language: vi or en.") }
    var format: String { pick("Cách in dữ liệu.", "How data is printed.") }
}

extension Sentences {
    var help: HelpWords { HelpWords(say: self) }
}
