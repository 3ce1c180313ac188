import ArgumentParser
import LogFiles
import DistrictServer
import PlanProgress
import Reports
import StoreSQLite

struct Invite: WritingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cấp mã mời cho một máy của phường.", discussion: "Prints one code with which one device of the unit enrols.")
    @Argument(help: "Mã phường.") var unit: String
    @Option(help: "Nhật ký cũ được tiếp nối khi mất khóa.") var continues: Origin?
    @Flag(help: "Máy của quận, nhập thay phường từ giấy tờ.") var proxy = false
    @Option(help: "Ghi thông tin của quận vào tệp này, để phường khóa cả gói đầu tiên.") var bundle: String?
    @OptionGroup var common: CommonOptions

    var filePaths: [String] { bundle.map { [$0] } ?? [] }

    func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
        let register = office.register
        guard let registration = register.units[unit], unit != register.district else {
            throw Sentences.unknownUnit(unit, among: register.units.keys.filter { $0 != register.district })
        }
        if let continues {
            guard register.devices[continues] != nil, continues.unit == unit else { throw Sentences.unknownDevice(continues) }
        }
        let identity = try translating { () throws(StoreFault) in
            try office.store.read { tables throws(StoreFault) in try tables.identity() }
        }
        guard let identity, let code = InvitationCode(randomBytes: office.surroundings.random(7), for: identity)
        else { throw Sentences.keysUnreadable(office.folder.path) }
        let invitation = Invitation(
            secret: EnrolmentDesk.digest(ofSecret: code.secret), unit: unit,
            expires: office.surroundings.now() / 1000 + Invitation.lifeSeconds, proxy: proxy, continues: continues)
        try await office.writing { try await $0.keep(invitation) }
        if let bundle { try BundleCommand.write(identity, of: office, to: bundle) }
        output.print(code.description)
        output.advise(Sentences.invitation(registration.name, Int(Invitation.lifeSeconds / 86_400)), in: common.language)
    }
}

struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Các máy của phường.", discussion: "The wards' devices.",
        subcommands: [List.self, Revoke.self, Refused.self])

    struct List: ReadingCommand {
        static let configuration = CommandConfiguration(abstract: "Danh sách máy.", discussion: "Lists the enrolled devices.")
        @OptionGroup var format: FormatOptions
        @OptionGroup var common: CommonOptions

        func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
            let rows = try reading.read { tables throws(StoreFault) in try DeviceState.all(in: tables, register: reading.register) }
            let language = common.language
            output.print(
                ReportTable(
                    title: "",
                    columns: [
                        .init(language("Máy", "Device")), .init(language("Số mục", "Entries"), isNumber: true),
                        .init(language("Quận nhận lần cuối", "Last receipt")), .init(language("Tình trạng", "State")),
                        .init(language("Tiếp nối", "Continues")),
                    ],
                    rows: rows.map { device in
                        [
                            device.log.origin.description, language.number(device.log.size),
                            device.receipt.map { language.moment($0.time) } ?? language("chưa gửi", "never"), device.word(language),
                            device.continues?.description ?? "",
                        ]
                    }), json: .array(rows.map(\.json)), as: format.format)
        }
    }

    struct Refused: ReadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Những lần gửi không được nhận, giữ nguyên để xem xét.",
            discussion: "Lists the pushes that were refused and kept whole; with --show N writes that push's exact bytes.")
        @Option(help: "Ghi ra nguyên văn lần gửi có số này.") var show: Int64?
        @OptionGroup var format: FormatOptions
        @OptionGroup var common: CommonOptions

        func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
            if let show {
                guard let push = try reading.read({ tables throws(StoreFault) in try tables.refusedPush(show) }) else {
                    throw Sentences.noRefusedPush(show)
                }
                output.standardOutput += push.bytes
                return
            }
            let pushes = try reading.read { tables throws(StoreFault) in try tables.refusedPushes(of: nil) }
            let language = common.language
            let columns = [
                language("Số", "No."), language("Máy", "Device"), language("Nhận lúc", "Came"), language("Vì sao", "Why"),
                language("Từ mục", "From entry"), language("Số mục đã ký", "Signed size"), language("Mã đã ký", "Signed root"),
            ]
            output.print(
                ReportTable(
                    title: "", columns: columns.map { .init($0) },
                    rows: pushes.map { push in
                        [
                            "\(push.number)", push.origin.description, language.moment(push.time), push.reason.word(language),
                            language.number(push.index), language.number(push.signed.size), push.signed.root.base64,
                        ]
                    }), json: .array(pushes.map(\.json)), as: format.format)
        }
    }

    struct Revoke: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Thu hồi một máy.", discussion: "Revokes a device: nothing from the given size on counts, and its token ends.")
        @Argument(help: "Tên máy: quận/phường/máy.") var origin: Origin
        @Option(help: "Chỉ tính các mục trước số này; mặc định là mọi mục đã nhận.") var atSize: Int64?
        @Flag(help: "Thu hồi cả các máy tiếp nối nhật ký này.") var withDescendants = false
        @OptionGroup var common: CommonOptions

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let register = office.register
            guard register.devices[origin] != nil else { throw Sentences.unknownDevice(origin) }
            let descendants = register.descendants(of: origin)
            let revoked = [origin] + (withDescendants ? descendants : [])
            let size = atSize
            try await office.writing { try await $0.revoke(revoked, atSize: size) }
            output.advise(Sentences.revoked(revoked), in: common.language)
            if !withDescendants, !descendants.isEmpty {
                output.advise(Sentences.continues(descendants), in: common.language)
            }
        }

        func validate() throws {
            if let atSize, atSize < 0 { throw ValidationError("--at-size >= 0") }
        }
    }
}

extension DeviceState {
    func word(_ language: Language) -> String {
        switch state {
        case .enrolled: isProxy ? language("Quận nhập thay", "entered by the district") : language("Đang dùng", "enrolled")
        case .sealed: language("Đã tiếp nối bằng nhật ký khác", "continued by another log")
        case .revoked: language("Đã thu hồi", "revoked")
        }
    }
}
