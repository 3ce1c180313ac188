import PlanProgress

/// What whoever carries sticks is told.
extension Sentences {
    static func bundleTaken(_ file: String, _ origin: Origin, _ summary: BundleVisit.Summary, answer: String) -> (String, String) {
        let back = (" Gói trả lời: \(answer). Chép về phường.", " The answer: \(answer). Carry it back.")
        if let problem = summary.problem {
            return (
                "\(file): máy \(origin), chưa nhận hết: \(words(problem))\(back.0)",
                "\(file): \(origin), not all was taken: \(problem.detail ?? problem.type.title)\(back.1)"
            )
        }
        if summary.isRecovering {
            return (
                "\(file): máy \(origin), đã lưu; quận đang phục hồi nên chưa xác nhận.\(back.0)",
                "\(file): \(origin), stored; the district is recovering and has not confirmed it yet.\(back.1)"
            )
        }
        let size = summary.receiptSize ?? 0
        return (
            "\(file): quận đã nhận \(size) mục, \(summary.attachments) tài liệu của máy \(origin).\(back.0)",
            "\(file): the district has \(size) entries and took \(summary.attachments) attachments of \(origin).\(back.1)"
        )
    }

    private static func words(_ problem: ProblemDocument) -> String {
        switch problem.type {
        case .code: "mã mời không còn dùng được. Hãy cấp mã khác."
        case .forbidden: "máy này đã bị thu hồi."
        case .token: "máy này chưa được cấp mã, hoặc dùng khóa khác."
        case .continued, .fork, .sealed, .origin: "sổ này đã được ghi tiếp ở sổ khác; máy của phường sẽ tự ghi tiếp khi nhận gói trả lời."
        default: "\(problem.type.rawValue)."
        }
    }

    static func bundleRefused(_ file: String, _ fault: BundleFault) -> CommandFailure {
        let english = "\(file): \(fault.description)"
        switch fault {
        case .notABundle:
            return CommandFailure("\(file): tệp này không phải gói số liệu của phường. Chưa nhận gì.", english, status: 65)
        case .torn:
            return CommandFailure("\(file): gói bị thiếu hoặc hỏng khi chép. Chưa nhận gì. Hãy chép lại.", english, status: 65)
        case .form:
            return CommandFailure("\(file): gói có dạng khác. Chưa nhận gì. Có thể cần bản chương trình mới hơn.", english, status: 65)
        case .signature:
            return CommandFailure("\(file): gói không có chữ ký đúng của máy đã ghi nó. Chưa nhận gì.", english, status: 77)
        case .otherDistrict(let id):
            return CommandFailure("\(file): gói này gửi cho quận '\(id)'. Chưa nhận gì. Hãy chuyển đến đó.", english, status: 77)
        case .otherDevice(let name):
            return CommandFailure("\(file): gói này gửi cho máy \(name). Chưa nhận gì.", english, status: 77)
        case .otherKey(let name):
            return CommandFailure(
                "\(file): gói này khóa bằng khóa khác của '\(name)', không mở được ở đây. Chưa nhận gì. Nếu khóa của quận đã thay: chạy "
                    + "district invite PHƯỜNG --bundle TỆP, đưa tệp ấy về phường để xuất lại gói.",
                english + " If the district's key was replaced: 'district invite UNIT --bundle FILE' writes what the ward exports with.",
                status: 77)
        case .unknownDevice(let origin):
            return CommandFailure(
                "\(file): khóa ký gói này không phải khóa đã cấp cho máy \(origin), và gói không xin cấp mã. Chưa nhận gì. "
                    + "Nếu máy của phường chưa nối với quận: district invite PHƯỜNG, phường xuất lại gói với mã ấy.",
                english, status: 77)
        case .changed:
            return CommandFailure(
                "\(file): gói đổi khác trong khi đang đọc. Phần đã nhận là đúng và được giữ. Hãy chép lại rồi nhận lại gói.", english,
                status: 65)
        case .store(let fault): return CommandFailure("\(file): \(fault).", "\(file): \(fault)", status: 74)
        case .disk(let reason):
            return CommandFailure("\(file): không đọc hoặc ghi được (\(reason)). Thử lại với USB khác.", english, status: 74)
        }
    }
}
