import PlanProgress
import Reports

extension ReviewPage {
    /// So many devices are named where a page only points to the list.
    private static let namesInNotice = 6

    /// What the first page and a ward's say of what was refused: of a device whose copies differ, and of a revoked one that still sends.
    /// The link is for those who may follow it.
    func refusedNotice(_ counts: [RefusedCount]) -> [[String: Any]] {
        let revoked = counts.filter { $0.reason == .revoked }.map(\.origin)
        let differing = Set(counts.filter { $0.reason != .revoked }.map(\.origin)).sorted()
        var notices: [[String: Any]] = []
        if !differing.isEmpty {
            let text = language(
                "Hai bản ghi khác nhau ở máy \(names(of: differing)), không mất dữ liệu.",
                "Two records differ at the device \(names(of: differing)); nothing is lost.")
            notices.append(["text": text, "isFork": true])
        }
        if !revoked.isEmpty {
            let text = language(
                "Máy đã bị thu hồi vẫn gửi: \(names(of: revoked)). Các lần gửi đó được giữ nguyên, không tính vào số liệu.",
                "A revoked device still sends: \(names(of: revoked)). What it sent is kept whole and counts nothing.")
            notices.append(["text": text, "isFork": false])
        }
        guard visitor.role.may(.inspect) else { return notices }
        let href = RefusedPage(register: register, language: language, visitor: visitor).listAddress()
        return notices.map { $0.merging(["listHref": href]) { $1 } }
    }

    private func names(of origins: [Origin]) -> String {
        let rest = Int64(origins.count - Self.namesInNotice)
        let named = origins.prefix(Self.namesInNotice).map { "\($0.device) (\(name(of: $0.unit)))" }.joined(separator: ", ")
        return rest > 0 ? named + language(" và \(language.number(rest)) máy khác", " and \(language.number(rest)) more") : named
    }
}
