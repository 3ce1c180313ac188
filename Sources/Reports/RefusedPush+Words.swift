public import PlanProgress

extension RefusedPush.Reason {
    /// Why a push was not taken, as commands and pages say it.
    public func word(_ language: Language) -> String {
        switch self {
        case .fork: language("Khác bản quận đã nhận", "differs from what is held")
        case .sealed: language("Sổ đã được nối sang sổ khác", "the log is continued by another")
        case .revoked: language("Máy đã bị thu hồi", "the device was revoked")
        }
    }
}
