import DistrictServer
import Glibc
import PlanProgress

/// What the operator reads about backups, restoring, and the file of heads.
extension Sentences {
    static func backedUp(_ logs: Int, _ entries: Int64, sealed: Bool) -> (String, String) {
        let keys =
            sealed
            ? (
                "Khóa và tài khoản đã niêm phong trong đó: giữ mật khẩu ở nơi khác.",
                "Keys and users are sealed in it: keep the passphrase elsewhere."
            )
            : (
                "Bản này không có khóa: thêm --passphrase-file, hoặc tự giữ các thư mục keys, tls và logs.",
                "It holds no keys: add --passphrase-file, or keep the folders keys, tls and logs yourself."
            )
        return (
            "Đã sao lưu và đọc lại: \(logs) nhật ký, \(entries) mục, khớp từng byte. \(keys.0)",
            "Backed up and read again: \(logs) logs, \(entries) entries, equal byte for byte. \(keys.1)"
        )
    }
    static func unfinished(_ path: String, because failure: CommandFailure) -> CommandFailure {
        CommandFailure(
            "\(failure.vietnamese) Bản dở dang còn ở \(path): hãy xóa đi.",
            "\(failure.english) What was begun is left at \(path): delete it.",
            status: failure.status)
    }
    static func databaseGone(_ path: String) -> CommandFailure? {
        let folder = DistrictFolder(path: path)
        guard access(folder.heads, F_OK) == 0 || access(path + "/keys", F_OK) == 0 else { return nil }
        return CommandFailure(
            "\(path) là của một quận đang hoạt động nhưng \(folder.database) không còn hoặc rỗng. Chưa có gì thay đổi. "
                + "Hãy chạy 'district restore' với bản sao lưu gần nhất: các phường sẽ gửi lại phần còn thiếu.",
            "\(path) belongs to a district at work, and \(folder.database) is gone or empty. Nothing was changed. "
                + "Run 'district restore' with the newest backup: the wards send again what it lacks.", status: 65)
    }
    static func attachmentsGone(_ path: String, database: String) -> CommandFailure {
        CommandFailure(
            "\(path) không còn: nội dung văn bản và tài liệu kèm theo nằm trong đó. Chưa có gì thay đổi. "
                + "Hãy chuyển \(database) sang nơi khác rồi chạy 'district restore' với bản sao lưu gần nhất: các phường sẽ gửi lại phần còn thiếu.",
            "\(path) is gone: texts and evidence lie in it. Nothing was changed. Move "
                + "\(database) elsewhere and run 'district restore' with the newest backup: the wards send again what it lacks.",
            status: 65)
    }
    static func databaseThere(_ path: String) -> CommandFailure {
        CommandFailure(
            "\(path) vẫn còn ở đây. Chưa có gì thay đổi. Nếu nó hỏng, hãy chuyển nó sang chỗ khác (không xóa) rồi chạy lại.",
            "\(path) is still here. Nothing was changed. If it is damaged, move it elsewhere (do not delete it) and run this again.",
            status: 77)
    }
    static func restored(_ recovering: Int) -> (String, String) {
        (
            "Đã khôi phục; các quyết định sau bản sao lưu đã được đọc lại từ nhật ký của quận. "
                + "\(recovering) nhật ký chờ các phường gửi lại phần còn thiếu. Mã mời cũ hết hiệu lực. Hãy chạy 'district serve'.",
            "Restored; what was decided since the backup was read again from the district's own log. "
                + "\(recovering) logs wait for wards to send again what is missing. Old codes are void. Run 'district serve'."
        )
    }
    static func restoredWithoutKeys(_ path: String) -> (String, String) {
        (
            "Đã khôi phục cơ sở dữ liệu. Trong \(path) chưa có khóa của quận: hãy đặt lại thư mục keys, tls và tệp khóa trong logs, rồi chạy 'district serve'.",
            "The database is restored. The district's keys are not in \(path): put the folders keys and tls and the key in logs back, then run 'district serve'."
        )
    }
    static let restoredWithoutHeads = (
        "Đã khôi phục. Tệp xác nhận (heads) không còn: chạy 'district heads rebuild' để đọc rủi ro và lập lại, rồi 'district serve'.",
        "Restored. The heads are gone: run 'district heads rebuild' to read what that risks and make them anew, then 'district serve'."
    )
    static let restoredBehindHead = (
        "Đã khôi phục, nhưng bản này thiếu những quyết định của quận mà các phường đã nhận. Nếu còn bản mới hơn của nhật ký quận "
            + "(thư mục logs), hãy đặt lại. Nếu không: chạy 'district heads rebuild' để đọc rủi ro, rồi 'district serve'; "
            + "phường nào giữ các quyết định ấy sẽ gửi lại.",
        "Restored, but this copy lacks decisions of the district that wards have received. If a newer copy of the district's log "
            + "(folder logs) is left, put it back. If not: run 'district heads rebuild' to read what that risks, then 'district serve'; "
            + "a ward that holds those decisions sends them back."
    )
    static func notRecovering(_ origin: Origin) -> CommandFailure {
        CommandFailure(
            "Nhật ký \(origin) không thiếu mục nào. Chưa có gì thay đổi.",
            "No entry of log \(origin) is missing. Nothing was changed.")
    }
    static func accepted(_ origin: Origin, held: Int64, of size: Int64) -> (String, String) {
        (
            "Nhật ký \(origin) dừng ở \(held) mục; \(size - held) mục đã xác nhận trước đây không còn ở đâu. "
                + "Nếu máy ấy còn giữ, nó sẽ tự gửi lại trong nhật ký mới.",
            "Log \(origin) ends at \(held) entries; \(size - held) that were confirmed once are nowhere. "
                + "If its device still has them, it sends them again in a new log."
        )
    }
    static let rebuildingRisks = CommandFailure(
        "Chưa làm gì. Tệp xác nhận cho biết quận đã xác nhận đến mục nào của mỗi máy. Lập lại từ cơ sở dữ liệu cũ thì quận quên những lần xác nhận "
            + "sau đó: cùng một vị trí có thể được xác nhận hai lần với nội dung khác nhau, và quyết định của quận sau bản sao lưu có thể mất. "
            + "Dữ liệu của phường không mất: máy của phường gửi lại. Sau đó hãy để mọi phường gửi số liệu xong rồi mới ra quyết định mới. "
            + "Đồng ý thì chạy lại với --yes.",
        "Nothing was done. Heads say how far the district has confirmed each device's log. Made anew from an old database, what was confirmed since "
            + "is forgotten: one place may be confirmed a second time with other content, and what the district decided since may be lost. "
            + "Nothing of the wards is lost: their devices send it again. Let every ward sync before anything new is decided here. "
            + "To go on, run it again with --yes.", status: 64)
    static func headsThere(_ path: String) -> CommandFailure {
        CommandFailure(
            "\(path) còn nguyên và khớp với dữ liệu ở đây: không cần lập lại. Chưa có gì thay đổi.",
            "\(path) is whole and fits what is here: there is nothing to rebuild. Nothing was changed.", status: 77)
    }
    static func rebuilt(_ logs: Int) -> (String, String) {
        (
            "Đã lập lại tệp xác nhận cho \(logs) nhật ký. Chạy 'district serve' và để mọi phường gửi số liệu trước khi ra quyết định mới.",
            "Heads of \(logs) logs were made anew. Run 'district serve', and let every ward sync before anything new is decided."
        )
    }
}

extension CommandFailure {
    init(_ fault: BackupFault) {
        switch fault {
        case .store(let fault): self.init(fault)
        case .unsound(let reasons):
            self.init(
                "Bản sao lưu vừa ghi không khớp nên đã bị xóa:\n" + reasons.map { "  \($0)\n" }.joined()
                    + "Quận vẫn hoạt động. Hãy chạy 'district verify' và giữ bản sao lưu tốt gần nhất.", fault.description, status: 65)
        case .exists(let path): self.init("\(path) đã có. Chưa ghi gì. Hãy chạy lại sau giây lát.", fault.description, status: 75)
        case .noBackup(let path, let newest):
            self.init(
                "\(path) không phải bản sao lưu. Chưa có gì thay đổi. "
                    + (newest.map { "Bản mới nhất trong đó là \($0): hãy chỉ đúng thư mục ấy." } ?? "Hãy chỉ thư mục có tệp manifest."),
                fault.description, status: 64)
        case .altered(let path, let name):
            self.init(
                "\(path): tệp \(name) không còn như khi sao lưu. Chưa có gì thay đổi. Hãy dùng bản sao lưu khác.", fault.description,
                status: 65)
        case .passphraseNeeded(let path):
            self.init(
                "\(path) có khóa được niêm phong, còn ở đây chưa có khóa. Chưa có gì thay đổi. Thêm --passphrase-file, hoặc đặt khóa vào trước.",
                fault.description, status: 64)
        case .passphraseShort:
            self.init(
                "Mật khẩu ngắn hơn \(BackupFault.passphraseByteCount) ký tự. Chưa ghi gì. Hãy chọn mật khẩu dài hơn và giữ ở nơi khác.",
                fault.description, status: 64)
        case .passphraseWrong(let path):
            self.init("Mật khẩu không mở được \(path). Chưa có gì thay đổi.", fault.description, status: 77)
        case .otherOwnLog(let path):
            self.init(
                "\(path) và nhật ký của quận trong bản sao lưu khác nhau. Chưa có gì thay đổi. Giữ cả hai.", fault.description, status: 65)
        }
    }
}
