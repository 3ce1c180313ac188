import PlanProgress
import Reports

/// The page at which a person logs in.
struct LoginPage {
    /// What stands above the form.
    enum Note: Hashable {
        case wrong
        case wait(seconds: Int)
        case busy, tooLong
    }

    let district: String
    let language: Language
    /// Where the log-in leads; see `PageTarget`.
    let next: String
    /// Nobody can log in yet: the page says what the person at the server types.
    let hasUsers: Bool
    var name = ""
    var note: Note?

    var bytes: [UInt8] {
        let words = PageWords(language: language).values
        var values: [String: Any] = [
            "lang": language.rawValue, "w": words, "heading": words["logIn"] ?? "",
            "subheading": "\(words["title"] ?? ""). \(district)", "disclaimer": Overview.disclaimer(language),
            "otherLanguage": [
                "href": PageTarget.logIn(next: next, language: language == .vi ? .en : .vi), "code": language == .vi ? "en" : "vi",
                "name": language == .vi ? "English" : "Tiếng Việt",
            ],
            "next": next, "name": name,
        ]
        if let note { values["note"] = sentence(note) }
        if !hasUsers {
            values["noUsers"] = language(
                "Chưa có ai được cấp quyền đăng nhập. Trên máy chủ của quận, người quản trị chạy lệnh:",
                "Nobody may log in yet. At the district's server, the administrator types:")
            values["command"] = language("district user add TÊN --role reader", "district user add NAME --role reader")
        }
        return PageTemplates.page("login", values)
    }

    private func sentence(_ note: Note) -> String {
        switch note {
        case .wrong:
            language(
                "Tên đăng nhập hoặc mật khẩu không đúng. Hãy gõ lại cả hai.", "The user name or the password is not right. Type both again."
            )
        case .wait(let seconds):
            language(
                "Đã gõ sai nhiều lần. Hãy chờ \(duration(seconds)) rồi đăng nhập lại. Số liệu không bị ảnh hưởng.",
                "Too many wrong tries. Wait \(duration(seconds)), then log in again. The figures are not affected.")
        case .busy:
            language(
                "Máy chủ đang bận. Hãy chờ vài giây rồi đăng nhập lại.", "The server is busy. Wait a few seconds, then log in again.")
        case .tooLong:
            language(
                "Nội dung gửi lên dài hơn mức cho phép. Hãy gõ lại tên đăng nhập và mật khẩu.",
                "What was sent is longer than is taken. Type the user name and the password again.")
        }
    }

    private func duration(_ seconds: Int) -> String {
        if seconds <= 90 { return language("\(seconds) giây", seconds == 1 ? "1 second" : "\(seconds) seconds") }
        let minutes = (seconds + 59) / 60
        return language("\(minutes) phút", "\(minutes) minutes")
    }
}

/// Where a log-in leads: one of our own pages, whatever the address asked for.
enum PageTarget {
    /// The page that `text` names, or the overview: an address that our own routes do not know is no place to send anybody.
    static func safe(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            case .found(let route) = Route.find("GET", text)
        else { return "/" }
        switch route {
        case .overview, .unit, .source, .table, .refusedPushes, .refusedPush, .refusedBytes: return text
        default: return "/"
        }
    }

    /// The log-in page that leads there.
    static func logIn(next: String, language: Language) -> String {
        let fields = (next == "/" ? [] : ["next=\(escaped(next))"]) + (language == .vi ? [] : ["lang=\(language.rawValue)"])
        return fields.isEmpty ? "/login" : "/login?" + fields.joined(separator: "&")
    }

    /// `%xx` for all but the characters that never mean anything (RFC 3986 2.3).
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + Hex.text([byte]).uppercased()
            }
        }.joined()
    }
}
