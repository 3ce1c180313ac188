import DistrictServer
import PlanProgress

/// The sentences of `district user`.
extension Sentences {
    static let noUsers = (
        "Chưa có ai được đăng nhập để xem. Cấp quyền bằng: district user add TÊN --role reader",
        "Nobody may log in yet. To let somebody in: district user add NAME --role reader"
    )
    static let badUserName = CommandFailure(
        "Tên đăng nhập dài từ 1 đến 64 byte, không có khoảng trắng và không có / \\ + ; \". Ví dụ: nguyen.van.a. Chưa có gì thay đổi.",
        "A user name has 1 to 64 bytes, no white space and none of / \\ + ; \". Nothing was changed.", status: 64)
    static func userExists(_ name: String) -> CommandFailure {
        CommandFailure(
            "Đã có người dùng '\(name)'. Chưa có gì thay đổi. Đổi mật khẩu: district user password; đổi quyền: district user role.",
            "There is a user '\(name)' already. Nothing was changed. See 'district user password' and 'district user role'.", status: 64)
    }
    static func usersNotKept(_ reason: String) -> CommandFailure {
        CommandFailure(
            "Thay đổi đã ghi vào nhật ký của quận, nhưng tệp users chưa ghi được (\(reason)). Hãy kiểm tra ổ đĩa rồi chạy lại đúng lệnh này.",
            "The change is in the district's log, but the file of users could not be written (\(reason)). Check the disk and run the same "
                + "command again.", status: 74)
    }
    static func unknownUser(_ name: String) -> CommandFailure {
        CommandFailure(
            "Không có người dùng '\(name)'. Chưa có gì thay đổi. Xem 'district user list'.",
            "There is no user '\(name)'. Nothing was changed. See 'district user list'.", status: 64)
    }
    static func userAdded(_ name: String, _ role: UserRole) -> (String, String) {
        ("Đã thêm người dùng \(name), quyền \(role.rawValue).", "User \(name) added as \(role.rawValue).")
    }
    static func passwordSet(_ name: String) -> (String, String) {
        (
            "Đã đặt mật khẩu mới cho \(name). Ai đang đăng nhập bằng mật khẩu cũ phải đăng nhập lại.",
            "The password of \(name) is set anew. Whoever is logged in with the old one must log in again."
        )
    }
    static func roleSet(_ name: String, _ role: UserRole) -> (String, String) {
        ("Quyền của \(name) bây giờ là \(role.rawValue).", "\(name) is \(role.rawValue) from now on.")
    }
    static func userRemoved(_ name: String) -> (String, String) {
        ("Đã xóa người dùng \(name); mọi phiên đăng nhập của người ấy đã kết thúc.", "User \(name) is removed, and every session ended.")
    }
    static func passwordPrompt(_ name: String) -> (String, String) {
        (
            "Mật khẩu mới của \(name) (từ \(Limits.passwordCharacters) ký tự): ",
            "New password of \(name) (\(Limits.passwordCharacters) characters or more): "
        )
    }
    static let passwordPromptAgain = ("Gõ lại mật khẩu: ", "The same again: ")
    static let passwordsDiffer = CommandFailure(
        "Hai lần gõ không giống nhau. Chưa có gì thay đổi. Hãy chạy lại lệnh.",
        "The two are not the same. Nothing was changed. Run the command again.", status: 64)
    static let noPassword = CommandFailure(
        "Chưa nhận được mật khẩu. Chưa có gì thay đổi. Gõ mật khẩu khi được hỏi, hoặc đưa vào dòng đầu của đầu vào chuẩn.",
        "No password was given. Nothing was changed. Type it when asked, or give it as the first line of standard input.", status: 64)

    static func badPassword(_ fault: PasswordFault) -> CommandFailure {
        switch fault {
        case .tooShort:
            CommandFailure(
                "Mật khẩu cần ít nhất \(Limits.passwordCharacters) ký tự: ngắn hơn thì có thể dò ra. Một câu dễ nhớ là tốt nhất. Chưa có gì thay đổi.",
                "A password has at least \(Limits.passwordCharacters) characters: a shorter one can be guessed. A sentence that is easy to remember "
                    + "is best. Nothing was changed.", status: 64)
        case .tooLong:
            CommandFailure(
                "Mật khẩu dài quá \(Limits.passwordByteCount) byte. Chưa có gì thay đổi.",
                "The password is longer than \(Limits.passwordByteCount) bytes. Nothing was changed.", status: 64)
        case .control:
            CommandFailure(
                "Mật khẩu có ký tự điều khiển mà bàn phím không gõ được vào trang đăng nhập. Chưa có gì thay đổi.",
                "The password has a control character, which nobody can type into the log-in page. Nothing was changed.", status: 64)
        }
    }
}
