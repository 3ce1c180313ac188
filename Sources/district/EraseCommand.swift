import ArgumentParser
import DistrictServer
import PlanProgress
import Reports
import StoreSQLite

struct Erase: WritingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Xóa nội dung đính kèm; số liệu giữ nguyên.",
        discussion: "Erases an attachment, or all those of an entry, here and on every device of the ward. Figures stay as they are.")
    @Argument(help: "Mã nội dung (43 ký tự), hoặc mã của mục cùng với --unit.") var what: String?
    @Option(help: "Phường của mục.") var unit: String?
    @Flag(help: "Xóa thật; không lấy lại được.") var yes = false
    @Flag(help: "Các nội dung đã xóa, nơi nào đã xác nhận.") var list = false
    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if (what == nil) == list { return }
        throw ValidationError(Sentences.eraseWhat.0 + " " + Sentences.eraseWhat.1)
    }

    func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
        guard let what else { return try printList(of: office, to: &output) }
        let register = office.register
        let ids = try chosen(what, in: office)
        let fixed = ids.filter { register.redactions.isFixed($0) }
        guard fixed.isEmpty else { throw Sentences.neverErased(fixed) }
        for id in ids { output.print(id) }
        let new = ids.filter { register.redactions[$0] == nil }
        guard !new.isEmpty else { return output.advise(Sentences.erasedBefore, in: common.language) }
        guard yes else { throw Sentences.eraseSure(new.count) }
        _ = try await office.writing { try await $0.append(new.map { DistrictLog.Draft(.attachmentRedacted(id: $0)) }) }
        output.advise(Sentences.erased(new.count), in: common.language)
    }

    /// The attachment itself, or all of an entry's.
    private func chosen(_ what: String, in office: Office) throws(CommandFailure) -> [String] {
        try translating { () throws(StoreFault) in
            try office.store.read { tables throws(StoreFault) -> Result<[String], CommandFailure> in
                if AttachmentReference.isID(what) {
                    return try tables.attachmentNames(what).isEmpty ? .failure(Sentences.noAttachment(what)) : .success([what])
                }
                guard let unit else { return .failure(Sentences.unitNeeded) }
                guard office.register.units[unit] != nil else {
                    return .failure(Sentences.unknownUnit(unit, among: office.register.units.keys))
                }
                var records = UnitRecords()
                for log in try tables.logs(ofUnit: unit) {
                    for entry in try tables.entries(of: log.number, 0..<log.size) { records.add(entry) }
                }
                switch records.find(what.lowercased()) {
                case .none: return .failure(Sentences.noEvent(what, unit))
                case .several(let events): return .failure(Sentences.severalEvents(what, events.count))
                case .one(let event):
                    let ids = records.attachments(ofRecord: event).map(\.id)
                    return ids.isEmpty ? .failure(Sentences.noAttachments(what)) : .success(ids)
                }
            }
        }.get()
    }

    private func printList(of office: Office, to output: inout CommandOutput) throws(CommandFailure) {
        let language = common.language
        let register = office.register
        let report = try translating { () throws(StoreFault) in
            try office.store.read { tables throws(StoreFault) in try ErasureReport.read(from: tables, register: register) }
        }
        let columns = [
            language("Nội dung", "Attachment"), language("Đơn vị", "Unit"), language("Mục", "Entry"), language("Quận", "District"),
            language("Các máy", "Devices"),
        ]
        output.print(
            ReportTable(
                title: "", columns: columns.map { .init($0) },
                rows: report.rows.map { row in
                    [
                        row.attachment, row.unit.map { register.units[$0]?.name ?? $0 } ?? "",
                        row.event.map { String($0.hash.hex.prefix(12)) } ?? "",
                        row.district ? language("đã xóa", "erased") : language("không có hiệu lực", "counts nothing here"),
                        row.devices.map { "\($0.origin): \($0.state.word(language))" }.joined(separator: ", "),
                    ]
                }), json: report.json, as: format.format)
    }
}

extension ErasureReport.Device.State {
    fileprivate func word(_ language: Language) -> String {
        switch self {
        case .confirmed: language("đã xóa", "erased")
        case .waiting: language("chưa xác nhận", "not confirmed yet")
        case .ended: language("đã thôi dùng, không xác nhận được", "out of use, nobody confirms")
        }
    }
}
